// Asking for a pause, granting or refusing it, going on: each an entry of the ledger with reason, proof and who stands for it (ADR 062, 063).
import { sql } from 'kysely'
import { decidePause } from '../../contract/clocks.ts'
import { pause, resume } from '../../contract/complaints.ts'
import type { BodyOf } from '../../contract/endpoint.ts'
import { Refusal } from '../../domain/refusal.ts'
import { canPause, isBreached, isPast } from '../../domain/sla/clocks.ts'
import { isNo, pauseReason, weighPause } from '../../domain/sla/pause-rules.ts'
import type { LedgerEntry, PauseCode, WeighedPause } from '../../domain/sla/pause-rules.ts'
import { newId } from '../platform/ids.ts'
import { rowsOf } from '../platform/own-rows.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { bookBreaches, clockTimes, loadClocks, stood } from './clocks.ts'
import type { ClockRow } from './clocks.ts'
import type { Deps } from './deps.ts'
import { registerEvidence } from './evidence.ts'
import { takeStep } from './gate.ts'
import type { Decided, Step } from './gate.ts'
import { loadLedger } from './ledger.ts'
import type { ToldPause } from './ledger.ts'
import { pausesDocument } from './pause-policy.ts'
import type { PolicyInForce } from './policy.ts'
import { endPause } from './pauses.ts'
import { clean, cleanMaybe, gist } from './words.ts'

/** What a person got wrong, apart from what the case or the policy does not allow now. */
const malformed: readonly string[] = ['instant.in_past', 'instant.before_receipt', 'pause.begins_ahead', 'pause.ends_before', 'pause.not_granted']

export function pauseRoutes(deps: Deps): Route[] {
  return [
    route(pause, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'pause', body.version, (step) => enter(step, body))),
    route(decidePause, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'pause_decision', body.version, (step) => decided(step, body))),
    route(resume, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'resume', body.version, (step) => endPause(step, body.note))),
  ]
}

async function enter(step: Step, body: BodyOf<typeof pause>): Promise<Decided> {
  const { deps, tx, row, now } = step
  const rules = deps.policy().of(pausesDocument)
  const from = fromOf(body.fromAt, now)
  const until = Date.parse(body.untilAt)
  const explains = explainsBreach(await loadClocks(tx, row.id), deps.policy(), body.code, from, now)
  const weighed = weighPause(rules, { code: body.code, from, until, evidence: body.evidence !== undefined || (body.attachmentIds ?? []).length > 0, receivedAt: row.received_at, explains }, await loadLedger(tx, row.id), now)
  if (isNo(weighed)) throw new Refusal(weighed.code, weighed.params, malformed.includes(weighed.code) ? 400 : 409)
  const id = newId(now)
  await registerEvidence(step, (body.attachmentIds ?? []).map((attachmentId) => ({ attachmentId, origin: 'pause', originId: id })))
  await insertEntry(step, id, body, weighed, { from, until, policy: rules.version })
  const asked = weighed.needsApproval
  return {
    made: id, pauses: [{ pause: id, state: asked ? 'asked' : 'counted' }], ...(asked ? { event: 'complaint.pause_asked' } : {}), flagsOn: !asked && weighed.reason.waitsForCustomer ? ['waiting_customer'] : [],
    data: {
      pause: id, code: body.code, reason: gist(body.reason), from: iso(from), until: iso(until), late: weighed.late, ...(body.evidence === undefined ? {} : { evidence: gist(body.evidence) }), files: (body.attachmentIds ?? []).length,
      kinds: weighed.reason.stands, capAt: iso(weighed.capAt), policy: rules.version,
    },
  }
}

/** From when it is to count; a clock that runs a minute ahead is none of the asker's making. */
export function fromOf(fromAt: string | undefined, now: number): number {
  const from = fromAt === undefined ? now : Date.parse(fromAt)
  return from > now && from <= now + 60_000 ? now : from
}

