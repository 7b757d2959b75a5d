// The complaint's name in at most 12 characters, good to say on the phone and free of personal data (INT-11).
import type { ReasonRules } from '../policy/reason-rules.ts'
import { findReason } from '../policy/reason-tree.ts'
import type { ReasonTree } from '../policy/reason-tree.ts'

export type KeywordFacts = {
  readonly reasonCode: string | null
  /** Unit or city of the scene from the parcel's scans; a known city or province inside it is used, nothing else. */
  readonly scene?: string | null
  /** Code of the goods class. */
  readonly goods?: string | null
  readonly amountMinor?: number | null
  readonly parcels?: number
}

const maxLength = 12
const sceneReasons = new Set(['delay', 'loss', 'shortage', 'damage', 'intl_customs', 'tracking_info', 'security_prohibited'])
const moneyReasons = new Set(['charge', 'cod', 'claim_handling'])

/**
 * Place, what happened, and what it was about: `武汉滞留·生鲜`, `保管费·5元`, `丢件·12件`. Built only from the words of the policy, a city and
 * figures, so that no name, phone or address can enter. Unknown reasons read `待分类`.
 */
export function makeKeyword(facts: KeywordFacts, tree: ReasonTree, rules: ReasonRules): string {
  const node = facts.reasonCode ? (findReason(tree, facts.reasonCode) ?? findReason(tree, facts.reasonCode.split('.')[0] ?? '')) : null
  const word = node?.word ?? '待分类'
  const place = node && sceneReasons.has(node.parent) ? knownPlace(facts.scene ?? '', rules) : ''
  const tail = tailOf(facts, node?.parent ?? '', rules)
  const full = `${place}${word}${tail && `·${tail}`}`
  if ([...full].length <= maxLength) return full
  const short = tail && [...word, ...tail].length < maxLength ? `${word}·${tail}` : word
  return [...short].slice(0, maxLength).join('')
}

function tailOf(facts: KeywordFacts, parent: string, rules: ReasonRules): string {
  if ((facts.parcels ?? 1) > 1) return `${facts.parcels ?? 1}件`
  if (moneyReasons.has(parent) && facts.amountMinor) return amountWord(facts.amountMinor)
  return rules.goods[facts.goods ?? '']?.word ?? ''
}

/** Whole yuan are enough for a name: 5元, 1280元, 1.2万元. */
function amountWord(minor: number): string {
  const yuan = Math.round(minor / 100)
  if (yuan < 1) return ''
  return yuan >= 10_000 ? `${Math.round(yuan / 1000) / 10}万元` : `${yuan}元`
}

/** The longest known place that the scene begins with or contains. */
function knownPlace(scene: string, rules: ReasonRules): string {
  if (scene === '') return ''
  let found = ''
  for (const place of placesOf(rules)) if (place.length > found.length && scene.includes(place)) found = place
  return found
}

const split = new WeakMap<ReasonRules, readonly string[]>()
function placesOf(rules: ReasonRules): readonly string[] {
  const known = split.get(rules)
  if (known) return known
  const made = rules.places.split(' ')
  split.set(rules, made)
  return made
}
