// How the house stands: one line a check, the ones that need somebody first; and how long the queues' oldest jobs wait.
import { Link } from 'react-router'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { getHealth } from '../../contract/administration.ts'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { Panel } from '../kit/Panel.tsx'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'

type Check = ReplyOf<typeof getHealth>['checks'][number]
const order = { bad: 0, warning: 1, good: 2 } as const
const tones = { bad: 'overdue', warning: 'soon', good: 'plain' } as const
const icons = { bad: 'alarm', warning: 'hourglass', good: 'check' } as const

/** What a check says: its own words for its state, else its numbers. */
function sentence({ name, state, params }: Check): string {
  if (Object.keys(params).length === 0 && state === 'bad') return t('console.health.unread')
  return t(`console.health.${name}.${state}`, params, t(`console.health.${name}.good`, params))
}

/** Where what a check counts can be seen and mended. */
const places: Readonly<Record<string, string>> = { failed_jobs: '/admin/jobs', messages: '/admin/messages' }

function Name({ name }: { name: string }) {
  const [words, to] = [t(`console.health.${name}.name`), places[name]]
  return <strong>{to === undefined ? words : <Link to={to}>{words}</Link>}</strong>
}

/** Shows the tab; it reads itself anew every ten seconds. */
export default function Health() {
  const found = useApi(getHealth, {}, { refetchInterval: 10_000, staleTime: 0 })
  if (found.isPending) return <Skeleton />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  const { at, checks, queues } = found.data
  const worst = checks.some((c) => c.state === 'bad') ? 'bad' : checks.some((c) => c.state === 'warning') ? 'warning' : 'good'
  return (
    <>
      <PageHead title={t('console.admin.health')} hint={<>{t(`console.health.all_${worst}`)} · {t('console.health.read_at')} <Moment at={at} /></>} />
      <ul className="card checks">
        {checks.toSorted((a, b) => order[a.state] - order[b.state]).map((check) => (
          <li key={check.name}><Tag tone={tones[check.state]} icon={icons[check.state]}>{t(`console.health.${check.state}`)}</Tag><Name name={check.name} /><span className="quiet">{sentence(check)}</span></li>
        ))}
      </ul>
      <div className="card"><Panel title={t('console.health.queues')}>
        {queues.length === 0 ? <p className="hint">{t('console.health.queues_empty')}</p> : (
          <div className="table-wrap"><table className="plain"><thead><tr>{['queue', 'waiting', 'running', 'oldest'].map((each) => <th key={each} scope="col">{t(`console.health.${each}`)}</th>)}</tr></thead>
            <tbody>{queues.map((queue) => <tr key={queue.name}><td>{t(`console.jobs.name.${queue.name}`, {}, queue.name)}</td><td className="num">{queue.waiting}</td><td className="num">{queue.running}</td><td className="num">{t('console.health.seconds', { n: queue.oldestSeconds })}</td></tr>)}</tbody></table></div>
        )}
      </Panel></div>
    </>
  )
}
