// A case as its customer may see it: own words, what was told and promised, what they can do. No internal names, notes or parties.
import { sql } from 'kysely'
import type { PortalCase, portalChoices } from '../../contract/portal.ts'
import type { CaseFacts } from '../../domain/complaints/facts.ts'
import { whyNot } from '../../domain/complaints/lifecycle.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import { showComplaintNumber } from '../../domain/complaints/number.ts'
import { isOpen } from '../../domain/complaints/vocabulary.ts'
import type { Status } from '../../domain/complaints/vocabulary.ts'
import { findReason } from '../../domain/policy/reason-tree.ts'
import { isBreached } from '../../domain/sla/clocks.ts'
import { regulatorOpen } from '../../domain/sla/regulator.ts'
import { Refusal } from '../../domain/refusal.ts'
import { journey } from '../../portal/complaints/journey.ts'
import { clockTimes, loadClocks } from '../complaints/clocks.ts'
import type { ClockRow } from '../complaints/clocks.ts'
import type { Deps } from '../complaints/deps.ts'
import { loadFacts } from '../complaints/facts.ts'
import type { CaseRow } from '../complaints/gate.ts'
import { pausesDocument } from '../complaints/pause-policy.ts'
import { portalBatch } from '../complaints/batch-rows.ts'
import { noticeFor } from '../investigation/incident-notices.ts'
import type { Db } from '../platform/context.ts'
import { customer } from './portal-session.ts'
import { nextStepOf } from './portal-next.ts'

export type About = (typeof portalChoices)[number]
type Event = { seq: number; at: number; type: string; data: Record<string, unknown> }
type Organs = {
  now: number
  offer: { id: string; round: number; text: string; grounds: string; amount_minor: number; expires_at: string | null; state: string } | null
  decision: { outcome: string; text: string; reasons: string; told_at: string; appeal_route_told: boolean } | null
  measures: { kind: PortalCase['measures'][number]['kind']; description: string; amount_minor: number | null; state: PortalCase['measures'][number]['state']; due_at: string | null; executed_at: string | null }[] | null
  attachments: { id: string; name: string; media_type: string; size: number; sha256: string; added_at: string }[] | null
  evidence: { id: string; what: string; reason: string; dueAt: string; adverseEffectTold: boolean } | null; rated: boolean; suspended: boolean; chased_at: number | null
}

/** Hours between two chasers of a customer. */
export const chaserHours = 24
const hour = 3_600_000

/** The whole page of a case. Runs in the caller's transaction when there is one. @throws Refusal 404 */
export async function viewPortalCase(d: Deps, db: Db, id: string): Promise<PortalCase> {
  const found = await sql<CaseRow>`select c.* from complaints c where c.id = ${id}`.execute(db)
  const row = found.rows[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  const [facts, clocks, organs, events] = [await loadFacts(db, row), await loadClocks(db, id), await loadOrgans(db, row), await loadEvents(db, id)]
  const promisedAt = promisedOf(clocks)
  const decided = organs.decision !== null
  const ask = organs.evidence && isOpen(row.status) ? { ...organs.evidence, dueAt: isoOrNull(organs.evidence.dueAt) } : null
  const chaserAgain = organs.chased_at === null ? null : organs.chased_at + chaserHours * hour
  const can = abilities(facts, { rated: organs.rated, chaserFree: chaserAgain === null || chaserAgain <= organs.now, id })
  const offer = organs.offer && organs.offer.state === 'open' ? organs.offer : null
  const base = {
    complaintNo: row.complaint_no, about: aboutOf(d, row.reason_code ?? (row.suggested as { code?: string } | null)?.code ?? null), keyword: row.keyword, status: row.status, outcome: row.outcome, receivedAt: iso(row.received_at), reasonCode: row.reason_code, words: row.verbatim_masked,
    stations: journey(row.status, reached(row, events), promisedAt, organs.decision?.outcome !== 'not_agreed'), promisedAt, waybillNo: row.item_number, messages: events.flatMap((e) => messageOf(e)),
    offer: offer && { id: offer.id, round: offer.round, text: offer.text, grounds: offer.grounds, amount: { minor: offer.amount_minor, currency: 'CNY' as const }, expiresAt: isoOrNull(offer.expires_at) },
    decision: organs.decision && { outcome: organs.decision.outcome, text: organs.decision.text, reasons: organs.decision.reasons, toldAt: iso(Date.parse(organs.decision.told_at)), appealRouteTold: organs.decision.appeal_route_told },
    attachments: (organs.attachments ?? []).map((a) => ({ id: a.id, name: a.name, mediaType: a.media_type, size: a.size, sha256: a.sha256, addedAt: iso(Date.parse(a.added_at)), addedBy: 'customer' })),
    can, appealDue: appealDue(d, clocks, organs, row), chaserAgainAt: chaserAgain === null || chaserAgain <= organs.now || !isOpen(row.status) ? null : iso(chaserAgain), withdrawalPending: facts.withdrawal?.state === 'requested' && isOpen(row.status), version: row.version,
    outletSuspended: organs.suspended && isOpen(row.status), notice: (await noticeFor(db, id))?.text ?? null, batch: await portalBatch(db, id), promises: clocks.flatMap((c) => promiseOf(c, organs.now)).sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt)), ask,
    measures: decided ? (organs.measures ?? []).map((m) => ({ kind: m.kind, description: m.description, amount: m.amount_minor === null ? null : { minor: m.amount_minor, currency: 'CNY' as const }, state: m.state, dueAt: isoOrNull(m.due_at), executedAt: isoOrNull(m.executed_at) })) : [],
  }
  return { ...base, nextStep: nextStepOf({ facts, clocks, ask, offerExpiresAt: base.offer?.expiresAt ?? null, promisedAt, canRate: can.rating, measures: base.measures }) }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

