// Who has a case open and whether they are writing: beats kept beside the record, told only to who may see the case.
import { sql } from 'kysely'
import type { z } from 'zod'
import { presenceSeconds } from '../../contract/duty.ts'
import type { casePresence } from '../../contract/duty.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { PresenceAct } from '../../domain/identity/duty-words.ts'
import { beat } from '../identity/beats.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { executeOften } from '../platform/database.ts'
import { loadVisible, visibleTo } from './visible.ts'

type Presence = z.output<typeof casePresence>

/** Beats count for this long, in real time: the moved clock of tests doesn't make people leave. */
const isHere = sql<boolean>`p.seen_at > now() - make_interval(secs => ${presenceSeconds})`

/** Who else has the case open now. @throws Refusal `not_found` when it doesn't exist for the actor. */
export async function listPresence(ctx: Ctx, id: string): Promise<Presence> {
  await loadVisible(ctx.db, ctx.actor, id)
  return othersOn(ctx.db, id, ctx.actor.id)
}

/**
 * Notes that the actor has a case open (or none any more), answers who else has. When what others see changes and there are others, a line of the
 * feed tells their streams. @throws Refusal `not_found` when the case doesn't exist for the actor.
 */
export async function tellPresence(ctx: Ctx, complaintId: string | null, doing: PresenceAct): Promise<Presence> {
  const { db, actor } = ctx
  if (actor.kind !== 'user') throw new Refusal('duty.people_only', {}, 403)
  await beat(db, [actor.id])
  await leaveOthers(db, actor.id, complaintId)
  if (complaintId === null) return { items: [] }
  const row = await executeOften(db, sql<{ is_news: boolean }>`
    with x as (select c.id from complaints c where c.id = ${complaintId} and ${visibleTo(actor)}),
    before as (select p.doing from case_presence p join x on x.id = p.complaint_id where p.user_id = ${actor.id} and ${isHere}),
    kept as (insert into case_presence (user_id, complaint_id, doing, since, seen_at) select ${actor.id}, x.id, ${doing}, now(), now() from x
      on conflict (user_id, complaint_id) do update set doing = excluded.doing, seen_at = now(),
        since = case when case_presence.doing = excluded.doing and case_presence.seen_at > now() - make_interval(secs => ${presenceSeconds}) then case_presence.since else now() end returning 1)
    select not exists (select 1 from before where before.doing = ${doing}) as is_news from kept`)
  const kept = row.rows[0]
  if (!kept) throw new Refusal('not_found', {}, 404)
  const others = await othersOn(db, complaintId, actor.id)
  if (kept.is_news && others.items.length > 0) await tellStreams(db, [complaintId])
  return others
}

async function leaveOthers(db: Db, userId: string, stays: string | null): Promise<void> {
  const left = await executeOften(db, sql<{ complaint_id: string }>`delete from case_presence p where p.user_id = ${userId} and p.complaint_id is distinct from ${stays}::uuid returning p.complaint_id`)
  const watched = await executeOften(db, sql<{ id: string }>`select distinct p.complaint_id as id from case_presence p where p.complaint_id = any(${left.rows.map((r) => r.complaint_id)}::uuid[]) and ${isHere}`)
  if (watched.rows.length > 0) await tellStreams(db, watched.rows.map((r) => r.id))
}

async function othersOn(db: Db, complaintId: string, userId: string): Promise<Presence> {
  const found = await executeOften(db, sql<{ id: string; name: string; doing: PresenceAct; since: number }>`select u.id, u.name, p.doing, p.since from case_presence p join users u on u.id = p.user_id
    where p.complaint_id = ${complaintId} and p.user_id::text <> ${userId} and ${isHere} order by p.doing = 'editing' desc, p.since, u.id limit 20`)
  return { items: found.rows.map((r) => ({ person: { id: r.id, name: r.name }, doing: r.doing, since: new Date(r.since).toISOString() })) }
}

async function tellStreams(db: Db, ids: readonly string[]): Promise<void> {
  await executeOften(db, sql`insert into outbox (complaint_id, version, type) select c.id, c.version, 'presence.changed' from complaints c where c.id = any(${ids}::uuid[])`)
}
