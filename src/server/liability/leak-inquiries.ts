// The inquiry into a leak: opened by the reason itself, led by named people, every opening of it on record (CLS-12, RSP-08).
import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { parse } from 'yaml'
import { z } from 'zod'
import type { concludeInquiry, getLeakInquiry, nameMember, recordLeakStep, removeMember } from '../../contract/leak-inquiries.ts'
import type { BodyOf, ReplyOf } from '../../contract/endpoint.ts'
import { afterConfirmed, leakSteps, whyNotResult, whyNotStep } from '../../domain/liability/leak-inquiry.ts'
import type { LeakPolicy, LeakResult, LeakState, LeakStep } from '../../domain/liability/leak-inquiry.ts'
import { whyNotMeasureText } from '../../domain/liability/staff-measures.ts'
import { insist, Refusal } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { loadVisible, namesInquiries } from '../complaints/visible.ts'
import { clean, gist } from '../complaints/words.ts'
import { held } from '../investigation/evidence-steps.ts'
import type { NewEvent } from '../platform/chain.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { inTransaction } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { job } from '../platform/jobs.ts'
import type { Job } from '../platform/jobs.ts'

const timed = z.strictObject({ hours: z.int().min(1).max(720), source: z.string().min(1) })
const file = z.strictObject({
  version: z.int().positive(), validFrom: z.iso.date(), source: z.string().min(1),
  steps: z.strictObject({ stop_access: timed, preserve_logs: timed, assess_notice: timed, notify_authority: timed, notify_persons: timed }), afterConfirmed: z.strictObject({ person_dealt_with: timed, apology: timed }),
})
let shipped: LeakPolicy | null = null

/** The hours shipped (policies/inquiries.yaml). @throws ZodError naming what is wrong. */
export function leakPolicy(): LeakPolicy {
  if (shipped !== null) return shipped
  const f = file.parse(parse(readFileSync(new URL('../../../policies/inquiries.yaml', import.meta.url), 'utf8')))
  const hours = Object.fromEntries(Object.entries({ ...f.steps, ...f.afterConfirmed }).map(([kind, { hours: n }]) => [kind, n])) as LeakPolicy['hours']
  shipped = { version: `inquiries@${f.version}`, hours }
  return shipped
}

/** Makes the inquiry of a case and its steps; does nothing when it is there or the case is none. Whoever comes first makes it alike. */
export async function ensureInquiry(tx: Db, complaintId: string): Promise<void> {
  const due = leakSteps.map((kind) => ({ kind, hours: afterConfirmed.includes(kind) ? null : leakPolicy().hours[kind] }))
  // the event says since when; the flag alone would date it by who looks first
  await sql`with opened as (
      insert into inquiries (complaint_id, reason_code, opened_at) select c.id, coalesce(e.body::jsonb #>> '{data,reason}', c.reason_code, 'data_leak'), coalesce(e.at, app_now()) from complaints c
        left join lateral (select e.body, e.at from events e where e.stream_id = c.id and e.type = 'inquiry.opened' order by e.seq limit 1) e on true where c.id = ${complaintId} and c.flags @> '{inquiry}' on conflict do nothing returning complaint_id, opened_at),
    steps as (
      insert into inquiry_steps (complaint_id, kind, due_at) select o.complaint_id, s.kind, o.opened_at + make_interval(hours => s.hours) from opened o cross join jsonb_to_recordset(${JSON.stringify(due)}::jsonb) as s (kind text, hours int) returning 1),
    told as (
      insert into notifications (id, permission, complaint_id, kind, params, at) select gen_random_uuid(), 'complaint:reopen', o.complaint_id, 'inquiry_opened', '{}', app_now() from opened o on conflict (permission, unit_id, complaint_id, kind) where user_id is null do nothing returning id)
    insert into outbox (type, notification_id) select 'notification', id from told`.execute(tx)
}

/** The job that follows the reason; its key is the event's, its effect there once. */
export function inquiryJobs(d: Pick<Deps, 'db'>): Job[] {
  return [job({ name: 'open_inquiry', payload: z.object({ complaintId: z.uuid() }), run: async ({ complaintId }) => inTransaction(d.db, ({ tx }) => ensureInquiry(tx, complaintId)) })]
}

