// After a judgement is final, and whenever what the customer gets changes: claims are brought to what is owed, penalties proposed, those of a fallen judgement reversed.
import { sql } from 'kysely'
import { z } from 'zod'
import { moneyMeasures } from '../../domain/complaints/vocabulary.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { proposePenalty } from '../../domain/liability/penalties.ts'
import { bookingsFor, owedBy } from '../../domain/liability/recoveries.ts'
import type { BornShare, Owed } from '../../domain/liability/recoveries.ts'
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
export const settlingEvents: readonly string[] = ['liability.final', 'complaint.decision_told', 'plan.measure_executed', 'complaint.reopened']

type Final = { readonly id: string; readonly reason: string | null; readonly shares: readonly BornShare[] }

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

/** What stands booked against each unit as a claim. */
export async function bookedClaims(tx: Db, complaintId: string): Promise<ReadonlyMap<string, number>> {
  const found = await sql<{ unit_id: string; sum: number }>`select unit_id, sum(amount_minor)::bigint as sum from settlement_entries where complaint_id = ${complaintId} and kind = 'recovery' group by unit_id`.execute(tx)
  return new Map(found.rows.map((r) => [r.unit_id, Number(r.sum)]))
}

async function loadFinal(tx: Db, complaintId: string): Promise<Final | null> {
  const found = await sql<Final>`select l.judgement_id as id, c.reason_code as reason, (select jsonb_agg(jsonb_build_object('bearer', s.bearer, 'unitId', s.unit_id, 'percent', s.percent) order by s.seq) from judgement_shares s where s.complaint_id = l.complaint_id and s.judgement_id = l.judgement_id) as shares
    from liability_cases l join complaints c on c.id = l.complaint_id where l.complaint_id = ${complaintId} and l.state = 'final' and l.judgement_id is not null order by l.epoch desc limit 1`.execute(tx)
  return found.rows[0] ?? null
}

/** Whether a step would change nothing, so that no case gets a new version for nothing. */
async function isSettled(tx: Db, complaintId: string, final: Final): Promise<boolean> {
  const seen = await sql<{ done: boolean }>`select exists (select 1 from events e where e.stream_id = ${complaintId} and e.type = 'settlement.booked' and e.body::jsonb #>> '{data,judgement}' = ${final.id}) as done`.execute(tx)
  if (!seen.rows[0]?.done) return false
  return bookingsFor(owedBy(await customerGot(tx, complaintId), final.shares), await bookedClaims(tx, complaintId)).length === 0
}

async function recoveriesOf({ tx, row }: Step, final: Final): Promise<readonly NewEntry[]> {
  const total = await customerGot(tx, row.id)
  return bookingsFor(owedBy(total, final.shares), await bookedClaims(tx, row.id)).map((b) => ({ unitId: b.unitId, kind: 'recovery', amountMinor: b.amountMinor, percent: b.percent, baseMinor: total, judgementId: final.id, reason: b.isFirst ? 'claim' : 'claim_adjusted' }))
}

/** Penalties of another judgement than the final one: proposals lapse, confirmed ones get their reversal. */
async function reverseFallen({ tx, row, now }: Step, final: Final): Promise<{ entries: readonly NewEntry[]; ids: readonly string[]; lapsed: readonly string[] }> {
  const fallen = await sql<{ id: string; unit_id: string; state: string; was: string; amount: number; entry_id: string | null }>`with fallen as (select p.id, p.state from penalties p where p.complaint_id = ${row.id} and p.judgement_id <> ${final.id} and p.state in ('proposed', 'confirmed') for update)
    update penalties p set state = case f.state when 'confirmed' then 'reversed' else 'lapsed' end, reversed_at = ${new Date(now)} from fallen f where p.id = f.id
    returning p.id, p.unit_id, p.state, f.state as was, p.amount_minor as amount, (select e.id from settlement_entries e where e.penalty_id = p.id and e.kind = 'penalty') as entry_id`.execute(tx)
  return {
    entries: fallen.rows.flatMap((p) => (p.entry_id === null ? [] : [{ unitId: p.unit_id, kind: 'reversal' as const, amountMinor: -Number(p.amount), penaltyId: p.id, reverses: p.entry_id, judgementId: final.id, reason: 'judgement_changed' }])),
    ids: fallen.rows.filter((p) => p.was === 'confirmed').map((p) => p.id), lapsed: fallen.rows.filter((p) => p.was === 'proposed').map((p) => p.id),
  }
}

