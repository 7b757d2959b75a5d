// Process templates as policy data: named steps in an order of their own, each mapped onto the milestones every case's life is made of (C8, SOL-13…19).

/** What a case's life consists of whatever its template calls it (requirements §3), in the usual order. */
export const milestones = [
  'received', 'acknowledged', 'classified', 'accepted', 'assigned', 'ordered', 'investigated', 'judged', 'consulted', 'planned', 'approved', 'negotiated', 'decided', 'executed', 'confirmed',
  'closed', 'called_back', 'fed_back', 'rectified', 'supervised', 'archived',
] as const
export type Milestone = (typeof milestones)[number]

/** Milestones without an act of their own in the lifecycle: somebody records that the step was done. */
export const handMilestones: readonly Milestone[] = ['consulted', 'fed_back', 'rectified', 'supervised']

/** What the lifecycle itself lets nobody pass over; only the rest needs a guard of the template. */
export const lifecycleMilestones: readonly Milestone[] = ['received', 'accepted', 'investigated', 'planned', 'approved', 'decided', 'executed', 'confirmed', 'closed', 'archived']

/** Milestones that every complaint handled to its end passes; a template must say in which of its steps. */
const everyLife: readonly Milestone[] = ['received', 'accepted', 'investigated', 'planned', 'decided', 'executed', 'confirmed']

/** What must lie behind a milestone, nearest first: the order no template can turn round (OPN-01: decide and tell, then execute). */
const behind: Readonly<Partial<Record<Milestone, readonly Milestone[]>>> = {
  acknowledged: ['received'], classified: ['received'], accepted: ['received'], assigned: ['received'], ordered: ['accepted'], investigated: ['accepted'], judged: ['investigated'], consulted: ['received'], planned: ['investigated'],
  approved: ['planned'], negotiated: ['approved'], decided: ['approved'], executed: ['decided'], confirmed: ['executed'], closed: ['confirmed'], called_back: ['decided'], fed_back: ['called_back'], rectified: ['received'], supervised: ['received'], archived: ['closed'],
}

/** The acts a required step can hold back, with the milestone each leads to. Customers' own acts are none of them. */
export const heldActions = { finding: 'investigated', plan: 'planned', offer: 'negotiated', decision: 'decided', execution: 'executed', closing: 'closed', archiving: 'archived' } as const satisfies Readonly<Record<string, Milestone>>
export type HeldAction = keyof typeof heldActions

/** What never holds anything back: which unit bears it is judged beside the customer's matter (OPN-02); a step may be done by it all the same. */
const beside: readonly Milestone[] = ['judged']
const holds = (m: Milestone): boolean => !lifecycleMilestones.includes(m) && !beside.includes(m)

/** Words in the three languages of the house. */
export type OwnWords = { readonly 'zh-CN': string; readonly 'zh-TW': string; readonly en: string }

/** Until when: a clock of the case, or an amount of time of the template's own from a milestone on. */
export type StepLimit = { readonly clock: string } | { readonly budget: { readonly value: number; readonly unit: 'hour' | 'working_hour' | 'workday' | 'calendar_day' }; readonly from: Milestone }

export type ProcessStep = {
  readonly code: string
  readonly words: OwnWords
  /** The shipped role that acts, and the department as the template names it. */
  readonly role: string
  readonly department?: OwnWords
  readonly maps: readonly Milestone[]
  /** Those of `maps` that must be reached for the step to count as done. */
  readonly doneBy: readonly Milestone[]
  readonly required: boolean
  /** The first act a missing step holds back; by default the first that leads into a later step or ends the case. */
  readonly before?: HeldAction
  /** Its place in the order is not fixed. */
  readonly anytime?: boolean
  readonly limit?: StepLimit
  readonly source: string
}

export type ProcessTemplate = { readonly words: OwnWords; readonly source: string; readonly steps: readonly ProcessStep[] }
export type ProcessChoice = { readonly unit: string; readonly template: string; readonly source: string }
export type ProcessPolicy = {
  readonly version: number
  readonly validFrom: string
  readonly sources: Readonly<Record<string, string>>
  /** What a case gets where no unit chose. */
  readonly default: string
  /** By the code of a unit, for itself and everything below it. */
  readonly choices: readonly ProcessChoice[]
  readonly templates: Readonly<Record<string, ProcessTemplate>>
}

export type ProcessProblem = { readonly code: string; readonly at: string }

/** The closed lists a template must fit, owned by others. */
export type ProcessFrame = { readonly roles: readonly string[]; readonly clockKinds: readonly string[] }

