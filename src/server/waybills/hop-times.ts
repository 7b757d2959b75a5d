// What roads and stays ordinarily take: counted from the snapshots kept with cases, asked when one parcel is held against the others.
import { sql } from 'kysely'
import type { WaybillView } from '../../contract/waybills.ts'
import { stretchesOf, stretchKey } from '../../domain/waybills/course.ts'
import type { Stretch, Usual, Usuals } from '../../domain/waybills/course.ts'
import type { CustodyLimits } from '../../domain/waybills/custody.ts'
import type { Waybill } from '../../domain/waybills/scans.ts'
import type { Db } from '../platform/context.ts'
import { inTransaction } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Sweep } from '../platform/jobs.ts'
import { parcelOf } from './read-view.ts'

const day = 86_400_000
/** Kept for so long; what is shown looks back less (`usual.days` of the custody limits, 45 at most). */
const keptDays = 45
const batch = 300
const atMost = 10
/** Cases being filed this very moment may commit out of the order of their ids. */
const settledMs = 60_000
/** A road with more parcels than this is judged by its latest ones. */
const sample = 2000

/** Writes what these parcels took. A stretch known already, from another case or an earlier look, is not counted again. Gives how many were new. */
export async function recordStretches(tx: Db, parcels: readonly Pick<Waybill, 'number' | 'scans'>[], now: number): Promise<number> {
  const rows = parcels.flatMap((p) => stretchesOf(p).filter((s) => s.endedAt <= now && s.endedAt > now - keptDays * day && s.ms >= 0).map((s) => ({ f: s.from, t: s.to, e: new Date(s.endedAt).toISOString(), p: p.number, m: Math.round(s.ms / 60_000) })))
  if (rows.length === 0) return 0
  const written = await sql`insert into hop_times (from_code, to_code, ended_at, parcel, minutes) select f, t, e, hashtextextended(p, 0), m from json_to_recordset(${JSON.stringify(rows)}::json) as r (f text, t text, e timestamptz, p text, m integer) on conflict do nothing`.execute(tx)
  return Number(written.numAffectedRows ?? 0)
}

/** For each stretch, how many other parcels took it lately and the share that took less time; stretches nobody else took are absent. */
export async function usualsOf(db: Db, number: string, stretches: readonly Pick<Stretch, 'from' | 'to' | 'ms'>[], limits: CustodyLimits): Promise<Usuals> {
  if (stretches.length === 0) return new Map()
  const asked = stretches.map((s) => ({ f: s.from, t: s.to, m: Math.round(s.ms / 60_000) }))
  const found = await sql<{ f: string; t: string; n: number; below: number }>`
    select s.f, s.t, count(*)::int as n, (count(*) filter (where h.minutes < s.m))::int as below
    from (select f, t, max(m) as m from json_to_recordset(${JSON.stringify(asked)}::json) as r (f text, t text, m integer) group by f, t) s
      cross join lateral (select h.minutes from hop_times h where h.from_code = s.f and h.to_code = s.t and h.ended_at > app_now() - make_interval(days => ${limits.usual.days}) and h.parcel <> hashtextextended(${number}, 0) order by h.ended_at desc limit ${sample}) h
    group by s.f, s.t`.execute(db)
  return new Map(found.rows.map((r): [string, Usual] => [stretchKey({ from: r.f, to: r.t }), { n: r.n, share: r.below / r.n }]))
}

/** Reads snapshots of new cases until there are none left, bounded; only one worker does it at a time. Gives how many snapshots it read. */
export async function countStretches(db: Db): Promise<number> {
  let read = 0
  for (let left = atMost; left > 0; left--) {
    const some = await inTransaction(db, ({ tx, now }) => countSome(tx, now))
    read += some
    if (some < batch) break
  }
  return read
}

/** Every half minute. */
export function hopTimesSweep(db: Db): Sweep {
  return { name: 'hop_times', everyMs: 30_000, run: () => countStretches(db) }
}

async function countSome(tx: Db, now: number): Promise<number> {
  const held = (await sql<{ id: string; number: string }>`select value->>'id' as id, value->>'number' as number from settings where name = 'hop_times' for update skip locked`.execute(tx)).rows[0]
  if (!held) return 0
  await sql`delete from hop_times where ctid = any (array(select ctid from hop_times where ended_at < ${new Date(now - keptDays * day)} limit 5000))`.execute(tx)
  const since = [held.id, firstId(now - keptDays * day)].sort().at(-1) ?? held.id
  const found = await sql<{ complaint_id: string; number: string; seen: WaybillView }>`select w.complaint_id, w.number, w.public as seen from waybill_snapshots w
    where (w.complaint_id, w.number) > (${since}::uuid, ${since === held.id ? held.number : ''}) and w.complaint_id < ${firstId(now - settledMs)}::uuid order by w.complaint_id, w.number limit ${batch}`.execute(tx)
  const last = found.rows.at(-1)
  if (!last) return 0
  await recordStretches(tx, found.rows.map((r) => ({ number: r.number, scans: parcelOf(r.seen).scans })), now)
  await sql`update settings set value = ${JSON.stringify({ id: last.complaint_id, number: last.number })}::jsonb, updated_at = app_now() where name = 'hop_times'`.execute(tx)
  return found.rows.length
}

/** The least id a case filed at this instant can have. */
function firstId(at: number): string {
  return `${newId(at).slice(0, 13)}-7000-8000-000000000000`
}
