// Beside the intake form: what the words and numbers already tell — reason, parcel, earlier cases, what to ask next.
import { base } from '../kit/base.ts'
import type { z } from 'zod'
import type { checkIntake } from '../../contract/complaints.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { lookUpWaybill } from '../../contract/waybills.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Panel } from '../kit/Panel.tsx'
import { Skeleton } from '../kit/states.tsx'
import { useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { WaybillPanel, sayAnomaly } from '../waybills/WaybillPanel.tsx'
import { PriorityTag, reasonLabel, sayBecause, StatusTag } from './tags.tsx'

export type Check = ReplyOf<typeof checkIntake>
type Suggestion = z.output<typeof checkIntake.reply>['alternatives'][number]

/** The looked-up parcel of one number: found, not found (filed all the same), or the carrier's system is silent. */
export function Parcel({ number, onUse }: { number: string; onUse: (number: string) => void }) {
  const found = useApi(lookUpWaybill, { params: { number } }, { staleTime: 60_000 })
  if (found.isPending) return <Skeleton rows={3} />
  if (found.isError) return <p className="notice is-soon"><Icon name="question" size={14} /><span>{t('console.intake.number_unavailable')}</span></p>
  const { state, waybill, check } = found.data
  if (waybill !== null) return <WaybillPanel waybill={waybill} />
  const others = check.candidates.filter((each) => each !== number)
  return (
    <div className="intake-hint">
      <p className="notice is-soon"><Icon name="question" size={14} /><span>{t(`console.intake.number_${state}`)}</span></p>
      {check.hints.map((hint) => <p key={hint.code} className="hint">{sayAnomaly(hint)}</p>)}
      <div className="chips">{others.slice(0, 4).map((each) => <button key={each} type="button" className="chip mono" onClick={() => onUse(each)}>{each}</button>)}</div>
    </div>
  )
}

function Reason({ suggestion, chosen, onChoose }: { suggestion: Suggestion; chosen: boolean; onChoose: (code: string) => void }) {
  return (
    <button type="button" className="suggestion" aria-pressed={chosen} onClick={() => onChoose(suggestion.code)}>
      <strong>{reasonLabel(suggestion.code)}</strong><span className="hint num">{Math.round(suggestion.confidence * 100)}%</span>
      <span className="hint">{suggestion.because.map(sayBecause).join(t('console.app.list_comma'))}</span>
    </button>
  )
}

/** Draws the pane. */
export function IntakeAside({ check, held, numbers, reasonCode, onReason, onNumber, onChaser }: {
  check: Check | undefined; held: ReadonlySet<string>; numbers: readonly string[]; reasonCode: string; onReason: (code: string) => void; onNumber: (number: string) => void; onChaser: (no: string) => void
}) {
  if (check === undefined && numbers.length === 0) return <div className="intake-wait"><p className="quiet">{t('console.intake.aside_empty')}</p><p className="hint">{t('console.intake.aside_hint')}</p></div>
  const suggestions = check === undefined || check.suggestedReason === null ? [] : [check.suggestedReason, ...check.alternatives]
  const asked = check?.wantedFields.filter((field) => field.missing && field.required && !held.has(field.field)) ?? []
  return (
    <>
      {asked.length === 0 ? null : (
        <Panel title={t('console.intake.ask')}><ul className="ask-list">{asked.map((field) => <li key={field.field}><Icon name="question" size={14} /> {label('field', field.field)}</li>)}</ul></Panel>
      )}
      {suggestions.length === 0 ? null : (
        <Panel title={t('console.intake.suggested')} aside={check === undefined ? undefined : <PriorityTag level={check.priority.level} because={check.priority.because} />}>
          <div className="suggestions">{suggestions.map((each) => <Reason key={each.code} suggestion={each} chosen={each.code === reasonCode} onChoose={onReason} />)}</div>
        </Panel>
      )}
      {check === undefined || check.duplicates.length === 0 ? null : (
        <Panel title={t('console.intake.duplicates')} count={check.duplicates.length}>
          <ul className="case-links">
            {check.duplicates.map((each) => (
              <li key={each.id}>
                <a href={`${base}/queue/${each.id}`} target="_blank" rel="noopener">{each.keyword}</a> <StatusTag status={each.status} />
                <p className="hint"><Moment at={each.receivedAt} distance /> · {each.because.map(sayBecause).join(t('console.app.list_comma'))}</p>
                <button type="button" className="text-button" onClick={() => onChaser(each.id)}><Icon name="repeat" size={14} />{t('console.intake.as_chaser')}</button>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {numbers.map((number) => <Panel key={number} title={t('console.context.parcel')}><Parcel number={number} onUse={onNumber} /></Panel>)}
      {check === undefined || check.found.waybills.every((each) => numbers.includes(each)) ? null : (
        <Panel title={t('console.intake.found_numbers')}><div className="chips">{check.found.waybills.filter((each) => !numbers.includes(each)).map((each) => <button key={each} type="button" className="chip mono" onClick={() => onNumber(each)}>{each}</button>)}</div></Panel>
      )}
    </>
  )
}
