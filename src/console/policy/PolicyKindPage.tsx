// One kind of policy document: its versions down the side, the chosen one beside them.
import { Link } from 'react-router'
import { listPolicyVersions } from '../../contract/policy.ts'
import type { PolicyKind } from '../../domain/policy/documents.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { kindName, standingTone } from './policy-words.ts'
import { VersionPane } from './VersionPane.tsx'
import type { PolicyParts } from './VersionPane.tsx'

/** Shows the kind; without a number the version in force. */
export function PolicyKindPage({ kind, asked, parts }: { kind: PolicyKind; asked: number | undefined; parts: PolicyParts }) {
  const list = useApi(listPolicyVersions, { params: { kind } })
  if (list.isPending) return <Skeleton />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  const version = asked ?? list.data.items.find((each) => each.standing === 'in_force')?.version ?? 1
  return (
    <>
      <p className="policy-back"><Link to="/admin/policy"><Icon name="left" size={12} /> {t('console.admin.policy')}</Link></p>
      <div className="policy-page">
        <nav className="policy-line" aria-label={t('console.policy.versions', { kind: kindName(kind) })}>
          <ol>{list.data.items.map((v) => (
            <li key={v.version}><Link to={`/admin/policy/${kind}/${v.version}`} aria-current={v.version === version ? 'page' : undefined}>
              <span className="policy-line-head"><strong>{t('console.policy.version_n', { n: v.version })}</strong> <Tag tone={standingTone[v.standing]}>{t(`console.policy.standing.${v.standing}`)}</Tag></span>
              <span className="hint">{v.validFrom !== null ? <Moment at={v.validFrom} begins /> : v.updatedAt === null ? null : <Moment at={v.updatedAt} />} · {v.author ?? t('console.policy.shipped')}</span>
              {v.reason === null ? null : <span className="hint policy-why">{v.reason}</span>}
            </Link></li>
          ))}</ol>
        </nav>
        <div className="policy-main"><VersionPane key={version} kind={kind} version={version} parts={parts} /></div>
      </div>
    </>
  )
}
