// Waybill 360: the parcel of a case from all sides on one page, for the screen, the keyboard, a reader, a phone and paper.
import { useEffect, useMemo } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import { getWaybill360, refreshWaybill } from '../../contract/waybill-360.ts'
import type { Parcel360, Waybill360 } from '../../contract/waybill-360.ts'
import { useMe } from '../identity/session.ts'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Panel } from '../kit/Panel.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { spokenNo } from '../kit/spoken-no.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { nameTab } from '../kit/title.ts'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, useApi } from '../kit/use-api.ts'
import { Watermark } from '../kit/Watermark.tsx'
import { label, t, useWords } from '../kit/words.ts'
import { AxisChart } from './AxisChart.tsx'
import { KitList } from './KitList.tsx'
import { marksOf } from './marks-360.ts'
import { ParcelStory } from './ParcelStory.tsx'
import { sayAt } from './say-360.ts'
import { Segments } from './Segments.tsx'
import { StopTable } from './StopTable.tsx'
import { usePieces } from './use-pieces.ts'
import '../kit/form.css'
import './waybills.css'
import './waybill-360.css'

const w = (key: string, params: Record<string, unknown> = {}): string => t(`console.waybill360.${key}`, params)

function Refresh({ id, number }: { id: string; number: string }) {
  const act = useAct(refreshWaybill, { onDone: ({ added }) => {
    toast(added === 0 ? w('unchanged') : w('refreshed', { count: added }))
    void forget('/api/complaints/:id')
  } })
  return <Button loading={act.isPending} onClick={() => act.mutate({ params: { id }, body: { number } }, { onError: (error) => toast(sayProblem(problemOf(error)), 'bad') })}><Icon name="repeat" />{w('refresh')}</Button>
}

function Looks({ parcel, numbers }: { parcel: Parcel360; numbers: readonly string[] }) {
  const [, setSearch] = useSearchParams()
  const choose = (name: string, value: string) => setSearch((old) => { const next = new URLSearchParams(old); if (name === 'number') next.delete('at'); if (value === '') next.delete(name); else next.set(name, value); return next }, { replace: true })
  const newest = parcel.looks[0]?.takenAt
  return (
    <>
      {numbers.length < 2 ? null : <select className="input" aria-label={w('title')} value={parcel.number} onChange={(event) => choose('number', event.currentTarget.value)}>{numbers.map((number) => <option key={number}>{number}</option>)}</select>}
      {parcel.looks.length < 2 ? null : (
        <select className="input" aria-label={w('look')} value={parcel.takenAt} onChange={(event) => choose('at', event.currentTarget.value === newest ? '' : event.currentTarget.value)}>
          {parcel.looks.map((look, i) => <option key={look.takenAt} value={look.takenAt}>{sayAt(look.takenAt)} {i === 0 ? w('look_newest') : i === parcel.looks.length - 1 ? w('look_filed') : ''}</option>)}
        </select>
      )}
    </>
  )
}

function Head({ seen, parcel }: { seen: Waybill360; parcel: Parcel360 }) {
  return (
    <header className="w360-head">
      <div>
        <h1>{w('title')} <span className="mono">{parcel.number}</span></h1>
        <p className="hint"><span className="mono">{spokenNo(seen.complaintNo)}</span> {seen.keyword}</p>
        <p className="chips"><Tag tone={parcel.anomalies.length > 0 ? 'soon' : 'plain'}>{label('waybillState', parcel.state)}</Tag>{parcel.fromCity === null ? null : <span className="quiet">{parcel.fromCity} → {parcel.toCity}</span>}<span className="hint">{w('taken', { at: sayAt(parcel.takenAt) })}</span>{parcel.newScans === 0 ? null : <Tag tone="info">{w('new_since', { n: parcel.newScans })}</Tag>}</p>
      </div>
      <div className="w360-acts"><Looks parcel={parcel} numbers={seen.numbers} /><Button onClick={() => print()}><Icon name="file" />{w('print')}</Button>{seen.mayRefresh ? <Refresh id={seen.complaintId} number={parcel.number} /> : null}</div>
    </header>
  )
}

/** Tells the browser's own clock when data came and when it stood on screen (`npm run bench -- --only=waybill360`). */
function useMeasured(ready: boolean): void {
  useEffect(() => {
    if (!ready) return undefined
    const frame = requestAnimationFrame(() => setTimeout(() => { performance.mark('waybill360:drawn') }, 0))
    return () => cancelAnimationFrame(frame)
  }, [ready])
}

function Drawn({ seen, parcel }: { seen: Waybill360; parcel: Parcel360 }) {
  const pieces = usePieces(seen.complaintId)
  const marks = useMemo(() => {
    if (pieces === undefined) return null
    performance.mark('waybill360:data')
    return marksOf(parcel, seen.milestones, pieces)
  }, [parcel, seen.milestones, pieces])
  useMeasured(marks !== null)
  return (
    <>
      <Head seen={seen} parcel={parcel} />
      {seen.whole ? null : <p className="notice"><Icon name="info" size={14} /><span>{w('own_part')}</span></p>}
      <Panel title={w('segments')}><Segments segments={parcel.segments} /></Panel>
      <Panel title={w('axis')}>{marks === null ? <Skeleton rows={6} /> : <><AxisChart marks={marks} /><ParcelStory marks={marks} /></>}</Panel>
      {parcel.kit.length === 0 ? null : <Panel title={w('kit')}><KitList kit={parcel.kit} /></Panel>}
      <Panel title={w('table')}><StopTable parcel={parcel} /></Panel>
    </>
  )
}

/** Shows the page. */
export default function Waybill360Page() {
  useWords()
  const { id = '' } = useParams()
  const [search] = useSearchParams()
  const me = useMe().data
  const [number, at] = [search.get('number'), search.get('at')]
  const found = useApi(getWaybill360, { params: { id }, query: { ...(number === null ? {} : { number }), ...(at === null ? {} : { takenAt: at }) } }, { keep: true })
  const seen = found.data
  const name = [w('title'), seen?.keyword].filter(Boolean).join(' · ')
  useEffect(() => nameTab(name), [name])
  return (
    <div className="page"><article className="page-inner w360">
      <Watermark words={me?.name ?? ''} />
      <Link className="w360-back" to={`/queue/${id}?view=open`}><Icon name="left" size={14} />{w('back')}</Link>
      {seen === undefined ? found.isPending ? <Skeleton rows={10} /> : <ErrorState error={found.error} retry={() => void found.refetch()} /> : seen.parcel === null ? <Empty icon="parcel" title={w('none')} hint={w('none_hint')} /> : <Drawn seen={seen} parcel={seen.parcel} />}
    </article></div>
  )
}