type InquiryRow = { reason_code: string; opened_at: number; result: LeakResult | null; result_text: string | null; concluded_by_name: string | null; concluded_at: number | null }
type MemberRow = { id: string; user_id: string; user_name: string; reason: string; named_by_name: string; named_at: number; removed_at: number | null; removed_by_name: string | null; removed_reason: string | null }
type StepRow = { kind: LeakStep; due_at: number | null; done_at: number | null; done_by_name: string | null; needed: boolean | null; note: string | null }
const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

/** The inquiry as its people see it; null for a case that has none, and for a unit, which is only asked. */
export async function readInquiry({ db, actor }: Ctx, id: string): Promise<ReplyOf<typeof getLeakInquiry>> {
  const row = await loadVisible(db, actor, id)
  const members = row.flags.includes('inquiry') ? (await sql<MemberRow>`select id, user_id, user_name, reason, named_by_name, named_at, removed_at, removed_by_name, removed_reason from inquiry_members where complaint_id = ${row.id} order by removed_at is not null, named_at`.execute(db)).rows : []
  const isOf = namesInquiries(actor) || members.some((m) => m.user_id === actor.id && m.removed_at === null)
  if (!row.flags.includes('inquiry') || !isOf) return { inquiry: null }
  await inTransaction(db, ({ tx }) => ensureInquiry(tx, row.id))
  const [found, steps, accesses] = await Promise.all([
    sql<InquiryRow>`select reason_code, opened_at, result, result_text, concluded_by_name, concluded_at from inquiries where complaint_id = ${row.id}`.execute(db),
    sql<StepRow>`select kind, due_at, done_at, done_by_name, needed, note from inquiry_steps where complaint_id = ${row.id}`.execute(db),
    sql<{ user_name: string; at: number }>`select user_name, at from inquiry_accesses where complaint_id = ${row.id} order by at desc limit 100`.execute(db),
  ])
  const q = found.rows[0]
  if (!q) return { inquiry: null }
  const state: LeakState = { result: q.result, done: steps.rows.filter((s) => s.done_at !== null).map((s) => s.kind) }
  const refusedOf = (kind: LeakStep) => { const no = whyNotStep(state, kind, true); return no && no.code !== 'inquiry.step_done' ? { code: no.code, params: { ...no.params } } : null }
  const noResult = whyNotResult(state)
  return {
    inquiry: {
      reasonCode: q.reason_code, openedAt: new Date(q.opened_at).toISOString(), result: q.result, resultText: q.result_text, concludedBy: q.concluded_by_name, concludedAt: iso(q.concluded_at), mayName: namesInquiries(actor), mayAct: true, resultRefused: noResult && { code: noResult.code, params: { ...noResult.params } },
      members: members.map((m) => ({ id: m.id, user: { id: m.user_id, name: m.user_name }, reason: m.reason, namedBy: m.named_by_name, namedAt: new Date(m.named_at).toISOString(), removedAt: iso(m.removed_at), removedBy: m.removed_by_name, removedReason: m.removed_reason })),
      steps: leakSteps.flatMap((kind) => steps.rows.filter((s) => s.kind === kind)).map((s) => ({ kind: s.kind, dueAt: iso(s.due_at), doneAt: iso(s.done_at), doneBy: s.done_by_name, needed: s.needed, note: s.note, refused: s.done_at === null ? refusedOf(s.kind) : null })),
      accesses: accesses.rows.map((a) => ({ by: a.user_name, at: new Date(a.at).toISOString() })),
    },
  }
}

/** Names a person of the house. @throws Refusal 409 `inquiry.none`, `inquiry.named_already`, `inquiry.person_unfit`. */
export async function named(step: Step, body: BodyOf<typeof nameMember>): Promise<Decided> {
  const { tx, row, now, ctx } = step
  await begin(step)
  if (!namesInquiries(ctx.actor)) throw new Refusal('permission.missing', { permission: 'complaint:reopen' }, 403)
  const user = (await sql<{ name: string }>`select u.name from users u where u.id = ${body.userId} and u.status = 'active' and exists (select 1 from posts p where p.user_id = u.id and p.ended_at is null)`.execute(tx)).rows[0]
  if (!user) throw new Refusal('inquiry.person_unfit')
  const id = newId(now)
  const added = await sql`insert into inquiry_members (id, complaint_id, user_id, user_name, reason, named_by, named_by_name, named_at) values (${id}, ${row.id}, ${body.userId}, ${user.name}, ${clean(body.reason)}, ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)}) on conflict do nothing returning 1`.execute(tx)
  if (added.rows.length === 0) throw new Refusal('inquiry.named_already')
  return { made: id, data: { user: body.userId, name: user.name, reason: gist(body.reason) } }
}

