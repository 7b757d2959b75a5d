// Reasons of assignment and clauses of a hand-over in words: codes by their labels, instants as moments, lengths as spans.
import { reasonLabel } from './tags.tsx'
import { serverNow } from '../kit/clock.ts'
import { moneyWords } from '../kit/Money.tsx'
import { longSpan, moment } from '../kit/time-words.ts'
import { label, t } from '../kit/words.ts'

type Coded = { readonly code: string; readonly params: Readonly<Record<string, unknown>> }

const labels: Readonly<Record<string, string>> = { language: 'language', priority: 'priority', channel: 'channel', liability: 'companyLiability', outcome: 'contactOutcome', state: 'offerState' }

function spoken(name: string, value: unknown): unknown {
  const kind = labels[name]
  if (kind !== undefined && typeof value === 'string') return label(kind, value)
  if (name === 'reason') return reasonLabel(String(value))
  if (name === 'at' || name === 'dueAt' || name === 'returnsAt') return moment(Date.parse(String(value)), serverNow())
  if (name === 'minutes') return longSpan(Number(value) * 60_000)
  if (name === 'amount') return ` ${moneyWords(value as { minor: number; currency: 'CNY' })}`
  if (name === 'kinds') return (value as readonly string[]).map((each) => label('demand', each)).join(t('console.duty.list_comma'))
  return value ?? ''
}

const words = (kind: string, { code, params }: Coded): string => t(`codes.${kind}.${code}`, { amount: '', ...Object.fromEntries(Object.entries(params).map(([name, value]) => [name, spoken(name, value)])) }).trim()

/** Why a case went to somebody, or is somebody's next, in one line. */
export function sayRouting(because: readonly Coded[]): string {
  return because.map((each) => words('routing', each)).join(' · ')
}

/** A clause of the three lines. */
export const sayClause = (clause: Coded): string => words('clause', clause)

/** Where a clause stands in the record. */
export const saySource = (source: Coded): string => words('source', source)
