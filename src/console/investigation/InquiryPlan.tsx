// The plan of evidence within the letter: what is there, what is missing, and one press to ask whoever can give it.
import { planEvidence, settleItem } from '../../contract/inquiry.ts'
import type { InquiryView } from '../../contract/inquiry.ts'
import { Countdown } from '../kit/Countdown.tsx'
import { Icon } from '../kit/Icon.tsx'
import type { IconName } from '../kit/Icon.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { currentLocale, label, t } from '../kit/words.ts'
import { ownItemFields, settleFields } from './inquiry-fields.ts'
import { FormAt } from './InquiryFormAt.tsx'
import type { PartProps } from './InquiryFormAt.tsx'
import { useInquiryAct } from './use-inquiry-act.ts'

type Item = InquiryView['plan'][number]
const icons: Readonly<Record<Item['state'], IconName>> = { open: 'clock', got: 'check', not_obtainable: 'close', waived: 'close' }
/** Whom an order can be sent to; the others are asked in another way, or are the system. */
const askable = new Set(['outlet', 'courier', 'hub', 'station', 'warehouse', 'dispatcher', 'driver', 'partner', 'quality', 'it', 'finance'])

const whatOf = ({ words, what }: Pick<Item, 'words' | 'what'>) => words?.what[currentLocale()] ?? what
const whyOf = ({ words, why }: Pick<Item, 'words' | 'why'>) => words?.why[currentLocale()] ?? why

/** The ways to get an item that is still open. */
function ItemActs({ item, part }: { item: Item; part: PartProps }) {
  const { may, onForm, onBegin } = part
  const unit = part.seen.parties.find((party) => party.role !== 'registered_by')
  const settle = () => onForm({ name: `settle.${item.id}`, title: t('console.investigation.settle_title', { what: whatOf(item) }), endpoint: settleItem, fields: settleFields(), submit: t('console.investigation.settle_submit'), body: (typed) => ({ ...typed, item: item.id }) })
  return (
    <span className="inquiry-acts">
      {may('order') && item.givers.some((giver) => askable.has(giver)) ? <button type="button" className="text-button" onClick={() => onBegin('order', { question: t('console.investigation.question', { what: whatOf(item), why: whyOf(item) }), wantedTypes: item.types, ...(unit === undefined ? {} : { unitId: { value: unit.unit.id, words: unit.unit.name } }) })}><Icon name="outlet" size={14} />{t('codes.action.order')}</button> : null}
      {may('evidence_request') && item.givers.includes('customer') ? <button type="button" className="text-button" onClick={() => onBegin('evidence_request', { what: whatOf(item), reason: whyOf(item) })}><Icon name="send" size={14} />{t('console.investigation.ask_customer')}</button> : null}
      {may('evidence_plan') ? <button type="button" className="text-button" onClick={settle}>{t('console.investigation.settle')}</button> : null}
    </span>
  )
}

function PlanLine({ item, part }: { item: Item; part: PartProps }) {
  const act = useInquiryAct(part.seen)
  const reopen = () => void act(settleItem, { item: item.id, settled: null }, t('console.investigation.reopened')).catch((error: unknown) => toast(sayProblem(problemOf(error)), 'bad'))
  const numbers = item.evidenceIds.flatMap((id) => part.inquiry.evidence.filter((e) => e.id === id).map((e) => `#${e.seq}`))
  return (
    <li className={`plan-item is-${item.state}`}>
      <Icon name={icons[item.state]} size={14} />
      <div>
        <p><span className="plan-what">{whatOf(item)}</span> {item.mandatory && item.state === 'open' ? <Tag tone="soon">{t('console.investigation.mandatory')}</Tag> : null}{item.state === 'open' ? <> <Countdown dueAt={item.dueAt} what={whatOf(item)} /></> : <span className="hint"> {label('evidenceItem', item.state)}{numbers.length === 0 || item.state !== 'got' ? '' : ` ${numbers.slice(0, 4).join(' ')}`}</span>}</p>
        <p className="hint">{item.reason === null ? t('console.investigation.from_whom', { why: whyOf(item), who: item.givers.map((giver) => label('giver', giver)).join(t('console.app.list_comma')) }) : t('console.investigation.said', { reason: item.reason, by: item.settledBy ?? '' })}</p>
        <FormAt name={`settle.${item.id}`} part={part}>{item.state === 'open' ? <ItemActs item={item} part={part} /> : item.reason === null || !part.may('evidence_plan') ? null : <button type="button" className="text-button" onClick={reopen}>{t('console.investigation.reopen')}</button>}</FormAt>
      </div>
    </li>
  )
}

/** The plan, what the reason suggests beyond it, and one's own items. */
export function PlanPart(part: PartProps) {
  const { inquiry, may, onForm, seen } = part
  const act = useInquiryAct(seen)
  const { plan, wants, gaps } = inquiry
  if (plan.length === 0 && !may('evidence_plan')) return null
  const take = (codes: readonly string[]) => void act(planEvidence, { take: codes }, t('console.investigation.taken')).catch((error: unknown) => toast(sayProblem(problemOf(error)), 'bad'))
  const own = () => onForm({ name: 'own', title: t('console.investigation.own_item'), endpoint: planEvidence, fields: ownItemFields(), submit: t('console.investigation.own_submit'), body: ({ type, ...typed }) => ({ add: [{ ...typed, types: [type] }] }) })
  return (
    <section className="inquiry-part" aria-label={t('console.investigation.plan')}>
      <header><h3>{t('console.investigation.plan')}</h3>{plan.length === 0 ? (wants.length === 0 ? null : <span className="hint">{t('console.investigation.wants_first', { n: wants.length })}</span>) : gaps > 0 ? <Tag tone="soon" icon="hourglass">{t('console.investigation.gaps', { n: gaps })}</Tag> : <Tag tone="good" icon="check">{t('console.investigation.no_gaps')}</Tag>}</header>
      {plan.length === 0 ? null : <ul className="plan-items">{plan.map((item) => <PlanLine key={item.id} item={item} part={part} />)}</ul>}
      {!may('evidence_plan') ? null : wants.length === 0 ? null : (
        <div className="inquiry-wants">
          {plan.length === 0 ? null : <p className="hint">{t('console.investigation.wants', { n: wants.length })}</p>}
          <div className="chips">{wants.map((want) => <button key={want.code} type="button" className="chip" title={want.words.why[currentLocale()]} onClick={() => take([want.code])}><Icon name="add" size={12} />{want.words.what[currentLocale()]}{want.mandatory ? <span className="hint"> {t('console.investigation.mandatory')}</span> : null}</button>)}</div>
        </div>
      )}
      {!may('evidence_plan') ? null : <FormAt name="own" part={part}><p className="inquiry-acts">{wants.length === 0 ? null : <button type="button" className="text-button" onClick={() => take(wants.map((want) => want.code))}><Icon name="add" size={14} />{t('console.investigation.take_all', { n: wants.length })}</button>}<button type="button" className="text-button" onClick={own}>{t('console.investigation.own_item')}</button></p></FormAt>}
    </section>
  )
}
