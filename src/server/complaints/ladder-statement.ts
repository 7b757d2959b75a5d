// The one statement of the sweep: steps, breaches, feed, messages and the next look, all or nothing, each under the clock's own due instant.
import { sql } from 'kysely'
import { showComplaintNumber } from '../../domain/complaints/number.ts'
import type { Missing, StepChannel } from '../../domain/sla/ladders.ts'
import { queueingMessages, sealedMessage } from '../messages/store.ts'
import type { SealedMessage } from '../messages/store.ts'
import type { Db } from '../platform/context.ts'
import type { Keys } from '../platform/crypto.ts'
import { executeOften } from '../platform/database.ts'
import { wordsOf } from '../platform/locales.ts'
import type { Seated, ToldTo } from './ladder-people.ts'
import { businessMoment } from './tell.ts'

/** A clock that was looked at: case, kind, epoch, its due instant (null when it no longer runs) and when to look again (null: never). */
export type LookedAt = { readonly c: string; readonly k: string; readonly e: number; readonly d: string | null; readonly l: string | null }

/** A step as it is to be recorded; `told` with the names of people, never of customers. */
export type StepRow = {
  readonly c: string; readonly k: string; readonly e: number; readonly d: string; readonly s: string; readonly p: string
  readonly state: 'told' | 'passed_on' | 'kept' | 'nobody' | 'overtaken'; readonly told: readonly (ToldTo & { readonly name?: string })[]; readonly passed: readonly Missing[]; readonly via: readonly StepChannel[]; readonly because: Readonly<Record<string, unknown>> | null
}

export type Telling = { readonly looked: readonly LookedAt[]; readonly steps: readonly StepRow[]; readonly news: readonly string[]; readonly seenAt: number; readonly messages: readonly (SealedMessage & { readonly step: string })[] }

/** The turn of one statement at a time; taken with it and given back with it, so that no process can keep it. Nothing rests on it: keys and fences make a step told once. */
const turn = 7216064

/**
 * Records what a look decided; gives how many steps were new, or null when another sweep's statement is under way: it tells the same, and to do it twice would only cost. It runs alone, outside any open transaction: the database ends it by itself
 * whatever becomes of the process that sent it, so nothing ever waits for a sweep that was stopped.
 *
 * A clock that stopped, stands or is due at another instant by now is left alone (`live`). A step that another sweep told first is not told
 * again (`on conflict`), and neither feed nor message follows from it. Rows go in the order of their keys, so that sweeps don't deadlock.
 * Its parts meet by `in` or by a key of a table: the planner knows nothing of their size, and joined with each other they would be walked anew for every row.
 */
