// The counters of the views: each stops counting at the cap, and what was counted a moment ago for the same rows isn't counted again.
import { sql } from 'kysely'
import type { ReplyOf } from '../../contract/endpoint.ts'
import type { countViews } from '../../contract/desk.ts'
import type { countSavedViews } from '../../contract/views.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { openWithParty, ordersOf, unitScope, visibleTo } from '../complaints/visible.ts'
import type { Ctx } from '../platform/context.ts'
import { filterConditions, gathered, halvesAsked, loadAmong, manyIn, withParty } from './filters.ts'
import { openFresh } from './fresh.ts'
import type { Fresh } from './fresh.ts'
import { filtersOf, viewRows } from './saved-views.ts'
import { halvesOf, isOpenSql, viewCondition } from './views.ts'
import type { Condition, ViewName } from './views.ts'

const cap = 1000
type Counts = ReplyOf<typeof countViews>
type Query = ReturnType<typeof sql<number>>

/** The counters of one process, with what they remember. */
export type Counters = { readonly ofViews: (ctx: Ctx) => Promise<Counts>; readonly ofSavedViews: (ctx: Ctx) => Promise<ReplyOf<typeof countSavedViews>> }

/** Opens the counters; one per process, so that all who see the same rows share a count. */
export function createCounters(): Counters {
  const views = openFresh<Omit<Counts, 'cap'>>()
  const saved = openFresh<number>()
  return {
    ofViews: async (ctx) => ({ ...await countSystemViews(ctx, views), cap }),
    ofSavedViews: async (ctx) => ({ items: await countSaved(ctx, saved), cap }),
  }
}

async function countSystemViews(ctx: Ctx, fresh: Fresh<Omit<Counts, 'cap'>>): Promise<Omit<Counts, 'cap'>> {
  const query = systemViews(ctx.actor)
  const [found] = await fresh(ctx.db, [query], async () => {
    const row = (await query.execute(ctx.db)).rows[0]
    return [row ?? null]
  })
  if (!found) throw new Error('counters came back empty')
  return found
}

/** The query of the counters of the built-in views for an actor; a value equal to `cap` means "that many or more". */
export function systemViews(actor: Actor) {
  const scope = unitScope(actor)
  // A unit's open cases are few: gathered once for all counters.
  const own = scope ? sql`with own as materialized (select c.id, c.status, c.owner_id, c.next_due_at from complaints c where ${isOpenSql} and ${openWithParty(scope)} and ${visibleTo(actor)})` : sql``
  const count = (view: ViewName) => (scope && !halvesOf(view).ended
    ? capped(sql`own c`, [viewCondition(view, actor)])
    : capped(sql`complaints c`, [...(halvesOf(view).ended ? [] : [isOpenSql]), viewCondition(view, actor), visibleTo(actor)]))
  const orders = scope ? capped(sql`orders o`, [sql`o.state = 'open'`, ordersOf(actor)]) : sql`0`
  return sql<Omit<Counts, 'cap'>>`${own} select ${count('mine')} as mine, ${count('soon')} as soon, ${count('overdue')} as overdue, ${count('unowned')} as unowned, ${count('open')} as open,
    ${count('hand_over')} as "handOver", ${count('approve')} as approve, ${count('review')} as review, ${orders} as orders`
}

async function countSaved(ctx: Ctx, fresh: Fresh<number>): Promise<{ id: string; count: number | null }[]> {
  const rows = await viewRows(ctx)
  const queries = await Promise.all(rows.map(async (row) => savedCount(ctx, filtersOf(row.filters))))
  const counts = await fresh(ctx.db, queries, async (tx, stale) => {
    const found = await sql<{ counts: number[] }>`select array[${sql.join(stale.map((query) => sql`(${query})`))}]::int[] as counts`.execute(tx)
    return found.rows[0]?.counts ?? []
  })
  return rows.map((row, i) => ({ id: row.id, count: counts[i] ?? null }))
}

/** The query that counts the open cases of a saved view: the ended ones wait for nobody. */
export async function savedCount(ctx: Ctx, filters: ReturnType<typeof filtersOf>): Promise<Query> {
  const among = await loadAmong(ctx.db, ctx.actor, filters.org)
  if (among === null || !halvesAsked(filters).open) return sql<number>`select 0`
  const groups = [among.own ? [among.own] : [], among.asked ?? []].filter((g) => g.length > 0)
  const narrow: Condition[] = []
  for (const scopes of groups) if (narrow.length === 0 && !await manyIn(ctx.db, scopes, true)) narrow.push(gathered(scopes, true))
  const where = [isOpenSql, ...narrow, visibleTo(ctx.actor), ...(among.asked ? [withParty(among.asked)] : []), ...filterConditions(filters, ctx.actor)]
  return sql<number>`select count(*)::int from (select 1 from complaints c where ${sql.join(where, sql` and `)} limit ${cap}) n`
}

function capped(from: ReturnType<typeof sql>, where: readonly Condition[]): ReturnType<typeof sql> {
  return sql`(select count(*)::int from (select 1 from ${from} where ${sql.join(where, sql` and `)} limit ${cap}) n)`
}
