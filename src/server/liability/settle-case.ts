// After a judgement is final, and whenever what the customer gets changes: claims are brought to what is owed, penalties proposed, those of a fallen judgement reversed.
import { sql } from 'kysely'
import type { SqlBool } from 'kysely'
import { z } from 'zod'
import { moneyMeasures } from '../../domain/complaints/vocabulary.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { proposePenalty, unfoundedRule } from '../../domain/liability/penalties.ts'
import { bookingsFor, owedBy } from '../../domain/liability/recoveries.ts'
import type { PenaltyProposal } from '../../domain/liability/penalties.ts'
import type { Booking, BornShare, Owed } from '../../domain/liability/recoveries.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import { stepWithin } from '../complaints/gate.ts'
import type { Step } from '../complaints/gate.ts'
import { unitAbnormalAt } from '../identity/abnormal-units.ts'
import type { NewEvent } from '../platform/chain.ts'
import type { Db } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { job } from '../platform/jobs.ts'
import type { Job } from '../platform/jobs.ts'
import { write } from '../platform/write.ts'
import { bookEntries, monthOf } from './entries.ts'
import type { NewEntry } from './entries.ts'
import { penaltiesDocument } from './penalty-policy.ts'

/** The house itself, which may do nothing but book what was judged. */
const house: Actor = { kind: 'system', id: 'system', name: 'Huiyin', roleCode: null, unitId: null, permissions: new Set(['settlement:manage']), scope: { kind: 'all' } }

/** Events after which the books of a case may be wrong. */
export const settlingEvents: readonly string[] = ['liability.final', 'complaint.decision_told', 'plan.measure_executed', 'complaint.reopened', 'complaint.merged', 'complaint.unmerged']

/** `merged`: the case lives on elsewhere, where its fault is held against its units. */
type Final = { readonly id: string; readonly reason: string | null; readonly shares: readonly BornShare[]; readonly merged: boolean; readonly unfounded: { readonly unitId: string; readonly minor: number } | null }

/** Entries (alias `e`) that make up a claim: what was booked of it, and what a dispute took off. */
export const isClaim = sql<SqlBool>`(e.kind = 'recovery' or (e.kind = 'correction' and exists (select from settlement_entries r where r.id = e.reverses and r.kind = 'recovery')))`

/** Brings the books of one case to its final judgement; safe to run any number of times, nothing is booked twice. Without a final judgement there is nothing to do. */
export async function settleCase(d: Deps, complaintId: string): Promise<boolean> {
  const ctx = { db: d.db, actor: house, log: d.log, requestId: newId(), idempotency: null }
  return write(ctx, async (open) => {
    // the case's lock is taken before anything is read, so that two jobs follow each other
    await sql`select 1 from complaints where id = ${complaintId} for no key update`.execute(open.tx)
    const final = await loadFinal(open.tx, complaintId)
    if (!final || await isSettled(open.tx, complaintId, final)) return false
    await stepWithin(d, open, complaintId, 'settling', null, async (step) => {
      const reversals = await reverseFallen(step, final)
      const recoveries = await recoveriesOf(step, final)
      const booked = await bookEntries(step, [...reversals.entries, ...recoveries])
      const proposed = await proposeFor(step, final)
      return { data: { judgement: final.id, entries: booked, reversed: reversals.ids, lapsed: reversals.lapsed }, also: proposed }
    })
    return true
  })
}

/** The job; its key is the event's, its effect the case's state. */
export function settleJobs(d: Deps): Job[] {
  return [job({ name: 'settle_case', payload: z.object({ complaintId: z.uuid() }), run: async ({ complaintId }) => { await settleCase(d, complaintId).catch((error: unknown) => { if (!(error instanceof Refusal) || error.code === 'policy.read_in_a_moment') throw error }) } })]
}

/** What the customer got or was promised by the decision, in minor units: the whole that the units share. */
export async function customerGot(tx: Db, complaintId: string): Promise<number> {
  const found = await sql<{ total: number }>`select coalesce(sum(m.amount_minor), 0)::bigint as total from plan_measures m join plans p on p.complaint_id = m.complaint_id and p.id = m.plan_id join complaints c on c.id = m.complaint_id
    where m.complaint_id = ${complaintId} and m.kind = any(${[...moneyMeasures]}::text[]) and (m.state = 'done' or (m.state = 'open' and p.state = 'approved' and c.outcome = 'agreed' and c.decided_at is not null))`.execute(tx)
  return Number(found.rows[0]?.total ?? 0)
}

