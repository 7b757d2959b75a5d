// Whether the case is one of many: how often its like came to the same unit lately, against what is usual there.
import { Link } from 'react-router'
import { getSimilarCases } from '../../contract/inquiry.ts'
import { reasonLabel } from '../complaints/tags.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'

/** One sentence, and the cases behind it on demand; silent where there is nothing to compare. */
export function SimilarCases({ id }: { id: string }) {
  const similar = useApi(getSimilarCases, { params: { id } }, { staleTime: 300_000 }).data?.similar
  if (similar === null || similar === undefined || similar.recent <= 1) return null
  const { unit, days, recent, times, common, items, reasonCode } = similar
  const words = t(times === null ? 'console.investigation.similar_first' : 'console.investigation.similar', { unit: unit?.name ?? '', days, n: recent, reason: reasonCode === null ? '' : reasonLabel(reasonCode.split('.')[0] ?? ''), times: times ?? 0 })
  return (
    <details className={common ? 'similar is-common' : 'similar'}>
      <summary><Icon name={common ? 'alarm' : 'copy'} size={14} /> {words}{common ? ` ${t('console.investigation.common')}` : ''}</summary>
      <ul className="letter-list">
        {items.map((each) => <li key={each.id}><Link to={`/queue/${each.id}`}>{each.keyword}</Link> <span className="hint"><span className="mono">{spokenNo(each.complaintNo)}</span> · {label('status', each.status)}{each.causeCode === null ? '' : ` · ${label('cause', each.causeCode)}`} · <Moment at={each.receivedAt} /></span></li>)}
      </ul>
    </details>
  )
}
