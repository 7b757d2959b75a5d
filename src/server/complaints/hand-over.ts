// Handing a case over: offered in three lines, answered by who gets it; and what the record holds for those lines (OPN-32, C14).
import { sql } from 'kysely'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { answerHandOver, handOver } from '../../contract/complaints.ts'
import { threeLines } from '../../domain/complaints/three-lines.ts'
import type { Clause, LinesFacts, ThreeLines } from '../../domain/complaints/three-lines.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Db } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { wordsOf } from '../platform/locales.ts'
import type { Decided, Step } from './gate.ts'
import { businessMoment } from './tell.ts'
import { clean, cleanMaybe, gist } from './words.ts'

type Sourced = { readonly text: string; readonly source: string }
type Offered = Omit<BodyOf<typeof handOver>, 'version'>

/** Somebody who may own the case. @throws Refusal `complaint.owner_unfit`, `review.same_handler`. */
export async function workingUser(step: Step, id: string): Promise<{ id: string; name: string }> {
  const found = await sql<{ id: string; name: string }>`select u.id, u.name from users u where u.id = ${id} and u.status = 'active' and exists (select 1 from posts p join roles r on r.code = p.role_code where p.user_id = u.id and p.ended_at is null and r.permissions && array['complaint:take','complaint:investigate'])`.execute(step.tx)
  const user = found.rows[0]
  if (!user) throw new Refusal('complaint.owner_unfit')
  if (step.facts.barredIds.includes(user.id)) throw new Refusal('review.same_handler')
  return user
}

/** Offers the case to a colleague. */
export async function offerHandOver(step: Step, body: Offered): Promise<Decided> {
  const { ctx } = step
  const to = await workingUser(step, body.toId)
  if (to.id === ctx.actor.id) throw new Refusal('complaint.hand_over_to_self')
  const missing = step.facts.missingFields
  const lines = withMissing({ happened: sourced(body.happened), promised: sourced(body.promised), wants: sourced(body.wants) }, missing)
  const id = await keepHandOver(step, ctx.actor.id, to.id, body.reason, lines, 'offered')
  return { made: id, data: { handover: id, to: to.id, toName: to.name, reason: gist(body.reason), ...(missing.length === 0 ? {} : { missing: [...missing] }), ...lines } }
}

/** The receiver's answer. The first-contact owner stays responsible for the customer hearing the result (SOL-15, C14). */
export async function answerOffered({ tx, row, now, facts }: Step, body: Omit<BodyOf<typeof answerHandOver>, 'version'>): Promise<Decided> {
  const id = facts.handover?.id
  await sql`update handovers set state = ${body.accept ? 'accepted' : 'declined'}, answered_at = ${new Date(now)}, answer_reason = ${cleanMaybe(body.reason)} where complaint_id = ${row.id} and id = ${id}`.execute(tx)
  const data = { handover: id, accept: body.accept, ...(body.reason ? { reason: gist(body.reason) } : {}) }
  return body.accept ? { set: { owner_id: facts.handover?.toId ?? null, first_contact_owner_id: row.first_contact_owner_id ?? facts.handover?.fromId ?? null }, data } : { data }
}

/** Keeps a hand-over; gives its id. */
export async function keepHandOver({ tx, row, now }: Step, from: string, to: string, reason: string, lines: Readonly<Record<'happened' | 'promised' | 'wants', Sourced>>, state: 'offered' | 'accepted'): Promise<string> {
  const id = newId(now)
  await sql`insert into handovers (complaint_id, id, from_id, to_id, reason, happened, promised, wants, state, at, answered_at) values (${row.id}, ${id}, ${from}, ${to}, ${clean(reason)}, ${JSON.stringify(lines.happened)}, ${JSON.stringify(lines.promised)}, ${JSON.stringify(lines.wants)}, ${state}, ${new Date(now)}, ${state === 'accepted' ? new Date(now) : null})`.execute(tx)
  return id
}

type LinesRow = {
  id: string; keyword: string; summary: string | null; verbatim_masked: string; received_at: number; channel: string; demand: { kinds?: string[]; amount?: { minor: number } | null; text?: string | null } | null
  finding: LinesFacts['finding']; contact: LinesFacts['contact']; promises: LinesFacts['promises'] | null; offer: LinesFacts['offer']; decision: LinesFacts['decision']
}

