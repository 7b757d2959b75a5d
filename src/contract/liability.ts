// Which unit bears it, on the wire (RSP-01…06): first form of the judgement.
import { z } from 'zod'
import { bearerKinds } from '../domain/complaints/vocabulary.ts'
import { id, instant, line, text } from './common.ts'
import { step } from './complaints.ts'

const share = z.strictObject({ bearer: z.enum(bearerKinds), unitId: id.optional(), staffNo: line(30).optional(), percent: z.int().min(1).max(100), basis: line(300) })
export const judge = step('judgement', 'liability:judge', 'Share the responsibility among units; adds up to 100 %', { shares: z.array(share).min(1).max(10), reasoning: text(2000), rule: line(200).optional() })
export const judgement = z.strictObject({ id, reasoning: z.string(), rule: z.string().nullable(), by: z.string(), at: instant, shares: z.array(z.strictObject({ bearer: z.enum(bearerKinds), unit: z.string().nullable(), unitCode: z.string().nullable(), staffNo: z.string().nullable(), percent: z.int(), basis: z.string() })) })
export const liabilityEndpoints = [judge] as const
