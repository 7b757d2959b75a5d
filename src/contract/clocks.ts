// Pauses and promises of a case on the wire: asked for, granted, kept or broken, and what is ready to be said to the customer about time.
import { z } from 'zod'
import { statuses } from '../domain/complaints/vocabulary.ts'
import { clockKinds } from '../domain/sla/kinds.ts'
import { pauseCodes, pauseStates } from '../domain/sla/pause-rules.ts'
import { because, id, instant, line, person, why, withId } from './common.ts'
import { step } from './complaints.ts'
import { endpoint } from './endpoint.ts'

export const breakPromise = step('promise-breaking', 'complaint:promise', 'A promise can\'t be kept; the customer was told, and another may stand in its place', { epoch: z.int().min(1).max(32_767), reason: line(300), customerTold: z.literal(true), newDueAt: instant.optional() })
export const decidePause = step('pause-decision', 'complaint:approve_pause', 'A second person lets an asked pause count from its beginning, or refuses it', { approve: z.boolean(), reason: line(300) })
/** What a pause would do to one clock. `because`: why it never stands, or not by this reason; null when it does. */
const touched = z.strictObject({ kind: z.enum(clockKinds), epoch: z.int(), dueAt: instant, newDueAt: instant, stands: z.boolean(), because: because.nullable() })
export const previewPause = endpoint({
  method: 'GET', path: '/api/complaints/:id/pause-preview', needs: 'complaint:read', summary: 'What a pause would do: which clocks stand and which never do, their new instants, whether it takes a second person; stores nothing. Units read no clocks here', params: withId,
  query: z.strictObject({ code: z.enum(pauseCodes).default('waiting_customer'), fromAt: instant.optional(), untilAt: instant.optional(), evidence: z.enum(['yes', 'no']).default('no') }),
  reply: z.strictObject({ no: why.nullable(), late: z.boolean(), needsApproval: z.boolean(), latestEnd: instant.nullable(), clocks: z.array(touched) }),
})

export const pauseEntry = z.strictObject({
  id, code: z.enum(pauseCodes), state: z.enum(pauseStates), reason: z.string(), evidence: z.string().nullable(), files: z.array(z.strictObject({ id, name: z.string() })), kinds: z.array(z.enum(clockKinds)), from: instant, until: instant, to: instant.nullable(), capAt: instant.nullable(), late: z.boolean(),
  by: person, enteredAt: instant, decidedBy: z.string().nullable(), decidedAt: instant.nullable(), decisionReason: z.string().nullable(),
  /** Breaches that happened and that this entry explains. */
  excuses: z.array(z.enum(clockKinds)),
})
export const promiseStates = ['open', 'overdue', 'kept', 'kept_late', 'broken', 'lapsed'] as const
const promiseEntry = z.strictObject({ epoch: z.int(), text: z.string().nullable(), madeAt: instant, dueAt: instant, state: z.enum(promiseStates), endedAt: instant.nullable() })

export const getCommitments = endpoint({
  method: 'GET', path: '/api/complaints/:id/commitments', needs: 'complaint:read', summary: 'Promises and pauses of the case, when the customer is to hear from us, and what can be said to them about time now. Units read none of it', params: withId,
  reply: z.strictObject({
    at: instant, promises: z.array(promiseEntry), pauses: z.array(pauseEntry),
    /** What the policy grants: hours of one entry and of all entries of a reason, and what is used up. */
    reasons: z.array(z.strictObject({ code: z.enum(pauseCodes), capHours: z.int(), caseCapHours: z.int(), usedHours: z.number(), evidence: z.boolean(), approvalAboveHours: z.int().nullable() })),
    /** Ready to say (ACK-05, SLA-14): by when, and why it takes that long. */
    say: z.strictObject({ by: instant, because: z.array(because) }).nullable(),
    contactDueAt: instant.nullable(),
    /** Better not negotiate before (SLA-15, OPN-08); advice only. */
    coolDownUntil: instant.nullable(),
    /** Whether and since when the customer may go to the regulator (C6). */
    regulator: z.strictObject({ openBecause: z.enum(['no_answer', 'dissatisfied', 'channel_blocked']).nullable(), from: instant }).nullable(),
  }),
})
export type Commitments = z.output<typeof getCommitments.reply>

const caseRef = z.strictObject({ id, complaintNo: z.string(), keyword: z.string(), status: z.enum(statuses), version: z.int() })
export const listAskedPauses = endpoint({
  method: 'GET', path: '/api/pauses/asked', needs: 'complaint:approve_pause', summary: 'Pauses that wait for a second person, oldest first; one\'s own are listed and can\'t be decided',
  reply: z.strictObject({ items: z.array(z.strictObject({ case: caseRef, entry: pauseEntry, mine: z.boolean(), statutoryDueAt: instant.nullable() })) }),
})
export const pauseUse = endpoint({
  method: 'GET', path: '/api/pauses/use', needs: 'complaint:approve_pause', summary: 'Who let cases stand how often, how long, how often after the fact, in the last days', query: z.strictObject({ days: z.coerce.number().int().min(1).max(365).default(30) }),
  reply: z.strictObject({ from: instant, cases: z.int(), items: z.array(z.strictObject({ person, entries: z.int(), cases: z.int(), hours: z.number(), late: z.int(), refused: z.int(), excused: z.int(), nearLimit: z.int() })) }),
})

export const clocksEndpoints = [breakPromise, decidePause, previewPause, getCommitments, listAskedPauses, pauseUse] as const
