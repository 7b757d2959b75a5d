// Search tokens: bigrams that let PostgreSQL find any substring of two characters or more, in Chinese and in numbers.

const word = /[\p{L}\p{N}]+/gu
const latin = /[a-z0-9]{3,}/g
const maxTokens = 20_000

/** The form in which text is compared: NFKC, lower case. */
export function normaliseForSearch(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/**
 * Tokens of a text for `array_to_tsvector`: every pair of neighbouring letters, digits or Chinese characters, triples inside
 * Latin and number words (so that waybill numbers select well), and characters that stand alone. Unique, at most 20,000.
 */
export function searchTokens(text: string): string[] {
  const tokens = new Set<string>()
  for (const [run] of normaliseForSearch(text).matchAll(word)) {
    addPairs(run, tokens)
    addTriples(run, tokens)
    if (tokens.size > maxTokens) return [...tokens].slice(0, maxTokens)
  }
  return [...tokens]
}

// Rare characters take two code units; taking every run apart for their sake would cost more than all the rest.
function addPairs(run: string, tokens: Set<string>): void {
  const chars = /[\ud800-\udfff]/.test(run) ? [...run] : run
  if (chars.length === 1) tokens.add(run)
  for (let i = 0; i + 1 < chars.length; i++) tokens.add(`${chars[i] ?? ''}${chars[i + 1] ?? ''}`)
}

/**
 * The tokens a text must have to contain `query` as a substring. Empty when the query has no two neighbouring characters:
 * then only a scan could answer. A hit of three characters or more is rechecked with LIKE, for tokens don't know their order.
 */
export function queryTokens(query: string): string[] {
  const tokens = new Set<string>()
  for (const [run] of normaliseForSearch(query).matchAll(word)) {
    const covered = new Set<string>()
    for (const [part] of run.matchAll(latin)) for (let i = 0; i + 1 < part.length; i++) covered.add(part.slice(i, i + 2))
    addTriples(run, tokens)
    const chars = [...run]
    for (let i = 0; i + 1 < chars.length; i++) {
      const pair = `${chars[i] ?? ''}${chars[i + 1] ?? ''}`
      if (!covered.has(pair)) tokens.add(pair)
    }
  }
  return [...tokens].sort()
}

function addTriples(run: string, tokens: Set<string>): void {
  for (const [part] of run.matchAll(latin)) for (let i = 0; i + 2 < part.length; i++) tokens.add(part.slice(i, i + 3))
}

/** The tokens as the text of a `tsquery` that demands them all; '' when there are none. */
export function tsQueryText(tokens: readonly string[]): string {
  return tokens.map((t) => `'${t.replace(/\\/g, '\\\\').replace(/'/g, "''")}'`).join(' & ')
}

function nameKey(name: string): string {
  return normaliseForSearch(name).replace(/[^\p{L}\p{N}]/gu, '')
}

/**
 * Keyed tokens of a name for a blind index: the whole name, its bigrams, and prefixes of its pinyin initials and of its Latin words from two letters on.
 * `initials` come from the server's pinyin library ('' when none); `keyed` turns a token into its HMAC.
 */
export function nameTokens(name: string, initials: string, keyed: (token: string) => string): string[] {
  const chars = [...nameKey(name)]
  if (chars.length === 0) return []
  const plain = new Set<string>([`n:${chars.join('')}`])
  for (let i = 0; i + 1 < chars.length; i++) plain.add(`b:${chars[i] ?? ''}${chars[i + 1] ?? ''}`)
  const letters = normaliseForSearch(initials).replace(/[^a-z]/g, '')
  for (let n = 2; n <= letters.length; n++) plain.add(`p:${letters.slice(0, n)}`)
  for (const [part] of normaliseForSearch(name).matchAll(/[a-z]{2,}/g)) for (let n = 2; n <= Math.min(part.length, 4); n++) plain.add(`p:${part.slice(0, n)}`)
  return [...plain].map(keyed).sort()
}

/** The keyed tokens a name must have to match what was typed: part of a name, or pinyin initials. Empty below two characters. */
export function nameQueryTokens(query: string, keyed: (token: string) => string): string[] {
  const chars = [...nameKey(query)]
  if (chars.length < 2) return []
  if (/^[a-z]{2,4}$/.test(chars.join(''))) return [keyed(`p:${chars.join('')}`)]
  const plain = new Set<string>()
  for (let i = 0; i + 1 < chars.length; i++) plain.add(`b:${chars[i] ?? ''}${chars[i + 1] ?? ''}`)
  return [...plain].map(keyed).sort()
}
