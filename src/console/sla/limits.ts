// The body of the time limits as the form and the reading view take it.
import type { BudgetUnit } from '../../domain/sla/budgets.ts'
import { clockKinds } from '../../domain/sla/kinds.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import { hasWords, label, t } from '../kit/words.ts'

export type Amount = { readonly value: number; readonly unit: BudgetUnit }
export type LimitRule = { readonly committed: Amount | null; readonly target: Amount | null; readonly roll: 'none' | 'off_days' | 'holidays'; readonly pausable: boolean; readonly milestone: string; readonly source: string }
export type LimitChoice = { readonly units?: readonly string[]; readonly reasons?: readonly string[]; readonly channels?: readonly string[]; readonly links?: readonly string[]; readonly profile: string; readonly source: string }
export type Limits = { readonly default: string; readonly choices: readonly LimitChoice[]; readonly complainWithin: { readonly days: number; readonly source: string }; readonly rules: Readonly<Record<string, LimitRule>>; readonly profiles: Readonly<Record<string, { readonly source: string; readonly secondWindow?: boolean; readonly rules: Readonly<Record<string, LimitRule>> }>> }

/** The kinds a document states, in the order of a case's life. */
export const statedKinds: readonly ClockKind[] = clockKinds.filter((kind) => kind !== 'statutory_watch')

/** The rule a profile has for a kind, and whether it states it itself. */
export function ruleIn(limits: Limits, profile: string | null, kind: ClockKind): { readonly rule: LimitRule | undefined; readonly own: boolean } {
  const own = profile === null ? undefined : limits.profiles[profile]?.rules[kind]
  return { rule: own ?? limits.rules[kind], own: profile === null || own !== undefined }
}

/** The name of a profile; one nobody named goes by its code. */
export const profileName = (code: string): string => t(`clocks.profile.${code}`, {}, code)

/** "48 hours", "5 calendar days". */
export function amountWords(a: Amount | null): string {
  if (a === null) return t('console.policy.limits.own_instant')
  const one = `clocks.unit.${a.unit}_one`
  return a.value === 1 && hasWords(one) ? t(one, { value: 1 }) : t(`clocks.unit.${a.unit}`, { value: a.value })
}

/** Where a value comes from. */
export const sourceName = (code: string): string => t(`clocks.source.${code}`, {}, code)

/** Which cases a choice takes, in words. */
export function choiceWords(c: LimitChoice): string {
  const comma = (list: readonly string[]) => list.join(t('console.app.list_comma'))
  const parts = [c.units === undefined ? '' : comma(c.units), c.reasons === undefined ? '' : comma(c.reasons.map((each) => t(`reasons.first.${each}`, {}, each))), c.channels === undefined ? '' : comma(c.channels.map((each) => label('channel', each))), c.links === undefined ? '' : comma(c.links.map((each) => label('link', each)))]
  return parts.filter((each) => each !== '').join(' + ')
}
