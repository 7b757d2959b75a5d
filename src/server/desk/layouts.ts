// How people want their lists drawn: kept on the server, so that it is the same at every desk they sit down at.
import { sql } from 'kysely'
import * as wire from '../../contract/layouts.ts'
import type { QueueLayout } from '../../contract/layouts.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx } from '../platform/context.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'

/** Layouts one person may keep: views come and go, and nobody tidies up after themselves. */
const most = 60

/** Every route of `src/contract/layouts.ts`. */
export function layoutRoutes(): Route[] {
  return [
    route(wire.listLayouts, async (ctx) => ({ items: await read(ctx) })),
    route(wire.saveLayout, (ctx, { params, body }) => keep(ctx, { place: params.place, ...body })),
    route(wire.dropLayout, async (ctx, { params }) => {
      await sql`delete from queue_layouts where user_id = ${personOf(ctx)}::uuid and place = ${params.place}`.execute(ctx.db)
      return { ok: true as const }
    }),
  ]
}

type Row = { place: string; columns: string[]; density: QueueLayout['density'] }

async function read(ctx: Ctx): Promise<QueueLayout[]> {
  if (ctx.actor.kind !== 'user') return []
  const found = await sql<Row>`select place, columns, density from queue_layouts where user_id = ${ctx.actor.id}::uuid order by saved_at desc limit ${most}`.execute(ctx.db)
  // a column that a later version no longer has is left out, and what is left of it must still be a list
  return found.rows.flatMap((row) => { const parsed = wire.queueLayout.safeParse({ ...row, columns: row.columns.filter((c) => (wire.queueColumns as readonly string[]).includes(c)) }); return parsed.success ? [parsed.data] : [] })
}

async function keep(ctx: Ctx, layout: QueueLayout): Promise<QueueLayout> {
  const id = personOf(ctx)
  await sql`insert into queue_layouts (user_id, place, columns, density) values (${id}::uuid, ${layout.place}, ${layout.columns}::text[], ${layout.density})
    on conflict (user_id, place) do update set columns = excluded.columns, density = excluded.density, saved_at = now()`.execute(ctx.db)
  await sql`delete from queue_layouts where user_id = ${id}::uuid and place in (select place from queue_layouts where user_id = ${id}::uuid order by saved_at desc offset ${most})`.execute(ctx.db)
  return layout
}

/** @throws Refusal 403 for machines, which look at no lists. */
function personOf({ actor }: Ctx): string {
  if (actor.kind !== 'user') throw new Refusal('view.persons_only', {}, 403)
  return actor.id
}
