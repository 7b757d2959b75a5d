// How long is kept what the house holds of a customer, as a policy document (policies/retention.yaml).
import { z } from 'zod'
import { why } from '../../domain/refusal.ts'
import type { PolicyDocument } from '../policy/documents.ts'

const source = z.string().min(1)
const shape = z.strictObject({ version: z.int().positive(), validFrom: z.iso.date(), records: z.strictObject({ years: z.int().min(1).max(30), source }), copies: z.strictObject({ days: z.int().min(1).max(90), source }) })
/** Records of trade (电子商务法 Art. 31), and as long as claims last (民法典 Art. 188). */
const leastYears = 3

export type RetentionPolicy = { readonly version: number; readonly recordYears: number; readonly copyDays: number }

/** The document; `toldYears` is what the consent text in force tells customers, beyond which nothing may be kept. */
export function retentionDocument(toldYears: number): PolicyDocument<RetentionPolicy> {
  return {
    kind: 'retention', file: 'retention.yaml',
    parse: (body) => {
      const f = shape.parse(body)
      return { version: f.version, recordYears: f.records.years, copyDays: f.copies.days }
    },
    problems: (policy) => (policy.recordYears > toldYears ? [why('policy.retention.longer_than_told', { path: 'records.years', years: toldYears })] : []),
    looserThanLaw: (policy) => (policy.recordYears < leastYears ? [{ path: 'records.years', law: 'e_commerce_31' }] : []),
  }
}
