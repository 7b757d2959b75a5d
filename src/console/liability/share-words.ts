// Shares as words: who bears what, and the draft of an opinion from a proposal.
import type { LiabilityView } from '../../contract/liability.ts'
import { label, t } from '../kit/words.ts'

type Bearer = NonNullable<LiabilityView['proposal']>['shares'][number]['bearer']
/** A share as the graph divides it. */
export type GraphShare = { readonly key: string; readonly bearer: Bearer; readonly unitId: string | null; readonly name: string | null; readonly staffNo?: string; readonly staffNote?: string; readonly percent: number; readonly basis: string; readonly no?: readonly string[] }

/** The name of who bears it. */
export function bearerName(share: Pick<GraphShare, 'name' | 'bearer'>): string {
  return share.name ?? label('bearer', share.bearer)
}

/** The shares of a judgement as the graph takes them. */
export function judgedShares(shares: LiabilityView['judgements'][number]['shares']): GraphShare[] {
  return shares.map((s, i) => ({ key: `${i}${s.unit?.id ?? s.bearer}${s.staffNo ?? ''}`, bearer: s.bearer, unitId: s.unit?.id ?? null, name: s.unit?.name ?? null, percent: s.percent, basis: s.basis, ...(s.staffNo === null ? {} : { staffNo: s.staffNo }), ...(s.staffNote === null ? {} : { staffNote: s.staffNote }) }))
}

/** The proposed shares, each with the text of its first rule as its reason. */
export function proposedShares(proposal: NonNullable<LiabilityView['proposal']>): GraphShare[] {
  return proposal.shares.map((s, i) => ({ key: `${i}${s.unit?.id ?? s.bearer}`, bearer: s.bearer, unitId: s.unit?.id ?? null, name: s.unit?.name ?? null, percent: s.percent, basis: proposal.rules.find((r) => r.no === s.no[0])?.text ?? '', no: s.no }))
}

/** The shares as the wire wants them; parts of nothing are left out. */
export function sharesToWire(shares: readonly GraphShare[]) {
  return shares.filter((s) => s.percent > 0).map((s) => ({ bearer: s.bearer, percent: s.percent, basis: s.basis.trim() === '' ? label('bearer', s.bearer) : s.basis, ...(s.unitId === null ? {} : { unitId: s.unitId }), ...(s.staffNo === undefined || s.staffNo === '' ? {} : { staffNo: s.staffNo }), ...(s.staffNote === undefined || s.staffNote === '' ? {} : { staffNote: s.staffNote }) }))
}

/** The opinion as far as facts, rules and shares write it. */
export function draftOpinion(view: LiabilityView, shares: readonly GraphShare[]): string {
  const { proposal } = view
  const facts = (proposal?.facts ?? []).filter((f) => f.verdict === 'established').map((f) => `${f.unit === null ? '' : f.unit.name}${label('fact', f.code)}${f.text === '' ? '' : `（${f.text}）`}`)
  const said = view.statements.filter((s) => s.state !== 'asked').map((s) => (s.state === 'given' ? t('console.liability.draft.said', { unit: s.unit.name, text: (s.text ?? '').slice(0, 80) }) : t('console.liability.draft.silent', { unit: s.unit.name })))
  return [
    facts.length === 0 ? t('console.liability.draft.no_facts') : t('console.liability.draft.facts', { facts: facts.join('；') }), ...said,
    ...(proposal?.rules ?? []).map((r) => t('console.liability.draft.rule', { no: r.no, text: r.text, source: r.source })),
    t('console.liability.draft.result', { shares: shares.filter((s) => s.percent > 0).map((s) => `${bearerName(s)} ${s.percent}%`).join('，') }),
  ].join('\n').slice(0, 2000)
}
