// Says that the line is down, what still works, and what will be sent when it is back.
import { Icon } from './Icon.tsx'
import { useStreamState } from './stream.ts'
import { t } from './words.ts'

/** Shows nothing while the line holds and nothing waits. */
export function OfflineBanner({ unsent }: { unsent: number }) {
  const state = useStreamState()
  if (state !== 'offline' && unsent === 0) return null
  return <p className="offline" role="status"><Icon name="alarm" size={14} />{state === 'offline' ? t('console.offline.down') : t('console.offline.sending')}{unsent > 0 ? ` ${t('console.offline.waiting', { n: unsent })}` : ''}</p>
}
