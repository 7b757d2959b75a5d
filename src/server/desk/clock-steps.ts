// The ladder of a clock as it was climbed and as it goes on; the warnings beside the rows of the queue.
import { sql } from 'kysely'
import type { z } from 'zod'
import type { QueueRow } from '../../contract/desk.ts'
import type { breachWarning, ClockSteps } from '../../contract/ladders.ts'
import { measureWarnings } from '../../domain/sla/expectation.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import { classOf, decideSteps, placeSteps, stepsFor, warningStep } from '../../domain/sla/ladders.ts'
import type { LadderStep, Missing, PlacedStep, StepChannel } from '../../domain/sla/ladders.ts'
import { Refusal } from '../../domain/refusal.ts'
import { viewClock } from '../complaints/clock-view.ts'
import type { ClockRow } from '../complaints/clocks.ts'
import { countWarnings } from '../complaints/handling-times.ts'
import { laddersDocument } from '../complaints/ladders.ts'
import type { ToldTo } from '../complaints/ladder-people.ts'
import type { PolicyInForce } from '../complaints/policy.ts'
import { unitScope, visibleTo } from '../complaints/visible.ts'
import type { Ctx } from '../platform/context.ts'
import { clocksFor } from './explanation.ts'

type Item = ClockSteps['items'][number]
type StepRow = {
  step: string; due_at: number; placed_at: number; told_at: number; state: 'told' | 'passed_on' | 'kept' | 'nobody' | 'overtaken'; told: readonly (ToldTo & { readonly name?: string })[]; passed: readonly Missing[]; channels: readonly StepChannel[]
  because: Omit<z.output<typeof breachWarning>, 'warnedAt'> | null; units: Readonly<Record<string, string>> | null
}

/**
 * The steps of a clock, by default the newest of its kind, in the order they were told and will be.
 * @throws Refusal `not_found` (404) when case or clock doesn't exist for the actor.
 */
export async function showClockSteps(ctx: Ctx, policy: PolicyInForce, id: string, kind: ClockKind, epoch: number | undefined): Promise<ClockSteps> {
  const found = await sql<ClockRow & { now: number }>`select k.*, app_now() as now from clocks k join complaints c on c.id = k.complaint_id
    where k.complaint_id = ${id}::uuid and k.kind = ${kind} and ${epoch === undefined ? sql`true` : sql`k.epoch = ${epoch}`} and ${clocksFor(ctx)} and ${visibleTo(ctx.actor)} order by k.epoch desc limit 1`.execute(ctx.db)
  const clock = found.rows[0]
  if (!clock) throw new Refusal('not_found', {}, 404)
  const told = (await sql<StepRow>`select s.*, (select jsonb_object_agg(o.id, o.name) from org_units o where o.id::text in (select t ->> 'unitId' from jsonb_array_elements(s.told) t)) as units
    from clock_steps s where s.complaint_id = ${id}::uuid and s.kind = ${kind} and s.epoch = ${clock.epoch} order by s.told_at, s.placed_at, s.step`.execute(ctx.db)).rows
  const ladder = stepsFor(policy.of(laddersDocument), kind)
  const inside = unitScope(ctx.actor) === null
  const warned = inside ? told.find((s) => s.step === warningStep && s.because !== null) : undefined
  return {
    at: iso(clock.now), kind, epoch: clock.epoch, dueAt: iso(clock.due_at), state: viewClock(clock, clock.now).state,
    warning: warned?.because ? { ...warned.because, warnedAt: iso(warned.told_at) } : null,
    items: [...told.filter((s) => inside || s.step !== warningStep).map((s) => toldItem(s, ladder, inside)), ...comingItems(clock, told, ladder, policy)],
  }
}

function toldItem(s: StepRow, ladder: readonly LadderStep[], inside: boolean): Item {
  const step = ladder.find((l) => l.code === s.step)
  const kind = s.step === warningStep ? 'warning' : step ? classOf(step) : s.placed_at >= Math.floor(s.due_at) ? 'breach' : 'reminder'
  return {
    step: s.step, class: kind, place: step?.at ?? null, at: iso(s.placed_at), dueAt: iso(s.due_at), state: s.state, toldAt: s.state === 'overtaken' ? null : iso(s.told_at), via: [...s.channels], missing: s.passed.map((m) => ({ to: m.to, because: m.because })),
    told: s.told.map((t) => ({ to: t.to, name: inside ? t.name ?? null : null, unit: 'unitId' in t && t.unitId !== null ? s.units?.[t.unitId] ?? null : null })),
  }
}

/** What is still to come of a clock that runs: nothing of one that stopped or stands. */
function comingItems(clock: ClockRow & { now: number }, told: readonly StepRow[], ladder: readonly LadderStep[], policy: PolicyInForce): Item[] {
  if (clock.stopped_at !== null || clock.paused_at !== null) return []
  const life = { openedAt: clock.opened_at, dueAt: clock.due_at }
  const placed = placeSteps(ladder, life, policy.timeOf(clock.calendar_version))
  const done = told.map((s) => ({ step: s.step, dueAt: s.due_at }))
  const overtaken = new Set<PlacedStep>(decideSteps(placed, life, done, clock.now, () => null).now.filter((v) => v.state === 'overtaken').map((v) => v.placed))
  const ahead = placed.filter((p) => !done.some((d) => d.step === p.step.code && d.dueAt >= clock.due_at) && !overtaken.has(p))
  return ahead.map((p, i): Item => ({ step: p.step.code, class: p.class, place: p.step.at, at: iso(p.at), dueAt: iso(clock.due_at), state: i === 0 ? 'next' : 'planned', toldAt: null, told: p.step.to.map((to) => ({ to, name: null, unit: null })), missing: [], via: [...p.step.via] }))
}

/** Adds to rows of the queue why their deadline is likely to be missed, where a warning stands, the clock still runs and has less left than is needed. Units are not told. */
export async function withWarnings<P extends { readonly items: readonly QueueRow[] }>(ctx: Ctx, page: P): Promise<P> {
  if (page.items.length === 0 || unitScope(ctx.actor) !== null) return page
  const found = await sql<{ id: string; kind: ClockKind; due_at: number; needs_ms: number; sample: number }>`
    select w.complaint_id as id, w.kind, k.due_at, w.needs_ms, w.sample from clock_warnings w join clocks k on k.complaint_id = w.complaint_id and k.kind = w.kind and k.epoch = w.epoch
    where w.complaint_id = any(${page.items.map((row) => row.id)}::uuid[]) and w.outcome is null and k.stopped_at is null and k.paused_at is null and k.due_at > (select app_now()) and k.due_at < (select app_now()) + w.needs_ms * interval '1 millisecond' order by k.due_at desc`.execute(ctx.db)
  const of = new Map(found.rows.map((r) => [r.id, { kind: r.kind, dueAt: iso(r.due_at), needsMs: r.needs_ms, sample: r.sample }]))
  return { ...page, items: page.items.map((row) => { const likely = of.get(row.id); return likely ? { ...row, likely } : row }) }
}

/** How warnings turned out in the last days. */
export async function measureLatelyWarned(ctx: Ctx, days: number): Promise<{ days: number; warned: number; breached: number; kept: number; open: number; missed: number; falseAlarms: number | null; foreseen: number | null }> {
  const counts = await countWarnings(ctx.db, days)
  return { days, ...counts, ...measureWarnings(counts) }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