/** Whether an entry from then on would stand a clock that is overdue now and was not then. */
export function explainsBreach(clocks: readonly ClockRow[], policy: PolicyInForce, code: PauseCode, from: number, now: number): boolean {
  const kinds = pauseReason(policy.of(pausesDocument), code)?.stands ?? []
  return clocks.some((k) => k.stopped_at === null && kinds.includes(k.kind) && canPause(policy.profileOf(k.policy_version).rules[k.kind]) && isBreached(clockTimes(k), now) && !isPast(k.due_at, from))
}

async function insertEntry({ tx, row, now, ctx }: Step, id: string, body: BodyOf<typeof pause>, weighed: WeighedPause, at: { readonly from: number; readonly until: number; readonly policy: string }): Promise<void> {
  await sql`insert into clock_pauses (complaint_id, id, code, state, kinds, from_at, until_at, cap_at, reason, evidence, attachment_ids, late, by_id, by_name, entered_at, policy_version)
    values (${row.id}, ${id}, ${body.code}, ${weighed.needsApproval ? 'asked' : 'counted'}, ${[...weighed.reason.stands]}::text[], ${new Date(at.from)}, ${new Date(at.until)}, ${new Date(weighed.capAt)}, ${clean(body.reason)}, ${cleanMaybe(body.evidence)}, ${body.attachmentIds ?? []}::uuid[], ${weighed.late}, ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)}, ${at.policy})`.execute(tx)
}

type Asked = { id: string; code: LedgerEntry['code']; until_at: number; kinds: LedgerEntry['kinds'] }

async function decided(step: Step, body: BodyOf<typeof decidePause>): Promise<Decided> {
  const { tx, row, now, ctx, deps } = step
  const found = await sql<Asked>`select id, code, until_at, kinds from clock_pauses where complaint_id = ${row.id} and id = (select z.id from ${rowsOf('clock_pauses', row.id)} z where z.state = 'asked' order by z.entered_at limit 1) for update`.execute(tx)
  const [entry] = found.rows
  if (!entry) throw new Refusal('pause.none_asked')
  const to = body.approve && entry.until_at <= now ? entry.until_at : null
  // nothing is un-breached silently (ADR 063)
  if (body.approve) await bookBreaches(tx, (await loadClocks(tx, row.id)).filter((c) => entry.kinds.includes(c.kind)), now)
  await sql`update clock_pauses set state = ${body.approve ? 'counted' : 'refused'}, to_at = ${to === null ? null : new Date(to)}, decided_by = ${ctx.actor.id}, decided_by_name = ${ctx.actor.name}, decided_at = ${new Date(now)}, decision_reason = ${clean(body.reason)} where complaint_id = ${row.id} and id = ${entry.id}`.execute(tx)
  const excused = body.approve ? await excuse(step, entry.id) : []
  const told: ToldPause = { pause: entry.id, state: body.approve ? 'counted' : 'refused', ...(body.approve ? { to: to === null ? null : iso(to) } : {}) }
  const waits = body.approve && to === null && (pauseReason(deps.policy().of(pausesDocument), entry.code)?.waitsForCustomer ?? false)
  return { made: entry.id, pauses: [told], flagsOn: waits ? ['waiting_customer'] : [], data: { pause: entry.id, askedBy: step.facts.pause?.byId, approve: body.approve, reason: gist(body.reason), excused } }
}

/** Marks breaches that the entry explains: by the ledger as it is now the clock was never overdue. The breach stays. */
async function excuse({ tx, row, deps, now }: Step, pauseId: string): Promise<string[]> {
  const ledger = await loadLedger(tx, row.id)
  const clear = (await loadClocks(tx, row.id)).filter((c) => c.stopped_at === null && isBreached(clockTimes(c), now) && !isBreached(clockTimes(stood(c, deps.policy(), ledger)), now))
  for (const c of clear) await sql`update clock_breaches set excused_by = ${pauseId}, excused_at = ${new Date(now)} where complaint_id = ${row.id} and kind = ${c.kind} and epoch = ${c.epoch}`.execute(tx)
  return clear.map((c) => `${c.kind} ${c.epoch}`)
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
