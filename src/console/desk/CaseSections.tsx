// The middle of the letter: what was asked, found, judged, planned, offered, decided and confirmed, each as it happened.
import { lazy, Suspense } from 'react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { CaseView } from '../../contract/desk.ts'
import { moneyMeasures } from '../../domain/complaints/vocabulary.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import type { Status } from '../../domain/complaints/vocabulary.ts'
import { holds, useMe } from '../identity/session.ts'
import { CaseBatch } from '../investigation/CaseBatch.tsx'
import { CaseIncident } from '../investigation/CaseIncident.tsx'
import { Countdown } from '../kit/Countdown.tsx'
import { InquirySection } from '../investigation/InquirySection.tsx'
import { OrderBoard } from '../investigation/OrderBoard.tsx'
import { asked } from '../kit/base.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Money } from '../kit/Money.tsx'
import { Tag } from '../kit/Tag.tsx'
import type { Tone } from '../kit/Tag.tsx'
import { label, t } from '../kit/words.ts'
import type { Abilities } from './next-step.ts'

const SettlementPanel = lazy(() => import('../liability/SettlementPanel.tsx'))
const LeakPanel = lazy(() => import('../liability/LeakPanel.tsx'))
const GoodsPanel = lazy(() => import('../liability/GoodsPanel.tsx'))
const LiabilityPanel = lazy(() => import('../liability/LiabilityPanel.tsx'))
const Waybill360Panel = lazy(() => import('../waybills/Waybill360Panel.tsx'))
const EvidencePanel = lazy(() => import('../investigation/EvidencePanel.tsx'))

