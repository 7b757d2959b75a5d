// What happened on the case while one was writing: how it stood at the start, how it stands now and by whom, and one's own words, side by side.
import { listEvents } from '../../contract/desk.ts'
import type { CaseView } from '../../contract/desk.ts'
import { Button } from '../kit/Button.tsx'
import { reasonLabel } from '../complaints/tags.tsx'
import type { Begun } from '../kit/drafts.ts'
import type { Field, Option, Values } from '../kit/form.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { moneyWords } from '../kit/Money.tsx'
import { toast } from '../kit/toast.tsx'
import { usePages } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { planTotal } from './actions.ts'
import { quotationOf, sentenceOf } from './record-words.ts'

/** What a case says at a glance, as name and words. */
function facts(seen: CaseView): readonly (readonly [string, string])[] {
  const nothing = t('console.conflict.none')
  return [
    [t('console.conflict.status'), label('status', seen.status)], [t('console.conflict.owner'), seen.owner?.name ?? nothing], [t('console.conflict.priority'), seen.priority.level.toUpperCase()],
    [t('console.field.reasonCode'), seen.reasonCode === null ? nothing : reasonLabel(seen.reasonCode)], [t('console.conflict.summary'), seen.summary ?? nothing],
    [t('console.case.wants'), seen.demand === null ? nothing : [...seen.demand.kinds.map((kind) => label('demand', kind)), seen.demand.amount === null ? '' : moneyWords(seen.demand.amount), seen.demand.text ?? ''].filter(Boolean).join(' ')],
    [t('console.case.finding'), seen.finding === null ? nothing : seen.finding.facts], [t('console.case.plan'), seen.plan === null ? nothing : `${label('planState', seen.plan.state)} ${planTotal(seen)}`],
    [t('console.case.decision'), seen.decision === null ? nothing : seen.decision.text],
  ]
}

/** A field's value as one reads it. */
function wordsOf(field: Field, value: unknown): string {
  if (value === undefined || value === '' || value === null) return ''
  if (field.kind === 'rows') return Array.isArray(value) ? value.map((row) => field.of.map((each) => wordsOf(each, (row as Values)[each.name])).filter(Boolean).join(' ')).filter(Boolean).join('\n') : ''
  if (field.kind === 'select' || field.kind === 'radio') return field.options.find((option) => option.value === value)?.words ?? String(value)
  if (field.kind === 'many') return Array.isArray(value) ? field.options.filter((option) => value.includes(option.value)).map((option) => option.words).join(t('console.app.list_comma')) : ''
  if (field.kind === 'pick') return (value as Option).words
  if (field.kind === 'files') return Array.isArray(value) ? value.map((file) => (file as { name: string }).name).join(' ') : ''
  if (field.kind === 'check') return value === true ? t('console.conflict.yes') : ''
  return Array.isArray(value) ? value.join('\n') : String(value)
}

/** One's own words as lines "label: words", for reading and for the clipboard. */
function written(fields: readonly Field[], values: Values): readonly (readonly [string, string])[] {
  return fields.filter((field) => field.when === undefined || field.when(values)).flatMap((field) => { const words = wordsOf(field, values[field.name]); return words === '' ? [] : [[field.words, words] as const] })
}

function Since({ id, at }: { id: string; at: number }) {
  const { items } = usePages(listEvents, { params: { id }, query: { limit: 50 } })
  const since = (items ?? []).filter((each) => Date.parse(each.at) > at)
  return (
    <ul className="conflict-since">
      {since.map((each) => { const quote = quotationOf(each); return <li key={each.seq}><Moment at={each.at} /> <strong>{each.by.name}</strong> {sentenceOf(each)}{quote === undefined ? null : <span className="quiet"> {quote}</span>}</li> })}
    </ul>
  )
}

/** Draws the three columns. `base` is the case as it was when the form was opened, null when that was in an earlier session; `adds`: nothing can be overwritten, so nothing need be decided. */
export function ConflictView({ base, seen, begun, fields, values, adds, onAgree, onDiscard }: { base: CaseView | null; seen: CaseView; begun: Begun; fields: readonly Field[]; values: Values; adds: boolean; onAgree: () => void; onDiscard: () => void }) {
  const before = base === null ? undefined : facts(base)
  const now = facts(seen)
  const changed = now.flatMap(([name, words], i) => { const old = before?.[i]?.[1]; return before === undefined || old === words ? [] : [{ name, old: old ?? '', words }] })
  const mine = written(fields, values)
  const copy = () => void navigator.clipboard.writeText(mine.map(([name, words]) => `${name}: ${words}`).join('\n')).then(() => toast(t('console.case.copied')))
  return (
    <section className="conflict" role="alert" aria-label={t('console.conflict.title')}>
      <h3><Icon name="repeat" size={14} /> {t('console.problem.stale')}</h3>
      <Since id={seen.id} at={begun.at} />
      {changed.length === 0 ? null : (
        <dl className="conflict-columns">
          <dt className="hint" /><dd className="hint">{t('console.conflict.before')}</dd><dd className="hint">{t('console.conflict.now')}</dd>
          {changed.map(({ name, old, words }) => <div key={name} className="facts-row"><dt>{name}</dt><dd>{old}</dd><dd><strong>{words}</strong></dd></div>)}
        </dl>
      )}
      {mine.length === 0 ? null : <dl className="conflict-mine"><dt className="hint">{t('console.conflict.mine')}</dt>{mine.map(([name, words]) => <dd key={name}><span className="hint">{name}</span> {words}</dd>)}</dl>}
      <div className="chips">
        {adds ? null : <Button size="small" type="primary" htmlType="submit" onClick={onAgree}>{t('console.conflict.apply')}</Button>}
        <Button size="small" onClick={copy}>{t('console.conflict.copy')}</Button>
        <Button size="small" type="text" onClick={onDiscard}>{t('console.conflict.discard')}</Button>
      </div>
    </section>
  )
}
