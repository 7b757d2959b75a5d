// The only writer of skills, shifts, absences and states; what a lead plans goes to the person's stream of the record.
import { sql } from 'kysely'
import type { z } from 'zod'
import type * as wire from '../../contract/duty.ts'
import type { AbsenceKind, DutyState, ShiftCode } from '../../domain/identity/duty-words.ts'
import { shiftOn } from '../../domain/identity/shifts.ts'
import type { ShiftTemplate } from '../../domain/identity/shifts.ts'
import { Refusal } from '../../domain/refusal.ts'
import { at } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { Malformed } from '../platform/problems.ts'
import type { Tx } from '../platform/write.ts'
import { workerPermissions } from './duty-people.ts'
import { record } from './record.ts'

const iso = (ms: number): string => new Date(ms).toISOString()

/** Says how one is; no line of the record: it is said many times a day. */
export async function setState({ ctx, tx, now }: Tx, state: DutyState): Promise<void> {
  await sql`insert into duty_states (user_id, state, since) values (${ctx.actor.id}, ${state}, ${at(now)}) on conflict (user_id) do update set state = excluded.state, since = case when duty_states.state = excluded.state then duty_states.since else excluded.since end`.execute(tx)
}

/** @throws Refusal `not_found` (404) for who works no cases. */
export async function setSkills(t: Tx, userId: string, skills: z.output<typeof wire.skills>, capacity: number): Promise<void> {
  const who = (await workers(t, [userId]))[0]
  if (!who) throw new Refusal('not_found', {}, 404)
  const { languages, reasons, channels, keyCustomers, regulator } = skills
  await sql`insert into duty_skills (user_id, languages, reasons, channels, key_customers, regulator, capacity, updated_at) values (${userId}, ${languages}, ${reasons}, ${channels}, ${keyCustomers}, ${regulator}, ${capacity}, ${at(t.now)})
    on conflict (user_id) do update set languages = excluded.languages, reasons = excluded.reasons, channels = excluded.channels, key_customers = excluded.key_customers, regulator = excluded.regulator, capacity = excluded.capacity, updated_at = excluded.updated_at`.execute(t.tx)
  await record(t, 'user', userId, { type: 'identity.skills_set', data: { username: who.username, languages, reasons, channels, keyCustomers, regulator, capacity } })
}

/** Plans a template on days for people; one that is there already or overlaps another shift of theirs is left as it is and counted. */
export async function planShifts(t: Tx, userIds: readonly string[], days: readonly string[], code: ShiftCode): Promise<{ planned: number; there: number }> {
  const template = await templateOf(t, code)
  const known = await workers(t, userIds)
  const unknown = userIds.findIndex((id) => !known.some((k) => k.id === id))
  if (unknown >= 0) throw new Malformed([{ path: `body.userIds.${unknown}`, code: 'unknown' }])
  const spans = [...new Set(days)].map((day) => shiftOn(day, template))
  let planned = 0
  for (const { id, username } of known) {
    const made: string[] = []
    for (const span of spans) {
      const done = await sql`insert into shifts (id, user_id, code, from_at, to_at, planned_by) select ${newId(t.now)}, ${id}, ${code}, ${at(span.from)}, ${at(span.to)}, ${t.ctx.actor.id}
        where not exists (select 1 from shifts s where s.user_id = ${id} and s.from_at < ${at(span.to)} and s.to_at > ${at(span.from)}) returning 1`.execute(t.tx)
      if (done.rows.length > 0) made.push(iso(span.from))
    }
    planned += made.length
    if (made.length > 0) await record(t, 'user', id, { type: 'identity.shifts_planned', data: { username, code, minutes: template.minutes, from: made } })
  }
  return { planned, there: known.length * spans.length - planned }
}

/** @throws Refusal `not_found` (404); `duty.shift_over` for one that has ended: it is what happened. */
export async function dropShift(t: Tx, id: string): Promise<void> {
  const found = await sql<{ user_id: string; username: string; code: string; from_at: number; to_at: number }>`select s.user_id, u.username, s.code, s.from_at, s.to_at from shifts s join users u on u.id = s.user_id where s.id = ${id} for update of s`.execute(t.tx)
  const shift = found.rows[0]
  if (!shift) throw new Refusal('not_found', {}, 404)
  if (shift.to_at <= t.now) throw new Refusal('duty.shift_over')
  await sql`delete from shifts where id = ${id}`.execute(t.tx)
  await record(t, 'user', shift.user_id, { type: 'identity.shift_dropped', data: { username: shift.username, code: shift.code, from: iso(shift.from_at) } })
}

