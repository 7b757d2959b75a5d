// Whether an act would pass over a step that the case's process template requires.
import type { OwnWords } from '../policy/process-template.ts'
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'

/** Steps a template requires that are not done, in its order, each with the acts it holds back and the act it waits for itself. */
export type ProcessFacts = { readonly template: string; readonly words: OwnWords; readonly missing: readonly { readonly step: string; readonly words: OwnWords; readonly act: string; readonly before: readonly string[] }[] }

/** Why an act must wait for a step of the template, or null. The refusal names both in the template's own words. */
export function whyNotByProcess(process: ProcessFacts | null, action: string): Why | null {
  const missing = process?.missing.find((step) => step.before.includes(action))
  return process && missing ? why('process.step_missing', { template: process.words, step: missing.words, code: missing.step, act: missing.act }) : null
}
