// The investigation report: read as a draft or as handed in, printed, taken as PDF, handed in to the department that handles the case.
import { useEffect, useState } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import { getReport, submitReport } from '../../contract/reports.ts'
import type { Report } from '../../contract/reports.ts'
import { tellReport } from '../../contract/report-text.ts'
import { departments } from '../../domain/investigation/departments.ts'
import type { Department } from '../../domain/investigation/departments.ts'
import { holds, useMe } from '../identity/session.ts'
import { asked } from '../kit/base.ts'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { nameTab } from '../kit/title.ts'
import { moment } from '../kit/time-words.ts'
import { serverNow } from '../kit/clock.ts'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, useApi } from '../kit/use-api.ts'
import { Watermark } from '../kit/Watermark.tsx'
import { label, t, useWords } from '../kit/words.ts'
import { ReportSheet } from './ReportSheet.tsx'
import '../kit/form.css'

const w = (key: string, params: Record<string, unknown> = {}): string => t(`console.report.${key}`, params)

function HandIn({ id, report, onClose }: { id: string; report: Report; onClose: () => void }) {
  const [department, setDepartment] = useState<Department>('customer_service')
  const [note, setNote] = useState('')
  const act = useAct(submitReport, { onDone: () => {
    toast(w('submitted', { n: (report.versions[0]?.number ?? 0) + 1 }))
    void forget('/api/complaints/:id')
    onClose()
  } })
  return (
    <Sheet title={w('submit_title')} onClose={onClose}>
      <form className="report-form" onSubmit={(event) => { event.preventDefault(); act.mutate({ params: { id }, body: { version: report.version, department, ...(note.trim() === '' ? {} : { note: note.trim() }) } }) }}>
        <p className="hint">{w('submit_hint')}</p>
        <label className="field"><span className="field-label">{w('department')}</span><select className="input" value={department} onChange={(event) => setDepartment(departments.find((d) => d === event.currentTarget.value) ?? department)}>{departments.map((d) => <option key={d} value={d}>{label('department', d)}</option>)}</select></label>
        <label className="field"><span className="field-label">{w('note')}</span><input className="input" maxLength={300} value={note} onChange={(event) => setNote(event.currentTarget.value)} /></label>
        {act.isError ? <p className="problem" role="alert">{sayProblem(problemOf(act.error))}</p> : null}
        <Button type="primary" htmlType="submit" loading={act.isPending}>{w('submit')}</Button>
      </form>
    </Sheet>
  )
}

function Acts({ id, report }: { id: string; report: Report }) {
  const locale = useWords()
  const me = useMe().data
  const [, setSearch] = useSearchParams()
  const [open, setOpen] = useState(false)
  const investigates = me !== null && me !== undefined && holds(me, 'complaint:investigate')
  const pdf = asked(`/api/report-papers/${id}?locale=${locale}${report.number === null ? '' : `&number=${report.number}`}`)
  return (
    <div className="paper-acts report-acts">
      {report.versions.length === 0 ? <Tag>{w('draft')}</Tag> : (
        <select className="input" aria-label={w('version')} value={report.number ?? ''} onChange={(event) => setSearch(event.currentTarget.value === '' ? {} : { number: event.currentTarget.value }, { replace: true })}>
          <option value="">{w('draft')}</option>
          {report.versions.map((v) => <option key={v.id} value={v.number}>{w('version_of', { n: v.number, at: moment(Date.parse(v.at), serverNow()) })}</option>)}
        </select>
      )}
      {report.number !== null || report.versions.length === 0 || report.erasedAt !== null ? null : <Tag tone={report.changed ? 'soon' : 'good'}>{w(report.changed ? 'changed' : 'unchanged')}</Tag>}
      <span className="report-gap" />
      <Button onClick={() => print()}><Icon name="file" />{w('print')}</Button>
      {investigates ? <a className="btn is-default" href={pdf} download><Icon name="import" />{w('pdf')}</a> : null}
      {report.maySubmit ? <Button type="primary" disabled={!report.changed} onClick={() => setOpen(true)}>{w('submit')}</Button> : report.number === null && report.erasedAt === null && investigates ? <span className="hint">{w('not_yet')}</span> : null}
      {open ? <HandIn id={id} report={report} onClose={() => setOpen(false)} /> : null}
    </div>
  )
}

function Told({ id, report }: { id: string; report: Report }) {
  const locale = useWords()
  const no = spokenNo(report.content.complaintNo)
  const told = tellReport(report, t, locale, no)
  useEffect(() => nameTab(`${told.title} · ${report.content.keyword}`), [told.title, report.content.keyword])
  return <><Acts id={id} report={report} /><ReportSheet told={told} id={id} no={no} /></>
}

/** Shows the page. */
export default function ReportPage() {
  useWords()
  const { id = '' } = useParams()
  const [search] = useSearchParams()
  const me = useMe().data
  const number = search.get('number')
  const found = useApi(getReport, { params: { id }, query: number === null ? {} : { number } }, { keep: true })
  return (
    <div className="page paper-page"><div className="page-inner">
      <Watermark words={me?.name ?? ''} />
      <Link className="report-back" to={`/queue/${id}?view=open`}><Icon name="left" size={14} />{w('back')}</Link>
      {found.data === undefined ? found.isPending ? <Skeleton rows={10} /> : <ErrorState error={found.error} retry={() => void found.refetch()} /> : found.data.report === null ? <Empty icon="file" title={w('none')} hint="" /> : <Told id={id} report={found.data.report} />}
    </div></div>
  )
}
