// Working calendars: the year in force, how far the notices reach, what is proposed, notices and units with calendars of their own.
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { getCalendarDays, listCalendarChanges, listCalendars, listUnitCalendars } from '../../contract/sla.ts'
import { findUnits } from '../identity/find.ts'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import type { Option } from '../kit/form.ts'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { Panel } from '../kit/Panel.tsx'
import { PickField } from '../kit/PickField.tsx'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { useApi, usePages } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { RecomputePanel } from '../policy/RecomputePanel.tsx'
import { again, ChangeReview } from './ChangeReview.tsx'
import { plainDay } from './calendar-words.ts'
import { NoticeImport } from './NoticeImport.tsx'
import { UnitCalendarEditor } from './UnitCalendarEditor.tsx'
import type { EditedUnit } from './UnitCalendarEditor.tsx'
import { YearGrid } from './YearGrid.tsx'
import './calendar.css'

type Overview = ReplyOf<typeof listCalendars>
type UnitLine = ReplyOf<typeof listUnitCalendars>['items'][number]

const firstYear = 2018

function Reach({ found, onImport }: { found: Overview; onImport: () => void }) {
  const { coverageUntil, missingYear, provisional, cap } = found
  const n = provisional ?? 0
  const waiting = n === 0 ? '' : t('console.calendar.waiting', { n: n >= cap ? `${cap}+` : n })
  if (missingYear !== null) return (
    <p className="notice is-soon"><Icon name="alarm" /><span>{t('console.calendar.missing_year', { year: missingYear, until: plainDay(coverageUntil) })} {waiting}</span><button type="button" className="text-button notice-act" onClick={onImport}>{t('console.calendar.import')}</button></p>
  )
  return n === 0 ? null : <p className="notice"><Icon name="info" /><span>{t('console.calendar.recount_offer', { n: n >= cap ? `${cap}+` : n })}</span></p>
}

/** Provisional deadlines counted anew once the notice is there; stays after the last of them, to tell how it went. */
function Recount({ found }: { found: Overview }) {
  const isDue = found.missingYear === null && (found.provisional ?? 0) > 0
  const [isShown, setShown] = useState(isDue)
  if (isDue && !isShown) setShown(true)
  return isShown ? <Panel title={t('console.calendar.recount')}><div className="calendar-pad"><RecomputePanel scope={{ kind: 'calendar', provisionalOnly: true }} /></div></Panel> : null
}

function Proposed({ onOpen }: { onOpen: (id: string) => void }) {
  const found = usePages(listCalendarChanges, { query: { state: 'proposed' } })
  if (found.items === undefined || found.items.length === 0) return null
  return (
    <Panel title={t('console.calendar.proposals')} count={found.items.length}>
      <ul className="calendar-lines">{found.items.map((c) => (
        <li key={c.id}><span><strong>{c.title}</strong>{c.number === null ? null : <span className="hint"> {c.number}</span>}<span className="hint"> {c.proposedBy.name} · <Moment at={c.proposedAt} distance /></span></span><Button onClick={() => onOpen(c.id)}>{t('console.calendar.review')}</Button></li>
      ))}</ul>
    </Panel>
  )
}

/** What was confirmed, refused or taken back, newest first. */
function History({ onOpen }: { onOpen: (id: string) => void }) {
  const found = usePages(listCalendarChanges, { query: {} })
  const settled = found.items?.filter((c) => c.state !== 'proposed') ?? []
  if (settled.length === 0) return null
  return (
    <Panel title={t('console.calendar.history')} fold open={false}>
      <ul className="calendar-lines">{settled.map((c) => (
        <li key={c.id}><span><Tag tone={c.state === 'confirmed' ? 'good' : 'outline'}>{t(`console.calendar.state_${c.state}`)}</Tag> {c.title}{c.number === null ? null : <span className="hint"> {c.number}</span>}<span className="hint"> {c.proposedBy.name} → {c.settledBy?.name} · {c.settledAt === null ? null : <Moment at={c.settledAt} />}</span></span><button type="button" className="text-button" onClick={() => onOpen(c.id)}>{t('console.calendar.look')}</button></li>
      ))}</ul>
      {found.hasNextPage ? <div className="list-end"><Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t('console.list.more')}</Button></div> : null}
    </Panel>
  )
}

function Notices({ found }: { found: Overview }) {
  return (
    <Panel title={t('console.calendar.notices')} count={found.notices.length}>
      <div className="table-wrap"><table className="plain is-short"><thead><tr>{['notice', 'published_on', 'covers', 'days'].map((each) => <th key={each} scope="col">{t(`console.calendar.${each}`)}</th>)}</tr></thead>
        <tbody>{found.notices.map((n) => (
          <tr key={n.number}><td>{n.title}<p className="hint">{n.number}{n.imported === null ? '' : ` · ${t('console.calendar.imported_by', { by: n.imported.by, confirmedBy: n.imported.confirmedBy })}`}</p></td><td className="num">{n.publishedOn}</td><td className="num">{n.coversUntil ?? t('console.calendar.revision')}</td><td className="num">{t('console.calendar.day_counts', { off: n.offDays, work: n.workDays })}</td></tr>
        ))}</tbody></table></div>
    </Panel>
  )
}

