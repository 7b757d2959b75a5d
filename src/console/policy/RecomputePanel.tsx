// Counting open clocks anew, on demand: first what would move, then moving it with live progress, then what has moved.
import { useState } from 'react'
import { beginRecompute, cancelRecompute, getRecompute, listRecomputes, prepareRecompute } from '../../contract/policy-runs.ts'
import type { Recompute, RecomputeScope } from '../../contract/policy-runs.ts'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { forget, useAct, useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { RunProgress } from './RunProgress.tsx'
import { RunResult } from './RunResult.tsx'
import { count, effectWords, isWorking, of } from './run-words.ts'
import './policy-runs.css'

const refresh = (): void => void forget('/api/policy/recomputes')
const isSame = (a: RecomputeScope, b: RecomputeScope): boolean => a.kind === b.kind && (a.kind !== 'policy' || b.kind !== 'policy' || a.version === b.version)

/** The panel of a scope: a version in force, or clocks that rest on no holiday notice yet. It shows the last run of it that says something still. */
export function RecomputePanel({ scope }: { scope: RecomputeScope }) {
  const last = useApi(listRecomputes, {})
  const prepare = useAct(prepareRecompute, { onDone: refresh })
  if (last.isPending) return <Skeleton rows={3} />
  if (last.isError) return <ErrorState error={last.error} retry={() => void last.refetch()} />
  const shown = last.data.items.find((r) => isSame(r.scope, scope) && r.state !== 'cancelled')
  return (
    <div className="run-panel">
      <p className="hint">{t(`console.policyRuns.recompute_hint_${scope.kind}`)}</p>
      {shown === undefined ? null : <RecomputeRun id={shown.id} />}
      {shown !== undefined && isWorking(shown) ? null : (
        <div className="run-acts"><Button type={shown === undefined ? 'primary' : 'default'} loading={prepare.isPending} onClick={() => prepare.mutate({ body: { scope } })}>{t(shown === undefined ? 'console.policyRuns.preview' : 'console.policyRuns.preview_again')}</Button></div>
      )}
      {prepare.error === null ? null : <p className="field-error" role="alert">{sayProblem(problemOf(prepare.error))}</p>}
    </div>
  )
}

/** One recompute from its preview to its end. */
export function RecomputeRun({ id }: { id: string }) {
  const [fast, setFast] = useState(true)
  const found = useApi(getRecompute, { params: { id } }, { keep: true, ...(fast ? { refetchInterval: 1000 } : {}) })
  const cancel = useAct(cancelRecompute, { onDone: refresh })
  const run = found.data
  const working = run === undefined || isWorking(run)
  if (working !== fast) { setFast(working); if (!working) refresh() }
  if (found.isPending) return <Skeleton rows={3} />
  if (run === undefined) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  if (working) return <RunProgress run={run} says={t(run.state === 'previewing' ? 'console.policyRuns.previewing' : 'console.policyRuns.moving', { n: count(run.moved) })} stopMeans={t(run.state === 'previewing' ? 'console.policyRuns.stop_preview_means' : 'console.policyRuns.stop_move_means', { n: count(run.moved) })} stop={{ isPending: cancel.isPending, error: cancel.error, now: () => cancel.mutate({ params: { id }, body: {} }) }} />
  return <><Verdict run={run} />{run.state === 'ready' ? <Begin run={run} /> : null}{run.state === 'failed' ? null : <RunResult run={run} document={null} />}</>
}

function Verdict({ run }: { run: Recompute }) {
  const who = <span className="hint"> {run.by} · <Moment at={run.endedAt ?? run.at} distance /></span>
  if (run.state === 'failed') return <p className="notice is-overdue" role="status"><Icon name="alarm" /><span>{t(`errors.${run.failure ?? 'internal'}`)}{who}</span></p>
  if (run.state === 'ready') return <p className="notice" role="status"><Icon name="info" /><span>{t('console.policyRuns.ready')}{who}</span></p>
  return <p className={`notice ${run.state === 'done' ? 'is-good' : 'is-soon'}`} role="status"><Icon name={run.state === 'done' ? 'check' : 'pause'} /><span>{t(`console.policyRuns.ended_${run.state}`, { n: count(run.moved) })}{who}</span></p>
}

function Begin({ run }: { run: Recompute }) {
  const [asking, setAsking] = useState(false)
  const begin = useAct(beginRecompute, { onDone: refresh })
  const cancel = useAct(cancelRecompute, { onDone: refresh })
  const failure = begin.error ?? cancel.error
  const moved = of(run.counts, 'moved') + of(run.counts, 'repinned')
  if (run.refused !== null) return <p className="notice is-soon"><Icon name="alarm" /><span>{sayProblem(run.refused)}</span></p>
  return (
    <>
      {failure === null ? null : <p className="field-error" role="alert">{sayProblem(problemOf(failure))}</p>}
      {moved === 0 ? null : asking ? (
        <div className="notice is-soon"><span>{t('console.policyRuns.begin_means', { n: count(moved), effects: effectWords(run.counts) || t('console.policyRuns.only_later') })}</span>
          <span className="notice-act run-acts"><Button size="small" type="primary" autoFocus loading={begin.isPending} onClick={() => begin.mutate({ params: { id: run.id }, body: {} })}>{t('console.policyRuns.begin_now', { n: count(moved) })}</Button><Button size="small" onClick={() => setAsking(false)}>{t('console.policyRuns.begin_not')}</Button></span></div>
      ) : <div className="run-acts"><Button type="primary" onClick={() => setAsking(true)}>{t('console.policyRuns.begin', { n: count(moved) })}</Button><Button loading={cancel.isPending} onClick={() => cancel.mutate({ params: { id: run.id }, body: {} })}>{t('console.policyRuns.drop')}</Button></div>}
    </>
  )
}
