// One incident: figures, questions to units, notices, how far the work is, its cases, and what happened when.
import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import { askTheRest, getIncident, listIncidentCases } from '../../contract/incidents.ts'
import type { Incident, IncidentCase, OrderBatch } from '../../contract/incidents.ts'
import { Button } from '../kit/Button.tsx'
import { Countdown } from '../kit/Countdown.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { Panel } from '../kit/Panel.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { spokenNo } from '../kit/spoken-no.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { useAct, useApi, usePages } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { IncidentSheet } from './IncidentSheets.tsx'
import type { SheetName } from './IncidentSheets.tsx'
import { ruleSentence } from './incident-words.ts'
import { refresh, RunLine } from './RunLine.tsx'

/** Shows an incident; while something runs it looks again every two seconds. */
export function IncidentView({ id }: { id: string }) {
  const [running, setRunning] = useState(true)
  const seen = useApi(getIncident, { params: { id } }, { refetchInterval: running ? 2000 : 20_000 })
  const [sheet, setSheet] = useState<SheetName>()
  const isRunning = seen.data?.runs.some((run) => run.state === 'running') ?? true
  if (isRunning !== running) setRunning(isRunning)
  useEffect(() => { if (!running) void refresh() }, [running])
  if (seen.isPending) return <Skeleton />
  if (seen.isError) return <ErrorState error={seen.error} retry={() => void seen.refetch()} />
  const incident = seen.data
  const mayAct = incident.mayManage && incident.state === 'open'
  return (
    <>
      <PageHead title={<>{incident.title} <Tag tone={incident.state === 'open' ? 'soon' : 'plain'}>{t(`console.incidents.state.${incident.state}`)}</Tag></>} hint={<>{incident.openedBy} · <Moment at={incident.openedAt} /></>}>
        {mayAct ? <>{(['notice', 'finding', 'join', 'close'] as const).map((each) => <Button key={each} onClick={() => setSheet(each)}>{t(`console.incidents.act.${each}`)}</Button>)}<Button type="primary" onClick={() => setSheet('orders')}>{t('console.incidents.act.orders')}</Button></> : null}
      </PageHead>
      <p className="incident-what">{incident.what}</p>
      <p className="hint rule-sentence"><Icon name="filter" size={14} /> {ruleSentence(incident.rule)}</p>
      {incident.closedReason === null ? null : <p className="notice">{t('console.incidents.closed_by', { by: incident.closedBy ?? '' })} — {incident.closedReason}</p>}
      <Figures incident={incident} />
      <div className="incident-grid">
        <div>
          <Batches incident={incident} mayAct={mayAct} />
          <Cases id={id} mayExclude={incident.mayManage} total={incident.cases} />
        </div>
        <aside>
          {incident.finding === null ? null : <Panel title={t('console.incidents.draft_finding')}><p>{incident.finding.facts}</p><p className="hint">{label('companyLiability', incident.finding.companyLiability)} · {incident.finding.by} · <Moment at={incident.finding.at} /></p><p className="hint">{t('console.incidents.draft_hint')}</p></Panel>}
          <Panel title={t('console.incidents.notices')} count={incident.notices.length}>{incident.notices.length === 0 ? <p className="hint">{t('console.incidents.no_notice')}</p> : incident.notices.map((each) => <blockquote key={each.id} className="said">{each.text}<footer className="hint">{t('console.incidents.run_of', { done: each.done, total: each.total })} · {each.by} · <Moment at={each.at} /></footer></blockquote>)}</Panel>
          <Panel title={t('console.incidents.progress')}><ul className="runs">{incident.runs.map((run) => <RunLine key={run.id} run={run} />)}</ul></Panel>
          <Panel title={t('console.incidents.timeline')} fold open={false}><ol className="happened">{incident.timeline.map((each, i) => <li key={i}><Moment at={each.at} /> <span>{t(`console.incidents.happened.${each.code}`, each.params)}</span></li>)}</ol></Panel>
        </aside>
      </div>
      {sheet === undefined ? null : <IncidentSheet name={sheet} incident={incident} onClose={() => setSheet(undefined)} />}
    </>
  )
}