/** What must still be booked as claims. What a dispute took off under this judgement stays off, and is never given back a second time. */
async function claimsOf(tx: Db, complaintId: string, total: number, final: Final): Promise<readonly Booking[]> {
  const found = await sql<{ unit_id: string; sum: number; taken: number }>`select e.unit_id, sum(e.amount_minor)::bigint as sum, coalesce(sum(e.amount_minor) filter (where e.kind = 'correction' and exists (select from settlement_entries r where r.id = e.reverses and r.judgement_id = ${final.id})), 0)::bigint as taken
    from settlement_entries e where e.complaint_id = ${complaintId} and ${isClaim} group by e.unit_id`.execute(tx)
  const taken = new Map(found.rows.map((r) => [r.unit_id, Number(r.taken)]))
  const owed = owedBy(total, final.shares).map((o) => ({ ...o, amountMinor: Math.max(0, o.amountMinor + (taken.get(o.unitId) ?? 0)) }))
  return bookingsFor(owed, new Map(found.rows.map((r) => [r.unit_id, Number(r.sum)])))
}

async function loadFinal(tx: Db, complaintId: string): Promise<Final | null> {
  const found = await sql<Final>`select l.judgement_id as id, c.reason_code as reason, (select jsonb_agg(jsonb_build_object('bearer', s.bearer, 'unitId', s.unit_id, 'percent', s.percent) order by s.seq) from judgement_shares s where s.complaint_id = l.complaint_id and s.judgement_id = l.judgement_id) as shares, c.status = 'duplicate' as merged,
      (select jsonb_build_object('unitId', a.unit_id, 'minor', a.penalty_minor) from arbitrations a where a.complaint_id = l.complaint_id and a.epoch = l.epoch and a.penalty_minor > 0) as unfounded
    from liability_cases l join complaints c on c.id = l.complaint_id where l.complaint_id = ${complaintId} and l.state = 'final' and l.judgement_id is not null order by l.epoch desc limit 1`.execute(tx)
  return found.rows[0] ?? null
}

/** Whether a step would change nothing, so that no case gets a new version for nothing. */
async function isSettled(tx: Db, complaintId: string, final: Final): Promise<boolean> {
  const seen = await sql<{ done: boolean }>`select exists (select 1 from events e where e.stream_id = ${complaintId} and e.type = 'settlement.booked' and e.body::jsonb #>> '{data,judgement}' = ${final.id}) as done`.execute(tx)
  if (!seen.rows[0]?.done) return false
  const standing = await sql`select 1 from penalties where complaint_id = ${complaintId} and ${final.merged ? sql`state in ('proposed', 'confirmed')` : sql`judgement_id = ${final.id} and state = 'lapsed'`} limit 1`.execute(tx)
  return standing.rows.length === 0 && (await claimsOf(tx, complaintId, await customerGot(tx, complaintId), final)).length === 0
}

async function recoveriesOf({ tx, row }: Step, final: Final): Promise<readonly NewEntry[]> {
  const total = await customerGot(tx, row.id)
  return (await claimsOf(tx, row.id, total, final)).map((b) => ({ unitId: b.unitId, kind: 'recovery', amountMinor: b.amountMinor, percent: b.percent, baseMinor: total, judgementId: final.id, reason: b.isFirst ? 'claim' : 'claim_adjusted' }))
}

/** Penalties of another judgement than the final one, or of a case that was merged: proposals lapse, confirmed ones get their reversal, but for what a dispute took off. */
async function reverseFallen({ tx, row, now }: Step, final: Final): Promise<{ entries: readonly NewEntry[]; ids: readonly string[]; lapsed: readonly string[] }> {
  const fallen = await sql<{ id: string; unit_id: string; state: string; was: string; amount: number; entry_id: string | null }>`with fallen as (select p.id, p.state from penalties p where p.complaint_id = ${row.id} and (${final.merged} or p.judgement_id <> ${final.id}) and p.state in ('proposed', 'confirmed') for update)
    update penalties p set state = case f.state when 'confirmed' then 'reversed' else 'lapsed' end, reversed_at = ${new Date(now)} from fallen f where p.id = f.id
    returning p.id, p.unit_id, p.state, f.state as was, p.amount_minor + coalesce((select sum(k.amount_minor) from settlement_entries k join settlement_entries e on e.id = k.reverses where e.penalty_id = p.id and k.kind = 'correction'), 0)::bigint as amount, (select e.id from settlement_entries e where e.penalty_id = p.id and e.kind = 'penalty') as entry_id`.execute(tx)
  return {
    entries: fallen.rows.flatMap((p) => (p.entry_id === null || Number(p.amount) === 0 ? [] : [{ unitId: p.unit_id, kind: 'reversal' as const, amountMinor: -Number(p.amount), penaltyId: p.id, reverses: p.entry_id, judgementId: final.id, reason: 'judgement_changed' }])),
    ids: fallen.rows.filter((p) => p.was === 'confirmed').map((p) => p.id), lapsed: fallen.rows.filter((p) => p.was === 'proposed').map((p) => p.id),
  }
}

async function proposeFor(step: Step, final: Final): Promise<readonly NewEvent[]> {
  if (final.merged) return []
  const bearing = owedBy(0, final.shares)
  const unfounded = final.unfounded
  const units = unfounded === null || bearing.some((u) => u.unitId === unfounded.unitId) ? bearing : [...bearing, { unitId: unfounded.unitId, percent: 0, amountMinor: 0 }]
  const told: (NewEvent | null)[] = []
  for (const unit of units.toSorted((a, b) => (a.unitId < b.unitId ? -1 : 1))) {
    await oneAtATime(step.tx, unit.unitId)
    told.push(await proposeOne(step, final, unit), unfounded?.unitId === unit.unitId ? await proposeUnfounded(step, final, unit.unitId, unfounded.minor) : null)
  }
  return told.filter((event) => event !== null)
}

