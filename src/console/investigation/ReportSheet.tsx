// The investigation report on the screen and on paper, as it is told.
import type { ReportBlock, ToldReport } from '../../contract/report-text.ts'
import { caseAddress, QrCode } from '../kit/QrCode.tsx'
import { t } from '../kit/words.ts'
import { CustodyFigure } from './CustodyFigure.tsx'
import '../kit/paper.css'
import './report.css'

function Block({ block }: { block: ReportBlock }) {
  if (block.kind === 'text') return <p className={block.quiet === true ? 'hint report-text' : 'report-text'}>{block.text}</p>
  if (block.kind === 'list') return <ul className="report-list">{block.items.map((item, i) => <li key={i}>{item}</li>)}</ul>
  if (block.kind === 'facts') return <dl className="paper-facts">{block.rows.map(([name, text]) => <div key={name}><dt>{name}</dt><dd className="report-text">{text}</dd></div>)}</dl>
  if (block.kind === 'figure') return <figure className="report-figure" tabIndex={0} aria-label={block.caption}><CustodyFigure figure={block.figure} words={block.caption} /><figcaption className="hint">{block.caption} {block.legend}</figcaption></figure>
  return (
    <div className="report-scroll" tabIndex={0} role="region" aria-label={block.caption ?? block.head.join(' ')}>
      <table className="paper-table report-table">
        {block.caption === undefined ? null : <caption className="hint">{block.caption}</caption>}
        <colgroup>{block.widths.map((width, i) => <col key={i} style={{ width: `${width}%` }} />)}</colgroup>
        <thead><tr>{block.head.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
        <tbody>{block.rows.map((row, i) => <tr key={i}>{row.map((cell, k) => <td key={k} className={block.mono?.includes(k) === true ? 'mono report-hash' : 'report-text'}>{cell}</td>)}</tr>)}</tbody>
      </table>
    </div>
  )
}

/** Shows it. */
export function ReportSheet({ told, id, no }: { told: ToldReport; id: string; no: string }) {
  return (
    <article className="paper report">
      <header className="paper-head">
        <div><h1>{told.title}</h1><p>{told.subject}</p><p className="hint">{told.notes.join(' ')}</p></div>
        <QrCode text={caseAddress(id)} words={t('console.floorRest.qr', { no })} size={84} />
      </header>
      {told.parts.map((part) => <section key={part.title} className="report-part"><h2>{part.title}</h2>{part.blocks.map((block, i) => <Block key={i} block={block} />)}</section>)}
      {told.foot === null ? null : <p className="hint mono report-hash">{told.foot}</p>}
    </article>
  )
}
