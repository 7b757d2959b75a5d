// The fold on the case page that holds the ribbon of its deadlines; nothing of it is loaded before it is opened.
import { lazy, memo, startTransition, Suspense, useEffect, useState } from 'react'
import { Icon } from '../kit/Icon.tsx'
import { t, useWords } from '../kit/words.ts'
import './ribbon.css'

const RibbonChart = lazy(() => import('./RibbonChart.tsx'))
const storageKey = 'huiyin.ribbon'

/** As this person left it; at first open where there is room for it. */
function initiallyOpen(): boolean {
  try {
    const kept = localStorage.getItem(storageKey)
    return kept === null ? matchMedia('(min-width: 901px)').matches : kept === 'open'
  } catch {
    return false
  }
}

/** After the letter is on screen: the next case must not wait for its ribbon, nor a key for its drawing. */
function useIdle(): boolean {
  const [idle, setIdle] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => requestAnimationFrame(() => startTransition(() => setIdle(true))), 60)
    return () => clearTimeout(timer)
  }, [])
  return idle
}

/** The height of the drawing, in px, so that nothing below it moves when it comes. */
const heightOf = (rows: number): number => 190 + 26 * rows

/** All clocks of a case on one line of time; `rows` is how many run. */
export const DeadlineRibbon = memo(function DeadlineRibbon({ id, rows }: { id: string; rows: number }) {
  useWords()
  const idle = useIdle()
  const [open, setOpen] = useState(initiallyOpen)
  const toggle = () => {
    setOpen(!open)
    try {
      localStorage.setItem(storageKey, open ? 'shut' : 'open')
    } catch {
      // A browser that refuses storage still honours the choice until the page closes.
    }
  }
  return (
    <section className="ribbon" aria-label={t('console.deadline.ribbon')}>
      <button type="button" className="ribbon-fold" aria-expanded={open} onClick={toggle}><Icon name={open ? 'down' : 'right'} size={12} />{t('console.deadline.ribbon')}</button>
      {open ? <div style={{ minHeight: heightOf(rows) }}>{idle ? <Suspense fallback={null}><RibbonChart id={id} /></Suspense> : null}</div> : null}
    </section>
  )
})