async function proposeFor(step: Step, final: Final): Promise<readonly NewEvent[]> {
  const units = owedBy(0, final.shares)
  const told: NewEvent[] = []
  for (const unit of units.toSorted((a, b) => (a.unitId < b.unitId ? -1 : 1))) {
    const event = await proposeOne(step, final, unit)
    if (event) told.push(event)
  }
  return told
}

async function proposeOne({ tx, row, now, deps }: Step, final: Final, unit: Owed): Promise<NewEvent | null> {
  const policy = deps.policy().of(penaltiesDocument)
  const reason = final.reason ?? 'other'
  // two cases of one unit at once would both find room below its cap
  await sql`select pg_advisory_xact_lock(hashtextextended(${`penalty ${unit.unitId}`}, 0))`.execute(tx)
  const months = Math.max(policy.firstFault.withinMonths, policy.repeat.withinMonths)
  const found = await sql<{ there: boolean; prior: number; in_case: number; in_month: number }>`select exists (select 1 from penalties p where p.judgement_id = ${final.id} and p.unit_id = ${unit.unitId}) as there,
    (select count(distinct p.complaint_id)::int from penalties p where p.unit_id = ${unit.unitId} and p.complaint_id <> ${row.id} and split_part(p.reason_code, '.', 1) = split_part(${reason}, '.', 1) and p.state in ('proposed', 'confirmed') and p.proposed_at > ${new Date(now)}::timestamptz - make_interval(months => ${months})) as prior,
    (select coalesce(sum(p.amount_minor), 0)::bigint from penalties p where p.unit_id = ${unit.unitId} and p.complaint_id = ${row.id} and p.state in ('proposed', 'confirmed')) as in_case,
    (select coalesce(sum(p.amount_minor), 0)::bigint from penalties p where p.unit_id = ${unit.unitId} and p.state in ('proposed', 'confirmed') and ${monthOf(sql`p.proposed_at`)} = ${monthOf(sql`${new Date(now)}::timestamptz`)}) as in_month`.execute(tx)
  const f = found.rows[0]
  if (!f || f.there) return null
  const proposal = proposePenalty(policy, { reason, percent: unit.percent, priorFaults: f.prior, isAbnormal: await unitAbnormalAt(tx, unit.unitId, now) !== null, caseMinor: Number(f.in_case), monthMinor: Number(f.in_month), turnoverMinor: null })
  if (!proposal) return null
  const id = newId(now)
  await sql`insert into penalties (id, complaint_id, unit_id, judgement_id, rule, laws, policy_version, reason_code, education, fault_no, proposed_minor, amount_minor, because, duty_kind, duty_days, proposed_at)
    values (${id}, ${row.id}, ${unit.unitId}, ${final.id}, ${proposal.rule}, ${[...proposal.laws]}::text[], ${policy.version}, ${reason}, ${proposal.education}, ${proposal.faultNo}, ${proposal.amountMinor}, ${proposal.amountMinor}, ${JSON.stringify(proposal.because)}::jsonb, ${proposal.duty}, ${proposal.dutyDays}, ${new Date(now)})`.execute(tx)
  return { type: 'penalty.proposed', data: { penalty: id, unit: unit.unitId, rule: proposal.rule, minor: proposal.amountMinor, education: proposal.education, policy: policy.version } }
}
