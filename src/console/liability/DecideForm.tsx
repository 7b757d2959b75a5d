// Dividing the responsibility and saying why: the graph to divide, who else bears it, responsible persons, the opinion; one form for every instance.
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { LiabilityView } from '../../contract/liability.ts'
import { bearerKinds } from '../../domain/complaints/vocabulary.ts'
import type { BearerKind } from '../../domain/complaints/vocabulary.ts'
import { setPart } from '../../domain/liability/split.ts'
import { findUnits } from '../identity/find.ts'
import { Button } from '../kit/Button.tsx'
import { PickField } from '../kit/PickField.tsx'
import type { Option } from '../kit/form.ts'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { label, t } from '../kit/words.ts'
import { ShareGraph } from './ShareGraph.tsx'
import { bearerName, draftOpinion } from './share-words.ts'
import type { GraphShare } from './share-words.ts'

type Decision = { readonly shares: readonly GraphShare[]; readonly reasons: string }
type Props = { readonly view: LiabilityView; readonly start: readonly GraphShare[]; readonly title: string; readonly submit: string; readonly consequence?: string; readonly draft?: string; readonly send: (decision: Decision) => Promise<unknown>; readonly children?: ReactNode; readonly withReasons?: boolean }

/** Shows the form; the words start as the draft of the opinion and follow the shares until somebody writes. */
export function DecideForm({ view, start, title, submit, consequence, draft, send, children, withReasons = true }: Props) {
  const [shares, setShares] = useState<readonly GraphShare[]>(start)
  const [typed, setTyped] = useState<string | null>(null)
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)
  const reasons = typed ?? (draft ?? draftOpinion(view, shares))
  const divide = (percents: readonly number[]) => setShares(shares.map((s, i) => ({ ...s, percent: percents[i] ?? s.percent })))
  const drop = (index: number) => {
    const emptied = setPart(shares.map((s) => s.percent), index, 0)
    setShares(shares.map((s, i) => ({ ...s, percent: emptied[i] ?? 0 })).filter((_, i) => i !== index))
  }
  const add = (more: Pick<GraphShare, 'bearer' | 'unitId' | 'name'>) => setShares([...shares, { ...more, key: `${shares.length}${more.unitId ?? more.bearer}`, percent: shares.length === 0 ? 100 : 0, basis: '' }])
  const submitNow = async () => {
    setBusy(true)
    setFailure('')
    try { await send({ shares, reasons }) } catch (error) { setFailure(sayProblem(problemOf(error))) } finally { setBusy(false) }
  }
  return (
    <form className="judged-act" aria-label={title} onSubmit={(event) => { event.preventDefault(); if (!busy) void submitNow() }}>
      <h3>{title}</h3>
      <ShareGraph shares={shares} proposal={view.judgements.length === 0 ? view.proposal : null} onChange={divide} onDrop={drop} />
      <AddBearer taken={shares} onAdd={add} />
      <Persons shares={shares} onChange={setShares} />
      {children}
      {withReasons ? <div className="field"><label className="field-label" htmlFor="decide-reasons">{t('console.liability.reasons')}{typed === null ? <span className="hint"> {t('console.liability.drafted')}</span> : <button type="button" className="text-button" onClick={() => setTyped(null)}>{t('console.liability.draft_again')}</button>}</label>
        <textarea id="decide-reasons" className="input" rows={7} maxLength={2000} required value={reasons} onChange={(event) => setTyped(event.target.value)} /></div> : null}
      {consequence === undefined ? null : <p className="hint">{consequence}</p>}
      {failure === '' ? null : <p className="field-error" role="alert">{failure}</p>}
      <div className="judged-buttons"><Button type="primary" htmlType="submit" loading={busy}>{submit}</Button></div>
    </form>
  )
}

/** One more who bears something: a unit by its name, or one outside. */
function AddBearer({ taken, onAdd }: { taken: readonly GraphShare[]; onAdd: (share: Pick<GraphShare, 'bearer' | 'unitId' | 'name'>) => void }) {
  const [bearer, setBearer] = useState<BearerKind>('unit')
  const [unit, setUnit] = useState<Option | undefined>(undefined)
  const named = bearer === 'unit' || bearer === 'partner'
  const there = named ? unit !== undefined && taken.some((s) => s.unitId === unit.value) : taken.some((s) => s.bearer === bearer)
  return (
    <div className="judged-add">
      <label className="sr" htmlFor="add-bearer">{t('console.liability.bearer')}</label>
      <select id="add-bearer" className="input" style={{ width: 'auto' }} value={bearer} onChange={(event) => setBearer(event.target.value as BearerKind)}>{bearerKinds.map((kind) => <option key={kind} value={kind}>{label('bearer', kind)}</option>)}</select>
      {named ? <span style={{ flex: '1 1 220px' }}><label className="sr" htmlFor="add-unit">{t('console.field.unitId')}</label><PickField id="add-unit" find={findUnits} value={unit} onChange={setUnit} /></span> : null}
      <Button disabled={there || (named && unit === undefined)} onClick={() => { onAdd({ bearer, unitId: named ? (unit?.value ?? null) : null, name: named ? (unit?.words ?? null) : null }); setUnit(undefined) }}>{t('console.liability.add')}</Button>
    </div>
  )
}

/** The reason of each share and the person responsible in a unit, each with a note of their own (RSP-05). */
function Persons({ shares, onChange }: { shares: readonly GraphShare[]; onChange: (shares: readonly GraphShare[]) => void }) {
  const set = (index: number, more: Partial<GraphShare>) => onChange(shares.map((s, i) => (i === index ? { ...s, ...more } : s)))
  return (
    <details><summary>{t('console.liability.details')}</summary>
      <div className="fields">
        {shares.map((share, i) => (
          <fieldset key={share.key} className="field"><legend className="field-label">{bearerName(share)} {share.percent}%</legend>
            <label className="sr" htmlFor={`basis-${i}`}>{t('console.liability.basis')}</label>
            <input id={`basis-${i}`} className="input" maxLength={300} placeholder={t('console.liability.basis')} value={share.basis} onChange={(event) => set(i, { basis: event.target.value })} />
            {share.bearer === 'unit' ? <div className="judged-add">
              <input className="input" style={{ width: 130 }} maxLength={30} aria-label={t('console.liability.staff_no')} placeholder={t('console.liability.staff_no')} value={share.staffNo ?? ''} onChange={(event) => set(i, { staffNo: event.target.value })} />
              <input className="input" style={{ flex: 1 }} maxLength={200} aria-label={t('console.liability.staff_note')} placeholder={t('console.liability.staff_note')} value={share.staffNote ?? ''} onChange={(event) => set(i, { staffNote: event.target.value })} />
            </div> : null}
          </fieldset>
        ))}
      </div>
    </details>
  )
}
