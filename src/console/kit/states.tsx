// The three states a page shows instead of data: nothing yet, not loaded, failed. Each offers one next step.
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { Icon } from './Icon.tsx'
import type { IconName } from './Icon.tsx'
import { problemOf, sayProblem } from './problem.ts'
import { t } from './words.ts'

/** Says what will appear here and offers the first step. */
export function Empty({ title, hint, icon = 'check', action }: { title: string; hint?: string; icon?: IconName; action?: ReactNode }) {
  return (
    <div className="state">
      <span className="state-mark"><Icon name={icon} size={20} /></span>
      <p className="state-title">{title}</p>
      {hint === undefined ? null : <p className="hint">{hint}</p>}
      {action}
    </div>
  )
}

/** Says what failed, what was kept and offers another try. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = problemOf(error)
  // What is not there, or not ours to see, won't come by trying again.
  if (problem.status === 404) return <Empty icon="question" title={sayProblem(problem)} />
  return (
    <div className="state" role="alert">
      <span className="state-mark is-bad"><Icon name="alarm" size={20} /></span>
      <p className="state-title">{sayProblem(problem)}</p>
      {problem.requestId === undefined ? null : <p className="hint num">{t('console.state.request_id', { id: problem.requestId })}</p>}
      {retry === undefined ? null : <Button onClick={retry}>{t('console.state.retry')}</Button>}
    </div>
  )
}

/** Grey lines that appear only when loading takes longer than 150 ms. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="skeleton" role="status" aria-label={t('console.state.loading')}>
      {late ? Array.from({ length: rows }, (_, i) => <div key={i} className="skeleton-line" style={{ width: `${92 - ((i * 37) % 45)}%` }} />) : null}
    </div>
  )
}
