// A case step by step as its template names them, and the templates themselves, for people.
import { sql } from 'kysely'
import type { getCaseProcess, listProcesses } from '../../contract/processes.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { conformance } from '../../domain/complaints/conformance.ts'
import type { Conformance } from '../../domain/complaints/conformance.ts'
import { guardsOf, handMilestones } from '../../domain/policy/process-template.ts'
import type { ProcessTemplate } from '../../domain/policy/process-template.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import type { Ctx } from '../platform/context.ts'
import { readClock } from '../platform/database.ts'
import { clockTimes, loadClocks } from './clocks.ts'
import type { PolicyInForce } from './policy.ts'
import { processesDocument } from './process-policy.ts'
import { loadRecords, processOf } from './process-store.ts'
import { loadVisible } from './visible.ts'

type Shown = NonNullable<ReplyOf<typeof getCaseProcess>['process']>
type Steps = ReplyOf<typeof listProcesses>['items'][number]['steps']

/**
 * The steps of a case: what is done and by whom, what is on, what comes next. A unit learns neither who nor when, nor what deviates.
 * @throws Refusal `not_found` (404) when the case doesn't exist for the actor.
 */
export async function viewProcess(ctx: Ctx, policy: PolicyInForce, id: string): Promise<{ process: Shown | null }> {
  const row = await loadVisible(ctx.db, ctx.actor, id)
  if (row.kind !== 'complaint') return { process: null }
  const [pinned, records, clocks, now] = [await processOf(ctx.db, policy, row), await loadRecords(ctx.db, [row.id]), await loadClocks(ctx.db, row.id), await readClock(ctx.db)]
  const standing = conformance(pinned.template, records.get(row.id) ?? [], { now, time: policy.time, clocks: clocks.map(clockTimes), light: false })
  const shown = shownProcess(pinned, standing)
  return { process: seesConformance(ctx.actor) ? shown : forUnits(shown) }
}

/** Who learns how a case kept to its template: headquarters and provinces, never the units that are asked about it. */
export function seesConformance({ scope }: Actor): boolean {
  return scope.kind === 'all' || scope.kind === 'province'
}

/** The templates in force with their steps and the units' choices. */
export async function viewTemplates(ctx: Ctx, policy: PolicyInForce): Promise<ReplyOf<typeof listProcesses>> {
  const document = policy.of(processesDocument)
  const units = document.choices.map((c) => c.unit)
  const names = units.length === 0 ? [] : (await sql<{ code: string; name: string }>`select code, name from org_units where code = any(${units}::text[])`.execute(ctx.db)).rows
  return {
    version: document.version, default: document.default, choices: document.choices.map((c) => ({ unit: c.unit, unitName: names.find((n) => n.code === c.unit)?.name ?? null, template: c.template })),
    items: Object.entries(document.templates).map(([code, t]) => ({ code, words: t.words, source: document.sources[t.source] ?? t.source, steps: stepsOf(t) })),
  }
}

function stepsOf(template: ProcessTemplate): Steps {
  const guards = guardsOf(template)
  return template.steps.map((s) => ({
    code: s.code, words: s.words, role: s.role, department: s.department ?? null, required: s.required, anytime: s.anytime === true, byHand: s.doneBy.some((m) => handMilestones.includes(m)), limit: (s.limit ?? null) as Steps[number]['limit'],
    holds: [...(guards.find((g) => g.step === s.code)?.before.slice(0, 1) ?? [])], source: s.source,
  }))
}

function shownProcess(pinned: { code: string; version: number; template: ProcessTemplate }, standing: Conformance): Shown {
  const steps = stepsOf(pinned.template).map((step) => {
    const at = standing.steps.find((s) => s.code === step.code)
    return { ...step, state: at?.state ?? 'ahead', doneAt: iso(at?.done?.at), doneBy: at?.done?.by ?? null, times: at?.times ?? 0, dueAt: iso(at?.dueAt), late: at?.late ?? false, holds: [...(at?.holds ?? [])] }
  })
  return { template: pinned.code, version: pinned.version, words: pinned.template.words, source: pinned.template.source, steps, current: standing.current, deviations: [...standing.deviations], verdict: standing.verdict }
}

function forUnits(shown: Shown): Shown {
  return { ...shown, deviations: [], verdict: 'running', steps: shown.steps.map((s) => ({ ...s, doneAt: null, doneBy: null, times: 0, dueAt: null, late: false, holds: [] })) }
}

function iso(at: number | null | undefined): string | null {
  return at === null || at === undefined ? null : new Date(at).toISOString()
}