/** Why somebody is away is kept off the record: it may be about their health. @throws Refusal `duty.absence_overlaps`. */
export async function recordAbsence(t: Tx, userId: string, kind: AbsenceKind, from: number, to: number): Promise<string> {
  if (to <= from || to <= t.now) throw new Malformed([{ path: 'body.to', code: 'too_small' }])
  const who = (await workers(t, [userId]))[0]
  if (!who) throw new Malformed([{ path: 'body.userId', code: 'unknown' }])
  const clash = await sql`select 1 from absences a where a.user_id = ${userId} and a.from_at < ${at(to)} and a.to_at > ${at(from)}`.execute(t.tx)
  if (clash.rows.length > 0) throw new Refusal('duty.absence_overlaps')
  const id = newId(t.now)
  await sql`insert into absences (id, user_id, kind, from_at, to_at, recorded_by, recorded_at) values (${id}, ${userId}, ${kind}, ${at(from)}, ${at(to)}, ${t.ctx.actor.id}, ${at(t.now)})`.execute(t.tx)
  await record(t, 'user', userId, { type: 'identity.absence_recorded', data: { username: who.username, from: iso(from), to: iso(to) } })
  return id
}

/** One that has begun ends now, one that hasn't is gone. @throws Refusal `not_found` (404), `duty.absence_over`. */
export async function endAbsence(t: Tx, id: string): Promise<void> {
  const found = await sql<{ user_id: string; username: string; from_at: number; to_at: number }>`select a.user_id, u.username, a.from_at, a.to_at from absences a join users u on u.id = a.user_id where a.id = ${id} for update of a`.execute(t.tx)
  const absence = found.rows[0]
  if (!absence) throw new Refusal('not_found', {}, 404)
  if (absence.to_at <= t.now) throw new Refusal('duty.absence_over')
  if (absence.from_at >= t.now) await sql`delete from absences where id = ${id}`.execute(t.tx)
  else await sql`update absences set to_at = ${at(t.now)} where id = ${id}`.execute(t.tx)
  await record(t, 'user', absence.user_id, { type: 'identity.absence_ended', data: { username: absence.username, from: iso(absence.from_at), at: iso(Math.max(absence.from_at, t.now)) } })
}

/** Where changes of the assignment rules stand in the record. */
const rulesStream = '5ad0c1f2-6c1e-5d1b-9c53-0a5516a3e001'

/** Keeps in the record that the assignment rules changed, and to what. */
export function recordRules(t: Tx, version: number, rules: readonly unknown[]): Promise<void> {
  return record(t, 'assignment_rules', rulesStream, { type: 'identity.assignment_rules_set', data: { version, rules } })
}

export async function listTemplates(tx: Tx['tx']): Promise<z.output<typeof wire.shiftTemplate>[]> {
  const found = await sql<{ code: ShiftCode; from_minute: number; minutes: number }>`select code, from_minute, minutes from shift_templates order by array_position(array['early','middle','late','night'], code)`.execute(tx)
  return found.rows.map((r) => ({ code: r.code, fromMinute: r.from_minute, minutes: r.minutes }))
}

export async function setTemplate({ tx }: Tx, code: ShiftCode, template: ShiftTemplate): Promise<void> {
  await sql`update shift_templates set from_minute = ${template.fromMinute}, minutes = ${template.minutes} where code = ${code}`.execute(tx)
}

async function templateOf({ tx }: Tx, code: ShiftCode): Promise<ShiftTemplate> {
  const found = (await listTemplates(tx)).find((each) => each.code === code)
  if (!found) throw new Error(`no shift template ${code}`)
  return found
}

/** Active people among these who may own cases, locked in the order of their ids so that two planners follow each other. */
async function workers({ tx }: Tx, ids: readonly string[]): Promise<{ id: string; username: string }[]> {
  const found = await sql<{ id: string; username: string }>`select u.id, u.username from users u where u.id = any(${[...ids]}::uuid[]) and u.status = 'active'
    and exists (select 1 from posts p join roles r on r.code = p.role_code where p.user_id = u.id and p.ended_at is null and r.permissions && ${[...workerPermissions]}::text[]) order by u.id for no key update of u`.execute(tx)
  return found.rows
}
