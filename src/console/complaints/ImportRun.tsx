// One run of bulk intake: its columns before it starts, its progress while it runs, and what came of it.
import { useState } from 'react'
import { Link } from 'react-router'
import { Button } from '../kit/Button.tsx'
import { cancelImport, getImport, importErrorFile, listRejections, resumeImport } from '../../contract/imports.ts'
import type { ImportRun } from '../../contract/imports.ts'
import { urlOf } from '../kit/api.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { forget, useAct, useApi, usePages } from '../kit/use-api.ts'
import { currentLocale, t } from '../kit/words.ts'
import { ImportColumns } from './ImportColumns.tsx'
import { count, duration, reason } from './import-words.ts'

const refresh = (): void => void forget('/api/imports')

/** Shows the run; while it runs it asks again every second. */
export function ImportRunView({ id }: { id: string }) {
  const [fast, setFast] = useState(true)
  const found = useApi(getImport, { params: { id } }, { keep: true, ...(fast ? { refetchInterval: 1000 } : {}) })
  const run = found.data
  const isLive = run === undefined || run.state === 'running'
  if (isLive !== fast) setFast(isLive)
  if (found.isPending) return <Skeleton />
  if (run === undefined) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  return (
    <>
      <div className="page-head import-head"><div><Link className="text-button" to="/imports"><Icon name="left" size={12} />{t('console.imports.title')}</Link><h1>{run.fileName}</h1>
        <p className="hint">{[run.sheet, t('console.imports.lines_of', { n: count(run.lines) }), run.mine ? null : run.maker].filter((each) => each !== null).join(' · ')} · <Moment at={run.createdAt} /></p></div></div>
      {run.state === 'draft' ? (run.mine ? <ImportColumns run={run} onStarted={refresh} /> : <p className="notice">{t('console.imports.not_started')}</p>) : <Progress run={run} stale={found.isError} />}
      {run.rejected > 0 ? <Rejections run={run} /> : null}
    </>
  )
}

function Progress({ run, stale }: { run: ImportRun; stale: boolean }) {
  const share = run.lines === 0 ? 1 : run.done / run.lines
  const figures: readonly (readonly [string, string])[] = [
    ['accepted', count(run.accepted)], ['rejected', count(run.rejected)], ['rate', run.perSecond === null ? '–' : t('console.imports.per_second', { n: count(Math.round(run.perSecond)) })],
    run.state === 'running' ? ['remaining', run.remainingSeconds === null ? '–' : duration(run.remainingSeconds)] : ['took', duration(Math.max(1, Math.round(run.ranSeconds)))],
  ]
  return (
    <section className="card import-progress" aria-label={t('console.imports.progress')}>
      <p className={`import-said is-${run.state}`} role="status"><Icon name={run.state === 'done' ? 'check' : run.state === 'failed' ? 'alarm' : run.state === 'cancelled' ? 'pause' : 'hourglass'} />{said(run)}</p>
      <div className="import-bar" role="progressbar" aria-label={t('console.imports.progress')} aria-valuemin={0} aria-valuemax={run.lines} aria-valuenow={run.done}><i style={{ width: `${share * 100}%` }} /></div>
      <p className="hint num">{t('console.imports.done_of', { done: count(run.done), lines: count(run.lines), percent: Math.floor(share * 100) })}{stale ? ` · ${t('console.line.connecting')}` : ''}</p>
      <dl className="import-figures">{figures.map(([name, value]) => <div key={name} className={name === 'rejected' && run.rejected > 0 ? 'is-bad' : ''}><dt>{t(`console.imports.${name}`)}</dt><dd className="num">{value}</dd></div>)}</dl>
      <Acts run={run} />
    </section>
  )
}

function said(run: ImportRun): string {
  if (run.state === 'failed') return t(`errors.${run.problem ?? 'internal'}`, {}, t('errors.import.not_resumable'))
  return t(`console.imports.said_${run.state}${run.state === 'done' && run.rejected > 0 ? '_partly' : ''}`, { accepted: count(run.accepted), rejected: count(run.rejected) })
}

function Acts({ run }: { run: ImportRun }) {
  const [asking, setAsking] = useState(false)
  const cancel = useAct(cancelImport, { onDone: () => { setAsking(false); refresh() } })
  const resume = useAct(resumeImport, { onDone: refresh })
  const failure = cancel.error ?? resume.error
  return (
    <>
      {failure === null ? null : <p className="field-error" role="alert">{sayProblem(problemOf(failure))}</p>}
      {asking && run.state === 'running' ? (
        <div className="notice is-soon"><span>{t('console.imports.cancel_means', { n: count(run.accepted) })}</span>
          <span className="notice-act import-acts"><Button size="small" danger autoFocus loading={cancel.isPending} onClick={() => cancel.mutate({ params: { id: run.id }, body: {} })}>{t('console.imports.cancel_now')}</Button><Button size="small" onClick={() => setAsking(false)}>{t('console.imports.cancel_not')}</Button></span></div>
      ) : (
        <div className="import-acts">
          {run.state === 'running' ? <Button onClick={() => setAsking(true)}>{t('console.imports.cancel')}</Button> : null}
          {run.canResume ? <Button type="primary" loading={resume.isPending} onClick={() => resume.mutate({ params: { id: run.id }, body: {} })}>{t('console.imports.resume')}</Button> : null}
          {run.state === 'done' && run.accepted > 0 ? <Link className="btn" to="/queue?view=unowned">{t('console.imports.to_queue')}</Link> : null}
          {run.state === 'running' ? <span className="hint">{t('console.imports.may_leave')}</span> : null}
        </div>
      )}
    </>
  )
}

function Rejections({ run }: { run: ImportRun }) {
  const list = usePages(listRejections, { params: { id: run.id }, query: { limit: 50 } })
  // new ones come while it runs; the list is read again when their number has changed
  const [shownFor, setShownFor] = useState(run.rejected)
  if (shownFor !== run.rejected && !list.isFetching) { setShownFor(run.rejected); void list.refetch() }
  return (
    <section className="import-rejections">
      <div className="page-head"><h2>{t('console.imports.rejections', { n: count(run.rejected) })}</h2>
        {run.mine ? <>
          <span className="hint">{t('console.imports.correct')}</span>
          {(['xlsx', 'csv'] as const).map((format) => <a key={format} className="btn is-small" href={urlOf(importErrorFile.path, { id: run.id }, { format, locale: currentLocale() })} download><Icon name="import" size={14} />{t('console.imports.error_file', { format: format.toUpperCase() })}</a>)}
        </> : null}</div>
      {list.isPending ? <Skeleton rows={3} /> : (
        <div className="card table-wrap"><table className="plain"><thead><tr><th scope="col">{t('console.imports.line')}</th><th scope="col">{t('console.imports.why')}</th></tr></thead>
          <tbody>{(list.items ?? []).map((each) => <tr key={each.line}><td className="num">{each.line}</td><td>{each.problems.map(reason).join(t('console.app.list_semicolon'))}</td></tr>)}</tbody></table></div>
      )}
      {list.hasNextPage ? <div className="list-end"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button></div> : null}
    </section>
  )
}
