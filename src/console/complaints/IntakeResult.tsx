// After filing: the number to dictate, the moments promised, what to say and where to go next.
import { useEffect, useRef } from 'react'
import { Button } from '../kit/Button.tsx'
import { useNavigate } from 'react-router'
import type { Filed } from '../../contract/complaints.ts'
import { Icon } from '../kit/Icon.tsx'
import { useKeys } from '../kit/keys.ts'
import { Moment } from '../kit/Moment.tsx'
import { moment } from '../kit/time-words.ts'
import { serverNow } from '../kit/clock.ts'
import { t } from '../kit/words.ts'
import { FlagTags, PriorityTag, reasonLabel, StatusTag } from './tags.tsx'

/** 261122 48217 39055 3: groups to say aloud. */
export function numberGroups(no: string): string[] {
  return /^\d{17}$/.test(no) ? [no.slice(0, 6), no.slice(6, 11), no.slice(11, 16), no.slice(16)] : [no]
}

/** Shows what was filed; N starts the next one. */
export function IntakeResult({ filed, onNext }: { filed: Filed; onNext: () => void }) {
  const navigate = useNavigate()
  const head = useRef<HTMLHeadingElement>(null)
  useEffect(() => { head.current?.focus() }, [])
  const openCase = () => void navigate(`/queue/${filed.id}?view=mine`)
  useKeys([{ keys: 'n', label: t('console.intake.another'), run: onNext }, { keys: 'Enter', label: t('console.intake.open_case'), run: openCase }])
  const decision = filed.clocks.find((clock) => clock.kind === 'decision') ?? filed.clocks.find((clock) => clock.statutory)
  const contact = filed.clocks.find((clock) => clock.kind === 'first_contact')
  const when = decision === undefined ? '' : moment(Date.parse(decision.dueAt), serverNow())
  return (
    <section className="result card">
      <p className="result-mark"><Icon name="check" size={20} /></p>
      <h1 ref={head} tabIndex={-1}>{t(filed.outcome === 'on_spot' ? 'console.intake.settled' : filed.kind === 'complaint' ? 'console.intake.filed' : 'console.intake.logged')}</h1>
      <p className="result-no mono" aria-label={t('console.intake.number_is', { no: [...filed.complaintNo].join(' ') })}>{numberGroups(filed.complaintNo).map((group, i) => <span key={i}>{group}</span>)}</p>
      <div className="chips result-tags"><strong>{filed.keyword}</strong><StatusTag status={filed.status} /><PriorityTag level={filed.priority.level} because={filed.priority.because} />{filed.reasonCode === null ? null : <span className="quiet">{reasonLabel(filed.reasonCode)}</span>}<FlagTags flags={filed.flags} /></div>
      {filed.outcome === 'on_spot' ? null : (
        <dl className="facts result-times">
          {contact === undefined ? null : <><dt>{t('clocks.kind.first_contact')}</dt><dd><Moment at={contact.dueAt} distance /></dd></>}
          {decision === undefined ? null : <><dt>{t('clocks.kind.decision')}</dt><dd><Moment at={decision.dueAt} distance /></dd></>}
          {filed.owner === null ? null : <><dt>{t('console.field.ownerId')}</dt><dd>{filed.owner.name}</dd></>}
        </dl>
      )}
      {when === '' || filed.outcome === 'on_spot' ? null : <p className="say">{t('console.intake.say', { when, no: numberGroups(filed.complaintNo).join(' ') })}</p>}
      {filed.possibleDuplicates.length === 0 ? null : <p className="notice"><Icon name="copy" size={14} /><span>{t('console.intake.has_duplicates', { n: filed.possibleDuplicates.length })}</span></p>}
      {filed.flags.includes('inquiry') ? <p className="notice is-soon"><Icon name="lock" size={14} /><span>{t('console.inquiry.intake_closed')}</span></p> : null}
      <div className="form-foot"><Button type="primary" onClick={openCase}>{t('console.intake.open_case')}<kbd className="on-primary">↵</kbd></Button><Button onClick={onNext}>{t('console.intake.another')} <kbd>N</kbd></Button></div>
    </section>
  )
}
