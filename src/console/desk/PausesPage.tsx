// For who grants pauses: what waits for a second person, and who lets cases stand how often, how long, how often after the fact.
import { useState } from 'react'
import { Link } from 'react-router'
import { decidePause, listAskedPauses, pauseUse } from '../../contract/clocks.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { Countdown } from '../kit/Countdown.tsx'
import { Icon } from '../kit/Icon.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { Panel } from '../kit/Panel.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { PauseEntry } from './Commitments.tsx'
import './clocks.css'

type Asked = ReplyOf<typeof listAskedPauses>['items'][number]
const spans = [7, 30, 90] as const

function Decide({ item, approve, onClose }: { item: Asked; approve: boolean; onClose: () => void }) {
  return (
    <Sheet title={t(approve ? 'console.clocks.grant' : 'console.clocks.refuse')} onClose={onClose}>
      <div className="pause-entry"><PauseEntry entry={item.entry} /></div>
      <ActionForm fields={[{ kind: 'line', name: 'reason', words: t('console.field.reason'), required: true, max: 300 }]} submit={t(approve ? 'console.clocks.grant' : 'console.clocks.refuse')} danger={!approve} consequence={t(approve ? 'console.clocks.grant_means' : 'console.clocks.refuse_means')} onCancel={onClose}
        send={async (body) => {
          await call(decidePause, { params: { id: item.case.id }, body: { version: item.case.version, approve, reason: String(body['reason']) } })
          toast(t(approve ? 'console.clocks.granted' : 'console.clocks.refused'))
          await forget(listAskedPauses.path, pauseUse.path, '/api/complaints/:id')
          onClose()
        }} />
    </Sheet>
  )
}

function Waiting() {
  const list = useApi(listAskedPauses, {}, { refetchInterval: 30_000 })
  const [deciding, setDeciding] = useState<{ item: Asked; approve: boolean }>()
  if (list.isPending) return <Skeleton rows={4} />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  const { items } = list.data
  return (
    <Panel title={t('console.clocks.waiting')} count={items.length}>
      {items.length === 0 ? <Empty icon="check" title={t('console.clocks.none_waiting')} hint={t('console.clocks.none_waiting_hint')} /> : (
        <ul className="asked-pauses">
          {items.map((item) => (
            <li key={item.entry.id}>
              <p className="asked-case"><Link to={`/queue/${item.case.id}`}>{item.case.keyword}</Link><span className="hint mono">{spokenNo(item.case.complaintNo)}</span>{item.statutoryDueAt === null ? null : <span className="asked-law hint">{t('clocks.kind.statutory_watch')} <Countdown dueAt={item.statutoryDueAt} /></span>}</p>
              <PauseEntry entry={item.entry} />
              {item.mine ? <p className="hint"><Icon name="lock" size={14} /> {t('errors.pause.own_request')}</p>
                : <p className="asked-acts"><Button type="primary" onClick={() => setDeciding({ item, approve: true })}>{t('console.clocks.grant')}</Button><Button onClick={() => setDeciding({ item, approve: false })}>{t('console.clocks.refuse')}</Button></p>}
            </li>
          ))}
        </ul>
      )}
      {deciding === undefined ? null : <Decide {...deciding} onClose={() => setDeciding(undefined)} />}
    </Panel>
  )
}

function Use() {
  const [days, setDays] = useState<number>(30)
  const use = useApi(pauseUse, { query: { days } }, { keep: true })
  const columns = ['entries', 'cases', 'hours', 'near_limit', 'late_n', 'excused', 'refused_n'] as const
  return (
    <Panel title={t('console.clocks.use')} aside={<select className="input" aria-label={t('console.clocks.span')} value={days} onChange={(event) => setDays(Number(event.target.value))}>{spans.map((each) => <option key={each} value={each}>{t('console.clocks.last_days', { n: each })}</option>)}</select>}>
      {use.data === undefined ? <Skeleton rows={4} /> : use.data.items.length === 0 ? <p className="hint">{t('console.clocks.no_use')}</p> : (
        <div className="table-wrap">
          <table className="plain pause-use">
            <thead><tr><th scope="col">{t('console.floor.person')}</th>{columns.map((name) => <th key={name} scope="col" className="num">{t(`console.clocks.col_${name}`)}</th>)}</tr></thead>
            <tbody>{use.data.items.map((each) => (
              <tr key={each.person.id}><th scope="row">{each.person.name}</th>{[each.entries, each.cases, each.hours === 0 ? 0 : each.hours.toFixed(1), each.nearLimit, each.late, each.excused, each.refused].map((n, i) => <td key={columns[i]} className={n === 0 ? 'num is-empty' : 'num'} data-name={t(`console.clocks.col_${columns[i] ?? 'entries'}`)}>{n === 0 ? <span className="hint">0</span> : n}</td>)}</tr>
            ))}</tbody>
          </table>
        </div>
      )}
    </Panel>
  )
}

/** Shows the page. */
export default function PausesPage() {
  return (
    <div className="page"><div className="page-inner pauses-page">
      <PageHead title={t('console.clocks.page')} hint={t('console.clocks.page_hint')} />
      <Waiting />
      <Use />
    </div></div>
  )
}
