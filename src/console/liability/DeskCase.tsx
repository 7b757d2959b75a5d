// One case on the judge's desk: what the rules propose and why, what the units say, and the one act that is due now.
import { useState } from 'react'
import { Link } from 'react-router'
import { arbitrate, askStatements, getLiability, judge, reviewContests } from '../../contract/liability.ts'
import type { LiabilityView } from '../../contract/liability.ts'
import { reasonLabel } from '../complaints/tags.tsx'
import { holds, useMe } from '../identity/session.ts'
import { Icon } from '../kit/Icon.tsx'
import { Money } from '../kit/Money.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { Contests, Judgements, Sides, Standing, Statements } from './CaseParts.tsx'
import { DecideForm } from './DecideForm.tsx'
import { Grounds } from './ShareGraph.tsx'
import { judgedShares, proposedShares, sharesToWire } from './share-words.ts'
import type { GraphShare } from './share-words.ts'

/** Shows the case `id` with what may be done. */
export function DeskCase({ id }: { id: string }) {
  const found = useApi(getLiability, { params: { id } })
  if (found.isPending) return <Skeleton rows={8} />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  const view = found.data
  const { complaintNo, reasonCode, keyword, finding } = view
  return (
    <div className="judged">
      <header className="judged-head">
        <h2>{reasonLabel(reasonCode ?? 'other')}</h2><Standing view={view} />
        <span className="hint"><Link to={`/queue/${id}`}><span className="mono">{spokenNo(complaintNo)}</span> {keyword}</Link></span>
        {view.amount.minor > 0 ? <Money value={view.amount} /> : null}
        {view.aboveLimit ? <Tag tone="outline" icon="lock" title={t('console.liability.above_limit_hint')}>{t('console.liability.above_limit')}</Tag> : null}
      </header>
      {finding === null ? <p className="hint">{t('console.liability.no_finding')}</p> : <p>{finding.facts} <span className="hint">{finding.by}</span></p>}
      {view.proposal === null ? null : <section><h3>{t('console.liability.why')}</h3><Grounds proposal={view.proposal} /></section>}
      <Statements view={view} />
      <Judgements view={view} />
      <Contests view={view} />
      <Sides view={view} id={id} />
      <Act key={`${view.state}${view.version}`} id={id} view={view} />
    </div>
  )
}

/** The shares a form starts from: those in force, else those proposed. */
function startOf(view: LiabilityView): readonly GraphShare[] {
  const inForce = view.judgements.find((j) => !j.superseded)
  if (inForce !== undefined) return judgedShares(inForce.shares)
  const proposed = view.proposal === null ? [] : proposedShares(view.proposal)
  return proposed.length === 0 ? [{ key: 'company', bearer: 'company', unitId: null, name: null, percent: 100, basis: '' }] : proposed
}

