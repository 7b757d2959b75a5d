// One batch case: how far the filing is, totals, the lines with state, clock, finding and result, and acts on chosen lines.
import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import { getBatchCase, listBatchLines, resumeBatchCase, startBatchAct } from '../../contract/batch-cases.ts'
import type { BatchRow } from '../../contract/batch-cases.ts'
import { contactOutcomes, contactPurposes, noticeChannels } from '../../domain/complaints/vocabulary.ts'
import { holds, useMe } from '../identity/session.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { Countdown } from '../kit/Countdown.tsx'
import type { Field } from '../kit/form.ts'
import { Money } from '../kit/Money.tsx'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { Panel } from '../kit/Panel.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { useAct, useApi, usePages } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { findingFields, orderFields } from './IncidentSheets.tsx'
import { refresh, RunLine } from './RunLine.tsx'

type ActName = 'orders' | 'finding' | 'contact'
const needs = { orders: 'order:issue', finding: 'complaint:investigate', contact: 'complaint:contact' } as const

/** Shows a batch case; while lines are filed or an act runs it looks again every second and a half. */
export function BatchCaseView({ id }: { id: string }) {
  const [busy, setBusy] = useState(true)
  const seen = useApi(getBatchCase, { params: { id } }, { refetchInterval: busy ? 1500 : 20_000 })
  const isBusy = seen.data === undefined || seen.data.state === 'filing' || seen.data.runs.some((run) => run.state === 'running')
  if (isBusy !== busy) setBusy(isBusy)
  useEffect(() => { if (!busy) void refresh() }, [busy])
  if (seen.isPending) return <Skeleton />
  if (seen.isError) return <ErrorState error={seen.error} retry={() => void seen.refetch()} />
  const batch = seen.data
  const { totals } = batch
  return (
    <>
      <PageHead title={batch.title} hint={<>{batch.customer} · {batch.by} · <Moment at={batch.at} /></>}><Link className="btn" to={`/queue/${id}`}>{t('console.incidents.batch.parent', { no: spokenNo(batch.complaintNo) })}</Link></PageHead>
      {batch.state === 'filing' ? <p className="run-figures num" role="status"><span className="meter"><span style={{ width: `${Math.round(((batch.lines - batch.waiting) / batch.lines) * 100)}%` }} /></span>{t('console.incidents.batch.filing', { done: batch.lines - batch.waiting, total: batch.lines })}</p> : null}
      {batch.problem === null ? null : <Stopped id={id} problem={batch.problem} />}
      <section className="figures" aria-label={t('console.incidents.figures')}>
        {([['lines', batch.filed], ['found', totals.found], ['unanswered', totals.unanswered], ['late', totals.late], ['refused', batch.refused]] as const).map(([name, n]) => <div key={name} className={`figure${name === 'late' && n > 0 ? ' is-overdue' : ''}`}><strong className="num">{n}</strong><span>{t(`console.incidents.batch.figure.${name}`)}</span></div>)}
        <div className="figure"><strong className="num"><Money value={totals.promised} /></strong><span>{t('console.incidents.batch.figure.promised')}</span></div>
        <div className="figure is-wide"><span className="status-bars">{totals.byStatus.map((each) => <Tag key={each.status}>{label('status', each.status)} <span className="num">{each.count}</span></Tag>)}</span></div>
      </section>
      <div className="incident-grid"><div><Lines id={id} /></div><aside><Panel title={t('console.incidents.progress')}>{batch.runs.length === 0 ? <p className="hint">{t('console.incidents.no_runs')}</p> : <ul className="runs">{batch.runs.map((run) => <RunLine key={run.id} run={run} />)}</ul>}</Panel></aside></div>
    </>
  )
}

function Stopped({ id, problem }: { id: string; problem: string }) {
  const me = useMe().data
  const resume = useAct(resumeBatchCase, { onDone: () => void refresh() })
  return (
    <p className="notice is-overdue">{t(`errors.${problem}`)}{me === null || me === undefined || !holds(me, 'complaint:create') ? null : <Button size="small" loading={resume.isPending} onClick={() => resume.mutate({ params: { id }, body: {} }, { onError: (error) => toast(sayProblem(problemOf(error)), 'bad') })}>{t('console.incidents.resume')}</Button>}</p>
  )
}

