// Proposed penalties with their reasons, each decided by a person: confirmed with a duty, lowered or waived with the reason.
import { useState } from 'react'
import { Link } from 'react-router'
import { decidePenalty, listPenalties } from '../../contract/settlements.ts'
import { reasonLabel } from '../complaints/tags.tsx'
import { ActionForm } from '../kit/ActionForm.tsx'
import { Button } from '../kit/Button.tsx'
import type { Field } from '../kit/form.ts'
import { Moment } from '../kit/Moment.tsx'
import { Money } from '../kit/Money.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, usePages } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { becauseWords, dayIn, lawWords } from './settlement-words.ts'
import type { Penalty } from './settlement-words.ts'

const isConfirm = (values: Record<string, unknown>): boolean => values['decision'] !== 'waive'

function fieldsOf(p: Penalty): readonly Field[] {
  return [
    { name: 'decision', kind: 'radio', words: t('console.settlement.decision'), required: true, options: ['confirm', 'waive'].map((value) => ({ value, words: t(`console.settlement.${value}${p.education ? '_education' : ''}`) })) },
    ...(p.education ? [] : [{ name: 'amount', kind: 'money' as const, words: t('console.settlement.amount'), hint: t('console.settlement.amount_hint'), when: isConfirm }]),
    { name: 'reason', kind: 'line', words: t('console.settlement.decision_reason'), hint: t('console.settlement.decision_reason_hint'), wide: true },
    { name: 'what', kind: 'area', words: t('console.settlement.duty_what'), hint: t('console.settlement.duty_hint'), required: true, max: 500, when: isConfirm },
    { name: 'responsible', kind: 'line', words: t('console.settlement.responsible'), required: true, max: 60, when: isConfirm },
    { name: 'days', kind: 'number', words: t('console.settlement.days'), required: true, min: 1, max: 180, when: isConfirm },
  ]
}

function Decide({ penalty, onDone }: { penalty: Penalty; onDone: () => void }) {
  const act = useAct(decidePenalty)
  return (
    <ActionForm fields={fieldsOf(penalty)} given={{ decision: 'confirm', days: String(penalty.dutyDays), amount: (penalty.proposed.minor / 100).toFixed(2) }} submit={t('console.settlement.decide')} onCancel={onDone} two
      send={async (body) => {
        const isWaived = body['decision'] === 'waive'
        const amount = (body['amount'] as { minor: number } | undefined)?.minor
        await act.mutateAsync({ params: { id: penalty.id }, body: {
          decision: isWaived ? 'waive' : 'confirm', ...(amount === undefined || isWaived ? {} : { amountMinor: amount }), ...(body['reason'] ? { reason: String(body['reason']) } : {}),
          ...(isWaived ? {} : { duty: { what: String(body['what'] ?? ''), responsible: String(body['responsible'] ?? ''), dueOn: dayIn(Number(body['days'] ?? penalty.dutyDays)) } }),
        } })
        toast(t('console.settlement.decided'))
        await forget('/api/penalties', '/api/staff-measures', '/api/complaints')
        onDone()
      }} />
  )
}

/** One penalty with why; `decides` adds the form. */
export function PenaltyItem({ penalty, decides }: { penalty: Penalty; decides: boolean }) {
  const [open, setOpen] = useState(false)
  const lowered = penalty.state === 'confirmed' && penalty.amount.minor < penalty.proposed.minor
  return (
    <li className="settle-line">
      <div className="settle-line-head">
        <span><strong>{penalty.unit.name}</strong> <span className="hint mono">{penalty.unit.code}</span></span>
        {penalty.education ? <Tag tone="info">{t('console.settlement.education')}</Tag> : <strong><Money value={penalty.state === 'waived' ? penalty.proposed : penalty.amount} /></strong>}
      </div>
      <p className="hint">
        {penalty.case === null ? null : <><Link to={`/queue/${penalty.case.id}`} className="mono">{spokenNo(penalty.case.complaintNo)}</Link> · {penalty.case.reasonCode === null ? null : reasonLabel(penalty.case.reasonCode)} · </>}
        {t('console.settlement.share', { percent: penalty.percent })} · {t('console.settlement.judged_by', { name: penalty.judgedBy })} · <Moment at={penalty.proposedAt} />
      </p>
      <ul className="settle-because">{becauseWords(penalty.because).map((words) => <li key={words}>{words}</li>)}<li className="hint">{t('console.settlement.laws')} {penalty.laws.map(lawWords).join(' · ')}</li></ul>
      {penalty.state === 'proposed' ? null : <p><Tag tone={penalty.state === 'confirmed' ? 'soon' : 'plain'}>{t(`console.settlement.state.${penalty.state}`)}</Tag> {lowered ? t('console.settlement.lowered') : null} {penalty.decisionReason} <span className="hint">{penalty.decidedBy}{penalty.decidedAt === null ? null : <> · <Moment at={penalty.decidedAt} /></>}</span></p>}
      {decides && penalty.state === 'proposed' ? (open ? <Decide penalty={penalty} onDone={() => setOpen(false)} /> : <Button size="small" onClick={() => setOpen(true)}>{t('console.settlement.decide')}</Button>) : null}
    </li>
  )
}

/** The list; `state` is which. */
export function Penalties({ state }: { state: 'proposed' | 'decided' }) {
  const list = usePages(listPenalties, { query: { state, limit: 30 } })
  if (list.isPending) return <Skeleton rows={6} />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  const items = list.items ?? []
  return (
    <>
      <PageHead title={t(`console.settlement.penalties_${state}`)} hint={t('console.settlement.penalties_hint')}><Link to={state === 'proposed' ? '/settlements/penalties/decided' : '/settlements/penalties'}>{t(`console.settlement.penalties_${state === 'proposed' ? 'decided' : 'proposed'}`)}</Link></PageHead>
      {items.length === 0 ? <Empty icon="check" title={t(`console.settlement.no_penalties_${state}`)} hint={t('console.settlement.no_penalties_hint')} /> : <ul className="card settle-lines">{items.map((each) => <PenaltyItem key={each.id} penalty={each} decides />)}</ul>}
      {list.hasNextPage ? <p className="list-end"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button></p> : null}
    </>
  )
}
