// The one axis: every lane of a parcel on one line of time, moved and zoomed by keyboard and pointer; one Tab stop, arrows go from mark to mark.
import { useEffect, useMemo, useRef, useState } from 'react'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import { timeOfDay } from '../kit/time-words.ts'
import { t, useWords } from '../kit/words.ts'
import { gravest, lanes, moved, placeIn, ticksOf, wholeOf, windowOf, zoomed } from './axis.ts'
import type { Mark, Window } from './axis.ts'
import { dayOfMonth } from './day-words.ts'
import { nearestIn, nextIn, spotsOf } from './spots.ts'
import type { Spot } from './spots.ts'
import { useAxisPointer, useLineWidth } from './use-axis.ts'

const w = (key: string, params: Record<string, unknown> = {}): string => t(`console.waybill360.${key}`, params)

function SpotView({ spot, shown, width, isCurrent, onReach }: { spot: Spot; shown: Window; width: number; isCurrent: boolean; onReach: () => void }) {
  const first = spot.marks[0]
  if (first === undefined) return null
  const left = placeIn(shown, Math.max(spot.at, shown.from))
  const right = spot.to === undefined ? left : placeIn(shown, Math.min(spot.to, shown.to))
  const px = ((right - left) / 100) * width
  const tone = gravest(spot.marks)
  const isRoad = first.road === true
  const looks = [spot.to === undefined ? 'axis-point' : isRoad ? 'axis-road' : 'axis-block', `tone-${tone}`, ...(spot.marks.some((m) => m.isNew) ? ['is-new'] : [])].join(' ')
  const name = spot.to === undefined ? (spot.marks.length > 1 ? String(spot.marks.length) : spot.lane === 'place' ? first.name : undefined) : px > 34 && !isRoad ? first.name : undefined
  return (
    <button type="button" className={looks} style={spot.to === undefined ? { left: `${left}%` } : { left: `${left}%`, width: `max(${right - left}%, 3px)` }} tabIndex={isCurrent ? 0 : -1} data-spot={spot.key} aria-label={spot.words} title={spot.words} onFocus={onReach} onPointerEnter={onReach} onClick={() => { if (first.href !== undefined) window.open(first.href, '_blank', 'noopener') }}>
      {name === undefined ? null : <span aria-hidden="true">{name}</span>}
      {isRoad && (tone === 'overdue' || tone === 'soon') ? <Icon name="alarm" size={12} /> : null}
    </button>
  )
}

function Tools({ onZoom, onFit, onWhole }: { onZoom: (factor: number) => void; onFit: () => void; onWhole: () => void }) {
  return (
    <div className="axis-tools">
      <Button onClick={() => onZoom(0.6)} aria-label={w('zoom_in')} title={w('zoom_in')}><Icon name="add" /></Button><Button onClick={() => onZoom(1.6)} aria-label={w('zoom_out')} title={w('zoom_out')}><span aria-hidden="true">−</span></Button>
      <Button onClick={onFit}>{w('fit')}</Button><Button onClick={onWhole}>{w('fit_case')}</Button>
    </div>
  )
}

function Ticks({ shown, width }: { shown: Window; width: number }) {
  return <div className="axis-ticks" aria-hidden="true">{ticksOf(shown, width).map((tick) => <span key={tick.at} className={tick.isDay ? 'axis-tick is-day' : 'axis-tick'} style={{ left: `${placeIn(shown, tick.at)}%` }}><span className="num">{tick.isDay ? dayOfMonth(tick.at) : timeOfDay(tick.at)}</span></span>)}</div>
}

/** What the keys do; each answers the mark to go to, or changes the window itself. */
function keyActs(drawn: readonly Mark[], spots: readonly Spot[], here: Spot, shown: Window, limits: Window, show: (next: Window | null) => void, zoom: (factor: number) => void): Record<string, () => string | undefined> {
  const used = lanes.filter((lane) => drawn.some((m) => m.lane === lane))
  const across = (by: number): string | undefined => { const lane = used[used.indexOf(here.lane) + by]; return lane && nearestIn(spots, lane, here.at) }
  const pan = (share: number) => () => { show(moved(shown, share, limits)); return undefined }
  const scale = (factor: number) => () => { zoom(factor); return undefined }
  return {
    ArrowRight: () => nextIn(drawn, here, 1), ArrowLeft: () => nextIn(drawn, here, -1), ArrowDown: () => across(1), ArrowUp: () => across(-1), Home: () => nextIn(drawn, here, -Infinity), End: () => nextIn(drawn, here, Infinity),
    '+': scale(0.6), '=': scale(0.6), '-': scale(1.6), '0': () => { show(null); return undefined }, PageDown: pan(0.5), PageUp: pan(-0.5),
  }
}

