// Where a case stands in its process template and where it left it, from nothing but its record (C8, SOL-13…19).
import type { Milestone, ProcessStep, ProcessTemplate } from '../policy/process-template.ts'
import { guardsOf, heldActions, heldOrder } from '../policy/process-template.ts'
import { dueAfter } from '../sla/budgets.ts'
import { isBreached, isPast } from '../sla/clocks.ts'
import type { ClockTimes } from '../sla/clocks.ts'
import type { WorkingTime } from '../sla/working-time.ts'
import { actOf, effectOf, isCallback } from './milestones.ts'
import type { RecordLine } from './milestones.ts'
import type { ProcessFacts } from './process-guard.ts'

/** `skipped`: a later step was done without it; `not_needed`: the way the case went has no use for it. */
export const stepStates = ['done', 'current', 'ahead', 'skipped', 'not_needed'] as const
export type StepState = (typeof stepStates)[number]

export const deviationKinds = ['skipped', 'out_of_order', 'repeated', 'returned', 'late'] as const
export type DeviationKind = (typeof deviationKinds)[number]
export type Deviation = { readonly kind: DeviationKind; readonly step: string }

/** `running`: steps still to come; `exempt`: the case left by a way every template allows. */
export const verdicts = ['running', 'conforms', 'deviates', 'exempt'] as const
export type Verdict = (typeof verdicts)[number]

/** When a step was done, by whom; `seq` is the event's number in the record. */
export type Completion = { readonly seq: number; readonly at: number; readonly by: string | null }
export type StepStanding = {
  readonly code: string
  readonly state: StepState
  readonly done: Completion | null
  /** How often it was done, former rounds included. */
  readonly times: number
  readonly dueAt: number | null
  readonly late: boolean
  /** The acts that still wait for it. */
  readonly holds: readonly string[]
}
export type Conformance = { readonly steps: readonly StepStanding[]; readonly current: string | null; readonly deviations: readonly Deviation[]; readonly verdict: Verdict }

/** What the record alone doesn't tell: the moment, the calendar, the case's clocks, and that it is a lighter contact (which follows no template). */
export type Circumstances = { readonly now: number; readonly time: WorkingTime; readonly clocks: readonly (ClockTimes & { readonly kind: string })[]; readonly light: boolean }

type Track = { reached: Map<Milestone, Completion>; waived: Set<Milestone>; completions: Map<string, Completion[]>; former: Map<string, number>; returned: number; attempts: number; exit: boolean }

/** The standing of every step, what deviates, and the verdict. Pure and total: any list of events gives an answer. */
export function conformance(template: ProcessTemplate, record: readonly RecordLine[], at: Circumstances): Conformance {
  const track = follow(template, record)
  const chosen = inOrder(template, track)
  const last = lastDone(template, chosen)
  const ended = track.exit || at.light
  const isOver = ended || track.reached.has('closed')
  const waived = (step: ProcessStep): boolean => step.doneBy.every((m) => track.waived.has(m) && !track.reached.has(m))
  const passed = passedOver(template, track)
  const guards = guardsOf(template)
  const wentTo = heldOrder.findLastIndex((action) => track.reached.has(heldActions[action]))
  const held = (step: ProcessStep): readonly string[] => guards.find((g) => g.step === step.code)?.before.filter((action) => heldOrder.indexOf(action) > wentTo) ?? []
  const undone = (step: ProcessStep, i: number): StepState => (ended || waived(step) ? 'not_needed' : (step.anytime !== true && i < last) || passed(step) ? 'skipped' : 'ahead')
  const states = template.steps.map((step, i): StepState => (chosen.has(step.code) ? 'done' : undone(step, i)))
  const owed = states.findIndex((state, i) => state === 'ahead' && template.steps[i]?.required === true)
  const currentAt = owed >= 0 || isOver ? owed : states.indexOf('ahead')
  const steps = template.steps.map((step, i): StepStanding => {
    const completions = track.completions.get(step.code) ?? []
    const done = chosen.get(step.code)?.completion ?? null
    const state = i === currentAt ? 'current' : (states[i] ?? 'ahead')
    const { dueAt, late } = limitOf(step, done, state, track, at)
    return { code: step.code, state, done, times: completions.length + (track.former.get(step.code) ?? 0), dueAt, late, holds: state === 'done' || state === 'not_needed' ? [] : held(step) }
  })
  const deviations = ended ? [] : deviationsOf(template, track, chosen, steps)
  return { steps, current: template.steps[currentAt]?.code ?? null, deviations, verdict: verdictOf(template, steps, deviations, ended, isOver) }
}

/** Required steps that still hold something back, as the lifecycle's gate looks at them. */
export function processFacts(code: string, template: ProcessTemplate, record: readonly RecordLine[]): ProcessFacts | null {
  const guards = guardsOf(template)
  if (guards.length === 0) return null
  const { reached, exit } = follow(template, record)
  return { template: code, words: template.words, missing: exit ? [] : guards.flatMap(({ step, words, milestones, before }) => { const first = milestones.find((m) => !reached.has(m)); return first ? [{ step, words, act: actOf(first), before }] : [] }) }
}

