// The inquiry into a leak of personal data: its steps, which wait for which, and that nobody says sorry for what is not confirmed (CLS-12, RSP-08, C11; 个人信息保护法 Art. 57).
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'

export const leakSteps = ['stop_access', 'preserve_logs', 'assess_notice', 'notify_authority', 'notify_persons', 'person_dealt_with', 'apology'] as const
export type LeakStep = (typeof leakSteps)[number]
export const leakResults = ['confirmed', 'not_confirmed'] as const
export type LeakResult = (typeof leakResults)[number]

/** Hours for each step: the first from the opening, the last two from a result that confirms the leak. */
export type LeakPolicy = { readonly version: string; readonly hours: Readonly<Record<LeakStep, number>> }

/** Steps that come only after the leak is confirmed. */
export const afterConfirmed: readonly LeakStep[] = ['person_dealt_with', 'apology']
/** Steps that may be left out, with the reason: the assessment says whom the law wants told. */
export const mayBeUnneeded: readonly LeakStep[] = ['notify_authority', 'notify_persons']

export type LeakState = { readonly result: LeakResult | null; readonly done: readonly LeakStep[] }

/** Why a step may not be recorded now; else null. */
export function whyNotStep(state: LeakState, step: LeakStep, needed: boolean): Why | null {
  if (state.done.includes(step)) return why('inquiry.step_done', { step })
  if (afterConfirmed.includes(step) && state.result !== 'confirmed') return why('inquiry.not_confirmed', { step })
  if (mayBeUnneeded.includes(step) && !state.done.includes('assess_notice')) return why('inquiry.assess_first', { step })
  return needed || mayBeUnneeded.includes(step) ? null : why('inquiry.step_needed', { step })
}

/** Why the inquiry may not come to its result; else null. What contains the leak and keeps its traces comes first, told or not told is settled. */
export function whyNotResult(state: LeakState): Why | null {
  if (state.result !== null) return why('inquiry.concluded')
  const missing = leakSteps.filter((s) => !afterConfirmed.includes(s) && !state.done.includes(s))
  return missing.length === 0 ? null : why('inquiry.steps_missing', { steps: missing })
}
