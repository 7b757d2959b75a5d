// Playing a draft on real history before it is published: choose how far back, watch, read what would have happened, know whether it may be published now.
import { useId, useState } from 'react'
import { cancelSimulation, getSimulation, listSimulations, longestSimulation, playedDocuments, startSimulation } from '../../contract/policy-runs.ts'
import type { PlayedDocument, Simulation } from '../../contract/policy-runs.ts'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { forget, useAct, useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { RunProgress } from './RunProgress.tsx'
import { RunResult } from './RunResult.tsx'
import { isWorking } from './run-words.ts'
import './policy-runs.css'

const refresh = (): void => void forget('/api/policy/')
const spans = [7, 30, 90, longestSimulation] as const

/** Whether drafts of a kind can be played at all. */
export function isPlayed(kind: string): kind is PlayedDocument {
  return (playedDocuments as readonly string[]).includes(kind)
}

/** The panel of a draft. Whoever opens the page sees the last simulation of it, running or done; `current` is false while there are words not yet kept. */
export function SimulationPanel({ document, version, current = true }: { document: PlayedDocument; version: number; current?: boolean }) {
  const last = useApi(listSimulations, { query: { document, version } })
  if (last.isPending) return <Skeleton rows={3} />
  if (last.isError) return <ErrorState error={last.error} retry={() => void last.refetch()} />
  const shown = last.data.items.find((s) => s.state !== 'cancelled')
  return (
    <div className="run-panel">
      {shown === undefined ? <p className="hint">{t('console.policyRuns.simulate_hint')}</p> : <Played id={shown.id} />}
      {shown !== undefined && isWorking(shown) ? null : <Start document={document} version={version} again={shown !== undefined} current={current} />}
    </div>
  )
}

function Start({ document, version, again, current }: { document: PlayedDocument; version: number; again: boolean; current: boolean }) {
  const id = useId()
  const [days, setDays] = useState(30)
  const start = useAct(startSimulation, { onDone: refresh })
  return (
    <form className="run-start" onSubmit={(event) => { event.preventDefault(); start.mutate({ body: { document, version, days } }) }}>
      <label htmlFor={id}>{t('console.policyRuns.how_far')}</label>
      <select id={id} className="input" value={days} onChange={(event) => setDays(Number(event.target.value))}>{spans.map((n) => <option key={n} value={n}>{t('console.policyRuns.last_days', { n })}</option>)}</select>
      <Button htmlType="submit" type={again ? 'default' : 'primary'} loading={start.isPending} disabled={!current}>{t(again ? 'console.policyRuns.simulate_again' : 'console.policyRuns.simulate')}</Button>
      {current ? null : <span className="hint">{t('console.policyRuns.keep_first')}</span>}
      {start.error === null ? null : <p className="field-error" role="alert">{sayProblem(problemOf(start.error))}</p>}
    </form>
  )
}

function Played({ id }: { id: string }) {
  const [fast, setFast] = useState(true)
  const found = useApi(getSimulation, { params: { id } }, { keep: true, ...(fast ? { refetchInterval: 1000 } : {}) })
  const cancel = useAct(cancelSimulation, { onDone: refresh })
  const run = found.data
  const working = run === undefined || isWorking(run)
  if (working !== fast) { setFast(working); if (!working) refresh() }
  if (found.isPending) return <Skeleton rows={3} />
  if (run === undefined) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  if (working) return <RunProgress run={run} says={t('console.policyRuns.playing', { days: run.days })} stopMeans={t('console.policyRuns.stop_simulation_means')} stop={{ isPending: cancel.isPending, error: cancel.error, now: () => cancel.mutate({ params: { id }, body: {} }) }} />
  return <><Verdict run={run} />{run.state === 'done' ? <RunResult run={run} document={run.document} /> : null}</>
}

function Verdict({ run }: { run: Simulation }) {
  const said = <span className="hint"> {t('console.policyRuns.played_over', { days: run.days })} · {run.by} · <Moment at={run.endedAt ?? run.at} distance /></span>
  if (run.state === 'failed') return <p className="notice is-overdue" role="status"><Icon name="alarm" /><span>{t(`errors.${run.failure ?? 'internal'}`)}{said}</span></p>
  return run.isCurrent
    ? <p className="notice is-good" role="status"><Icon name="check" /><span>{t('console.policyRuns.may_publish')}{said}</span></p>
    : <p className="notice is-soon" role="status"><Icon name="alarm" /><span>{t('console.policyRuns.changed_since')}{said}</span></p>
}
