// Jobs that failed for good: run again by one click, or given up with a reason. What they carry is never shown.
import { useState } from 'react'
import { Button } from '../kit/Button.tsx'
import { Link } from 'react-router'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { discardJob, listFailedJobs, retryAllJobs, retryJob } from '../../contract/administration.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, usePages } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'

type Failed = ReplyOf<typeof listFailedJobs>['items'][number]
const jobWords = (name: string): string => t(`console.jobs.name.${name}`, {}, name)
const errorWords = (error: string): string => t(`console.jobs.error.${error}`, {}, error)
const again = () => forget('/api/failed-jobs', '/api/health')
const failed = (error: unknown) => toast(sayProblem(problemOf(error)), 'bad')

function Row({ job, onDiscard }: { job: Failed; onDiscard: () => void }) {
  const [busy, setBusy] = useState(false)
  const retry = () => { setBusy(true); void call(retryJob, { params: { id: job.id } }).then(() => { toast(t('console.jobs.retried', { n: 1 })); return again() }, failed).finally(() => setBusy(false)) }
  return (
    <tr>
      <td title={job.name}>{jobWords(job.name)}</td>
      <td><Moment at={job.failedAt} distance /></td>
      <td>{errorWords(job.error)}<p className="hint">{t('console.jobs.tries', { n: job.tries })}</p></td>
      <td>{job.complaintId === null ? null : <Link to={`/queue/${job.complaintId}`}>{t('console.jobs.case')}</Link>}</td>
      <td><span className="row-acts"><button type="button" className="text-button" disabled={busy} onClick={retry}>{t('console.jobs.retry')}</button><button type="button" className="text-button" onClick={onDiscard}>{t('console.jobs.discard')}</button></span></td>
    </tr>
  )
}

/** Shows the tab. */
export default function Jobs() {
  const list = usePages(listFailedJobs, { query: { limit: 50 } })
  const [giveUp, setGiveUp] = useState<Failed | undefined>(undefined)
  const items = list.items ?? []
  const names = [...new Set(items.map((job) => job.name))]
  const retryAll = (name: string) => void call(retryAllJobs, { body: { name } }).then(({ retried }) => { toast(t('console.jobs.retried', { n: retried })); return again() }, failed)
  if (list.isPending) return <Skeleton />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  if (items.length === 0) return <><PageHead title={t('console.admin.jobs')} /><Empty icon="check" title={t('console.jobs.none')} hint={t('console.jobs.none_hint')} /></>
  return (
    <>
      <PageHead title={t('console.admin.jobs')} hint={t('console.jobs.hint')}>{names.map((name) => <Button key={name} onClick={() => retryAll(name)}>{t('console.jobs.retry_all', { name: jobWords(name) })}</Button>)}</PageHead>
      <div className="card table-wrap"><table className="plain"><thead><tr>{['job', 'failed', 'why', 'about'].map((each) => <th key={each} scope="col">{t(`console.jobs.${each}`)}</th>)}<th scope="col"><span className="sr">{t('console.people.acts')}</span></th></tr></thead>
        <tbody>{items.map((job) => <Row key={job.id} job={job} onDiscard={() => setGiveUp(job)} />)}</tbody></table></div>
      {list.hasNextPage ? <div className="list-end"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button></div> : null}
      {giveUp === undefined ? null : (
        <Sheet side title={`${t('console.jobs.discard')} · ${jobWords(giveUp.name)}`} onClose={() => setGiveUp(undefined)}>
          <ActionForm danger submit={t('console.jobs.discard')} consequence={t('console.jobs.discard_consequence')} fields={[{ kind: 'line', name: 'reason', words: t('console.people.reason'), required: true, max: 200, wide: true }]}
            send={async (body) => { await call(discardJob, { params: { id: giveUp.id }, body: { reason: String(body['reason']) } }); toast(t('console.people.done')); setGiveUp(undefined); await again() }} />
        </Sheet>
      )}
    </>
  )
}
