// The parts of a case's responsibility that everybody reads alike: statements, judgements of each instance, contests, the two sides of an arbitration.
import type { ReactNode } from 'react'
import type { LiabilityView } from '../../contract/liability.ts'
import { Countdown } from '../kit/Countdown.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Money } from '../kit/Money.tsx'
import { Tag } from '../kit/Tag.tsx'
import type { Tone } from '../kit/Tag.tsx'
import { label, t } from '../kit/words.ts'
import { ShareGraph } from './ShareGraph.tsx'
import { judgedShares } from './share-words.ts'

const stateTones: Readonly<Record<string, Tone>> = { given: 'good', silent: 'overdue', asked: 'soon', upheld: 'plain', changed: 'info', partial: 'info', overturned: 'good' }

/** Where it stands, and until when what is waited for. */
export function Standing({ view }: { view: LiabilityView }) {
  if (view.state === null) return <Tag>{t('console.liability.state.none')}</Tag>
  return (
    <>
      <Tag tone={view.state === 'final' ? 'good' : view.state === 'contested' || view.state === 'arbitrating' ? 'soon' : 'info'}>{t(`console.liability.state.${view.state}`)}</Tag>
      {view.dueAt === null || view.dueKind === null ? null : <span><span className="hint">{t(`console.liability.due.${view.dueKind}`)} </span><Countdown dueAt={view.dueAt} what={t(`console.liability.due.${view.dueKind}`)} /></span>}
      {view.finalAt === null ? null : <span className="hint"><Moment at={view.finalAt} /></span>}
    </>
  )
}

/** What each unit said, or that it said nothing. */
export function Statements({ view }: { view: LiabilityView }) {
  if (view.statements.length === 0) return null
  return (
    <section aria-label={t('console.liability.statements')}>
      <h3>{t('console.liability.statements')}</h3>
      <ul className="letter-list">
        {view.statements.map((s) => (
          <li key={s.unit.id}>
            <p className="letter-list-head"><strong>{s.unit.name}</strong> <span className="num">{s.percent}%</span> <Tag tone={stateTones[s.state] ?? 'plain'}>{t(`console.liability.statement.${s.state}`)}</Tag>{s.state === 'asked' ? <Countdown dueAt={s.dueAt} what={t('console.liability.due.statement')} /> : null}{s.at !== null && Date.parse(s.at) > Date.parse(s.dueAt) ? <Tag tone="soon">{t('console.liability.late')}</Tag> : null}</p>
            {s.answering.id === s.unit.id ? null : <p className="hint">{t('console.liability.answered_for', { unit: s.answering.name })}</p>}
            {s.text === null ? null : <Said text={s.text} by={s.by} at={s.at} />}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Words of a unit with who and when. */
export function Said({ text, by, at, children }: { text: string; by: string | null; at: string | null; children?: ReactNode }) {
  return <blockquote className="said">{text}<footer className="hint">{by}{at === null ? null : <> · <Moment at={at} /></>}{children}</footer></blockquote>
}

/** The judgements, the one in force first; former ones folded. */
export function Judgements({ view }: { view: LiabilityView }) {
  const [now, ...former] = view.judgements
  if (now === undefined) return null
  return (
    <section aria-label={t('console.case.judgement')}>
      <h3>{t(`console.liability.stage.${now.stage}`)} <span className="hint">{now.by} · <Moment at={now.at} /></span></h3>
      <ShareGraph shares={judgedShares(now.shares)} proposal={view.proposal} />
      <p>{now.reasoning}{now.rule === null ? null : <span className="hint"> {now.rule}</span>}</p>
      {now.shares.some((s) => s.staffNote !== null) ? <ul className="letter-list">{now.shares.filter((s) => s.staffNo !== null).map((s) => <li key={`${s.unit?.id}${s.staffNo}`}><span className="mono">{s.staffNo}</span> {s.staffNote}</li>)}</ul> : null}
      {former.length === 0 ? null : (
        <details className="liability-part"><summary>{t('console.liability.former', { n: former.length })}</summary>
          {former.map((j) => <div key={j.id}><h3>{t(`console.liability.stage.${j.stage}`)} <span className="hint">{j.by} · <Moment at={j.at} /></span></h3><p className="quiet">{j.shares.map((s) => `${s.unit?.name ?? label('bearer', s.bearer)} ${s.percent}%`).join('，')}</p><p>{j.reasoning}</p></div>)}
        </details>
      )}
    </section>
  )
}

/** The contests with what came of each. */
export function Contests({ view }: { view: LiabilityView }) {
  if (view.contests.length === 0) return null
  return (
    <section aria-label={t('console.liability.contests')}>
      <h3>{t('console.liability.contests')}</h3>
      <ul className="letter-list">
        {view.contests.map((c) => (
          <li key={c.id}>
            <p className="letter-list-head"><strong>{c.unit.name}</strong> {t(`console.liability.ground.${c.ground}`)} <span className="hint">{t('console.liability.wants', { n: c.wantedPercent })}</span>{c.outcome === null ? null : <Tag tone={stateTones[c.outcome] ?? 'plain'}>{t(`console.liability.outcome.${c.outcome}`)}</Tag>}</p>
            <Said text={c.text} by={c.by} at={c.at} />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Both sides of an arbitration beside each other, and what was decided. */
export function Sides({ view }: { view: LiabilityView }) {
  const a = view.arbitration
  if (a === null) return null
  return (
    <section aria-label={t('console.liability.arbitration')}>
      <h3>{t('console.liability.arbitration')} <span className="hint"><Moment at={a.at} /></span></h3>
      <div className="sides">
        <div className="side"><h3>{t('console.liability.applicant')}：{a.unit.name}<span className="hint">{t('console.liability.wants', { n: a.wantedPercent })}</span></h3><p>{a.claim}</p><Said text={a.grounds} by={a.by} at={a.at} /></div>
        {a.answers.map((x) => (
          <div className="side" key={x.unit.id}><h3>{t('console.liability.respondent')}：{x.unit.name}<Tag tone={stateTones[x.state] ?? 'plain'}>{t(`console.liability.statement.${x.state}`)}</Tag></h3>{x.text === null ? <p className="hint">{t(x.state === 'asked' ? 'console.liability.answer_awaited' : 'console.liability.answer_silent')}</p> : <Said text={x.text} by={x.by} at={x.at} />}</div>
        ))}
      </div>
      {a.outcome === null ? null : <p><Tag tone={stateTones[a.outcome] ?? 'plain'}>{t(`console.liability.outcome.${a.outcome}`)}</Tag> {a.reasons} <span className="hint">{a.decidedBy}</span>{a.penalty.minor > 0 ? <> · {t('console.liability.penalty')} <Money value={a.penalty} /></> : null}</p>}
    </section>
  )
}
