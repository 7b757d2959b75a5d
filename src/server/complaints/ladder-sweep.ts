// The sweep of deadlines: every step of every ladder that is due is told once, breaches among them, in one statement whoever sweeps and whoever dies (ADR 064).
import { sql } from 'kysely'
import type { FastifyBaseLogger } from 'fastify'
import { decideSteps, passOn, placeSteps, restsUntil, stepsFor, warningStep } from '../../domain/sla/ladders.ts'
import type { Ladders, LadderStep, PlacedStep, ToldStep } from '../../domain/sla/ladders.ts'
import { expectedTime, warnAt } from '../../domain/sla/expectation.ts'
import type { Expectation, LearntTime } from '../../domain/sla/expectation.ts'
import { hourMillis } from '../../domain/sla/days.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import type { Db } from '../platform/context.ts'
import type { Keys } from '../platform/crypto.ts'
import type { Sweep } from '../platform/jobs.ts'
import type { PolicyInForce } from './policy.ts'
import { loadLearnt } from './handling-times.ts'
import { laddersDocument } from './ladders.ts'
import { loadSeated, reacherOf, rolesIn } from './ladder-people.ts'
import type { Audience, CaseSeats, Seated } from './ladder-people.ts'
import { messagesFor, tellSteps } from './ladder-statement.ts'
import type { LookedAt, StepRow } from './ladder-statement.ts'

export type SweepDeps = { readonly db: Db; readonly keys: Keys; readonly policy: () => PolicyInForce; readonly log: Pick<FastifyBaseLogger, 'error'> }

/** A running clock that wants to be looked at, with what of its case decides. */
type Candidate = CaseSeats & {
  readonly complaint_id: string; readonly kind: ClockKind; readonly epoch: number; readonly opened_at: number; readonly due_at: number
  /** The due instant to the microsecond: the fence. */
  readonly due_key: string; readonly calendar_version: string
  readonly complaint_no: string; readonly status: string; readonly reason: string; readonly told: readonly ToldStep[] | null
}
type Found = { readonly running: readonly Candidate[]; readonly stale: readonly LookedAt[]; readonly news: readonly string[]; readonly now: number; readonly full: boolean }

const atOnce = 1000
const rounds = 200

/** Looks at every clock whose step is due and every one that began or moved since; gives how many steps were told. Safe to run anywhere at once. */
export async function sweepDeadlines(deps: SweepDeps): Promise<number> {
  const policy = deps.policy()
  const ladders = policy.of(laddersDocument)
  await placeAnew(deps.db, ladders.version)
  let learnt: ReadonlyMap<string, LearntTime> | null = null
  let told = 0
  for (let left = rounds; left > 0; left--) {
    const found = await findClocks(deps.db)
    if (found.running.length + found.stale.length + found.news.length === 0) break
    learnt ??= await loadLearnt(deps.db)
    const made = await lookAt(deps, policy, ladders, learnt, found)
    if (made === null) break
    told += made
    if (!found.full) break
  }
  return told
}

/** Every second; breach itself is computed from data on reading, so a late sweep misreports nothing. */
export function deadlineSweep(deps: SweepDeps): Sweep {
  return { name: 'deadlines', everyMs: 1000, run: () => sweepDeadlines(deps) }
}

/**
 * Other ladders in force than those the clocks were placed by: each is looked at anew. Whoever sees it first says so, and once more some
 * seconds later, because another process may have filed by the former ladders in between.
 */
async function placeAnew(db: Db, version: string): Promise<void> {
  const again = `${version} again`
  await sql`with other as (update settings set value = to_jsonb(case when value = to_jsonb(${again}::text) then ${version}::text else ${again}::text end), updated_at = app_now()
      where name = 'ladders' and value <> to_jsonb(${version}::text) and (value <> to_jsonb(${again}::text) or updated_at < app_now() - interval '6 seconds') returning 1)
    insert into clock_news (complaint_id) select distinct complaint_id from clock_watches where exists (select from other)`.execute(db)
}

