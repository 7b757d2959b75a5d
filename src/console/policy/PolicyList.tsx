// Every kind of policy document: what is in force since when, what comes next, and how many drafts wait.
import { Link } from 'react-router'
import { listPolicies } from '../../contract/policy.ts'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { kindName } from './policy-words.ts'

/** Shows the list. */
export function PolicyList() {
  const list = useApi(listPolicies, {})
  if (list.isPending) return <Skeleton />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  return (
    <>
      <PageHead title={t('console.admin.policy')} hint={t('console.policy.hint')} />
      <ul className="policy-kinds">{list.data.items.map(({ kind, inForce, next, drafts }) => (
        <li key={kind} className="card policy-kind">
          <h2><Link to={`/admin/policy/${kind}`}>{kindName(kind)}</Link></h2>
          <p className="hint">{t(`console.policy.kind_hint.${kind}`)}</p>
          <p className="policy-now">
            <Tag tone="good">{t('console.policy.version_n', { n: inForce.version })}</Tag>
            <span>{inForce.validFrom === null ? null : <>{t('console.policy.since')} <Moment at={inForce.validFrom} begins /></>}{inForce.author === null ? ` · ${t('console.policy.shipped')}` : ` · ${inForce.publishedBy ?? ''}`}</span>
          </p>
          {next === null ? null : <p className="policy-now"><Tag tone="info" icon="clock">{t('console.policy.version_n', { n: next.version })}</Tag><span>{t('console.policy.standing.waiting')} {next.validFrom === null ? null : <Moment at={next.validFrom} distance begins />}</span></p>}
          {drafts === 0 ? null : <p className="policy-now"><Tag tone="soon" icon="note">{t('console.policy.drafts', { n: drafts })}</Tag></p>}
        </li>
      ))}</ul>
    </>
  )
}
