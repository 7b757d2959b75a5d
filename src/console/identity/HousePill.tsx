// What everybody must know, in the head of every page: that a surge runs and until when, and which channels are down.
import { useEffect, useRef, useState } from 'react'
import { getHouseState } from '../../contract/administration.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { forget, useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'

/** Shows nothing while the house is as ever; the live stream says when that changes. */
export function HousePill() {
  const { data } = useApi(getHouseState, {}, { staleTime: 600_000 })
  const [open, setOpen] = useState(false)
  const surgeId = data?.surge?.id
  // What is asked at intake depends on it.
  const asked = useRef(surgeId)
  useEffect(() => {
    if (asked.current === surgeId) return
    asked.current = surgeId
    void forget('/api/reasons')
  }, [surgeId])
  if (data === undefined || (data.surge === null && data.channelsDown.length === 0)) return null
  const { surge, channelsDown } = data
  return (
    <>
      <button type="button" className="house-pill" onClick={() => setOpen(true)} title={t('console.house.title')}>
        <Icon name={surge === null ? 'alarm' : 'flag'} size={14} />
        <span>{[...(surge === null ? [] : [t('console.house.surge')]), ...(channelsDown.length === 0 ? [] : [t('console.house.down', { n: channelsDown.length })])].join(' · ')}</span>
      </button>
      {open ? (
        <Sheet title={t('console.house.title')} onClose={() => setOpen(false)}>
          <div className="fields">
            {surge === null ? null : (
              <section><h3>{t('console.house.surge')} · {surge.reason}</h3>
                <p>{t('console.house.until')} <Moment at={surge.endsAt} distance /> · {surge.startedBy}</p>
                <p className="quiet">{t('console.house.expected', { n: surge.expectedHours })}{surge.shortIntake ? ` ${t('console.house.short')}` : ''}</p>
                <p className="hint">{t('console.surge.never')}</p></section>
            )}
            {channelsDown.length === 0 ? null : <section><h3>{t('console.house.channels')}</h3><ul className="plain-list">{channelsDown.map((each) => <li key={each.channel}>{label('channel', each.channel)} <span className="hint">{each.reason} · <Moment at={each.since} distance /></span></li>)}</ul><p className="hint">{t('console.house.still')}</p></section>}
          </div>
        </Sheet>
      ) : null}
    </>
  )
}
