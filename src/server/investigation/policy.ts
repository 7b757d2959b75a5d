// The plans of evidence and the tree of causes as policy documents: shape and problems of `policies/evidence-plans.yaml` and `policies/causes.yaml`.
import { z } from 'zod'
import { evidenceTypes } from '../../domain/complaints/evidence.ts'
import { causeCodes, priorityLevels, reasonCodes } from '../../domain/complaints/vocabulary.ts'
import type { CauseCode, ReasonCode } from '../../domain/complaints/vocabulary.ts'
import { checkPoints } from '../../domain/investigation/check.ts'
import { causeProblems } from '../../domain/investigation/causes.ts'
import type { Cause, CauseTree } from '../../domain/investigation/causes.ts'
import { departments } from '../../domain/investigation/departments.ts'
import { givers, planProblems } from '../../domain/investigation/plan.ts'
import type { EvidencePlan, EvidencePlans } from '../../domain/investigation/plan.ts'
import { why } from '../../domain/refusal.ts'
import type { PolicyDocument } from '../policy/documents.ts'

const code = z.string().regex(/^[a-z][a-z0-9_]*$/).max(40)
const source = z.string().min(1)
const words = (max: number) => z.strictObject({ 'zh-CN': z.string().min(1).max(max), 'zh-TW': z.string().min(1).max(max), en: z.string().min(1).max(max * 3) })
const head = { version: z.int().positive(), validFrom: z.iso.date(), sources: z.record(z.string(), z.string()) }
const whole = z.int().min(1)

const plansShape = z.strictObject({
  ...head,
  team: z.strictObject({ levels: z.array(z.enum(priorityLevels)), reasons: z.array(z.string()), amountMinor: whole, source }),
  similar: z.strictObject({ days: whole.max(60), baselineDays: whole.max(365), factor: z.number().min(1).max(100), least: whole.max(100), source }),
  departments: z.strictObject({ default: z.enum(departments), source, byReason: z.partialRecord(z.enum(reasonCodes), z.enum(departments)) }),
  items: z.record(code, z.strictObject({ types: z.array(z.enum(evidenceTypes)).min(1), givers: z.array(z.enum(givers)).min(1), hours: whole.max(720), what: words(40), why: words(60), source })),
  plans: z.record(z.enum(reasonCodes), z.strictObject({ checks: z.array(z.enum(checkPoints)).min(1), wants: z.array(z.string().regex(/^[a-z][a-z0-9_]*!?$/)).min(1), source })),
})

/** What each reason's investigation checks and wants (INV-01, 02, 05…08, 15, 20). */
export const evidencePlansDocument: PolicyDocument<EvidencePlans> = {
  kind: 'evidence_plans', file: 'evidence-plans.yaml',
  parse: (body) => {
    const f = plansShape.parse(body)
    const plans = Object.fromEntries(reasonCodes.map((r): [ReasonCode, EvidencePlan] => [r, { checks: f.plans[r].checks, wants: f.plans[r].wants.map((w) => ({ item: w.replace('!', ''), mandatory: w.endsWith('!') })) }])) as Record<ReasonCode, EvidencePlan>
    return { version: f.version, items: f.items, plans, team: f.team, similar: f.similar, departments: f.departments as EvidencePlans['departments'] }
  },
  problems: planProblems,
}

const causesShape = z.strictObject({
  ...head,
  causes: z.record(z.enum(causeCodes), z.array(z.strictObject({ code, words: words(30), reasons: z.array(z.enum(reasonCodes)), retired: z.boolean().exactOptional(), source })).max(40)),
})

/** The tree of causes (INV-11, 12, CLS-14). A code that findings carry may be retired, never taken away. */
export const causesDocument: PolicyDocument<CauseTree> = {
  kind: 'causes', file: 'causes.yaml',
  parse: (body) => {
    const f = causesShape.parse(body)
    const causes = Object.fromEntries(causeCodes.map((c): [CauseCode, Cause[]] => [c, f.causes[c].map(({ source: _source, ...each }) => ({ ...each, retired: each.retired === true }))])) as Record<CauseCode, Cause[]>
    return { version: f.version, causes }
  },
  problems: causeProblems,
  follows: (tree, before) => causeCodes.flatMap((c) => before.causes[c].filter((old) => !tree.causes[c].some((now) => now.code === old.code)).map((old) => why('policy.cause.gone', { path: `causes.${c}`, code: old.code }))),
}
