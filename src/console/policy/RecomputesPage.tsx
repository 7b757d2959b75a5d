// Open clocks counted anew by the time limits in force or the newest calendar, and what was done of it before.
import { listPolicies } from '../../contract/policy.ts'
import { listRecomputes } from '../../contract/policy-runs.ts'
import type { Recompute } from '../../contract/policy-runs.ts'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import type { Tone } from '../kit/Tag.tsx'
import { useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { RecomputePanel } from './RecomputePanel.tsx'
import { count, effectWords } from './run-words.ts'
import './policy-runs.css'

const toneOf: Readonly<Record<Recompute['state'], Tone>> = { previewing: 'info', ready: 'info', running: 'info', done: 'good', cancelled: 'outline', failed: 'overdue' }

/** Shows the page. */
export default function RecomputesPage() {
  const policies = useApi(listPolicies, {})
  if (policies.isPending) return <Skeleton />
  if (policies.isError) return <ErrorState error={policies.error} retry={() => void policies.refetch()} />
  const version = policies.data.items.find((p) => p.kind === 'sla')?.inForce.version ?? 1
  return (
    <>
      <PageHead title={t('console.admin.recomputes')} hint={t('console.policyRuns.page_hint')} />
      <section className="card run-card"><h2>{t('console.policyRuns.by_policy', { n: version })}</h2><RecomputePanel scope={{ kind: 'policy', document: 'sla', version }} /></section>
      <section className="card run-card"><h2>{t('console.policyRuns.by_calendar')}</h2><RecomputePanel scope={{ kind: 'calendar', provisionalOnly: true }} /></section>
      <Past />
    </>
  )
}

function Past() {
  const found = useApi(listRecomputes, {})
  const ended = found.data?.items.filter((r) => r.endedAt !== null) ?? []
  if (ended.length === 0) return null
  return (
    <section><h2 className="run-past">{t('console.policyRuns.past')}</h2>
      <div className="card table-wrap"><table className="plain"><thead><tr>{['when', 'what', 'who', 'state', 'outcome'].map((each) => <th key={each} scope="col">{t(`console.policyRuns.column.${each}`)}</th>)}</tr></thead>
        <tbody>{ended.map((r) => (
          <tr key={r.id}><td><Moment at={r.endedAt ?? r.at} /></td><td>{r.scope.kind === 'policy' ? t('console.policyRuns.scope_policy', { n: r.scope.version }) : t('console.policyRuns.scope_calendar')}</td><td>{r.by}</td><td><Tag tone={toneOf[r.state]}>{t(`console.policyRuns.state.${r.state}`)}</Tag></td>
            <td>{r.startedAt === null ? t('console.policyRuns.never_begun') : t('console.policyRuns.moved_of', { n: count(r.moved), total: count(r.total) })}{r.startedAt === null ? null : <p className="hint">{effectWords(r.counts)}</p>}</td></tr>
        ))}</tbody></table></div>
    </section>
  )
}
