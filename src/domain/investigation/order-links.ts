// The life of a link to one question: how long it opens, who may make one, and why it no longer does.
import type { Actor } from '../identity/actor.ts'
import { may } from '../identity/actor.ts'
import { hourMillis } from '../sla/days.ts'

/** `over`: the question was answered by somebody else, cancelled or handed over. */
export const linkStates = ['open', 'answered', 'over', 'expired', 'revoked'] as const
export type LinkState = (typeof linkStates)[number]

/** A question has so many links that still open, at most: one for each of a few people who may know. */
export const mostLinks = 5

const longest = 72 * hourMillis
const afterDue = 24 * hourMillis

/** Until when a link made now opens: a day beyond the question's due instant, three days at most, and an hour at least for a question long overdue. */
export function linkEnd(now: number, dueAt: number): number {
  return Math.min(now + longest, Math.max(dueAt + afterDue, now + hourMillis))
}

/** Whether the actor may give somebody without an account a way to answer: who asks questions, or who answers for a unit and may write to people outside. */
export function mayMakeLink(actor: Actor): boolean {
  return may(actor, 'order:issue') || (may(actor, 'order:answer') && may(actor, 'complaint:contact'))
}
