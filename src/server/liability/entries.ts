// Books what units bear inside: entries that are never changed, in the business month of their moment, each told by the record of its case.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Step } from '../complaints/gate.ts'
import { newId } from '../platform/ids.ts'

/** One entry to book; positive is borne by the unit. */
export type NewEntry = {
  readonly unitId: string
  readonly kind: 'recovery' | 'penalty' | 'reversal' | 'correction'
  readonly amountMinor: number
  readonly reason: string
  readonly judgementId?: string | null
  readonly percent?: number | null
  readonly baseMinor?: number | null
  readonly penaltyId?: string | null
  readonly reverses?: string | null
  readonly rule?: string | null
}

/** What the record keeps of an entry, enough to hold the row against it. */
export type ToldEntry = { readonly id: string; readonly unit: string; readonly kind: NewEntry['kind']; readonly minor: number; readonly month: string }

/** The first day of the business month of an instant in SQL, in Asia/Shanghai. */
export function monthOf(instant: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`date_trunc('month', ${instant} at time zone 'Asia/Shanghai')::date`
}

/** Writes the entries of a step in its transaction; gives what belongs into its event. */
export async function bookEntries({ tx, row, now, ctx }: Step, entries: readonly NewEntry[]): Promise<readonly ToldEntry[]> {
  if (entries.length === 0) return []
  // a month that is being issued at this moment waits for who books into it
  await sql`select pg_advisory_xact_lock_shared(4710026)`.execute(tx)
  const rows = entries.map((e) => ({ id: newId(now), unit_id: e.unitId, kind: e.kind, amount_minor: e.amountMinor, reason: e.reason, judgement_id: e.judgementId ?? null, percent: e.percent ?? null, base_minor: e.baseMinor ?? null, penalty_id: e.penaltyId ?? null, reverses: e.reverses ?? null, rule: e.rule ?? null }))
  const by = ctx.actor.kind === 'user' ? ctx.actor.id : null
  const booked = await sql<{ id: string; unit_id: string; kind: NewEntry['kind']; amount_minor: number; month: string }>`insert into settlement_entries (id, unit_id, month, kind, amount_minor, complaint_id, family_key, judgement_id, percent, base_minor, penalty_id, reverses, rule, reason, by_id, by_name, at)
    select e.id, e.unit_id, ${monthOf(sql`${new Date(now)}::timestamptz`)}, e.kind, e.amount_minor, ${row.id}, ${row.family_key}, e.judgement_id, e.percent, e.base_minor, e.penalty_id, e.reverses, e.rule, e.reason, ${by}, ${ctx.actor.name}, ${new Date(now)}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e (id uuid, unit_id uuid, kind text, amount_minor bigint, reason text, judgement_id uuid, percent smallint, base_minor bigint, penalty_id uuid, reverses uuid, rule text)
    returning id, unit_id, kind, amount_minor, to_char(month, 'YYYY-MM') as month`.execute(tx)
  return booked.rows.map((e) => ({ id: e.id, unit: e.unit_id, kind: e.kind, minor: Number(e.amount_minor), month: e.month }))
}
