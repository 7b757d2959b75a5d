// The ledger of a case's pauses as stored, and its end with the case.
import { sql } from 'kysely'
import type { LedgerEntry } from '../../domain/sla/pause-rules.ts'
import type { Db } from '../platform/context.ts'
import { executeOften } from '../platform/database.ts'

/** What became of an entry in a step, as the record keeps it under `pauses`. */
export type ToldPause = { readonly pause: string; readonly to?: string | null; readonly state?: LedgerEntry['state'] }

type Row = { id: string; code: LedgerEntry['code']; state: LedgerEntry['state']; kinds: LedgerEntry['kinds']; from_at: number; until_at: number; to_at: number | null }

/** All entries, oldest first. */
export async function loadLedger(db: Db, complaintId: string): Promise<LedgerEntry[]> {
  const found = await executeOften(db, sql<Row>`select id, code, state, kinds, from_at, coalesce(until_at, from_at + interval '10 years') as until_at, to_at from clock_pauses where complaint_id = ${complaintId} order by from_at, id`)
  return found.rows.map((r) => ({ id: r.id, code: r.code, state: r.state, kinds: r.kinds, from: r.from_at, until: r.until_at, to: r.to_at }))
}

/** Ends what stands, at its agreed end at the latest, and lets lapse what waits for approval. */
export async function endOpenPauses(tx: Db, complaintId: string, now: number): Promise<ToldPause[]> {
  const ended = await executeOften(tx, sql<{ id: string; state: LedgerEntry['state']; to_at: number | null }>`update clock_pauses set state = case state when 'asked' then 'lapsed' else state end,
      to_at = case state when 'asked' then null else greatest(from_at, least(${new Date(now)}, until_at)) end
    where complaint_id = ${complaintId} and to_at is null and state in ('asked', 'counted') returning id, state, to_at`)
  return ended.rows.map((r) => ({ pause: r.id, ...(r.to_at === null ? { state: r.state } : { to: new Date(r.to_at).toISOString() }) }))
}

/** Opens again what a step now taken back had ended. */
export async function reopenPauses(tx: Db, complaintId: string, open: readonly { readonly id: string; readonly state: LedgerEntry['state'] }[]): Promise<ToldPause[]> {
  const told: ToldPause[] = []
  for (const { id, state } of open) {
    const back = await sql`update clock_pauses set to_at = null, state = ${state} where complaint_id = ${complaintId} and id = ${id} and (to_at is not null or state <> ${state})`.execute(tx)
    if (Number(back.numAffectedRows) > 0) told.push({ pause: id, to: null, state })
  }
  return told
}