function follow(template: ProcessTemplate, record: readonly RecordLine[]): Track {
  const track: Track = { reached: new Map(), waived: new Set(), completions: new Map(), former: new Map(), returned: 0, attempts: 0, exit: false }
  for (const line of record.toSorted((a, b) => a.seq - b.seq)) {
    const effect = effectOf(line, { has: (m) => track.reached.has(m), attempts: track.attempts })
    if (isCallback(line) && track.reached.has('decided')) track.attempts += 1
    if (effect.anew) { track.returned += 1; track.waived.clear(); track.attempts = 0 }
    if (effect.exit !== undefined) track.exit = effect.exit
    if (effect.lost) lose(template, track, effect.lost)
    for (const m of effect.waives ?? []) track.waived.add(m)
    const completion = { seq: line.seq, at: line.at, by: line.by }
    for (const m of effect.reached ?? []) { track.reached.set(m, completion); track.waived.delete(m) }
    if (effect.reached || effect.waives) complete(template, track, [...(effect.reached ?? []), ...(effect.waives ?? [])], completion)
  }
  return track
}

function lose(template: ProcessTemplate, track: Track, lost: readonly Milestone[]): void {
  for (const m of lost) track.reached.delete(m)
  for (const step of template.steps) {
    if (!step.doneBy.some((m) => lost.includes(m))) continue
    track.former.set(step.code, (track.former.get(step.code) ?? 0) + (track.completions.get(step.code)?.length ?? 0))
    track.completions.delete(step.code)
  }
}

function complete(template: ProcessTemplate, track: Track, touched: readonly Milestone[], completion: Completion): void {
  for (const step of template.steps) {
    if (!step.doneBy.some((m) => touched.includes(m)) || !step.doneBy.some((m) => track.reached.has(m)) || !step.doneBy.every((m) => track.reached.has(m) || track.waived.has(m))) continue
    track.completions.set(step.code, [...(track.completions.get(step.code) ?? []), completion])
  }
}

type Chosen = ReadonlyMap<string, { readonly completion: Completion; readonly inOrder: boolean }>

/** For every done step the completion that fits the template's order, the earliest after the step before it; its last one where none fits. */
function inOrder(template: ProcessTemplate, track: Track): Chosen {
  const chosen = new Map<string, { completion: Completion; inOrder: boolean }>()
  let since = 0
  for (const step of template.steps) {
    const completions = track.completions.get(step.code) ?? []
    const fitting = step.anytime === true ? completions[0] : completions.find((c) => c.seq >= since)
    const completion = fitting ?? completions.at(-1)
    if (!completion) continue
    chosen.set(step.code, { completion, inOrder: fitting !== undefined })
    if (fitting && step.anytime !== true) since = fitting.seq
  }
  return chosen
}

/** The place of the furthest step done, whose place is fixed. */
function lastDone(template: ProcessTemplate, chosen: Chosen): number {
  return template.steps.findLastIndex((step) => step.anytime !== true && chosen.has(step.code))
}

/** Whether a required step was passed over: what it holds back was done all the same (under another template, or before it was required), or the file is complete. */
function passedOver(template: ProcessTemplate, track: Track): (step: ProcessStep) => boolean {
  const guards = guardsOf(template)
  return (step) => {
    const held = guards.find((g) => g.step === step.code)?.before[0]
    return step.required && (track.reached.has('archived') || (held !== undefined && track.reached.has(heldActions[held])))
  }
}

function limitOf(step: ProcessStep, done: Completion | null, state: StepState, track: Track, at: Circumstances): { dueAt: number | null; late: boolean } {
  const { limit } = step
  if (!limit) return { dueAt: null, late: false }
  if ('clock' in limit) {
    const clock = at.clocks.filter((c) => c.kind === limit.clock).toSorted((a, b) => a.openedAt - b.openedAt).at(-1)
    return clock ? { dueAt: clock.dueAt, late: clock.cancelledAt === null && isBreached(clock, at.now) } : { dueAt: null, late: false }
  }
  const from = track.reached.get(limit.from)
  if (!from) return { dueAt: null, late: false }
  const dueAt = dueAfter(limit.budget, 'none', from.at, at.time).strictDueAt
  const owed = state === 'current' || state === 'skipped' || (state === 'ahead' && step.required)
  return { dueAt, late: done ? isPast(dueAt, done.at) : owed && isPast(dueAt, at.now) }
}

function deviationsOf(template: ProcessTemplate, track: Track, chosen: Chosen, steps: readonly StepStanding[]): Deviation[] {
  const found: Deviation[] = []
  template.steps.forEach((step, i) => {
    const mine = chosen.get(step.code)
    const later = template.steps.slice(i + 1).flatMap((s) => (s.anytime === true ? [] : (chosen.get(s.code)?.completion.seq ?? [])))
    if (steps[i]?.state === 'skipped' && step.required) found.push({ kind: 'skipped', step: step.code })
    if (mine && !mine.inOrder) found.push({ kind: 'out_of_order', step: step.code })
    // done again after the work had gone on to a later step; within its own step work may go to and fro
    if (mine?.inOrder && step.anytime !== true && (track.completions.get(step.code) ?? []).some((c) => c.seq > mine.completion.seq && later.some((seq) => seq < c.seq))) found.push({ kind: 'repeated', step: step.code })
    if (track.returned > 0 && step.maps.includes('investigated')) found.push({ kind: 'returned', step: step.code })
    if (steps[i]?.late) found.push({ kind: 'late', step: step.code })
  })
  return found
}

function verdictOf(template: ProcessTemplate, steps: readonly StepStanding[], deviations: readonly Deviation[], ended: boolean, isOver: boolean): Verdict {
  if (ended) return 'exempt'
  if (!isOver) return 'running'
  if (deviations.length > 0) return 'deviates'
  return template.steps.some((step, i) => step.required && ['current', 'ahead'].includes(steps[i]?.state ?? '')) ? 'running' : 'conforms'
}
