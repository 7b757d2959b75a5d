// Reads what else a customer's words tell: kind of contact, mood, risks, goods, places, amounts; and the numbers told in them.
import { findPhones } from '../customers/scrub.ts'
import { numbersIn } from '../waybills/numbers.ts'
import type { NumberRule } from '../waybills/numbers.ts'
import { findHits, foldText, suggestFromHits } from './classify.ts'
import type { Classifier, SuggestInput, Suggestion } from './classify.ts'
import type { Mood } from './priority.ts'

type Hits = ReadonlyMap<string, string>

export type KindHint = { readonly kind: 'complaint' | 'chaser' | 'trace' | 'claim_request' | 'data_request' | 'suggestion' | 'enquiry' | 'praise'; readonly confidence: number }

export type Reading = {
  readonly reason: Suggestion | null
  readonly kind: KindHint
  readonly mood: Mood
  readonly riskMarks: readonly string[]
  /** Codes of goods classes, the gravest first. */
  readonly goods: readonly string[]
  /** A city or province named as the scene. */
  readonly place: string | null
  readonly praises: boolean
  readonly amountsMinor: readonly number[]
}

/** Waybill numbers that the rules recognise, and mobile numbers. */
export type NumbersTold = { readonly waybillNos: readonly string[]; readonly phones: readonly string[] }

/** The numbers standing in the words' first 4,000 characters. */
export function readNumbers(text: string, rules: readonly NumberRule[]): NumbersTold {
  const read = text.slice(0, 4000)
  return { waybillNos: numbersIn(read, rules), phones: findPhones(read) }
}

/** Everything the words tell but the numbers. */
export function readText(input: SuggestInput, c: Classifier): Reading {
  const text = foldText(input.text, c)
  const hits = findHits(text, c)
  const reason = suggestFromHits(hits, input, c)
  const mood = moodOf(text, hits)
  const praises = hits.has('praise:any')
  return {
    reason, mood, praises, kind: kindOf(hits, reason, mood, praises), riskMarks: Object.keys(c.rules.marks).filter((m) => hits.has(`mark:${m}`)),
    goods: Object.keys(c.rules.goods).filter((g) => hits.has(`goods:${g}`)), place: placeOf(text, c),
    amountsMinor: amountsIn(text),
  }
}

/** 0 calm … 3 furious or threatening. Three exclamation marks make a displeased text an angry one; many of them an angry one furious. */
function moodOf(text: string, hits: Hits): Mood {
  const level = ([3, 2, 1] as const).find((m) => hits.has(`mood:${m}`)) ?? 0
  const marks = text.match(/[!！]/g)?.length ?? 0
  return level === 1 && marks >= 3 ? 2 : level === 2 && marks >= 6 ? 3 : level
}

/** OPN-13: whatever grieves is a complaint; otherwise the most specific wish. A parcel merely late and asked for politely is a chaser. */
function kindOf(hits: Hits, reason: Suggestion | null, mood: Mood, praises: boolean): KindHint {
  const says = (kind: string): boolean => hits.has(`kind:${kind}`)
  const parent = reason?.code.split('.')[0]
  const patient = mood === 0 && !says('complaint')
  const onlyWaiting = reason === null || parent === 'delay' || parent === 'tracking_info' || reason.confidence < 0.35
  if (says('data_request') && patient) return { kind: 'data_request', confidence: 0.85 }
  if (says('claim_request') && patient && parent !== 'claim_handling') return { kind: 'claim_request', confidence: 0.75 }
  if (patient && onlyWaiting) {
    if (says('chaser')) return { kind: 'chaser', confidence: 0.8 }
    if (says('trace')) return { kind: 'trace', confidence: 0.7 }
  }
  if (says('complaint')) return { kind: 'complaint', confidence: 0.9 }
  if (reason && reason.confidence >= 0.35) return { kind: 'complaint', confidence: Math.max(0.5, reason.confidence) }
  if (praises && mood === 0) return { kind: 'praise', confidence: 0.7 }
  if (says('suggestion')) return { kind: 'suggestion', confidence: 0.7 }
  if (says('enquiry') && patient) return { kind: 'enquiry', confidence: 0.6 }
  return { kind: 'complaint', confidence: mood > 0 || reason ? 0.4 : 0.2 }
}

/** The first known place whose surroundings (8 characters before, 6 after) name it as the scene. */
function placeOf(text: string, c: Classifier): string | null {
  for (let i = 0; i + 1 < text.length; i++) {
    const place = c.places.get(text.slice(i, i + 2))?.find((p) => text.startsWith(p, i))
    const around = place ? text.slice(Math.max(0, i - 8), i + place.length + 6) : ''
    if (place && c.rules.scene.some((word) => around.includes(word))) return place
  }
  return null
}

const figures: Readonly<Record<string, number>> = { 零: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 }
const units: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 }
const moneyWord = '(?:元|块钱|块|圆|rmb|人民币)'
const arabic = new RegExp(`[¥￥] ?(\\d{1,8}(?:,\\d{3}){0,3}(?:\\.\\d{1,2})?)(万)?|(?<![\\d.])(\\d{1,8}(?:,\\d{3}){0,3}(?:\\.\\d{1,4})?)(?:多|来)?(?:(万)(?:${moneyWord}|(?=[，,。！!？?；;、\\s]|$))|${moneyWord})`, 'g')
const spoken = new RegExp(`(?<![\\d.])([零一二两三四五六七八九十百千万]{1,9})(?:多|来)?${moneyWord}`, 'g')

/** Amounts of money in a folded text, in minor units, in the order they stand; `三千五百块`, `1.2万`, `¥1,280.50`. */
export function amountsIn(text: string): readonly number[] {
  const found: { at: number; minor: number }[] = []
  for (const m of text.matchAll(arabic)) {
    const value = Number((m[1] ?? m[3] ?? '').replace(/,/g, '')) * (m[2] || m[4] ? 10_000 : 1)
    if (value > 0 && value < 1e9) found.push({ at: m.index, minor: Math.round(value * 100) })
  }
  for (const m of text.matchAll(spoken)) {
    const value = chineseNumber(m[1] ?? '')
    if (value > 0) found.push({ at: m.index, minor: value * 100 })
  }
  return found.sort((a, b) => a.at - b.at).map((f) => f.minor)
}

/** 三千五 is 3,500: a last figure without unit takes the place below the unit before it. */
function chineseNumber(words: string): number {
  let total = 0
  let section = 0
  let figure = 0
  let unit = 1
  for (const ch of words) {
    if (ch === '万') {
      total = (section + figure || 1) * 10_000
      ;[section, figure, unit] = [0, 0, 10_000]
    } else if (units[ch]) {
      unit = units[ch]
      section += (figure || 1) * unit
      figure = 0
    } else {
      if (ch === '零') unit = 10
      figure = figures[ch] ?? 0
    }
  }
  return total + section + (unit >= 100 ? figure * (unit / 10) : figure)
}
