// Which unit bears it (RSP-01, RSP-02): judged by another person than the finder, apart from what the customer gets (OPN-02).
import { sql } from 'kysely'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { judge } from '../../contract/liability.ts'
import { namedBearers, whyNotShares } from '../../domain/liability/shares.ts'
import { insist, Refusal } from '../../domain/refusal.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { clean, cleanMaybe, gist } from '../complaints/words.ts'
import { newId } from '../platform/ids.ts'

type Body = BodyOf<typeof judge>

/**
 * Records a judgement; an earlier one is superseded and kept.
 * @throws Refusal 400 `liability.shares` and kin for shares that make no whole; 409 `liability.unit_unfit` for a unit that has no part in the case.
 */
export async function recordJudgement(step: Step, body: Body): Promise<Decided> {
  const { tx, row, now, ctx, facts } = step
  insist(whyNotShares(body.shares), 400)
  for (const share of body.shares) await insistOnUnit(step, share)
  const id = newId(now)
  const at = new Date(now)
  await sql`update judgements set superseded_at = ${at} where complaint_id = ${row.id} and superseded_at is null`.execute(tx)
  await sql`insert into judgements (complaint_id, id, reasoning, rule, by_id, by_name, finding_by, at) values (${row.id}, ${id}, ${clean(body.reasoning)}, ${cleanMaybe(body.rule)}, ${ctx.actor.id}, ${ctx.actor.name}, ${facts.finding?.by}, ${at})`.execute(tx)
  await sql`insert into judgement_shares (complaint_id, judgement_id, seq, bearer, unit_id, staff_no, percent, basis)
    select ${row.id}, ${id}, s.seq, s.bearer, s.unit_id, s.staff_no, s.percent, s.basis from json_to_recordset(${JSON.stringify(body.shares.map((s, i) => ({ seq: i + 1, bearer: s.bearer, unit_id: s.unitId ?? null, staff_no: s.staffNo ?? null, percent: s.percent, basis: clean(s.basis) })))}::json)
      as s (seq smallint, bearer text, unit_id uuid, staff_no text, percent smallint, basis text)`.execute(tx)
  return {
    made: id,
    data: { judgement: id, finding: facts.finding?.id ?? null, reasoning: gist(body.reasoning), rule: body.rule === undefined ? null : gist(body.rule), replaces: facts.judgement?.id ?? null, shares: body.shares.map((s) => ({ bearer: s.bearer, unit: s.unitId ?? null, staffNo: s.staffNo ?? null, percent: s.percent, basis: gist(s.basis) })) },
  }
}

/** A unit bears only what it had a hand in: a party of the case, or a partner company. */
async function insistOnUnit(step: Step, share: Body['shares'][number]): Promise<void> {
  if (!namedBearers.includes(share.bearer)) return
  const fits = await sql`select 1 from org_units u where u.id = ${share.unitId} and ((u.kind = 'partner') = ${share.bearer === 'partner'}) and (u.kind = 'partner' or exists (select 1 from parties p where p.complaint_id = ${step.row.id} and p.unit_id = u.id))`.execute(step.tx)
  if (fits.rows.length === 0) throw new Refusal('liability.unit_unfit', { bearer: share.bearer })
}
