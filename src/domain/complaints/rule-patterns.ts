// The small pattern language of the suggestion rules, compiled once into regular expressions that cannot run away.
import { requiredKeys } from './pattern-keys.ts'
import type { Keys } from './pattern-keys.ts'

export type Negations = { readonly far: readonly string[]; readonly near: readonly string[] }
export type PatternFrame = { readonly lists: Readonly<Record<string, readonly string[]>>; readonly negations: Negations }

const GAP = '[^。！!？?；;\\n]{0,8}'
const WIDE_GAP = '[^。！!？?；;\\n]{0,16}'

/** Patterns of many owners behind one filter: a pattern runs only when the text has one of its keys. */
export type PatternSet = {
  readonly patterns: readonly { readonly owner: string; readonly re: RegExp }[]
  /** Indexes of patterns by the character code that is their key. */
  readonly byOne: ReadonlyMap<number, readonly number[]>
  /** Indexes of patterns whose key is two characters, by the first code, then the second. */
  readonly byTwo: ReadonlyMap<number, ReadonlyMap<number, readonly number[]>>
  readonly always: readonly number[]
}

/**
 * Compiles the patterns of each owner. `@name` is a list, `~` a gap of at most 8 characters inside a sentence, `~~` of 16, `*` at most
 * four repetitions. A negation shortly before the term in `!( )`, or before the whole pattern, cancels the match; a leading `=`
 * lifts that. Throws an Error naming the pattern when it is malformed.
 */
export function compilePatterns(owners: Readonly<Record<string, readonly string[]>>, frame: PatternFrame): PatternSet {
  const patterns: { owner: string; re: RegExp }[] = []
  const byOne = new Map<number, number[]>()
  const byTwo = new Map<number, Map<number, number[]>>()
  const always: number[] = []
  for (const [owner, list] of Object.entries(owners)) {
    for (const pattern of list) {
      const { re, keys } = compileOne(pattern, frame)
      const index = patterns.push({ owner, re }) - 1
      if (!keys) always.push(index)
      else for (const key of keys) addKey(key, index, byOne, byTwo)
    }
  }
  return { patterns, byOne, byTwo, always }
}

/** What each owner's patterns found in the text: the first hit's words. Owners without a hit are absent. */
export function matchPatterns(set: PatternSet, text: string): ReadonlyMap<string, string> {
  const wanted = new Set<number>(set.always)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const one = set.byOne.get(code)
    if (one) for (const index of one) wanted.add(index)
    const two = set.byTwo.get(code)?.get(text.charCodeAt(i + 1))
    if (two) for (const index of two) wanted.add(index)
  }
  const hits = new Map<string, string>()
  for (const index of wanted) {
    const pattern = set.patterns[index]
    if (!pattern || hits.has(pattern.owner)) continue
    const hit = pattern.re.exec(text)
    if (hit) hits.set(pattern.owner, hit[0])
  }
  return hits
}

function addKey(key: string, index: number, byOne: Map<number, number[]>, byTwo: Map<number, Map<number, number[]>>): void {
  const first = key.charCodeAt(0)
  const map = key.length === 1 ? byOne : (byTwo.get(first) ?? new Map<number, number[]>())
  if (key.length > 1) byTwo.set(first, map)
  const last = key.charCodeAt(key.length - 1)
  map.set(last, [...(map.get(last) ?? []), index])
}

function compileOne(pattern: string, frame: PatternFrame): { readonly re: RegExp; readonly keys: Keys } {
  if (/(?<!\\)\+|\{\d+,\}|\*\*/.test(pattern)) throw new Error(`unbounded repetition: ${pattern}`)
  const free = pattern.startsWith('=')
  const plain = expand(free ? pattern.slice(1) : pattern, frame)
  const bare = plain.replace(/!\(/g, '(?:')
  const source = free ? bare : plain.includes('!(') ? guardMarked(plain, frame.negations) : guarded(plain, frame.negations)
  try {
    return { re: new RegExp(source), keys: requiredKeys(bare) }
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
