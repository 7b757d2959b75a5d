// One complaint on its way in: everything computed from what was said, the parcels, the policy and the clock, ready to be written.
import { createHash, randomInt } from 'node:crypto'
import type { Filed, NewComplaint } from '../../contract/complaints.ts'
import { complaintClocks } from '../../domain/complaints/clock-table.ts'
import { makeKeyword } from '../../domain/complaints/keyword.ts'
import { complaintNumber } from '../../domain/complaints/number.ts'
import { readText } from '../../domain/complaints/read-text.ts'
import type { Reading } from '../../domain/complaints/read-text.ts'
import { verificationChannels } from '../../domain/complaints/vocabulary.ts'
import type { ContactKind, Flag, ItemType, PartyRole } from '../../domain/complaints/vocabulary.ts'
import { maskAddress, maskEmail, maskHandle, maskName, maskPhone } from '../../domain/customers/masking.ts'
import { scrubText } from '../../domain/customers/scrub.ts'
import { may } from '../../domain/identity/actor.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { findReason } from '../../domain/policy/reason-tree.ts'
import { Refusal } from '../../domain/refusal.ts'
import { nextDue } from '../../domain/sla/clocks.ts'
import { dateAt } from '../../domain/sla/days.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import { profileVersion } from '../../domain/sla/profiles.ts'
import { findAnomalies } from '../../domain/waybills/anomalies.ts'
import type { Anomaly } from '../../domain/waybills/anomalies.ts'
import { involvedUnits, parcelPosition } from '../../domain/waybills/custody.ts'
import { familyKey } from '../../domain/waybills/family.ts'
import { normaliseNumber } from '../../domain/waybills/numbers.ts'
import { proveRelation } from '../../domain/waybills/relation.ts'
import type { RelationClaim } from '../../domain/waybills/relation.ts'
import type { Waybill } from '../../domain/waybills/scans.ts'
import { emailIndex, phoneIndex } from '../customers/indexes.ts'
import { appendEvents, chainStart } from '../platform/chain.ts'
import type { EventRow, NewEvent } from '../platform/chain.ts'
import type { IdempotencyClaim } from '../platform/context.ts'
import { seal, unseal } from '../platform/crypto.ts'
import { newId } from '../platform/ids.ts'
import type { LookupResult } from '../waybills/carrier.ts'
import { sealedPart, viewWaybill } from '../waybills/view.ts'
import { assess, givenFields } from './assessment.ts'
import { firstLookAt } from './first-look.ts'
import { clockTimes, openedRow } from './clocks.ts'
import type { ClockRow } from './clocks.ts'
import { viewClock } from './clock-view.ts'
import type { Deps } from './deps.ts'
import { hideName, preferencesOf, scrubDetails, sealWords, searchWords } from './intake-words.ts'
import { namesInquiries, restrictedOpeners } from './visible.ts'
import { cleanMaybe } from './words.ts'

/** What to file, by whom, and how the reply is made. `lookups` are the parcels' answers by normalised number, read before the transaction. */
export type Member = {
  readonly input: NewComplaint
  readonly actor: Actor
  readonly idempotency: IdempotencyClaim | null
  readonly lookups: ReadonlyMap<string, LookupResult>
  /** The unit whose staff registered it at first contact (OPN-11). */
  readonly registeredBy: string | null
  /** Nobody said what kind of contact it is (a line of an import without one): words that only praise are a praise then. */
  readonly kindUnsaid?: boolean
  /** The secret of the customer's follow link as stored, when the portal filed it. */
  readonly followHash: Buffer | null
  /** Which text about personal data stood under it when the customer sent it. */
  readonly consent?: { readonly text: string; readonly locale: string }
  /** Of a merchant's batch case: a line with its parent, or (null) the parent itself, which stays the kind it is. The merchant's one phone makes no duplicates of its lines. */
  readonly batch?: { readonly parentId: string | null }
  readonly reply: (filed: Filed) => unknown
}

/** A case already there that shares an item, a shipment family or the phone. */
export type Prior = { readonly id: string; readonly complaintNo: string; readonly kind: ContactKind; readonly open: boolean; readonly reason: string | null; readonly receivedAt: number; readonly restricted: boolean; readonly inquiry: boolean; readonly how: 'item' | 'family' | 'phone' }

