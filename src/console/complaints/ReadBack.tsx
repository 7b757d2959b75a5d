// Reading the record back to the customer before filing (INT-12), or settling it there and then (INT-15).
import { measureKinds, moneyMeasures } from '../../domain/complaints/vocabulary.ts'
import { moment } from '../kit/time-words.ts'
import { serverNow } from '../kit/clock.ts'
import { momentToWire } from '../kit/form.ts'
import { label, t } from '../kit/words.ts'
import type { Draft } from './draft.ts'
import { reasonLabel } from './tags.tsx'

/** The record as sentences to say aloud. */
function Spoken({ draft }: { draft: Draft }) {
  const comma = t('console.app.list_comma')
  const numbers = draft.items.filter((item) => item.number.trim() !== '').map((item) => `${label('item', item.type)} ${item.number.trim()}`)
  const demands = [...draft.demands.map((code) => label('demand', code)), ...(draft.amount.trim() === '' ? [] : [`¥${draft.amount.trim()}`]), ...(draft.demandText.trim() === '' ? [] : [draft.demandText.trim()])]
  return (
    <div className="say">
      <p>{t(draft.name.trim() === '' ? 'console.read.start' : 'console.read.start_name', { name: draft.name.trim() })}</p>
      <p>{t('console.read.words', { words: draft.summary.trim() === '' ? draft.verbatim.trim() : draft.summary.trim() })}</p>
      {numbers.length === 0 ? <p>{t('console.read.no_number')}</p> : <p>{t('console.read.number', { numbers: numbers.join(comma) })}</p>}
      {draft.occurredAt === '' && draft.place.trim() === '' ? null : <p>{t('console.read.when', { when: draft.occurredAt === '' ? '' : moment(Date.parse(momentToWire(draft.occurredAt)), serverNow()), place: draft.place.trim() })}</p>}
      <p>{demands.length === 0 ? t('console.read.no_demand') : t('console.read.demand', { demand: demands.join(comma) })}</p>
      {draft.phone.trim() === '' ? null : <p>{t('console.read.phone', { phone: draft.phone.trim() })}</p>}
      <p>{t('console.read.end')}</p>
    </div>
  )
}

/** Draws the step. */
export function ReadBack({ draft, change, attended }: { draft: Draft; change: (part: Partial<Draft>) => void; attended: boolean }) {
  const spot = draft.onSpot
  return (
    <div className="read-back">
      {attended ? <p className="hint">{t('console.read.hint')}</p> : <p className="hint">{t('console.read.not_there', { channel: label('channel', draft.channel) })}</p>}
      <Spoken draft={draft} />
      <dl className="facts"><dt>{t('console.field.channel')}</dt><dd>{label('channel', draft.channel)} · {label('kind', draft.kind)}</dd><dt>{t('console.field.reasonCode')}</dt><dd>{draft.reasonCode === '' ? t('console.intake.reason_by_words') : reasonLabel(draft.reasonCode)}</dd></dl>
      {attended ? <label className="check"><input type="checkbox" autoFocus checked={draft.readBack} onChange={(event) => change({ readBack: event.target.checked })} />{t('console.read.confirmed')}</label> : null}
      {attended && draft.kind === 'complaint' ? <label className="check"><input type="checkbox" checked={spot !== null} onChange={(event) => change({ onSpot: event.target.checked ? { remedy: '', method: 'oral_recorded', kind: 'apology' } : null })} />{t('console.read.on_spot')}</label> : null}
      {spot === null ? null : (
        <div className="fields row-box">
          <div className="field"><label className="field-label" htmlFor="remedy">{t('console.read.remedy')}</label><textarea id="remedy" className="input" autoFocus maxLength={500} value={spot.remedy} onChange={(event) => change({ onSpot: { ...spot, remedy: event.target.value } })} /></div>
          <div className="intake-grid">
            <div className="field"><label className="field-label" htmlFor="measure">{t('console.field.measures')}</label><select id="measure" className="input" value={spot.kind} onChange={(event) => change({ onSpot: { ...spot, kind: event.target.value } })}>{measureKinds.filter((kind) => !moneyMeasures.includes(kind)).map((kind) => <option key={kind} value={kind}>{label('measure', kind)}</option>)}</select></div>
            <div className="field"><label className="field-label" htmlFor="method">{t('console.field.method')}</label><select id="method" className="input" value={spot.method} onChange={(event) => change({ onSpot: { ...spot, method: event.target.value as 'written' } })}>{(['oral_recorded', 'written'] as const).map((method) => <option key={method} value={method}>{label('confirmationMethod', method)}</option>)}</select></div>
          </div>
          <p className="consequence">{t('console.read.on_spot_consequence')}</p>
        </div>
      )}
    </div>
  )
}
