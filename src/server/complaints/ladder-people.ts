// Whom a step of a ladder reaches now: the people of a case and the holders of roles and units, and why somebody cannot be told.
import { sql } from 'kysely'
import { standingOf } from '../../domain/identity/availability.ts'
import type { DutyPolicy, Span, Standing } from '../../domain/identity/availability.ts'
import type { DutyState } from '../../domain/identity/duty-words.ts'
import type { Missing, Reached, Recipient } from '../../domain/sla/ladders.ts'
import type { Db } from '../platform/context.ts'
import { seenSeconds } from '../identity/beats.ts'

/** What of a case says who is told. `askedUnit` is the unit a question went to, `province` the one above it or above the unit complained about. */
export type CaseSeats = { readonly owner: string | null; readonly firstContactOwner: string | null; readonly askedUnit: string | null; /** One of its people, when asked by name: they alone are reminded. */ readonly askedStaff?: string | null; readonly province: string | null }

/** One reached: a person, or whoever holds a permission or role (`role:<code>`), at a unit or at headquarters; kept with the step and read by the notices. */
export type ToldTo = { readonly to: Recipient; readonly userId: string } | { readonly to: Recipient; readonly permission: string; readonly unitId: string | null }
type Post = { readonly role: string; readonly unit: string; readonly permissions: readonly string[] }
export type Seated = { readonly id: string; readonly name: string; readonly username: string; readonly isActive: boolean; readonly posts: readonly Post[]; readonly standing: Standing }
/** Who is reached with the people behind it, who are on duty or not. */
export type Audience = { readonly told: ToldTo; readonly people: readonly Seated[] }
export type Wanted = { readonly users: readonly string[]; readonly roles: readonly string[]; readonly units: readonly string[] }

type Row = { id: string; name: string; username: string; active: boolean; posts: Post[] | null; state: DutyState | null; is_seen: boolean; shifts: [number, number][] | null; absences: [number, number][] | null }

/** The people named, and those with a post of these roles or at these units, each as they stand at `now`. */
export async function loadSeated(db: Db, policy: DutyPolicy, wanted: Wanted, now: number): Promise<readonly Seated[]> {
  const spans = (rows: [number, number][] | null): Span[] => (rows ?? []).map(([from, to]) => ({ from, to }))
  const found = await sql<Row>`
    with who as (select unnest(${wanted.users}::uuid[]) as id union select p.user_id from posts p where p.ended_at is null and p.role_code = any(${wanted.roles}::text[]) union select p.user_id from posts p where p.ended_at is null and p.unit_id = any(${wanted.units}::uuid[]))
    select u.id, u.name, u.username, u.status = 'active' as active, d.state, coalesce(b.seen_at > now() - make_interval(secs => ${seenSeconds}), false) as is_seen,
      (select jsonb_agg(jsonb_build_object('role', p.role_code, 'unit', p.unit_id, 'permissions', to_jsonb(r.permissions))) from posts p join roles r on r.code = p.role_code where p.user_id = u.id and p.ended_at is null) as posts,
      (select jsonb_agg(jsonb_build_array(extract(epoch from s.from_at) * 1000, extract(epoch from s.to_at) * 1000)) from shifts s where s.user_id = u.id and s.to_at > (select app_now()) - interval '14 days' and s.from_at < (select app_now()) + interval '1 day') as shifts,
      (select jsonb_agg(jsonb_build_array(extract(epoch from x.from_at) * 1000, extract(epoch from x.to_at) * 1000)) from absences x where x.user_id = u.id and x.to_at > (select app_now()) and x.from_at <= (select app_now())) as absences
    from who w join users u on u.id = w.id left join duty_states d on d.user_id = u.id left join duty_beats b on b.user_id = u.id order by u.id`.execute(db)
  return found.rows.map((r) => ({
    id: r.id, name: r.name, username: r.username, isActive: r.active, posts: r.posts ?? [],
    standing: standingOf({ shifts: spans(r.shifts), absences: spans(r.absences), state: r.state ?? 'online', isSeen: r.is_seen }, now, policy),
  }))
}

/** The roles and units that the recipients of some steps may mean. */
export function rolesIn(to: readonly Recipient[]): string[] {
  return to.flatMap((r) => (r.startsWith('role:') ? [r.slice(5)] : r === 'province_manager' ? [r] : []))
}

/** Finds whom recipients reach among loaded people. `away`: also those who are gone, for a step that reaches nobody else and waits for their return. */
export function reacherOf(people: readonly Seated[]): (seats: CaseSeats, away?: boolean) => (to: readonly Recipient[]) => Reached<Audience> {
  const byId = new Map(people.map((p) => [p.id, p]))
  const holding = (test: (post: Post) => boolean): Seated[] => people.filter((p) => p.isActive && p.posts.some(test))
  const byRole = new Map<string, Seated[]>()
  const ofRole = (role: string): Seated[] => {
    const known = byRole.get(role) ?? holding((post) => post.role === role)
    byRole.set(role, known)
    return known
  }
  return (seats, away = false) => (to) => {
    const reached: Audience[] = []
    const missing: Missing[] = []
    for (const recipient of to) {
      const found = audienceOf(recipient, seats, { byId, holding, ofRole })
      const gone = found === null ? 'none' : whyGone(found.people)
      if (found !== null && (gone === null || (away && gone !== 'disabled'))) {
        if (!reached.some((r) => 'userId' in r.told && 'userId' in found.told && r.told.userId === found.told.userId)) reached.push(found)
      } else missing.push({ to: recipient, because: gone ?? 'none' })
    }
    return { reached, missing }
  }
}

type Directory = { readonly byId: ReadonlyMap<string, Seated>; readonly holding: (test: (post: Post) => boolean) => Seated[]; readonly ofRole: (role: string) => Seated[] }

function audienceOf(to: Recipient, seats: CaseSeats, { byId, holding, ofRole }: Directory): Audience | null {
  const shared = (permission: string, unitId: string | null, people: readonly Seated[]): Audience | null => (people.length === 0 ? null : { told: { to, permission, unitId }, people })
  const person = (id: string | null): Audience | null => {
    const found = id === null ? undefined : byId.get(id)
    return found ? { told: { to, userId: found.id }, people: [found] } : null
  }
  switch (to) {
    case 'owner': return person(seats.owner)
    case 'first_contact_owner': return person(seats.firstContactOwner)
    case 'asked_unit': return seats.askedStaff ? person(seats.askedStaff) : seats.askedUnit === null ? null : shared('order:answer', seats.askedUnit, holding((p) => p.unit === seats.askedUnit && p.permissions.includes('order:answer')))
    case 'unit_manager': return seats.askedUnit === null ? null : shared('complaint:contact', seats.askedUnit, holding((p) => p.unit === seats.askedUnit && p.permissions.includes('complaint:contact')))
    case 'province_manager': return seats.province === null ? null : shared('role:province_manager', seats.province, ofRole('province_manager').filter((p) => p.posts.some((post) => post.unit === seats.province)))
    default: return shared(to, null, ofRole(to.slice(5)))
  }
}

/** Null while one of them is there. */
function whyGone(people: readonly Seated[]): Missing['because'] | null {
  const active = people.filter((p) => p.isActive)
  if (active.length === 0) return 'disabled'
  if (active.some((p) => p.standing.away === null)) return null
  return active.some((p) => p.standing.away?.because === 'shift_over') ? 'shift_over' : 'absent'
}
