// A unit's statement as a sheet of A4: sums, lines with case and rule, the hash that proves it, where and until when to dispute.
import { useEffect } from 'react'
import { Link, useParams } from 'react-router'
import { getStatement } from '../../contract/settlements.ts'
import { holds, useMe } from '../identity/session.ts'
import { Button } from '../kit/Button.tsx'
import { Money } from '../kit/Money.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { nameTab } from '../kit/title.ts'
import { fullMoment } from '../kit/time-words.ts'
import { useApi } from '../kit/use-api.ts'
import { Watermark } from '../kit/Watermark.tsx'
import { t } from '../kit/words.ts'
import { lineReason, ruleWords } from './settlement-words.ts'
import { Sums } from './Statement.tsx'
import '../kit/paper.css'
import './settlement.css'

const moment = (at: string): string => fullMoment(Date.parse(at)).slice(0, -3)
/** The end of a window is said as the last minute within it. */
const lastOf = (at: string): string => moment(new Date(Date.parse(at) - 1).toISOString())

/** Shows it with the button that prints it. */
export default function StatementPaper() {
  const { id = '' } = useParams()
  const found = useApi(getStatement, { params: { id } })
  const me = useMe().data
  const statement = found.data
  useEffect(() => { if (statement) nameTab(t('console.settlement.statement_of', { month: statement.month })) }, [statement])
  if (found.isPending) return <Skeleton rows={8} />
  if (found.isError) return <ErrorState error={found.error} />
  const { lines, month, unit, issuedAt, disputeUntil, hash } = found.data
  return (
    <div className="page paper-page"><div className="page-inner">
      <div className="paper-acts"><Link to={me !== null && me !== undefined && holds(me, 'settlement:manage') ? `/settlements/months/${id}` : `/settlements/mine/${id}`}>{t('console.settlement.paper_back')}</Link><Button type="primary" onClick={() => window.print()}>{t('console.settlement.print')}</Button></div>
      <article className="paper">
        {me === null || me === undefined ? null : <Watermark words={`${me.name} · ${unit.code}`} />}
        <header className="paper-head"><div><h1>{t('console.settlement.paper_title')}</h1><p>{unit.name} <span className="mono">{unit.code}</span></p><p className="hint">{month} · {t('console.settlement.issued_at', { at: moment(issuedAt) })}</p></div></header>
        <Sums statement={found.data} />
        <table className="paper-table">
          <thead><tr>{['line', 'case', 'reason', 'amount'].map((name) => <th key={name} scope="col">{t(`console.settlement.col.${name}`)}</th>)}</tr></thead>
          <tbody>{lines.map((line) => (
            <tr key={line.id}><td>{t(`console.settlement.kind.${line.kind}`)}<br /><span className="hint">{moment(line.at)}</span></td><td className="mono">{line.case === null ? '—' : spokenNo(line.case.complaintNo)}</td><td>{lineReason(line)}{line.rule === null ? null : ` · ${ruleWords(line.rule)}`}</td><td className="num"><Money value={line.amount} /></td></tr>
          ))}</tbody>
        </table>
        <p className="hint paper-note">{t('console.settlement.paper_window', { at: lastOf(disputeUntil) })}</p>
        <p className="hint paper-note settle-hash">SHA-256 <span className="mono">{hash}</span></p>
      </article>
    </div></div>
  )
}
