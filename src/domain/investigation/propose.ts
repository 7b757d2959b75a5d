// Facts proposed from what the house already knows: tracking, the kit of a sign-off, the units' answers. A person takes or refuses each.
import type { OrderAnswer } from '../complaints/vocabulary.ts'
import type { EvidenceSide, EvidenceType } from '../complaints/evidence.ts'
import type { KitLine } from '../waybills/signoff-kit.ts'
import { factKind } from './facts.ts'
import type { FactCode, FactVerdict } from './facts.ts'
import { firstLevel } from './plan.ts'

export const proposalSources = ['tracking', 'kit', 'order', 'evidence', 'reason'] as const
export type ProposalSource = (typeof proposalSources)[number]
type Params = Readonly<Record<string, unknown>>
export type Because = { readonly code: string; readonly params: Params }
/** `key` is the same for the same fact about the same unit, so that what was taken or refused is known again. */
export type Proposal = { readonly key: string; readonly code: FactCode; readonly unitCode: string | null; readonly verdict: FactVerdict; readonly source: ProposalSource; readonly because: Because; readonly opposingSide: EvidenceSide | null }

type Anomaly = { readonly code: string; readonly params: Params; readonly unitCode: string | null }
type Scan = { readonly unitCode: string | null; readonly code: string }
export type ProposalView = { readonly anomalies: readonly Anomaly[]; readonly scans: readonly Scan[] }
/** A question to a unit: how it answered, and whether its time ran out first. */
export type Answered = { readonly unitCode: string; readonly answer: OrderAnswer | null; readonly late: boolean }
export type Known = { readonly view: ProposalView | null; readonly reasonCode: string | null; readonly answers: readonly Answered[]; readonly kit: readonly KitLine[]; readonly evidence: readonly { readonly type: EvidenceType; readonly side: EvidenceSide }[] }

/** What an anomaly of the course says as a fact. `open`: the course alone can't establish it. */
const byAnomaly: Readonly<Record<string, readonly [FactCode, FactVerdict]>> = {
  stuck: ['stuck_at', 'established'], missing_arrival: ['scan_missing_at', 'established'], weight_drop: ['weight_dropped_at', 'established'], damaged: ['damage_noted_at', 'established'], lost_confirmed: ['lost_in_custody_of', 'established'], lost_suspected: ['lost_in_custody_of', 'open'],
  thorough_delay: ['thorough_delay', 'established'], late: ['promised_time_missed', 'established'], pod_far_from_address: ['pod_far_from_address', 'established'], false_pod_suspected: ['pod_not_by_consignee', 'open'], out_for_delivery_open: ['late_delivery_by', 'established'], seized: ['seized_by_authority', 'open'],
  returned: ['returned_without_cause', 'open'], found: ['found_at', 'established'],
}

const byKit: Readonly<Record<string, readonly [FactCode, FactVerdict]>> = {
  position_far: ['pod_far_from_address', 'established'], position_near: ['pod_at_address', 'established'], photo_none: ['pod_photo_missing', 'established'], photo_far: ['pod_far_from_address', 'established'],
  call_none: ['no_contact_before_delivery', 'established'], call_unanswered: ['no_contact_before_delivery', 'open'], call_answered: ['contact_made_before_delivery', 'established'],
}

/** What a complaint of the reason claims of the unit, in one fact: a unit that says "true" admits it, one that says "not true" denies it. */
const claims: Readonly<Record<string, FactCode>> = {
  loss: 'lost_in_custody_of', shortage: 'opened_at', damage: 'damage_noted_at', content_mismatch: 'swapped_at', misdelivery: 'delivered_to_wrong_person', false_signoff: 'pod_not_by_consignee', 'false_signoff.proxy_without_consent': 'proxy_without_consent', 'false_signoff.signed_before_delivery': 'signed_before_delivery', 'false_signoff.false_attempt': 'fake_attempt',
  'false_signoff.false_refusal': 'fake_refusal', 'delivery_service.not_to_door': 'not_to_door', 'delivery_service.no_contact': 'no_contact_before_delivery', 'delivery_service.inspection_refused': 'inspection_refused', 'delivery_service.left_unattended': 'left_unattended', 'delivery_service.thrown': 'thrown_by', 'delivery_service.delivery_refused': 'delivery_refused_by',
  'delivery_service.appointment_missed': 'appointment_missed', 'delivery_service.no_second_attempt': 'second_attempt_missing', locker_station: 'no_consent_for_station', 'locker_station.storage_fee': 'storage_fee_taken', attitude: 'rude_by', 'attitude.abusive': 'abusive_by', 'attitude.hung_up': 'hung_up_by', 'attitude.perfunctory': 'perfunctory_by',
  charge: 'overcharged_by', 'charge.not_told': 'fee_not_told', 'charge.door_fee': 'door_fee_taken', 'charge.weight_dispute': 'weight_misjudged', pickup_service: 'pickup_missed', 'pickup_service.terms_not_told': 'terms_not_told', 'pickup_service.false_pickup': 'fake_pickup', 'return_redirect.returned_without_cause': 'returned_without_cause', 'return_redirect.intercept_failed': 'intercept_missed',
  'tracking_info.false_events': 'fake_scan_by', cod: 'cod_not_passed_on', 'cod.short_return': 'cod_short', data_leak: 'data_shown_by', 'data_leak.label_exposed': 'label_exposed_by', 'data_leak.staff_misuse': 'data_misused_by', packaging: 'packaging_crushed_at', 'intl_customs.partner_delay': 'partner_late', delivery_service: 'rule_broken_by',
  'delay.pickup_late': 'late_pickup_by', 'delay.delivery_late': 'late_delivery_by', 'delay.misrouted': 'missorted_at', delay: 'stuck_at',
}

