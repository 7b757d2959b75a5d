// Several reports of one matter become one case: which of them lives on is chosen, each other one is merged into it and has its result.
import { useState } from 'react'
import { Button } from '../kit/Button.tsx'
import type { QueueRow } from '../../contract/desk.ts'
import { merge } from '../../contract/relations.ts'
import { isOpen } from '../../domain/complaints/vocabulary.ts'
import { StatusTag } from '../complaints/tags.tsx'
import { call } from '../kit/api.ts'
import { Moment } from '../kit/Moment.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { t } from '../kit/words.ts'
import { spokenNo } from '../kit/spoken-no.ts'

/** More at once is hardly one matter any more. */
export const mergeLimit = 20

type Result = Readonly<{ ok: boolean; words: string }>

/** Merges the rows picked. The open one received first lives on unless another is chosen. */
export function LateralMerge({ rows, onMoved, onClose }: { rows: readonly QueueRow[]; onMoved: () => void; onClose: () => void }) {
  const ordered = rows.toSorted((a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt))
  const [into, setInto] = useState((ordered.find((row) => isOpen(row.status)) ?? ordered[0])?.id)
  const [reason, setReason] = useState('')
  const [results, setResults] = useState<ReadonlyMap<string, Result>>(new Map())
  const [state, setState] = useState<'choosing' | 'busy' | 'done'>('choosing')
  const others = ordered.filter((row) => row.id !== into)
  const run = async () => {
    if (into === undefined) return
    setState('busy')
    for (const row of others) {
      let result: Result
      try {
        await call(merge, { params: { id: row.id }, body: { version: row.version, into, reason: reason.trim() }, idempotencyKey: crypto.randomUUID() })
        result = { ok: true, words: t('console.bulk.merged') }
      } catch (error) {
        const problem = problemOf(error)
        result = { ok: false, words: problem.code === 'stale_version' ? t('console.bulk.state_changed') : sayProblem(problem) }
      }
      setResults((now) => new Map([...now, [row.id, result]]))
    }
    setState('done')
    onMoved()
  }
  return (
    <Sheet side title={t('console.bulk.merge_title', { n: rows.length })} onClose={onClose}>
      <form onSubmit={(event) => { event.preventDefault(); void run() }}>
        <fieldset className="merge-choice" disabled={state !== 'choosing'}>
          <legend className="field-label">{t('console.bulk.lives_on')}</legend>
          {ordered.map((row) => {
            const result = results.get(row.id)
            return (
              <label key={row.id} className={result === undefined ? undefined : result.ok ? 'is-good' : 'is-bad'}>
                <input type="radio" name="into" checked={row.id === into} onChange={() => setInto(row.id)} />
                <span className="bulk-what"><strong>{row.keyword}</strong><span className="mono hint">{spokenNo(row.complaintNo)}</span></span>
                <span className="bulk-says">{result === undefined ? <><StatusTag status={row.status} /> <span className="hint"><Moment at={row.receivedAt} /></span></> : result.words}</span>
              </label>
            )
          })}
        </fieldset>
        <label className="field is-wide"><span className="field-label">{t('console.field.reason')}</span><textarea className="input" rows={2} required maxLength={1000} value={reason} disabled={state !== 'choosing'} onChange={(event) => setReason(event.target.value)} /></label>
        <p className="consequence">{t('console.bulk.merge_consequence')}</p>
        <div className="form-foot">
          {state === 'done' ? <Button type="primary" autoFocus onClick={onClose}>{t('console.bulk.close')}</Button> : <Button type="primary" htmlType="submit" loading={state === 'busy'} disabled={others.length === 0 || reason.trim() === ''}>{t('console.bulk.merge', { n: others.length })}</Button>}
        </div>
      </form>
    </Sheet>
  )
}
