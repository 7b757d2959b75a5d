// The board of facts: what is established, refuted or still open, on what, and against what; beside it the facts the house would propose.
import { dropFact, weighFact } from '../../contract/inquiry.ts'
import type { InquiryView } from '../../contract/inquiry.ts'
import { Icon } from '../kit/Icon.tsx'
import type { Values } from '../kit/form.ts'
import { Tag } from '../kit/Tag.tsx'
import type { Tone } from '../kit/Tag.tsx'
import { label, t } from '../kit/words.ts'
import { sayAnomaly } from '../waybills/WaybillPanel.tsx'
import { factFields, pieceWords, reasonFields } from './inquiry-fields.ts'
import type { InquiryFormOf } from './InquiryForm.tsx'
import { FormAt } from './InquiryFormAt.tsx'
import type { PartProps } from './InquiryFormAt.tsx'

type Fact = InquiryView['facts'][number]
type Proposal = InquiryView['proposals'][number]
const tones: Readonly<Record<Fact['verdict'], Tone>> = { established: 'good', refuted: 'plain', open: 'soon' }

function factForm(part: PartProps, name: string, given: Values, more: Record<string, unknown>): InquiryFormOf {
  return { name, title: t('codes.action.fact'), endpoint: weighFact, fields: factFields(part.inquiry, part.seen.reasonCode), given, submit: t('console.investigation.weigh_submit'), body: (typed) => ({ ...typed, ...more }) }
}

function dropForm(name: string, title: string, more: Record<string, unknown>, submit: string): InquiryFormOf {
  return { name, title, endpoint: dropFact, fields: reasonFields(), submit, body: (typed) => ({ ...typed, ...more }) }
}

const unitGiven = (unit: Fact['unit']): Values => (unit === null ? {} : { unitId: { value: unit.id, words: unit.name } })

function FactLine({ fact, part }: { fact: Fact; part: PartProps }) {
  const pieces = part.inquiry.evidence.filter((e) => fact.evidenceIds.includes(e.id))
  const weigh = () => part.onForm(factForm(part, `fact.${fact.id}`, { code: fact.code, ...unitGiven(fact.unit), verdict: fact.verdict, text: fact.text, staffNo: fact.staffNo ?? '', evidenceIds: fact.evidenceIds, opposing: fact.opposing ?? '', opposingSide: fact.opposingSide ?? '' }, { fact: fact.id }))
  const drop = () => part.onForm(dropForm(`fact.${fact.id}`, t('console.investigation.drop_title', { fact: label('fact', fact.code) }), { fact: fact.id }, t('console.investigation.drop')))
  return (
    <li className="fact">
      <p className="letter-list-head"><Tag tone={tones[fact.verdict]}>{label('factVerdict', fact.verdict)}</Tag><strong>{label('fact', fact.code)}</strong>{fact.unit === null ? null : <span className="quiet">{fact.unit.name}{fact.staffNo === null ? '' : ` · ${fact.staffNo}`}</span>}</p>
      <p>{fact.text}</p>
      {fact.opposing === null ? null : <blockquote className="said">{fact.opposing}<footer className="hint">{t('console.investigation.opposed_by', { side: fact.opposingSide === null ? '' : label('evidenceSide', fact.opposingSide) })}</footer></blockquote>}
      <p className="hint">{pieces.length === 0 ? t(fact.proposed ? 'console.investigation.from_tracking' : 'console.investigation.no_evidence') : pieces.map(pieceWords).join(t('console.app.list_semicolon'))}{fact.heard.length < 2 ? null : ` · ${t('console.investigation.voices', { voices: fact.heard.map((voice) => label('voice', voice)).join(t('console.app.list_comma')) })}`}</p>
      <FormAt name={`fact.${fact.id}`} part={part}>{part.may('fact') ? <p className="inquiry-acts"><button type="button" className="text-button" onClick={weigh}>{t('console.investigation.weigh_again')}</button><button type="button" className="text-button" onClick={drop}>{t('console.investigation.drop')}</button></p> : null}</FormAt>
    </li>
  )
}

