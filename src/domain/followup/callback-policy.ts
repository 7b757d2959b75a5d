// Who is called back after a case (requirement C10): rules as data, first match decides.
import type { Why } from '../refusal.ts'
import { why } from '../refusal.ts'
import type { Budget } from '../sla/budgets.ts'

export const callbackGroups = ['restricted', 'key_customers', 'not_agreed', 'reopened', 'high_priority', 'everybody'] as const
export type CallbackGroup = (typeof callbackGroups)[number]
export const callbackChannels = ['phone', 'sms', 'email', 'wechat'] as const

export type CallbackRule = { readonly who: CallbackGroup; readonly percent: number; readonly after: Budget; readonly channel: (typeof callbackChannels)[number]; readonly retries: number; readonly everyHours: number }
/** The survey of customers at large is a second instrument, counted apart. */
export type CallbackPolicy = { readonly version: number; readonly rules: readonly CallbackRule[]; readonly survey: { readonly percent: number; readonly channel: (typeof callbackChannels)[number]; readonly everyMonths: number } }

/** What forbids the rules: nobody may be left without a line, no line may never be reached, a group stands once. */
export function callbackProblems(policy: CallbackPolicy): readonly Why[] {
  const groups = policy.rules.map((r) => r.who)
  const last = groups.indexOf('everybody')
  return [
    ...(last < 0 ? [why('policy.callback.everybody_missing', { path: 'rules' })] : []),
    ...(last >= 0 && last < groups.length - 1 ? [why('policy.callback.never_reached', { path: `rules[${last + 1}]` })] : []),
    ...groups.flatMap((who, i) => (groups.indexOf(who) < i ? [why('policy.callback.group_twice', { path: `rules[${i}].who`, who })] : [])),
  ]
}
