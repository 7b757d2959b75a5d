// A deadline as people feel it: what is left or how late, with icon, words and colour together.
import { serverNow, useNow } from './clock.ts'
import { Icon } from './Icon.tsx'
import type { IconName } from './Icon.tsx'
import { deadlineLevel, fullMoment, longSpan, shortSpan } from './time-words.ts'
import type { DeadlineLevel } from './time-words.ts'
import { t } from './words.ts'

const icons: Readonly<Record<DeadlineLevel, IconName>> = { overdue: 'alarm', soon: 'hourglass', calm: 'clock' }

/** Counts to `dueAt` (ISO instant) on the shared tick; `precise` shows seconds, `still` freezes it (ended or paused clocks pass their own words); `provisional` marks an instant that may still move. */
export function Countdown({ dueAt, precise = false, soonMs, what, provisional = false }: { dueAt: string; precise?: boolean; soonMs?: number; what?: string; provisional?: boolean | undefined }) {
  const due = Date.parse(dueAt)
  const now = useNow()
  const left = due - now
  const level = deadlineLevel(due, now, soonMs)
  const words = t(level === 'overdue' ? 'console.time.overdue' : 'console.time.left', { span: shortSpan(left, precise) })
  return (
    <span className={`countdown is-${level}`} role="timer" aria-live="off" title={`${what === undefined ? '' : `${what} `}${fullMoment(due)}`}>
      <Icon name={icons[level]} size={14} />
      <span aria-hidden="true" className="num">{words}</span>
      {provisional ? <span className="countdown-provisional" title={t('clocks.provisional')}>{t('console.time.provisional')}</span> : null}
      <span className="sr">{what} {t(level === 'overdue' ? 'console.time.overdue' : 'console.time.left', { span: longSpan(left) })}</span>
    </span>
  )
}

/** The level of a deadline as a React value, for the edge of a row. */
export function useLevel(dueAt: string | undefined): DeadlineLevel {
  const now = useNow(10_000)
  return dueAt === undefined ? 'calm' : deadlineLevel(Date.parse(dueAt), Math.max(now, serverNow() - 10_000))
}
