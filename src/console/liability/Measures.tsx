// Duties of units and their staff: what, who sees to it, by when, and the proof; never money from a person.
import { useState } from 'react'
import { Link } from 'react-router'
import { endStaffMeasure, listStaffMeasures, recordStaffMeasure } from '../../contract/settlements.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { staffMeasureKinds } from '../../domain/liability/staff-measures.ts'
import { upload } from '../complaints/upload.ts'
import { findUnits } from '../identity/find.ts'
import { holds, useMe } from '../identity/session.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { Button } from '../kit/Button.tsx'
import type { Field, Option } from '../kit/form.ts'
import { PageHead } from '../kit/PageHead.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, usePages } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { dayIn } from './settlement-words.ts'

type Measure = ReplyOf<typeof listStaffMeasures>['items'][number]
const changed = (): Promise<void> => forget('/api/staff-measures')

function Record({ onClose }: { onClose: () => void }) {
  const act = useAct(recordStaffMeasure)
  const me = useMe().data
  const picks = me !== null && me !== undefined && holds(me, 'identity:read')
  const fields: readonly Field[] = [
    ...(picks ? [{ name: 'unitId', kind: 'pick' as const, words: t('console.settlement.col.unit'), required: true, find: findUnits }] : []),
    { name: 'kind', kind: 'select', words: t('console.settlement.measure_kind'), required: true, options: staffMeasureKinds.map((value) => ({ value, words: t(`console.settlement.measure.${value}`) })) },
    { name: 'what', kind: 'area', words: t('console.settlement.duty_what'), hint: t('console.settlement.duty_hint'), required: true, max: 500 },
    { name: 'staffNo', kind: 'line', words: t('console.settlement.staff_no'), max: 30 }, { name: 'responsible', kind: 'line', words: t('console.settlement.responsible'), required: true, max: 60 },
    { name: 'days', kind: 'number', words: t('console.settlement.days'), required: true, min: 1, max: 180 },
  ]
  return (
    <Sheet title={t('console.settlement.record')} side onClose={onClose}>
      <ActionForm fields={fields} given={{ days: '14' }} submit={t('console.settlement.record')} onCancel={onClose} send={async (body, _begun, values) => {
        const unitId = picks ? ((values['unitId'] as Option | undefined)?.value ?? '') : (me?.unit.id ?? '')
        await act.mutateAsync({ body: { unitId, kind: body['kind'] as Measure['kind'], what: String(body['what'] ?? ''), responsible: String(body['responsible'] ?? ''), dueOn: dayIn(Number(body['days'] ?? 14)), ...(body['staffNo'] ? { staffNo: String(body['staffNo']) } : {}) } })
        toast(t('console.settlement.recorded'))
        await changed()
        onClose()
      }} />
    </Sheet>
  )
}

function End({ measure, onDone }: { measure: Measure; onDone: () => void }) {
  const act = useAct(endStaffMeasure)
  return (
    <ActionForm submit={t('console.settlement.measure_end')} onCancel={onDone} given={{ result: 'done' }} draftKey={`measure:${measure.id}`}
      fields={[
        { name: 'result', kind: 'radio', words: t('console.settlement.result'), required: true, options: ['done', 'dropped'].map((value) => ({ value, words: t(`console.settlement.measure_${value}`) })) },
        { name: 'proof', kind: 'area', words: t('console.settlement.proof'), hint: t('console.settlement.proof_hint'), required: true, max: 1000 },
        ...(measure.case === null ? [] : [{ name: 'attachmentIds', kind: 'files' as const, words: t('console.settlement.dispute_files'), upload, most: 9 }]),
      ]}
      send={async (body) => {
        await act.mutateAsync({ params: { id: measure.id }, body: { result: body['result'] === 'dropped' ? 'dropped' : 'done', proof: String(body['proof'] ?? ''), attachmentIds: (body['attachmentIds'] as string[] | undefined) ?? [] } })
        toast(t('console.settlement.measure_ended'))
        await changed()
        onDone()
      }} />
  )
}

function MeasureItem({ measure }: { measure: Measure }) {
  const [open, setOpen] = useState(false)
  return (
    <li className="settle-line">
      <div className="settle-line-head"><span><Tag>{t(`console.settlement.measure.${measure.kind}`)}</Tag> <strong>{measure.unit.name}</strong></span>
        {measure.state === 'open' ? <Tag tone={measure.isOverdue ? 'overdue' : 'outline'}>{t(measure.isOverdue ? 'console.settlement.overdue_since' : 'console.settlement.due_on', { on: measure.dueOn })}</Tag> : <Tag tone={measure.state === 'done' ? 'good' : 'plain'}>{t(`console.settlement.measure_${measure.state}`)}</Tag>}</div>
      <p>{measure.what}</p>
      <p className="hint">{t('console.settlement.seen_to_by', { name: measure.responsible })}{measure.staffNo === null ? '' : ` · ${measure.staffNo}`}{measure.case === null ? null : <> · <Link to={`/queue/${measure.case.id}`} className="mono">{spokenNo(measure.case.complaintNo)}</Link></>}{measure.fromPenalty ? ` · ${t('console.settlement.from_penalty')}` : ''}</p>
      {measure.proof === null ? null : <p>{measure.proof} <span className="hint">{measure.doneBy}{measure.files === 0 ? '' : ` · ${t('console.settlement.files', { n: measure.files })}`}</span></p>}
      {measure.state === 'open' ? (open ? <End measure={measure} onDone={() => setOpen(false)} /> : <Button size="small" onClick={() => setOpen(true)}>{t('console.settlement.measure_end')}</Button>) : null}
    </li>
  )
}

/** The list. */
export function Measures({ state }: { state: 'open' | 'ended' }) {
  const [recording, setRecording] = useState(false)
  const list = usePages(listStaffMeasures, { query: { state, limit: 30 } })
  const items = list.items ?? []
  return (
    <>
      <PageHead title={t(`console.settlement.measures_${state}`)} hint={t('console.settlement.measures_hint')}>
        <Link to={state === 'open' ? '/settlements/measures/ended' : '/settlements/measures'}>{t(`console.settlement.measures_${state === 'open' ? 'ended' : 'open'}`)}</Link>
        <Button type="primary" onClick={() => setRecording(true)}>{t('console.settlement.record')}</Button>
      </PageHead>
      {list.isPending ? <Skeleton rows={6} /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : items.length === 0 ? <Empty icon="check" title={t(`console.settlement.no_measures_${state}`)} hint={t('console.settlement.no_measures_hint')} />
        : <ul className="card settle-lines">{items.map((each) => <MeasureItem key={each.id} measure={each} />)}</ul>}
      {list.hasNextPage ? <p className="list-end"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button></p> : null}
      {recording ? <Record onClose={() => setRecording(false)} /> : null}
    </>
  )
}
