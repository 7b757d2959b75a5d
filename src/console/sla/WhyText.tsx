// The short answer to "why then?": the sentence, what was skipped, and the way to the whole explanation.
import { Link } from 'react-router'
import { explainClock } from '../../contract/deadlines.ts'
import { tellDeadline } from '../../contract/explanation-text.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import { Icon } from '../kit/Icon.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { spokenNo } from '../kit/spoken-no.ts'
import { useApi } from '../kit/use-api.ts'
import { t, useWords } from '../kit/words.ts'

/** Asks and tells; `epoch` is the newest of its kind when it isn't known. */
export default function WhyText({ id, kind, epoch }: { id: string; kind: ClockKind; epoch: number | undefined }) {
  const locale = useWords()
  const { data, error } = useApi(explainClock, { params: { id, kind }, query: epoch === undefined ? {} : { epoch: String(epoch) } })
  if (data === undefined) return <p className="hint">{error === null ? t('console.state.loading') : problemOf(error).status === 404 ? t('console.deadline.not_yours') : sayProblem(problemOf(error))}</p>
  const told = tellDeadline(data, t, locale, spokenNo(data.complaintNo))
  const skipped = told.segments.filter((s) => !s.counted && s.code !== 'first_day' && s.code !== 'closed_hours')
  return (
    <>
      <p className="why-verdict">{told.verdict}</p>
      {told.notes.slice(0, 1).map((note) => <p key={note} className="hint">{note}</p>)}
      {skipped.length === 0 ? null : <ul className="why-skipped">{skipped.slice(0, 4).map((s) => <li key={s.from}>{s.line}</li>)}</ul>}
      {told.sum === null ? null : <p className="quiet">{told.sum}</p>}
      <Link to={`/complaints/${id}/clocks/${kind}?epoch=${data.clock.epoch}`}>{t('console.deadline.whole')}<Icon name="right" size={12} /></Link>
    </>
  )
}
