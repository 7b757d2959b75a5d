// The fold on the case page that holds the ribbon of its deadlines; nothing of it is loaded before it is opened.
import { lazy, Suspense, useState } from 'react'
import { Icon } from '../kit/Icon.tsx'
import { Skeleton } from '../kit/states.tsx'
import { t } from '../kit/words.ts'
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

/** All clocks of a case on one line of time. */
export function DeadlineRibbon({ id }: { id: string }) {
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
      {open ? <Suspense fallback={<Skeleton rows={3} />}><RibbonChart id={id} /></Suspense> : null}
    </section>
  )
}
