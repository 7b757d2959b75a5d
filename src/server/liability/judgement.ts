// Which unit bears it (RSP-01, RSP-02): judged by another person than the finder, apart from what the customer gets (OPN-02).
import { sql } from 'kysely'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { judge } from '../../contract/liability.ts'
import { mustHear } from '../../domain/liability/flow.ts'
import type { Stage } from '../../domain/liability/flow.ts'
import { namedBearers, whyNotShares } from '../../domain/liability/shares.ts'
import { insist, Refusal } from '../../domain/refusal.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { clean, cleanMaybe, gist } from '../complaints/words.ts'
import type { Db } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { answeringFor, liabilityOf, limitOf, moveTo, rulesOf, toldUnits, windowEnd } from './case-state.ts'

type Body = BodyOf<typeof judge>
export type BodyShare = Body['shares'][number]

/**
 * Records a judgement; an earlier one is superseded and kept. Every unit that bears a share is told its own, and may contest it within the window.
 * @throws Refusal 400 `liability.shares` and kin for shares that make no whole; 409 `liability.unit_unfit` for a unit that has no part in the case, `liability.statements_first`
 * where the units are to be heard before, `liability.own_finding` for who investigated, above the limit.
 */
export async function recordJudgement(step: Step, body: Body): Promise<Decided> {
  const { tx, row, now, ctx, facts, deps } = step
  await insistOnShares(step, body.shares)
  const before = await liabilityOf(step)
  const rules = rulesOf(deps.policy(), before)
  const { aboveLimit, weight } = await limitOf(step, rules, body.shares)
  if (aboveLimit) await insistOnAnother(step)
  if (mustHear(rules, weight)) await insistOnHearing(tx, row.id, row.reopened, row.complainant_role, body.shares)
  const id = await writeJudgement(step, { stage: 'judgement', shares: body.shares, reasoning: body.reasoning, rule: body.rule, aboveLimit })
  const dueAt = windowEnd(rules, 'contestHours', now)
  await moveTo(step, { state: 'judged', due_kind: 'contest', due_at: dueAt, rules_version: rules.version, finding_id: facts.finding?.id ?? null, above_limit: aboveLimit, amount_minor: weight.amountMinor, judge_id: ctx.actor.id, judgement_id: id })
  const units = await answeringFor(tx, unitsIn(body.shares))
  return {
    made: id,
    data: { judgement: id, finding: facts.finding?.id ?? null, reasoning: gist(body.reasoning), rule: body.rule === undefined ? null : gist(body.rule), replaces: facts.judgement?.id ?? null, shares: toldShares(body.shares), epoch: row.reopened, aboveLimit, units: toldUnits(units, body.shares), dueAt: new Date(dueAt).toISOString() },
  }
}

/** Who investigated decides at no instance: who found or led, or is of the team. @throws Refusal `liability.own_finding` */
export async function insistOnAnother({ tx, row, ctx }: Step): Promise<void> {
  const own = await sql`select 1 from findings where complaint_id = ${row.id} and by_id = ${ctx.actor.id} union all select 1 from investigations where complaint_id = ${row.id} and lead_id = ${ctx.actor.id}
    union all select 1 from investigation_members where complaint_id = ${row.id} and user_id = ${ctx.actor.id} and left_at is null limit 1`.execute(tx)
  if (own.rows.length > 0) throw new Refusal('liability.own_finding')
}

/** Shares that make a whole, of units that have a part in the case; who names force majeure proves it (民法典 Art. 180, 832). @throws Refusal 400 `liability.shares` and kin; 409 `liability.unit_unfit`, `liability.force_majeure_unproven` */
export async function insistOnShares(step: Step, shares: readonly BodyShare[]): Promise<void> {
  insist(whyNotShares(shares), 400)
  if (shares.some((s) => s.bearer === 'force_majeure')) await insistOnProof(step)
  for (const share of shares) await insistOnUnit(step, share)
}

/** A notice among the evidence, or a fact established for which the rules name force majeure. */
async function insistOnProof({ tx, row, deps, facts }: Step): Promise<void> {
  const codes = rulesOf(deps.policy(), null).rules.filter((r) => r.bears.some((b) => b.who === 'force_majeure')).flatMap((r) => [...r.all, ...r.any])
  const proven = await sql`select 1 from evidence where complaint_id = ${row.id} and type = 'official_notice' and state = 'kept'
    union all select 1 from finding_facts where complaint_id = ${row.id} and finding_id = ${facts.finding?.id} and verdict = 'established' and code = any(${codes}::text[]) limit 1`.execute(tx)
  if (proven.rows.length === 0) throw new Refusal('liability.force_majeure_unproven')
}

