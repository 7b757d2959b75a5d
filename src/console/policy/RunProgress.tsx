// A run at work: how far it is, that one may leave, and stopping it with its consequence in words.
import { useState } from 'react'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { t } from '../kit/words.ts'
import { count } from './run-words.ts'
import type { Run } from './run-words.ts'

/** Shows progress; `says` is the sentence over the bar, `stopMeans` what stopping leaves behind. */
export function RunProgress({ run, says, stopMeans, stop }: { run: Run; says: string; stopMeans: string; stop: { readonly isPending: boolean; readonly error: unknown; readonly now: () => void } }) {
  const [asking, setAsking] = useState(false)
  const part = run.total === 0 ? 0 : Math.min(1, run.looked / run.total)
  return (
    <div className="run-progress">
      <p className="run-state is-working" role="status"><Icon name="hourglass" />{says}</p>
      <div className="run-bar" role="progressbar" aria-label={says} aria-valuemin={0} aria-valuemax={run.total} aria-valuenow={run.looked}><i style={{ width: `${part * 100}%` }} /></div>
      <p className="hint num">{run.total === 0 ? t('console.policyRuns.waiting') : t('console.policyRuns.done_of', { done: count(run.looked), total: count(run.total), percent: Math.floor(part * 100) })}</p>
      {stop.error === null ? null : <p className="field-error" role="alert">{sayProblem(problemOf(stop.error))}</p>}
      {asking
        ? <div className="notice is-soon"><span>{stopMeans}</span><span className="notice-act run-acts"><Button size="small" danger autoFocus loading={stop.isPending} onClick={stop.now}>{t('console.policyRuns.stop_now')}</Button><Button size="small" onClick={() => setAsking(false)}>{t('console.policyRuns.stop_not')}</Button></span></div>
        : <div className="run-acts"><Button onClick={() => setAsking(true)}>{t('console.policyRuns.stop')}</Button><span className="hint">{t('console.policyRuns.may_leave')}</span></div>}
    </div>
  )
}
