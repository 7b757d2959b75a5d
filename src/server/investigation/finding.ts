// What was found out, and whether the company is liable to the customer: headquarters' quick answer that opens the plan (OPN-02, INV-11, INV-15).
import { sql } from 'kysely'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { find } from '../../contract/investigation.ts'
import { whyNotCause } from '../../domain/investigation/causes.ts'
import { insist, Refusal } from '../../domain/refusal.ts'
import { registerEvidence } from '../complaints/evidence.ts'
import { loadClocks } from '../complaints/clocks.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { clean, gist } from '../complaints/words.ts'
import { newId } from '../platform/ids.ts'
import { takeOverFacts } from './found-facts.ts'
import { causesDocument } from './policy.ts'
import { similarForAll } from './similar.ts'

/**
 * Records a finding with the facts of the board; a later one counts instead, the earlier stays readable.
 * @throws Refusal `finding.cause_unknown` (400) · `finding.force_majeure_unproven` without a notice of the weather or an authority among the evidence · `finding.demand_twice` (400) · those of `weigh`
 */
export async function recordFinding(step: Step, body: BodyOf<typeof find>): Promise<Decided> {
  const { deps, tx, row, now, ctx, facts } = step
  insist(whyNotCause(deps.policy().of(causesDocument), body.causeCode, body.causeDetail), 400)
  if (new Set(body.demands.map((d) => d.kind)).size !== body.demands.length) throw new Refusal('finding.demand_twice', {}, 400)
  const id = newId(now)
  const similar = await similarForAll(tx, deps.policy(), row)
  const counted = similar === null ? null : { recent: similar.recent, times: similar.times, days: similar.days }
  const demands = body.demands.map((d) => ({ ...d, reason: clean(d.reason) }))
  await sql`insert into findings (complaint_id, id, facts, cause_code, cause_detail, company_liability, liability_basis, demand_judgement, demand_reason, demands, alike, common_problem, by_id, by_name, at)
    values (${row.id}, ${id}, ${clean(body.facts)}, ${body.causeCode}, ${body.causeDetail ?? null}, ${body.companyLiability}, ${clean(body.liabilityBasis)}, ${body.demandJudgement}, ${clean(body.demandReason)}, ${JSON.stringify(demands)}::jsonb, ${counted === null ? null : JSON.stringify(counted)}::jsonb, ${body.commonProblem}, ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)})`.execute(tx)
  await registerEvidence(step, body.attachmentIds.map((attachmentId) => ({ attachmentId, origin: 'finding', originId: id })))
  if (body.causeCode === 'force_majeure') await insistOnNotice(step)
  const found = await takeOverFacts(step, id, body.factsFound)
  return {
    to: 'planning', made: id, ...await secondWindow(step, body.furtherChecking),
    data: {
      finding: id, facts: gist(body.facts), cause: body.causeCode, companyLiability: body.companyLiability, liabilityBasis: gist(body.liabilityBasis), demandJudgement: body.demandJudgement, demandReason: gist(body.demandReason), commonProblem: body.commonProblem, files: body.attachmentIds.length, replaces: facts.finding?.id ?? null,
      ...(body.furtherChecking ? { furtherChecking: true } : {}), ...(body.causeDetail === undefined ? {} : { causeDetail: body.causeDetail }), ...(demands.length === 0 ? {} : { demands: demands.map((d) => ({ ...d, reason: gist(d.reason) })) }), ...(found.length === 0 ? {} : { factsFound: found }), ...(counted === null ? {} : { similar: counted }),
    },
  }
}

/** Who names force majeure proves it (民法典 Art. 832). */
async function insistOnNotice({ tx, row }: Step): Promise<void> {
  const found = await sql`select 1 from evidence where complaint_id = ${row.id} and type = 'official_notice' and state = 'kept' limit 1`.execute(tx)
  if (found.rows.length === 0) throw new Refusal('finding.force_majeure_unproven')
}

/**
 * A first finding after which the checking goes on takes the decision's clock off; the finding that ends the checking opens it anew for the
 * second window (SLA-05). The statutory watch runs through both.
 * @throws Refusal `finding.no_second_window` where the case's profile has none
 */
async function secondWindow({ deps, tx, row }: Step, goesOn: boolean): Promise<Pick<Decided, 'cancels' | 'opens'>> {
  if (goesOn) {
    if (deps.policy().profileOf(row.policy_version ?? '').secondWindow !== true) throw new Refusal('finding.no_second_window')
    return { cancels: ['decision'] }
  }
  const decision = (await loadClocks(tx, row.id)).findLast((c) => c.kind === 'decision')
  return decision?.cancelled === true && decision.stop_event === 'investigation.found' ? { opens: [{ kind: 'decision' }] } : {}
}
