// Which complaints exist for an actor (OPN-30): the one predicate behind every read, every step's gate and the live stream.
import { sql } from 'kysely'
import type { RawBuilder, Selectable, SqlBool } from 'kysely'
import type { Actor, Scope } from '../../domain/identity/actor.ts'
import { may } from '../../domain/identity/actor.ts'
import type { Permission } from '../../domain/identity/permissions.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Db } from '../platform/context.ts'
import { executeOften } from '../platform/database.ts'
import { rowsOf } from '../platform/own-rows.ts'
import type { DB } from '../platform/schema.ts'
import { noteAccess } from './inquiry-access.ts'

export type ComplaintRow = Selectable<DB['complaints']>

export type UnitScope = Extract<Scope, { kind: 'province' | 'hub' | 'outlet' | 'unit' }>

const scopeColumns = { province: 'province_id', hub: 'hub_id', outlet: 'outlet_id', unit: 'unit_id' } as const

/** Permissions of those who must be able to act on a restricted case: handling, deciding, judging, releasing its money. */
export const restrictedOpeners: readonly Permission[] = ['complaint:investigate', 'complaint:decide_over_age', 'liability:judge', 'approval:level2']

/** What lets a person open a case under inquiry without being named in it: theirs is the naming (lead, liaison; ADR 090). */
export const inquiryNaming: Permission = 'complaint:reopen'

/** Whether the actor names who may open cases under inquiry: a person of headquarters, never a machine. */
export function namesInquiries(actor: Actor): boolean {
  return actor.kind === 'user' && actor.scope.kind === 'all' && may(actor, inquiryNaming)
}

/** Whether the actor is named in the inquiry of the case (alias `c`) at this moment. */
function isNamed(actor: Actor): RawBuilder<SqlBool> {
  return actor.kind === 'user' ? sql<SqlBool>`exists (select 1 from inquiry_members m where m.complaint_id = c.id and m.user_id = ${actor.id}::uuid and m.removed_at is null)` : sql<SqlBool>`false`
}

/** The scope of an actor whose rows go by a unit, else null. */
export function unitScope(actor: Actor): UnitScope | null {
  const { scope } = actor
  return scope.kind === 'province' || scope.kind === 'hub' || scope.kind === 'outlet' || scope.kind === 'unit' ? scope : null
}

/** Whether a row (alias `of`) of parties or orders lies in a unit scope: equality on one stored column, never a range over the tree. */
export function inScope(scope: UnitScope, of: 'p' | 'o'): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.ref(`${of}.${scopeColumns[scope.kind]}`)} = ${scope.id}::uuid`
}

/** Orders (alias `o`) whose question and answer the actor may read: all for headquarters, a unit only its own, and of those to a named person that person and who speaks for the unit. */
export function ordersOf(actor: Actor): RawBuilder<SqlBool> {
  const scope = unitScope(actor)
  return scope ? addressedTo(actor, scope) : actor.scope.kind === 'all' ? sql<SqlBool>`true` : sql<SqlBool>`false`
}

/** Whether somebody speaks for their unit; who doesn't, a courier, sees of the questions to named colleagues only their own. */
function speaksForUnit(actor: Actor): boolean {
  return actor.kind !== 'user' || may(actor, 'complaint:contact') || may(actor, 'liability:contest')
}

function addressedTo(actor: Actor, scope: UnitScope): RawBuilder<SqlBool> {
  return speaksForUnit(actor) ? inScope(scope, 'o') : sql<SqlBool>`(${inScope(scope, 'o')} and (o.staff_id is null or o.staff_id = ${actor.id}::uuid))`
}

/**
 * Cases (alias `c`) not over yet with a party in a unit scope. It only narrows: written so that the planner begins at the unit's few
 * open parties instead of walking all open cases.
 */
export function openWithParty(scope: UnitScope): RawBuilder<SqlBool> {
  return sql<SqlBool>`c.id = any (array(select p.complaint_id from parties p where not p.ended and ${inScope(scope, 'p')}))`
}

/**
 * Complaints (alias `c`) that exist for the actor; everything else answers 404. Headquarters see all but restricted cases, which
 * need a permission of `restrictedOpeners` or ownership, and but cases under inquiry (CLS-12), which only those named in it see and who
 * names them. A unit sees the cases it is a party of; restricted ones only with a question to it (a notice asks nothing) or to its named people; those
 * brought by staff never, so that whistle-blowers stay hidden from their own line (OPN-15).
 */
export function visibleTo(actor: Actor): RawBuilder<SqlBool> {
  const { scope } = actor
  switch (scope.kind) {
    case 'all':
      if (actor.kind === 'system' || namesInquiries(actor)) return sql<SqlBool>`true`
      if (restrictedOpeners.some((p) => may(actor, p))) return sql<SqlBool>`(not c.flags @> '{inquiry}' or ${isNamed(actor)})`
      return actor.kind === 'user' ? sql<SqlBool>`(not c.flags @> '{restricted}' or (not c.flags @> '{inquiry}' and (c.owner_id = ${actor.id}::uuid or c.first_contact_owner_id = ${actor.id}::uuid)) or ${isNamed(actor)})` : sql<SqlBool>`not c.flags @> '{restricted}'`
    case 'case':
      return sql<SqlBool>`c.id = ${scope.id}::uuid`
    case 'none':
      return sql<SqlBool>`false`
    default:
      return sql<SqlBool>`(c.complainant_role <> 'staff' and exists (select 1 from ${rowsOf('parties', sql`c.id`)} p where ${inScope(scope, 'p')})
        and (not c.flags @> '{restricted}' or exists (select 1 from ${rowsOf('orders', sql`c.id`)} o where o.state <> 'cancelled' and o.kind <> 'notice' and ${addressedTo(actor, scope)}) or ${isNamed(actor)}))`
  }
}

/**
 * Insists that a person may own a case under inquiry: named in it, or one who names.
 * @throws Refusal 409 `inquiry.owner_not_named`.
 */
export async function insistNamed(tx: Db, complaintId: string, userId: string): Promise<void> {
  const found = await sql`select 1 from inquiry_members m where m.complaint_id = ${complaintId} and m.user_id = ${userId}::uuid and m.removed_at is null
    union all select 1 from posts p join roles r on r.code = p.role_code where p.user_id = ${userId}::uuid and p.ended_at is null and r.scope = 'all' and ${inquiryNaming} = any(r.permissions) limit 1`.execute(tx)
  if (found.rows.length === 0) throw new Refusal('inquiry.owner_not_named')
}

/**
 * The row of a complaint that exists for the actor, locked until the transaction ends when `lock` is set.
 * @throws Refusal `not_found` (404): not there, or not theirs — the two can't be told apart.
 */
export async function loadVisible(db: Db, actor: Actor, id: string, lock = false): Promise<ComplaintRow> {
  const found = await executeOften(db, sql<ComplaintRow>`select c.* from complaints c where c.id = ${idOf(id)} and ${visibleTo(actor)} ${lock ? sql`for update of c` : sql``}`)
  const row = found.rows[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  // whichever part of a case under inquiry is opened, it stands on record who did (CLS-12)
  if (row.flags.includes('inquiry')) await noteAccess(db, actor, row.id)
  return row
}

/** The id as SQL, from an id or from a complaint number as people write it. */
export function idOf(idOrNo: string): RawBuilder<string> {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(idOrNo) ? sql<string>`${idOrNo}::uuid` : sql<string>`(select complaint_id from complaint_numbers where complaint_no = ${idOrNo.replace(/\D/g, '')})`
}
