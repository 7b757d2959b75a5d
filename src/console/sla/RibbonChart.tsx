// The ribbon itself: every clock of the case as a row on one line of time, and the moment one supposes.
import { useCallback, useDeferredValue, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { listDeadlines } from '../../contract/deadlines.ts'
import type { DeadlineView } from '../../contract/deadlines.ts'
import { getCalendarDays } from '../../contract/sla.ts'
import { dateAt } from '../../domain/sla/days.ts'
import { useNow } from '../kit/clock.ts'
import { Icon } from '../kit/Icon.tsx'
import { useKeys } from '../kit/keys.ts'
import { Moment } from '../kit/Moment.tsx'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { useApi } from '../kit/use-api.ts'
import { t, useWords } from '../kit/words.ts'
import { RibbonDates, RibbonGround } from './RibbonAxis.tsx'
import { RibbonBar } from './RibbonBar.tsx'
import { rowsAt, tellRow } from './ribbon-rows.ts'
import type { RibbonRow } from './ribbon-rows.ts'
import { placeOf, scaleOf } from './ribbon-scale.ts'
import type { Scale } from './ribbon-scale.ts'
import { ProvisionalTag, StateTag, stateLooks, stateWords } from './state-looks.tsx'
import { WhatIfBar, WhatIfHandle } from './WhatIf.tsx'

const pageOf = (id: string, clock: DeadlineView) => `/complaints/${id}/clocks/${clock.kind}?epoch=${clock.epoch}`

/** How wide the line of time is drawn, in CSS pixels. */
function useWidth(): [(node: HTMLElement | null) => (() => void) | undefined, number] {
  const [width, setWidth] = useState(560)
  const watch = useCallback((node: HTMLElement | null) => {
    if (node === null) return undefined
    const watcher = new ResizeObserver(([seen]) => { if (seen !== undefined) setWidth(seen.contentRect.width) })
    watcher.observe(node)
    return () => watcher.disconnect()
  }, [])
  return [watch, width]
}

/** The calendar most of the clocks are pinned to. */
function versionOf(clocks: readonly DeadlineView[]): string {
  const counts = Map.groupBy(clocks, (k) => k.calendarVersion)
  return [...counts].toSorted((a, b) => b[1].length - a[1].length)[0]?.[0] ?? 'in_force'
}

/** The same in rows and columns, for those who read rather than look. */
function RibbonTable({ id, rows }: { id: string; rows: readonly RibbonRow[] }) {
  const navigate = useNavigate()
  return (
    <details className="ribbon-table">
      <summary className="hint">{t('console.deadline.table')}</summary>
      <table>
        <thead><tr>{(['kind', 'state', 'from', 'until'] as const).map((name) => <th key={name} scope="col">{t(`console.deadline.${name}`)}</th>)}</tr></thead>
        <tbody>
          {rows.map(({ clock, name, state, dueAt }) => (
            <tr key={`${clock.kind} ${clock.epoch}`}>
              <th scope="row"><a href={pageOf(id, clock)} onClick={(event) => { event.preventDefault(); void navigate(pageOf(id, clock)) }}>{name}</a></th>
              <td><span className="chips"><StateTag state={state} />{clock.provisional ? <ProvisionalTag /> : null}</span></td>
              <td><Moment at={clock.openedAt} begins /></td><td><Moment at={new Date(dueAt).toISOString()} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}

type RowsProps = { id: string; rows: readonly RibbonRow[]; scale: Scale; at: number; now: number; onTell: (words: string | null) => void }

/** One Tab stop; arrows go from clock to clock, Enter opens the explanation. */
function RibbonRows({ id, rows, scale, at, now, onTell }: RowsProps) {
  const navigate = useNavigate()
  const list = useRef<HTMLUListElement>(null)
  const [current, setCurrent] = useState(0)
  const go = (event: React.KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : undefined
    if (by === undefined) return
    event.preventDefault()
    const next = Math.min(rows.length - 1, Math.max(0, current + by))
    setCurrent(next)
    list.current?.querySelectorAll<HTMLElement>('.ribbon-row')[next]?.focus()
  }
  return (
    <ul ref={list} className="ribbon-rows" onKeyDown={go} onPointerLeave={() => onTell(null)}>
      {rows.map((row, i) => {
        const told = tellRow(row, now)
        return (
          <li key={`${row.clock.kind} ${row.clock.epoch}`}>
            <a className={`ribbon-row is-${row.state}${row.flipped ? ' is-flipped' : ''}${row.clock.statutory ? ' is-statutory' : ''}`} href={pageOf(id, row.clock)} tabIndex={i === Math.min(current, rows.length - 1) ? 0 : -1} aria-label={told} onPointerEnter={() => onTell(told)} onFocus={() => { setCurrent(i); onTell(told) }} onBlur={() => onTell(null)}
              onClick={(event) => { if (event.metaKey || event.ctrlKey) return; event.preventDefault(); void navigate(pageOf(id, row.clock)) }}>
              <span className={`ribbon-name tone-${stateLooks[row.state].tone}`} title={stateWords(row.state)}><Icon name={stateLooks[row.state].icon} size={12} /><span>{row.name}</span>{row.clock.statutory ? <Icon name="flag" size={12} /> : null}</span>
              <RibbonBar row={row} scale={scale} at={at} />
            </a>
          </li>
        )
      })}
    </ul>
  )
}

function Drawn({ id, known, knownAt }: { id: string; known: readonly DeadlineView[]; knownAt: number }) {
  useWords()
  // the shared minute begins before the reading; what was opened within it has begun
  const now = Math.max(useNow(60_000), knownAt)
  const [supposed, setSupposed] = useState<number | null>(null)
  const [all, setAll] = useState(false)
  const [told, setTold] = useState<string | null>(null)
  const [watch, width] = useWidth()
  const running = known.filter((k) => k.stoppedAt === null)
  const shown = all || running.length === 0 ? known : running
  const scale = scaleOf(shown, now)
  const days = useApi(getCalendarDays, { params: { version: versionOf(shown) }, query: { from: dateAt(scale.from), to: dateAt(scale.to - 1) } }, { staleTime: Infinity, keep: true }).data
  const at = supposed ?? now
  const rows = rowsAt(shown, at, knownAt, now, days)
  const cap = known.find((k) => k.statutory && k.stoppedAt === null)
  useKeys(supposed === null ? [] : [{ keys: 'Escape', label: t('console.deadline.back_to_now'), inFields: true, run: () => setSupposed(null) }])
  return (
    <div className={supposed === null ? 'ribbon-drawn' : 'ribbon-drawn is-supposed'}>
      <div className="ribbon-plane">
        <div className="ribbon-line" ref={watch}>
          <RibbonGround scale={scale} days={days} width={width} />
          <RibbonDates scale={scale} days={days} width={width} />
          {cap === undefined ? null : <span className="cap-line" style={{ left: `${placeOf(scale, Date.parse(cap.dueAt))}%` }} aria-hidden="true" />}
          <WhatIfHandle scale={scale} now={now} supposed={supposed} onSuppose={setSupposed} />
        </div>
        <RibbonRows id={id} rows={rows} scale={scale} at={at} now={now} onTell={setTold} />
      </div>
      <p className="ribbon-told hint">{told ?? t('console.deadline.open_hint')}</p>
      <WhatIfBar now={now} supposed={supposed} flips={rows.filter((row) => row.flipped).length} onSuppose={setSupposed} />
      <div className="ribbon-foot">
        {running.length === known.length || running.length === 0 ? null : <label className="check"><input type="checkbox" checked={all} onChange={() => setAll(!all)} /> {t('console.deadline.ended', { n: known.length - running.length })}</label>}
        <RibbonTable id={id} rows={rows} />
      </div>
    </div>
  )
}

/** Loads the clocks and draws them. */
export default function RibbonChart({ id }: { id: string }) {
  const found = useApi(listDeadlines, { params: { id } })
  // drawn when nothing more pressing is: a key pressed on the case goes first
  const data = useDeferredValue(found.data)
  if (data === undefined) return found.isPending || found.data !== undefined ? <Skeleton rows={4} /> : <ErrorState error={found.error} retry={() => void found.refetch()} />
  if (data.items.length === 0) return <p className="hint">{t('console.deadline.no_clocks')}</p>
  return <Drawn id={id} known={data.items} knownAt={Date.parse(data.at)} />
}
