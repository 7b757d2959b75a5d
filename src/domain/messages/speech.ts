// What must not be said to customers: patterns of the policy, and full numbers of people, found while one still writes.
import { scrubText } from '../customers/scrub.ts'

export type Severity = 'warn' | 'block'
/** A rule of the policy pack; its sentence stands under `console.speech.forbidden.<code>`. */
export type ForbiddenRule = Readonly<{ code: string; severity: Severity; patterns: readonly string[] }>
/** What was found: the rule, and the words as written. */
export type Objection = Readonly<{ code: string; severity: Severity; words: string }>

/** The rule without patterns: numbers by which a person could be reached or identified, found as everywhere else in the house. */
const numbers = 'personal_number'
const numberKinds: ReadonlySet<string> = new Set(['phone', 'id_number', 'bank_card'])

/** Everything a text for a customer may not say, what blocks first; `rules` come from the policy in force. */
export function objectionsTo(text: string, rules: readonly ForbiddenRule[]): readonly Objection[] {
  const found = rules.flatMap(({ code, severity, patterns }) => (code === numbers ? numbersIn(text) : matchesIn(text, patterns)).map((words) => ({ code, severity, words })))
  return found.toSorted((a, b) => Number(b.severity === 'block') - Number(a.severity === 'block'))
}

function matchesIn(text: string, patterns: readonly string[]): string[] {
  return [...new Set(patterns.flatMap((pattern) => [...text.matchAll(new RegExp(pattern, 'g'))].map((match) => match[0])))]
}

function numbersIn(text: string): string[] {
  return scrubText(text).found.filter(({ kind }) => numberKinds.has(kind)).map(({ start, end }) => text.slice(start, end))
}
