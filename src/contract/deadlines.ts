// The deadlines of a case on the wire: why each is due when it is, and all of them on one line of time.
import { z } from 'zod'
import { budgetUnits } from '../domain/sla/budgets.ts'
import { clockKinds } from '../domain/sla/kinds.ts'
import { because, date, id, instant, withId } from './common.ts'
import { clock } from './complaints.ts'
import { endpoint } from './endpoint.ts'
import type { ReplyOf } from './endpoint.ts'

const budget = z.strictObject({ value: z.int(), unit: z.enum(budgetUnits) })
const segment = z.strictObject({ from: instant, to: instant, counted: z.boolean(), because })
/** `title` and `publishedOn` are null for a notice the stored calendars don't hold. */
const notice = z.strictObject({ number: z.string(), title: z.string().nullable(), publishedOn: date.nullable() })
/** `until`: the end it has at the latest; `approvedBy`: who decided on it, `refused` when they said no; `lost`: what the count stood because of it; `late`: entered after the fact. Only a `counted` one moves anything. Units read no reasons and no names. */
const pause = z.strictObject({
  from: instant, to: instant.nullable(), until: instant.nullable(), code: z.string(), state: z.enum(['asked', 'counted', 'refused', 'lapsed']), reason: z.string().nullable(), evidence: z.string().nullable(), by: z.string().nullable(), approvedBy: z.string().nullable(), decisionReason: z.string().nullable(),
  enteredAt: instant, late: z.boolean(), lost: z.strictObject({ value: z.number(), unit: z.enum(['millisecond', 'day']) }),
})

export const explanation = z.strictObject({
  clock, source: z.string(), segments: z.array(segment),
  /** When this was told; what lasts is counted up to then. */
  at: instant, complaintNo: z.string(),
  /** What the rule gives; null when the instant was agreed for this clock alone. */
  budget: budget.nullable(), pausable: z.boolean(),
  profile: z.strictObject({ code: z.string(), version: z.int() }), policyVersion: z.string(),
  calendar: z.strictObject({ version: z.string(), coverageUntil: date, notices: z.array(notice) }),
  /** The earlier aim inside the house, and the watch of the law over the same case. */
  target: z.strictObject({ budget, dueAt: instant }).nullable(), cap: z.strictObject({ dueAt: instant, rolledDueAt: instant.nullable(), stoppedAt: instant.nullable() }).nullable(),
  /** The day of rest from which the rolled instant was moved on. */
  roll: z.strictObject({ on: date, because }).nullable(),
  /** Where the count ends: the due instant, or while the clock stands the instant it would end if it went on now. */
  reckonedAt: instant, pauses: z.array(pause),
  /** Steps of the record that moved the instant, oldest first; `code` is the event's type, `params` what its sentence names. */
  changes: z.array(z.strictObject({ at: instant, code: z.string(), params: z.record(z.string(), z.string()), before: instant, dueAt: instant })),
  /** `excusedAt`: since when a pause entered later, or a count anew, explains it; the breach stays on record. */
  breach: z.strictObject({ dueAt: instant, noticedAt: instant, excusedAt: instant.nullable() }).nullable(),
})
export type ExplanationView = z.output<typeof explanation>

export const explainClock = endpoint({
  method: 'GET', path: '/api/complaints/:id/clocks/:kind/explanation', needs: 'complaint:read', summary: 'How a deadline came about: every stretch counted or skipped, every pause, the limits side by side',
  params: z.strictObject({ id, kind: z.enum(clockKinds) }), query: z.strictObject({ epoch: z.coerce.number().int().min(1).optional() }), reply: explanation,
})

/** A clock with all it takes to say how it stands at any other instant; pauses are those that bear on it. */
export const deadline = clock.extend({
  cancelled: z.boolean(), calendarVersion: z.string(), budget: budget.nullable(), targetAt: instant.nullable(), breachNoticedAt: instant.nullable(),
  pauses: z.array(z.strictObject({ from: instant, to: instant.nullable(), until: instant.nullable() })),
})
export const listDeadlines = endpoint({ method: 'GET', path: '/api/complaints/:id/deadlines', needs: 'complaint:read', summary: 'All clocks of the case for one line of time', params: withId, reply: z.strictObject({ at: instant, items: z.array(deadline) }) })
export type DeadlineView = ReplyOf<typeof listDeadlines>['items'][number]

export const deadlineEndpoints = [explainClock, listDeadlines] as const
