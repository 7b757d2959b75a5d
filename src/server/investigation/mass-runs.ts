// One act on many cases: laid down whole in the transaction of who wants it, then done by jobs case by case, wherever one was cut off (ADR 080).
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { MassRun } from '../../contract/incidents.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import { postOf } from '../complaints/person-now.ts'
import type { Db } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import type { Platform } from '../platform/platform.ts'

export type RunKind = MassRun['kind']
export type RunRow = {
  readonly id: string; readonly incident_id: string | null; readonly parent_id: string | null; readonly kind: RunKind; readonly body: Record<string, unknown>; readonly batch_id: string | null; readonly state: MassRun['state']; readonly problem: string | null
  readonly by_id: string; readonly by_name: string; readonly by_role: string; readonly by_unit_id: string; readonly at: number; readonly ended_at: number | null
}
/** A case with one of these was not refused by a rule: something broke, and going on tries it again. */
export const failedCodes: readonly string[] = ['mass.item_failed', 'mass.item_busy']
type About = { readonly kind: RunKind; readonly incidentId?: string; readonly parentId?: string; readonly batchId?: string; readonly body?: Readonly<Record<string, unknown>> }

/**
 * Lays a run down in the caller's transaction and enqueues its job. `cases` is a query of `complaint_id, order_id, body`, each case once; their order is the run's.
 * @throws Refusal `bulk.persons_only` for machines: somebody answers for what is done to many.
 */
export async function layDownRun(p: Pick<Platform, 'enqueue'>, tx: Db, actor: Actor, now: number, about: About, cases: RawBuilder<unknown>): Promise<string> {
  const post = postOf(actor)
  if (post === null) throw new Refusal('bulk.persons_only', {}, 403)
  const id = newId(now)
  await sql`insert into mass_runs (id, incident_id, parent_id, kind, body, batch_id, by_id, by_name, by_role, by_unit_id, at)
    values (${id}, ${about.incidentId ?? null}, ${about.parentId ?? null}, ${about.kind}, ${JSON.stringify(about.body ?? {})}::jsonb, ${about.batchId ?? null}, ${post.id}, ${post.name}, ${post.role}, ${post.unitId}, ${new Date(now)})`.execute(tx)
  await sql`insert into mass_items (run_id, place, complaint_id, order_id, body) select ${id}, row_number() over (), t.complaint_id, t.order_id, t.body from (${cases}) as t (complaint_id, order_id, body)`.execute(tx)
  await p.enqueue(tx, [{ name: 'mass_run', payload: { id }, key: id }])
  return id
}

/** Runs with their counts, newest first. */
export async function readRuns(db: Db, of: RawBuilder<unknown>, limit = 20): Promise<(MassRun & { readonly body: Record<string, unknown> })[]> {
  const { rows } = await sql<RunRow & { waiting: number; done: number; refused: number; failed: number; refusals: { code: string; params: Record<string, unknown>; count: number }[] | null }>`select r.*,
      (select count(*) filter (where i.state = 'waiting') from mass_items i where i.run_id = r.id)::int as waiting, (select count(*) filter (where i.state = 'done') from mass_items i where i.run_id = r.id)::int as done, (select count(*) filter (where i.state = 'refused' and not i.refusal->>'code' = any(${failedCodes}::text[])) from mass_items i where i.run_id = r.id)::int as refused,
      (select count(*) filter (where i.state = 'refused' and i.refusal->>'code' = any(${failedCodes}::text[])) from mass_items i where i.run_id = r.id)::int as failed,
      (select jsonb_agg(jsonb_build_object('code', x.code, 'params', x.params, 'count', x.n) order by x.n desc) from (select i.refusal->>'code' as code, i.refusal->'params' as params, count(*) as n from mass_items i where i.run_id = r.id and i.state = 'refused' group by 1, 2 order by 3 desc limit 5) x) as refusals
    from mass_runs r where ${of} order by r.at desc, r.id desc limit ${limit}`.execute(db)
  return rows.map((r) => ({
    id: r.id, kind: r.kind, state: r.state, problem: r.problem, by: r.by_name, at: new Date(r.at).toISOString(), endedAt: r.ended_at === null ? null : new Date(r.ended_at).toISOString(),
    total: r.waiting + r.done + r.refused + r.failed, waiting: r.waiting, done: r.done, refused: r.refused, failed: r.failed, refusals: r.refusals ?? [], body: r.body,
  }))
}

/** One run without what it was given, as the wire shows it. @throws Refusal 404. */
export async function readRun(db: Db, id: string): Promise<MassRun> {
  const [run] = await readRuns(db, sql`r.id = ${id}::uuid`, 1)
  if (!run) throw new Refusal('not_found', {}, 404)
  return runView(run)
}

/** What of a run crosses the wire. */
export function runView({ body: _body, ...run }: MassRun & { readonly body: unknown }): MassRun {
  return run
}