/** The units named, each once. */
export function unitsIn(shares: readonly { readonly unitId?: string | undefined }[]): readonly string[] {
  return [...new Set(shares.flatMap((s) => (s.unitId === undefined ? [] : [s.unitId])))]
}

/** Shares as the record tells them. */
export function toldShares(shares: readonly BodyShare[]): readonly Readonly<Record<string, unknown>>[] {
  return shares.map((s) => ({ bearer: s.bearer, unit: s.unitId ?? null, staffNo: s.staffNo ?? null, percent: s.percent, basis: gist(s.basis), ...(s.staffNote === undefined ? {} : { staffNote: gist(s.staffNote) }) }))
}

type Written = { readonly stage: Stage; readonly shares: readonly BodyShare[]; readonly reasoning: string; readonly rule?: string | undefined; readonly aboveLimit: boolean }

/** Writes a judgement of any instance with its shares in place of the one before; gives its id. */
export async function writeJudgement({ tx, row, now, ctx, facts }: Step, w: Written): Promise<string> {
  const id = newId(now)
  const at = new Date(now)
  await sql`update judgements set superseded_at = ${at} where complaint_id = ${row.id} and superseded_at is null`.execute(tx)
  await sql`insert into judgements (complaint_id, id, reasoning, rule, by_id, by_name, finding_by, at, epoch, stage, above_limit) values (${row.id}, ${id}, ${clean(w.reasoning)}, ${cleanMaybe(w.rule)}, ${ctx.actor.id}, ${ctx.actor.name}, ${facts.finding?.by}, ${at}, ${row.reopened}, ${w.stage}, ${w.aboveLimit})`.execute(tx)
  await sql`insert into judgement_shares (complaint_id, judgement_id, seq, bearer, unit_id, staff_no, staff_note, percent, basis)
    select ${row.id}, ${id}, s.seq, s.bearer, s.unit_id, s.staff_no, s.staff_note, s.percent, s.basis from json_to_recordset(${JSON.stringify(w.shares.map((s, i) => ({ seq: i + 1, bearer: s.bearer, unit_id: s.unitId ?? null, staff_no: s.staffNo ?? null, staff_note: cleanMaybe(s.staffNote), percent: s.percent, basis: clean(s.basis) })))}::json)
      as s (seq smallint, bearer text, unit_id uuid, staff_no text, staff_note text, percent smallint, basis text)`.execute(tx)
  return id
}

/** The shares of a judgement as a body would name them. */
export async function sharesOf(tx: Db, complaintId: string, judgementId: string | null): Promise<readonly BodyShare[]> {
  const found = await sql<{ bearer: BodyShare['bearer']; unit_id: string | null; staff_no: string | null; staff_note: string | null; percent: number; basis: string }>`select bearer, unit_id, staff_no, staff_note, percent, basis from judgement_shares where complaint_id = ${complaintId} and judgement_id = ${judgementId} order by seq`.execute(tx)
  return found.rows.map((s) => ({ bearer: s.bearer, percent: s.percent, basis: s.basis, ...(s.unit_id === null ? {} : { unitId: s.unit_id }), ...(s.staff_no === null ? {} : { staffNo: s.staff_no }), ...(s.staff_note === null ? {} : { staffNote: s.staff_note }) }))
}

/** A unit bears only what it had a hand in: a party of the case, or a partner company. */
async function insistOnUnit(step: Step, share: BodyShare): Promise<void> {
  if (!namedBearers.includes(share.bearer)) return
  const fits = await sql`select 1 from org_units u where u.id = ${share.unitId} and ((u.kind = 'partner') = ${share.bearer === 'partner'}) and (u.kind = 'partner' or exists (select 1 from parties p where p.complaint_id = ${step.row.id} and p.unit_id = u.id))`.execute(step.tx)
  if (fits.rows.length === 0) throw new Refusal('liability.unit_unfit', { bearer: share.bearer })
}

/** Each unit that bears something has been asked and has answered or let its window pass. A report from inside stays hidden from its own line (OPN-15): there is nobody to ask. */
async function insistOnHearing(tx: Db, id: string, epoch: number, role: string, shares: readonly BodyShare[]): Promise<void> {
  const named = unitsIn(shares)
  if (named.length === 0 || role === 'staff') return
  const heard = await sql<{ unit_id: string }>`select unit_id from liability_units where complaint_id = ${id} and epoch = ${epoch} and statement <> 'asked'`.execute(tx)
  const missing = named.filter((unit) => !heard.rows.some((h) => h.unit_id === unit))
  if (missing.length > 0) throw new Refusal('liability.statements_first', { units: missing.length })
}
