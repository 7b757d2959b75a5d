// A due time that says why: rest the pointer on it, tap or press it, and one request brings the sentence and the way to the whole explanation.
import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { Link } from 'react-router'
import { explainClock } from '../../contract/deadlines.ts'
import { tellDeadline } from '../../contract/explanation-text.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import { Icon } from '../kit/Icon.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { spokenNo } from '../kit/spoken-no.ts'
import { useApi } from '../kit/use-api.ts'
import { t, useWords } from '../kit/words.ts'
import './why.css'

type Clock = { id: string; kind: ClockKind; epoch: number | undefined }

/** A pointer that rests this long wants to know; one that leaves may come back within the shorter time. */
const restMs = 350
const graceMs = 200

function Why({ id, kind, epoch }: Clock) {
  const locale = useWords()
  const { data, error } = useApi(explainClock, { params: { id, kind }, query: epoch === undefined ? {} : { epoch: String(epoch) } })
  if (data === undefined) return <p className="hint">{error === null ? t('console.state.loading') : sayProblem(problemOf(error))}</p>
  const told = tellDeadline(data, t, locale, spokenNo(data.complaintNo))
  const skipped = told.segments.filter((s) => !s.counted && s.code !== 'first_day' && s.code !== 'closed_hours')
  return (
    <>
      <p className="why-verdict">{told.verdict}</p>
      {told.notes.slice(0, 1).map((note) => <p key={note} className="hint">{note}</p>)}
      {skipped.length === 0 ? null : <ul className="why-skipped">{skipped.slice(0, 4).map((s) => <li key={s.from}>{s.line}</li>)}</ul>}
      {told.sum === null ? null : <p className="quiet">{told.sum}</p>}
      <Link to={`/complaints/${id}/clocks/${kind}?epoch=${data.clock.epoch}`}>{t('console.deadline.whole')}<Icon name="right" size={12} /></Link>
    </>
  )
}

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
          <Why id={id} kind={kind} epoch={epoch} />
        </div>, document.body)}
    </>
  )
}
