// The ladder of a deadline: its steps before, at and after the due instant, which of them are due, which have been overtaken, and when to look again.
import { hourMillis, minuteMillis } from './days.ts'
import type { ClockKind } from './kinds.ts'
import { offsetFrom } from './offsets.ts'
import type { OffsetUnit } from './offsets.ts'
import { hoursOn } from './working-time.ts'
import type { WorkingTime } from './working-time.ts'
import { dayIn, millisOfDayIn, startIn } from './zone.ts'

/** Whom a step tells: somebody of the case, or all who hold a role. */
export const caseRecipients = ['owner', 'first_contact_owner', 'asked_unit', 'unit_manager', 'province_manager'] as const
export type Recipient = (typeof caseRecipients)[number] | `role:${string}`
export const stepChannels = ['in_app', 'email', 'sms'] as const
export type StepChannel = (typeof stepChannels)[number]

/** Where a step stands: an amount before or after the due instant, a share of the clock's life, or the due instant itself. */
export type StepTime =
  | { readonly before: { readonly value: number; readonly unit: OffsetUnit } }
  | { readonly after: { readonly value: number; readonly unit: OffsetUnit } }
  | { readonly share: number }
  | 'due'

export type LadderStep = { readonly code: string; readonly at: StepTime; readonly to: readonly Recipient[]; readonly via: readonly StepChannel[] }

/** Minutes of the business day between which reminders rest; `offDays`: on days nobody works they rest all day. */
export type QuietHours = { readonly fromMinute: number; readonly toMinute: number; readonly offDays: boolean }

/** The step that warns of a breach to come stands in no ladder: history says where it is. */
export const warningStep = 'likely'
/** The step every ladder has; its row is the breach. */
export const dueStep = 'due'

export type WarningPolicy = {
  readonly kinds: readonly ClockKind[]
  readonly to: readonly Recipient[]
  /** Cases below which history says nothing, days it goes back, and the share of cases that were done within what is expected. */
  readonly minSample: number
  readonly windowDays: number
  readonly percentile: number
  /** Hours a case still needs from each status while history is too thin. */
  readonly hours: Readonly<Record<string, number>>
}

export type Ladders = {
  readonly version: string
  readonly ladders: Readonly<Record<string, readonly LadderStep[]>>
  readonly kinds: Readonly<Record<ClockKind, string>>
  readonly quiet: QuietHours
  readonly warning: WarningPolicy
}

/** Steps before the due instant remind: they rest in quiet hours and are overtaken. At and after it they tell of a breach: never. */
export type StepClass = 'reminder' | 'breach'
export const classOf = (step: Pick<LadderStep, 'at'>): StepClass => (step.at === 'due' || (typeof step.at === 'object' && 'after' in step.at) ? 'breach' : 'reminder')

export const stepsFor = (ladders: Ladders, kind: ClockKind): readonly LadderStep[] => ladders.ladders[ladders.kinds[kind]] ?? []

type Life = { readonly openedAt: number; readonly dueAt: number }
export type PlacedStep = { readonly step: LadderStep; readonly class: StepClass; readonly at: number }

/** When a step of a clock is due. */
export function stepAt(at: StepTime, clock: Life, time: WorkingTime): number {
  if (at === 'due') return clock.dueAt
  if ('share' in at) return clock.openedAt + Math.floor((clock.dueAt - clock.openedAt) * at.share)
  return 'before' in at ? offsetFrom(clock.dueAt, { value: -at.before.value, unit: at.before.unit }, time) : offsetFrom(clock.dueAt, at.after, time)
}

/** The steps of a clock in their order. A reminder that would stand before the clock ran is none: a duty of two hours has no day before. */
export function placeSteps(steps: readonly LadderStep[], clock: Life, time: WorkingTime): readonly PlacedStep[] {
  const placed = steps.map((step, i) => ({ step, class: classOf(step), at: stepAt(step.at, clock, time), i }))
  return placed.filter((p) => p.at > clock.openedAt || p.class === 'breach').toSorted((a, b) => a.at - b.at || a.i - b.i).map(({ i: _i, ...p }) => p)
}

