// Words and figures of simulations and recomputes: counts, shares, how far a deadline moves, what a change is called.
import type { Recompute, Simulation } from '../../contract/policy-runs.ts'
import { fullMoment, moment, longSpan } from '../kit/time-words.ts'
import { currentLocale, t } from '../kit/words.ts'

export type Run = Simulation | Recompute
type Counts = Readonly<Record<string, number>>

/** A count as people of this language write it. */
export const count = (n: number): string => n.toLocaleString(currentLocale())

export const of = (counts: Counts, name: string): number => counts[name] ?? 0

/** "91.4 %", or a dash where there is nothing to share. */
export function share(part: number, whole: number): string {
  return whole === 0 ? '–' : new Intl.NumberFormat(currentLocale(), { style: 'percent', maximumFractionDigits: 1 }).format(part / whole)
}

export const yuan = (minor: number): string => new Intl.NumberFormat(currentLocale(), { style: 'currency', currency: 'CNY', maximumFractionDigits: 0 }).format(minor / 100)

/** What one sentence says of each effect that happened, in the order of weight. */
export function effectWords(counts: Counts): string {
  const told = (['becomes_overdue', 'ceases_overdue', 'later', 'earlier', 'rolls', 'rises', 'falls', 'other_class', 'more_levels', 'fewer_levels', 'more_steps', 'fewer_steps'] as const).filter((e) => of(counts, e) > 0)
  return told.map((e) => t(`console.policyRuns.counted.${e}`, { n: count(of(counts, e)) })).join(t('console.app.list_comma'))
}

/** Instants are written as moments, everything else by its own vocabulary. */
export function valueOf(value: string | null, now: number): string {
  if (value === null) return '–'
  if (/^\d{4}-\d{2}-\d{2}T/.test(value)) return moment(Date.parse(value), now)
  if (/^p[1-4]$/.test(value)) return value.toUpperCase()
  if (/^\d+$/.test(value)) return value
  const [first = value, second] = value.split('.')
  return [t(`reasons.regulator.${first}`, {}, first), ...(second === undefined ? [] : [t(`reasons.regulatorSecond.${first}.${second}`, {}, second)])].join(' · ')
}

/** A reason by its code, its leaf when it has one. */
export function reasonName(code: string): string {
  const [first = code, leaf] = code.split('.')
  const firstName = t(`reasons.first.${first}`, {}, first)
  return leaf === undefined ? firstName : t(`reasons.leaf.${first}.${leaf}`, {}, firstName)
}

export const titleOf = (value: string | null): string | undefined => (value !== null && /^\d{4}-\d{2}-\d{2}T/.test(value) ? fullMoment(Date.parse(value)) : undefined)

/** By how much and which way, averaged over the clocks of a group. */
export function averageShift(counts: Counts): string {
  const minutes = of(counts, 'moved') === 0 ? 0 : of(counts, 'moved_minutes') / of(counts, 'moved')
  return Math.round(minutes) === 0 ? t('console.policyRuns.even') : t(minutes > 0 ? 'console.policyRuns.later_by' : 'console.policyRuns.earlier_by', { span: longSpan(Math.abs(minutes) * 60_000) })
}

export const isWorking = (run: Pick<Run, 'state'>): boolean => run.state === 'running' || run.state === 'previewing'
