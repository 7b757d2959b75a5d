// What an incident does to a case: it joins or leaves in its own record; clocks, owner and decision stay as they are.
import { sql } from 'kysely'
import { Refusal } from '../../domain/refusal.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { clean, gist } from '../complaints/words.ts'
import type { Db } from '../platform/context.ts'

type Joining = { readonly how: 'rule' | 'filed' | 'hand'; readonly reason?: string }

/** @throws Refusal `incident.closed`, `incident.restricted` (few may know of such a case), `incident.joined_already`, `incident.excluded`. */
export async function joined(step: Step, incidentId: string, { how, reason }: Joining): Promise<Decided> {
  const { tx, row, ctx, now } = step
  const incident = (await sql<{ title: string; state: string }>`select title, state from incidents where id = ${incidentId} for share`.execute(tx)).rows[0]
  if (incident?.state !== 'open') throw new Refusal('incident.closed')
  if (row.flags.includes('restricted') || row.complainant_role === 'staff') throw new Refusal('incident.restricted')
  if (row.merged_into !== null) throw new Refusal('relation.merged')
  const there = (await sql<{ state: string }>`select state from incident_cases where incident_id = ${incidentId} and complaint_id = ${row.id}`.execute(tx)).rows[0]
  if (there?.state === 'joined') throw new Refusal('incident.joined_already')
  // who took it out had a reason: only a hand puts it back
  if (there && how !== 'hand') throw new Refusal('incident.excluded')
  await sql`insert into incident_cases (incident_id, complaint_id, state, how, reason, by_name, at) values (${incidentId}, ${row.id}, 'joined', ${how}, ${reason === undefined ? null : clean(reason)}, ${ctx.actor.name}, ${new Date(now)})
    on conflict (incident_id, complaint_id) do update set state = 'joined', how = excluded.how, reason = excluded.reason, by_name = excluded.by_name, at = excluded.at`.execute(tx)
  return { data: { incident: incidentId, title: incident.title, how, ...(reason === undefined ? {} : { reason: gist(reason) }) } }
}

/** A case taken out while a run was under way is left alone. @throws Refusal `incident.not_in` */
export async function insistIn(tx: Db, incidentId: string | null, complaintId: string): Promise<void> {
  if (incidentId === null) return
  const there = await sql`select 1 from incident_cases where incident_id = ${incidentId} and complaint_id = ${complaintId} and state = 'joined'`.execute(tx)
  if (there.rows.length === 0) throw new Refusal('incident.not_in')
}

/** @throws Refusal `incident.not_in` */
export async function left(step: Step, incidentId: string, reason: string): Promise<Decided> {
  const { tx, row, ctx, now } = step
  const gone = await sql`update incident_cases set state = 'excluded', reason = ${clean(reason)}, by_name = ${ctx.actor.name}, at = ${new Date(now)} where incident_id = ${incidentId} and complaint_id = ${row.id} and state = 'joined' returning 1`.execute(tx)
  if (gone.rows.length === 0) throw new Refusal('incident.not_in')
  return { event: 'incident.left', data: { incident: incidentId, reason: gist(reason) } }
}
