// Units out of order (停网、跑路): which, since when and why, telling of another one, and that one works again.
import { useState } from 'react'
import { endAbnormality, listAbnormalities, recordAbnormality } from '../../contract/abnormal-units.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { abnormalityKinds } from '../../domain/identity/unit-kinds.ts'
import { findUnits } from '../identity/find.ts'
import { holds, useMe } from '../identity/session.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Panel } from '../kit/Panel.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, usePages } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'

type Abnormality = ReplyOf<typeof listAbnormalities>['items'][number]

function Tell({ onClose }: { onClose: () => void }) {
  const words = (name: string) => t(`console.orders.unit.${name}`)
  return (
    <Sheet title={words('tell')} onClose={onClose}>
      <ActionForm submit={words('tell')} consequence={words('tell_means')} danger
        fields={[{ kind: 'pick', name: 'unitId', words: t('console.orders.field.unit'), find: findUnits, required: true }, { kind: 'radio', name: 'kind', words: words('kind'), options: abnormalityKinds.map((value) => ({ value, words: label('abnormality', value) })), required: true },
          { kind: 'moment', name: 'from', words: words('from'), hint: words('from_hint') }, { kind: 'moment', name: 'to', words: words('to') }, { kind: 'line', name: 'reason', words: t('console.orders.field.reason'), required: true, max: 300 }]}
        given={{ kind: 'suspended' }}
        send={async ({ unitId, kind, ...rest }) => {
          await call(recordAbnormality, { params: { id: String(unitId) }, body: { ...(rest as { reason: string; from?: string; to?: string }), kind: abnormalityKinds.find((each) => each === kind) ?? 'suspended' }, idempotencyKey: crypto.randomUUID() })
          toast(words('told'))
          await forget(listAbnormalities.path, '/api/unit')
          onClose()
        }} />
    </Sheet>
  )
}

function End({ of, onClose }: { of: Abnormality; onClose: () => void }) {
  const words = t('console.orders.unit.works_again')
  return (
    <Sheet title={`${words} — ${of.unit.name}`} onClose={onClose}>
      <ActionForm submit={words} consequence={t('console.orders.unit.end_means')} fields={[{ kind: 'line', name: 'reason', words: t('console.orders.field.reason'), required: true, max: 300 }]}
        send={async (body) => {
          await call(endAbnormality, { params: { id: of.unit.id }, body: { reason: String(body['reason']) } })
          toast(t('console.orders.unit.ended'))
          await forget(listAbnormalities.path, '/api/unit')
          onClose()
        }} />
    </Sheet>
  )
}

function List({ state, onEnd }: { state: 'now' | 'ended'; onEnd?: (of: Abnormality) => void }) {
  const pages = usePages(listAbnormalities, { query: { state, limit: 30 } })
  if (pages.isPending) return <Skeleton rows={3} />
  if (pages.isError) return <ErrorState error={pages.error} retry={() => void pages.refetch()} />
  const items = pages.items ?? []
  if (items.length === 0) return state === 'now' ? <Empty icon="check" title={t('console.orders.none.units')} hint={t('console.orders.unit.none_hint')} /> : <p className="hint">{t('console.orders.unit.none_ended')}</p>
  return (
    <>
      <ul className="abnormal-list">
        {items.map((each) => (
          <li key={each.id}>
            <strong>{each.unit.name}</strong><span className="hint mono">{each.unit.code}</span><Tag tone={state === 'now' ? 'overdue' : 'plain'}>{label('abnormality', each.kind)}</Tag>
            <span className="hint"><Moment at={each.from} />{each.endedAt === null && each.to === null ? null : <> – <Moment at={each.endedAt ?? each.to ?? each.from} /></>}</span>
            <span>{each.reason}</span><span className="hint">{each.endedBy === null ? each.by : `${each.by} → ${each.endedBy}`}{each.endReason === null ? '' : ` · ${each.endReason}`}</span>
            {each.openOrders === 0 ? null : <span className="hint">{t('console.orders.unit.open', { n: each.openOrders })}</span>}
            <span className="spring" />
            {onEnd === undefined ? null : <Button size="small" onClick={() => onEnd(each)}>{t('console.orders.unit.works_again')}</Button>}
          </li>
        ))}
      </ul>
      {pages.hasNextPage ? <p className="list-end"><Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t('console.list.more')}</Button></p> : null}
    </>
  )
}

/** Draws the two lists; who may tell of units gets the buttons. */
export function AbnormalUnits() {
  const me = useMe().data
  const [open, setOpen] = useState<'tell' | Abnormality>()
  const may = me !== null && me !== undefined && (holds(me, 'identity:manage') || holds(me, 'incident:manage'))
  return (
    <>
      <Panel title={t('console.orders.unit.now')} {...(may ? { aside: <Button size="small" onClick={() => setOpen('tell')}>{t('console.orders.unit.tell')}</Button> } : {})}><List state="now" {...(may ? { onEnd: setOpen } : {})} /></Panel>
      <Panel title={t('console.orders.unit.ended_list')} fold open={false}><List state="ended" /></Panel>
      {open === 'tell' ? <Tell onClose={() => setOpen(undefined)} /> : open === undefined ? null : <End of={open} onClose={() => setOpen(undefined)} />}
    </>
  )
}
