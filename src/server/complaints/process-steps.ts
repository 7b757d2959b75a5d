// The acts on a case's process itself: another template from now on, and the record of steps that have no act of their own.
import { changeProcess, recordStep } from '../../contract/processes.ts'
import { handMilestones } from '../../domain/policy/process-template.ts'
import { Refusal } from '../../domain/refusal.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import type { Deps } from './deps.ts'
import { takeStep } from './gate.ts'
import type { Decided, Step } from './gate.ts'
import { pinOf, processOf, templateInForce } from './process-store.ts'
import { gist } from './words.ts'

/** The acts as routes; both go through the gate. */
export function processStepRoutes(deps: Deps): Route[] {
  return [
    route(changeProcess, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'process_change', body.version, (step) => changed(step, body.template, body.reason))),
    route(recordStep, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'process_step', body.version, (step) => recorded(step, body.step, body.note))),
  ]
}

async function changed({ deps, tx, row }: Step, code: string, reason: string): Promise<Decided> {
  const next = templateInForce(deps.policy(), code)
  if (!next) throw new Refusal('process.no_such_template', { code }, 400)
  const previous = pinOf(await processOf(tx, deps.policy(), row))
  if (previous === pinOf(next)) throw new Refusal('process.same_template')
  return { set: { process: pinOf(next) }, data: { process: pinOf(next), previous, words: next.template.words, reason: gist(reason) } }
}

async function recorded({ deps, tx, row }: Step, code: string, note: string): Promise<Decided> {
  const pinned = await processOf(tx, deps.policy(), row)
  const step = pinned.template.steps.find((s) => s.code === code)
  if (!step) throw new Refusal('process.no_such_step', { code }, 400)
  const milestones = step.doneBy.filter((m) => handMilestones.includes(m))
  if (milestones.length === 0) throw new Refusal('process.step_has_its_act', { step: step.words })
  return { data: { process: pinOf(pinned), step: code, words: step.words, milestones, note: gist(note) } }
}
