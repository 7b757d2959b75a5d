// Prohibited or seized goods on the case page: what may not be told, and the document of the hand-over to an authority.
import { useState } from 'react'
import { handOverGoods, listGoodsHandovers } from '../../contract/leak-inquiries.ts'
import { holds, useMe } from '../identity/session.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { forget, useAct, useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import './settlement.css'

/** Shows nothing to units. */
export default function GoodsPanel({ seen }: { seen: { readonly id: string; readonly version: number } }) {
  const [open, setOpen] = useState(false)
  const me = useMe().data
  const act = useAct(handOverGoods)
  const found = useApi(listGoodsHandovers, { params: { id: seen.id } })
  if (found.data === undefined || !found.data.isSecurity) return null
  const mayRecord = me !== null && me !== undefined && holds(me, 'complaint:investigate')
  return (
    <section className="letter-part" data-part="goods">
      <header><h2>{t('console.inquiry.goods')}</h2></header>
      <p className="notice is-soon"><Icon name="lock" size={14} />{t('console.inquiry.goods_rule')}</p>
      <ul className="inquiry-steps">{found.data.items.map((g) => <li key={g.id}><strong>{g.authority} <span className="mono">{g.documentNo}</span></strong><p>{g.goods} · <Moment at={g.handedAt} /></p><p className="hint">{t('console.inquiry.tellable')}: {g.tellable}</p></li>)}</ul>
      {!mayRecord ? null : open ? (
        <ActionForm submit={t('codes.action.goods_handover')} onCancel={() => setOpen(false)} two
          fields={[{ name: 'authority', kind: 'line', words: t('console.inquiry.authority'), required: true, max: 100 }, { name: 'documentNo', kind: 'line', words: t('console.inquiry.document_no'), required: true, max: 60 }, { name: 'goods', kind: 'line', words: t('console.inquiry.goods_what'), required: true, max: 300, wide: true }, { name: 'handedAt', kind: 'moment', words: t('console.inquiry.handed_at'), required: true, past: true }, { name: 'tellable', kind: 'area', words: t('console.inquiry.tellable'), required: true, max: 500 }]}
          send={async (body) => {
            await act.mutateAsync({ params: { id: seen.id }, body: { version: seen.version, ...body } } as never)
            await forget('/api/complaints')
            setOpen(false)
          }} />
      ) : <Button size="small" onClick={() => setOpen(true)}>{t('codes.action.goods_handover')}</Button>}
    </section>
  )
}
