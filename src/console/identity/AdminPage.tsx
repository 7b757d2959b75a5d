// Administration: people, units, roles, API tokens, what later capabilities add; and everyone's own sessions. Plain tables, every act with its consequence.
import { lazy, Suspense, useEffect, useRef } from 'react'
import { Navigate, NavLink, useParams } from 'react-router'
import type { Permission } from '../../domain/identity/permissions.ts'
import { Skeleton } from '../kit/states.tsx'
import { t } from '../kit/words.ts'
import { holds, useMe } from './session.ts'
import '../kit/form.css'
import './identity.css'

const People = lazy(() => import('./People.tsx'))
const Units = lazy(() => import('./Units.tsx'))
const Roles = lazy(() => import('./Roles.tsx'))
const Tokens = lazy(() => import('./Tokens.tsx'))
const Jobs = lazy(() => import('./Jobs.tsx'))
const Health = lazy(() => import('./Health.tsx'))
const Channels = lazy(() => import('./Channels.tsx'))
const Surge = lazy(() => import('./Surge.tsx'))
const Sessions = lazy(() => import('./Sessions.tsx'))

export type AdminTab = { readonly name: string; readonly needs: Permission; readonly Page: React.ComponentType }

const tabs: readonly AdminTab[] = [
  { name: 'people', needs: 'identity:read', Page: People }, { name: 'units', needs: 'identity:read', Page: Units }, { name: 'roles', needs: 'identity:read', Page: Roles },
  { name: 'tokens', needs: 'token:manage', Page: Tokens }, { name: 'surge', needs: 'surge:manage', Page: Surge }, { name: 'channels', needs: 'surge:manage', Page: Channels },
  { name: 'jobs', needs: 'system:manage', Page: Jobs }, { name: 'health', needs: 'system:manage', Page: Health },
]

/** Shows the page; `own` shows only the person's own sessions, `extra` are tabs of later capabilities. */
export default function AdminPage({ own = false, extra = [] }: { own?: boolean; extra?: readonly AdminTab[] }) {
  const { tab } = useParams()
  const row = useRef<HTMLElement>(null)
  // On a phone the tabs are wider than the page.
  useEffect(() => { row.current?.querySelector(`[href="/admin/${tab ?? ''}"]`)?.scrollIntoView({ inline: 'center', block: 'nearest' }) }, [tab])
  const me = useMe().data
  if (me === null || me === undefined) return null
  if (own) return <div className="page"><div className="page-inner" style={{ maxWidth: 720 }}><Suspense fallback={<Skeleton />}><Sessions /></Suspense></div></div>
  const mine = [...tabs, ...extra].filter(({ needs }) => holds(me, needs))
  const chosen = mine.find(({ name }) => name === tab)
  if (chosen === undefined) return <Navigate to={mine[0] === undefined ? '/' : `/admin/${mine[0].name}`} replace />
  return (
    <div className="page">
      <div className="page-inner">
        <nav ref={row} className="tabs" aria-label={t('console.nav.admin')}>{mine.map(({ name }) => <NavLink key={name} to={`/admin/${name}`}>{t(`console.admin.${name}`)}</NavLink>)}</nav>
        <Suspense fallback={<Skeleton />}><chosen.Page /></Suspense>
      </div>
    </div>
  )
}
