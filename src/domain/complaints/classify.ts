// Suggests the reason of a complaint from the customer's words and the parcel's scans, says why, and keeps silent when unsure.
import type { ReasonRules } from '../policy/reason-rules.ts'
import { findReason } from '../policy/reason-tree.ts'
import type { ReasonTree } from '../policy/reason-tree.ts'
import type { Because } from './priority.ts'
import { compilePatterns, matchPatterns } from './rule-patterns.ts'
import type { PatternSet } from './rule-patterns.ts'
import { toldDates } from './told-dates.ts'

/** Rules ready to run; make once per published policy. */
export type Classifier = {
  readonly tree: ReasonTree
  readonly rules: ReasonRules
  readonly patterns: PatternSet
  /** Weight of each wording rule by its owner name in `patterns`. */
  readonly weights: ReadonlyMap<string, { readonly code: string; readonly weight: number }>
  /** Known places by their first two characters, longest first. */
  readonly places: ReadonlyMap<string, readonly string[]>
  readonly variants: ReadonlyMap<string, string>
}

export type SuggestInput = {
  readonly text: string
  /** Codes of what is abnormal in the parcel's course, gravest first. */
  readonly anomalies?: readonly string[]
  readonly demandKinds?: readonly string[]
}

export type Alternative = { readonly code: string; readonly confidence: number }
export type Suggestion = {
  /** The leaf when it stands out, else the first level. */
  readonly code: string
  readonly leaf: string | null
  readonly link: string | null
  /** 0…1, two decimals. */
  readonly confidence: number
  readonly because: readonly Because[]
  readonly alternatives: readonly Alternative[]
}

/** Longest part of a text that is looked at, in characters; grievances stand at the beginning. */
const maxText = 2000
/** Below this score nothing is suggested; at `sure` the score itself no longer lowers confidence. */
const threshold = 3
const sure = 7
/** Most that the general rules of a first level count together, so that many ways of saying "slow" don't drown out one clear "broken". */
const generalMost = 6

const datesOwner = 'dates:told'

/** Compiles a policy's rules. Throws an Error that names the first malformed pattern or unknown code. */
export function compileClassifier(rules: ReasonRules, tree: ReasonTree): Classifier {
  const hinted = [...Object.values(rules.anomalies), ...Object.values(rules.demands), rules.toldDates].map((h) => h.reason)
  for (const code of [...Object.keys(rules.reasons), ...hinted]) if (!findReason(tree, code)) throw new Error(`rules name an unknown reason: ${code}`)
  const worded = Object.entries(rules.reasons).flatMap(([code, list]) => list.map((r, i) => ({ owner: `reason:${code}#${i}`, code, weight: r.w, any: r.any })))
  const owners = {
    ...Object.fromEntries(worded.map((w) => [w.owner, w.any])),
    ...prefixed('link', rules.links, '='), ...prefixed('mood', rules.mood), ...prefixed('kind', rules.kinds, '='), ...prefixed('mark', rules.marks),
    ...prefixed('goods', Object.fromEntries(Object.entries(rules.goods).map(([k, v]) => [k, v.any]))), ...prefixed('praise', { any: rules.praise }),
  }
  const chars = rules.variants.split(' ').map((pair) => [...pair]).filter((c) => c.length === 2)
  return {
    tree, rules, patterns: compilePatterns(owners, rules), weights: new Map([...worded, { owner: datesOwner, code: rules.toldDates.reason, weight: rules.toldDates.w }].map(({ owner, code, weight }) => [owner, { code, weight }])),
    places: placesByHead(rules.places), variants: new Map(chars.map(([from = '', to = '']) => [from, to])),
  }
}

/** Owner names by kind; `free` is '=' where a negation before the words doesn't matter, as in a question. */
function prefixed(kind: string, from: Readonly<Record<string, readonly string[]>>, free = ''): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(from).map(([k, v]) => [`${kind}:${k}`, v.map((p) => free + p)]))
}

function placesByHead(places: string): ReadonlyMap<string, readonly string[]> {
  const byHead = new Map<string, string[]>()
  for (const place of places.split(' ').sort((a, b) => b.length - a.length)) byHead.set(place.slice(0, 2), [...(byHead.get(place.slice(0, 2)) ?? []), place])
  return byHead
}

/** The form in which texts are compared: NFKC, lower case, simplified forms, without spaces between Chinese characters. */
export function foldText(text: string, c: Classifier): string {
  const plain = text.slice(0, maxText).normalize('NFKC').toLowerCase().replace(/(?<=[\u4e00-\u9fff])[ \t]+(?=[\u4e00-\u9fff])/g, '，')
  let folded = ''
  let from = 0
  for (let i = 0; i < plain.length; i++) {
    const other = c.variants.get(plain.charAt(i))
    if (other === undefined) continue
    folded += plain.slice(from, i) + other
    from = i + 1
  }
  return from === 0 ? plain : folded + plain.slice(from)
}

/** What every wording rule finds in a folded text: the rule's owner and the words. */
export function findHits(text: string, c: Classifier): ReadonlyMap<string, string> {
  const hits = matchPatterns(c.patterns, withoutOthers(text))
  const told = toldDates(text)
  return told && told.days >= c.rules.toldDates.days ? new Map([...hits, [datesOwner, told.words]]) : hits
}

