// How settlements speak: lines, rules, reasons of a proposal, days from now.
import type { ReplyOf } from '../../contract/endpoint.ts'
import type { getStatement, listPenalties } from '../../contract/settlements.ts'
import { reasonLabel } from '../complaints/tags.tsx'
import { unfoundedRule } from '../../domain/liability/penalties.ts'
import { serverNow } from '../kit/clock.ts'
import { moneyWords } from '../kit/Money.tsx'
import { hasWords, t } from '../kit/words.ts'

export type Line = ReplyOf<typeof getStatement>['lines'][number]
export type Penalty = ReplyOf<typeof listPenalties>['items'][number]

/** The name of a rule: that of the reason it stands for. */
export function ruleWords(rule: string): string {
  return rule === 'otherwise' || rule === unfoundedRule ? t(`console.settlement.rule_${rule}`) : reasonLabel(rule)
}

/** What a law is, by its code in the list of laws. */
export function lawWords(code: string): string {
  return hasWords(`console.policy.law.${code}`) ? t(`console.policy.law.${code}`) : code
}

const yuan = (minor: unknown): string => moneyWords({ minor: Number(minor), currency: 'CNY' })

/** Why this amount was proposed, as sentences. */
export function becauseWords(because: Penalty['because']): readonly string[] {
  return because.map(({ code, params }) => t(`console.settlement.because.${code}`, { rule: ruleWords(String(params['rule'] ?? '')), min: yuan(params['min'] ?? 0), max: yuan(params['max'] ?? 0), minor: yuan(params['minor'] ?? 0), percent: String(params['percent'] ?? ''), times: String(params['times'] ?? ''), months: String(params['months'] ?? '') }))
}

/** What a line is for, in the reader's words; what a person wrote stays as written. */
export function lineReason(line: Pick<Line, 'kind' | 'reason' | 'percent' | 'base'>): string {
  const words = hasWords(`console.settlement.reason.${line.reason}`) ? t(`console.settlement.reason.${line.reason}`) : line.reason
  if (line.kind !== 'recovery' || line.percent === null || line.base === null) return words
  const share = t('console.settlement.share_of', { percent: line.percent, base: moneyWords(line.base) })
  return line.reason === 'claim' ? share : `${words} · ${share}`
}

/** A day so many days from now in business time, as `YYYY-MM-DD`. */
export function dayIn(days: number): string {
  return new Date(serverNow() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10)
}
