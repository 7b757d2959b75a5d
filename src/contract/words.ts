// Looks up and fills sentences from the locale files: plain data in, text out; escaping is the renderer's work.

export const localeCodes = ['zh-CN', 'zh-TW', 'en'] as const
export type LocaleCode = (typeof localeCodes)[number]

/** Nested texts of one locale; the first level is the namespace (`portal`, `errors`, …). */
export type Texts = { readonly [key: string]: string | Texts }

/** Answers `t('namespace.key', {name: value})`. */
export type Words = (key: string, params?: Readonly<Record<string, string | number>>) => string

/** A translator over one locale's texts. A key that isn't there comes back as it is; a place without a value stays empty. */
export function translator(texts: Texts): Words {
  return (key, params = {}) => {
    const text = key.split('.').reduce<string | Texts | undefined>((at, part) => (typeof at === 'object' && Object.hasOwn(at, part) ? at[part] : undefined), texts)
    return typeof text === 'string' ? text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => String(params[name] ?? '')) : key
  }
}
