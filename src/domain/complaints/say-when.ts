// What can be said to the customer about time, ready to be read out: by when, and why it takes that long (ACK-05, SLA-14).
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'
import type { ClockKind } from '../sla/kinds.ts'
import type { Status } from './vocabulary.ts'

/** `clocks`: those that run, with their due instants; `statutoryAt`: the law's own instant while its watch runs. */
export type WhenFacts = { readonly status: Status; readonly unitsAsked: readonly string[]; readonly isPaused: boolean; readonly clocks: readonly { readonly kind: ClockKind; readonly dueAt: number }[]; readonly statutoryAt: number | null }
export type SayWhen = { readonly by: number; readonly because: readonly Why[] }

/** What the customer waits for at each point of the line. */
const stages: Readonly<Partial<Record<Status, string>>> = { received: 'first_check', accepted: 'first_check', investigating: 'checking', planning: 'deciding', approving: 'approving', negotiating: 'your_answer', decided: 'carrying_out', executing: 'carrying_out', confirming: 'your_word' }
const promisedBy: readonly ClockKind[] = ['decision', 'claim_decision', 'data_request', 'payment', 'claim_answer', 'first_contact']

/** The instant and its reasons; null when nothing is owed any more. What is overdue can't be said again: then the law's instant, or nothing. */
export function sayWhen(c: WhenFacts, now: number): SayWhen | null {
  const stage = stages[c.status]
  if (stage === undefined) return null
  const ahead = promisedBy.flatMap((kind) => c.clocks.filter((k) => k.kind === kind && k.dueAt > now))[0]?.dueAt
  const law = c.statutoryAt !== null && c.statutoryAt > now ? c.statutoryAt : undefined
  const by = ahead !== undefined && law !== undefined ? Math.min(ahead, law) : (ahead ?? law)
  if (by === undefined) return null
  return { by, because: [why(`say.${stage}`), ...(c.unitsAsked.length > 0 ? [why('say.unit_asked', { units: c.unitsAsked })] : []), ...(c.isPaused ? [why('say.waiting')] : [])] }
}