type Item = { type: ItemType; number: string; numberIndex: string; familyKey: string | null }
export type Prepared = {
  readonly id: string
  readonly complaintNo: string
  readonly row: Readonly<Record<string, unknown>>
  readonly items: readonly Item[]
  readonly parties: readonly { readonly code: string | null; readonly id: string | null; readonly role: PartyRole }[]
  readonly clocks: readonly (ClockRow & { readonly look_at: number | null })[]
  readonly events: readonly EventRow[]
  readonly newEvents: readonly NewEvent[]
  readonly snapshots: readonly Readonly<Record<string, unknown>>[]
  readonly duplicates: readonly Prior[]
  readonly member: Member
  readonly filed: Filed
}

const day = 86_400_000
const hex = (b: Buffer | null): string | null => (b === null ? null : `\\x${b.toString('hex')}`)
const iso = (at: number): string => new Date(at).toISOString()

/** The waybill-like items of an input, normalised; what is looked up before filing. */
export function itemsOf(input: NewComplaint): readonly { type: ItemType; number: string; numberIndex: string }[] {
  const seen = new Set<string>()
  return (input.items ?? []).flatMap((i) => {
    const numberIndex = normaliseNumber(i.number)
    if (numberIndex === '' || seen.has(numberIndex)) return []
    seen.add(numberIndex)
    return [{ type: i.type, number: i.number.trim(), numberIndex }]
  })
}

/** When the case counts as received: an earlier contact that staff saw proven dates it back (OPN-11; what a stranger on the portal says of it is kept, but starts no clock); a contact that turns out a grievance dates from its first (OPN-13). */
function receivedAt(input: NewComplaint, actor: Actor, now: number, first: Prior | undefined): number {
  const reported = input.reportedAt === undefined ? now : Date.parse(input.reportedAt)
  if (reported > now + 60_000) throw new Refusal('instant.in_future', { field: 'reportedAt' }, 400)
  const proven = input.reportedAt !== undefined && input.reportedProof !== undefined && actor.kind !== 'customer' ? Math.min(reported, now) : now
  return first ? Math.min(proven, first.receivedAt) : proven
}

/** OPN-13: the second chaser within 24 hours, or any grievance voiced in a lighter contact, is a complaint from the first contact on. */
function kindOf(input: NewComplaint, reading: Reading, priors: readonly Prior[], now: number): { kind: ContactKind; first: Prior | undefined } {
  if (input.kind === 'complaint') return { kind: 'complaint', first: undefined }
  const chasers = priors.filter((p) => p.kind === 'chaser' && now - p.receivedAt <= day).sort((a, b) => a.receivedAt - b.receivedAt)
  if (input.kind === 'chaser' && chasers.length > 0) return { kind: 'complaint', first: chasers[0] }
  const grievance = input.kind !== 'praise' && (reading.mood >= 2 || (reading.mood >= 1 && reading.kind.kind === 'complaint' && reading.kind.confidence >= 0.7))
  return { kind: grievance ? 'complaint' : input.kind, first: undefined }
}

