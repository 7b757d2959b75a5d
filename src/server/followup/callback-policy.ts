// The callback rules as a policy document (policies/callback.yaml); what calls by them comes with the follow-up of cases.
import { z } from 'zod'
import { callbackChannels, callbackGroups, callbackProblems } from '../../domain/followup/callback-policy.ts'
import type { CallbackPolicy } from '../../domain/followup/callback-policy.ts'
import { budgetUnits } from '../../domain/sla/budgets.ts'
import type { PolicyDocument } from '../policy/documents.ts'

const percent = z.int().min(0).max(100)
const source = z.string().min(1)
const channel = z.enum(callbackChannels)
const shape = z.strictObject({
  version: z.int().positive(), validFrom: z.iso.date(),
  rules: z.array(z.strictObject({ who: z.enum(callbackGroups), percent, after: z.strictObject({ value: z.int().min(1).max(365), unit: z.enum(budgetUnits) }), channel, retries: z.int().min(0).max(10), everyHours: z.int().min(1).max(240), source })).min(1).max(50),
  survey: z.strictObject({ percent, channel, everyMonths: z.int().min(1).max(24), source }),
})

export const callbackDocument: PolicyDocument<CallbackPolicy> = { kind: 'callback', file: 'callback.yaml', parse: (body) => shape.parse(body), problems: callbackProblems }
