// The queue: keyset pages over what the actor may see, soonest due first, ended cases after the open ones; no page reads more than it has time for.
import { sql } from 'kysely'
import type { QueryOf, ReplyOf } from '../../contract/endpoint.ts'
import type { listComplaints, QueueRow } from '../../contract/desk.ts'
import { visibleTo } from '../complaints/visible.ts'
import type { UnitScope } from '../complaints/visible.ts'
import type { Ctx, Db } from '../platform/context.ts'
import type { Keys } from '../platform/crypto.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { filterConditions, gathered, halfCondition, halvesAsked, isFew, isNarrowed, loadAmong, manyIn, withParty } from './filters.ts'
import type { Among } from './filters.ts'
import { readRows, toQueueRow } from './rows.ts'
import type { Row } from './rows.ts'
import { searchFor } from './search.ts'
import type { Search } from './search.ts'
import { inOwnersOrder, lookAlong, readStretch, stretches } from './stretches.ts'
import type { Found, Looking, Stretch } from './stretches.ts'
import type { Condition } from './views.ts'

type Query = QueryOf<typeof listComplaints>

/** How long a page may go on looking for what few cases meet, and how long one that goes on where another stopped. */
const lookMs = 20
const goOnMs = 80

/**
 * A page of the queue. Ended cases follow the open ones, newest first, unless the filters ask for one half only. What only few cases
 * meet is looked for a stretch at a time: when the time is up, the page ends early and its cursor says where to look on.
 */
export async function listQueue(ctx: Ctx, keys: Keys, query: Query, patience?: number): Promise<ReplyOf<typeof listComplaints>> {
  const order = orderOf(query)
  const from = query.cursor === undefined ? null : readCursor(query.cursor, order)
  const among = await loadAmong(ctx.db, ctx.actor, query.org)
  if (among === null) return { items: [], nextCursor: null }
  const search = query.q === undefined ? null : searchFor(ctx, keys, query.q)
  const filters = [visibleTo(ctx.actor), ...(among.asked ? [withParty(among.asked)] : []), ...filterConditions(query, ctx.actor), ...(search ? [search.condition] : [])]
  const until = performance.now() + (patience ?? (from?.isLooking ? goOnMs : lookMs))
  const rows: { row: Row; stretch: Stretch }[] = []
  for (const name of order.slice(from ? order.indexOf(from.stretch) : 0)) {
    const stretch = query.view === 'unowned' || query.owner === 'none' ? inOwnersOrder(stretches[name]) : stretches[name]
    const looking = { stretch, from: from?.stretch === name ? from : null, filters: name === 'received' ? [...halfCondition(query), ...filters] : filters, limit: query.limit + 1 - rows.length, until, along: null, narrow: search?.narrow ?? (async () => null) }
    const found = await look(ctx.db, query, among, search, looking)
    rows.push(...found.rows.map((row) => ({ row, stretch })))
    if (found.stoppedAt) return { items: rows.map((r) => toQueueRow(r.row)), nextCursor: writeCursor(found.stoppedAt) }
    if (rows.length > query.limit) break
  }
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return { items: page.map((r) => toQueueRow(r.row)), nextCursor: rows.length > query.limit && last ? writeCursor({ stretch: last.stretch.name, key: last.stretch.key(last.row), id: last.row.id }) : null }
}

/** Complaints that meet a condition, newest first, at most `limit`; for lookups. */
export async function listNewest(ctx: Ctx, condition: Condition, limit: number): Promise<QueueRow[]> {
  const rows = await readRows(ctx.db, sql<boolean>`${condition} and ${visibleTo(ctx.actor)}`, stretches.received.order, limit)
  return rows.map(toQueueRow)
}

function orderOf(query: Query): Stretch['name'][] {
  if (query.sort === 'newest') return ['received']
  const { open, ended } = halvesAsked(query)
  return [...(open ? (['due', 'undated'] as const) : []), ...(ended ? (['ended'] as const) : [])]
}

/** Few rows are read by one query from where they are few; what can be many is looked for along the order. */
async function look(db: Db, query: Query, among: Among, search: Search | null, looking: Looking): Promise<Found> {
  const openOnly = looking.stretch.name === 'due' || looking.stretch.name === 'undated' || !halvesAsked(query).ended
  const groups = [among.own ? [among.own] : null, among.asked].filter((g): g is readonly UnitScope[] => g !== null)
  for (const scopes of groups) {
    if (!await manyIn(db, scopes, openOnly)) return { rows: await readStretch(db, { ...looking, filters: [gathered(scopes, openOnly), ...looking.filters] }), stoppedAt: null }
  }
  // an index answers the filters of open cases; ended ones have only their order, a unit's its own
  const isWide = search !== null || groups.length > 0 || (isNarrowed(query) && (!openOnly || looking.stretch.name === 'received'))
  const first = groups.find((scopes) => scopes.length === 1)?.[0]
  const along = first !== undefined && (looking.stretch.name === 'ended' || looking.stretch.name === 'received') ? first : null
  return isWide && !isFew(query) ? lookAlong(db, { ...looking, along }) : { rows: await readStretch(db, looking), stoppedAt: null }
}
