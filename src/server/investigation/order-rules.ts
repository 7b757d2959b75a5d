// The rules for work contact orders as a policy document (policies/orders.yaml): how soon, how often, and what each reason asks first.
import { z } from 'zod'
import { evidenceTypes } from '../../domain/complaints/evidence.ts'
import { reasonCodes } from '../../domain/complaints/vocabulary.ts'
import { why } from '../../domain/refusal.ts'
import type { PolicyDocument } from '../policy/documents.ts'

const amount = (max: number, min = 1) => z.strictObject({ value: z.int().min(min).max(max), source: z.string().min(1) })
const shape = z.strictObject({
  version: z.int().positive(), validFrom: z.iso.date(),
  acceptHours: amount(72), returns: amount(9, 0), remindEveryMinutes: amount(1440), extensionHours: amount(72), partnerHours: amount(720),
  notice: z.strictObject({ text: z.string().min(1).max(300), source: z.string().min(1) }),
  templates: z.array(z.strictObject({ reason: z.string(), words: z.strictObject({ 'zh-CN': z.string().min(1).max(500), 'zh-TW': z.string().min(1).max(500), en: z.string().min(1).max(500) }), wanted: z.array(z.enum(evidenceTypes)).max(10), source: z.string().min(1) })).max(60),
})
export type OrderRules = z.output<typeof shape>

export const ordersDocument: PolicyDocument<OrderRules> = {
  kind: 'orders', file: 'orders.yaml', parse: (body) => shape.parse(body),
  problems: (value) => value.templates.flatMap((t, i) => ((reasonCodes as readonly string[]).includes(t.reason.split('.')[0] ?? '') ? [] : [why('policy.orders.reason_unknown', { path: `templates[${i}].reason`, reason: t.reason })])),
}

/** The templates a case of this reason begins with: those of its leaf before those of its branch. */
export function templatesFor(rules: OrderRules, reason: string | null): OrderRules['templates'] {
  if (reason === null) return []
  return rules.templates.filter((t) => reason === t.reason || reason.startsWith(`${t.reason}.`)).toSorted((a, b) => b.reason.length - a.reason.length)
}
