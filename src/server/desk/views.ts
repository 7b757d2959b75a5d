// The named views of the queue as conditions over complaints (alias `c`): the list, the counters and the filters read the same.
import { sql } from 'kysely'
import type { RawBuilder, SqlBool } from 'kysely'
import type { Actor } from '../../domain/identity/actor.ts'
import { may } from '../../domain/identity/actor.ts'

export type ViewName = 'mine' | 'soon' | 'overdue' | 'unowned' | 'open' | 'hand_over' | 'approve' | 'review' | 'ended'
export type Condition = RawBuilder<SqlBool>

export { isEndedSql, isOpenSql } from '../complaints/open.ts'

/** "Soon" in the queue: due within this many hours. */
export const soonHours = 4

const now = sql`(select app_now())`

/** Which halves of the cases a view can hold: open ones, ended ones, or both. */
export function halvesOf(view: ViewName): { open: boolean; ended: boolean } {
  return { open: view !== 'ended', ended: view === 'ended' || view === 'review' }
}

/** The condition of a view for this actor, besides visibility and the half it lies in. */
export function viewCondition(view: ViewName, actor: Actor): Condition {
  const me = sql`${actor.id}::uuid`
  switch (view) {
    case 'mine':
      return mine(actor)
    case 'soon':
      return sql`c.next_due_at >= ${now} and c.next_due_at <= ${now} + make_interval(hours => ${soonHours})`
    case 'overdue':
      return sql`c.next_due_at < ${now}`
    case 'unowned':
      return sql`c.owner_id is null`
    case 'hand_over':
      return isPerson(actor) ? sql`c.id in (select h.complaint_id from handovers h where h.to_id = ${me} and h.state = 'offered')` : sql`false`
    case 'approve':
      return isPerson(actor) && may(actor, 'approval:level1') ? sql`c.status = 'approving' and c.id in (${toApprove(actor)})` : sql`false`
    case 'review':
      return isPerson(actor) && may(actor, 'complaint:review') ? sql`c.owner_id is distinct from ${me} and c.id in (select r.complaint_id from reviews r where r.state = 'open' and (r.handler_id is null or r.handler_id = ${me}))` : sql`false`
    default:
      return sql`true`
  }
}

/** Cases a person owns. */
export function ownedBy(actor: Actor): Condition {
  return isPerson(actor) ? sql`c.owner_id = ${actor.id}::uuid` : sql`false`
}

/** What a person has to do: the cases they own, and those that wait for their approval or for the money they pay out. */
function mine(actor: Actor): Condition {
  const waiting = [...(may(actor, 'approval:level1') ? [toApprove(actor)] : []), ...(may(actor, 'payment:execute') ? [toPay(actor)] : [])]
  if (!isPerson(actor) || waiting.length === 0) return ownedBy(actor)
  return sql`(${ownedBy(actor)} or c.id = any (array(${sql.join(waiting, sql` union `)})))`
}

/** Cases whose plan waits for an approval this person may give: made by another, and not yet approved by them. */
function toApprove(actor: Actor): RawBuilder<unknown> {
  return sql`select p.complaint_id from plans p where p.state = 'approving' and p.maker_id <> ${actor.id}::uuid and not exists (select 1 from approvals a where a.complaint_id = p.complaint_id and a.plan_id = p.id and a.by_id = ${actor.id}::uuid)`
}

/** Cases whose payment clock runs: told, agreed, and money not paid yet; not of one's own plan, which another pays out. */
function toPay(actor: Actor): RawBuilder<unknown> {
  return sql`select k.complaint_id from clocks k where k.kind = 'payment' and k.stopped_at is null and not exists (select 1 from plans p where p.complaint_id = k.complaint_id and p.id = k.subject_id and p.maker_id = ${actor.id}::uuid)`
}

// Ids of tokens and jobs are no people and need not look like ids of rows.
function isPerson(actor: Actor): boolean {
  return actor.kind === 'user'
}
