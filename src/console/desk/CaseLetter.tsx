// The case as a letter: the customer's own words first, then what happened, what was promised, what is wanted; the deadlines as a line of time below.
import { sayAnomaly } from '../waybills/WaybillPanel.tsx'
import type { CaseView } from '../../contract/desk.ts'
import { keepPromise } from '../../contract/complaints.ts'
import { isOpen } from '../../domain/complaints/vocabulary.ts'
import { FlagTags, PriorityTag, reasonLabel, sayBecause, StatusTag } from '../complaints/tags.tsx'
import { call } from '../kit/api.ts'
import { Countdown } from '../kit/Countdown.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Money } from '../kit/Money.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { spokenNo } from '../kit/spoken-no.ts'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { DeadlineRibbon } from '../sla/DeadlineRibbon.tsx'
import { LikelyLine } from '../sla/LikelyTag.tsx'
import { WhyDue } from '../sla/WhyDue.tsx'

type ClockView = CaseView['clocks'][number]

function ClockLine({ seen, clock }: { seen: CaseView; clock: ClockView }) {
  const runs = clock.state === 'running' || clock.state === 'soon' || clock.state === 'overdue'
  const name = t(`clocks.kind.${clock.kind}`)
  const keep = async () => {
    try {
      await call(keepPromise, { params: { id: seen.id }, body: { version: seen.version, epoch: clock.epoch, note: t('console.clock.kept_note') } })
      await forget('/api/complaints/:id')
    } catch (error) {
      toast(sayProblem(problemOf(error)), 'bad')
    }
  }
  return (
    <li className={`clock-line is-${clock.state}`}>
      <WhyDue press className="clock-name" id={seen.id} kind={clock.kind} epoch={clock.epoch}>{name}{clock.statutory ? <Icon name="flag" size={12} /> : null}</WhyDue>
      {runs ? <WhyDue id={seen.id} kind={clock.kind} epoch={clock.epoch}><Countdown dueAt={clock.dueAt} precise what={name} provisional={clock.provisional} /></WhyDue> : <span className="quiet"><Icon name={clock.state === 'paused' ? 'pause' : clock.state === 'met' ? 'check' : 'clock'} size={14} /> {t(`clocks.state.${clock.state}`)}</span>}
      <span className="hint"><Moment at={runs ? clock.dueAt : clock.stoppedAt ?? clock.dueAt} /></span>
      {runs && clock.kind === 'promise' ? <button type="button" className="text-button" onClick={() => void keep()}><Icon name="check" size={14} />{t('console.clock.kept')}</button> : null}
    </li>
  )
}

/** Running clocks first, soonest first; ended ones fold away. */
function Clocks({ seen }: { seen: CaseView }) {
  const running = seen.clocks.filter((clock) => ['running', 'soon', 'overdue', 'paused'].includes(clock.state)).toSorted((a, b) => a.dueAt.localeCompare(b.dueAt))
  const ended = seen.clocks.filter((clock) => !running.includes(clock))
  return (
    <section className="clock-strip" aria-label={t('console.case.clocks')}>
      {running.length === 0 ? <p className="hint">{t('console.case.no_clocks')}</p> : <ul>{running.map((clock) => <ClockLine key={`${clock.kind}${clock.epoch}`} seen={seen} clock={clock} />)}</ul>}
      {seen.likely?.map((likely) => <LikelyLine key={likely.kind} likely={likely} />)}
      {ended.length === 0 ? null : <details><summary className="hint">{t('console.case.ended_clocks', { n: ended.length })}</summary><ul>{ended.map((clock) => <ClockLine key={`${clock.kind}${clock.epoch}`} seen={seen} clock={clock} />)}</ul></details>}
    </section>
  )
}

function Line({ name, source, children }: { name: string; source?: string; children: React.ReactNode }) {
  return <div className="three-line"><dt>{t(`console.case.${name}`)}</dt><dd>{children}{source === undefined || source === '' ? null : <span className="hint"> ({source})</span>}</dd></div>
}

/** What the scans show, when nobody has summed it up yet. */
function seenByTracking(seen: CaseView): string | undefined {
  const odd = seen.waybill?.anomalies.map(sayAnomaly) ?? []
  return odd.length === 0 ? undefined : t('console.case.by_tracking', { what: odd.join(t('console.app.list_semicolon')) })
}

