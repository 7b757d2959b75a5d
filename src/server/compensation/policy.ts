// The rules of compensation as a policy document (policies/compensation.yaml).
import { z } from 'zod'
import { compensationProblems, goodwillKinds, harms, looserCompensation, payments } from '../../domain/compensation/rules.ts'
import type { CompensationPolicy } from '../../domain/compensation/rules.ts'
import type { PolicyDocument } from '../policy/documents.ts'

const source = z.string().min(1)
const shape = z.strictObject({
  version: z.int().positive(), validFrom: z.iso.date(),
  rules: z.array(z.strictObject({ harm: z.enum(harms), insured: z.boolean(), pays: z.enum(payments), capTimesFee: z.number().positive().max(1000).nullable(), refundsFee: z.boolean(), law: z.string().min(1), source })).min(1).max(50),
  goodwill: z.strictObject({ perCaseMinor: z.int().min(0).max(100_000_00), kinds: z.array(z.enum(goodwillKinds)).max(goodwillKinds.length), source }),
})

export const compensationDocument: PolicyDocument<CompensationPolicy> = { kind: 'compensation', file: 'compensation.yaml', parse: (body) => shape.parse(body), problems: compensationProblems, looserThanLaw: looserCompensation }
