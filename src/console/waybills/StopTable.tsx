// The axis in rows and columns, for those who read rather than look, and for paper: every stay, every road, plan, rarity, weight.
import type { Parcel360 } from '../../contract/waybill-360.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Tag } from '../kit/Tag.tsx'
import type { Tone } from '../kit/Tag.tsx'
import { t, useWords } from '../kit/words.ts'
import { toneOf } from './axis.ts'
import { placeName, sayGap, sayUsual, spanOf } from './say-360.ts'
import type { Hop, Stay } from './say-360.ts'

const columns = ['place', 'arrived', 'left', 'time', 'plan', 'usual', 'weight', 'staff'] as const
const w = (key: string, params: Record<string, unknown> = {}): string => t(`console.waybill360.${key}`, params)

function Weight({ stay }: { stay: Stay }) {
  if (stay.weightGrams === null) return <>—</>
  const change = stay.weightChangeGrams
  return <span className="num">{(stay.weightGrams / 1000).toFixed(2)} kg{change === null || Math.abs(change) < 1 ? null : <span className={change <= -200 ? 'weight-drop' : 'hint'}> {w(change < 0 ? 'change_down' : 'change_up', { grams: Math.abs(change) })}</span>}</span>
}

function Pace({ of }: { of: Pick<Stay, 'pace' | 'gap'> }) {
  const tone = toneOf(of.pace, of.gap) as Tone
  return of.pace === 'ok' && of.gap === null ? null : <Tag tone={tone} {...(tone === 'overdue' || tone === 'soon' ? { icon: 'alarm' as const } : {})}>{w(`pace.${of.pace}`)}</Tag>
}

function StayRow({ stay }: { stay: Stay }) {
  const part = stay.part === 'handover'
  return (
    <tr className={`stop-row is-${toneOf(stay.pace, stay.gap)}`}>
      <th scope="row">{placeName(stay)}{sayGap(stay.gap, placeName(stay)).map((gap) => <span key={gap} className="stop-mark"><Icon name="alarm" size={12} /> {gap}</span>)}</th>
      <td>{part && stay.leftAt !== null ? '—' : <Moment at={stay.arrivedAt} begins />}</td><td>{stay.leftAt !== null ? <Moment at={stay.leftAt} begins /> : part ? '—' : stay.lasts ? w('still') : <Moment at={stay.scans.at(-1)?.at ?? stay.arrivedAt} begins />}</td>
      <td className="num">{part ? '—' : <>{spanOf(stay.minutes)} <Pace of={stay} /></>}</td><td className="num">{stay.planMinutes === null ? '—' : spanOf(stay.planMinutes)}</td><td>{part ? '—' : sayUsual(stay)}</td><td>{part ? '—' : <Weight stay={stay} />}</td><td className="mono">{stay.staffNos.join(' ')}</td>
    </tr>
  )
}

function HopRow({ hop }: { hop: Hop }) {
  const gaps = hop.gap === 'passed_without_scan' ? hop.passed.flatMap((p) => sayGap(hop.gap, placeName(p))) : sayGap(hop.gap, placeName(hop.next))
  return (
    <tr className={`stop-row is-road is-${toneOf(hop.pace, hop.gap)}`}>
      <th scope="row"><span className="hint">{w('road')} → {placeName(hop.next)}</span>{gaps.map((gap) => <span key={gap} className="stop-mark"><Icon name="alarm" size={12} /> {gap}</span>)}</th>
      <td /><td /><td className="num">{spanOf(hop.minutes)} <Pace of={hop} /></td><td className="num">{hop.planMinutes === null ? '—' : spanOf(hop.planMinutes)}</td><td>{sayUsual(hop)}</td><td /><td />
    </tr>
  )
}

/** Shows the table. */
export function StopTable({ parcel }: { parcel: Parcel360 }) {
  useWords()
  return (
    <div className="stop-table" tabIndex={0} role="region" aria-label={w('table')}>
      <table>
        <thead><tr>{columns.map((name) => <th key={name} scope="col">{w(`col.${name}`)}</th>)}</tr></thead>
        <tbody>{parcel.stays.flatMap((stay) => [<StayRow key={`s${stay.seq}`} stay={stay} />, ...parcel.hops.filter((h) => h.from === stay.seq).map((h) => <HopRow key={`h${h.from}`} hop={h} />)])}</tbody>
      </table>
    </div>
  )
}
