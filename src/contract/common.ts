// Shapes every capability's wire shares: ids, instants, money, pages, problems.
import { z } from 'zod'

/** Text a person typed: trimmed, without NUL and control characters other than line breaks and tabs. */
export const text = (max: number, min = 1) => z.string().trim().min(min).max(max).refine((s) => !/[^\P{Cc}\t\n\r]/u.test(s) && s.isWellFormed(), { error: 'control_characters' })
export const line = (max: number, min = 1) => text(max, min).refine((s) => !/[\r\n]/.test(s), { error: 'line_break' })

export const id = z.uuid()
export const code = z.string().regex(/^[a-z][a-z0-9_]*$/).max(64)
/** Neither database nor browsers agree about years of fewer or more than four digits, and an offset leads there from within. */
const inOurTime = (text: string): boolean => Date.parse(text) >= Date.UTC(1900, 0) && Date.parse(text) < Date.UTC(2200, 0)
/** ISO 8601 with offset, from 1900 to 2199. */
export const instant = z.iso.datetime({ offset: true }).refine(inOurTime, { error: 'invalid_format' })
export const date = z.iso.date().refine(inOurTime, { error: 'invalid_format' })
export const money = z.strictObject({ minor: z.int().min(0).max(100_000_000_00), currency: z.literal('CNY').default('CNY') })
export type Money = z.output<typeof money>

export const withId = z.strictObject({ id })
export const version = z.int().min(1)
export const pageQuery = { limit: z.coerce.number().int().min(1).max(100).default(50), cursor: z.string().max(500).optional() }
export const page = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() })

export const person = z.strictObject({ id, name: z.string() })
export const unitRef = z.strictObject({ id, code: z.string(), name: z.string(), kind: z.string() })
export const because = z.strictObject({ code: z.string(), params: z.record(z.string(), z.unknown()) })
export const why = z.strictObject({ code: z.string(), params: z.record(z.string(), z.unknown()) })
export const done = z.strictObject({ ok: z.literal(true) })

/** `application/problem+json` (`contract.md`, Errors). */
export const problem = z.strictObject({
  status: z.int(), code: z.string(), params: z.record(z.string(), z.unknown()), requestId: z.string(),
  fields: z.array(z.strictObject({ path: z.string(), code: z.string() })).optional(),
})
export type Problem = z.output<typeof problem>
