// One statement: what the unit bears and why, line by line, with the rule; on a phone the unit disputes a line where it stands.
import { useState } from 'react'
import { Link } from 'react-router'
import { disputeLine, getStatement } from '../../contract/settlements.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { upload } from '../complaints/upload.ts'
import { reasonLabel } from '../complaints/tags.tsx'
import { ActionForm } from '../kit/ActionForm.tsx'
import { Button } from '../kit/Button.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Money } from '../kit/Money.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { lawWords, lineReason, ruleWords } from './settlement-words.ts'
import type { Line } from './settlement-words.ts'

type Shown = ReplyOf<typeof getStatement>

/** What stands in the five sums, in their order on paper too. */
export const sums = ['opening', 'recovery', 'penalty', 'reversal', 'correction', 'closing'] as const

function Dispute({ dispute }: { dispute: NonNullable<Line['dispute']> }) {
  return (
    <div className="line-dispute">
      <p><Tag tone={dispute.state === 'open' ? 'soon' : dispute.state === 'corrected' ? 'good' : 'plain'}>{t(`console.settlement.dispute_${dispute.state}`)}</Tag> {dispute.reason} <span className="hint">{dispute.raisedBy} · <Moment at={dispute.raisedAt} />{dispute.files === 0 ? null : ` · ${t('console.settlement.files', { n: dispute.files })}`}</span></p>
      {dispute.answer === null ? null : <p>{dispute.answer} <span className="hint">{dispute.answeredBy}</span>{dispute.corrected === null ? null : <> · <Money value={dispute.corrected} /> <span className="hint">{t('console.settlement.in_next')}</span></>}</p>}
    </div>
  )
}

function DisputeForm({ statement, line, onDone }: { statement: string; line: Line; onDone: () => void }) {
  const act = useAct(disputeLine)
  return (
    <ActionForm submit={t('console.settlement.dispute_send')} draftKey={`settlement:${line.id}`} onCancel={onDone}
      fields={[{ name: 'reason', kind: 'area', words: t('console.settlement.dispute_reason'), required: true, max: 1000 }, { name: 'attachmentIds', kind: 'files', words: t('console.settlement.dispute_files'), upload, most: 9 }]}
      send={async (body) => {
        await act.mutateAsync({ params: { id: statement }, body: { entryId: line.id, reason: String(body['reason'] ?? ''), attachmentIds: (body['attachmentIds'] as string[] | undefined) ?? [] } })
        toast(t('console.settlement.dispute_sent'))
        await forget('/api/settlement-statements', '/api/my-settlement-statements')
        onDone()
      }} />
  )
}

function LineItem({ line, statement, mayDispute }: { line: Line; statement: string; mayDispute: boolean }) {
  const [disputing, setDisputing] = useState(false)
  return (
    <li className="settle-line">
      <div className="settle-line-head">
        <span><strong>{t(`console.settlement.kind.${line.kind}`)}</strong> <span className="hint"><Moment at={line.at} /></span></span>
        <strong className={line.amount.minor < 0 ? 'is-back' : ''}><Money value={line.amount} /></strong>
      </div>
      <p>{lineReason(line)}</p>
      <p className="hint">
        {line.case === null ? t('console.settlement.case_closed') : <Link to={`/queue/${line.case.id}`} className="mono">{spokenNo(line.case.complaintNo)}</Link>}
        {line.case?.reasonCode ? ` · ${reasonLabel(line.case.reasonCode)}` : null}{line.rule === null ? null : ` · ${t('console.settlement.by_rule', { rule: ruleWords(line.rule) })}`}
        {line.laws.map((law) => ` · ${lawWords(law)}`)}
      </p>
      {line.dispute === null ? null : <Dispute dispute={line.dispute} />}
      {line.dispute === null && mayDispute ? (disputing ? <DisputeForm statement={statement} line={line} onDone={() => setDisputing(false)} /> : <Button size="small" onClick={() => setDisputing(true)}>{t('console.settlement.dispute')}</Button>) : null}
    </li>
  )
}

/** The sums of a statement as a short table that reads downwards. */
export function Sums({ statement }: { statement: Pick<Shown, (typeof sums)[number]> }) {
  return (
    <dl className="settle-sums">
      {sums.filter((name) => name === 'opening' || name === 'closing' || statement[name].minor !== 0).map((name) => <div key={name} className={name === 'closing' ? 'is-total' : ''}><dt>{t(`console.settlement.col.${name}`)}</dt><dd><Money value={statement[name]} /></dd></div>)}
    </dl>
  )
}

/** Loads and shows one. */
export function StatementView({ id }: { id: string }) {
  const found = useApi(getStatement, { params: { id } })
  if (found.isPending) return <Skeleton rows={8} />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  const statement = found.data
  return (
    <div className="settle-statement">
      <PageHead title={t('console.settlement.statement_of', { month: statement.month })} hint={`${statement.unit.name} · ${statement.unit.code}`}><Link to={`/papers/settlement/${id}`}>{t('console.settlement.paper')}</Link></PageHead>
      <div className="card settle-card">
        <Sums statement={statement} />
        <p className={statement.mayDispute ? 'notice is-soon' : 'hint'}>{t(statement.mayDispute ? 'console.settlement.window_open' : 'console.settlement.window')} <Moment at={statement.disputeUntil} /></p>
      </div>
      {statement.lines.length === 0 ? <Empty icon="check" title={t('console.settlement.no_lines')} /> : <ul className="card settle-lines">{statement.lines.map((line) => <LineItem key={line.id} line={line} statement={id} mayDispute={statement.mayDispute} />)}</ul>}
      {statement.more ? <p className="hint">{t('console.settlement.more_lines')}</p> : null}
      <p className="hint settle-hash">{t('console.settlement.hash')} <span className="mono">{statement.hash}</span></p>
    </div>
  )
}