function Figures({ incident: { cases, figures } }: { incident: Incident }) {
  const shown: readonly (readonly [string, number, string])[] = [['all', cases, ''], ['late', figures.late, figures.late > 0 ? 'is-overdue' : ''], ['due_soon', figures.dueSoon, figures.dueSoon > 0 ? 'is-soon' : ''], ['unanswered', figures.unanswered, ''], ['excluded', figures.excluded, '']]
  return (
    <section className="figures" aria-label={t('console.incidents.figures')}>
      {shown.map(([name, n, tone]) => <div key={name} className={`figure ${tone}`}><strong className="num">{n}</strong><span>{t(`console.incidents.figure.${name}`)}</span></div>)}
      <div className="figure is-wide"><span className="status-bars">{figures.byStatus.map((each) => <Tag key={each.status}>{label('status', each.status)} <span className="num">{each.count}</span></Tag>)}</span></div>
    </section>
  )
}

function Batches({ incident, mayAct }: { incident: Incident; mayAct: boolean }) {
  if (incident.batches.length === 0) return null
  return <Panel title={t('console.incidents.batches')} count={incident.batches.length}><ul className="batches">{incident.batches.map((batch) => <Batch key={batch.id} batch={batch} mayAct={mayAct} />)}</ul></Panel>
}

function Batch({ batch, mayAct }: { batch: OrderBatch; mayAct: boolean }) {
  const rest = useAct(askTheRest, { onDone: () => void refresh() })
  const ask = (standing: boolean) => rest.mutate({ params: { id: batch.id }, body: { standing } }, { onError: (error) => toast(sayProblem(problemOf(error)), 'bad') })
  return (
    <li>
      <p className="run-head"><strong>{batch.unit.name}</strong>{batch.open === 0 ? <Tag tone="good">{t('console.incidents.all_answered')}</Tag> : batch.dueAt === null ? null : <Countdown dueAt={batch.dueAt} what={t('clocks.kind.outlet_reply')} />}<span className="hint num">{t('console.incidents.answered_of', { done: batch.total - batch.open, total: batch.total })}</span></p>
      <p className="quiet">{batch.question}</p>
      {batch.standingAnswer === null ? null : <blockquote className="said">{label('orderAnswer', batch.standingAnswer.answer)}: {batch.standingAnswer.text}<footer className="hint">{batch.standingAnswer.by} · <Moment at={batch.standingAnswer.at} /></footer></blockquote>}
      {batch.late === 0 || !mayAct ? null : (
        <div className="notice is-soon"><Icon name="info" size={14} /><span>{t('console.incidents.late_cases', { n: batch.late })}</span><span className="notice-act">
          <Button size="small" loading={rest.isPending} onClick={() => ask(false)}>{t('console.incidents.ask_rest')}</Button>{batch.standingAnswer === null ? null : <Button size="small" loading={rest.isPending} onClick={() => ask(true)}>{t('console.incidents.confirm_standing')}</Button>}</span></div>
      )}
    </li>
  )
}

function Cases({ id, mayExclude, total }: { id: string; mayExclude: boolean; total: number }) {
  const list = usePages(listIncidentCases, { params: { id }, query: { limit: 50 } }, { keep: true })
  const [out, setOut] = useState<IncidentCase>()
  const items = list.items ?? []
  return (
    <Panel title={t('console.incidents.in_it')} count={total}>
      {list.isPending ? <Skeleton /> : items.length === 0 ? <Empty icon="queue" title={t('console.incidents.no_cases')} hint={t('console.incidents.no_cases_hint')} /> : (
        <ul className="incident-cases">{items.map((each) => (
          <li key={each.id}><Link to={`/queue/${each.id}`}>{each.keyword}</Link><span className="hint mono">{each.number ?? spokenNo(each.complaintNo)}</span><Tag>{label('status', each.status)}</Tag>
            {each.order === 'none' ? null : <Tag tone={each.order === 'answered' ? 'good' : 'info'}>{t(`console.incidents.order.${each.order}`)}</Tag>}{each.told ? <Tag icon="send">{t('console.incidents.told')}</Tag> : null}
            <span className="incident-case-end">{each.nextDue === null ? null : <Countdown dueAt={each.nextDue.dueAt} what={t(`clocks.kind.${each.nextDue.kind}`)} />}{mayExclude ? <button type="button" className="text-button" aria-label={t('console.incidents.exclude_one', { no: spokenNo(each.complaintNo) })} onClick={() => setOut(each)}>{t('console.incidents.exclude_short')}</button> : null}</span></li>
        ))}</ul>
      )}
      {list.hasNextPage ? <div className="list-end"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button></div> : null}
      {out === undefined ? null : <IncidentSheet name="exclude" incident={{ id }} about={out} onClose={() => setOut(undefined)} />}
    </Panel>
  )
}
