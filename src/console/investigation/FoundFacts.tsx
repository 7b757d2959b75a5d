// What a finding takes along, said before it is sent: the facts of the board, what is still missing, what is still open.
import type { InquiredCase } from './inquired-case.ts'
import { getInquiry, getSimilarCases } from '../../contract/inquiry.ts'
import { Icon } from '../kit/Icon.tsx'
import type { Values } from '../kit/form.ts'
import { useApi } from '../kit/use-api.ts'
import { currentLocale, label, t } from '../kit/words.ts'

/** Shows it below the form's fields. */
export function FoundFacts({ seen, values }: { seen: InquiredCase; values: Values }) {
  const inquiry = useApi(getInquiry, { params: { id: seen.id } }).data?.inquiry
  const similar = useApi(getSimilarCases, { params: { id: seen.id } }, { staleTime: 300_000 }).data?.similar
  if (inquiry === null || inquiry === undefined) return null
  const missing = inquiry.plan.filter((item) => item.mandatory && item.state === 'open')
  const open = inquiry.facts.filter((fact) => fact.verdict === 'open').length
  const unproven = values['causeCode'] === 'force_majeure' && !inquiry.evidence.some((piece) => piece.type === 'official_notice')
  return (
    <div className="found-facts" aria-live="polite">
      {inquiry.facts.length === 0 ? <p className="hint">{t('console.investigation.found_none')}</p> : <><p className="hint">{t('console.investigation.found_facts')}</p><ul>{inquiry.facts.map((fact) => <li key={fact.id}><Icon name={fact.verdict === 'established' ? 'check' : fact.verdict === 'refuted' ? 'close' : 'clock'} size={14} /> {label('fact', fact.code)} {fact.unit === null ? null : <span className="quiet">{fact.unit.name}</span>} <span className="hint">{label('factVerdict', fact.verdict)}</span></li>)}</ul></>}
      {missing.length === 0 ? null : <p className="notice is-soon"><Icon name="hourglass" size={14} /><span>{t('console.investigation.found_gaps', { n: missing.length, what: missing.map((item) => item.words?.what[currentLocale()] ?? item.what).join(t('console.app.list_semicolon')) })}</span></p>}
      {open === 0 ? null : <p className="hint">{t('console.investigation.found_open', { n: open })}</p>}
      {unproven ? <p className="notice is-soon"><Icon name="alarm" size={14} /><span>{t('console.investigation.no_notice')}</span></p> : null}
      {similar?.common === true && similar.times !== null ? <p className="hint">{t('console.investigation.common_hint', { times: similar.times })}</p> : null}
    </div>
  )
}
