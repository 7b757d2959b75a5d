// Arbitration between units: a complete submission, answers within a window, and a decision by somebody who neither judged nor reviewed.
import { sql } from 'kysely'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { answerArbitration as answerEndpoint, arbitrate as decideEndpoint, askArbitration as askEndpoint } from '../../contract/liability.ts'
import { contestOutcome, missingOf } from '../../domain/liability/flow.ts'
import { Refusal } from '../../domain/refusal.ts'
import { registerEvidence } from '../complaints/evidence.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { clean, gist } from '../complaints/words.ts'
import { newId } from '../platform/ids.ts'
import { answeringFor, liabilityOf, limitOf, moveTo, rulesOf, spokenFor, toldUnits, windowEnd } from './case-state.ts'
import { nextShares } from './contests.ts'
import { insistOnAnother, sharesOf, toldShares, unitsIn, writeJudgement } from './judgement.ts'

/** Takes a submission that lacks nothing. @throws Refusal 400 `liability.incomplete`, 409 `liability.window_over`, 400 `liability.against_unfit`. */
export async function askArbitration(step: Step, body: BodyOf<typeof askEndpoint>): Promise<Decided> {
  const { tx, row, now, ctx, deps } = step
  const liability = await liabilityOf(step)
  const rules = rulesOf(deps.policy(), liability)
  const shares = await sharesOf(tx, row.id, liability?.judgement_id ?? null)
  const parties = await partiesOf(step)
  const unit = await spokenFor(tx, ctx.actor, parties, body.unitId)
  if (now > (liability?.due_at ?? now)) throw new Refusal('liability.window_over')
  const missing = missingOf(rules, { claim: body.claim, grounds: body.grounds, wantedPercent: body.wantedPercent, against: body.against, files: body.attachmentIds.length })
  if (missing.length > 0) throw new Refusal('liability.incomplete', { missing: [...missing] }, 400)
  if (body.against.some((u) => u === unit.unit || !parties.includes(u))) throw new Refusal('liability.against_unfit', {}, 400)
  const id = newId(now)
  const dueAt = windowEnd(rules, 'answerHours', now)
  await sql`insert into arbitrations (complaint_id, id, epoch, judgement_id, unit_id, claim, grounds, wanted_percent, against, by_id, by_name, at, answer_due_at)
    values (${row.id}, ${id}, ${row.reopened}, ${liability?.judgement_id}, ${unit.unit}, ${clean(body.claim)}, ${clean(body.grounds)}, ${body.wantedPercent}, ${body.against}::uuid[], ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)}, ${new Date(dueAt)})`.execute(tx)
  const against = await answeringFor(tx, body.against)
  await sql`insert into arbitration_answers (complaint_id, arbitration_id, unit_id, answering_unit_id) select ${row.id}, ${id}, u.unit, u.answering from json_to_recordset(${JSON.stringify(toldUnits(against))}::json) as u (unit uuid, answering uuid)`.execute(tx)
  await registerEvidence(step, [{ text: body.grounds, type: 'statement', unitId: unit.unit, origin: 'contest', originId: id }, ...body.attachmentIds.map((attachmentId) => ({ attachmentId, unitId: unit.unit, origin: 'contest' as const, originId: id }))])
  await moveTo(step, { state: 'arbitrating', due_kind: 'arbitration_answer', due_at: dueAt })
  return { made: id, data: { epoch: row.reopened, arbitration: id, judgement: liability?.judgement_id, unit: unit.unit, unitName: unit.name, claim: gist(body.claim), grounds: gist(body.grounds), wantedPercent: body.wantedPercent, against: body.against, units: toldUnits(against, shares), files: body.attachmentIds.length, dueAt: new Date(dueAt).toISOString() } }
}

/** Units that bore a share at any instance of this round: whoever got rid of it may be turned against. */
async function partiesOf({ tx, row }: Step): Promise<readonly string[]> {
  const found = await sql<{ unit_id: string }>`select distinct s.unit_id from judgements j join judgement_shares s on s.complaint_id = j.complaint_id and s.judgement_id = j.id where j.complaint_id = ${row.id} and j.epoch = ${row.reopened} and s.unit_id is not null`.execute(tx)
  return found.rows.map((r) => r.unit_id)
}

type Open = { id: string; unit_id: string; judgement_id: string }

async function openOf({ tx, row }: Step): Promise<Open> {
  const found = await sql<Open>`select id, unit_id, judgement_id from arbitrations where complaint_id = ${row.id} and epoch = ${row.reopened} and decided_at is null`.execute(tx)
  const open = found.rows[0]
  if (!open) throw new Refusal('liability.no_arbitration')
  return open
}