/** The sentence of why a fact is proposed. */
const sayWhy = ({ source, because }: Proposal) => (source === 'kit' ? t(`codes.kit.${because.code}`, because.params) : sayAnomaly(because))

function ProposalLine({ proposal, part }: { proposal: Proposal; part: PartProps }) {
  const name = `proposal.${proposal.key}`
  const take = () => part.onForm(factForm(part, name, { code: proposal.code, ...unitGiven(proposal.unit), verdict: proposal.verdict, text: sayWhy(proposal), evidenceIds: part.inquiry.evidence.filter((e) => proposal.source === 'tracking' ? e.type === 'tracking_snapshot' : e.type === 'official_notice' && proposal.code === 'force_majeure').map((e) => e.id) }, { proposal: proposal.key }))
  const refuse = () => part.onForm(dropForm(name, t('console.investigation.refuse_title', { fact: label('fact', proposal.code) }), { proposal: proposal.key }, t('console.investigation.refuse')))
  return (
    <li className="proposal">
      <p><strong>{label('fact', proposal.code)}</strong>{proposal.unit === null ? null : <span className="quiet"> {proposal.unit.name}</span>} <Tag tone="outline">{label('proposalSource', proposal.source)}</Tag></p>
      <p className="hint">{sayWhy(proposal)}</p>
      <FormAt name={name} part={part}><p className="inquiry-acts"><button type="button" className="text-button" onClick={take}><Icon name="check" size={14} />{t('console.investigation.take')}</button><button type="button" className="text-button" onClick={refuse}>{t('console.investigation.refuse')}</button></p></FormAt>
    </li>
  )
}

/** So many proposals stand open; the others wait behind a line. */
const shownProposals = 3

/** The facts weighed so far, the proposals to take or refuse one by one, and a fact of one's own. */
export function FactBoard(part: PartProps) {
  const { inquiry, may, onForm } = part
  const { facts, proposals, refused } = inquiry
  const mayWeigh = may('fact')
  const first = proposals.slice(0, shownProposals)
  const rest = proposals.slice(shownProposals)
  if (facts.length === 0 && !mayWeigh) return null
  return (
    <section className="inquiry-part" aria-label={t('console.investigation.facts')}>
      <header><h3>{t('console.investigation.facts')}</h3>{facts.length === 0 && proposals.length === 0 ? <span className="hint">{t('console.investigation.no_facts')}</span> : null}{mayWeigh && part.open?.name !== 'fact' ? <button type="button" className="text-button" onClick={() => onForm(factForm(part, 'fact', { verdict: 'open' }, {}))}><Icon name="add" size={14} />{t('console.investigation.add_fact')}</button> : null}</header>
      {facts.length === 0 ? null : <ul className="letter-list">{facts.map((fact) => <FactLine key={fact.id} fact={fact} part={part} />)}</ul>}
      <FormAt name="fact" part={part}>{null}</FormAt>
      {!mayWeigh || proposals.length === 0 ? null : (
        <div className="proposals"><p className="hint">{t('console.investigation.proposals', { n: proposals.length })}</p><ul>{first.map((proposal) => <ProposalLine key={proposal.key} proposal={proposal} part={part} />)}</ul>
          {rest.length === 0 ? null : <details><summary className="hint">{t('console.investigation.proposals_more', { n: rest.length })}</summary><ul>{rest.map((proposal) => <ProposalLine key={proposal.key} proposal={proposal} part={part} />)}</ul></details>}</div>
      )}
      {refused.length === 0 ? null : <details><summary className="hint">{t('console.investigation.refused', { n: refused.length })}</summary><ul className="letter-list">{refused.map((r) => <li key={r.key} className="hint">{label('fact', r.code)} {r.unit ?? ''} — {r.reason} · {r.by}</li>)}</ul></details>}
    </section>
  )
}