function isoOrNull(text: string | null): string | null {
  return text === null ? null : iso(Date.parse(text))
}

/** The portal's answer a reason belongs to. */
export function aboutOf(d: Deps, reasonCode: string | null): About {
  return (reasonCode === null ? undefined : (findReason(d.policy().reasons, reasonCode)?.portal as About | undefined)) ?? 'other'
}

async function loadOrgans(db: Db, row: CaseRow): Promise<Organs> {
  const { id } = row
  const found = await sql<Organs>`select app_now() as now,
    (select to_jsonb(o) from offers o where o.complaint_id = ${id} and o.state <> 'superseded' order by o.round desc limit 1) as offer,
    (select to_jsonb(x) from decisions x where x.complaint_id = ${id} and x.epoch = ${row.reopened} order by x.told_at desc, x.id desc limit 1) as decision,
    (select jsonb_agg(jsonb_build_object('kind', m.kind, 'description', m.description, 'amount_minor', m.amount_minor, 'state', m.state, 'due_at', m.due_at, 'executed_at', m.executed_at) order by m.seq)
       from plan_measures m join plans p on p.complaint_id = m.complaint_id and p.id = m.plan_id where m.complaint_id = ${id} and p.state = 'approved') as measures,
    (select jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'media_type', a.media_type, 'size', a.size, 'sha256', encode(a.sha256, 'hex'), 'added_at', a.added_at) order by a.added_at, a.id) from attachments a where a.complaint_id = ${id} and a.uploader_kind = 'customer') as attachments,
    (select jsonb_build_object('id', q.id, 'what', q.what, 'reason', q.reason, 'dueAt', q.due_at, 'adverseEffectTold', q.adverse_effect_told) from evidence_requests q where q.complaint_id = ${id} and q.state = 'asked' order by q.asked_at desc, q.id desc limit 1) as evidence,
    exists (select from ratings r where r.complaint_id = ${id} and r.epoch = ${row.reopened}) as rated,
    exists (select from parties p join unit_abnormalities a on a.unit_id = p.unit_id where p.complaint_id = ${id} and p.role in ('respondent','destination','station') and a.from_at <= app_now() and (a.to_at is null or a.to_at > app_now()) and a.ended_at is null) as suspended,
    (select max(e.at) from events e where e.stream_id = ${id} and e.type = 'complaint.chased' and e.actor_id = 'customer') as chased_at`.execute(db)
  const organs = found.rows[0]
  if (!organs) throw new Error('organs of a case came back empty')
  return organs
}

async function loadEvents(db: Db, id: string): Promise<Event[]> {
  const found = await sql<{ seq: number; at: number; type: string; body: string }>`select seq, at, type, body from events where stream_id = ${id} order by seq`.execute(db)
  return found.rows.map(({ body, ...e }) => ({ ...e, data: (JSON.parse(body) as { data: Record<string, unknown> }).data }))
}

function reached(row: CaseRow, events: readonly Event[]): Partial<Record<Status, string>> {
  const at: Partial<Record<Status, string>> = { received: iso(row.received_at) }
  for (const e of events) if (typeof e.data['to'] === 'string') at[e.data['to'] as Status] ??= iso(e.at)
  return at
}

function promisedOf(clocks: readonly ClockRow[]): string | null {
  const own = clocks.filter((c) => c.kind === 'decision' || c.kind === 'claim_decision').sort((a, b) => b.epoch - a.epoch)[0] ?? clocks.find((c) => c.kind === 'first_contact')
  return own ? iso(own.due_at) : null
}

