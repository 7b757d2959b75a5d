// Disputed lines for who settles: what the unit says, what the line is, and the answer: kept, or corrected in the next statement.
import { useState } from 'react'
import { Link } from 'react-router'
import { answerDispute, listDisputes } from '../../contract/settlements.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { Button } from '../kit/Button.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Money } from '../kit/Money.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, usePages } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { lineReason } from './settlement-words.ts'

type Item = ReplyOf<typeof listDisputes>['items'][number]

function Answer({ item, onDone }: { item: Item; onDone: () => void }) {
  const act = useAct(answerDispute)
  return (
    <ActionForm submit={t('console.settlement.answer_send')} onCancel={onDone} given={{ result: 'kept' }}
      fields={[
        { name: 'result', kind: 'radio', words: t('console.settlement.result'), required: true, options: ['kept', 'corrected'].map((value) => ({ value, words: t(`console.settlement.answer_${value}`) })) },
        { name: 'correct', kind: 'money', words: t('console.settlement.correct'), hint: t('console.settlement.correct_hint'), required: true, when: (values) => values['result'] === 'corrected' },
        { name: 'answer', kind: 'area', words: t('console.settlement.answer'), required: true, max: 1000 },
      ]}
      send={async (body) => {
        await act.mutateAsync({ params: { id: item.id }, body: { answer: String(body['answer'] ?? ''), correctMinor: body['result'] === 'corrected' ? ((body['correct'] as { minor: number } | undefined)?.minor ?? 0) : 0 } })
        toast(t('console.settlement.answered'))
        await forget('/api/settlement-disputes', '/api/settlement-statements', '/api/settlement-months')
        onDone()
      }} />
  )
}

function DisputeItem({ item }: { item: Item }) {
  const [open, setOpen] = useState(false)
  return (
    <li className="settle-line">
      <div className="settle-line-head"><span><strong>{item.unit.name}</strong> <Link to={`/settlements/months/${item.statementId}`} className="hint num">{item.month}</Link></span><strong><Money value={item.line.amount} /></strong></div>
      <p className="hint">{t(`console.settlement.kind.${item.line.kind}`)} · {lineReason(item.line)}{item.line.case === null ? null : <> · <Link to={`/queue/${item.line.case.id}`} className="mono">{spokenNo(item.line.case.complaintNo)}</Link></>}</p>
      <blockquote className="said">{item.reason}<footer className="hint">{item.raisedBy} · <Moment at={item.raisedAt} />{item.files === 0 ? null : ` · ${t('console.settlement.files', { n: item.files })}`}</footer></blockquote>
      {item.answer === null ? null : <p><Tag tone={item.state === 'corrected' ? 'good' : 'plain'}>{t(`console.settlement.dispute_${item.state}`)}</Tag> {item.answer} {item.corrected === null ? null : <Money value={item.corrected} />} <span className="hint">{item.answeredBy}</span></p>}
      {item.state === 'open' ? (open ? <Answer item={item} onDone={() => setOpen(false)} /> : <Button size="small" onClick={() => setOpen(true)}>{t('console.settlement.answer_open')}</Button>) : null}
    </li>
  )
}

/** The list. */
export function Disputes({ state }: { state: 'open' | 'answered' }) {
  const list = usePages(listDisputes, { query: { state, limit: 30 } })
  if (list.isPending) return <Skeleton rows={6} />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  const items = list.items ?? []
  return (
    <>
      <PageHead title={t(`console.settlement.disputes_${state}`)}><Link to={state === 'open' ? '/settlements/disputes/answered' : '/settlements/disputes'}>{t(`console.settlement.disputes_${state === 'open' ? 'answered' : 'open'}`)}</Link></PageHead>
      {items.length === 0 ? <Empty icon="check" title={t(`console.settlement.no_disputes_${state}`)} /> : <ul className="card settle-lines">{items.map((each) => <DisputeItem key={each.id} item={each} />)}</ul>}
      {list.hasNextPage ? <p className="list-end"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button></p> : null}
    </>
  )
}
