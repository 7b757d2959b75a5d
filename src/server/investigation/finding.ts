// What was found out, and whether the company is liable to the customer: headquarters' quick answer that opens the plan (OPN-02, INV-11, INV-15).
import { sql } from 'kysely'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { find } from '../../contract/investigation.ts'
import { Refusal } from '../../domain/refusal.ts'
import { registerEvidence } from '../complaints/evidence.ts'
import { loadClocks } from '../complaints/clocks.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { clean, gist } from '../complaints/words.ts'
import { newId } from '../platform/ids.ts'

/** Records a finding; a later one counts instead, the earlier stays readable. */
export async function recordFinding(step: Step, body: BodyOf<typeof find>): Promise<Decided> {
  const { tx, row, now, ctx, facts } = step
  const id = newId(now)
  await sql`insert into findings (complaint_id, id, facts, cause_code, company_liability, liability_basis, demand_judgement, demand_reason, common_problem, by_id, by_name, at)
    values (${row.id}, ${id}, ${clean(body.facts)}, ${body.causeCode}, ${body.companyLiability}, ${clean(body.liabilityBasis)}, ${body.demandJudgement}, ${clean(body.demandReason)}, ${body.commonProblem}, ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)})`.execute(tx)
  await registerEvidence(step, body.attachmentIds.map((attachmentId) => ({ attachmentId, origin: 'finding', originId: id })))
  return {
    to: 'planning', made: id, ...await secondWindow(step, body.furtherChecking),
    data: { finding: id, facts: gist(body.facts), cause: body.causeCode, companyLiability: body.companyLiability, liabilityBasis: gist(body.liabilityBasis), demandJudgement: body.demandJudgement, demandReason: gist(body.demandReason), commonProblem: body.commonProblem, files: body.attachmentIds.length, replaces: facts.finding?.id ?? null, ...(body.furtherChecking ? { furtherChecking: true } : {}) },
  }
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
