// Which language a visitor reads, and sentences with markup inside them.
import type { Locale, Page, Translate } from './models.ts'
import type { Node } from './kit/html.ts'

/** Languages of the portal in the order they are offered, with their own names. */
export const locales: readonly { code: Locale; name: string }[] = [
  { code: 'zh-CN', name: '简体' },
  { code: 'zh-TW', name: '繁體' },
  { code: 'en', name: 'English' },
]

/** Picks the language: an explicit choice first, then what the browser asks for, then zh-CN. */
export function chooseLocale(chosen: string | undefined, acceptLanguage: string | undefined): Locale {
  const exact = locales.find((one) => one.code === chosen)
  if (exact) return exact.code
  const wanted = (acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...rest] = part.trim().toLowerCase().split(';')
      const q = rest.map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1]).find(Boolean)
      return { tag: tag.trim(), q: q === undefined ? 1 : Number(q) }
    })
    .filter((one) => one.q > 0)
    .sort((a, b) => b.q - a.q)
  for (const { tag } of wanted) {
    if (/^zh-(hant|tw|hk|mo)\b/.test(tag)) return 'zh-TW'
    if (/^zh\b/.test(tag)) return 'zh-CN'
    if (/^en\b/.test(tag)) return 'en'
  }
  return 'zh-CN'
}

/** A translated sentence with nodes in its `{{places}}`: word order stays the translator's. */
export function phrase(t: Translate, key: string, nodes: Readonly<Record<string, Node>>): Node[] {
  const names = Object.keys(nodes)
  const marks = Object.fromEntries(names.map((name, index) => [name, `\uE000${index}\uE001`]))
  return t(key, marks)
    .split(/\uE000(\d+)\uE001/)
    .map((part, index) => (index % 2 === 0 ? part : nodes[names[Number(part)] ?? '']))
}

/** Like `t`, but undefined when the locale has no such sentence. */
export function maybe(page: Pick<Page, 't'>, key: string, params?: Record<string, string | number>): string | undefined {
  const text = page.t(key, params)
  return text === key ? undefined : text
}

/** Why something is refused, in words; a plain sentence when the code has none. */
export function refusalText(page: Pick<Page, 't'>, refused: { code: string; params?: Record<string, string | number> }): string {
  return (
    maybe(page, `portal.refusal.${refused.code}`, refused.params) ??
    maybe(page, `errors.${refused.code}`, refused.params) ??
    page.t('portal.refusal.other')
  )
}
