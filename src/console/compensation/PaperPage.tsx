// The compensation paper (赔付单): issued by one click, which the record keeps, then as a sheet of A4 to sign.
import { useEffect, useState } from 'react'
import { Link, useParams } from 'react-router'
import { issueCompensationPaper } from '../../contract/compensation.ts'
import type { CompensationPaper } from '../../contract/compensation.ts'
import { useMe } from '../identity/session.ts'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { Money } from '../kit/Money.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { caseAddress, QrCode } from '../kit/QrCode.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { nameTab } from '../kit/title.ts'
import { fullMoment } from '../kit/time-words.ts'
import { Watermark } from '../kit/Watermark.tsx'
import { label, t } from '../kit/words.ts'
import '../kit/paper.css'

const moment = (at: string): string => fullMoment(Date.parse(at))
const signers = ['maker', 'approver', 'finance', 'payee'] as const

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return <div><dt>{t(`console.floorRest.paper.${name}`)}</dt><dd>{children}</dd></div>
}

function Measures({ paper }: { paper: CompensationPaper }) {
  return (
    <table className="paper-table">
      <thead><tr>{(['what', 'payee', 'state', 'amount'] as const).map((name) => <th key={name} scope="col">{t(`console.floorRest.paper.${name}`)}</th>)}</tr></thead>
      <tbody>
        {paper.measures.map((each) => (
          <tr key={each.seq}><td>{label('measure', each.kind)} — {each.description}</td><td>{each.payee ?? t('console.floorRest.paper.as_customer')}</td>
            <td>{label('measureState', each.state)}{each.executedAt === null ? null : <><br /><span className="hint">{moment(each.executedAt)} {each.executedBy}</span></>}</td><td className="num"><Money value={each.amount} /></td></tr>
        ))}
      </tbody>
      <tfoot><tr><th scope="row" colSpan={3}>{t('console.floorRest.paper.total')} <strong className="paper-capitals" lang="zh-CN">{paper.capitals}</strong></th><td className="num"><strong><Money value={paper.total} /></strong></td></tr></tfoot>
    </table>
  )
}

/** The sheet itself. */
export function CompensationSheet({ paper }: { paper: CompensationPaper }) {
  return (
    <article className="paper">
      <header className="paper-head">
        <div><h1>{t('console.floorRest.paper.title')}</h1><p className="mono">{spokenNo(paper.complaintNo)}</p><p className="hint">{t('console.floorRest.paper.issued', { at: moment(paper.issuedAt), by: paper.issuedBy, n: paper.times })}</p></div>
        <QrCode text={caseAddress(paper.id)} words={t('console.floorRest.qr', { no: spokenNo(paper.complaintNo) })} size={96} />
      </header>
      <dl className="paper-facts">
        <Row name="case">{paper.keyword}</Row>
        <Row name="customer">{paper.customer ?? '—'}</Row>
        <Row name="waybill"><span className="mono">{paper.waybillNo ?? '—'}</span></Row>
        <Row name="received">{moment(paper.receivedAt)}</Row>
        {paper.decision === null ? null : <Row name="decided">{moment(paper.decision.toldAt)} · {label('outcome', paper.decision.outcome)}</Row>}
      </dl>
      <Measures paper={paper} />
      <dl className="paper-facts">
        <Row name="basis">{paper.basis}</Row>
        <Row name="reasoning">{paper.reasoning}</Row>
        <Row name="approvals">{[t('console.floorRest.paper.made_by', { by: paper.maker }), ...paper.approvals.map((each) => t('console.floorRest.paper.approved_by', { by: each.by, at: moment(each.at), n: each.level }))].join(t('console.app.list_semicolon'))}</Row>
        {paper.shares.length === 0 ? null : <Row name="shares"><ul>{paper.shares.map((share, i) => <li key={i}>{share.unit ?? label('bearer', share.bearer)} {share.percent}% <span className="num"><Money value={share.amount} /></span></li>)}</ul></Row>}
      </dl>
      <div className="paper-signs">{signers.map((who) => <p key={who}><span>{t(`console.floorRest.paper.sign_${who}`)}</span><i aria-hidden="true" /><span className="hint">{t('console.floorRest.paper.sign_date')}</span><i aria-hidden="true" /></p>)}</div>
      <p className="hint paper-note">{t('console.floorRest.paper.masked')}</p>
    </article>
  )
}

/** Shows what issuing means, then the sheet. */
export default function PaperPage() {
  const { id = '' } = useParams()
  const me = useMe().data
  const [paper, setPaper] = useState<CompensationPaper>()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  useEffect(() => nameTab(t('console.floorRest.paper.title')), [])
  const issue = () => {
    setBusy(true)
    setProblem(undefined)
    void call(issueCompensationPaper, { params: { id }, body: {} }).then(setPaper, (error: unknown) => setProblem(sayProblem(problemOf(error)))).finally(() => setBusy(false))
  }
  useEffect(() => { if (paper !== undefined) print() }, [paper])
  return (
    <div className="page paper-page">
      <div className="page-inner">
        <div className="paper-acts">
          <Link to={`/queue/${id}?view=open`}>{t('console.floorRest.paper.back')}</Link><span className="spring" />
          {paper === undefined ? <Button type="primary" loading={busy} onClick={issue}>{t('console.floorRest.paper.issue')}</Button> : <Button onClick={() => print()}>{t('console.floorRest.paper.print')}</Button>}
        </div>
        {problem === undefined ? null : <p className="bad" role="alert">{problem}</p>}
        {paper === undefined ? <p className="quiet paper-why">{t('console.floorRest.paper.why')}</p> : <><Watermark words={me?.name ?? ''} /><CompensationSheet paper={paper} /></>}
      </div>
    </div>
  )
}