/** The three lines of cases, from the record; in one query. */
export async function readLines(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, ThreeLines>> {
  const found = await sql<LinesRow>`
    select c.id, c.keyword, c.summary, c.verbatim_masked, c.received_at, c.channel, c.demand,
      (select jsonb_build_object('facts', f.facts, 'liability', f.company_liability, 'at', f.at, 'by', f.by_name) from findings f where f.complaint_id = c.id order by f.at desc, f.id desc limit 1) as finding,
      (select jsonb_build_object('summary', k.summary, 'outcome', k.outcome, 'at', k.at, 'by', k.by_name) from contacts k where k.complaint_id = c.id order by k.at desc, k.id desc limit 1) as contact,
      (select jsonb_agg(jsonb_build_object('text', k.note, 'dueAt', k.due_at, 'madeAt', k.opened_at) order by k.due_at) from clocks k where k.complaint_id = c.id and k.kind = 'promise' and k.stopped_at is null) as promises,
      (select jsonb_build_object('text', o.text, 'amountMinor', o.amount_minor, 'state', o.state, 'at', o.made_at, 'answer', o.answer_words) from offers o where o.complaint_id = c.id and o.state <> 'superseded' order by o.round desc limit 1) as offer,
      (select jsonb_build_object('text', d.text, 'at', d.told_at, 'channel', d.channel) from decisions d where d.complaint_id = c.id and d.epoch = c.reopened order by d.told_at desc, d.id desc limit 1) as decision
    from complaints c where c.id = any(${[...ids]}::uuid[])`.execute(db)
  return new Map(found.rows.map((r) => [r.id, threeLines({
    // an agent's summary says more than a keyword; without one the customer's own words do
    keyword: r.keyword, summary: r.summary !== null && r.summary !== r.keyword ? r.summary : gist(r.verbatim_masked), receivedAt: new Date(r.received_at).toISOString(), channel: r.channel, finding: r.finding, contact: r.contact, promises: r.promises ?? [], offer: r.offer, decision: r.decision,
    demand: r.demand && { kinds: r.demand.kinds ?? [], amountMinor: r.demand.amount?.minor ?? null, text: r.demand.text ?? null },
  })]))
}

/** The lines as the case keeps them with a hand-over: text and source of each, in the words of the house. */
export function wordedLines(lines: ThreeLines): Readonly<Record<'happened' | 'promised' | 'wants', Sourced>> {
  return { happened: worded(lines.happened), promised: worded(lines.promised), wants: worded(lines.wants) }
}

/** The lines with what the customer has yet to be asked for at the end of what happened, so that who gets the case asks (SOL-15, INT-17). */
export function withMissing<L extends Readonly<Record<'happened' | 'promised' | 'wants', Sourced>>>(lines: L, missing: readonly string[]): L {
  if (missing.length === 0) return lines
  const t = wordsOf('zh-CN')
  const asked = t('codes.clause.missing', { fields: missing.map((field) => t(`codes.field.${field}`)).join('、') })
  return { ...lines, happened: { ...lines.happened, text: `${lines.happened.text.slice(0, Math.max(0, 198 - asked.length))}；${asked}` } }
}

function worded(clauses: readonly Clause[]): Sourced {
  const t = wordsOf('zh-CN')
  const spoken = (params: Readonly<Record<string, unknown>>): Record<string, string | number> => ({ amount: '', ...Object.fromEntries(Object.entries(params).map(([name, value]) => [name, spokenValue(name, value)])) })
  return sourced({ text: clauses.map((c) => t(`codes.clause.${c.code}`, spoken(c.params))).join('；'), source: [...new Set(clauses.map((c) => t(`codes.source.${c.source.code}`, spoken(c.source.params))))].join('；').slice(0, 120) })
}

/** A value of a clause in words: an instant as a moment of business time, money in yuan, codes by their labels. */
function spokenValue(name: string, value: unknown): string | number {
  const t = wordsOf('zh-CN')
  const label = { channel: 'channel', liability: 'companyLiability', outcome: 'contactOutcome', state: 'offerState' }[name]
  if (label !== undefined && typeof value === 'string') return t(`codes.${label}.${value}`)
  if (name === 'at' || name === 'dueAt') return businessMoment(Date.parse(String(value)))
  if (name === 'amount') return ` ¥${((value as { minor: number }).minor / 100).toFixed(2)}`
  if (name === 'kinds') return (value as readonly string[]).map((kind) => t(`codes.demand.${kind}`)).join('、')
  return typeof value === 'number' ? value : String(value ?? '')
}

function sourced(line: Sourced): Sourced {
  return { text: gist(line.text), source: clean(line.source) }
}