/** Computes every row of a complaint. Reads only its arguments and fresh randomness; throws Refusal 400 for impossible instants and unknown reasons. */
export function prepare(deps: Deps, member: Member, found: readonly Prior[], now: number, isTwin = false): Prepared {
  const { input, actor } = member
  const priors = member.batch ? found.filter((p) => p.how !== 'phone') : found
  const policy = deps.policy()
  if (input.reasonCode !== undefined && !findReason(policy.reasons, input.reasonCode)) throw new Refusal('complaint.unknown_reason', { reason: input.reasonCode }, 400)
  if (input.occurredAt !== undefined && Date.parse(input.occurredAt) > now + 60_000) throw new Refusal('instant.in_future', { field: 'occurredAt' }, 400)
  const id = newId(now)
  const items: Item[] = itemsOf(input).map((i) => ({ ...i, familyKey: family(member.lookups.get(i.numberIndex)) }))
  const parcels = items.flatMap((i) => { const l = member.lookups.get(i.numberIndex); return l?.kind === 'found' ? [l.waybill] : [] })
  const anomaliesOf = new Map(parcels.map((w) => [w, findAnomalies(w, now, policy.custodyLimits)]))
  const anomalies = [...anomaliesOf.values()].flat()
  const reading = readText({ text: input.verbatim, anomalies: anomalies.map((a) => a.code), demandKinds: input.demand?.kinds ?? [] }, policy.classifier)
  const { kind, first } = member.kindUnsaid && reading.kind.kind === 'praise' && input.demand === undefined ? { kind: 'praise' as const, first: undefined } : member.batch ? { kind: input.kind, first: undefined } : kindOf(input, reading, priors, now)
  const received = receivedAt(input, actor, now, first)
  const reasonCode = input.reasonCode ?? null
  const reason = reasonCode ?? reading.reason?.code ?? null
  const acceptedAt = input.acceptedOn ?? (parcels[0] ? dateAt(parcels[0].acceptedAt) : null)
  const duplicates = priors.filter((p) => p.open && (p.how !== 'phone' || (reason !== null && p.reason?.split('.')[0] === reason.split('.')[0] && now - p.receivedAt < 7 * day)))
  const repeat = priors.some((p) => p.how === 'phone' && p.kind === 'complaint' && !p.open && now - p.receivedAt < 90 * day)
  const goods = [...new Set([...reading.goods, ...parcels.flatMap((w) => (w.goods.class && w.goods.class !== 'ordinary' ? [w.goods.class] : []))])]
  const details = input.details ?? {}
  const given = givenFields({ items: items.length, reachable: !input.anonymous, occurred: input.occurredAt !== undefined, demand: (input.demand?.kinds.length ?? 0) > 0 || input.demand?.text !== undefined, place: input.place !== undefined, respondent: input.respondent !== undefined, files: input.attachmentIds?.length ?? 0, details })
  const link = input.link ?? reading.reason?.link ?? (reason === null ? null : (findReason(policy.reasons, reason)?.links[0] ?? null))
  const a = assess(policy, {
    reasonCode: reason, secondaryReason: null, link, parcels: Math.max(1, items.length), amountMinor: input.demand?.amount?.minor ?? reading.amountsMinor[0] ?? null, mood: reading.mood, riskMarks: reading.riskMarks, goods: kind === 'complaint' && reading.kind.kind !== 'praise' ? goods : [],
    contacts: repeat || duplicates.length > 0 ? 2 : 1, complex: items.length >= 10, keyCustomer: actor.kind !== 'customer' && (input.complainant?.preferences?.keyCustomer ?? false), hoursToStatutory: (received + 7 * day - now) / 3_600_000, given,
  })
  const overAge = acceptedAt !== null && Date.parse(`${acceptedAt}T00:00:00+08:00`) + policy.maxAgeDays * day < received
  const flags = flagsOf({ kind, overAge, duplicate: duplicates.length > 0 || isTwin, repeat, noItem: kind === 'complaint' && items.length === 0, restricted: a.restricted, inquiry: reasonCode !== null && a.opensInquiry, escalated: items.length >= 10 || (reasonCode !== null && a.opensInquiry), chaser: input.kind === 'chaser', surge: deps.house.surgeAt(now) !== null })
  const position = parcels[0] ? parcelPosition(parcels[0]) : null
  const keyword = makeKeyword({ reasonCode: reason, scene: reading.place ?? position?.city ?? position?.unitName ?? null, goods: goods[0] ?? null, amountMinor: input.demand?.amount?.minor ?? reading.amountsMinor[0] ?? null, parcels: items.length }, policy.reasons, policy.classifier.rules)
  const units = parcels.flatMap((w) => involvedUnits(w))
  const policyVersion = `${policy.version} ${profileVersion(policy.profileFor({ unitCodes: [...units.map((u) => u.unitCode), ...(input.respondent?.orgCode === undefined ? [] : [input.respondent.orgCode])], reasonCode: reason, channel: input.channel, link }))}`
  const clocks = openClocks(deps, id, kind, input, received, now, policyVersion)
  const next = nextDue(clocks.map(clockTimes), now)
  const learnt = deps.house.learntTimes()
  const complaintNo = complaintNumber(dateAt(now), String(randomInt(0, 1e5)).padStart(5, '0') + String(randomInt(0, 1e5)).padStart(5, '0'))
  const sealed = sealWords(deps, id, input)
  const verbatim = hideName(scrubText(input.verbatim).text, input.complainant?.name)
  // who may not open it can't work on it: a case under inquiry waits for those who name its people
  const ownerId = actor.kind === 'user' && actor.permissions.has('complaint:take') && (!flags.includes('inquiry') || namesInquiries(actor)) ? actor.id : null
  const event: NewEvent = {
    type: 'complaint.received',
    data: {
      complaintNo, kind, channel: input.channel, keyword, reason: reasonCode, suggested: reading.reason?.code ?? null, priority: a.priority.level, because: a.priority.because, flags, items: items.length, files: input.attachmentIds?.length ?? 0, anonymous: input.anonymous,
      receivedAt: iso(received), readBack: input.readBack ?? false, clocks: clocks.map((c) => ({ kind: c.kind, dueAt: iso(c.due_at) })), sealedHash: sha(sealed), wordsHash: sha(Buffer.from(verbatim)), owner: ownerId, policy: policyVersion, ...(member.batch?.parentId ? { parent: member.batch.parentId } : {}),
    },
  }
  // a leak of data begins an internal inquiry by itself (CLS-12): the flag closes the case at once, the job gives it its steps
  const newEvents: NewEvent[] = [event, ...(reasonCode !== null && a.opensInquiry ? [{ type: 'inquiry.opened', data: { reason: reasonCode } }] : []), ...(member.consent === undefined ? [] : [{ type: 'consent.given', data: { ...member.consent } }])]
  const chained = appendEvents({ id, kind: 'complaint' }, { seq: 0, hash: chainStart }, now, actor, newEvents)
  const filed: Filed = {
    id, complaintNo, keyword, kind, status: 'received', outcome: null, version: 1, receivedAt: iso(received), reasonCode, suggestedReason: reading.reason && { code: reading.reason.code, confidence: reading.reason.confidence, because: [...reading.reason.because] }, priority: { level: a.priority.level, because: [...a.priority.because] }, flags,
    owner: ownerId === null ? null : { id: ownerId, name: actor.name }, clocks: clocks.map((c) => viewClock(c, now)), missingFields: [...a.missing], possibleDuplicates: shownTo(actor, duplicates).map((d) => ({ id: d.id, complaintNo: d.complaintNo })),
  }
  const c = input.complainant
  const row = {
    id, complaint_no: complaintNo, parent_id: member.batch?.parentId ?? null, kind, channel: input.channel, source_detail: cleanMaybe(input.sourceDetail), status: 'received', reason_code: reasonCode, link, regulator_class: a.regulatorClass, suggested: filed.suggestedReason, policy_version: policyVersion,
    priority: a.level, priority_because: a.priority.because, severity: a.severity, impact: a.priority.impact, mood: reading.mood, keyword, summary: cleanMaybe(input.summary), verbatim_masked: verbatim, demand: input.demand ? { kinds: input.demand.kinds, amount: input.demand.amount ?? null, text: cleanMaybe(input.demand.text) } : null,
    place_masked: input.place === undefined ? null : maskAddress(input.place), details: scrubDetails(details), respondent: input.respondent ? { orgCode: input.respondent.orgCode ?? null, staffNo: input.respondent.staffNo ?? null, name: input.respondent.name === undefined ? null : maskName(input.respondent.name) } : null,
    name_masked: c?.name === undefined ? null : maskName(c.name), phone_masked: c?.phone === undefined ? null : maskPhone(c.phone), email_masked: c?.email === undefined ? null : maskEmail(c.email), handle_masked: c?.handle === undefined ? null : maskHandle(c.handle), complainant_role: c?.role ?? 'other',
    preferences: c?.preferences ? preferencesOf(c.preferences, actor) : null, anonymous: input.anonymous, identity_checked: isProven(input, parcels), sealed: hex(sealed), phone_index: hex(phoneIndex(deps.keys, c?.phone)), email_index: hex(emailIndex(deps.keys, c?.email)),
    risk_marks: reading.riskMarks, goods, complex: items.length >= 10, flags, missing_fields: a.missing, received_at: iso(received), reported_at: input.reportedAt === undefined ? null : iso(Date.parse(input.reportedAt)), recorded_at: iso(now), occurred_at: input.occurredAt === undefined ? null : iso(Date.parse(input.occurredAt)), accepted_on: acceptedAt, read_back: input.readBack ?? false,
    received_by: actor.kind === 'user' ? actor.id : null, owner_id: ownerId, first_contact_owner_id: ownerId, next_due_at: next === null ? null : iso(next.dueAt), next_due_kind: next?.kind ?? null, item_number: items[0]?.number ?? null, family_key: items[0]?.familyKey ?? null,
    tokens: searchWords(deps, verbatim, input, keyword, items, complaintNo).join(' '), chain_seq: chained.head.seq, chain_hash: hex(chained.head.hash),
  }
  return { id, complaintNo, row, items, parties: partiesOf(member, units), clocks: clocks.map((c) => ({ ...c, look_at: firstLookAt(policy, learnt, c, reasonCode, now) })), events: chained.rows, newEvents, snapshots: snapshotsOf(deps, id, member, now, anomaliesOf), duplicates, member, filed }
}