// What is said of other carriers, other times, other people ("不像其他家放快递柜") is no fault of this parcel: the clause is left out.
const others = /(?:不会|没有|从不|并不|绝不|不|没)(?:再)?(?:像|跟|和|同)(?:是)?(?:其他|其它|别的|别家|别人|人家|有些|有的|某些|某家|某通|某宝|一些|那些|以前|之前|从前|过去|上次|上回|原来|先前)[^，,。！!？?；;\n]*/g

function withoutOthers(text: string): string {
  return text.includes('像') || text.includes('不和') || text.includes('不跟') || text.includes('不同') ? text.replaceAll(others, '') : text
}

/** The reason the words and scans suggest (CLS-01…12), or null when nothing speaks clearly. Sentences of `because`: `reasons.because.<code>`. */
export function suggestReason(input: SuggestInput, c: Classifier): Suggestion | null {
  return suggestFromHits(findHits(foldText(input.text, c), c), input, c)
}

/** As `suggestReason` from the hits of the classifier's patterns in the folded text. Scans don't speak against a text that only praises. */
export function suggestFromHits(hits: ReadonlyMap<string, string>, input: SuggestInput, c: Classifier): Suggestion | null {
  const scores = new Map<string, number>()
  const because = new Map<string, Because[]>()
  const add = (code: string, weight: number, why: Because): void => {
    scores.set(code, (scores.get(code) ?? 0) + weight)
    because.set(code, [...(because.get(code) ?? []), why])
  }
  for (const [owner, words] of hits) {
    const rule = c.weights.get(owner)
    if (rule) add(rule.code, rule.weight, { code: 'words', params: { words: quote(words) } })
  }
  const onlyPraise = scores.size === 0 && hits.has('praise:any')
  for (const code of onlyPraise ? [] : (input.anomalies ?? [])) {
    const hint = c.rules.anomalies[code]
    if (hint) add(hint.reason, hint.w, { code: 'scans', params: { anomaly: code } })
  }
  if (scores.size > 0) {
    for (const kind of input.demandKinds ?? []) {
      const hint = c.rules.demands[kind]
      if (hint) add(hint.reason, hint.w, { code: 'demand', params: { demand: kind } })
    }
  }
  return scores.size === 0 ? null : decide(hits, scores, because, c)
}

/** Numbers and Latin letters of a quotation could be personal; they are hidden. */
function quote(words: string): string {
  const chars = [...words.replace(/[0-9a-z@]{4,}/g, '…')]
  return chars.length > 16 ? `${chars.slice(0, 7).join('')}…${chars.slice(-7).join('')}` : chars.join('')
}

type FirstLevel = { readonly parent: string; readonly score: number; readonly leaves: readonly (readonly [string, number])[] }

function decide(hits: ReadonlyMap<string, string>, scores: ReadonlyMap<string, number>, because: ReadonlyMap<string, readonly Because[]>, c: Classifier): Suggestion | null {
  const ranked = rank(scores)
  const [first, second] = ranked
  if (!first || first.score < threshold) return null
  const [best, next] = first.leaves
  const leaf = best && best[1] >= 2 && (!next || best[1] > next[1]) ? best[0] : null
  const code = leaf ?? first.parent
  const share = (score: number, rival: number): number => Math.round(100 * Math.min(1, score / sure) * (score / (score + rival * 0.6))) / 100
  const why = [...(because.get(code) ?? []), ...(leaf ? (because.get(first.parent) ?? []) : (because.get(best?.[0] ?? '') ?? []))]
  const others = ranked.slice(1, 4).filter((r) => r.score >= 2).map((r) => ({ code: r.leaves[0]?.[0] ?? r.parent, confidence: share(r.score, first.score) }))
  const sibling = next && next[1] >= 3 ? [{ code: next[0], confidence: share(next[1], best?.[1] ?? 0) }] : []
  return { code, leaf, link: linkOf(hits, code, c), confidence: share(first.score, second?.score ?? 0), because: why, alternatives: [...others, ...sibling].sort((a, b) => b.confidence - a.confidence).slice(0, 3) }
}

/** First levels by score: the general rules plus the best leaf plus a little for each further leaf. Ties go to the first by code. */
function rank(scores: ReadonlyMap<string, number>): readonly FirstLevel[] {
  const byParent = new Map<string, { own: number; leaves: [string, number][] }>()
  for (const [code, score] of scores) {
    const parent = code.split('.')[0] ?? code
    const entry = byParent.get(parent) ?? { own: 0, leaves: [] }
    if (code === parent) entry.own += score
    else entry.leaves.push([code, score])
    byParent.set(parent, entry)
  }
  const ranked = [...byParent].map(([parent, { own, leaves }]) => {
    const sorted = leaves.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    const rest = sorted.slice(1).reduce((sum, [, s]) => sum + s * 0.25, 0)
    return { parent, score: Math.min(generalMost, own) + (sorted[0]?.[1] ?? 0) + rest, leaves: sorted }
  })
  return ranked.sort((a, b) => b.score - a.score || (a.parent < b.parent ? -1 : 1))
}

/** The link the words point to, if the reason can happen there; else the reason's own first link (OPN-26). */
function linkOf(hits: ReadonlyMap<string, string>, code: string, c: Classifier): string | null {
  const node = findReason(c.tree, code)
  if (!node) return null
  if (node.links.length > 1) for (const link of Object.keys(c.rules.links)) if (node.links.includes(link) && hits.has(`link:${link}`)) return link
  return node.links[0] ?? null
}
