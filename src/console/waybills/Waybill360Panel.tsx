// Waybill 360 on the case page: the likely segment, custody against plan, the sign-off check in one line, and the way to the whole page.
import { useMemo } from 'react'
import { Link } from 'react-router'
import { getWaybill360 } from '../../contract/waybill-360.ts'
import type { Parcel360 } from '../../contract/waybill-360.ts'
import { Icon } from '../kit/Icon.tsx'
import { useApi } from '../kit/use-api.ts'
import { t, useWords } from '../kit/words.ts'
import { AxisChart } from './AxisChart.tsx'
import { kitSummary } from './KitList.tsx'
import { marksOf } from './marks-360.ts'
import { Segments } from './Segments.tsx'
import './waybill-360.css'

function Drawn({ id, parcel }: { id: string; parcel: Parcel360 }) {
  const marks = useMemo(() => marksOf(parcel, [], []), [parcel])
  return (
    <section className="letter-part w360-panel" data-part="waybill360">
      <header><h2>{t('console.waybill360.title')}</h2><Link to={`/complaints/${id}/waybill`}>{t('console.waybill360.open')} <Icon name="right" size={12} /></Link></header>
      <Segments segments={parcel.segments} brief />
      <AxisChart marks={marks} compact />
      {parcel.kit.length === 0 ? null : <p className="hint"><strong>{t('console.waybill360.kit')}</strong> {kitSummary(parcel.kit)}</p>}
    </section>
  )
}

/** Shows the panel once its own reading is there; nothing when the case has no parcel, or it can't be read now. */
export default function Waybill360Panel({ id }: { id: string }) {
  useWords()
  const parcel = useApi(getWaybill360, { params: { id }, query: {} }, { staleTime: 60_000 }).data?.parcel
  return parcel === undefined || parcel === null ? null : <Drawn id={id} parcel={parcel} />
}
