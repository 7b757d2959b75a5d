// Windows end by themselves: silence is recorded and it goes on, what nobody contests becomes final, and who is waited for is reminded.
import { sql } from 'kysely'
import { z } from 'zod'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Deps, RecordedStep } from '../complaints/deps.ts'
import { takeStep } from '../complaints/gate.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import type { Ctx } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { job } from '../platform/jobs.ts'
import type { Job, Sweep } from '../platform/jobs.ts'
import type { NewJob } from '../platform/platform.ts'
import { inTransaction } from '../platform/database.ts'
import { answeringFor, liabilityOf, moveTo, rulesOf, toldUnits, windowEnd } from './case-state.ts'
import type { LiabilityRow } from './case-state.ts'
import { contestingOf } from './contest-windows.ts'
import { sharesOf, toldShares, unitsIn } from './judgement.ts'

/** The house itself, which may do nothing but let a window end. */
const house: Actor = { kind: 'system', id: 'system', name: 'Huiyin', roleCode: null, unitId: null, permissions: new Set(['liability:judge']), scope: { kind: 'all' } }
const ctxOf = (d: Pick<Deps, 'db' | 'log'>): Ctx => ({ db: d.db, actor: house, log: d.log, requestId: newId(), idempotency: null })

/** Takes the next steps of all cases whose window has ended or whose reminder is due; gives how many. Another worker may be first: the lock and the row then say so. One that fails holds up no other. */
export async function endWindows(d: Deps): Promise<number> {
  const due = await sql<{ id: string; epoch: number }>`
    (select complaint_id as id, epoch from liability_cases where due_at <= app_now() and due_kind in ('statement', 'contest', 'arbitration_request', 'arbitration_answer') order by due_at limit 100)
    union (select complaint_id, epoch from liability_cases where remind_at <= app_now() order by remind_at limit 100)`.execute(d.db)
  let done = 0
  for (const { id, epoch } of due.rows) {
    await takeStep(d, ctxOf(d), id, 'liability_tick', null, (step) => tick(step, epoch)).then(() => { done += 1 }, (error: unknown) => { if (!(error instanceof Refusal)) d.log.error({ err: error, complaint: id }, 'a window of responsibility could not be ended') })
  }
  return done
}

/** Every five seconds: a window that ends a moment later costs nobody anything. */
export function liabilitySweep(d: Deps): Sweep {
  return { name: 'liability', everyMs: 5000, run: () => endWindows(d) }
}

async function tick(step: Step, epoch: number): Promise<Decided> {
  const liability = await liabilityOf(step, epoch)
  if (!liability || liability.state === 'final' || liability.state === 'lapsed') throw new Refusal('liability.by_itself')
  // judged anew after a reopening; a case that was merged is judged where it lives on
  if (epoch < step.row.reopened || step.row.status === 'duplicate') return lapse(step, epoch)
  if (liability.due_at === null || liability.due_at > step.now) return remind(step, liability)
  switch (liability.due_kind) {
    case 'statement': return endStatements(step, liability)
    case 'contest': return liability.state === 'reviewed' ? endContests(step, liability) : finish(step, liability)
    case 'arbitration_request': return finish(step, liability)
    case 'arbitration_answer': return endAnswers(step, liability)
    default: return remind(step, liability)
  }
}

async function endStatements(step: Step, liability: LiabilityRow): Promise<Decided> {
  const { tx, row, now, deps } = step
  const silent = await sql<{ unit_id: string }>`update liability_units set statement = 'silent' where complaint_id = ${row.id} and epoch = ${liability.epoch} and statement = 'asked' returning unit_id`.execute(tx)
  await moveTo(step, { state: 'heard', due_kind: 'judgement', due_at: windowEnd(rulesOf(deps.policy(), liability), 'judgementHours', now) }, liability.epoch)
  return { event: 'liability.silence_recorded', data: { epoch: liability.epoch, units: toldUnits(await answeringFor(tx, silent.rows.map((u) => u.unit_id))) } }
}

/** After a review nobody may contest any more: now every unit may ask for arbitration. */
async function endContests(step: Step, liability: LiabilityRow): Promise<Decided> {
  const { tx, row, now, deps } = step
  const dueAt = windowEnd(rulesOf(deps.policy(), liability), 'arbitrationHours', now)
  await moveTo(step, { state: 'reviewed', due_kind: 'arbitration_request', due_at: dueAt }, liability.epoch)
  const shares = await sharesOf(tx, row.id, liability.judgement_id)
  return { event: 'liability.contests_ended', data: { epoch: liability.epoch, judgement: liability.judgement_id, units: toldUnits(await answeringFor(tx, unitsIn(shares)), shares), dueAt: new Date(dueAt).toISOString() } }
}