function Section({ title, by, at, tag, part, children }: { title: string; by?: string; at?: string; tag?: ReactNode; part?: string; children: ReactNode }) {
  return (
    <section className="letter-part" data-part={part}>
      <header><h2>{title}</h2>{tag}<span className="hint">{by === undefined ? null : `${by} · `}{at === undefined ? null : <Moment at={at} />}</span></header>
      {children}
    </section>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return <div className="facts-row"><dt>{t(`console.field.${name}`)}</dt><dd>{children}</dd></div>
}

/** Attachments as links that open in a new tab. */
export function Files({ files }: { files: CaseView['attachments'] }) {
  if (files.length === 0) return null
  return (
    <div className="files">
      {files.map((file) => <a key={file.id} className="file" href={asked(`/api/attachments/${file.id}`)} target="_blank" rel="noopener"><Icon name="file" size={14} /><span>{file.name}</span></a>)}
    </div>
  )
}

function Finding({ finding }: { finding: NonNullable<CaseView['finding']> }) {
  return (
    <Section part="finding" title={t('console.case.finding')} by={finding.by} at={finding.at} tag={<Tag tone={finding.companyLiability === 'not_liable' ? 'plain' : 'soon'}>{label('companyLiability', finding.companyLiability)}</Tag>}>
      <p>{finding.facts}</p>
      <dl className="facts">
        <Fact name="causeCode">{label('cause', finding.causeCode)}</Fact>
        <Fact name="liabilityBasis">{finding.liabilityBasis}</Fact>
        <Fact name="demandJudgement">{label('demandJudgement', finding.demandJudgement)} — {finding.demandReason}</Fact>
      </dl>
    </Section>
  )
}

/** The basis of a plan that was made and carried out while the customer was there: its one sentence stands with the measure and the decision. */
const settledOnSpot = 'on_spot'

const planTones: Readonly<Record<string, Tone>> = { approved: 'good', approving: 'soon', sent_back: 'overdue' }

function Plan({ plan, paper }: { plan: NonNullable<CaseView['plan']>; paper: string | undefined }) {
  return (
    <Section part="plan" title={t('console.case.plan')} by={plan.by} at={plan.at} tag={<Tag tone={planTones[plan.state] ?? 'plain'}>{label('planState', plan.state)}</Tag>}>
      <ul className="measures">
        {plan.measures.map((measure) => (
          <li key={measure.seq} className={`is-${measure.state}`}>
            <Icon name={measure.state === 'done' ? 'check' : measure.state === 'dropped' ? 'close' : 'clock'} size={14} />
            <span><strong>{label('measure', measure.kind)}</strong> {measure.description}{measure.evidence === null || measure.evidence === measure.description ? null : <span className="hint"> · {measure.evidence}</span>}</span>
            {measure.amount === null ? <span /> : <Money value={measure.amount} />}
            <span className="hint">{measure.executedAt !== null ? <Moment at={measure.executedAt} /> : measure.state === 'open' && measure.dueAt !== null ? <Countdown dueAt={measure.dueAt} /> : label('measureState', measure.state)}</span>
          </li>
        ))}
      </ul>
      {plan.basis === settledOnSpot ? null : <><p>{plan.reasoning}</p><p className="hint">{t('console.case.basis', { basis: plan.basis })}</p></>}
      {paper === undefined ? null : <p><Link to={`/papers/compensation/${paper}`}><Icon name="file" size={14} /> {t('console.floorRest.paper.title')}</Link></p>}
      {plan.approvals.map((approval) => <p key={`${approval.level}${approval.at}`} className="quiet"><Icon name={approval.approve ? 'check' : 'close'} size={14} /> {t(approval.approve ? 'console.case.approved' : 'console.case.sent_back', { by: approval.by })} — {approval.reason}</p>)}
    </Section>
  )
}

function Offers({ offers }: { offers: CaseView['offers'] }) {
  return offers.map((offer) => (
    <Section key={offer.id} part="offer" title={t('console.case.offer', { round: offer.round })} at={offer.madeAt} tag={<Tag tone={offer.state === 'accepted' ? 'good' : offer.state === 'open' ? 'soon' : 'plain'}>{label('offerState', offer.state)}</Tag>}>
      <p>{offer.text} {offer.amount.minor > 0 ? <Money value={offer.amount} /> : null}</p>
      <p className="hint">{offer.grounds}</p>
      {offer.state === 'open' && offer.expiresAt !== null ? <p><span className="hint">{t('clocks.kind.customer_answer')}</span> <Countdown dueAt={offer.expiresAt} what={t('clocks.kind.customer_answer')} /> <span className="hint"><Moment at={offer.expiresAt} /></span></p> : null}
      {offer.answerWords === null && offer.counterAmount === null ? null : <blockquote className="said is-customer">{offer.answerWords}{offer.counterAmount === null ? null : <footer className="hint">{t('console.case.counter')} <Money value={offer.counterAmount} /></footer>}</blockquote>}
    </Section>
  ))
}

/** From the decision on a compensation can be put on paper. */
const decided: readonly Status[] = ['decided', 'executing', 'confirming', 'closed', 'archived']

/** Everything that has happened on the case so far, in the order of the work. */
export function CaseSections({ seen, abilities, onBegin }: { seen: CaseView; abilities: Abilities; onBegin: (action: Action, given?: Record<string, unknown>) => void }) {
  const { decision, confirmation, withdrawal, finding, judgement, plan } = seen
  const me = useMe().data
  const mayContest = me !== null && me !== undefined && holds(me, 'liability:contest')
  const mayIssue = me !== null && me !== undefined && holds(me, 'complaint:execute')
  // a unit learns of its questions only
  const seesIncidents = me !== null && me !== undefined && (!holds(me, 'order:answer') || holds(me, 'incident:manage'))
  const isLeak = seen.flags.includes('inquiry')
  const investigation = <InquirySection seen={seen} abilities={abilities} onBegin={onBegin} within={isLeak} />
  return (
    <>
      {isLeak ? <Suspense fallback={null}><LeakPanel seen={seen}>{investigation}</LeakPanel></Suspense> : null}
      {seen.reasonCode?.startsWith('security_prohibited') ? <Suspense fallback={null}><GoodsPanel seen={seen} /></Suspense> : null}
      {seen.waybill === null ? null : <Suspense fallback={null}><Waybill360Panel id={seen.id} /></Suspense>}
      <OrderBoard id={seen.id} />
      {isLeak ? null : investigation}
      {finding === null ? null : <Finding finding={finding} />}
      {finding !== null && me !== null && me !== undefined && holds(me, 'complaint:investigate') ? <Link className="report-open" to={`/complaints/${seen.id}/report`}>{t('console.report.open')}</Link> : null}
      <Suspense fallback={null}><EvidencePanel seen={seen} /></Suspense>
      {finding === null && judgement === null && !mayContest ? null : <Suspense fallback={null}><LiabilityPanel id={seen.id} /></Suspense>}
      {judgement === null ? null : <Suspense fallback={null}><SettlementPanel id={seen.id} /></Suspense>}
      {plan === null ? null : <Plan plan={plan} paper={mayIssue && decided.includes(seen.status) && plan.measures.some((measure) => moneyMeasures.includes(measure.kind) && measure.state !== 'dropped') ? seen.id : undefined} />}
      <Offers offers={seen.offers} />
      {decision === null ? null : (
        <Section part="decision" title={t('console.case.decision')} by={decision.by} at={decision.toldAt} tag={<Tag tone={decision.outcome === 'not_agreed' ? 'soon' : decision.outcome === 'agreed' || decision.outcome === 'on_spot' ? 'good' : 'plain'}>{label('outcome', decision.outcome)}</Tag>}>
          <p>{decision.text}</p>{decision.reasons === decision.text ? null : <p className="quiet">{decision.reasons}</p>}
          <p className="hint">{decision.basis === null ? null : `${t('console.case.basis', { basis: decision.basis })} · `}{t('console.case.told_by', { channel: label('noticeChannel', decision.channel) })}{decision.appealRouteTold ? ` · ${t('console.case.appeal_told')}` : ''}</p>
        </Section>
      )}
      {confirmation === null ? null : (
        <Section title={t('console.case.confirmation')} by={confirmation.by} at={confirmation.at}>
          <p>{label('confirmationMethod', confirmation.method)}{confirmation.satisfied === null ? '' : ` · ${t(confirmation.satisfied ? 'console.choice.satisfied' : 'console.choice.not_satisfied')}`}{confirmation.reason === null ? '' : ` — ${confirmation.reason}`}</p>
        </Section>
      )}
      {withdrawal === null ? null : <Section part="withdrawal" title={t('console.case.withdrawal')} at={withdrawal.at} tag={<Tag>{label('withdrawalState', withdrawal.state)}</Tag>}><blockquote className="said is-customer">{withdrawal.words}</blockquote></Section>}
      {seen.reviews.map((review) => (
        <Section key={review.id} part="review" title={label('review', review.kind)} at={review.raisedAt} tag={<Tag tone={review.state === 'open' ? 'soon' : 'plain'}>{label('reviewState', review.state)}</Tag>}>
          <blockquote className="said is-customer">{review.words}</blockquote>{review.reasons === null ? null : <p>{review.by}: {review.reasons}</p>}
        </Section>
      ))}
      {seen.rating === null ? null : <Section title={t('console.case.rating')} at={seen.rating.at}><p className="num">{t('console.case.rating_of', { score: seen.rating.score })} {seen.rating.comment}</p></Section>}
      {seesIncidents ? <><CaseIncident id={seen.id} onAdopt={abilities.finding === true ? (draft) => onBegin('finding', draft) : undefined} /><CaseBatch id={seen.id} /></> : null}
    </>
  )
}