/** Two cases of one unit at once would both find room below its cap. */
export async function oneAtATime(tx: Db, unitId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`penalty ${unitId}`}, 0))`.execute(tx)
}

async function proposeOne(step: Step, final: Final, unit: Owed): Promise<NewEvent | null> {
  const { tx, row, now } = step
  const policy = step.deps.policy().of(penaltiesDocument)
  const reason = final.reason ?? 'other'
  const months = Math.max(policy.firstFault.withinMonths, policy.repeat.withinMonths)
  const found = await sql<{ prior: number }>`select count(distinct p.complaint_id)::int as prior from penalties p where p.unit_id = ${unit.unitId} and p.complaint_id <> ${row.id} and p.rule <> ${unfoundedRule} and split_part(p.reason_code, '.', 1) = split_part(${reason}, '.', 1) and p.state in ('proposed', 'confirmed') and p.proposed_at > ${new Date(now)}::timestamptz - make_interval(months => ${months})`.execute(tx)
  const proposal = proposePenalty(policy, { reason, percent: unit.percent, priorFaults: found.rows[0]?.prior ?? 0, isAbnormal: await unitAbnormalAt(tx, unit.unitId, now) !== null, ...await usedBy(step, unit.unitId), turnoverMinor: null })
  return proposal && keep(step, final, unit.unitId, policy.version, proposal)
}

/** What a submission without any ground costs, as the arbitrator decided it; within the caps, and none from a unit out of order. */
async function proposeUnfounded(step: Step, final: Final, unitId: string, minor: number): Promise<NewEvent | null> {
  const policy = step.deps.policy().of(penaltiesDocument)
  if (policy.noneWhileAbnormal && await unitAbnormalAt(step.tx, unitId, step.now) !== null) return null
  const { caseMinor, monthMinor } = await usedBy(step, unitId)
  const amountMinor = Math.min(minor, Math.max(0, policy.perCaseMinor - caseMinor), Math.max(0, policy.perMonthMinor - monthMinor))
  const { duty, dutyDays, laws } = policy.otherwise
  return amountMinor === 0 ? null : keep(step, final, unitId, policy.version, { rule: unfoundedRule, amountMinor, education: false, faultNo: 1, duty, dutyDays, laws, because: [{ code: 'rule', params: { rule: unfoundedRule, min: amountMinor, max: minor } }] })
}

/** What the unit's penalties come to already, in this case and this month. */
async function usedBy({ tx, row, now }: Step, unitId: string): Promise<{ readonly caseMinor: number; readonly monthMinor: number }> {
  const found = await sql<{ in_case: number; in_month: number }>`select coalesce(sum(p.amount_minor) filter (where p.complaint_id = ${row.id}), 0)::bigint as in_case, coalesce(sum(p.amount_minor) filter (where ${monthOf(sql`p.proposed_at`)} = ${monthOf(sql`${new Date(now)}::timestamptz`)}), 0)::bigint as in_month
    from penalties p where p.unit_id = ${unitId} and p.state in ('proposed', 'confirmed') and (p.complaint_id = ${row.id} or p.proposed_at > ${new Date(now)}::timestamptz - interval '32 days')`.execute(tx)
  return { caseMinor: Number(found.rows[0]?.in_case ?? 0), monthMinor: Number(found.rows[0]?.in_month ?? 0) }
}

/** Writes a proposal once for a judgement; one that lapsed with a merge stands again when that is undone. */
async function keep({ tx, row, now }: Step, final: Final, unitId: string, version: string, p: PenaltyProposal): Promise<NewEvent | null> {
  const kept = await sql<{ id: string; minor: number; education: boolean }>`insert into penalties (id, complaint_id, unit_id, judgement_id, rule, laws, policy_version, reason_code, education, fault_no, proposed_minor, amount_minor, because, duty_kind, duty_days, proposed_at)
    values (${newId(now)}, ${row.id}, ${unitId}, ${final.id}, ${p.rule}, ${[...p.laws]}::text[], ${version}, ${final.reason ?? 'other'}, ${p.education}, ${p.faultNo}, ${p.amountMinor}, ${p.amountMinor}, ${JSON.stringify(p.because)}::jsonb, ${p.duty}, ${p.dutyDays}, ${new Date(now)})
    on conflict (judgement_id, unit_id, rule) do update set state = 'proposed', reversed_at = null where penalties.state = 'lapsed' returning id, amount_minor as minor, education`.execute(tx)
  const one = kept.rows[0]
  return one ? { type: 'penalty.proposed', data: { penalty: one.id, unit: unitId, rule: p.rule, minor: Number(one.minor), education: one.education, policy: version } } : null
}
