// Who else has this case open and whether they are writing; tells the others the same of oneself.
import { useEffect } from 'react'
import { beatSeconds, getPresence, tellPresence } from '../../contract/duty.ts'
import { call, callLeaving } from '../kit/api.ts'
import { keyOf, queries, useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'

/** Shows colleagues as initials with words; nothing when one is alone. */
export function Presence({ id, writing }: { id: string; writing: boolean }) {
  const others = useApi(getPresence, { params: { id } }, { staleTime: beatSeconds * 1000 }).data?.items ?? []
  useEffect(() => {
    const beat = () => void call(tellPresence, { body: { complaintId: id, doing: writing ? 'editing' : 'viewing' } }).then((reply) => queries.setQueryData(keyOf(getPresence, { params: { id } }), reply), () => undefined)
    beat()
    const timer = setInterval(beat, beatSeconds * 1000)
    return () => clearInterval(timer)
  }, [id, writing])
  useEffect(() => {
    const leave = () => void callLeaving(tellPresence, { body: { complaintId: null } })
    addEventListener('pagehide', leave)
    return () => {
      removeEventListener('pagehide', leave)
      leave()
    }
  }, [])
  if (others.length === 0) return null
  return (
    <ul className="presence" aria-label={t('console.presence.title')}>
      {others.map(({ person, doing }) => (
        <li key={person.id} className={`is-${doing}`}><span className="avatar" aria-hidden="true">{person.name.slice(0, 1)}</span>{t(`console.presence.${doing}`, { name: person.name })}</li>
      ))}
    </ul>
  )
}
