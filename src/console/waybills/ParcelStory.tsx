// The axis upright, for a phone: stays, roads, scans, events, evidence and milestones one below the other in the order of time.
import { Icon } from '../kit/Icon.tsx'
import type { IconName } from '../kit/Icon.tsx'
import { t, useWords } from '../kit/words.ts'
import type { Lane, Mark } from './axis.ts'

const icons: Record<Lane, IconName> = { chain: 'outlet', plan: 'clock', scans: 'parcel', place: 'flag', calls: 'phone', evidence: 'camera', locker: 'lock', case: 'note' }

/** Shows it, from the beginning. */
export function ParcelStory({ marks }: { marks: readonly Mark[] }) {
  useWords()
  const told = marks.filter((m) => m.lane !== 'plan' || m.key === 'promise').toSorted((a, b) => a.at - b.at || Number(b.lane === 'chain') - Number(a.lane === 'chain'))
  return (
    <ol className="story" aria-label={t('console.waybill360.story')}>
      {told.map((m) => (
        <li key={m.key} className={`story-line is-${m.lane}${m.road === true ? ' is-road' : ''} tone-${m.tone}${m.isNew === true ? ' is-new' : ''}`}>
          <Icon name={m.road === true ? 'down' : icons[m.lane]} size={14} />
          {m.href === undefined ? <span>{m.words}</span> : <a href={m.href} target="_blank" rel="noopener">{m.words}</a>}
        </li>
      ))}
    </ol>
  )
}
