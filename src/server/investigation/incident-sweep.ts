// Follows the feed and joins cases filed or classified later to the incidents they match, so that no intake waits for it.
import { sql } from 'kysely'
import { incidentRule } from '../../contract/incidents.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import { stepWithin } from '../complaints/gate.ts'
import { personNow } from '../complaints/person-now.ts'
import type { Db } from '../platform/context.ts'
import { databaseTrouble, inTransaction } from '../platform/database.ts'
import type { Sweep } from '../platform/jobs.ts'
import { gathers } from './incident-rows.ts'
import type { IncidentRow } from './incident-rows.ts'
import { joined } from './incident-steps.ts'
import { layDownRun } from './mass-runs.ts'

const batch = 1000
const atMost = 20
/** Events after which a case may match that didn't before. */
const watched = ['complaint.received', 'complaint.classified', 'complaint.supplemented', 'complaint.reopened']

/** Every three seconds. */
export function incidentSweep(d: Deps): Sweep {
  return { name: 'incidents', everyMs: 3000, run: () => joinLater(d) }
}

/** Reads the feed to its end; gives how many cases joined. One worker at a time. */
export async function joinLater(d: Deps): Promise<number> {
  let count = 0
  for (let left = atMost; left > 0; left--) {
    const step = await inTransaction(d.db, ({ tx, now }) => joinSome(d, tx, now))
    count += step.joined
    if (!step.full) break
  }
  return count
}

type Match = { incident: IncidentRow; ids: readonly string[] }

/** The place in the feed moves on with the joins, in one transaction: a case is neither left out nor joined twice. */
async function joinSome(d: Deps, tx: Db, now: number): Promise<{ joined: number; full: boolean }> {
  const held = (await sql<{ tx: string; id: string }>`select value->>'tx' as tx, value->>'id' as id from settings where name = 'incidents' for update skip locked`.execute(tx)).rows[0]
  if (!held) return { joined: 0, full: false }
  const news = (await sql<{ tx: string; id: string; type: string; complaint_id: string | null }>`select o.tx::text as tx, o.id::text as id, o.type, o.complaint_id from outbox o
    where (o.tx, o.id) > (least(${held.tx}::xid8, pg_snapshot_xmin(pg_current_snapshot())), ${held.id}::bigint) and o.tx < pg_snapshot_xmin(pg_current_snapshot()) order by o.tx, o.id limit ${batch}`.execute(tx)).rows
  const last = news.at(-1)
  if (!last) return { joined: 0, full: false }
  const ids = [...new Set(news.flatMap((n) => (n.complaint_id !== null && watched.includes(n.type) ? [n.complaint_id] : [])))]
  let count = 0
  if (ids.length > 0) for (const match of await matches(tx, ids)) count += await joinAll(d, tx, now, match)
  await sql`update settings set value = ${JSON.stringify({ tx: last.tx, id: last.id })}::jsonb, updated_at = app_now() where name = 'incidents'`.execute(tx)
  return { joined: count, full: news.length === batch }
}

/** Which of these cases belong to which open incident, by what its opener may see now. */
async function matches(tx: Db, ids: readonly string[]): Promise<Match[]> {
  const { rows } = await sql<IncidentRow>`select * from incidents where state = 'open' order by opened_at`.execute(tx)
  const found: Match[] = []
  for (const incident of rows) {
    const opener = await personNow(tx, { id: incident.opened_by, name: incident.opened_by_name, role: incident.opened_role, unitId: incident.opened_unit_id })
    if (opener === null) continue
    const hits = await sql<{ id: string }>`select c.id from complaints c where c.id = any(${ids}::uuid[]) and ${gathers(incidentRule.parse(incident.rule), opener)}
      and not exists (select 1 from incident_cases j where j.incident_id = ${incident.id} and j.complaint_id = c.id)
      and not exists (select 1 from mass_items m join mass_runs r on r.id = m.run_id where m.complaint_id = c.id and m.state = 'waiting' and r.incident_id = ${incident.id} and r.kind = 'join') order by c.id`.execute(tx)
    found.push({ incident, ids: hits.rows.map((r) => r.id) })
  }
  return found
}

async function joinAll(d: Deps, tx: Db, now: number, { incident, ids }: Match): Promise<number> {
  let count = 0
  const actor = await personNow(tx, { id: incident.opened_by, name: incident.opened_by_name, role: incident.opened_role, unitId: incident.opened_unit_id })
  if (actor === null) return 0
  const ctx = { db: d.db, actor, log: d.log, requestId: incident.id, idempotency: null }
  for (const id of ids) {
    await sql`savepoint joining`.execute(tx)
    try {
      await stepWithin(d, { ctx, tx, now }, id, 'incident', null, (step) => joined(step, incident.id, { how: 'filed' }))
      count += 1
    } catch (error) {
      if (databaseTrouble(error) || (error instanceof Refusal && error.status >= 500)) throw error
      await sql`rollback to savepoint joining`.execute(tx)
      // a refusal: changed between the look and the lock, it isn't one of them any more. Anything else holds up no other case and is told as a run of its own
      if (!(error instanceof Refusal)) await layDownRun(d, tx, actor, now, { kind: 'join', incidentId: incident.id }, sql`select ${id}::uuid, null::uuid, null::jsonb`)
    }
  }
  return count
}
