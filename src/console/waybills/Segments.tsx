// Which units the course points at, the strongest first, each with its reasons: a lead for people, never a judgement.
import type { Parcel360 } from '../../contract/waybill-360.ts'
import { Tag } from '../kit/Tag.tsx'
import { label, t, useWords } from '../kit/words.ts'
import { placeName, sayBecause } from './say-360.ts'

type Segment = Parcel360['segments'][number]

function strength(weight: number): 'strong' | 'fair' | 'weak' {
  return weight >= 0.7 ? 'strong' : weight >= 0.4 ? 'fair' : 'weak'
}

function Row({ segment, brief }: { segment: Segment; brief: boolean }) {
  const power = strength(segment.weight)
  return (
    <li className={`segment is-${power}`}>
      <p className="segment-head"><strong>{placeName(segment)}</strong> <span className="hint">{label('link', segment.link)}</span> <Tag tone={power === 'strong' ? 'overdue' : power === 'fair' ? 'soon' : 'plain'}>{t(`console.waybill360.${power}`)}</Tag></p>
      <p>{sayBecause(segment.because)}</p>
      {segment.more.length === 0 || brief ? null : <p className="hint">{t('console.waybill360.also')}{segment.more.map(sayBecause).join(t('console.app.list_semicolon'))}</p>}
    </li>
  )
}

/** Shows them; `brief` the first only, without its further reasons. */
export function Segments({ segments, brief = false }: { segments: readonly Segment[]; brief?: boolean }) {
  useWords()
  if (segments.length === 0) return <p className="hint">{t('console.waybill360.segments_none')}</p>
  return (
    <>
      <ol className="segments">{(brief ? segments.slice(0, 1) : segments).map((segment) => <Row key={`${segment.unitCode}${segment.unitName}${segment.link}`} segment={segment} brief={brief} />)}</ol>
      {brief ? null : <p className="hint">{t('console.waybill360.segments_hint')}</p>}
    </>
  )
}