/** Takes a person out; who owns the case gives it back to those who name. @throws Refusal 409 `inquiry.not_named`. */
export async function removed(step: Step, body: BodyOf<typeof removeMember>): Promise<Decided> {
  const { tx, row, now, ctx } = step
  await begin(step)
  if (!namesInquiries(ctx.actor)) throw new Refusal('permission.missing', { permission: 'complaint:reopen' }, 403)
  const gone = await sql<{ user_name: string }>`update inquiry_members set removed_at = ${new Date(now)}, removed_by = ${ctx.actor.id}, removed_by_name = ${ctx.actor.name}, removed_reason = ${clean(body.reason)} where complaint_id = ${row.id} and user_id = ${body.userId} and removed_at is null returning user_name`.execute(tx)
  const member = gone.rows[0]
  if (!member) throw new Refusal('inquiry.not_named')
  const owned = row.owner_id === body.userId
  return { ...(owned ? { set: { owner_id: null } } : {}), data: { user: body.userId, name: member.user_name, reason: gist(body.reason), ...(owned ? { owner: null } : {}) } }
}

/** A step is done, or needs not be done. Keeping the traces puts all evidence of the case on hold. */
export async function stepRecorded(step: Step, body: BodyOf<typeof recordLeakStep>): Promise<Decided> {
  const { tx, row, now, ctx } = step
  insist(whyNotStep(await begin(step), body.kind, body.needed), 409)
  insist(whyNotMeasureText(body.note), 409)
  await sql`update inquiry_steps set done_at = ${new Date(now)}, done_by = ${ctx.actor.id}, done_by_name = ${ctx.actor.name}, needed = ${body.needed}, note = ${clean(body.note)} where complaint_id = ${row.id} and kind = ${body.kind} and done_at is null`.execute(tx)
  return { data: { step: body.kind, needed: body.needed, note: gist(body.note) }, also: body.kind === 'preserve_logs' ? await hold(step, body.note) : [] }
}

/** What was found. Confirmed, two further duties begin to run. */
export async function concluded(step: Step, body: BodyOf<typeof concludeInquiry>): Promise<Decided> {
  const { tx, row, now, ctx } = step
  insist(whyNotResult(await begin(step)), 409)
  await sql`update inquiries set result = ${body.result}, result_text = ${clean(body.text)}, concluded_by = ${ctx.actor.id}, concluded_by_name = ${ctx.actor.name}, concluded_at = ${new Date(now)} where complaint_id = ${row.id}`.execute(tx)
  if (body.result === 'confirmed') for (const kind of afterConfirmed) await sql`update inquiry_steps set due_at = ${new Date(now + leakPolicy().hours[kind] * 3_600_000)} where complaint_id = ${row.id} and kind = ${kind}`.execute(tx)
  return { data: { result: body.result, text: gist(body.text) } }
}

async function hold(step: Step, reason: string): Promise<readonly NewEvent[]> {
  try {
    const { data } = await held(step, { version: step.row.version, reason })
    return [{ type: 'evidence.held', data: data ?? {} }]
  } catch (error) {
    if (error instanceof Refusal && error.code === 'evidence.held_already') return []
    throw error
  }
}

/** Insists that the actor is of the inquiry, locks it and gives where it stands. */
async function begin({ tx, row, ctx }: Step): Promise<LeakState> {
  if (ctx.actor.kind !== 'user') throw new Refusal('identity.session_needed', {}, 403)
  if (!row.flags.includes('inquiry')) throw new Refusal('inquiry.none')
  if (!namesInquiries(ctx.actor)) {
    const member = await sql`select 1 from inquiry_members where complaint_id = ${row.id} and user_id = ${ctx.actor.id}::uuid and removed_at is null`.execute(tx)
    if (member.rows.length === 0) throw new Refusal('inquiry.members_only', {}, 403)
  }
  await ensureInquiry(tx, row.id)
  const found = await sql<{ result: LeakResult | null; done: LeakStep[] }>`select q.result, array(select s.kind from inquiry_steps s where s.complaint_id = q.complaint_id and s.done_at is not null) as done from inquiries q where q.complaint_id = ${row.id} for update of q`.execute(tx)
  const state = found.rows[0]
  if (!state) throw new Refusal('inquiry.none')
  return state
}