function Lines({ id }: { id: string }) {
  const me = useMe().data
  const [state, setState] = useState<'all' | 'open' | 'refused'>('all')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [act, setAct] = useState<ActName>()
  const list = usePages(listBatchLines, { params: { id }, query: { state, limit: 100 } }, { keep: true })
  const items = list.items ?? []
  const ids = items.flatMap((row) => (row.case === null ? [] : [row.case.id]))
  const all = ids.length > 0 && ids.every((each) => chosen.has(each))
  const toggle = (each: string) => setChosen((old) => { const next = new Set(old); if (!next.delete(each)) next.add(each); return next })
  return (
    <Panel title={t('console.incidents.batch.lines_title')} aside={<span className="batch-ways">{(['all', 'open', 'refused'] as const).map((each) => <button key={each} type="button" className="chip" aria-pressed={state === each} onClick={() => setState(each)}>{t(`console.incidents.batch.show_${each}`)}</button>)}</span>}>
      <div className="table-wrap" tabIndex={0} role="region" aria-label={t('console.incidents.batch.lines_title')}><table className="plain batch-table">
        <thead><tr><th scope="col"><input type="checkbox" aria-label={t('console.incidents.batch.choose_all')} checked={all} onChange={() => setChosen(all ? new Set() : new Set(ids))} /></th>{['line', 'number', 'state', 'clock', 'finding', 'result'].map((each) => <th key={each} scope="col">{t(`console.incidents.batch.col.${each}`)}</th>)}</tr></thead>
        <tbody>{items.map((row) => <Line key={row.line} row={row} on={row.case !== null && chosen.has(row.case.id)} onToggle={toggle} />)}</tbody>
      </table></div>
      {list.hasNextPage ? <div className="list-end"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button></div> : null}
      {chosen.size === 0 ? null : <div className="page-foot"><strong className="num">{t('console.incidents.batch.chosen', { n: chosen.size })}</strong>{(['orders', 'finding', 'contact'] as const).filter((each) => me !== null && me !== undefined && holds(me, needs[each])).map((each) => <Button key={each} onClick={() => setAct(each)}>{t(`console.incidents.batch.act_${each}`)}</Button>)}<Button type="text" onClick={() => setChosen(new Set())}>{t('console.incidents.batch.choose_none')}</Button></div>}
      {act === undefined ? null : <ActSheet id={id} act={act} ids={[...chosen]} onClose={(done) => { setAct(undefined); if (done) setChosen(new Set()) }} />}
    </Panel>
  )
}

function Line({ row, on, onToggle }: { row: BatchRow; on: boolean; onToggle: (id: string) => void }) {
  const c = row.case
  return (
    <tr><td>{c === null ? null : <input type="checkbox" aria-label={t('console.incidents.batch.choose', { line: row.line })} checked={on} onChange={() => onToggle(c.id)} />}</td><td className="num">{row.line}</td>
      <td>{c === null ? <span className="mono">{row.number}</span> : <Link className="mono" to={`/queue/${c.id}`}>{row.number}</Link>}</td>
      <td className="wraps">{c === null ? <Tag tone={row.state === 'refused' ? 'overdue' : 'info'}>{t(`console.incidents.batch.line_is_${row.state}`)}</Tag> : <><Tag>{label('status', c.status)}</Tag>{c.order === 'none' ? null : <> <Tag tone={c.order === 'answered' ? 'good' : 'info'}>{t(`console.incidents.order.${c.order}`)}</Tag></>}</>}{row.problem === null ? null : <span className="hint"> {sayProblem(row.problem)}</span>}</td>
      <td>{c?.nextDue ? <Countdown dueAt={c.nextDue.dueAt} what={t(`clocks.kind.${c.nextDue.kind}`)} /> : <span className="hint">—</span>}</td>
      <td>{c?.finding ? label('companyLiability', c.finding.companyLiability) : <span className="hint">—</span>}</td>
      <td>{c?.outcome ? label('outcome', c.outcome) : null}{c?.promised ? <> <Money value={c.promised} /></> : null}{c?.outcome || c?.promised ? null : <span className="hint">—</span>}</td></tr>
  )
}

const coded = (kind: string, codes: readonly string[]) => codes.map((value) => ({ value, words: label(kind, value) }))

function fieldsOf(act: ActName): readonly Field[] {
  if (act === 'orders') return orderFields()
  if (act === 'finding') return findingFields()
  return [
    { kind: 'radio', name: 'direction', words: t('console.field.direction'), options: coded('direction', ['out', 'in']), required: true }, { kind: 'select', name: 'channel', words: t('console.field.channel'), options: coded('noticeChannel', noticeChannels), required: true }, { kind: 'select', name: 'outcome', words: t('console.field.outcome'), options: coded('contactOutcome', contactOutcomes), required: true },
    { kind: 'select', name: 'purpose', words: t('console.field.purpose'), options: coded('contactPurpose', contactPurposes), required: true }, { kind: 'area', name: 'summary', words: t('console.field.summary'), required: true, max: 1000 }, { kind: 'line', name: 'reference', words: t('console.field.reference'), max: 200 },
  ]
}

function ActSheet({ id, act, ids, onClose }: { id: string; act: ActName; ids: readonly string[]; onClose: (done: boolean) => void }) {
  const title = t(`console.incidents.batch.act_${act}`)
  return (
    <Sheet title={title} onClose={() => onClose(false)}>
      <ActionForm fields={fieldsOf(act)} submit={title} consequence={t('console.incidents.batch.act_means', { n: ids.length })} onCancel={() => onClose(false)}
        send={async (body) => {
          await call(startBatchAct, { params: { id }, body: startBatchAct.body.parse({ ids, act: { act, ...body } }), idempotencyKey: crypto.randomUUID() })
          await refresh()
          onClose(true)
        }} />
    </Sheet>
  )
}
