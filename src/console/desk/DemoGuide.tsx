// The guided card of the demo: what somebody in this role can try, each step leading to the very case. It gives way to what it leads to, and stays away until asked for.
import { useState } from 'react'
import { Link } from 'react-router'
import { getDemoGuide } from '../../contract/demo.ts'
import type { DemoGuide as Guide } from '../../contract/demo.ts'
import { Icon } from '../kit/Icon.tsx'
import { useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import './demo.css'

type Step = Guide['steps'][number]
type Kept = { readonly away: boolean; readonly seen: readonly string[] }

/** On a phone the card would stand on the work itself: there it waits to be asked for. */
const isNarrow = (): boolean => matchMedia('(max-width: 760px)').matches

/** What this browser remembers of a person's card; `setAt` makes it new when the scenes are. */
function keeping(personId: string, setAt: string): { read: () => Kept; write: (kept: Kept) => void } {
  const key = `huiyin.demo.${personId}`
  return {
    read: () => {
      try {
        const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as { away?: boolean; seen?: string[]; setAt?: string }
        return { away: kept.away ?? isNarrow(), seen: kept.setAt === setAt && Array.isArray(kept.seen) ? kept.seen : [] }
      } catch {
        return { away: isNarrow(), seen: [] }
      }
    },
    write: (kept) => {
      try {
        localStorage.setItem(key, JSON.stringify({ ...kept, setAt }))
      } catch {
        // A browser that refuses storage shows the card again next time.
      }
    },
  }
}

function Line({ step, seen, onSee }: { step: Step; seen: boolean; onSee: () => void }) {
  const title = <>{t(`console.demo.step.${step.code}.title`)}{seen ? <><Icon name="check" size={12} /><span className="sr">{t('console.demo.seen')}</span></> : null}</>
  const hint = <span className="hint">{t(`console.demo.step.${step.code}.hint`)}</span>
  if (step.to === null) return <li><strong>{title}</strong>{hint}</li>
  if (step.to.startsWith('/p/')) return <li><a href={step.to} target="_blank" rel="noopener" onClick={onSee}>{title}<Icon name="send" size={12} /><span className="sr">{t('console.demo.new_tab')}</span></a>{hint}</li>
  return <li><Link to={step.to} onClick={onSee}>{title}</Link>{hint}</li>
}

function Card({ guide, personId }: { guide: Guide; personId: string }) {
  const store = keeping(personId, guide.setAt ?? '')
  const [kept, setKept] = useState(store.read)
  const keep = (next: Kept) => { store.write(next); setKept(next) }
  return (
    <>
      <button type="button" className="ghost demo-open" aria-expanded={!kept.away} aria-controls="demo-guide" onClick={() => keep({ ...kept, away: !kept.away })}><Icon name="question" /><span>{t('console.demo.open')}</span></button>
      {kept.away ? null : (
        <aside id="demo-guide" className="demo-guide card" aria-labelledby="demo-guide-title">
          <header><h2 id="demo-guide-title">{t('console.demo.title')}</h2><button type="button" className="ghost" aria-label={t('console.demo.close')} title={t('console.demo.close')} onClick={() => keep({ ...kept, away: true })}><Icon name="close" /></button></header>
          <ol>{guide.steps.map((step) => <Line key={`${step.code}${step.to ?? ''}`} step={step} seen={kept.seen.includes(step.to ?? '')} onSee={() => keep({ away: true, seen: [...new Set([...kept.seen, step.to ?? ''])] })} />)}</ol>
          <p className="hint">{t('console.demo.hint')}</p>
        </aside>
      )}
    </>
  )
}

/** In the frame; nothing outside of a demo with scenes. */
export function DemoGuide({ personId }: { personId: string }) {
  const guide = useApi(getDemoGuide, {}, { staleTime: 600_000 }).data
  return guide === undefined || guide.steps.length === 0 ? null : <Card key={`${personId}${guide.setAt ?? ''}`} guide={guide} personId={personId} />
}
