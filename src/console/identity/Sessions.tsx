// Where the person is signed in; ends a session that is not theirs.
import { Button } from '../kit/Button.tsx'
import { endSession, listSessions } from '../../contract/identity.ts'
import { call } from '../kit/api.ts'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'

/** "Chrome · Windows" from a user agent; the whole string stays in the title. */
export function deviceOf(userAgent: string): string {
  const browser = /Edg\//.test(userAgent) ? 'Edge' : /MicroMessenger/.test(userAgent) ? 'WeChat' : /Firefox\//.test(userAgent) ? 'Firefox' : /Chrome\//.test(userAgent) ? 'Chrome' : /Safari\//.test(userAgent) ? 'Safari' : ''
  const system = /Android/.test(userAgent) ? 'Android' : /iPhone|iPad/.test(userAgent) ? 'iOS' : /Windows/.test(userAgent) ? 'Windows' : /Mac OS X/.test(userAgent) ? 'macOS' : /Linux/.test(userAgent) ? 'Linux' : ''
  return [browser, system].filter((each) => each !== '').join(' · ') || userAgent.slice(0, 60)
}

/** Shows the list. */
export default function Sessions() {
  const found = useApi(listSessions, {})
  const end = (id: string) => void call(endSession, { params: { id } }).then(() => { toast(t('console.sessions.ended')); void forget('/api/sessions') }, (error: unknown) => toast(sayProblem(problemOf(error)), 'bad'))
  if (found.isPending) return <Skeleton />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  return (
    <>
      <PageHead title={t('console.menu.sessions')} />
      <div className="card devices">
        {found.data.items.map((each) => (
          <div key={each.id} className="device"><div><strong title={each.userAgent}>{deviceOf(each.userAgent)}</strong><p className="hint">{t('console.sessions.since')} <Moment at={each.createdAt} /> · {t('console.sessions.seen')} <Moment at={each.lastSeenAt} distance /></p></div>
            {each.current ? <Tag tone="brand">{t('console.sessions.this')}</Tag> : <Button onClick={() => end(each.id)}>{t('console.sessions.end')}</Button>}</div>
        ))}
      </div>
    </>
  )
}