/** A reply with the secret of a follow link is kept sealed: the database alone must open nobody's case. */
export function storeReply(deps: Deps, member: Member, filed: Filed): string {
  const reply = JSON.stringify(member.reply(filed))
  return member.followHash === null || member.idempotency === null ? reply : sealedMark + seal(deps.keys, replyPlace(member.idempotency), reply).toString('base64')
}

/** A stored reply in plain. */
export function readReply(deps: Deps, claim: IdempotencyClaim, stored: string): string {
  return stored.startsWith(sealedMark) ? unseal(deps.keys, replyPlace(claim), Buffer.from(stored.slice(sealedMark.length), 'base64')) : stored
}

const sealedMark = 'sealed:'
const replyPlace = (claim: IdempotencyClaim): string => `idempotency_keys|reply|${claim.scope}|${claim.key}`

/** Whether what the customer knows proves their relation to one of the parcels (OPN-14); a letter of authority is for a person to read. */
function isProven(input: NewComplaint, parcels: readonly Waybill[]): boolean {
  const c = input.complainant
  if (!c?.proof || c.proof.kind === 'authority_letter') return false
  const { kind, value } = c.proof
  const claim: RelationClaim = kind === 'pickup_code' ? { pickupCode: value } : kind === 'order_tail' ? { orderTail: value } : { phoneLast4: value, ...(c.name === undefined ? {} : { name: c.name }) }
  return parcels.some((w) => proveRelation(w.parties, claim) !== undefined)
}

