// Objection and internal appeal on the wire (C7, FUP-12, ESC-01): first form of the second look.
import { z } from 'zod'
import { reviewKinds } from '../domain/complaints/vocabulary.ts'
import { instant, text } from './common.ts'
import { step } from './complaints.ts'

export const object = step('objection', 'complaint:object', 'The customer objects; a different person looks again', { kind: z.enum(reviewKinds).default('objection'), words: text(2000) })
export const decideReview = step('review', 'complaint:review', 'Decide an objection: reopen, or uphold with reasons', { result: z.enum(['upheld', 'reopened']), reasons: text(2000) })
export const review = z.strictObject({ id: z.uuid(), kind: z.enum(reviewKinds), words: z.string(), raisedAt: instant, state: z.enum(['open', 'upheld', 'reopened']), reasons: z.string().nullable(), by: z.string().nullable(), decidedAt: instant.nullable() })
export const appealsEndpoints = [object, decideReview] as const
