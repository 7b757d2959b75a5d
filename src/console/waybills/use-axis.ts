// How the axis follows its width and the pointer: Ctrl and wheel zooms around the cursor, Shift or a sideways wheel and dragging move it.
import { useCallback, useEffect, useRef, useState } from 'react'
import { moved, zoomed } from './axis.ts'
import type { Window } from './axis.ts'

/** How wide the line of time is drawn, in CSS pixels. */
export function useLineWidth(): [(node: HTMLElement | null) => (() => void) | undefined, number] {
  const [width, setWidth] = useState(900)
  const watch = useCallback((node: HTMLElement | null) => {
    if (node === null) return undefined
    const watcher = new ResizeObserver(([seen]) => { if (seen !== undefined && seen.contentRect.width > 0) setWidth(seen.contentRect.width) })
    watcher.observe(node)
    return () => watcher.disconnect()
  }, [])
  return [watch, width]
}

/** Moves and zooms the window by pointer; put `node` and `drag` on the line. */
export function useAxisPointer(shown: Window, limits: Window, width: number, show: (next: Window) => void) {
  const node = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const box = node.current
    if (box === null) return undefined
    const wheel = (event: WheelEvent) => {
      const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)
      const zooms = event.ctrlKey || event.metaKey
      if (!zooms && !sideways) return
      event.preventDefault()
      if (!zooms) return show(moved(shown, (event.deltaX || event.deltaY) / Math.max(1, width), limits))
      const around = shown.from + ((event.clientX - box.getBoundingClientRect().left) / Math.max(1, width)) * (shown.to - shown.from)
      show(zoomed(shown, event.deltaY > 0 ? 1.25 : 0.8, around, limits))
    }
    box.addEventListener('wheel', wheel, { passive: false })
    return () => box.removeEventListener('wheel', wheel)
  }, [shown, limits, width, show])
  const drag = (down: React.PointerEvent) => {
    if (down.pointerType !== 'mouse' || down.button !== 0 || (down.target as HTMLElement).closest('button')) return
    const from = down.clientX
    const box = down.currentTarget
    box.setPointerCapture(down.pointerId)
    const move = (event: Event) => show(moved(shown, (from - (event as PointerEvent).clientX) / Math.max(1, width), limits))
    box.addEventListener('pointermove', move)
    box.addEventListener('pointerup', () => box.removeEventListener('pointermove', move), { once: true })
  }
  return { node, drag }
}
