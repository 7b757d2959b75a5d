// The investigation within the letter of a case: check, who leads, the evidence wanted, who was heard, the facts, and what else is of the kind.
import { useState } from 'react'
import type { InquiredCase } from './inquired-case.ts'
import { getInquiry } from '../../contract/inquiry.ts'
import type { InquiryView } from '../../contract/inquiry.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import { isOpen } from '../../domain/complaints/vocabulary.ts'
import { reasonLabel } from '../complaints/tags.tsx'
import { Countdown } from '../kit/Countdown.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Skeleton } from '../kit/states.tsx'
import { useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { FactBoard } from './FactBoard.tsx'
import { CheckPart, LeadPart } from './InquiryCheck.tsx'
import type { InquiryFormOf } from './InquiryForm.tsx'
import type { Abilities, PartProps } from './InquiryFormAt.tsx'
import { PlanPart } from './InquiryPlan.tsx'
import { RecordsPart } from './InquiryRecords.tsx'
import { SimilarCases } from './SimilarCases.tsx'
import './inquiry.css'

/** Whether anything was done that a reader of an ended case would look for. */
const hasAny = ({ check, lead, plan, records, facts }: InquiryView) => check !== null || lead !== null || plan.length + records.length + facts.length > 0

/** What staff alone should know, said without a verdict. */
function Signals({ signals }: { signals: InquiryView['signals'] }) {
  if (signals.length === 0) return null
  const say = ({ code, params }: InquiryView['signals'][number]) => t(`codes.signal.${code}`, 'reason' in params ? { reason: reasonLabel(String(params['reason'])) } : params)
  return <p className="notice inquiry-signals"><Icon name="info" size={14} /><span>{t('console.investigation.signals')} {signals.map(say).join(t('console.app.list_semicolon'))}</span></p>
}

/** Loads the investigation when the letter shows; nothing for units, and nothing on ended cases without one. `within`: as a part of the inquiry into a leak, which has the head. */
export function InquirySection({ seen, abilities, onBegin, within = false }: { within?: boolean; seen: InquiredCase; abilities: Abilities; onBegin: (action: Action, given?: Record<string, unknown>) => void }) {
  const found = useApi(getInquiry, { params: { id: seen.id } }, { enabled: seen.kind === 'complaint' })
  const [open, setOpen] = useState<InquiryFormOf | null>(null)
  if (seen.kind !== 'complaint' || found.isError) return null
  if (found.data === undefined) return <section className="letter-part"><Skeleton rows={3} /></section>
  const { inquiry } = found.data
  const may = (action: Action) => abilities[action] === true
  if (inquiry === null || (!hasAny(inquiry) && !(isOpen(seen.status) && (may('initial_check') || may('fact'))))) return null
  // the people named in an inquiry are its team already
  const part: PartProps = { seen, inquiry: within ? { ...inquiry, suggested: { ...inquiry.suggested, team: [] } } : inquiry, may, open, onForm: setOpen, onBegin }
  const due = inquiry.dueAt === null || seen.finding !== null ? null : <Countdown dueAt={inquiry.dueAt} what={t('console.investigation.title')} />
  const body = seen.finding === null ? <Parts {...part} /> : <Done {...part} />
  if (within) return <div className="inquiry inquiry-within" data-part="inquiry"><h3>{t('console.investigation.within')} {due}</h3>{body}</div>
  return (
    <section className="letter-part inquiry" data-part="inquiry" aria-label={t('console.investigation.title')}>
      <header><h2>{t('console.investigation.title')}</h2>{due}<span className="hint">{label('branch', inquiry.branch)}</span></header>
      {body}
    </section>
  )
}

/** With the finding written the letter goes on from there: how it was come by folds to one line. */
function Done(part: PartProps) {
  const { plan, records, facts } = part.inquiry
  const counts = ([['plan', plan], ['records', records], ['facts', facts]] as const).filter(([, list]) => list.length > 0).map(([name, list]) => t(`console.investigation.done_${name}`, { n: list.length }))
  return (
    <details className="inquiry-done">
      <summary>{t('console.investigation.done')}{counts.length === 0 ? null : <span className="hint"> {counts.join(t('console.app.list_comma'))}</span>}</summary>
      <Parts {...part} />
    </details>
  )
}

/** What was checked, who leads, what was wanted, heard and weighed. */
function Parts(part: PartProps) {
  const { seen, inquiry, may, onBegin } = part
  return (
    <div className="inquiry-parts">
      <CheckPart {...part} />
      <LeadPart {...part} />
      {inquiry.contactDueAt === null || !may('contact') ? null : <p className="inquiry-line"><Icon name="phone" size={14} /><span>{t('console.investigation.tell_progress')} <Countdown dueAt={inquiry.contactDueAt} what={t('clocks.kind.regular_contact')} /></span><button type="button" className="text-button" onClick={() => onBegin('contact', { purpose: 'progress' })}>{t('console.investigation.tell_now')}</button></p>}
      <Signals signals={inquiry.signals} />
      <PlanPart {...part} />
      <RecordsPart {...part} />
      <FactBoard {...part} />
      <SimilarCases id={seen.id} />
    </div>
  )
}
