// A parcel's journey as a line of stations: gaps and doubts stand out, the rest stays quiet.
import { useState } from 'react'
import type { WaybillView } from '../../contract/waybills.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Money } from '../kit/Money.tsx'
import { wordParams } from '../kit/problem.ts'
import { Tag } from '../kit/Tag.tsx'
import { hasWords, label, t } from '../kit/words.ts'
import './waybills.css'

type Scan = WaybillView['scans'][number]
type Anomaly = WaybillView['anomalies'][number]

/** The sentence of an anomaly or hint. */
export function sayAnomaly({ code, params }: { code: string; params: Readonly<Record<string, unknown>> }): string {
  for (const key of [`codes.anomaly.${code}`, `codes.numberHint.${code}`, `codes.because.${code}`]) if (hasWords(key)) return t(key, wordParams(params))
  return [code, ...Object.values(wordParams(params)).map(String)].join(' ')
}

function marksOf(scan: Scan, anomalies: readonly Anomaly[]): readonly Anomaly[] {
  return anomalies.filter((anomaly) => anomaly.at === scan.at && (anomaly.unitCode === null || anomaly.unitCode === scan.unitCode))
}

function Stop({ scan, marks }: { scan: Scan; marks: readonly Anomaly[] }) {
  return (
    <li className={marks.length > 0 ? 'stop is-odd' : 'stop'}>
      <span className="stop-dot" aria-hidden="true" />
      <div>
        <p><span className="stop-what">{label('scan', scan.code)}</span> <span className="quiet">{scan.unitName ?? scan.city ?? scan.unitCode}</span></p>
        {marks.map((mark) => <p key={mark.code} className="stop-mark"><Icon name="alarm" size={14} /> {sayAnomaly(mark)}</p>)}
        <p className="hint"><Moment at={scan.at} />{scan.note === null ? null : ` · ${scan.note}`}</p>
      </div>
    </li>
  )
}

/** Shows a parcel: head, doubts, promise, the latest stations first (all on demand), goods. */
export function WaybillPanel({ waybill }: { waybill: WaybillView }) {
  const [all, setAll] = useState(false)
  const scans = waybill.scans.toSorted((a, b) => b.at.localeCompare(a.at))
  const placed = new Set(scans.flatMap((scan) => marksOf(scan, waybill.anomalies)))
  const shown = all ? scans : scans.filter((scan, i) => i < 4 || marksOf(scan, waybill.anomalies).length > 0)
  const said = new Set(waybill.anomalies.map(sayAnomaly))
  const why = (waybill.likelyLink?.because ?? []).map(sayAnomaly).filter((sentence) => !said.has(sentence))
  const { goods } = waybill
  return (
    <div className="waybill">
      <p className="waybill-head"><span className="mono">{waybill.number}</span><Tag tone={waybill.anomalies.length > 0 ? 'soon' : 'plain'}>{label('waybillState', waybill.state)}</Tag></p>
      <p className="quiet waybill-route">{waybill.fromCity ?? '—'} <Icon name="right" size={12} /> {waybill.toCity ?? '—'} <span className="hint">{label('carrier', waybill.carrier)} · {label('product', waybill.product)}</span></p>
      {waybill.promisedAt === null ? null : <p className="hint">{t('console.waybill.promised')} <Moment at={waybill.promisedAt} /></p>}
      {waybill.anomalies.filter((anomaly) => !placed.has(anomaly)).map((anomaly) => <p key={anomaly.code} className="stop-mark"><Icon name="alarm" size={14} /> {sayAnomaly(anomaly)}</p>)}
      {waybill.likelyLink === null ? null : <p className="notice"><Icon name="info" size={14} /><span>{[t('console.waybill.likely', { link: label('link', waybill.likelyLink.link) }), ...why].join(t('console.app.list_semicolon'))}</span></p>}
      <ol className="stops">{shown.map((scan, i) => <Stop key={`${scan.at}${scan.code}${i}`} scan={scan} marks={marksOf(scan, waybill.anomalies)} />)}</ol>
      {scans.length > shown.length || all ? <button type="button" className="text-button" onClick={() => setAll(!all)}>{all ? t('console.waybill.fewer') : t('console.waybill.all', { n: scans.length })}</button> : null}
      <dl className="facts waybill-goods">
        {goods.name === null ? null : <><dt>{t('console.waybill.goods')}</dt><dd>{goods.name}{goods.weightGrams === null ? '' : ` · ${(goods.weightGrams / 1000).toFixed(2)} kg`}{goods.pieces > 1 ? ` · ${t('console.waybill.pieces', { n: goods.pieces })}` : ''}</dd></>}
        {goods.insured === null && goods.declaredValue === null ? null : <><dt>{t(goods.insured === null ? 'console.waybill.declared' : 'console.waybill.insured')}</dt><dd><Money value={goods.insured ?? goods.declaredValue ?? { minor: 0, currency: 'CNY' }} /></dd></>}
        {waybill.freight === null ? null : <><dt>{t('console.waybill.freight')}</dt><dd><Money value={waybill.freight} /></dd></>}
        <dt>{t('console.waybill.sender')}</dt><dd>{waybill.sender.name} <span className="mono quiet">{waybill.sender.phone}</span></dd>
        <dt>{t('console.waybill.consignee')}</dt><dd>{waybill.consignee.name} <span className="mono quiet">{waybill.consignee.phone}</span></dd>
      </dl>
      {waybill.family.map((each) => <p key={each.number} className="hint">{label('family', each.relation)} <span className="mono">{each.number}</span></p>)}
      <p className="hint">{t('console.waybill.taken')} <Moment at={waybill.takenAt} /></p>
    </div>
  )
}
