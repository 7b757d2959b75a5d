// "What if it were …": a handle on the line of time for mouse, finger and keys, a field for the moment itself, and the way back to now.
import { useRef } from 'react'
import { dayMillis, hourMillis } from '../../domain/sla/days.ts'
import { isMoment, momentToField, momentToWire } from '../kit/form.ts'
import { MomentField } from '../kit/MomentField.tsx'
import { Icon } from '../kit/Icon.tsx'
import { moment } from '../kit/time-words.ts'
import { t } from '../kit/words.ts'
import { instantAt, placeOf } from './ribbon-scale.ts'
import type { Scale } from './ribbon-scale.ts'

type HandleProps = { scale: Scale; now: number; supposed: number | null; onSuppose: (at: number | null) => void }

const steps: Readonly<Record<string, number>> = { ArrowLeft: -hourMillis, ArrowRight: hourMillis, PageDown: -dayMillis, PageUp: dayMillis }

/** The line of now, and the handle that supposes another moment. */
export function WhatIfHandle({ scale, now, supposed, onSuppose }: HandleProps) {
  const grip = useRef<HTMLDivElement>(null)
  const at = supposed ?? now
  const drag = (event: React.PointerEvent) => {
    const line = grip.current?.parentElement?.getBoundingClientRect()
    if (line !== undefined) onSuppose(instantAt(scale, (event.clientX - line.left) / line.width, line.width))
  }
  const press = (event: React.KeyboardEvent) => {
    const step = steps[event.key]
    if (step === undefined && event.key !== 'Home') return
    event.preventDefault()
    if (step === undefined) return onSuppose(null)
    const far = event.shiftKey && event.key.startsWith('Arrow') ? (step / hourMillis) * dayMillis : step
    // the first press from now goes to a full hour
    const from = supposed ?? (step > 0 ? Math.floor(now / hourMillis) : Math.ceil(now / hourMillis)) * hourMillis
    onSuppose(Math.min(scale.to, Math.max(scale.from, from + far)))
  }
  return (
    <>
      <span className="now-line" style={{ left: `${placeOf(scale, now)}%` }} aria-hidden="true" />
      <div ref={grip} className={supposed === null ? 'what-if' : 'what-if is-supposed'} style={{ left: `${placeOf(scale, at)}%` }} role="slider" tabIndex={0} aria-label={t('console.deadline.handle')} aria-description={t('console.deadline.handle_hint')} title={t('console.deadline.handle_hint')}
        aria-valuemin={scale.from} aria-valuemax={scale.to} aria-valuenow={Math.min(scale.to, Math.max(scale.from, at))} aria-valuetext={supposed === null ? t('console.deadline.now_words', { at: moment(now, now) }) : t('console.deadline.supposed', { at: moment(at, now, true) })}
        onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); event.currentTarget.focus(); event.preventDefault() }} onPointerMove={(event) => { if (event.currentTarget.hasPointerCapture(event.pointerId)) drag(event) }} onKeyDown={press}>
        <span className="what-if-grip">{supposed === null ? t('console.deadline.now') : moment(at, now, true)}</span>
      </div>
    </>
  )
}

/** Says that it is a thought, what would be late, and leads back. */
export function WhatIfBar({ now, supposed, flips, onSuppose }: { now: number; supposed: number | null; flips: number; onSuppose: (at: number | null) => void }) {
  return (
    <div className="what-if-bar">
      <label htmlFor="ribbon-what-if">{t('console.deadline.what_if')}</label>
      <MomentField id="ribbon-what-if" value={supposed === null ? '' : momentToField(supposed)} onChange={(value) => { if (isMoment(value)) onSuppose(Date.parse(momentToWire(value))) }} />
      {supposed === null ? null : (
        <p role="status" className="what-if-told"><Icon name="info" size={14} /><span><strong>{t('console.deadline.supposed', { at: moment(supposed, now, true) })}</strong> {flips > 0 ? t('console.deadline.flips', { n: flips }) : t('console.deadline.flips_none')} <span className="hint">{t('console.deadline.experiment')}</span></span>
          <button type="button" className="text-button" onClick={() => onSuppose(null)}>{t('console.deadline.back_to_now')}<kbd>Esc</kbd></button>
        </p>
      )}
    </div>
  )
}
