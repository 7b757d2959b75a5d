// A new batch case: who brings it, what is the same for all, the pasted lines, and what each would become before anything is filed.
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { createBatchCase, previewBatchCase } from '../../contract/batch-cases.ts'
import type { BatchLine } from '../../contract/batch-cases.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { channels } from '../../domain/complaints/vocabulary.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import type { FormState } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import type { Field, Values } from '../kit/form.ts'
import { Money } from '../kit/Money.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Tag } from '../kit/Tag.tsx'
import type { Tone } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { label, t } from '../kit/words.ts'
import { reasonWords } from './incident-words.ts'

type Preview = ReplyOf<typeof previewBatchCase>
const reasons = ['damage', 'loss', 'shortage', 'delay', 'false_signoff', 'misdelivery', 'content_mismatch', 'return_redirect', 'cod', 'charge', 'other'] as const
const tones: Readonly<Record<BatchLine['state'], Tone>> = { ready: 'good', wrong: 'overdue', same: 'plain', open: 'soon' }
const shownLines = 200

function fieldsOf(): readonly Field[] {
  const words = (name: string): string => t(`console.incidents.batch.field.${name}`)
  return [
    { kind: 'line', name: 'title', words: words('title'), required: true, max: 60 }, { kind: 'select', name: 'channel', words: t('console.field.channel'), required: true, options: channels.map((each) => ({ value: each, words: label('channel', each) })) },
    { kind: 'line', name: 'merchant.name', words: words('merchant'), required: true, max: 60 }, { kind: 'line', name: 'merchant.phone', words: words('phone'), required: true, max: 30 },
    { kind: 'select', name: 'reasonCode', words: words('reason'), required: true, options: reasons.map((each) => ({ value: each, words: reasonWords(each) })) }, { kind: 'check', name: 'leaveOpen', words: words('leave_open') },
    { kind: 'area', name: 'words', words: words('words'), required: true, max: 2000 }, { kind: 'area', name: 'pasted', words: words('pasted'), required: true, max: 240_000, placeholder: t('console.incidents.batch.pasted_example'), hint: t('console.incidents.batch.pasted_hint') },
  ]
}

/** Shows the form. */
export function NewBatchCase() {
  const navigate = useNavigate()
  const [seen, setSeen] = useState<{ of: string; preview: Preview }>()
  const [busy, setBusy] = useState(false)
  const partsOf = (values: Values) => ({ pasted: String(values['pasted'] ?? ''), leaveOpen: values['leaveOpen'] === true })
  const look = async (values: Values): Promise<void> => {
    setBusy(true)
    try { setSeen({ of: JSON.stringify(partsOf(values)), preview: await call(previewBatchCase, { body: partsOf(values) }) }) } catch (error) { toast(sayProblem(problemOf(error)), 'bad') } finally { setBusy(false) }
  }
  const below = ({ values }: FormState) => {
    const preview = seen?.of === JSON.stringify(partsOf(values)) ? seen.preview : undefined
    return <section className="rule-preview" aria-live="polite"><Button loading={busy} onClick={() => { if (partsOf(values).pasted.trim() !== '') void look(values) }}>{t('console.incidents.batch.check')}</Button>{preview === undefined ? <p className="hint">{t('console.incidents.batch.check_hint')}</p> : <Lines preview={preview} />}</section>
  }
  return (
    <>
      <PageHead title={t('console.incidents.batch.new')} />
      <div className="card panel batch-form">
        <ActionForm two fields={fieldsOf()} given={{ leaveOpen: true, channel: 'platform' }} submit={t('console.incidents.batch.file')} consequence={t('console.incidents.batch.file_means')} draftKey="batch-case" renderBelow={below}
          send={async (body, _begun, values) => {
            if (seen?.of !== JSON.stringify(partsOf(values))) return look(values).then(() => { toast(t('console.incidents.batch.check_first'), 'bad'); throw new Error('not checked') })
            const made = await call(createBatchCase, { body: createBatchCase.body.parse(body), idempotencyKey: crypto.randomUUID() })
            void navigate(`/batch-cases/${made.id}`)
          }} />
      </div>
    </>
  )
}

function Lines({ preview }: { preview: Preview }) {
  const [only, setOnly] = useState<BatchLine['state'] | 'all'>('all')
  const lines = preview.lines.filter((each) => only === 'all' || each.state === only)
  return (
    <>
      <div className="line-counts" role="group" aria-label={t('console.incidents.batch.check')}>{(['all', 'ready', 'wrong', 'same', 'open'] as const).map((each) => <button key={each} type="button" className="chip num" aria-pressed={only === each} onClick={() => setOnly(each)}>{t(`console.incidents.batch.line_${each}`, { n: each === 'all' ? preview.lines.length : preview[each] })}</button>)}</div>
      <div className="table-wrap" tabIndex={0} role="region" aria-label={t('console.incidents.batch.check')}><table className="plain batch-table"><thead><tr>{['line', 'number', 'line_state', 'says'].map((each) => <th key={each} scope="col">{t(`console.incidents.batch.col.${each}`)}</th>)}</tr></thead>
        <tbody>{lines.slice(0, shownLines).map((each) => (
          <tr key={each.line}><td className="num">{each.line}</td><td className="mono">{each.number}</td><td className="wraps"><Tag tone={tones[each.state]}>{t(`console.incidents.batch.is_${each.state}`)}</Tag>{each.problems.map((p) => <span key={p.code} className="hint"> {sayProblem(p)}</span>)}{each.openCase === null ? null : <span className="hint mono"> {each.openCase.complaintNo}</span>}</td><td className="wraps">{each.words}{each.amount === null ? null : <> <Money value={each.amount} /></>}</td></tr>
        ))}</tbody></table></div>
      {lines.length > shownLines ? <p className="hint num">{t('console.incidents.batch.more_lines', { n: lines.length - shownLines })}</p> : null}
    </>
  )
}
