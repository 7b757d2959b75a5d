// The process templates as a policy document: shape and problems of `policies/processes.yaml`.
import { z } from 'zod'
import { shippedRoles } from '../../domain/identity/permissions.ts'
import { checkProcesses, heldActions, milestones } from '../../domain/policy/process-template.ts'
import type { HeldAction, ProcessPolicy } from '../../domain/policy/process-template.ts'
import { why } from '../../domain/refusal.ts'
import { budgetUnits } from '../../domain/sla/budgets.ts'
import { clockKinds } from '../../domain/sla/kinds.ts'
import type { PolicyDocument } from '../policy/documents.ts'

const code = z.string().regex(/^[a-z][a-z0-9_]*$/).max(40)
const words = z.strictObject({ 'zh-CN': z.string().min(1).max(30), 'zh-TW': z.string().min(1).max(30), en: z.string().min(1).max(60) })
const milestone = z.enum(milestones)
const limit = z.union([
  z.strictObject({ clock: z.string() }),
  z.strictObject({ budget: z.strictObject({ value: z.int().min(1).max(1000), unit: z.enum(budgetUnits) }), from: milestone }),
])
const step = z.strictObject({
  code, words, role: z.string(), department: words.exactOptional(), maps: z.array(milestone), doneBy: z.array(milestone), required: z.boolean(),
  before: z.enum(Object.keys(heldActions) as [HeldAction, ...HeldAction[]]).exactOptional(), anytime: z.boolean().exactOptional(), limit: limit.exactOptional(), source: z.string(),
})

const shape = z.strictObject({
  version: z.int().positive(), validFrom: z.iso.date(), sources: z.record(z.string(), z.string()), default: code,
  choices: z.array(z.strictObject({ unit: z.string().min(1).max(40), template: code, source: z.string() })).max(500),
  templates: z.record(code, z.strictObject({ words, source: z.string(), steps: z.array(step).max(20) })),
})

const frame = { roles: shippedRoles.map((r) => r.code), clockKinds }

/** Which steps a case goes through under which name, and which unit chose which template (C8). */
export const processesDocument: PolicyDocument<ProcessPolicy> = {
  kind: 'processes', file: 'processes.yaml',
  parse: (body) => shape.parse(body),
  problems: (policy) => checkProcesses(policy, frame).map(({ code: problem, at }) => why(`policy.process.${problem.startsWith('milestone_missing_') ? 'milestone_missing' : problem}`, { path: at, ...(problem.startsWith('milestone_missing_') ? { milestone: problem.slice(18) } : {}) })),
}