export async function tellSteps(db: Db, t: Telling): Promise<number | null> {
  const seen = new Date(t.seenAt).toISOString()
  const made = await executeOften(db, sql<{ mine: boolean; n: number }>`
    with turn as materialized (select pg_try_advisory_xact_lock(${turn}) as mine),
    looked as materialized (select * from jsonb_to_recordset(${JSON.stringify(t.looked)}::jsonb) as x(c uuid, k text, e smallint, d timestamptz, l timestamptz) where (select mine from turn)),
    live as materialized (select x.* from looked x cross join lateral (select * from clocks where complaint_id = x.c and kind = x.k and epoch = x.e offset 0) t where t.due_at = x.d and t.stopped_at is null and not t.cancelled and t.paused_at is null),
    step as materialized (select s.* from jsonb_to_recordset(${JSON.stringify(t.steps)}::jsonb) as s(c uuid, k text, e smallint, d timestamptz, s text, p timestamptz, state text, told jsonb, passed jsonb, via text[], because jsonb) where (s.c, s.k, s.e) in (select c, k, e from live)),
    told as (insert into clock_steps (complaint_id, kind, epoch, step, due_at, placed_at, told_at, state, told, passed, channels, because)
      select c, k, e, s, d, p, app_now(), state, told, passed, via, because from step order by c, k, e, s, d on conflict do nothing returning complaint_id, kind, epoch, step, due_at, state, because),
    breached as (insert into clock_breaches (complaint_id, kind, epoch, due_at, noticed_at) select complaint_id, kind, epoch, due_at, app_now() from told where step = 'due' order by 1, 2, 3
      on conflict (complaint_id, kind, epoch) do update set due_at = excluded.due_at, noticed_at = excluded.noticed_at where clock_breaches.due_at < excluded.due_at),
    warned as (insert into clock_warnings (complaint_id, kind, epoch, warned_at, due_at, needs_ms, sample) select complaint_id, kind, epoch, app_now(), due_at, (because ->> 'needsMs')::bigint, (because ->> 'sample')::int from told where step = 'likely' order by 1, 2, 3 on conflict do nothing),
    fed as (insert into outbox (complaint_id, version, type) select p.id, p.version, n.type from (select distinct complaint_id, case step when 'due' then 'clock.breached' else 'clock.step_told' end as type from told where state <> 'overtaken') n join complaints p on p.id = n.complaint_id order by p.id),
    ${queueingMessages(t.messages, sql`message.step in (select complaint_id || ' ' || kind || ' ' || epoch || ' ' || step from told)`)},
    watched as (insert into clock_watches (complaint_id, kind, epoch, step_at, seen_at) select c, k, e, l, ${seen}::timestamptz from live where l is not null order by c, k, e
      on conflict (complaint_id, kind, epoch) do update set step_at = excluded.step_at, seen_at = excluded.seen_at where clock_watches.seen_at <= excluded.seen_at),
    climbed as (delete from clock_watches w using looked x where w.complaint_id = x.c and w.kind = x.k and w.epoch = x.e and w.seen_at <= ${seen}::timestamptz and (x.l is null or (x.c, x.k, x.e) not in (select c, k, e from live))),
    read as (delete from clock_news where id = any(${t.news}::bigint[]) and (select mine from turn))
    select (select mine from turn) as mine, (select count(*)::int from told) as n`)
  return made.rows[0]?.mine ? made.rows[0].n : null
}

/** The messages of steps that go by mail or text: one for each person told. Nobody's provider is set up yet, the log stands in for it. */
export function messagesFor(keys: Keys, now: number, steps: readonly StepRow[], people: ReadonlyMap<string, Seated>, numbers: ReadonlyMap<string, string>): (SealedMessage & { step: string })[] {
  const t = wordsOf('zh-CN')
  return steps.flatMap((s) => s.via.filter((via) => via !== 'in_app').flatMap((channel) => s.told.flatMap(toldPeople(people)).slice(0, mostTold).map((person) => {
    const no = numbers.get(s.c) ?? ''
    const body = t('messages.deadline_step', { no: showComplaintNumber(no), clock: t(`clocks.kind.${s.k}`), due: businessMoment(Date.parse(s.d.replace(' ', 'T').replace(/\+00$/, 'Z'))) })
    return { ...sealedMessage(keys, now, { dedupeKey: `step:${s.c}:${s.k}:${s.e}:${s.s}:${s.d}:${channel}:${person.id}`, complaintId: s.c, complaintNo: no, channel, to: person.username, toMasked: person.name, template: 'deadline_step', body }), step: `${s.c} ${s.k} ${s.e} ${s.s}` }
  })))
}

const mostTold = 10

function toldPeople(people: ReadonlyMap<string, Seated>) {
  return (told: ToldTo): readonly Seated[] => {
    if ('userId' in told) return [people.get(told.userId)].filter((p) => p !== undefined)
    return [...people.values()].filter((p) => p.isActive && p.standing.away === null && p.posts.some((post) => (told.permission === `role:${post.role}` || post.permissions.includes(told.permission)) && (told.unitId === null || post.unit === told.unitId)))
  }
}
