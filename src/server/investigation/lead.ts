// Who leads the investigation of a case, for which department, and with whom (INV-01, INV-02).
import { sql } from 'kysely'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { nameLead } from '../../contract/inquiry.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { cleanMaybe, gist } from '../complaints/words.ts'
import type { Db } from '../platform/context.ts'

type Person = { readonly id: string; readonly name: string }

/**
 * Names the lead, or hands the lead over: then with the reason. The team is the one given; who isn't named any more has left it.
 * @throws Refusal `investigation.hand_over_reason` (400) · `investigation.person_unfit` for who is disabled or may not investigate · `investigation.member_twice` (400)
 */
export async function nameTheLead({ tx, row, now, ctx }: Step, body: BodyOf<typeof nameLead>): Promise<Decided> {
  const before = (await sql<{ lead_id: string }>`select lead_id from investigations where complaint_id = ${row.id}`.execute(tx)).rows[0]?.lead_id ?? null
  if (before !== null && before !== body.leadId && body.reason === undefined) throw new Refusal('investigation.hand_over_reason', {}, 400)
  const ids = [body.leadId, ...body.members.map((m) => m.userId)]
  if (new Set(ids).size !== ids.length) throw new Refusal('investigation.member_twice', {}, 400)
  const people = await investigators(tx, ids, ctx.actor.id)
  const lead = people.get(body.leadId)
  const missing = ids.find((id) => !people.has(id))
  if (lead === undefined || missing !== undefined) throw new Refusal('investigation.person_unfit')
  const at = new Date(now)
  await sql`insert into investigations (complaint_id, department, lead_id, lead_name, team, team_reason, opened_by, opened_by_name, opened_at, changed_at)
    values (${row.id}, ${body.department}, ${lead.id}, ${lead.name}, ${body.team}, ${cleanMaybe(body.teamReason)}, ${ctx.actor.id}, ${ctx.actor.name}, ${at}, ${at})
    on conflict (complaint_id) do update set department = excluded.department, lead_id = excluded.lead_id, lead_name = excluded.lead_name, team = excluded.team, team_reason = excluded.team_reason, changed_at = excluded.changed_at`.execute(tx)
  const members = body.members.map((m) => ({ userId: m.userId, role: m.role, name: people.get(m.userId)?.name ?? '' }))
  await sql`update investigation_members set left_at = ${at} where complaint_id = ${row.id} and left_at is null and not (user_id = any(${members.map((m) => m.userId)}::uuid[]))`.execute(tx)
  await sql`insert into investigation_members (complaint_id, user_id, name, role, added_at) select ${row.id}, m."userId", m.name, m.role, ${at} from jsonb_to_recordset(${JSON.stringify(members)}::jsonb) as m ("userId" uuid, name text, role text)
    on conflict (complaint_id, user_id) do update set role = excluded.role, name = excluded.name, left_at = null`.execute(tx)
  return {
    made: lead.id,
    data: { department: body.department, lead: lead.id, leadName: lead.name, previous: before === lead.id ? null : before, team: body.team, teamReason: body.teamReason === undefined ? null : gist(body.teamReason), members: members.map(({ userId, role }) => ({ user: userId, role })), reason: body.reason === undefined ? null : gist(body.reason) },
  }
}

/** Those of the users who are at work, may investigate, and see every case; a province's people lead only what they name themselves for. */
async function investigators(tx: Db, ids: readonly string[], actor: string): Promise<ReadonlyMap<string, Person>> {
  const found = await sql<Person>`select distinct u.id, u.name from users u join posts p on p.user_id = u.id and p.ended_at is null join roles r on r.code = p.role_code
    where u.id = any(${ids}::uuid[]) and u.status = 'active' and 'complaint:investigate' = any(r.permissions) and (r.scope = 'all' or u.id = ${actor})`.execute(tx)
  return new Map(found.rows.map((p) => [p.id, p]))
}
