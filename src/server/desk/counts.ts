// The counters of the views: each stops counting at the cap, so none ever walks the whole table.
import { sql } from 'kysely'
import type { ReplyOf } from '../../contract/endpoint.ts'
import type { countViews } from '../../contract/desk.ts'
import { openWithParty, ordersOf, unitScope, visibleTo } from '../complaints/visible.ts'
import type { Ctx } from '../platform/context.ts'
import { halvesOf, isOpenSql, viewCondition } from './views.ts'
import type { Condition, ViewName } from './views.ts'

const cap = 1000
type Counts = ReplyOf<typeof countViews>

/** Counters of the views for this actor; a value equal to `cap` means "that many or more". */
export async function countQueue(ctx: Ctx): Promise<Counts> {
  const { actor } = ctx
  const scope = unitScope(actor)
  // A unit's open cases are few: gathered once for all counters.
  const own = scope ? sql`with own as materialized (select c.id, c.status, c.owner_id, c.next_due_at from complaints c where ${isOpenSql} and ${openWithParty(scope)} and ${visibleTo(actor)})` : sql``
  const count = (view: ViewName) => (scope && !halvesOf(view).ended
    ? capped(sql`own c`, [viewCondition(view, actor)])
    : capped(sql`complaints c`, [...(halvesOf(view).ended ? [] : [isOpenSql]), viewCondition(view, actor), visibleTo(actor)]))
  const orders = scope ? capped(sql`orders o`, [sql`o.state = 'open'`, ordersOf(actor)]) : sql`0`
  const found = await sql<Omit<Counts, 'cap'>>`${own} select ${count('mine')} as mine, ${count('soon')} as soon, ${count('overdue')} as overdue, ${count('unowned')} as unowned, ${count('open')} as open,
    ${count('hand_over')} as "handOver", ${count('approve')} as approve, ${count('review')} as review, ${orders} as orders`.execute(ctx.db)
  const row = found.rows[0]
  if (!row) throw new Error('counters came back empty')
  return { ...row, cap }
}

function capped(from: ReturnType<typeof sql>, where: readonly Condition[]): ReturnType<typeof sql> {
  return sql`(select count(*)::int from (select 1 from ${from} where ${sql.join(where, sql` and `)} limit ${cap}) n)`
}
