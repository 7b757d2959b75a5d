// A unit contests its share, once and within the window; another judge decides, and what came of it is read from the shares.
import { sql } from 'kysely'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { contest as contestEndpoint, reviewContests as reviewEndpoint } from '../../contract/liability.ts'
import { contestOutcome, percentOf } from '../../domain/liability/flow.ts'
import type { ContestOutcome } from '../../domain/liability/flow.ts'
import { Refusal } from '../../domain/refusal.ts'
import { registerEvidence } from '../complaints/evidence.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { clean, gist } from '../complaints/words.ts'
import { newId } from '../platform/ids.ts'
import { answeringFor, liabilityOf, limitOf, moveTo, rulesOf, spokenFor, toldUnits, windowEnd } from './case-state.ts'
import { contestingOf, toldOf } from './contest-windows.ts'
import { insistOnAnother, insistOnShares, sharesOf, toldShares, unitsIn, writeJudgement } from './judgement.ts'
import type { BodyShare } from './judgement.ts'

/** Takes a contest. @throws Refusal `liability.window_over`, `liability.contested_already`, `liability.wanted_not_less` (400). */
export async function contestShare(step: Step, body: BodyOf<typeof contestEndpoint>): Promise<Decided> {
  const { tx, row, now, ctx, deps } = step
  const liability = await liabilityOf(step)
  const shares = await sharesOf(tx, row.id, liability?.judgement_id ?? null)
  const unit = await spokenFor(tx, ctx.actor, unitsIn(shares), body.unitId)
  const told = (await toldOf(tx, row.id, row.reopened, liability?.judgement_id ?? null)).find((u) => u.unitId === unit.unit)
  const rules = rulesOf(deps.policy(), liability)
  // the window is the unit's own: from when it was told, though another unit's contest was reviewed meanwhile
  if (!told || now > windowEnd(rules, 'contestHours', told.at)) throw new Refusal('liability.window_over')
  if (body.wantedPercent >= percentOf(unit.unit, shares) && body.ground !== 'not_heard') throw new Refusal('liability.wanted_not_less', { percent: percentOf(unit.unit, shares) }, 400)
  const id = newId(now)
  const added = await sql`insert into liability_contests (complaint_id, id, epoch, judgement_id, unit_id, ground, text, wanted_percent, by_id, by_name, at) values (${row.id}, ${id}, ${row.reopened}, ${told.judgementId}, ${unit.unit}, ${body.ground}, ${clean(body.text)}, ${body.wantedPercent}, ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)}) on conflict do nothing returning 1`.execute(tx)
  if (added.rows.length === 0) throw new Refusal('liability.contested_already')
  await registerEvidence(step, [{ text: body.text, type: 'statement', unitId: unit.unit, origin: 'contest', originId: id }, ...body.attachmentIds.map((attachmentId) => ({ attachmentId, unitId: unit.unit, origin: 'contest' as const, originId: id }))])
  const dueAt = windowEnd(rules, 'reviewHours', now)
  const due = liability?.state === 'contested' && liability.due_at !== null ? liability.due_at : dueAt
  await moveTo(step, { state: 'contested', due_kind: 'review', due_at: due })
  return { made: id, data: { epoch: row.reopened, contest: id, judgement: told.judgementId, unit: unit.unit, unitName: unit.name, ground: body.ground, text: gist(body.text), wantedPercent: body.wantedPercent, files: body.attachmentIds.length, dueAt: new Date(due).toISOString() } }
}

/** Decides every open contest: the former shares stay, or others take their place. Units that have not contested keep their windows, or get one where this changed their share; after the last of them all may ask for arbitration. */
export async function reviewContests(step: Step, body: BodyOf<typeof reviewEndpoint>): Promise<Decided> {
  const { tx, row, now, ctx, deps, facts } = step
  const liability = await liabilityOf(step)
  const rules = rulesOf(deps.policy(), liability)
  const before = await sharesOf(tx, row.id, liability?.judgement_id ?? null)
  const after = await nextShares(step, before, body.shares)
  const { aboveLimit } = await limitOf(step, rules, after)
  if (aboveLimit) await insistOnAnother(step)
  const id = await writeJudgement(step, { stage: 'review', shares: after, reasoning: body.reasons, aboveLimit })
  const open = await sql<{ id: string; unit_id: string }>`select id, unit_id from liability_contests where complaint_id = ${row.id} and epoch = ${row.reopened} and outcome is null order by at, id`.execute(tx)
  const contests = open.rows.map((c): { contest: string; outcome: ContestOutcome } => ({ contest: c.id, outcome: contestOutcome(c.unit_id, before, after) }))
  await sql`update liability_contests k set outcome = d.outcome, decided_at = ${new Date(now)} from json_to_recordset(${JSON.stringify(contests)}::json) as d (contest uuid, outcome text) where k.complaint_id = ${row.id} and k.id = d.contest`.execute(tx)
  const contesting = await contestingOf(tx, rules, row.id, row.reopened, id, now)
  const dueAt = contesting.length === 0 ? windowEnd(rules, 'arbitrationHours', now) : Math.max(...contesting.map((c) => c.until))
  await moveTo(step, { state: 'reviewed', due_kind: contesting.length === 0 ? 'arbitration_request' : 'contest', due_at: dueAt, reviewer_id: ctx.actor.id, judgement_id: id, above_limit: aboveLimit })
  const units = await answeringFor(tx, [...new Set([...unitsIn(before), ...unitsIn(after)])])
  return { made: id, data: { epoch: row.reopened, judgement: id, replaces: liability?.judgement_id ?? null, finding: facts.finding?.id ?? null, reasoning: gist(body.reasons), contests, shares: toldShares(after), units: toldUnits(units, after, contesting), dueAt: new Date(dueAt).toISOString() } }
}

/** The shares a second instance decides: those it gives, or the former ones. */
export async function nextShares(step: Step, before: readonly BodyShare[], given: readonly BodyShare[] | undefined): Promise<readonly BodyShare[]> {
  if (given === undefined) return before
  await insistOnShares(step, given)
  return given
}
