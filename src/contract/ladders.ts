// The ladder of a deadline on the wire: what was told to whom and when, what comes next, and how the warnings of breaches turned out.
import { z } from 'zod'
import { statuses } from '../domain/complaints/vocabulary.ts'
import { offsetUnits } from '../domain/sla/offsets.ts'
import { clockKinds, clockStates } from '../domain/sla/kinds.ts'
import { id, instant } from './common.ts'
import { endpoint } from './endpoint.ts'
import type { ReplyOf } from './endpoint.ts'

const amount = z.strictObject({ value: z.int(), unit: z.enum(offsetUnits) })
/** Where a step stands; null for one that is in no ladder any more, and for the warning. */
const place = z.union([z.strictObject({ before: amount }), z.strictObject({ after: amount }), z.strictObject({ share: z.number() }), z.literal('due')])

/** `to` is a recipient's code: `owner`, `first_contact_owner`, `asked_unit`, `unit_manager`, `province_manager`, `role:<code>`. Units read no names of the house. */
const told = z.strictObject({ to: z.string(), name: z.string().nullable(), unit: z.string().nullable() })
const missing = z.strictObject({ to: z.string(), because: z.enum(['none', 'disabled', 'absent', 'shift_over']) })
/**
 * `told`; `passed_on` to the recipients of a later step, because nobody of its own could be told; `kept` for those who are away; `nobody`; `overtaken`
 * by a later step; `next` and `planned` are to come. `dueAt` is the due instant the step belongs to: another one once the deadline has moved.
 */
export const stepState = z.enum(['told', 'passed_on', 'kept', 'nobody', 'overtaken', 'next', 'planned'])
export const ladderStep = z.strictObject({
  step: z.string(), class: z.enum(['reminder', 'breach', 'warning']), place: place.nullable(), at: instant, dueAt: instant, state: stepState, toldAt: instant.nullable(), told: z.array(told), missing: z.array(missing), via: z.array(z.enum(['in_app', 'email', 'sms'])),
})
/** Why a breach was likely: what cases like this one still needed from there, and what was left. `basis`: cases of its status and reason, of its status, or the policy while they are too few. */
export const breachWarning = z.strictObject({ warnedAt: instant, status: z.enum(statuses), needsMs: z.int(), leftMs: z.int(), sample: z.int(), basis: z.enum(['reason', 'status', 'policy']), percentile: z.int() })

export const listClockSteps = endpoint({
  method: 'GET', path: '/api/complaints/:id/clocks/:kind/steps', needs: 'complaint:read', summary: 'The ladder of a deadline: what was told to whom and when, and what comes next',
  params: z.strictObject({ id, kind: z.enum(clockKinds) }), query: z.strictObject({ epoch: z.coerce.number().int().min(1).optional() }),
  reply: z.strictObject({ at: instant, kind: z.enum(clockKinds), epoch: z.int(), dueAt: instant, state: z.enum(clockStates), warning: breachWarning.nullable(), items: z.array(ladderStep) }),
})
export type ClockSteps = ReplyOf<typeof listClockSteps>

/** `missed`: breaches nobody had been warned of. Shares are null while nothing is settled. */
export const measureClockWarnings = endpoint({
  method: 'GET', path: '/api/clock-warnings', needs: 'floor:read', summary: 'How the warnings of likely breaches turned out: false alarms, and breaches foreseen', query: z.strictObject({ days: z.coerce.number().int().min(1).max(365).default(30) }),
  reply: z.strictObject({ days: z.int(), warned: z.int(), breached: z.int(), kept: z.int(), open: z.int(), missed: z.int(), falseAlarms: z.number().nullable(), foreseen: z.number().nullable() }),
})

export const ladderEndpoints = [listClockSteps, measureClockWarnings] as const
