// The locale files as the server reads them: once, at start.
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { translator } from '../../contract/words.ts'
import type { LocaleCode, Texts, Words } from '../../contract/words.ts'

const folder = resolve(import.meta.dirname, '../../../locales')

/** All texts of a locale, by namespace (the file's name). */
export function loadTexts(locale: LocaleCode): Texts {
  return Object.fromEntries(readdirSync(join(folder, locale)).filter((f) => f.endsWith('.json')).map((f) => [f.slice(0, -5), JSON.parse(readFileSync(join(folder, locale, f), 'utf8')) as Texts]))
}

const loaded = new Map<LocaleCode, Words>()

/** The words of a locale; files are read at the first call. */
export function wordsOf(locale: LocaleCode): Words {
  const known = loaded.get(locale)
  if (known) return known
  const words = translator(loadTexts(locale))
  loaded.set(locale, words)
  return words
}

