// Finding a parcel when the customer has no number: phone tail, name, pickup code, order tail, address (OPN-10).
import { useState } from 'react'
import { Button } from '../kit/Button.tsx'
import { findParcels } from '../../contract/waybills.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { useAct } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'

const fields = ['phone', 'phoneTail', 'name', 'pickupCode', 'orderTail', 'address'] as const

/** A dialog that answers a waybill number. */
export function FindParcel({ phone, onUse, onClose }: { phone: string; onUse: (number: string) => void; onClose: () => void }) {
  const [values, setValues] = useState<Partial<Record<(typeof fields)[number], string>>>({ phone })
  const act = useAct(findParcels)
  const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''))
  return (
    <Sheet title={t('console.intake.find_title')} onClose={onClose}>
      <form onSubmit={(event) => { event.preventDefault(); act.mutate({ body: filled }) }}>
        <div className="fields is-two">
          {fields.map((name, i) => (
            <div key={name} className="field"><label className="field-label" htmlFor={`find-${name}`}>{t(`console.find.${name}`)}</label>
              <input id={`find-${name}`} className="input" autoFocus={i === 0} inputMode={name === 'phone' || name === 'phoneTail' ? 'numeric' : 'text'} maxLength={name === 'phoneTail' ? 4 : 60} value={values[name] ?? ''} onChange={(event) => setValues({ ...values, [name]: event.target.value })} /></div>
          ))}
        </div>
        <div className="form-foot"><Button type="primary" htmlType="submit" loading={act.isPending} disabled={Object.keys(filled).length === 0}>{t('console.find.go')}</Button></div>
      </form>
      {act.isError ? <p className="field-error" role="alert">{sayProblem(problemOf(act.error))}</p> : null}
      {act.data === undefined ? null : (
        <ul className="parcel-hits" aria-live="polite">
          {act.data.items.length === 0 ? <li className="hint">{t(`console.find.${act.data.state === 'unavailable' ? 'unavailable' : 'none'}`)}</li> : null}
          {act.data.items.map((hit) => (
            <li key={hit.number}>
              <button type="button" className="suggestion" onClick={() => { onUse(hit.number); onClose() }}>
                <strong className="mono">{hit.number}</strong><span className="hint">{label('waybillState', hit.state)}</span>
                <span className="quiet">{hit.fromCity} <Icon name="right" size={12} /> {hit.toCity} · {hit.consignee} <span className="mono">{hit.phone}</span>{hit.acceptedAt === null ? null : <> · <Moment at={hit.acceptedAt} /></>}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Sheet>
  )
}