/** What a step that must be done holds back: the acts that would pass over it. */
export type StepGuard = { readonly step: string; readonly words: OwnWords; readonly milestones: readonly Milestone[]; readonly before: readonly HeldAction[] }

/** In the order of a life. */
export const heldOrder = Object.keys(heldActions) as HeldAction[]

/** The guards a template adds to the lifecycle's own: one per required step that wants more than the lifecycle insists on. */
export function guardsOf(template: ProcessTemplate): readonly StepGuard[] {
  return template.steps.flatMap((step, i) => {
    const more = step.doneBy.filter(holds)
    if (!step.required || more.length === 0) return []
    const first = step.before ?? firstPastStep(template, i)
    return [{ step: step.code, words: step.words, milestones: more, before: heldOrder.slice(heldOrder.indexOf(first)) }]
  })
}

/** Every problem of the document, not the first; empty means it may be used. */
export function checkProcesses(policy: ProcessPolicy, frame: ProcessFrame): readonly ProcessProblem[] {
  const problems: ProcessProblem[] = []
  const add = (code: string, at: string): void => void problems.push({ code, at })
  if (!policy.templates[policy.default]) add('template_unknown', 'default')
  policy.choices.forEach((choice, i) => {
    if (!policy.templates[choice.template]) add('template_unknown', `choices[${i}]`)
    if (policy.choices.findIndex((other) => other.unit === choice.unit) !== i) add('unit_twice', `choices[${i}]`)
    if (!policy.sources[choice.source]) add('source_unknown', `choices[${i}]`)
  })
  for (const [code, template] of Object.entries(policy.templates)) {
    const at = `templates.${code}`
    if (!policy.sources[template.source]) add('source_unknown', at)
    if (template.steps.length === 0) add('no_steps', at)
    template.steps.forEach((step, i) => checkStep({ policy, template, frame, add: (problem) => add(problem, `${at}.steps[${i}]`) }, step, i))
    const mapped = template.steps.flatMap((s) => s.maps)
    for (const m of everyLife) if (!mapped.includes(m)) add(`milestone_missing_${m}`, at)
  }
  return problems
}

type Checking = { readonly policy: ProcessPolicy; readonly template: ProcessTemplate; readonly frame: ProcessFrame; readonly add: (problem: string) => void }

function checkStep({ policy, template, frame, add }: Checking, step: ProcessStep, i: number): void {
  const earlier = template.steps.slice(0, i)
  if (earlier.some((s) => s.code === step.code)) add('step_twice')
  if (step.maps.length === 0) add('milestone_none')
  if (step.maps.some((m, n) => step.maps.indexOf(m) !== n || earlier.some((s) => s.maps.includes(m)))) add('milestone_twice')
  if (earlier.some((s) => s.maps.some((m) => step.maps.some((mine) => needs(m, mine))))) add('order_impossible')
  if (step.doneBy.length === 0 || step.doneBy.some((m) => !step.maps.includes(m))) add('done_elsewhere')
  if (step.before !== undefined && !step.required) add('held_by_optional')
  // what a step holds back must not be what the step itself waits for
  if (step.required && firstHeld(template, i).some((action) => step.doneBy.some((m) => m === heldActions[action] || needs(m, heldActions[action])))) add('step_impossible')
  if (!frame.roles.includes(step.role)) add('role_unknown')
  if (!policy.sources[step.source]) add('source_unknown')
  const limit = step.limit
  if (limit && 'clock' in limit && !frame.clockKinds.includes(limit.clock)) add('clock_unknown')
  if (limit && 'budget' in limit && template.steps.slice(i).some((s) => s.maps.includes(limit.from) && limit.from !== 'received')) add('limit_from_later')
}

/** The act at which a step starts to hold back, when it holds back at all. */
function firstHeld(template: ProcessTemplate, i: number): readonly HeldAction[] {
  const step = template.steps[i]
  if (!step || !step.doneBy.some(holds)) return []
  return [step.before ?? firstPastStep(template, i)]
}

function firstPastStep(template: ProcessTemplate, i: number): HeldAction {
  const own = template.steps.slice(0, i + 1).flatMap((s) => s.maps)
  const later = template.steps.slice(i + 1).flatMap((s) => s.maps)
  const passes = (action: HeldAction): boolean => later.includes(heldActions[action]) || (!own.includes(heldActions[action]) && (action === 'closing' || action === 'archiving'))
  return heldOrder.find(passes) ?? 'archiving'
}

/** Whether `m` can only be reached once `other` lies behind. */
function needs(m: Milestone, other: Milestone): boolean {
  return (behind[m] ?? []).some((b) => b === other || needs(b, other))
}
