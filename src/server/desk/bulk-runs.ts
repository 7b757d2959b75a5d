// Bulk runs as the one who started them reads them: how far they are, and what became of each case.
import { sql } from 'kysely'
import type { BulkActName, BulkRun } from '../../contract/bulk.ts'
import { bulkLimit } from '../../contract/bulk.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import { visibleTo } from '../complaints/visible.ts'
import type { Ctx, Db } from '../platform/context.ts'

export type RunRow = { readonly id: string; readonly act: unknown; readonly undoes: string | null; readonly at: number }
type Told = { id: string; act: BulkActName; undoes: string | null; at: number; total: number; waiting: number; done: number; refused: number; changed: number; owner: BulkRun['owner']; undone: boolean; is_recent: boolean }
type ItemRow = { id: string; complaint_no: string | null; keyword: string | null; state: BulkRun['items'][number]['state']; refusal: BulkRun['items'][number]['refused'] }

/** How long an assignment in bulk can be taken back. */
export const undoMinutes = 10

/** A run with its cases. @throws Refusal 404 when it isn't the actor's. */
export async function readRun(db: Db, actor: Actor, id: string): Promise<BulkRun> {
  const [run] = await told(db, actor, sql<boolean>`r.id = ${id}`)
  if (!run) throw new Refusal('not_found', {}, 404)
  const items = await sql<ItemRow>`select i.complaint_id as id, c.complaint_no, c.keyword, i.state, i.refusal from bulk_items i left join complaints c on c.id = i.complaint_id and ${visibleTo(actor)} where i.run_id = ${id} order by i.place limit ${bulkLimit}`.execute(db)
  return { ...run, items: items.rows.map((row) => ({ id: row.id, complaintNo: row.complaint_no, keyword: row.keyword, state: row.state, refused: row.refusal })) }
}

/** One's own runs of the last day that were cut off. */
export async function listOpenRuns(ctx: Ctx): Promise<{ items: Omit<BulkRun, 'items'>[] }> {
  return { items: await told(ctx.db, ctx.actor, sql<boolean>`r.at > app_now() - interval '1 day' and exists (select 1 from bulk_items i where i.run_id = r.id and i.state = 'waiting')`) }
}

async function told(db: Db, actor: Actor, which: ReturnType<typeof sql<boolean>>): Promise<Omit<BulkRun, 'items'>[]> {
  const found = await sql<Told>`select r.id, r.act, r.undoes, r.at, n.total, n.waiting, n.done, n.refused, n.changed, case when u.id is null then null else jsonb_build_object('id', u.id, 'name', u.name) end as owner,
      exists (select 1 from bulk_runs b where b.undoes = r.id) as undone, r.at > app_now() - make_interval(mins => ${undoMinutes}) as is_recent
    from bulk_runs r left join users u on u.id = (r.body ->> 'ownerId')::uuid, lateral (select count(*)::int as total, count(*) filter (where state = 'waiting')::int as waiting, count(*) filter (where state = 'done')::int as done,
      count(*) filter (where state = 'refused')::int as refused, count(*) filter (where state = 'changed')::int as changed from bulk_items i where i.run_id = r.id) n
    where ${which} and r.by_id = ${actor.kind === 'user' ? actor.id : null}::uuid order by r.at desc limit 20`.execute(db)
  return found.rows.map(({ undone, is_recent, ...run }) => ({ ...run, at: new Date(run.at).toISOString(), mayUndo: (run.act === 'assignment' || run.act === 'take') && run.undoes === null && !undone && is_recent && run.done > 0 && run.waiting === 0 }))
}
