// The parts of a case's responsibility that everybody reads alike: statements, judgements of each instance, contests, the two sides of an arbitration.
import type { ReactNode } from 'react'
import { listEvidence } from '../../contract/evidence.ts'
import type { EvidenceItem } from '../../contract/evidence.ts'
import type { LiabilityView } from '../../contract/liability.ts'
import { asked } from '../kit/base.ts'
import { Countdown } from '../kit/Countdown.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Money } from '../kit/Money.tsx'
import { Tag } from '../kit/Tag.tsx'
import type { Tone } from '../kit/Tag.tsx'
import { useApi } from '../kit/use-api.ts'
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

/** The files a side has brought, as links. */
function Proofs({ items }: { items: readonly EvidenceItem[] }) {
  if (items.length === 0) return null
  return <div className="files">{items.flatMap((e) => { const link = e.file?.picture ?? e.file?.original; return link ? [<a key={e.id} className="file" href={asked(link)} target="_blank" rel="noopener"><Icon name="file" size={14} /><span>{label('evidenceType', e.type)} · {e.file?.name}</span></a>] : [] })}</div>
}

/** Both sides of an arbitration beside each other, and what was decided. */
export function Sides({ view, id }: { view: LiabilityView; /** The case, where its evidence may be shown with each side. */ id?: string }) {
  const a = view.arbitration
  const evidence = useApi(listEvidence, { params: { id: id ?? '' }, query: { limit: 100 } }, { enabled: id !== undefined && a !== null }).data?.items ?? []
  if (a === null) return null
  const of = (unit: string) => evidence.filter((e) => e.unit?.id === unit && e.state === 'kept' && e.file !== null)
  return (
    <section aria-label={t('console.liability.arbitration')}>
      <h3>{t('console.liability.arbitration')} <span className="hint"><Moment at={a.at} /></span></h3>
      <div className="sides">
        <div className="side"><h3>{t('console.liability.applicant')}：{a.unit.name}<span className="hint">{t('console.liability.wants', { n: a.wantedPercent })}</span></h3><p>{a.claim}</p><Said text={a.grounds} by={a.by} at={a.at} /><Proofs items={of(a.unit.id)} /></div>
        {a.answers.map((x) => (
          <div className="side" key={x.unit.id}><h3>{t('console.liability.respondent')}：{x.unit.name}<Tag tone={stateTones[x.state] ?? 'plain'}>{t(`console.liability.answer.${x.state}`)}</Tag></h3>{x.text === null ? <p className="hint">{t(x.state === 'asked' ? 'console.liability.answer_awaited' : 'console.liability.answer_silent')}</p> : <Said text={x.text} by={x.by} at={x.at} />}<Proofs items={of(x.unit.id)} /></div>
        ))}
      </div>
      {a.outcome === null ? null : <p><Tag tone={stateTones[a.outcome] ?? 'plain'}>{t(`console.liability.outcome.${a.outcome}`)}</Tag> {a.reasons} <span className="hint">{a.decidedBy}</span>{a.penalty.minor > 0 ? <> · {t('console.liability.penalty')} <Money value={a.penalty} /></> : null}</p>}
    </section>
  )
}
