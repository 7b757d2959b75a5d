// The pauses as a policy document (policies/pauses.yaml), refused when it can't be meant.
import { z } from 'zod'
import { clockKinds } from '../../domain/sla/kinds.ts'
import { pauseCodes, pauseRuleProblems } from '../../domain/sla/pause-rules.ts'
import type { PauseRules } from '../../domain/sla/pause-rules.ts'
import { regulatorDaysByLaw } from '../../domain/sla/regulator.ts'
import type { PolicyDocument } from '../policy/documents.ts'

const source = z.string().min(1)
const hours = z.int().min(1).max(8760)
const whole = (max: number) => z.strictObject({ value: z.int().min(0).max(max), source })
const shape = z.strictObject({
  version: z.int().positive(), validFrom: z.iso.date(), source, lateAfterMinutes: whole(1440), coolDownMinutes: whole(1440), regulatorAfterDays: whole(60),
  reasons: z.array(z.strictObject({ code: z.enum(pauseCodes), waitsForCustomer: z.boolean(), stands: z.array(z.enum(clockKinds)).min(1), capHours: hours, caseCapHours: hours, approval: z.union([z.enum(['none', 'always']), z.strictObject({ aboveHours: hours })]), evidence: z.boolean(), source })).min(1),
})

export const pausesDocument: PolicyDocument<PauseRules> = {
  kind: 'pauses', file: 'pauses.yaml',
  parse: (body) => {
    const f = shape.parse(body)
    return { version: `pauses@${f.version}`, lateAfterMinutes: f.lateAfterMinutes.value, coolDownMinutes: f.coolDownMinutes.value, regulatorAfterDays: f.regulatorAfterDays.value, reasons: f.reasons.map(({ source: _source, ...r }) => r) }
  },
  problems: pauseRuleProblems,
  looserThanLaw: (rules) => (rules.regulatorAfterDays > regulatorDaysByLaw ? [{ path: 'regulatorAfterDays.value', law: 'express_regulation_29' }] : []),
}
