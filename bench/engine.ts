// The pure deadline engine alone: how many due instants, elapsed times, explanations and recounts one core does in a second of its time, over real calendars.
import { dueAfter } from '../src/domain/sla/budgets.ts'
import { openClock } from '../src/domain/sla/clocks.ts'
import { explain } from '../src/domain/sla/explanation.ts'
import { unionSpans } from '../src/domain/sla/pauses.ts'
import { asStored, recount } from '../src/domain/sla/recount.ts'
import { workdaysBetween, workingMillisBetween } from '../src/domain/sla/working-time.ts'
import { dateAt } from '../src/domain/sla/days.ts'
import { shippedValue } from '../src/server/policy/documents.ts'
import { loadWorkingTime } from '../src/server/sla/calendars.ts'
import { limitsDocument } from '../src/server/policy-documents.ts'
import { chanceFrom } from './bodies.ts'

export type EngineRow = { readonly name: string; readonly perSecond: number; readonly microseconds: number }

const day = 86_400_000
const made = 4096

/** Measures each question over the same random starts between 2018 and 2026, after a warm-up, for `seconds` each. */
export async function measureEngine(options: { readonly seconds: number; readonly seed: number; readonly say: (line: string) => void }): Promise<EngineRow[]> {
  options.say('Asking the engine …')
  const time = await loadWorkingTime()
  const { rules } = shippedValue(limitsDocument).profiles['statutory_7d']!
  const chance = chanceFrom(options.seed)
  const starts = Array.from({ length: made }, () => Date.UTC(2018, 0, 1) + Math.floor(chance() * 8.9 * 365 * day))
  const lengths = starts.map(() => 1 + Math.floor(chance() * 30))
  const pauses = starts.map((at) => unionSpans([{ from: at + day, to: at + 2 * day + 7 * 3_600_000 }, { from: at + 4 * day, to: at + 5 * day }]))
  const workdays = { ...rules.decision, budget: { value: 7, unit: 'workday' as const } }
  const workingHours = { ...rules.decision, budget: { value: 40, unit: 'working_hour' as const } }
  const opened = starts.map((at) => openClock(workingHours, at, time))
  const stored = opened.map((clock, i) => asStored({ ...clock, stoppedAt: null }, { rule: workingHours, time }, pauses[i] ?? []))
  const questions: Readonly<Record<string, (i: number) => number>> = {
    'due: 24 hours': (i) => dueAfter({ value: 24, unit: 'hour' }, 'none', starts[i]!, time).strictDueAt,
    'due: 1–30 working hours': (i) => dueAfter({ value: lengths[i]!, unit: 'working_hour' }, 'none', starts[i]!, time).strictDueAt,
    'due: 1–30 working days': (i) => dueAfter({ value: lengths[i]!, unit: 'workday' }, 'none', starts[i]!, time).strictDueAt,
    'due: 7 calendar days with roll': (i) => dueAfter({ value: 7, unit: 'calendar_day' }, 'off_days', starts[i]!, time).rolledDueAt ?? 0,
    'elapsed: working time': (i) => workingMillisBetween(time, starts[i]!, starts[i]! + lengths[i]! * day),
    'elapsed: working days': (i) => workdaysBetween(time, dateAt(starts[i]!), dateAt(starts[i]! + lengths[i]! * day)),
    'recount: 40 working hours to 7 working days, two pauses': (i) => recount(stored[i]!, workdays, time, pauses[i]!).dueAt,
    'explain: 40 working hours': (i) => explain(opened[i]!, workingHours, time).segments.length,
    'explain: 7 calendar days with roll': (i) => explain(openClock(rules.statutory_watch, starts[i]!, time), rules.statutory_watch, time).segments.length,
  }
  return Object.entries(questions).map(([name, ask]) => {
    run(ask, 0.3)
    const perSecond = run(ask, options.seconds)
    return { name, perSecond, microseconds: 1e6 / perSecond }
  })
}

function run(ask: (i: number) => number, seconds: number): number {
  const began = performance.now()
  const used = process.cpuUsage()
  let done = 0
  let sum = 0
  while (performance.now() - began < seconds * 1000) {
    for (let i = 0; i < made; i++) sum += ask(i)
    done += made
  }
  if (!Number.isFinite(sum)) throw new Error('an answer is no number')
  // of processor time, so that neighbours on the machine don't count
  const { user, system } = process.cpuUsage(used)
  return done / ((user + system) / 1e6)
}
