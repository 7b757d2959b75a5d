// The small pattern language of the suggestion rules, compiled once into regular expressions that cannot run away.
import { requiredKeys } from './pattern-keys.ts'
import type { Demands } from './pattern-keys.ts'

export type Negations = { readonly far: readonly string[]; readonly near: readonly string[] }
export type PatternFrame = { readonly lists: Readonly<Record<string, readonly string[]>>; readonly negations: Negations }

/** How many character codes there are. */
const pair = 65_536
const GAP = '[^。！!？?；;\\n]{0,8}'
const WIDE_GAP = '[^。！!？?；;\\n]{0,16}'

/** Patterns of many owners behind one filter: a pattern runs only when the text has a key of each of its demands. */
export type PatternSet = {
  readonly patterns: readonly { readonly owner: string; readonly re: RegExp; readonly demands: number }[]
  /** What a key fulfils, by its character codes (first × 65,536 + second, or the one alone): index of the pattern × 4 + number of the demand. */
  readonly fulfils: ReadonlyMap<number, readonly number[]>
  /** By character code whether it is a key alone (1), begins one of two (2) or both; most characters of a text do neither. */
  readonly heads: Uint8Array
}

/**
 * Compiles the patterns of each owner. `@name` is a list, `~` a gap of at most 8 characters inside a sentence, `~~` of 16, `*` at most
 * four repetitions. A negation shortly before the term in `!( )`, or before the whole pattern, cancels the match; a leading `=`
 * lifts that. Throws an Error naming the pattern when it is malformed.
 */
export function compilePatterns(owners: Readonly<Record<string, readonly string[]>>, frame: PatternFrame): PatternSet {
  const patterns: { owner: string; re: RegExp; demands: number }[] = []
  const fulfils = new Map<number, number[]>()
  const heads = new Uint8Array(pair)
  for (const [owner, list] of Object.entries(owners)) {
    for (const pattern of list) {
      const { re, demands } = compileOne(pattern, frame)
      const index = patterns.push({ owner, re, demands: (1 << demands.length) - 1 }) - 1
      demands.forEach((keys, n) => {
        for (const key of keys) {
          heads[key.charCodeAt(0)]! |= key.length > 1 ? 2 : 1
          const code = key.length > 1 ? key.charCodeAt(0) * pair + key.charCodeAt(1) : key.charCodeAt(0)
          fulfils.set(code, [...(fulfils.get(code) ?? []), index * 4 + n])
        }
      })
    }
  }
  return { patterns, fulfils, heads }
}

/** What each owner's patterns found in the text: the first hit's words. Owners without a hit are absent. */
export function matchPatterns(set: PatternSet, text: string): ReadonlyMap<string, string> {
  const met = new Uint8Array(set.patterns.length)
  const fulfil = (found: readonly number[] | undefined): void => {
    if (found) for (const f of found) met[f >> 2]! |= 1 << (f & 3)
  }
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const head = set.heads[code] ?? 0
    if (head & 1) fulfil(set.fulfils.get(code))
    if (head & 2) fulfil(set.fulfils.get(code * pair + text.charCodeAt(i + 1)))
  }
  const hits = new Map<string, string>()
  for (let i = 0; i < met.length; i++) {
    const pattern = set.patterns[i]
    if (!pattern || met[i] !== pattern.demands || hits.has(pattern.owner)) continue
    const hit = pattern.re.exec(text)
    if (hit) hits.set(pattern.owner, hit[0])
  }
  return hits
}

function compileOne(pattern: string, frame: PatternFrame): { readonly re: RegExp; readonly demands: Demands } {
  if (/(?<!\\)\+|\{\d+,\}|\*\*/.test(pattern)) throw new Error(`unbounded repetition: ${pattern}`)
  const free = pattern.startsWith('=')
  const plain = expand(free ? pattern.slice(1) : pattern, frame)
  const bare = plain.replace(/!\(/g, '(?:')
  const source = free ? bare : plain.includes('!(') ? guardMarked(plain, frame.negations) : guarded(plain, frame.negations)
  try {
    return { re: new RegExp(source), demands: requiredKeys(bare) }
  } catch {
    throw new Error(`malformed pattern: ${pattern}`)
  }
}

function expand(pattern: string, frame: PatternFrame): string {
  return pattern
    .replace(/@([a-z_]+)/g, (_, name: string) => {
      const list = frame.lists[name]
      if (!list) throw new Error(`unknown list @${name} in ${pattern}`)
      return `(?:${list.join('|')})`
    })
    .replace(/~~/g, WIDE_GAP)
    .replace(/~/g, GAP)
    .replace(/\*/g, '{0,4}')
    .replace(/(?<![\\!])\((?!\?)/g, '(?:')
}

/** The lookbehind stands after the term, so that it costs nothing where the term isn't found. */
function guarded(term: string, n: Negations): string {
  return `(?:${term})(?<!(?:(?:${n.far.join('|')})[^，,。！!？?；;、\\s]{0,3}|(?:${n.near.join('|')}))(?:${term}))`
}

function guardMarked(plain: string, n: Negations): string {
  let out = ''
  let at = 0
  for (;;) {
    const mark = plain.indexOf('!(', at)
    if (mark < 0) return out + plain.slice(at)
    const end = closing(plain, mark + 1)
    out += plain.slice(at, mark) + guarded(plain.slice(mark + 2, end), n)
    at = end + 1
  }
}

function closing(text: string, open: number): number {
  let depth = 0
  for (let i = open; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '(') depth++
    else if (text[i] === ')' && --depth === 0) return i
  }
  throw new Error(`unclosed group in ${text}`)
}