/** The clocks due to be looked at, oldest first, and those of cases with news. */
export async function findClocks(db: Db, limit = atOnce): Promise<Found> {
  const due = (await sql<{ complaint_id: string; kind: ClockKind; epoch: number; now: number }>`select w.complaint_id, w.kind, w.epoch, app_now() as now from clock_watches w where w.step_at <= (select app_now()) order by w.step_at limit ${limit}`.execute(db)).rows
  const news = (await sql<{ id: string; complaint_id: string }>`select n.id::text as id, n.complaint_id from clock_news n order by n.id limit ${limit}`.execute(db)).rows
  if (due.length + news.length === 0) return { running: [], stale: [], news: [], now: 0, full: false }
  const rows = (await sql<Candidate & { now: number }>`
    with wanted as materialized (select * from unnest(${due.map((d) => d.complaint_id)}::uuid[], ${due.map((d) => d.kind)}::text[], ${due.map((d) => d.epoch)}::smallint[]) as d(complaint_id, kind, epoch)
      union select n.id, k.kind, k.epoch from unnest(${[...new Set(news.map((n) => n.complaint_id))]}::uuid[]) as n(id) cross join lateral (select k.kind, k.epoch from clocks k where k.complaint_id = n.id offset 0) k)
    select k.complaint_id, k.kind, k.epoch, k.opened_at, k.due_at, k.due_at::text as due_key, k.calendar_version, c.complaint_no, c.status, split_part(coalesce(c.reason_code, ''), '.', 1) as reason, app_now() as now,
      c.owner_id as owner, c.first_contact_owner_id as "firstContactOwner", q.unit_id as "askedUnit", q.staff_id as "askedStaff", coalesce(q.province_id, (select p.province_id from parties p where p.complaint_id = c.id and p.role = 'respondent' and p.province_id is not null limit 1)) as province,
      (select jsonb_agg(jsonb_build_object('step', s.step, 'dueAt', floor(extract(epoch from s.due_at) * 1000))) from clock_steps s where s.complaint_id = k.complaint_id and s.kind = k.kind and s.epoch = k.epoch) as told
    from wanted w cross join lateral (select k.* from clocks k where k.complaint_id = w.complaint_id and k.kind = w.kind and k.epoch = w.epoch offset 0) k join complaints c on c.id = k.complaint_id left join lateral (select o.unit_id, o.province_id, o.staff_id from orders o where k.kind = 'outlet_reply' and o.complaint_id = k.complaint_id and o.epoch = k.epoch and o.stage <> 'rerouted' limit 1) q on true
    where k.stopped_at is null and not k.cancelled and k.paused_at is null`.execute(db)).rows
  const keys = new Set(rows.map(keyOf))
  return {
    running: rows, stale: due.filter((d) => !keys.has(keyOf(d))).map((d) => ({ c: d.complaint_id, k: d.kind, e: d.epoch, d: null, l: null })),
    news: news.map((n) => n.id), now: rows[0]?.now ?? due[0]?.now ?? 0, full: due.length === limit || news.length === limit,
  }
}

const keyOf = (r: { readonly complaint_id: string; readonly kind: string; readonly epoch: number }): string => `${r.complaint_id} ${r.kind} ${r.epoch}`

type Due = { readonly candidate: Candidate; readonly placed: readonly PlacedStep[]; readonly warning: Warning | null }
type Warning = { readonly placed: PlacedStep; readonly expected: Expectation }

async function lookAt(deps: SweepDeps, policy: PolicyInForce, ladders: Ladders, learnt: ReadonlyMap<string, LearntTime>, found: Found): Promise<number | null> {
  const { now } = found
  const looked: LookedAt[] = [...found.stale]
  const dues = found.running.flatMap((candidate): Due[] => {
    try {
      const life = { openedAt: candidate.opened_at, dueAt: candidate.due_at }
      return [{ candidate, placed: placeSteps(stepsFor(ladders, candidate.kind), life, policy.timeOf(candidate.calendar_version)), warning: warningOf(ladders, learnt, candidate) }]
    } catch (error) {
      // one clock no ladder can be placed on holds up no other: it is looked at again in an hour
      deps.log.error({ err: error, clock: keyOf(candidate) }, 'no ladder')
      looked.push(lookedAt(candidate, now + hourMillis))
      return []
    }
  })
  const wants = dues.filter((d) => [...d.placed, ...(d.warning ? [d.warning.placed] : [])].some((p) => p.at <= now))
  const people = wants.length === 0 ? [] : await loadSeated(deps.db, policy.duty, wantedBy(ladders, wants), now)
  const reach = reacherOf(people)
  const steps: StepRow[] = []
  for (const due of dues) {
    const made = stepsOf(due, { ladders, policy, now, reach })
    looked.push(lookedAt(due.candidate, made.lookAt))
    steps.push(...made.rows)
  }
  const names = new Map(people.map((p): [string, Seated] => [p.id, p]))
  return tellSteps(deps.db, { looked, steps, news: found.news, seenAt: now, messages: messagesFor(deps.keys, now, steps, names, new Map(dues.map((d) => [d.candidate.complaint_id, d.candidate.complaint_no]))) })
}

