// Responsibility on the case page: where it stands and who bears what; headquarters go on to the desk, a unit to its own page.
import { Link } from 'react-router'
import { getLiability } from '../../contract/liability.ts'
import { holds, useMe } from '../identity/session.ts'
import { Icon } from '../kit/Icon.tsx'
import { useApi } from '../kit/use-api.ts'
import { t, useWords } from '../kit/words.ts'
import { Contests, Judgements, Sides, Standing, Statements } from './CaseParts.tsx'
import { Grounds, ShareGraph } from './ShareGraph.tsx'
import { proposedShares } from './share-words.ts'

/** Shows the part once it is read; nothing while there is nothing to say. The live stream has it read again. */
export default function LiabilityPanel({ id }: { id: string }) {
  useWords()
  const me = useMe().data
  const found = useApi(getLiability, { params: { id } }, { keep: true })
  const view = found.data
  if (view === undefined || me === null || me === undefined) return null
  const judged = view.judgements.length > 0
  if (view.state === null && !judged && view.proposal === null) return null
  const own = view.own.some((o) => o.mayState || o.mayContest || o.mayArbitrate || o.mayAnswer)
  return (
    <section className="letter-part liability-part" data-part="liability">
      <header><h2>{t('console.liability.title')}</h2><Standing view={view} />
        <span className="hint">{holds(me, 'liability:judge') ? <Link to={`/liability/case/${id}`}><Icon name="right" size={12} /> {t('console.liability.open_desk')}</Link> : own ? <Link to={`/judgements?case=${id}`}><Icon name="right" size={12} /> {t('console.liability.open_own')}</Link> : null}</span></header>
      {judged ? <Judgements view={view} /> : view.proposal === null ? null : <><p className="hint">{t('console.liability.proposed_only')}</p><ShareGraph shares={proposedShares(view.proposal)} proposal={view.proposal} /><details><summary>{t('console.liability.why')}</summary><Grounds proposal={view.proposal} /></details></>}
      {view.statements.length + view.contests.length === 0 && view.arbitration === null ? null : <details open={!judged}><summary>{t('console.liability.procedure')}</summary><Statements view={view} /><Contests view={view} /><Sides view={view} /></details>}
    </section>
  )
}
