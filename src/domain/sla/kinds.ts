// The closed list of clocks a case can carry (`contract.md`, Clock kinds), and which of them no one may pause.

export const clockKinds = [
  'first_contact', 'verification_call', 'substantive_reply', 'preliminary_finding', 'outlet_reply', 'decision', 'statutory_watch', 'promise', 'regular_contact',
  'customer_answer', 'platform', 'regulator_reply', 'claim_answer', 'claim_decision', 'payment', 'callback', 'corrective_action', 'data_request',
] as const
export type ClockKind = (typeof clockKinds)[number]

/** Clocks set by law or by someone outside the company: no pause, profile or cool-down moves them (C2, `contract.md`). */
export const unpausableKinds: readonly ClockKind[] = ['statutory_watch', 'regulator_reply', 'platform']

/** How a clock reads at an instant; decided on read, never stored. */
export const clockStates = ['running', 'soon', 'overdue', 'met', 'met_late', 'cancelled', 'paused'] as const
export type ClockState = (typeof clockStates)[number]
