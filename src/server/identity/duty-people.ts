// People who work cases, as duty sees them: skills, capacity, units, shifts, absences, when last seen, in one query.
import { sql } from 'kysely'
import { standingOf } from '../../domain/identity/availability.ts'
import type { DutyPolicy, Span, Standing } from '../../domain/identity/availability.ts'
import type { DutyState } from '../../domain/identity/duty-words.ts'
import type { Skills } from '../../domain/identity/skills.ts'
import type { Db } from '../platform/context.ts'
import { seenSeconds } from './beats.ts'

export type DutyPerson = {
  readonly id: string; readonly name: string; readonly staffNo: string | null; readonly roleCodes: readonly string[]; readonly unit: { readonly id: string; readonly code: string; readonly name: string; readonly kind: string }
  /** The units of their posts and all above them. */
  readonly unitIds: readonly string[]
  readonly skills: Skills; readonly capacity: number; readonly shifts: readonly Span[]; readonly standing: Standing; readonly isSeen: boolean; readonly said: DutyState; readonly saidSince: number | null
}
type Row = {
  id: string; name: string; staff_no: string | null; role_codes: string[]; unit: DutyPerson['unit']; unit_ids: (string | null)[]; languages: string[] | null; reasons: string[] | null; channels: string[] | null; key_customers: boolean | null; regulator: boolean | null; capacity: number | null
  state: DutyState | null; since: number | null; is_seen: boolean; shifts: [number, number][] | null; absences: [number, number][] | null; now: number
}
/** Narrows whom to load: by id, or to who has a shift now. */
export type Whom = { readonly ids?: readonly string[]; readonly onShift?: boolean }

/** What a role must permit for its people to be given cases. */
export const workerPermissions = ['complaint:take', 'complaint:investigate'] as const

/** Active people whose role lets them own cases; how each stands at the database's `app_now()`. Shifts of two weeks back and ahead decide. */
export async function loadDuty(db: Db, policy: DutyPolicy, whom: Whom = {}): Promise<{ people: DutyPerson[]; now: number }> {
  const found = await sql<Row>`
    with who as (select u.id, u.name, u.staff_no, array_agg(distinct p.role_code) as role_codes, (array_agg(p.unit_id order by p.position))[1] as unit_id, array_agg(distinct p.unit_id) as post_units
      from users u join posts p on p.user_id = u.id and p.ended_at is null join roles r on r.code = p.role_code and r.permissions && ${[...workerPermissions]}::text[]
      where u.status = 'active' ${whom.ids ? sql`and u.id = any(${whom.ids}::uuid[])` : sql``}
        ${whom.onShift ? sql`and u.id in (select s.user_id from shifts s where s.from_at <= (select app_now()) and s.to_at > (select app_now()))` : sql``} group by u.id)
    select w.id, w.name, w.staff_no, w.role_codes, jsonb_build_object('id', o.id, 'code', o.code, 'name', o.name, 'kind', o.kind) as unit, a.unit_ids,
      k.languages, k.reasons, k.channels, k.key_customers, k.regulator, k.capacity, d.state, d.since, coalesce(b.seen_at > now() - make_interval(secs => ${seenSeconds}), false) as is_seen, (select app_now()) as now,
      (select jsonb_agg(jsonb_build_array(extract(epoch from s.from_at) * 1000, extract(epoch from s.to_at) * 1000)) from shifts s where s.user_id = w.id and s.to_at > (select app_now()) - interval '14 days' and s.from_at < (select app_now()) + interval '14 days') as shifts,
      (select jsonb_agg(jsonb_build_array(extract(epoch from x.from_at) * 1000, extract(epoch from x.to_at) * 1000)) from absences x where x.user_id = w.id and x.to_at > (select app_now()) - interval '1 day' and x.from_at < (select app_now()) + interval '60 days') as absences
    from who w join org_units o on o.id = w.unit_id
      cross join lateral (select array_agg(distinct e) as unit_ids from org_units q cross join lateral unnest(array[q.id, q.province_id, q.hub_id, q.outlet_id]) e where q.id = any(w.post_units)) a
      left join duty_skills k on k.user_id = w.id left join duty_states d on d.user_id = w.id left join duty_beats b on b.user_id = w.id
    order by o.code, w.name, w.id`.execute(db)
  return { people: found.rows.map((row) => personOf(row, policy)), now: found.rows[0]?.now ?? 0 }
}

function personOf(r: Row, policy: DutyPolicy): DutyPerson {
  const shifts = spans(r.shifts)
  const said = r.state ?? 'online'
  return {
    id: r.id, name: r.name, staffNo: r.staff_no, roleCodes: r.role_codes, unit: r.unit, unitIds: r.unit_ids.filter((id) => id !== null), isSeen: r.is_seen, said, saidSince: r.since, shifts,
    skills: { languages: r.languages ?? ['zh'], reasons: r.reasons ?? [], channels: r.channels ?? [], keyCustomers: r.key_customers ?? false, regulator: r.regulator ?? false }, capacity: r.capacity ?? policy.capacity,
    standing: standingOf({ shifts, absences: spans(r.absences), state: said, isSeen: r.is_seen }, r.now, policy),
  }
}

function spans(rows: [number, number][] | null): Span[] {
  return (rows ?? []).map(([from, to]) => ({ from, to }))
}

/** When a person's next shift begins, or null when none is planned. */
export function nextShiftOf(person: DutyPerson, now: number): number | null {
  const begins = person.shifts.filter((s) => s.from > now).map((s) => s.from)
  return begins.length === 0 ? null : Math.min(...begins)
}
