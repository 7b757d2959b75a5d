// Administration: people, units, roles, API tokens, what later capabilities add; and everyone's own sessions. Plain tables, every act with its consequence.
import { lazy, Suspense } from 'react'
import { Navigate, useParams } from 'react-router'
import type { Permission } from '../../domain/identity/permissions.ts'
import { Rail } from '../kit/Rail.tsx'
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

const groups = ['company', 'rules', 'service', 'system'] as const
export type AdminTab = { readonly name: string; readonly group: (typeof groups)[number]; readonly needs: Permission; readonly Page: React.ComponentType }

const tabs: readonly AdminTab[] = [
  { name: 'people', group: 'company', needs: 'identity:read', Page: People }, { name: 'units', group: 'company', needs: 'identity:read', Page: Units }, { name: 'roles', group: 'company', needs: 'identity:read', Page: Roles },
  { name: 'tokens', group: 'company', needs: 'token:manage', Page: Tokens }, { name: 'surge', group: 'service', needs: 'surge:manage', Page: Surge }, { name: 'channels', group: 'service', needs: 'surge:manage', Page: Channels },
  { name: 'jobs', group: 'system', needs: 'system:manage', Page: Jobs }, { name: 'health', group: 'system', needs: 'system:manage', Page: Health },
]

/** Shows the page; `own` shows only the person's own sessions, `extra` are tabs of later capabilities. */
export default function AdminPage({ own = false, extra = [] }: { own?: boolean; extra?: readonly AdminTab[] }) {
  const { tab } = useParams()
  const me = useMe().data
  if (me === null || me === undefined) return null
  if (own) return <div className="page"><div className="page-inner"><Suspense fallback={<Skeleton />}><Sessions /></Suspense></div></div>
  const mine = [...tabs, ...extra].filter(({ needs }) => holds(me, needs))
  const chosen = mine.find(({ name }) => name === tab)
  if (chosen === undefined) return <Navigate to={mine[0] === undefined ? '/' : `/admin/${mine[0].name}`} replace />
  return (
    <div className="railed">
      <Rail title={t('console.nav.admin')} groups={groups.map((group) => ({ name: t(`console.admin.group_${group}`), items: mine.filter((each) => each.group === group).map(({ name }) => ({ to: `/admin/${name}`, words: t(`console.admin.${name}`) })) }))} />
      <div className="page"><div className="page-inner"><Suspense fallback={<Skeleton />}><chosen.Page /></Suspense></div></div>
    </div>
  )
}