function Units({ shown, onShow, onEdit }: { shown: string | null; onShow: (unit: UnitLine | null) => void; onEdit: (unit: EditedUnit) => void }) {
  const found = usePages(listUnitCalendars, { query: {} })
  const [picked, setPicked] = useState<Option>()
  const choose = (option: unknown) => {
    const unit = option as Option | undefined
    setPicked(undefined)
    if (unit !== undefined) onEdit({ id: unit.value, name: unit.words.split('  ')[0] ?? '' })
  }
  return (
    <Panel title={t('console.calendar.units')} {...(found.items === undefined ? {} : { count: found.items.length })}>
      <p className="hint calendar-pad">{t('console.calendar.units_hint')}</p>
      <div className="calendar-pad unit-pick"><label htmlFor="unit-pick">{t('console.calendar.add_unit')}</label><PickField id="unit-pick" find={findUnits} value={picked} onChange={choose} autoFocus={false} invalid={false} /></div>
      {found.isError ? <ErrorState error={found.error} retry={() => void found.refetch()} /> : null}
      <ul className="calendar-lines">{(found.items ?? []).map((line) => (
        <li key={line.unit.id}><span><strong>{line.unit.name}</strong> <span className="hint">{line.unit.code}</span> {line.ownWeekly ? <Tag tone="info">{t('console.calendar.own_week')}</Tag> : null} {line.days === 0 ? null : <Tag>{t('console.calendar.own_day_count', { n: line.days })}</Tag>}</span>
          <span className="row-acts"><button type="button" className="text-button" aria-pressed={shown === line.unit.id} onClick={() => onShow(shown === line.unit.id ? null : line)}>{t(shown === line.unit.id ? 'console.calendar.show_national' : 'console.calendar.show_year')}</button><button type="button" className="text-button" onClick={() => onEdit(line.unit)}>{t('console.calendar.edit')}</button></span></li>
      ))}</ul>
      {found.hasNextPage ? <div className="list-end"><Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t('console.list.more')}</Button></div> : null}
    </Panel>
  )
}

function Year({ year, version }: { year: number; version: string }) {
  const found = useApi(getCalendarDays, { params: { version }, query: { from: `${year}-01-01`, to: `${year}-12-31` } }, { keep: true })
  if (found.isPending) return <Skeleton rows={8} />
  return found.isError ? <ErrorState error={found.error} retry={() => void found.refetch()} /> : <YearGrid year={year} found={found.data} />
}

function YearBar({ year, last, name, onYear }: { year: number; last: number; name: string; onYear: (year: number) => void }) {
  return (
    <div className="year-bar">
      <Button aria-label={t('console.calendar.year_before')} disabled={year <= firstYear} onClick={() => onYear(year - 1)}><Icon name="left" /></Button>
      <h2 className="num">{t('console.calendar.year', { year })}</h2>
      <Button aria-label={t('console.calendar.year_after')} disabled={year >= last} onClick={() => onYear(year + 1)}><Icon name="right" /></Button>
      <span className="quiet">{name}</span>
    </div>
  )
}

/** Shows the tab. The year, the unit shown and the change under review stand in the address. */
export default function CalendarPage() {
  const found = useApi(listCalendars, {}, { refetchInterval: 10_000 })
  const [place, setPlace] = useSearchParams()
  const [importing, setImporting] = useState(false)
  const [editing, setEditing] = useState<EditedUnit>()
  const [unit, setUnit] = useState<UnitLine | null>(null)
  if (found.isPending) return <Skeleton />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  const thisYear = Number(found.data.today.slice(0, 4))
  const year = Number(place.get('year')) || thisYear
  const change = place.get('change')
  const go = (name: string, value: string | null) => setPlace((old) => { const next = new URLSearchParams(old); if (value === null) next.delete(name); else next.set(name, value); return next }, { replace: true })
  const proposed = (id: string) => {
    setImporting(false)
    setEditing(undefined)
    void again()
    go('change', id)
  }
  return (
    <div className="calendar">
      <PageHead title={t('console.admin.calendar')} hint={t('console.calendar.reach', { until: plainDay(found.data.coverageUntil), version: found.data.version })}>
        <Button onClick={() => window.print()}>{t('console.calendar.print')}</Button>
        <Button type="primary" onClick={() => setImporting(true)}>{t('console.calendar.import')}</Button>
      </PageHead>
      <Reach found={found.data} onImport={() => setImporting(true)} />
      <Recount found={found.data} />
      <Proposed onOpen={(id) => go('change', id)} />
      <YearBar year={year} last={Math.max(thisYear + 1, Number(found.data.coverageUntil.slice(0, 4)))} name={unit?.unit.name ?? t('console.calendar.national')} onYear={(next) => go('year', String(next))} />
      <Year year={year} version={unit?.version ?? 'in_force'} />
      <div className="calendar-lists"><Notices found={found.data} /><Units shown={unit?.unit.id ?? null} onShow={setUnit} onEdit={setEditing} /></div>
      <History onOpen={(id) => go('change', id)} />
      {importing ? <NoticeImport onClose={() => setImporting(false)} onProposed={proposed} /> : null}
      {editing === undefined ? null : <UnitCalendarEditor key={editing.id} unit={editing} onClose={() => setEditing(undefined)} onProposed={proposed} />}
      {change === null ? null : <ChangeReview key={change} id={change} onClose={() => go('change', null)} />}
    </div>
  )
}