async function endAnswers(step: Step, liability: LiabilityRow): Promise<Decided> {
  const { tx, row, now, deps } = step
  const silent = await sql<{ unit_id: string; arbitration_id: string }>`update arbitration_answers a set state = 'silent' from arbitrations r where r.complaint_id = ${row.id} and r.epoch = ${liability.epoch} and a.complaint_id = r.complaint_id and a.arbitration_id = r.id and a.state = 'asked' returning a.unit_id, a.arbitration_id`.execute(tx)
  const open = await sql<{ id: string }>`select id from arbitrations where complaint_id = ${row.id} and epoch = ${liability.epoch}`.execute(tx)
  const dueAt = windowEnd(rulesOf(deps.policy(), liability), 'decisionHours', now)
  await moveTo(step, { state: 'arbitrating', due_kind: 'arbitration_decision', due_at: dueAt }, liability.epoch)
  return { event: 'liability.arbitration_unanswered', data: { epoch: liability.epoch, arbitration: open.rows[0]?.id, units: toldUnits(await answeringFor(tx, silent.rows.map((u) => u.unit_id))), dueAt: new Date(dueAt).toISOString() } }
}

async function finish(step: Step, liability: LiabilityRow): Promise<Decided> {
  await moveTo(step, { state: 'final' }, liability.epoch)
  return { event: 'liability.final', data: { epoch: liability.epoch, judgement: liability.judgement_id, shares: toldShares(await sharesOf(step.tx, step.row.id, liability.judgement_id)) } }
}

async function lapse(step: Step, epoch: number): Promise<Decided> {
  await moveTo(step, { state: 'lapsed' }, epoch)
  return { event: 'liability.lapsed', data: { epoch } }
}

/** Reminds whom the window waits for, once; and their province with them, which answers for those who are away. */
async function remind(step: Step, liability: LiabilityRow): Promise<Decided> {
  const { tx, row } = step
  await sql`update liability_cases set remind_at = null where complaint_id = ${row.id} and epoch = ${liability.epoch}`.execute(tx)
  const units = await waitedFor(step, liability)
  const above = units.flatMap((u) => (u.province === null || u.province === u.answering ? [] : [{ ...u, answering: u.province }]))
  return { event: 'liability.reminded', data: { epoch: liability.epoch, waits: liability.due_kind, units: toldUnits([...units, ...above]), dueAt: new Date(liability.due_at ?? step.now).toISOString() } }
}

async function waitedFor({ tx, row, now, deps }: Step, liability: LiabilityRow) {
  switch (liability.due_kind) {
    case 'statement': return answeringFor(tx, (await sql<{ unit_id: string }>`select unit_id from liability_units where complaint_id = ${row.id} and epoch = ${liability.epoch} and statement = 'asked'`.execute(tx)).rows.map((u) => u.unit_id))
    case 'arbitration_answer': return answeringFor(tx, (await sql<{ unit_id: string }>`select a.unit_id from arbitrations r join arbitration_answers a on a.complaint_id = r.complaint_id and a.arbitration_id = r.id where r.complaint_id = ${row.id} and r.epoch = ${liability.epoch} and a.state = 'asked'`.execute(tx)).rows.map((u) => u.unit_id))
    case 'contest': return answeringFor(tx, (await contestingOf(tx, rulesOf(deps.policy(), liability), row.id, liability.epoch, liability.judgement_id, now)).map((c) => c.unitId))
    case 'arbitration_request': return answeringFor(tx, unitsIn(await sharesOf(tx, row.id, liability.judgement_id)))
    default: return []
  }
}

/** After a finding the case waits for a judge, and again when a merge is undone; after a reopening what was under way lapses. */
export function openingJob(step: RecordedStep, key: string): readonly NewJob[] {
  return [{ name: 'open_liability', payload: { complaintId: step.complaintId }, key: `liability:${key}` }]
}

/** Puts a case that was found out about on the judge's desk, and ends what a reopening has overtaken. Safe to run twice. */
export function liabilityJobs(d: Pick<Deps, 'db'>): Job[] {
  return [job({
    name: 'open_liability', payload: z.object({ complaintId: z.uuid() }),
    run: async ({ complaintId }) => inTransaction(d.db, async ({ tx, now }) => {
      // what a reopening overtook ends at once by its window, through the gate
      await sql`update liability_cases l set remind_at = ${new Date(now)} from complaints c where c.id = ${complaintId} and l.complaint_id = c.id and l.epoch < c.reopened and l.state not in ('final', 'lapsed')`.execute(tx)
      await sql`insert into liability_cases (complaint_id, epoch, state, finding_id, opened_at, amount_minor)
        select c.id, c.reopened, 'proposed', f.id, ${new Date(now)}, coalesce((c.demand #>> '{amount,minor}')::bigint, 0) from complaints c join lateral (select f.id from findings f where f.complaint_id = c.id and f.at >= coalesce((select max(l.opened_at) from liability_cases l where l.complaint_id = c.id and l.epoch < c.reopened), '-infinity') order by f.at desc, f.id desc limit 1) f on true
        where c.id = ${complaintId} and c.status <> 'duplicate' on conflict (complaint_id, epoch) do update set finding_id = excluded.finding_id, state = 'proposed' where liability_cases.state in ('proposed', 'lapsed')`.execute(tx)
    }),
  })]
}
