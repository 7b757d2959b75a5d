// Opening an incident: what happened, by which rule cases belong to it, and how many that are, before anything is done.
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { incidentRule, openIncident, previewIncident } from '../../contract/incidents.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { links } from '../../domain/complaints/vocabulary.ts'
import { findUnits } from '../identity/find.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import type { FormState } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { momentToField, momentToWire } from '../kit/form.ts'
import type { Field, Option, Values } from '../kit/form.ts'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { toast } from '../kit/toast.tsx'
import { serverNow } from '../kit/clock.ts'
import { label, t } from '../kit/words.ts'
import { reasonWords, ruleSentence } from './incident-words.ts'
import { refresh } from './RunLine.tsx'

type Preview = ReplyOf<typeof previewIncident>
/** What a suggestion from the figures already knows. */
export type Start = { readonly unit?: { id: string; name: string }; readonly reason?: string | null; readonly from?: string }

const firstReasons = ['delay', 'loss', 'shortage', 'damage', 'content_mismatch', 'misdelivery', 'false_signoff', 'delivery_service', 'locker_station', 'pickup_service', 'tracking_info', 'charge', 'cod', 'intl_customs', 'packaging'] as const

function fieldsOf(): readonly Field[] {
  const words = (name: string): string => t(`console.incidents.field.${name}`)
  return [
    { kind: 'line', name: 'title', words: words('title'), required: true, max: 80, placeholder: t('console.incidents.title_example') }, { kind: 'area', name: 'what', words: words('what'), required: true, max: 1000 },
    { kind: 'pick', name: 'unit', words: words('unit'), find: findUnits }, { kind: 'select', name: 'link', words: words('link'), options: links.map((each) => ({ value: each, words: label('link', each) })) },
    { kind: 'moment', name: 'from', words: words('from'), required: true, past: true }, { kind: 'moment', name: 'to', words: words('to'), hint: t('console.incidents.to_hint') },
    { kind: 'many', name: 'reasons', words: words('reasons'), options: firstReasons.map((each) => ({ value: each, words: reasonWords(each) })) },
    { kind: 'pick', name: 'through', words: words('through'), hint: t('console.incidents.through_hint'), find: findUnits }, { kind: 'pick', name: 'lastSeenAt', words: words('last_seen_at'), find: findUnits },
    { kind: 'pick', name: 'region', words: words('region'), find: findUnits }, { kind: 'line', name: 'prefix', words: words('prefix'), max: 20 },
    { kind: 'area', name: 'waybills', words: words('waybills'), max: 60_000, placeholder: t('console.incidents.waybills_example') },
  ]
}

const idOf = (value: unknown): string | null => (value as Option | undefined)?.value ?? null
const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

/** The rule as typed; null while it says too little. */
function ruleOf(values: Values) {
  const through = idOf(values['through'])
  const parsed = incidentRule.safeParse({
    from: momentToWire(textOf(values['from'])), to: textOf(values['to']) === '' ? null : momentToWire(textOf(values['to'])), reasons: Array.isArray(values['reasons']) ? values['reasons'] : [], units: through === null ? [] : [through], regionId: idOf(values['region']), lastSeenAt: idOf(values['lastSeenAt']),
    prefix: textOf(values['prefix']) === '' ? null : textOf(values['prefix']).toUpperCase(), waybills: textOf(values['waybills']).split(/[\s,，;；、]+/).filter((each) => each !== ''),
  })
  return parsed.success ? parsed.data : null
}

function PreviewPart({ form }: { form: FormState }) {
  const [seen, setSeen] = useState<{ of: string; preview: Preview }>()
  const [busy, setBusy] = useState(false)
  const rule = ruleOf(form.values)
  const of = JSON.stringify(rule)
  const look = async () => {
    if (rule === null) return toast(t('console.incidents.rule.too_little'), 'bad')
    setBusy(true)
    try { setSeen({ of, preview: await call(previewIncident, { body: { rule } }) }) } catch (error) { toast(sayProblem(problemOf(error)), 'bad') } finally { setBusy(false) }
  }
  const preview = seen?.of === of ? seen.preview : undefined
  return (
    <section className="rule-preview" aria-live="polite">
      <Button loading={busy} onClick={() => void look()}>{t('console.incidents.look')}</Button>
      {preview === undefined ? <p className="hint">{t('console.incidents.look_hint')}</p> : (
        <>
          <p className="rule-sentence">{ruleSentence(preview.rule)}</p>
          <p><strong className="num">{preview.capped ? t('console.incidents.more_than', { n: preview.count }) : t('console.incidents.would_join', { n: preview.count })}</strong>{preview.elsewhere === 0 ? null : <span className="hint"> {t('console.incidents.elsewhere', { n: preview.elsewhere })}</span>}</p>
          <ul className="sample">{preview.sample.map((each) => <li key={each.id}><span className="mono">{spokenNo(each.complaintNo)}</span> <span>{each.keyword}</span> <span className="hint mono">{each.number}</span></li>)}</ul>
        </>
      )}
    </section>
  )
}

/** The form in a sheet. */
export function OpenIncident({ start, onClose }: { start: Start; onClose: () => void }) {
  const navigate = useNavigate()
  const unit = start.unit && { value: start.unit.id, words: start.unit.name }
  const given = { from: momentToField(start.from === undefined ? serverNow() - 6 * 3_600_000 : Date.parse(start.from)), ...(start.reason ? { reasons: [start.reason] } : {}), ...(unit ? { unit, through: unit, title: t('console.incidents.title_of', { unit: unit.words }) } : {}) }
  return (
    <Sheet side title={t('console.incidents.open')} onClose={onClose}>
      <ActionForm two fields={fieldsOf()} given={given} submit={t('console.incidents.open')} consequence={t('console.incidents.open_means')} onCancel={onClose} renderBelow={(form) => <PreviewPart form={form} />}
        send={async (_body, _begun, values) => {
          const rule = ruleOf(values)
          if (rule === null) { toast(t('console.incidents.rule.too_little'), 'bad'); throw new Error('no rule') }
          const link = links.find((each) => each === values['link']) ?? null
          const made = await call(openIncident, { body: { title: textOf(values['title']), what: textOf(values['what']), unitId: idOf(values['unit']), link, rule }, idempotencyKey: crypto.randomUUID() })
          await refresh()
          onClose()
          void navigate(`/incidents/${made.id}`)
        }} />
    </Sheet>
  )
}
