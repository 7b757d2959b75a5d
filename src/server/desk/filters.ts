// The filters of the queue as conditions over complaints (alias `c`), the same for lists and counters, and whose cases they are asked among.
import { sql } from 'kysely'
import type { QueryOf } from '../../contract/endpoint.ts'
import type { listComplaints } from '../../contract/desk.ts'
import { isOpen, priorityLevels } from '../../domain/complaints/vocabulary.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { may } from '../../domain/identity/actor.ts'
import { scopeOf } from '../../domain/identity/scope.ts'
import type { UnitKind } from '../../domain/identity/unit-kinds.ts'
import { inScope, unitScope, visibleTo } from '../complaints/visible.ts'
import type { UnitScope } from '../complaints/visible.ts'
import type { Db } from '../platform/context.ts'
import { halvesOf, isEndedSql, isOpenSql, ownedBy, viewCondition } from './views.ts'
import type { Condition } from './views.ts'

/** What narrows the queue besides the page, the searched words and the units. */
export type Filters = Omit<QueryOf<typeof listComplaints>, 'limit' | 'cursor' | 'q'>

/** Whether the filters can hold open cases, and ended ones. */
export function halvesAsked(filters: Filters): { open: boolean; ended: boolean } {
  const half = filters.view === undefined ? { open: true, ended: true } : halvesOf(filters.view)
  const { status } = filters
  const hasClock = filters.due !== undefined || filters.due_within !== undefined || filters.due_before !== undefined
  return { open: half.open && (status === undefined || status.some(isOpen)), ended: half.ended && !hasClock && (status === undefined || status.some((s) => !isOpen(s))) }
}

/** Whether an index other than that of the order leads to these cases: somebody's own, or the few that wait for an act. */
export function isFew(filters: Filters): boolean {
  return filters.ids !== undefined || filters.same_as !== undefined || (filters.owner !== undefined && filters.owner !== 'none' && !halvesAsked(filters).ended) || ['mine', 'hand_over', 'approve', 'review'].includes(filters.view ?? '')
}

/** Whether anything but the view, the units and the order is asked for. */
export function isNarrowed(filters: Filters): boolean {
  return Object.entries(filters).some(([name, value]) => value !== undefined && !['view', 'sort', 'org', 'limit', 'cursor', 'q'].includes(name))
}

/** The half of the cases that the view asks for, where the order doesn't hold it already: said twice it would look twice as rare to the planner. */
export function halfCondition(filters: Filters): Condition[] {
  const half = filters.view === undefined ? null : halvesOf(filters.view)
  return [...(half && !half.ended ? [isOpenSql] : []), ...(half && !half.open ? [isEndedSql] : [])]
}

/** The conditions of the filters; the half, `org` and the searched words are asked for apart. */
export function filterConditions(filters: Filters, actor: Actor): Condition[] {
  return [
    ...(filters.view ? [viewCondition(filters.view, actor)] : []),
    ...(filters.status ? [sql<boolean>`c.status = any(${filters.status}::text[])`] : []), ...(filters.reason ? [ofReasons(filters.reason)] : []),
    ...(filters.priority ? [sql<boolean>`c.priority = any(${filters.priority.map((p) => priorityLevels.indexOf(p) + 1)}::smallint[])`] : []),
    ...(filters.channel ? [sql<boolean>`c.channel = any(${filters.channel}::text[])`] : []), ...(filters.kind ? [sql<boolean>`c.kind = any(${filters.kind}::text[])`] : []),
    // the second half is what the index of flags is made for
    ...(filters.flag ? [sql<boolean>`c.flags @> array[${filters.flag}]::text[] and c.flags <> '{}'`] : []),
    ...ofOwner(filters.owner, actor), ...ofDue(filters), ...ofReceipt(filters),
    ...(filters.same_as ? [sameMatter(filters.same_as, actor)] : []), ...(filters.ids ? [sql<boolean>`c.id = any(${filters.ids}::uuid[])`] : []),
  ]
}

/** Cases that share a number, a family of parcels or, for those who may see customers, the phone with a case that is there for the actor. */
function sameMatter(id: string, actor: Actor): Condition {
  const phone = may(actor, 'customer:read') ? sql`union select b.id from complaints a join complaints b on b.phone_index = a.phone_index where a.id = ${id}::uuid` : sql``
  return sql<boolean>`c.id = any (array(select s.id from (select j.complaint_id as id from complaint_items i join complaint_items j on j.number_index = i.number_index where i.complaint_id = ${id}::uuid
    union select j.complaint_id from complaint_items i join complaint_items j on j.family_key = i.family_key where i.complaint_id = ${id}::uuid and i.family_key is not null and j.family_key is not null ${phone}) s
    where exists (select 1 from complaints c where c.id = ${id}::uuid and ${visibleTo(actor)})))`
}