const lookedAt = (c: Candidate, again: number | null): LookedAt => ({ c: c.complaint_id, k: c.kind, e: c.epoch, d: c.due_key, l: again === null ? null : new Date(again).toISOString() })

function wantedBy(ladders: Ladders, dues: readonly Due[]): { users: string[]; roles: string[]; units: string[] } {
  const to = [...new Set([...dues.flatMap((d) => stepsFor(ladders, d.candidate.kind)).flatMap((s) => s.to), ...ladders.warning.to])]
  const some = (of: (c: Candidate) => readonly (string | null)[]): string[] => [...new Set(dues.flatMap((d) => of(d.candidate)).filter((id) => id !== null))]
  return { users: some((c) => [c.owner, c.firstContactOwner, c.askedStaff ?? null]), roles: rolesIn(to), units: some((c) => [c.askedUnit]) }
}

/** The warning of a clock whose kind is warned of: once per epoch, where history says that less is left than needed. */
function warningOf(ladders: Ladders, learnt: ReadonlyMap<string, LearntTime>, c: Candidate): Warning | null {
  if (!ladders.warning.kinds.includes(c.kind) || c.told?.some((t) => t.step === warningStep)) return null
  const expected = expectedTime(learnt, ladders.warning, c.status, c.reason)
  if (expected === null) return null
  const step: LadderStep = { code: warningStep, at: { share: 0 }, to: ladders.warning.to, via: ['in_app'] }
  return { expected, placed: { step, class: 'reminder', at: warnAt({ openedAt: c.opened_at, dueAt: c.due_at }, expected) } }
}

type Around = { readonly ladders: Ladders; readonly policy: PolicyInForce; readonly now: number; readonly reach: ReturnType<typeof reacherOf> }

/** The rows of what is to be told of one clock, and when to look at it again. */
function stepsOf({ candidate: c, placed, warning }: Due, around: Around): { rows: StepRow[]; lookAt: number | null } {
  const { ladders, policy, now } = around
  const life = { openedAt: c.opened_at, dueAt: c.due_at }
  const whom = (step: LadderStep) => recipientsOf(c, step, placed, around)
  const rests = (step: LadderStep): number | null => restsUntil(ladders.quiet, policy.timeNow(c.calendar_version), now, whom(step).told.some((a) => a.people.some((p) => p.standing.shift !== null && p.standing.away === null)))
  const own = decideSteps(placed, life, c.told ?? [], now, rests)
  const early = warning === null ? { now: [], lookAt: null } : decideSteps([warning.placed], life, [], now, rests)
  const rows = [...own.now, ...early.now.filter((v) => v.state === 'tell')].map((v): StepRow => {
    const base = { c: c.complaint_id, k: c.kind, e: c.epoch, d: c.due_key, s: v.placed.step.code, p: new Date(v.placed.at).toISOString() }
    if (v.state === 'overtaken') return { ...base, state: 'overtaken', told: [], passed: [], via: [], because: null }
    const { told, passed, state } = whom(v.placed.step)
    const because = v.placed === warning?.placed ? { status: c.status, reason: c.reason, needsMs: warning.expected.needsMs, leftMs: c.due_at - now, sample: warning.expected.sample, basis: warning.expected.basis, percentile: ladders.warning.percentile } : null
    return { ...base, state, told: told.map((a) => ({ ...a.told, ...('userId' in a.told ? { name: a.people[0]?.name ?? '' } : {}) })), passed, via: v.placed.step.via, because }
  })
  const ahead = [own.lookAt, early.lookAt].filter((at) => at !== null)
  return { rows, lookAt: ahead.length === 0 ? null : Math.min(...ahead) }
}

/** Whom a step tells; when nobody up the ladder can be told, its own people all the same, who find it when they are back. */
function recipientsOf(c: Candidate, step: LadderStep, placed: readonly PlacedStep[], { reach }: Around): { told: readonly Audience[]; passed: StepRow['passed']; state: StepRow['state'] } {
  const at = placed.findIndex((p) => p.step === step)
  const later = (at < 0 ? placed.filter((p) => p.class === 'breach') : placed.slice(at + 1)).map((p) => p.step.to)
  const { told, passed, passedOn } = passOn(step.to, later, reach(c))
  if (told.length > 0) return { told, passed, state: passedOn ? 'passed_on' : 'told' }
  const kept = reach(c, true)(step.to).reached
  return { told: kept, passed, state: kept.length > 0 ? 'kept' : 'nobody' }
}
