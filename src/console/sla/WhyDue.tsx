// A due time that says why: rest the pointer on it, tap or press it, and one request brings the sentence and the way to the whole explanation.
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { createPortal } from 'react-dom'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import { t } from '../kit/words.ts'
import './why.css'

const WhyText = lazy(() => import('./WhyText.tsx'))

type Clock = { id: string; kind: ClockKind; epoch: number | undefined }

/** A pointer that rests this long wants to know; one that leaves may come back within the shorter time. */
const restMs = 350
const graceMs = 200

/** Below the due time where there is room, else above; never beyond the edge of the screen. */
function placeBy(anchor: DOMRect): React.CSSProperties {
  const left = Math.max(8, Math.min(anchor.left, innerWidth - 368))
  return anchor.bottom > innerHeight * 0.6 ? { left, bottom: innerHeight - anchor.top + 6 } : { left, top: anchor.bottom + 6 }
}

/** Wraps a due time; `press` makes it a button of its own, otherwise a finger's tap opens it where it stands. */
export function WhyDue({ id, kind, epoch, press = false, className, children }: Clock & { press?: boolean; className?: string; children: ReactNode }) {
  const anchor = useRef<HTMLElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const pressed = useRef(false)
  const [at, setAt] = useState<React.CSSProperties>()
  const show = (byPress: boolean) => {
    clearTimeout(timer.current)
    pressed.current = byPress
    if (anchor.current !== null) setAt(placeBy(anchor.current.getBoundingClientRect()))
  }
  const later = (run: () => void, ms: number) => { clearTimeout(timer.current); timer.current = setTimeout(run, ms) }
  const leave = (event: React.PointerEvent) => { if (event.pointerType === 'mouse') later(() => { if (!pressed.current) setAt(undefined) }, graceMs) }
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    if (at === undefined) return
    box.current?.showPopover()
    if (pressed.current) box.current?.focus()
  }, [at])
  const close = () => {
    setAt(undefined)
    if (pressed.current) anchor.current?.focus()
  }
  const hover = { onPointerEnter: (event: React.PointerEvent) => { if (event.pointerType === 'mouse') later(() => show(false), restMs) }, onPointerLeave: leave }
  return (
    <>
      {press ? <button type="button" ref={anchor as React.Ref<HTMLButtonElement>} className={className} aria-haspopup="dialog" aria-expanded={at !== undefined} title={t('console.deadline.why')} {...hover} onClick={() => show(true)}>{children}</button>
        : <span ref={anchor as React.Ref<HTMLSpanElement>} className={className} {...hover} onPointerUp={(event) => { if (event.pointerType !== 'mouse') show(false) }} onClick={(event) => { if ((event.nativeEvent as PointerEvent).pointerType === 'touch') { event.preventDefault(); event.stopPropagation() } }}>{children}</span>}
      {at === undefined ? null : createPortal(
        <div ref={box} popover="auto" role="dialog" tabIndex={-1} className="why" style={at} aria-label={t('console.deadline.why_of', { kind: t(`clocks.kind.${kind}`) })} onClick={(event) => event.stopPropagation()} onToggle={(event) => { if ((event.nativeEvent as ToggleEvent).newState === 'closed') close() }} onPointerEnter={() => clearTimeout(timer.current)} onPointerLeave={leave}>
          <Suspense fallback={<p className="hint">{t('console.state.loading')}</p>}><WhyText id={id} kind={kind} epoch={epoch} /></Suspense>
        </div>, document.body)}
    </>
  )
}
