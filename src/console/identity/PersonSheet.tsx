// One person as an administrator sees them: posts, where they are signed in, and what they would leave behind.
import { Link } from 'react-router'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { endUserSession, getUser } from '../../contract/administration.ts'
import { disableUser } from '../../contract/identity.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import { Moment } from '../kit/Moment.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { findPeople } from './find.ts'
import { deviceOf } from './Sessions.tsx'

type Detail = ReplyOf<typeof getUser>
type Shown = Readonly<{ id: string; name: string }>

const many = (n: number, cap: number): string => (n >= cap ? `${cap}+` : String(n))

function useDetail(id: string) {
  return useApi(getUser, { params: { id } }, { staleTime: 0 })
}

/** The cases a person holds, as a number that opens them. */
function OpenCases({ who }: { who: Detail }) {
  if (who.openCases === 0) return <span className="hint">{t('console.person.no_cases')}</span>
  return <Link to={`/queue?view=open&owner=${who.id}`}>{t('console.person.open_cases', { n: many(who.openCases, who.cap) })}</Link>
}

function SessionsOf({ who }: { who: Detail }) {
  const end = (id: string) => void call(endUserSession, { params: { id } }).then(() => { toast(t('console.sessions.ended')); void forget('/api/users') }, (error: unknown) => toast(sayProblem(problemOf(error)), 'bad'))
  if (who.sessions.length === 0) return <p className="hint">{t('console.person.no_sessions')}</p>
  return (
    <ul className="plain-list">
      {who.sessions.map((session) => (
        <li key={session.id} className="device"><span><strong>{deviceOf(session.userAgent)}</strong><p className="hint">{t('console.sessions.since')} <Moment at={session.createdAt} /></p></span><button type="button" className="text-button" onClick={() => end(session.id)}>{t('console.sessions.end')}</button></li>
      ))}
    </ul>
  )
}

/** Shows a person beside the list. */
export function PersonSheet({ who, onClose }: { who: Shown; onClose: () => void }) {
  const found = useDetail(who.id)
  return (
    <Sheet side title={who.name} onClose={onClose}>
      {found.isPending ? <Skeleton /> : found.isError ? <ErrorState error={found.error} retry={() => void found.refetch()} /> : (
        <div className="fields">
          <dl className="facts">
            <dt>{t('console.people.username')}</dt><dd className="mono">{found.data.username}</dd>
            {found.data.staffNo === null ? null : <><dt>{t('console.people.staffNo')}</dt><dd className="mono">{found.data.staffNo}</dd></>}
            <dt>{t('console.people.status')}</dt><dd>{t(`console.people.${found.data.status}`)}{found.data.mustChangePassword ? <span className="hint"> {t('console.person.must_change')}</span> : null}</dd>
            <dt>{t('console.person.cases')}</dt><dd><OpenCases who={found.data} /></dd>
            <dt>{t('console.admin.tokens')}</dt><dd className="num">{found.data.tokens}</dd>
          </dl>
          <h3>{t('console.people.posts')}</h3>
          <ul className="plain-list">{found.data.posts.map((post) => <li key={post.id}>{label('role', post.roleCode)} <span className="hint">{post.unit.name}</span>{post.until === null ? null : <span className="hint"> · {t('console.person.until')} <Moment at={post.until} /></span>}</li>)}</ul>
          <h3>{t('console.person.sessions')}</h3>
          <SessionsOf who={found.data} />
        </div>
      )}
    </Sheet>
  )
}

/** Disabling: says what ends and where the open cases go before it is done. */
export function DisableSheet({ who, onClose }: { who: Shown; onClose: () => void }) {
  const found = useDetail(who.id)
  const cases = found.data?.openCases ?? 0
  return (
    <Sheet side title={`${t('console.people.do_disable')} · ${who.name}`} onClose={onClose}>
      {found.isPending ? <Skeleton /> : found.isError ? <ErrorState error={found.error} retry={() => void found.refetch()} /> : (
        <>
          <p className="notice is-soon"><span>{t('console.person.ends', { sessions: found.data.sessions.length, tokens: found.data.tokens })} <OpenCases who={found.data} /></span></p>
          <ActionForm danger submit={t('console.people.do_disable')} consequence={t(cases > 0 ? 'console.person.cases_go' : 'console.person.nothing_left')}
            fields={[
              { kind: 'line', name: 'reason', words: t('console.people.reason'), required: true, max: 200, wide: true },
              ...(cases > 0 ? [{ kind: 'pick', name: 'casesToId', words: t('console.person.cases_to'), hint: t('console.person.cases_to_hint'), find: findPeople, wide: true } as const] : []),
            ]}
            send={async (body) => { await call(disableUser, { params: { id: who.id }, body: body as never }); toast(t('console.people.done')); onClose(); await forget('/api/users') }} />
        </>
      )}
    </Sheet>
  )
}