function ofReasons(reasons: readonly string[]): Condition {
  const leaves = reasons.filter((r) => r.includes('.'))
  const firsts = reasons.filter((r) => !r.includes('.'))
  const parts = [...(leaves.length > 0 ? [sql<boolean>`c.reason_code = any(${leaves}::text[])`] : []), ...(firsts.length > 0 ? [sql<boolean>`split_part(c.reason_code, '.', 1) = any(${firsts}::text[])`] : [])]
  return sql<boolean>`(${sql.join(parts, sql` or `)})`
}

function ofOwner(owner: Filters['owner'], actor: Actor): Condition[] {
  if (owner === undefined) return []
  return [owner === 'none' ? sql`c.owner_id is null` : owner === 'me' ? ownedBy(actor) : sql`c.owner_id = ${owner}::uuid`]
}

function ofDue(filters: Filters): Condition[] {
  return [
    ...(filters.due ? [sql<boolean>`c.next_due_kind = any(${filters.due}::text[])`] : []), ...(filters.due_before ? [sql<boolean>`c.next_due_at < ${filters.due_before}::timestamptz`] : []),
    ...(filters.due_within ? [sql<boolean>`c.next_due_at < (select app_now()) + make_interval(hours => ${filters.due_within})`] : []),
  ]
}

function ofReceipt(filters: Filters): Condition[] {
  return [
    ...(filters.received_within ? [sql<boolean>`c.received_at >= (select app_now()) - make_interval(hours => ${filters.received_within})`] : []),
    ...(filters.received_from ? [sql<boolean>`c.received_at >= ${filters.received_from}::date::timestamp at time zone 'Asia/Shanghai'`] : []),
    ...(filters.received_to ? [sql<boolean>`c.received_at < (${filters.received_to}::date + 1)::timestamp at time zone 'Asia/Shanghai'`] : []),
  ]
}

/** The units among whose cases is asked: the actor's own, and those filtered by; null where nothing narrows. */
export type Among = { readonly own: UnitScope | null; readonly asked: readonly UnitScope[] | null }

/** The units the rows go by; null when only units are asked for that don't exist: then there is nothing to find. */
export async function loadAmong(db: Db, actor: Actor, org: readonly string[] | undefined): Promise<Among | null> {
  const own = unitScope(actor)
  if (org === undefined) return { own, asked: null }
  const asked = await scopesOf(db, org)
  return asked === null ? null : { own, asked: asked.length === 0 ? null : asked }
}

/** The scopes of units; none when one of them is headquarters, null when none of them exists. */
async function scopesOf(db: Db, ids: readonly string[]): Promise<UnitScope[] | null> {
  const found = await sql<{ id: string; kind: UnitKind }>`select id, kind from org_units where id = any(${ids}::uuid[])`.execute(db)
  if (found.rows.length === 0) return null
  const scopes = found.rows.map((unit) => scopeOf('unit', unit))
  if (scopes.some((scope) => scope.kind === 'all')) return []
  return scopes.filter((scope): scope is UnitScope => scope.kind !== 'all' && scope.kind !== 'case' && scope.kind !== 'none')
}

/** A row of parties (alias `p`) in one of the scopes. */
export function inAny(scopes: readonly UnitScope[]): Condition {
  return sql<boolean>`(${sql.join(scopes.map((scope) => inScope(scope, 'p')), sql` or `)})`
}

/** Cases (alias `c`) with a party in one of the scopes. */
export function withParty(scopes: readonly UnitScope[]): Condition {
  return sql<boolean>`exists (select 1 from parties p where p.complaint_id = c.id and ${inAny(scopes)})`
}

/** The same, written so that the planner begins at the parties: for units that have few. */
export function gathered(scopes: readonly UnitScope[], openOnly: boolean): Condition {
  return sql<boolean>`c.id = any (array(select p.complaint_id from parties p where ${openOnly ? sql`not p.ended and ` : sql``}${inAny(scopes)}))`
}

/** A unit with at most so many parties is asked from its parties, a larger one along the order. */
const fewParties = 2000

/** Whether the scopes hold too many parties to begin at them. */
export async function manyIn(db: Db, scopes: readonly UnitScope[], openOnly: boolean): Promise<boolean> {
  let left = fewParties
  for (const scope of scopes) {
    const found = await sql<{ n: number }>`select count(*)::int as n from (select 1 from parties p where ${openOnly ? sql`not p.ended and ` : sql``}${inScope(scope, 'p')} limit ${left + 1}) n`.execute(db)
    left -= found.rows[0]?.n ?? 0
    if (left < 0) return true
  }
  return false
}