/** Which mark is reached, and how keys go on from it; a mark beyond the edge is brought into view first. */
function useReach(drawn: readonly Mark[], spots: readonly Spot[], shown: Window, limits: Window, show: (next: Window | null) => void, node: React.RefObject<HTMLElement | null>) {
  const [current, setCurrent] = useState<string | null>(null)
  const wanted = useRef<string>(undefined)
  const here = spots.find((s) => s.marks.some((m) => m.key === current)) ?? spots[0]
  const reached = current === null ? undefined : here
  const focus = (key: string): void => {
    const spot = spots.find((each) => each.marks.some((m) => m.key === key))
    if (spot !== undefined) node.current?.querySelector<HTMLElement>(`[data-spot="${CSS.escape(spot.key)}"]`)?.focus()
  }
  useEffect(() => {
    if (wanted.current !== undefined) focus(wanted.current)
    wanted.current = undefined
  })
  const zoom = (factor: number) => show(zoomed(shown, factor, reached && reached.at > shown.from && reached.at < shown.to ? reached.at : (shown.from + shown.to) / 2, limits))
  const press = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing || here === undefined) return
    const act = keyActs(drawn, spots, here, shown, limits, show, zoom)[event.key]
    if (act === undefined) return
    event.preventDefault()
    event.stopPropagation()
    const key = act()
    const mark = key === undefined ? undefined : drawn.find((m) => m.key === key)
    if (mark === undefined) return
    if (mark.at >= shown.from && mark.at <= shown.to) return focus(mark.key)
    wanted.current = mark.key
    show(moved(shown, (mark.at - (shown.from + shown.to) / 2) / (shown.to - shown.from), limits))
  }
  return { here, reached, press, zoom, reach: (spot: Spot) => setCurrent(spot.marks[0]?.key ?? null) }
}

/** Draws the axis. `compact` shows custody and plan only, without tools. */
export function AxisChart({ marks, compact = false }: { marks: readonly Mark[]; compact?: boolean }) {
  useWords()
  const drawn = useMemo(() => (compact ? marks.filter((m) => m.lane === 'chain' || m.lane === 'plan') : marks), [marks, compact])
  const limits = useMemo(() => wholeOf(drawn), [drawn])
  const [chosen, show] = useState<Window | null>(null)
  const shown = useMemo(() => chosen ?? windowOf(drawn), [chosen, drawn])
  const [watch, width] = useLineWidth()
  const spots = useMemo(() => spotsOf(drawn, shown, width, (n) => w('more_marks', { n })), [drawn, shown, width])
  const { node, drag } = useAxisPointer(shown, limits, width, show)
  const { here, reached, press, zoom, reach } = useReach(drawn, spots, shown, limits, show, node)
  const used = lanes.filter((lane) => drawn.some((m) => m.lane === lane))
  return (
    <div className={compact ? 'axis is-compact' : 'axis'} role="group" aria-label={w('axis')} onKeyDown={press}>
      {compact ? null : <Tools onZoom={zoom} onFit={() => show(null)} onWhole={() => show(limits)} />}
      <div className="axis-plane">
        <div className="axis-names" aria-hidden="true">{used.map((lane) => <span key={lane} className={`axis-name is-${lane}`}>{w(`lane.${lane}`)}</span>)}</div>
        <div className="axis-line" ref={node} onPointerDown={drag}>
          <div className="axis-measure" ref={watch} />
          <Ticks shown={shown} width={width} />
          {used.map((lane) => <div key={lane} className={`axis-lane is-${lane}`}>{spots.filter((s) => s.lane === lane).map((spot) => <SpotView key={spot.key} spot={spot} shown={shown} width={width} isCurrent={spot === here} onReach={() => reach(spot)} />)}</div>)}
        </div>
      </div>
      <p className="axis-told hint" aria-live="polite">{reached?.words ?? (compact ? '' : w('axis_hint'))}</p>
    </div>
  )
}