/** The answer of a unit turned against; when all have answered, the arbitrator may decide. @throws Refusal `liability.answered_already`. */
export async function answerArbitration(step: Step, body: BodyOf<typeof answerEndpoint>): Promise<Decided> {
  const { tx, row, now, ctx, deps } = step
  const open = await openOf(step)
  const asked = await sql<{ unit_id: string; state: string }>`select unit_id, state from arbitration_answers where complaint_id = ${row.id} and arbitration_id = ${open.id}`.execute(tx)
  const unit = await spokenFor(tx, ctx.actor, asked.rows.map((a) => a.unit_id), body.unitId)
  if (asked.rows.some((a) => a.unit_id === unit.unit && a.state === 'given')) throw new Refusal('liability.answered_already')
  await sql`update arbitration_answers set state = 'given', text = ${clean(body.text)}, by_id = ${ctx.actor.id}, by_name = ${ctx.actor.name}, at = ${new Date(now)} where complaint_id = ${row.id} and arbitration_id = ${open.id} and unit_id = ${unit.unit}`.execute(tx)
  await registerEvidence(step, [{ text: body.text, type: 'statement', unitId: unit.unit, origin: 'contest', originId: open.id }, ...body.attachmentIds.map((attachmentId) => ({ attachmentId, unitId: unit.unit, origin: 'contest' as const, originId: open.id }))])
  const complete = asked.rows.every((a) => a.unit_id === unit.unit || a.state !== 'asked')
  const liability = await liabilityOf(step)
  const waits = complete && liability?.due_kind === 'arbitration_answer'
  if (waits) await moveTo(step, { state: 'arbitrating', due_kind: 'arbitration_decision', due_at: windowEnd(rulesOf(deps.policy(), liability), 'decisionHours', now) })
  return { data: { epoch: row.reopened, arbitration: open.id, unit: unit.unit, unitName: unit.name, text: gist(body.text), files: body.attachmentIds.length, complete: waits } }
}

/** Decides, and with it who bears it is final. @throws Refusal 400 `liability.penalty_over_cap`. */
export async function decideArbitration(step: Step, body: BodyOf<typeof decideEndpoint>): Promise<Decided> {
  const { tx, row, now, ctx, deps, facts } = step
  const open = await openOf(step)
  const liability = await liabilityOf(step)
  const rules = rulesOf(deps.policy(), liability)
  const penaltyMinor = body.frivolous?.penalty.minor ?? 0
  if (penaltyMinor > rules.arbitration.frivolousMaxMinor) throw new Refusal('liability.penalty_over_cap', { max: rules.arbitration.frivolousMaxMinor / 100 }, 400)
  const before = await sharesOf(tx, row.id, open.judgement_id)
  const after = await nextShares(step, before, body.shares)
  const { aboveLimit } = await limitOf(step, rules, after)
  if (aboveLimit) await insistOnAnother(step)
  const outcome = contestOutcome(open.unit_id, before, after)
  if (body.frivolous && outcome !== 'upheld') throw new Refusal('liability.not_frivolous', {}, 400)
  const id = await writeJudgement(step, { stage: 'arbitration', shares: after, reasoning: body.reasons, aboveLimit })
  await sql`update arbitrations set outcome = ${outcome}, reasons = ${clean(body.frivolous ? `${body.reasons}\n${body.frivolous.reason}` : body.reasons)}, frivolous = ${body.frivolous !== undefined}, penalty_minor = ${penaltyMinor}, decided_by = ${ctx.actor.id}, decided_by_name = ${ctx.actor.name}, decided_at = ${new Date(now)} where complaint_id = ${row.id} and id = ${open.id}`.execute(tx)
  await moveTo(step, { state: 'final', arbitrator_id: ctx.actor.id, judgement_id: id, above_limit: aboveLimit })
  const units = await answeringFor(tx, [...new Set([...unitsIn(before), ...unitsIn(after)])])
  return {
    made: id,
    data: { epoch: row.reopened, arbitration: open.id, judgement: id, replaces: liability?.judgement_id ?? null, finding: facts.finding?.id ?? null, outcome, reasoning: gist(body.reasons), frivolous: body.frivolous !== undefined, penaltyMinor, shares: toldShares(after), units: toldUnits(units, after) },
    also: [{ type: 'liability.final', data: { epoch: row.reopened, judgement: id, shares: toldShares(after) } }],
  }
}
