// Stretches of the queue with an order that an index gives, and how far along one a page looks before its time is up.
import { sql } from 'kysely'
import { inScope } from '../complaints/visible.ts'
import type { UnitScope } from '../complaints/visible.ts'
import type { Db } from '../platform/context.ts'
import type { Position } from './cursor.ts'
import { readRows } from './rows.ts'
import type { Row } from './rows.ts'
import { isEndedSql, isOpenSql } from './views.ts'
import type { Condition } from './views.ts'

/** Open cases by due instant, open ones without one, ended or all by receipt. `walk` is what the index of the order holds. */
export type Stretch = {
  readonly name: Position['stretch']
  readonly holds: Condition
  readonly walk: Condition
  readonly after: (key: string | null, id: string) => Condition
  readonly order: ReturnType<typeof sql>
  readonly key: (row: Pick<Row, 'due_key' | 'received_key'>) => string | null
}

const dated = sql<boolean>`${isOpenSql} and c.next_due_at is not null`
const undated = sql<boolean>`${isOpenSql} and c.next_due_at is null`
const byReceipt = {
  after: (key: string | null, id: string) => sql<boolean>`(c.received_at, c.id) < (${key}::timestamptz, ${id}::uuid)`,
  order: sql`c.received_at desc, c.id desc`, key: (row: Pick<Row, 'received_key'>) => row.received_key,
}

export const stretches: Readonly<Record<Stretch['name'], Stretch>> = {
  due: { name: 'due', holds: dated, walk: dated, after: (key, id) => sql`(c.next_due_at, c.id) > (${key}::timestamptz, ${id}::uuid)`, order: sql`c.next_due_at, c.id`, key: (row) => row.due_key },
  undated: { name: 'undated', holds: undated, walk: undated, after: (_, id) => sql`c.id > ${id}::uuid`, order: sql`c.next_due_at, c.id`, key: () => null },
  ended: { name: 'ended', holds: isEndedSql, walk: isEndedSql, ...byReceipt },
  received: { name: 'received', holds: sql`true`, walk: sql`true`, ...byReceipt },
}

/** The same stretch where all cases have one owner or none: "is null" alone doesn't tell the planner that the index of owners holds them in this order. */
export function inOwnersOrder(stretch: Stretch): Stretch {
  return stretch.name === 'due' ? { ...stretch, order: sql`c.owner_id, c.next_due_at, c.id` } : stretch
}

/** How many rows of the order the first look takes in; each further one takes in twice as many. */
const firstLook = 600
const laterLook = 5000

/** What is looked for along a stretch. `along` is a unit whose own order can be walked instead of everybody's. `narrow` gives a condition that leads to the rows at once when they are few, else null; it asks for it only after a first look that didn't fill the page. */
export type Looking = { readonly stretch: Stretch; readonly along: UnitScope | null; readonly from: Position | null; readonly filters: readonly Condition[]; readonly limit: number; readonly until: number; readonly narrow: (isToAsk: boolean) => Promise<Condition | null> }
export type Found = { readonly rows: Row[]; readonly stoppedAt: Position | null }

/** All rows of a stretch that meet the filters, up to the limit, by one query. */
export async function readStretch(db: Db, { stretch, from, filters, limit }: Omit<Looking, 'until' | 'narrow' | 'along'>): Promise<Row[]> {
  return readRows(db, sql.join([stretch.holds, ...(from ? [stretch.after(from.key, from.id)] : []), ...filters], sql` and `), stretch.order, limit)
}

/** The same a look at a time, so that no query reads more rows than it was allowed; stops between two looks when the time is up. */
export async function lookAlong(db: Db, looking: Looking): Promise<Found> {
  const { stretch, filters, limit, until, along } = looking
  const rows: Row[] = []
  let { from } = looking
  const goesOn = from?.isLooking === true
  const known = await looking.narrow(false)
  if (known) return { rows: await readStretch(db, { ...looking, filters: [...filters, known] }), stoppedAt: null }
  for (let size = goesOn ? laterLook : firstLook; ; size *= 2) {
    const edge = await edgeOf(db, stretch, from, size, along)
    rows.push(...await readRows(db, sql.join([lookAt(stretch, from, size, along), stretch.holds, ...filters], sql` and `), stretch.order, limit - rows.length))
    if (edge === null || rows.length >= limit) return { rows, stoppedAt: null }
    from = edge
    const few = size === firstLook ? await looking.narrow(true) : null
    if (few) return { rows: [...rows, ...await readStretch(db, { stretch, from, filters: [...filters, few], limit: limit - rows.length })], stoppedAt: null }
    if (performance.now() > until) return { rows, stoppedAt: { ...edge, isLooking: true } }
  }
}

/** The next `size` rows of the order, gathered first: else the planner may begin at all that the filters hold. */
function lookAt(stretch: Stretch, from: Position | null, size: number, along: UnitScope | null): Condition {
  return along ? sql<boolean>`c.id = any (array(select p.complaint_id ${ofUnit(stretch, from, along)} limit ${size}))`
    : sql<boolean>`c.id = any (array(select c.id from complaints c where ${stretch.walk} ${from ? sql`and ${stretch.after(from.key, from.id)}` : sql``} order by ${stretch.order} limit ${size}))`
}

/** A unit's parties in the order of receipt, which its index gives: among all cases its own would be far apart. */
function ofUnit(stretch: Stretch, from: Position | null, along: UnitScope) {
  return sql`from parties p where ${inScope(along, 'p')} ${stretch.name === 'ended' ? sql`and p.ended` : sql``} ${from ? sql`and (p.received_at, p.complaint_id) < (${from.key}::timestamptz, ${from.id}::uuid)` : sql``} order by p.received_at desc, p.complaint_id desc`
}

/** The position `size` rows further along the order, or null when it ends before. */
async function edgeOf(db: Db, stretch: Stretch, from: Position | null, size: number, along: UnitScope | null): Promise<Position | null> {
  const query = along ? sql<Edge>`select p.complaint_id as id, null as due_key, p.received_at::text as received_key ${ofUnit(stretch, from, along)} offset ${size - 1} limit 1`
    : sql<Edge>`select c.id, c.next_due_at::text as due_key, c.received_at::text as received_key from complaints c where c.id = (select c.id from complaints c where ${stretch.walk} ${from ? sql`and ${stretch.after(from.key, from.id)}` : sql``} order by ${stretch.order} offset ${size - 1} limit 1)`
  const row = (await query.execute(db)).rows[0]
  return row ? { stretch: stretch.name, key: stretch.key(row), id: row.id } : null
}

type Edge = { id: string; due_key: string | null; received_key: string }