/** The one fact a complaint of this reason claims; null where none is that plain. */
export function claimOf(reasonCode: string | null): FactCode | null {
  return reasonCode === null ? null : (claims[reasonCode] ?? claims[firstLevel(reasonCode)] ?? null)
}

/** Everything worth proposing, each fact about each unit once; what the tracking shows comes before what anybody says. */
export function proposeFacts(known: Known): readonly Proposal[] {
  const all = [...fromTracking(known), ...fromKit(known), ...fromAnswers(known), ...fromEvidence(known), ...fromIntactHops(known)]
  return all.filter((p, i) => all.findIndex((other) => other.key === p.key) === i)
}

function proposal(code: FactCode, unitCode: string | null, verdict: FactVerdict, source: ProposalSource, because: Because, opposingSide: EvidenceSide | null = null): Proposal {
  const unit = factKind(code).unit === 'none' ? null : unitCode
  return { key: `${code}:${unit ?? ''}`, code, unitCode: unit, verdict, source, because, opposingSide }
}

function fromTracking({ view }: Known): Proposal[] {
  return (view?.anomalies ?? []).flatMap((a) => {
    const fact = byAnomaly[a.code]
    if (fact === undefined || (factKind(fact[0]).unit === 'needed' && a.unitCode === null)) return []
    // damage seen as the parcel came in was brought along: it is a fact about the unit before
    const code = a.code === 'damaged' && a.params['seenAt'] !== undefined ? 'damage_seen_on_arrival' : fact[0]
    return [proposal(code, a.unitCode, fact[1], 'tracking', { code: a.code, params: a.params })]
  })
}

function fromKit({ kit }: Known): Proposal[] {
  return kit.flatMap((line) => {
    const fact = byKit[line.because.code] ?? consentFact(line)
    return fact === undefined || line.unitCode === undefined ? [] : [proposal(fact[0], line.unitCode, fact[1], 'kit', line.because)]
  })
}

/** 快递市场管理办法 Art. 28: no locker, no station, no other hand without consent. */
function consentFact(line: KitLine): readonly [FactCode, FactVerdict] | undefined {
  if (line.line !== 'consent' || line.state === 'unknown') return undefined
  const place = line.because.params['to']
  const facts: Readonly<Record<string, readonly [FactCode, FactCode]>> = { locker: ['consent_for_locker', 'no_consent_for_locker'], station: ['consent_for_station', 'no_consent_for_station'], proxy: ['proxy_with_consent', 'proxy_without_consent'] }
  const pair = facts[String(place)]
  return pair === undefined ? undefined : [line.state === 'ok' ? pair[0] : pair[1], 'established']
}

function fromAnswers({ answers, reasonCode }: Known): Proposal[] {
  const claim = claimOf(reasonCode)
  return answers.flatMap((a) => {
    if (a.answer === null) return a.late ? [proposal('unit_silent', a.unitCode, 'established', 'order', { code: 'order_overdue', params: {} })] : []
    if (claim === null || a.answer === 'other_unit') return []
    return [proposal(claim, a.unitCode, a.answer === 'true' ? 'established' : 'open', 'order', { code: `answered_${a.answer}`, params: {} }, a.answer === 'true' ? null : 'unit')]
  })
}

function fromEvidence({ evidence, reasonCode }: Known): Proposal[] {
  if (!evidence.some((e) => e.type === 'official_notice')) return []
  const reasons = factKind('force_majeure').reasons as readonly string[]
  return reasons.includes(firstLevel(reasonCode)) ? [proposal('force_majeure', null, 'established', 'evidence', { code: 'official_notice', params: {} })] : []
}

/** Units that sent the parcel on without anything odd, where goods were lost or harmed: that speaks for them. */
function fromIntactHops({ view, reasonCode }: Known): Proposal[] {
  if (view === null || !['loss', 'shortage', 'damage', 'content_mismatch'].includes(firstLevel(reasonCode))) return []
  const odd = new Set(view.anomalies.map((a) => a.unitCode))
  const sent = view.scans.flatMap((s) => (s.unitCode !== null && (s.code === 'hub_out' || s.code === 'outlet_out') && !odd.has(s.unitCode) ? [s.unitCode] : []))
  return [...new Set(sent)].map((unit) => proposal('handed_on_intact', unit, 'open', 'tracking', { code: 'sent_on', params: {} }))
}