function family(lookup: LookupResult | undefined): string | null {
  return lookup?.kind === 'found' ? familyKey(lookup.waybill) : null
}

function flagsOf(f: { kind: ContactKind; overAge: boolean; duplicate: boolean; repeat: boolean; noItem: boolean; restricted: boolean; inquiry: boolean; escalated: boolean; chaser: boolean; surge: boolean }): Flag[] {
  const on: [boolean, Flag][] = [[f.overAge, 'over_age'], [f.duplicate, 'possible_duplicate'], [f.repeat, 'repeat'], [f.chaser, 'chaser'], [f.noItem, 'unidentified_item'], [f.restricted, 'restricted'], [f.inquiry, 'inquiry'], [f.escalated, 'escalated'], [f.surge, 'surge']]
  return on.flatMap(([is, flag]) => (is ? [flag] : []))
}

function openClocks(deps: Deps, id: string, kind: ContactKind, input: NewComplaint, received: number, now: number, policyVersion: string): ClockRow[] {
  const kinds: ClockKind[] = kind === 'complaint' ? [...complaintClocks] : kind === 'claim_request' ? ['claim_answer', 'claim_decision'] : ['first_contact']
  if (kind === 'complaint' && verificationChannels.includes(input.channel) && !input.anonymous) kinds.push('verification_call')
  return kinds.map((k) => openedRow(deps.policy(), id, { kind: k, startAt: received, epoch: 1, policyVersion }, now))
}

/** Only cases that exist for who files: units learn of none, a restricted one exists for few, one under inquiry for fewer. */
function shownTo(actor: Actor, duplicates: readonly Prior[]): readonly Prior[] {
  if (actor.scope.kind !== 'all') return []
  const opens = restrictedOpeners.some((p) => may(actor, p))
  return duplicates.filter((d) => (opens || !d.restricted) && (!d.inquiry || namesInquiries(actor)))
}

function partiesOf(member: Member, units: readonly { unitCode: string; role: PartyRole }[]): Prepared['parties'] {
  const respondent = member.input.respondent?.orgCode
  return [
    ...units.map((u) => ({ code: u.unitCode, id: null, role: u.role })), ...(respondent === undefined ? [] : [{ code: respondent, id: null, role: 'respondent' as const }]),
    ...(member.registeredBy === null ? [] : [{ code: null, id: member.registeredBy, role: 'registered_by' as const }]),
  ]
}

function snapshotsOf(deps: Deps, id: string, member: Member, now: number, anomaliesOf: ReadonlyMap<Waybill, readonly Anomaly[]>): Readonly<Record<string, unknown>>[] {
  return [...member.lookups].flatMap(([number, l]) => (l.kind !== 'found' ? [] : [{
    complaint_id: id, number, taken_at: iso(now), state: parcelPosition(l.waybill).state, carrier: l.waybill.carrier, public: viewWaybill(l.waybill, now, deps.policy().custodyLimits, { name: maskName, phone: maskPhone }, { anomalies: anomaliesOf.get(l.waybill) ?? [] }), sealed: hex(seal(deps.keys, `waybill_snapshots|sealed|${id}|${number}`, sealedPart(l.waybill))),
  }]))
}

function sha(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
