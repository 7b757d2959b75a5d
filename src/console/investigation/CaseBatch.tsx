// On the case page: the batch case it is the parent or a line of, and the contacts logged once for all its lines.
import { Link } from 'react-router'
import { getCaseBatch } from '../../contract/batch-cases.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'

/** Shows the batch of a case, if it belongs to one. */
export function CaseBatch({ id }: { id: string }) {
  const batch = useApi(getCaseBatch, { params: { id } }, { staleTime: 30_000 }).data?.batch
  if (!batch) return null
  return (
    <section className="letter-part" data-part="batch">
      <header><h2><Icon name="parcel" size={14} /> <Link to={`/batch-cases/${batch.id}`}>{batch.title}</Link></h2><span className="hint num">{batch.isParent ? t('console.incidents.batch.parent_of', { n: batch.lines }) : t('console.incidents.batch.line_of', { line: batch.line ?? 0, n: batch.lines })}</span></header>
      {batch.isParent || batch.contacts.length === 0 ? null : (
        <ul className="letter-list">{batch.contacts.map((each) => <li key={each.id}><p className="letter-list-head"><strong>{label('noticeChannel', each.channel)} · {label('contactOutcome', each.outcome)}</strong><span className="hint">{each.by} · <Moment at={each.at} /></span></p><p>{each.summary}</p></li>)}</ul>
      )}
    </section>
  )
}
