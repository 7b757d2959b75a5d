// The edge between two panes: dragged by pointer, moved by arrow keys, remembered on this device.
import { useEffect, useState } from 'react'
import { t } from './words.ts'

const placeOf = (name: string) => `huiyin.pane.${name}`

function stored(name: string): number | undefined {
  const width = Number(localStorage.getItem(placeOf(name)) ?? Number.NaN)
  return Number.isFinite(width) && width > 0 ? width : undefined
}

/** Writes the width of a pane to the CSS variable `--pane-<name>` in px; `pane` is its selector, `side` where it lies seen from the edge. */
export function Splitter({ name, pane, words, side, least, most }: { name: string; pane: string; words: string; side: 'left' | 'right'; least: number; most: number }) {
  const [width, setWidth] = useState(() => stored(name))
  useEffect(() => {
    if (width === undefined) document.documentElement.style.removeProperty(`--pane-${name}`)
    else document.documentElement.style.setProperty(`--pane-${name}`, `${width}px`)
  }, [name, width])
  const set = (next: number | undefined) => {
    const kept = next === undefined ? undefined : Math.round(Math.max(least, Math.min(most, next)))
    setWidth(kept)
    if (kept === undefined) localStorage.removeItem(placeOf(name))
    else localStorage.setItem(placeOf(name), String(kept))
  }
  const drag = (down: React.PointerEvent<HTMLElement>) => {
    const edge = down.currentTarget
    const from = down.clientX
    const start = width ?? paneWidth(pane)
    edge.setPointerCapture(down.pointerId)
    const move = (event: PointerEvent) => set(start + (side === 'left' ? event.clientX - from : from - event.clientX))
    edge.addEventListener('pointermove', move)
    edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), { once: true })
  }
  const onKeyDown = (event: React.KeyboardEvent<HTMLElement>) => {
    const step = event.key === 'ArrowLeft' ? -16 : event.key === 'ArrowRight' ? 16 : 0
    if (event.key === 'Home') set(undefined)
    else if (step === 0) return
    else set((width ?? paneWidth(pane)) + (side === 'left' ? step : -step))
    event.preventDefault()
    event.stopPropagation()
  }
  return <div className={`splitter is-${side}`} role="separator" aria-orientation="vertical" aria-label={words} title={t('console.pane.hint')} tabIndex={0} aria-valuenow={width ?? least} aria-valuemin={least} aria-valuemax={most} onPointerDown={drag} onKeyDown={onKeyDown} onDoubleClick={() => set(undefined)} />
}

/** The pane's width as it stands. */
function paneWidth(pane: string): number {
  return document.querySelector(pane)?.getBoundingClientRect().width ?? 300
}