/** A step that was told, with the due instant it belonged to. */
export type ToldStep = { readonly step: string; readonly dueAt: number }

/**
 * A duty met at the due instant is met in time, and its transaction ends a moment later: only after this grace is a clock that still runs
 * taken for breached. One that stays due longer loses nothing: the breach is of its due instant, not of its finding.
 */
export const breachGraceMs = 1000

export type Verdict = { readonly placed: PlacedStep; readonly state: 'tell' | 'overtaken' }
export type Decided = {
  /** In their order, oldest first. */
  readonly now: readonly Verdict[]
  /** When to look at this clock again; null when its ladder is climbed. */
  readonly lookAt: number | null
}

/**
 * What is to be told of a running clock at `now`. Reminders that a later one or the breach has overtaken are not told, breaches always are;
 * a reminder waits while `restsUntil` says so. A step told for this due instant or a later one is not told again; it is when the due instant
 * has moved later since.
 */
export function decideSteps(placed: readonly PlacedStep[], clock: Life, told: readonly ToldStep[], now: number, restsUntil: (step: LadderStep) => number | null): Decided {
  const open = placed.filter((p) => !told.some((t) => t.step === p.step.code && t.dueAt >= clock.dueAt))
  const dueAt = (p: PlacedStep): number => (p.class === 'breach' ? p.at + breachGraceMs : p.at)
  const due = open.filter((p) => dueAt(p) <= now)
  const isBreached = clock.dueAt + breachGraceMs <= now
  const reminders = due.filter((p) => p.class === 'reminder')
  const last = reminders.at(-1)
  const rests = last === undefined || isBreached ? null : restsUntil(last.step)
  const verdicts = due.filter((p) => p.class === 'breach' || rests === null).map((placed): Verdict => ({ placed, state: placed.class === 'breach' || (placed === last && !isBreached) ? 'tell' : 'overtaken' }))
  const next = open.filter((p) => !due.includes(p)).map(dueAt)
  const ahead = [...next, ...(rests === null ? [] : [rests])]
  return { now: verdicts, lookAt: ahead.length === 0 ? null : Math.min(...ahead) }
}

/** When to look first at a clock that has just begun: at once when something is due already, else at its first step, or from when it is to be warned of; null when there is nothing to look for. */
export function firstLook(placed: readonly PlacedStep[], clock: Life, warnedFrom: number | null, now: number): number | null {
  const { now: due, lookAt } = decideSteps(placed, clock, [], now, () => null)
  const ahead = [...(due.length > 0 ? [now] : []), ...(lookAt === null ? [] : [lookAt]), ...(warnedFrom === null ? [] : [warnedFrom])]
  return ahead.length === 0 ? null : Math.max(now, Math.min(...ahead))
}

/** Until when reminders rest at an instant, or null when they may be told. `onDuty`: who works now is reached at any hour. */
export function restsUntil(quiet: QuietHours, time: WorkingTime, now: number, onDuty: boolean): number | null {
  if (onDuty) return null
  let at = now
  for (let days = 0; days < 40; days++) {
    const until = quietEnd(quiet, time, at)
    if (until === null) return at === now ? null : at
    at = until
  }
  return at
}

/** The end of the quiet stretch an instant lies in, as far as one day knows; null when it lies in none. */
function quietEnd({ fromMinute, toMinute, offDays }: QuietHours, time: WorkingTime, at: number): number | null {
  const { calendar } = time
  const day = dayIn(calendar, at)
  const minute = Math.floor(millisOfDayIn(calendar, at) / minuteMillis)
  const opens = (on: number): number => startIn(calendar, on) + toMinute * minuteMillis
  if (offDays && hoursOn(time, day).length === 0) return startIn(calendar, day + 1)
  if (fromMinute === toMinute) return null
  const isNight = fromMinute > toMinute
  if (isNight ? minute >= fromMinute : minute >= fromMinute && minute < toMinute) return isNight ? opens(day + 1) : opens(day)
  return isNight && minute < toMinute ? opens(day) : null
}

