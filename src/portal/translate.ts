// Looks up and fills the portal's sentences: plain data in, text out; escaping is the renderer's work.
import type { Translate } from './models.ts'

/** Nested texts of one locale; the first level is the namespace (`portal`, `errors`, …). */
export type Texts = { readonly [key: string]: string | Texts }

/** A translator over one locale's texts. A key that isn't there comes back as it is; a place without a value stays empty. */
export function translator(texts: Texts): Translate {
  return (key, params = {}) => {
    const text = key.split('.').reduce<string | Texts | undefined>((at, part) => (typeof at === 'object' && Object.hasOwn(at, part) ? at[part] : undefined), texts)
    return typeof text === 'string' ? text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => String(params[name] ?? '')) : key
  }
}