/** Clocks that are the company's word to the customer; inner limits are not told. */
const told: ReadonlySet<string> = new Set(['first_contact', 'decision', 'promise', 'regular_contact', 'payment', 'claim_answer', 'claim_decision', 'callback'])

/** What was promised and how it stands. A promise that could not be kept is told as that; of the words owed now and then only the next one and missed ones. */
function promiseOf(c: ClockRow, now: number): PortalCase['promises'] {
  const broken = c.kind === 'promise' && c.stop_event === 'complaint.promise_broken'
  if (!told.has(c.kind) || (c.cancelled && !broken)) return []
  const late = broken || isBreached(clockTimes(c), now)
  if (c.kind === 'regular_contact' && c.stopped_at !== null && !late) return []
  return [{ kind: c.kind, text: c.kind === 'promise' ? c.note : null, dueAt: iso(c.due_at), state: late ? 'late' : c.stopped_at === null ? 'running' : 'met', metAt: c.stopped_at === null || broken ? null : iso(c.stopped_at) }]
}

/** The right to appeal to the regulator: seven days without a result, or a result without agreement (domain facts 1.4, C6). Who reads this came in by a way that is open. */
function appealDue(d: Deps, clocks: readonly ClockRow[], organs: Organs, row: CaseRow): boolean {
  const watch = clocks.find((c) => c.kind === 'statutory_watch' && !c.cancelled)
  const isDissatisfied = row.status === 'rejected' || (organs.decision !== null && organs.decision.outcome !== 'agreed')
  const { time, of } = d.policy()
  return regulatorOpen({ since: watch?.opened_at ?? null, answeredAt: watch?.stopped_at ?? null, isDissatisfied, isChannelBlocked: false }, of(pausesDocument).regulatorAfterDays, time, organs.now) !== null
}

function abilities(facts: CaseFacts, more: { rated: boolean; chaserFree: boolean; id: string }): PortalCase['can'] {
  const may = (action: Action): boolean => whyNot(action, facts, customer(more.id)) === null
  return {
    material: may('material'), answer: may('answer'), withdrawal: may('withdrawal'), objection: may('objection'), chaser: may('chaser') && more.chaserFree && facts.status !== 'confirming' && facts.offer?.state !== 'open',
    rating: may('rating') && !more.rated, confirm: may('confirmation') && facts.confirmation === null,
  }
}

/** Events the customer reads of, with the parts of their data that are for them. Contacts only when they were reached. */
const shown: Readonly<Record<string, (data: Record<string, unknown>) => { text?: unknown; params?: Record<string, unknown> } | null>> = {
  'complaint.received': () => ({}), 'complaint.accepted': () => ({}), 'offer.made': (x) => ({ text: x['text'] }), 'offer.answered': (x) => ({ text: x['words'] }), 'complaint.decision_told': () => ({}),
  'complaint.confirmed': (x) => ({ text: x['reason'] }), 'complaint.closed': (x) => ({ text: x['answer'] }), 'complaint.reopened': () => ({}), 'complaint.rejected': () => ({}), 'complaint.withdrawal_requested': (x) => ({ text: x['words'] }),
  'complaint.withdrawal_verified': () => ({}), 'review.raised': (x) => ({ text: x['words'] }), 'review.decided': (x) => ({ text: x['reasons'] }), 'complaint.material_added': (x) => ({ text: x['note'] }), 'complaint.chased': (x) => ({ text: x['words'] }),
  'complaint.merged': (x) => ({ params: { other: showComplaintNumber(String(x['intoNo'])) } }), 'complaint.unmerged': (x) => ({ params: { other: showComplaintNumber(String(x['outOfNo'])) } }),
  'complaint.promise_made': (x) => ({ text: x['promise'] }), 'complaint.rated': (x) => ({ text: x['comment'] }),
  'evidence.requested': (x) => ({ text: x['what'] }),
  'complaint.customer_contacted': (x) => (x['evidenceRequest'] !== undefined ? { text: x['evidenceRequest'] } : x['outcome'] === 'reached' || x['outcome'] === 'sent' ? { text: x['promise'] } : null),
}

function messageOf(e: Event): PortalCase['messages'] {
  const part = shown[e.type]?.(e.data)
  if (!part) return []
  const code = e.type === 'evidence.requested' || (e.type === 'complaint.customer_contacted' && e.data['evidenceRequest'] !== undefined) ? 'complaint.evidence_requested' : e.type
  return [{ at: iso(e.at), code, params: part.params ?? {}, text: typeof part.text === 'string' && part.text !== '' ? part.text : null }]
}