/** What happened, what was promised, what the customer wants; a hand-over's own lines when there are any. */
function ThreeLines({ seen }: { seen: CaseView }) {
  const { handover, demand } = seen
  const promises = seen.clocks.filter((clock) => clock.kind === 'promise' && clock.state !== 'cancelled')
  const said = seen.contacts.filter((contact) => contact.promise !== null)
  if (handover !== null && handover.state !== 'declined') {
    return (
      <div className="letter-list">
        <dl className="three-lines">{(['happened', 'promised', 'wants'] as const).map((name) => <Line key={name} name={name} source={handover[name].source}>{handover[name].text}</Line>)}</dl>
        <p className="hint">{t(`console.case.handover_${handover.state}`, { from: handover.from, to: handover.to })} · <Moment at={handover.at} /></p>
      </div>
    )
  }
  return (
    <dl className="three-lines">
      <Line name="happened">{seen.summary ?? seenByTracking(seen) ?? <span className="hint">{t('console.case.no_summary')}</span>}{seen.occurredAt === null ? null : <span className="hint"> · <Moment at={seen.occurredAt} /></span>}{seen.place === null ? null : <span className="hint"> · {seen.place}</span>}</Line>
      <Line name="promised">{said.length === 0 && promises.length === 0 ? <span className="hint">{t('console.case.nothing_promised')}</span> : said.length > 0 ? said.map((contact) => contact.promise).join(t('console.app.list_semicolon')) : promises.map((clock) => <Moment key={clock.epoch} at={clock.dueAt} />)}</Line>
      <Line name="wants">{demand === null || (demand.kinds.length === 0 && demand.text === null && demand.amount === null) ? <span className="hint">{t('console.case.no_demand')}</span> : <>{demand.kinds.map((kind) => label('demand', kind)).join(t('console.app.list_comma'))} {demand.amount === null ? null : <Money value={demand.amount} />}{demand.text === null ? null : <span className="quiet"> {demand.text}</span>}</>}</Line>
    </dl>
  )
}

/** The head, the words, the lines, the clocks. */
export function CaseLetter({ seen, onSupplement }: { seen: CaseView; onSupplement?: () => void }) {
  const copy = () => void navigator.clipboard.writeText(spokenNo(seen.complaintNo)).then(() => toast(t('console.case.copied')))
  return (
    <>
      <header className="case-head">
        <div className="case-no"><button type="button" className="ghost mono" onClick={copy} title={t('console.case.copy')}>{spokenNo(seen.complaintNo)}<Icon name="copy" size={14} /></button><span className="hint">{label('channel', seen.channel)} · <Moment at={seen.receivedAt} distance /></span></div>
        <h1>{seen.keyword}</h1>
        <div className="chips">
          <StatusTag status={seen.status} />{seen.outcome === null || seen.outcome === seen.status ? null : <Tag>{label('outcome', seen.outcome)}</Tag>}
          <PriorityTag level={seen.priority.level} because={seen.priority.because} />
          {seen.kind === 'complaint' ? null : <Tag tone="info">{label('kind', seen.kind)}</Tag>}
          <Tag tone="outline">{seen.reasonCode === null ? t('console.case.unclassified') : reasonLabel(seen.reasonCode)}</Tag>
          {seen.link === null ? null : <Tag tone="outline">{label('link', seen.link)}</Tag>}
          <FlagTags flags={seen.flags} />
          <span className="case-owner hint"><Icon name="person" size={14} /> {seen.owner === null ? t('console.case.no_owner') : seen.owner.name}</span>
        </div>
      </header>
      <Clocks seen={seen} />
      {seen.verbatim === null ? null : (
        <figure className="verbatim"><blockquote>{seen.verbatim}</blockquote><figcaption className="hint">{seen.anonymous ? t('console.case.verbatim_of', { name: t('console.case.anonymous') }) : t('console.case.verbatim_by', { name: seen.complainant?.name ?? '', role: seen.complainant === null ? '' : label('complainantRole', seen.complainant.role) }).trim()}{seen.readBack ? ` · ${t('console.case.read_back')}` : ''}</figcaption></figure>
      )}
      <ThreeLines seen={seen} />
      {seen.reasonCode !== null || seen.suggestedReason === null || !isOpen(seen.status) ? null : <p className="notice"><Icon name="info" size={14} /><span>{t('console.case.suggested', { reason: reasonLabel(seen.suggestedReason.code) })} {seen.suggestedReason.because.map(sayBecause).join(t('console.app.list_comma'))}</span></p>}
      {seen.missingFields.length === 0 || !isOpen(seen.status) ? null : <p className="notice is-soon"><Icon name="question" size={14} /><span>{t('console.case.missing', { fields: seen.missingFields.map((field) => label('field', field)).join(t('console.app.list_comma')) })}</span>{onSupplement === undefined ? null : <button type="button" className="text-button notice-act" onClick={onSupplement}>{t('codes.action.supplement')}</button>}</p>}
      {seen.mergedInto === null ? null : <p className="notice"><Icon name="copy" size={14} /><span>{t('console.case.merged_into', { no: spokenNo(seen.mergedInto.complaintNo) })}</span></p>}
      {seen.clocks.length === 0 ? null : <DeadlineRibbon id={seen.id} rows={seen.clocks.filter((clock) => clock.stoppedAt === null).length} />}
    </>
  )
}
