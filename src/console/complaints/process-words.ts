// What a process template says, in the reader's language: its own words, limits, what left it.
import type { CaseProcess } from '../../contract/processes.ts'
import type { DeviationKind } from '../../domain/complaints/conformance.ts'
import { currentLocale, label, t } from '../kit/words.ts'

type OwnWords = CaseProcess['words']
type Step = CaseProcess['steps'][number]

/** A template's own words in the language on screen. */
export function own(words: OwnWords): string {
  return words[currentLocale()]
}

/** Who acts in a step: the role, and the department as the template names it. */
export function actorOf(step: Pick<Step, 'role' | 'department'>): string {
  return step.department === null ? label('role', step.role) : `${own(step.department)} · ${label('role', step.role)}`
}

/** Within what a step is due, in words; empty without a limit. */
export function limitWords(limit: Step['limit']): string {
  if (limit === null) return ''
  return 'clock' in limit ? t(`clocks.kind.${limit.clock}`) : t('console.process.limit', { n: limit.budget.value, unit: t(`console.process.unit_${limit.budget.unit}`), from: t(`console.process.from_${limit.from}`, {}, limit.from) })
}

/** What deviates, as a short sentence with the step's own words. */
export function deviationWords({ kind, step, words }: { kind: DeviationKind; step: string; words: OwnWords | null }): string {
  return t(`console.process.deviation_${kind}`, { step: words === null ? step : own(words) })
}
