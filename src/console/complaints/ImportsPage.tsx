// Bulk intake: bring a file in, and every run so far.
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { Button } from '../kit/Button.tsx'
import { importLimitBytes, importTemplate, listImports, uploadImport } from '../../contract/imports.ts'
import type { ImportRun } from '../../contract/imports.ts'
import { call, urlOf } from '../kit/api.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import type { ApiProblem } from '../kit/problem.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { forget, usePages } from '../kit/use-api.ts'
import { currentLocale, t } from '../kit/words.ts'
import { ImportRunView } from './ImportRun.tsx'
import { count } from './import-words.ts'
import '../kit/form.css'
import './imports.css'

const tones = { draft: 'plain', running: 'info', done: 'good', cancelled: 'plain', failed: 'overdue' } as const

/** Shows the page: one run, or the door and the list. */
export default function ImportsPage() {
  const { id } = useParams()
  return <div className="page"><div className="page-inner">{id === undefined ? <Overview /> : <ImportRunView key={id} id={id} />}</div></div>
}

function Overview() {
  return (
    <>
      <PageHead title={t('console.imports.title')}>
        <span className="hint">{t('console.imports.template')}</span>
        {(['xlsx', 'csv'] as const).map((format) => <a key={format} className="btn is-small" href={urlOf(importTemplate.path, {}, { format, locale: currentLocale() })} download><Icon name="import" size={14} />{format.toUpperCase()}</a>)}
      </PageHead>
      <Upload />
      <Runs />
    </>
  )
}

function Upload() {
  const navigate = useNavigate()
  const [busy, setBusy] = useState(false)
  const [over, setOver] = useState(false)
  const [failed, setFailed] = useState<{ file: File; problem: ApiProblem } | null>(null)
  const send = async (file: File | undefined, again = false) => {
    if (file === undefined) return
    if (file.size > importLimitBytes) return setFailed({ file, problem: { status: 413, code: 'import.too_heavy', params: {} } })
    setBusy(true)
    setFailed(null)
    const form = new FormData()
    form.set('file', file)
    try {
      const run = await call(uploadImport, { form, query: again ? { again: 'true' } : {} })
      void forget('/api/imports')
      void navigate(`/imports/${run.id}`)
    } catch (error) {
      setFailed({ file, problem: problemOf(error) })
      setBusy(false)
    }
  }
  const same = failed?.problem.code === 'import.same_file'
  const sameRun = failed?.problem.params['importId']
  return (
    <section className="import-door" aria-label={t('console.imports.bring')}>
      <label className={`import-drop${over ? ' is-over' : ''}`} onDragOver={(event) => { event.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)} onDrop={(event) => { event.preventDefault(); setOver(false); if (!busy) void send(event.dataTransfer.files[0]) }}>
        <Icon name="file" size={20} />
        <strong>{busy ? t('console.imports.reading') : t('console.imports.choose')}</strong>
        <span className="hint">{t('console.imports.accepts')}</span>
        <input className="sr" type="file" accept=".csv,.txt,.xlsx,text/csv" disabled={busy} onChange={(event) => { void send(event.target.files?.[0]); event.target.value = '' }} />
      </label>
      {failed === null ? null : (
        <div className={`notice ${same ? 'is-soon' : 'is-overdue'}`} role="alert"><Icon name={same ? 'info' : 'alarm'} size={14} /><span>{sayProblem(failed.problem)}</span>
          {same ? <span className="notice-act import-acts">{typeof sameRun === 'string' ? <Link className="text-button" to={`/imports/${sameRun}`}>{t('console.imports.see_former')}</Link> : null}<button type="button" className="text-button" onClick={() => void send(failed.file, true)}>{t('console.imports.again')}</button></span> : null}</div>
      )}
    </section>
  )
}

function Runs() {
  const list = usePages(listImports, { query: { limit: 30 } })
  if (list.isPending) return <Skeleton />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  const items = list.items ?? []
  if (items.length === 0) return <Empty icon="queue" title={t('console.imports.none')} hint={t('console.imports.none_hint')} />
  return (
    <>
      <div className="card table-wrap import-runs"><table className="plain"><thead><tr>{['file', 'lines', 'state', 'maker', 'at'].map((each) => <th key={each} scope="col">{t(`console.imports.${each}`)}</th>)}</tr></thead>
        <tbody>{items.map((run) => <Line key={run.id} run={run} />)}</tbody></table></div>
      {list.hasNextPage ? <div className="list-end"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button></div> : null}
    </>
  )
}

function Line({ run }: { run: ImportRun }) {
  return (
    <tr>
      <td className="import-file"><Link to={`/imports/${run.id}`}>{run.fileName}</Link>{run.sheet === null ? null : <span className="hint"> {run.sheet}</span>}</td>
      <td className="num">{t('console.imports.lines_of', { n: count(run.lines) })}{run.done > 0 ? <span className="hint"> {t('console.imports.went', { accepted: count(run.accepted), rejected: count(run.rejected) })}</span> : null}</td>
      <td><Tag tone={tones[run.state]}>{t(`console.imports.state_${run.state}`)}</Tag></td>
      <td>{run.mine ? t('console.imports.me') : run.maker}</td>
      <td><Moment at={run.createdAt} /></td>
    </tr>
  )
}
