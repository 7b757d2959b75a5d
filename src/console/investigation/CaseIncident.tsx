// On the case page: the incident the case belongs to, its notice, and the finding offered as a draft.
import { Link } from 'react-router'
import { getCaseIncident } from '../../contract/incidents.ts'
import type { FindingDraft } from '../../contract/incidents.ts'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import { useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'

/** Shows the incident of a case, if it is in one; `onAdopt` begins a finding with the draft. */
export function CaseIncident({ id, onAdopt }: { id: string; onAdopt: ((draft: FindingDraft) => void) | undefined }) {
  const incident = useApi(getCaseIncident, { params: { id } }, { staleTime: 30_000 }).data?.incident
  if (!incident) return null
  return (
    <section className="letter-part" data-part="incident">
      <header><h2><Icon name="flag" size={14} /> <Link to={`/incidents/${incident.id}`}>{incident.title}</Link></h2><span className="hint num">{t('console.incidents.cases', { n: incident.cases })}{incident.state === 'closed' ? ` · ${t('console.incidents.state.closed')}` : ''}</span></header>
      <p>{incident.what}</p>
      {incident.notice === null ? null : <blockquote className="said">{incident.notice}<footer className="hint">{t('console.incidents.notice_of_case')}</footer></blockquote>}
      {incident.finding === null ? null : <details><summary>{t('console.incidents.draft_finding')}</summary><p>{incident.finding.facts}</p><p className="hint">{label('companyLiability', incident.finding.companyLiability)} — {incident.finding.liabilityBasis}</p><p className="hint">{label('demandJudgement', incident.finding.demandJudgement)} — {incident.finding.demandReason}</p><p className="hint">{t('console.incidents.draft_hint')}</p>{onAdopt === undefined ? null : <Button onClick={() => { if (incident.finding !== null) onAdopt(incident.finding) }}>{t('console.incidents.use_draft')}</Button>}</details>}
    </section>
  )
}
