// The responsibility graph: the chain of custody with the share of every hop, divided by dragging a border or by keys, always a hundred; the same as a table.
import { useRef } from 'react'
import type { PointerEvent as ReactPointerEvent } from 'react'
import type { LiabilityView } from '../../contract/liability.ts'
import { moveBorder, setPart } from '../../domain/liability/split.ts'
import { Icon } from '../kit/Icon.tsx'
import { Tag } from '../kit/Tag.tsx'
import { label, t } from '../kit/words.ts'
import { bearerName } from './share-words.ts'
import type { GraphShare } from './share-words.ts'
import './liability.css'

type Proposal = NonNullable<LiabilityView['proposal']>

/** Draws the graph; with `onChange` the shares can be divided, otherwise they are shown. */
export function ShareGraph({ shares, proposal, onChange, onDrop }: { shares: readonly GraphShare[]; proposal: Proposal | null; onChange?: (percents: readonly number[]) => void; onDrop?: (index: number) => void }) {
  const percents = shares.map((s) => s.percent)
  return (
    <div className="share-graph">
      {proposal !== null && proposal.hops.length > 0 ? <Chain proposal={proposal} shares={shares} /> : null}
      {shares.length === 1 ? null : <Bar shares={shares} {...(onChange === undefined ? {} : { onMove: (i: number, by: number) => onChange(moveBorder(percents, i, by)) })} />}
      <table className="plain share-table">
        <caption className="sr">{t('console.liability.table')}</caption>
        <thead><tr><th scope="col">{t('console.liability.bearer')}</th><th scope="col">{t('console.liability.percent')}</th><th scope="col">{t('console.liability.basis')}</th>{onDrop === undefined ? null : <th scope="col"><span className="sr">{t('console.liability.drop')}</span></th>}</tr></thead>
        <tbody>
          {shares.map((share, i) => (
            <tr key={share.key}>
              <th scope="row"><span className={`share-dot hue-${(i % 6) + 1}`} aria-hidden="true" />{bearerName(share)}{share.staffNo ? <span className="hint"> {share.staffNo}</span> : null}</th>
              <td className="num">{onChange === undefined ? <strong>{share.percent}%</strong>
                : <input className="input share-number" type="number" inputMode="numeric" min={0} max={100} value={share.percent} aria-label={t('console.liability.percent_of', { name: bearerName(share) })} onChange={(event) => onChange(setPart(percents, i, Number(event.target.value)))} />}</td>
              <td>{share.basis}{(share.no ?? []).length === 0 ? null : <span className="hint"> {(share.no ?? []).join('、')}</span>}</td>
              {onDrop === undefined ? null : <td>{shares.length > 1 ? <button type="button" className="ghost" aria-label={t('console.liability.drop_one', { name: bearerName(share) })} onClick={() => onDrop(i)}><Icon name="close" size={14} /></button> : null}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The way of the parcel: who had it in hand, what points at each, and what of it each bears. */
function Chain({ proposal, shares }: { proposal: Proposal; shares: readonly GraphShare[] }) {
  return (
    <ol className="share-chain" tabIndex={0} aria-label={t('console.liability.chain')}>
      {proposal.hops.map((hop) => {
        const at = shares.findIndex((s) => s.unitId === hop.unit.id)
        const facts = proposal.facts.filter((f) => hop.facts.includes(f.seq))
        return (
          <li key={hop.unit.id} className={at < 0 ? 'share-hop' : `share-hop is-bearing hue-${(at % 6) + 1}`}>
            <span className="share-hop-name">{hop.unit.name}</span>
            <strong className="num">{at < 0 ? '—' : `${shares.filter((s) => s.unitId === hop.unit.id).reduce((sum, s) => sum + s.percent, 0)}%`}</strong>
            {facts.map((f) => <span key={f.seq} className="hint share-pin">{f.evidence > 0 ? <Icon name="file" size={12} /> : <Icon name="info" size={12} />} {label('fact', f.code)}{f.verdict === 'established' ? '' : ` · ${label('factVerdict', f.verdict)}`}</span>)}
          </li>
        )
      })}
    </ol>
  )
}

/** One bar of a hundred; each border is a slider: drag it, or arrow keys by one and Page keys by ten. */
function Bar({ shares, onMove }: { shares: readonly GraphShare[]; onMove?: (index: number, by: number) => void }) {
  const bar = useRef<HTMLDivElement>(null)
  const drag = (index: number) => (event: ReactPointerEvent) => {
    const width = bar.current?.clientWidth ?? 0
    if (onMove === undefined || width === 0) return
    event.preventDefault()
    const handle = event.currentTarget as HTMLElement
    handle.setPointerCapture(event.pointerId)
    const from = event.clientX
    let moved = 0
    const move = (now: PointerEvent) => {
      const points = Math.round(((now.clientX - from) / width) * 100)
      if (points !== moved) { onMove(index, points - moved); moved = points }
    }
    const end = () => { handle.removeEventListener('pointermove', move); handle.removeEventListener('pointerup', end); handle.removeEventListener('pointercancel', end) }
    handle.addEventListener('pointermove', move)
    handle.addEventListener('pointerup', end)
    handle.addEventListener('pointercancel', end)
  }
  let sum = 0
  return (
    <div className="share-bar-all" ref={bar}>
      {shares.map((share, i) => <span key={share.key} className={`share-piece hue-${(i % 6) + 1}`} style={{ width: `${share.percent}%` }} title={`${bearerName(share)} ${share.percent}%`}>{share.percent >= 8 ? <span className="num">{share.percent}%</span> : null}</span>)}
      {onMove === undefined ? null : shares.slice(0, -1).map((share, i) => {
        sum += share.percent
        const next = shares[i + 1]
        return (
          <span key={`border-${share.key}`} className="share-border" style={{ left: `${sum}%` }} role="slider" tabIndex={0} aria-valuemin={0} aria-valuemax={share.percent + (next?.percent ?? 0)} aria-valuenow={share.percent}
            aria-label={t('console.liability.border', { left: bearerName(share), right: next === undefined ? '' : bearerName(next) })} aria-valuetext={`${share.percent}% / ${next?.percent ?? 0}%`}
            onPointerDown={drag(i)} onKeyDown={(event) => {
              const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 }[event.key]
              if (by !== undefined) { event.preventDefault(); onMove(i, by) }
            }} />
        )
      })}
    </div>
  )
}

/** Why the proposal is as it is: the rules with their text, and what would change it. */
export function Grounds({ proposal }: { proposal: Proposal }) {
  return (
    <div className="share-grounds">
      <ul className="share-rules">{proposal.rules.map((rule) => <li key={rule.no}><Tag tone="info">{rule.no}</Tag> {rule.text} <span className="hint">{rule.source}</span></li>)}</ul>
      {proposal.otherwise.length === 0 ? null : (
        <details><summary>{t('console.liability.otherwise', { n: proposal.otherwise.length })}</summary>
          <ul className="share-otherwise">
            {proposal.otherwise.map((o) => <li key={`${o.seq}${o.verdict}`}>{t(`console.liability.if_${o.verdict}`, { fact: `${o.unit === null ? '' : o.unit.name}${label('fact', o.code)}` })} <strong>{o.shares.map((s) => `${s.unit?.name ?? label('bearer', s.bearer)} ${s.percent}%`).join('，')}</strong> <span className="hint">{o.no}</span></li>)}
          </ul>
        </details>
      )}
    </div>
  )
}
