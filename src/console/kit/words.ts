// Words for the screen: loads one language's files on demand and answers t('namespace.key').
import i18next from 'i18next'
import { useSyncExternalStore } from 'react'
import type { Locale } from './preferences.ts'

export type WordParams = Readonly<Record<string, unknown>>

const files = import.meta.glob<{ default: Record<string, unknown> }>(['../../../locales/*/*.json', '!../../../locales/*/portal.json'])
const namespaces = [...new Set(Object.keys(files).map((path) => path.replace(/^.*\/|\.json$/g, '')))]
const listeners = new Set<() => void>()
let revision = 0

const ready = i18next.init({
  lng: 'zh-CN', fallbackLng: false, resources: {}, ns: namespaces, defaultNS: 'console',
  interpolation: { escapeValue: false }, returnNull: false,
})

async function load(locale: Locale, names: readonly string[]): Promise<void> {
  await ready
  await Promise.all(names.map(async (ns) => {
    if (i18next.hasResourceBundle(locale, ns)) return
    const file = files[`../../../locales/${locale}/${ns}.json`]
    if (file !== undefined) i18next.addResourceBundle(locale, ns, (await file()).default)
  }))
}

/** Loads a language and switches every word on the page to it. */
export async function showLanguage(locale: Locale): Promise<void> {
  await load(locale, namespaces)
  await i18next.changeLanguage(locale)
  document.documentElement.lang = locale
  revision += 1
  for (const listener of listeners) listener()
}

/** The words of one key; the first segment names the file. Unknown keys answer `fallback`, or the key itself, so a gap is visible and harmless. */
export function t(key: string, params: WordParams = {}, fallback?: string): string {
  const dot = key.indexOf('.')
  return i18next.t(key.slice(dot + 1), { ...params, ns: key.slice(0, dot), defaultValue: fallback ?? key })
}

/** Whether a key has words in the current language. */
export function hasWords(key: string): boolean {
  const dot = key.indexOf('.')
  return i18next.exists(key.slice(dot + 1), { ns: key.slice(0, dot) })
}

/** The words of some files in one language whatever is on screen: a paper for an authority is always in that of the authority. */
export async function wordsIn(locale: Locale, names: readonly string[]): Promise<(key: string, params?: WordParams) => string> {
  await load(locale, names)
  return (key, params = {}) => {
    const dot = key.indexOf('.')
    return i18next.t(key.slice(dot + 1), { ...params, ns: key.slice(0, dot), lng: locale, defaultValue: key })
  }
}

/** The name of a code of a vocabulary, e.g. label('status', 'received'). */
export function label(kind: string, code: string): string {
  return t(`codes.${kind}.${code}`, {}, code)
}

/** The language now on screen. */
export function currentLocale(): Locale {
  return i18next.language === 'zh-TW' || i18next.language === 'en' ? i18next.language : 'zh-CN'
}

/** Re-renders the caller when the language changes; returns the language. */
export function useWords(): Locale {
  useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, () => revision)
  return currentLocale()
}