function Act({ id, view }: { id: string; view: LiabilityView }) {
  const me = useMe().data
  const done = (words: string) => () => { toast(words); void forget('/api/liability', '/api/complaints') }
  const ask = useAct(askStatements, { onDone: done(t('console.liability.done.asked')) })
  const decide = useAct(judge, { onDone: done(t('console.liability.done.judged')) })
  const review = useAct(reviewContests, { onDone: done(t('console.liability.done.reviewed')) })
  const [direct, setDirect] = useState(false)
  if (me === null || me === undefined) return null
  const params = { id }
  const { version } = view
  const start = startOf(view)
  const judging = { view, start, submit: t('console.liability.do.judge'), consequence: t('console.liability.consequence.judge'), send: ({ shares, reasons }: { shares: readonly GraphShare[]; reasons: string }) => decide.mutateAsync({ params, body: { version, shares: sharesToWire(shares), reasoning: reasons, ...(view.proposal === null ? {} : { rule: view.proposal.rules.map((r) => r.no).join('、') }) } }) }
  switch (view.state) {
    case null: case 'proposed': case 'lapsed':
      if (!holds(me, 'liability:judge')) return null
      return direct ? <DecideForm {...judging} title={t('console.liability.do.judge')} />
        : <><DecideForm view={view} start={start} title={t('console.liability.do.ask')} submit={t('console.liability.do.ask')} consequence={t('console.liability.consequence.ask')} withReasons={false} send={({ shares }) => ask.mutateAsync({ params, body: { version, shares: sharesToWire(shares) } })} />
          {view.hearingNeeded ? null : <button type="button" className="text-button" onClick={() => setDirect(true)}>{t('console.liability.do.judge_now')}</button>}</>
    case 'asked': return <p className="notice is-info"><Icon name="clock" size={14} /> {t('console.liability.waiting')}</p>
    case 'heard': return holds(me, 'liability:judge') ? <DecideForm {...judging} title={t('console.liability.do.judge')} /> : null
    case 'contested': return !holds(me, 'liability:review') ? null : view.mine ? <OtherPerson /> : <DecideForm view={view} start={start} title={t('console.liability.do.review')} submit={t('console.liability.do.review')} consequence={t('console.liability.consequence.review')}
      send={({ shares, reasons }) => review.mutateAsync({ params, body: { version, reasons, ...(isSame(shares, start) ? {} : { shares: sharesToWire(shares) }) } })} />
    case 'arbitrating': return holds(me, 'liability:arbitrate') && view.dueKind === 'arbitration_decision' ? view.mine ? <OtherPerson /> : <Arbitrate id={id} view={view} start={start} onDone={done(t('console.liability.done.arbitrated'))} /> : <p className="notice is-info">{t(view.dueKind === 'arbitration_answer' ? 'console.liability.answers_awaited' : 'console.liability.arbitrator_awaited')}</p>
    default: return null
  }
}

/** Who decided before doesn't decide again. */
const OtherPerson = () => <p className="notice"><Icon name="lock" size={14} /><span>{t('console.liability.mine_hint')}</span></p>

function isSame(shares: readonly GraphShare[], start: readonly GraphShare[]): boolean {
  return JSON.stringify(sharesToWire(shares)) === JSON.stringify(sharesToWire(start))
}

/** The arbitrator's decision; a submission without any ground may cost something, up to the cap. */
function Arbitrate({ id, view, start, onDone }: { id: string; view: LiabilityView; start: readonly GraphShare[]; onDone: () => void }) {
  const act = useAct(arbitrate, { onDone })
  const [frivolous, setFrivolous] = useState(false)
  const [yuan, setYuan] = useState('')
  const [why, setWhy] = useState('')
  return (
    <DecideForm view={view} start={start} title={t('console.liability.do.arbitrate')} submit={t('console.liability.do.arbitrate')} consequence={t('console.liability.consequence.arbitrate')}
      send={({ shares, reasons }) => act.mutateAsync({ params: { id }, body: { version: view.version, reasons, ...(isSame(shares, start) ? {} : { shares: sharesToWire(shares) }), ...(frivolous ? { frivolous: { penalty: { minor: Math.round(Number(yuan) * 100), currency: 'CNY' as const }, reason: why } } : {}) } })}>
      <label className="check"><input type="checkbox" checked={frivolous} onChange={(event) => setFrivolous(event.target.checked)} /> {t('console.liability.frivolous', { max: view.frivolousMax.minor / 100 })}</label>
      {frivolous ? <div className="judged-add"><input className="input" style={{ width: 110 }} type="number" min={0} max={view.frivolousMax.minor / 100} step="0.01" required aria-label={t('console.liability.penalty')} placeholder={t('console.liability.penalty')} value={yuan} onChange={(event) => setYuan(event.target.value)} /><input className="input" style={{ flex: 1 }} maxLength={500} required aria-label={t('console.liability.frivolous_why')} placeholder={t('console.liability.frivolous_why')} value={why} onChange={(event) => setWhy(event.target.value)} /></div> : null}
    </DecideForm>
  )
}