/** Whether anybody of a step could be told, and why those who could not. */
export type Reached<R> = { readonly reached: readonly R[]; readonly missing: readonly Missing[] }
export type Missing = { readonly to: Recipient; readonly because: 'none' | 'disabled' | 'absent' | 'shift_over' }
export type Passed<R> = { readonly told: readonly R[]; readonly passed: readonly Missing[]; readonly passedOn: boolean }

/** Whom a step tells: its own recipients, or at once those of the next step when none of them can be reached, and so on up the ladder. */
export function passOn<R>(own: readonly Recipient[], later: readonly (readonly Recipient[])[], reach: (to: readonly Recipient[]) => Reached<R>): Passed<R> {
  const passed: Missing[] = []
  for (const [i, to] of [own, ...later].entries()) {
    const { reached, missing } = reach(to)
    passed.push(...missing.filter((m) => !passed.some((p) => p.to === m.to)))
    if (reached.length > 0) return { told: reached, passed, passedOn: i > 0 }
  }
  return { told: [], passed, passedOn: false }
}

const hasNumber = (code: string): boolean => /^[a-z][a-z0-9_]{0,39}$/.test(code)

export type LadderProblem = { readonly code: 'ladder_unknown' | 'ladder_without_due' | 'step_twice' | 'step_code' | 'step_time' | 'step_order' | 'quiet_hours' | 'kind_missing'; readonly path: string }

/** What forbids using ladders. */
export function ladderProblems(policy: Ladders, kinds: readonly ClockKind[]): readonly LadderProblem[] {
  const found: LadderProblem[] = []
  for (const kind of kinds) {
    const name = policy.kinds[kind] as string | undefined
    if (name === undefined) found.push({ code: 'kind_missing', path: `kinds.${kind}` })
    else if (policy.ladders[name] === undefined) found.push({ code: 'ladder_unknown', path: `kinds.${kind}` })
  }
  for (const [name, steps] of Object.entries(policy.ladders)) found.push(...stepProblems(name, steps))
  const { fromMinute, toMinute } = policy.quiet
  if ((fromMinute > toMinute ? toMinute + 1440 - fromMinute : toMinute - fromMinute) > 16 * 60) found.push({ code: 'quiet_hours', path: 'quiet' })
  return found
}

function stepProblems(name: string, steps: readonly LadderStep[]): readonly LadderProblem[] {
  const found: LadderProblem[] = []
  const dues = steps.filter((s) => s.at === 'due')
  if (dues.length !== 1 || dues[0]?.code !== dueStep) found.push({ code: 'ladder_without_due', path: `ladders.${name}` })
  steps.forEach((step, i) => {
    const path = `ladders.${name}[${i}]`
    if (!hasNumber(step.code) || step.code === warningStep || (step.code === dueStep && step.at !== 'due')) found.push({ code: 'step_code', path: `${path}.code` })
    if (steps.findIndex((s) => s.code === step.code) !== i) found.push({ code: 'step_twice', path: `${path}.code` })
    const before = steps[i - 1]
    if (before && roughly(before.at) > roughly(step.at)) found.push({ code: 'step_order', path: `${path}.at` })
    if (typeof step.at === 'object' && 'share' in step.at && !(step.at.share > 0 && step.at.share < 1)) found.push({ code: 'step_time', path: `${path}.at` })
  })
  return found
}

/** Steps are written in their order; shares come before everything an amount says, because only the clock tells how long its life is. */
function roughly(at: StepTime): number {
  if (at === 'due') return 0
  if ('share' in at) return at.share * 1e-6 - 1e15
  const { value, unit } = 'before' in at ? at.before : at.after
  const millis = value * { minute: minuteMillis, hour: hourMillis, working_hour: hourMillis * 2, workday: hourMillis * 24, calendar_day: hourMillis * 24 }[unit]
  return 'before' in at ? -millis : millis
}
