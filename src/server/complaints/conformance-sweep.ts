// Follows the feed and writes for every case that ended whether it kept to its template, so that no step of a case pays for it (ADR 068).
import { sql } from 'kysely'
import { conformance } from '../../domain/complaints/conformance.ts'
import type { Conformance } from '../../domain/complaints/conformance.ts'
import type { Db } from '../platform/context.ts'
import { inTransaction } from '../platform/database.ts'
import type { Sweep } from '../platform/jobs.ts'
import { clockTimes } from './clocks.ts'
import type { ClockRow } from './clocks.ts'
import type { Deps } from './deps.ts'
import { isOpenText } from './open.ts'
import type { PolicyInForce } from './policy.ts'
import { loadRecords, pinOf, processesOf } from './process-store.ts'
import type { Pinned, PinnedRow } from './process-store.ts'

const batch = 2000
const atMost = 20

/** Events after which the verdict on a case may be another. Cases still open have none: theirs is counted when somebody looks. */
const assessedAfter = ['complaint.closed', 'complaint.rejected', 'complaint.merged', 'complaint.unmerged', 'complaint.withdrawal_verified', 'complaint.reopened', 'complaint.step_undone', 'complaint.archived', 'complaint.customer_contacted', 'liability.judged', 'review.decided', 'process.step_recorded', 'data_request.answered']

type Ended = PinnedRow & { kind: string; closed: boolean; closed_at: number | null; chain_seq: number; unit_id: string | null }

/** Follows the feed until it is read; gives how many cases were assessed. Only one worker does it at a time. */
export async function assessEnded(deps: Pick<Deps, 'db' | 'policy'>): Promise<number> {
  let assessed = 0
  for (let left = atMost; left > 0; left--) {
    const step = await inTransaction(deps.db, ({ tx, now }) => assessSome(tx, now, deps.policy()))
    assessed += step.assessed
    if (!step.full) break
  }
  return assessed
}

/** Every five seconds. */
export function conformanceSweep(deps: Pick<Deps, 'db' | 'policy'>): Sweep {
  return { name: 'conformance', everyMs: 5000, run: () => assessEnded(deps) }
}

async function assessSome(tx: Db, now: number, policy: PolicyInForce): Promise<{ assessed: number; full: boolean }> {
  const held = (await sql<{ tx: string; id: string }>`select value->>'tx' as tx, value->>'id' as id from settings where name = 'conformance' for update skip locked`.execute(tx)).rows[0]
  if (!held) return { assessed: 0, full: false }
  // a position of another cluster's counting starts anew
  const news = (await sql<{ tx: string; id: string; type: string; complaint_id: string | null }>`select o.tx::text as tx, o.id::text as id, o.type, o.complaint_id from outbox o
    where (o.tx, o.id) > (least(${held.tx}::xid8, pg_snapshot_xmin(pg_current_snapshot())), ${held.id}::bigint) and o.tx < pg_snapshot_xmin(pg_current_snapshot()) order by o.tx, o.id limit ${batch}`.execute(tx)).rows
  const last = news.at(-1)
  if (!last) return { assessed: 0, full: false }
  const ids = [...new Set(news.flatMap((n) => (n.complaint_id !== null && assessedAfter.includes(n.type) ? [n.complaint_id] : [])))]
  for (let i = 0; i < ids.length; i += 200) await assess(tx, now, policy, ids.slice(i, i + 200))
  await sql`update settings set value = ${JSON.stringify({ tx: last.tx, id: last.id })}::jsonb, updated_at = app_now() where name = 'conformance'`.execute(tx)
  return { assessed: ids.length, full: news.length === batch }
}

/** Weighs these cases anew; those open again, and lighter contacts, have no verdict. */
async function assess(tx: Db, now: number, policy: PolicyInForce, ids: readonly string[]): Promise<void> {
  const rows = (await sql<Ended>`select c.id, c.process, c.policy_version, c.kind, not ${sql.raw(isOpenText)} as closed, c.closed_at, c.chain_seq,
      (select coalesce(p.province_id, p.unit_id) from parties p where p.complaint_id = c.id order by array_position(array['respondent','partner','destination','station','registered_by','hub','origin'], p.role), p.unit_id limit 1) as unit_id
    from complaints c where c.id = any(${ids}::uuid[]) order by c.id`.execute(tx)).rows
  const ended = rows.filter((r) => r.closed && r.kind === 'complaint')
  const open = rows.filter((r) => !r.closed || r.kind !== 'complaint').map((r) => r.id)
  if (open.length > 0) await sql`delete from complaint_conformance where complaint_id = any(${open}::uuid[])`.execute(tx)
  if (ended.length === 0) return
  const about = ended.map((r) => r.id)
  const [processes, records, clocks] = [await processesOf(tx, policy, ended), await loadRecords(tx, about), (await sql<ClockRow>`select * from clocks where complaint_id = any(${about}::uuid[])`.execute(tx)).rows]
  const weighed = ended.flatMap((row) => {
    const pinned = processes.get(row.id)
    const record = records.get(row.id) ?? []
    if (!pinned) return []
    const found = conformance(pinned.template, record, { now, time: policy.time, clocks: clocks.filter((k) => k.complaint_id === row.id).map(clockTimes), light: false })
    return [rowOf(row, pinned, found, row.closed_at ?? record.at(-1)?.at ?? now)]
  })
  await sql`insert into complaint_conformance (complaint_id, template, process, unit_id, verdict, deviations, ended_at, seq, assessed_at)
    select complaint_id, template, process, unit_id, verdict, deviations, ended_at, seq, ${new Date(now)} from json_to_recordset(${JSON.stringify(weighed)}::json) as t (complaint_id uuid, template text, process text, unit_id uuid, verdict text, deviations text[], ended_at timestamptz, seq integer)
    on conflict (complaint_id) do update set template = excluded.template, process = excluded.process, unit_id = excluded.unit_id, verdict = excluded.verdict, deviations = excluded.deviations, ended_at = excluded.ended_at, seq = excluded.seq, assessed_at = excluded.assessed_at`.execute(tx)
}

function rowOf(row: Ended, pinned: Pinned, found: Conformance, endedAt: number): Record<string, unknown> {
  return {
    complaint_id: row.id, template: pinned.code, process: pinOf(pinned), unit_id: row.unit_id, verdict: found.verdict, deviations: [...new Set(found.deviations.map((d) => `${d.kind}:${d.step}`))],
    ended_at: new Date(endedAt).toISOString(), seq: row.chain_seq,
  }
}
