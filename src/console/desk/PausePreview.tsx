// What a pause would do, before it is asked for: which clocks stand and which never do, their new due times, and whether it takes a second person.
import { useEffect, useState } from 'react'
import { previewPause } from '../../contract/clocks.ts'
import type { CaseView } from '../../contract/desk.ts'
import type { PauseCode } from '../../domain/sla/pause-rules.ts'
import { isMoment, momentToWire } from '../kit/form.ts'
import type { Values } from '../kit/form.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { sayProblem } from '../kit/problem.ts'
import { useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import './clocks.css'

const settleMs = 250
const typed = (values: Values, name: string): string => String(values[name] ?? '').trim()

/** The question as typed, once the typing rests; undefined while there is nothing to ask. */
function useQuestion(values: Values): { code: PauseCode; untilAt: string; fromAt?: string; evidence: 'yes' | 'no' } | undefined {
  const [code, until, from] = [typed(values, 'code'), typed(values, 'untilAt'), typed(values, 'fromAt')]
  const evidence = typed(values, 'evidence') !== '' || ((values['attachmentIds'] ?? []) as unknown[]).length > 0 ? 'yes' : 'no'
  const now = JSON.stringify(code !== '' && isMoment(until) && (from === '' || isMoment(from)) ? { code, untilAt: momentToWire(until), ...(from === '' ? {} : { fromAt: momentToWire(from) }), evidence } : null)
  const [asked, setAsked] = useState(now)
  useEffect(() => {
    const timer = setTimeout(() => setAsked(now), settleMs)
    return () => clearTimeout(timer)
  }, [now])
  return (JSON.parse(asked) as ReturnType<typeof useQuestion> | null) ?? undefined
}

/** Shown between the fields and the button. */
export function PausePreview({ seen, values }: { seen: CaseView; values: Values }) {
  const question = useQuestion(values)
  const { data } = useApi(previewPause, { params: { id: seen.id }, query: question ?? { untilAt: '', evidence: 'no' } }, { enabled: question !== undefined, keep: true })
  if (question === undefined || data === undefined) return null
  const stands = data.clocks.filter((clock) => clock.stands)
  const runs = data.clocks.filter((clock) => !clock.stands)
  return (
    <section className="pause-preview" aria-live="polite" aria-label={t('console.clocks.preview')}>
      {data.no === null ? null : <p className="notice is-soon"><Icon name="lock" size={14} /><span>{sayProblem(data.no)}</span></p>}
      <ul>
        {stands.map((clock) => (
          <li key={`${clock.kind}${clock.epoch}`}><Icon name="pause" size={14} /><span>{t(`clocks.kind.${clock.kind}`)}</span><span className="num"><Moment at={clock.dueAt} /> → <strong><Moment at={clock.newDueAt} /></strong></span></li>
        ))}
        {stands.length === 0 ? <li className="hint"><Icon name="info" size={14} /><span>{t('console.clocks.nothing_stands')}</span></li> : null}
        {runs.map((clock) => (
          <li key={`${clock.kind}${clock.epoch}`} className="is-running"><Icon name={clock.because?.code === 'stands.never_law' ? 'flag' : 'right'} size={14} /><span>{t(`clocks.kind.${clock.kind}`)}</span><span className="hint">{t(`console.clocks.${(clock.because?.code ?? 'stands.never_rule').replace('.', '_')}`)}</span></li>
        ))}
      </ul>
      {data.no !== null || !(data.needsApproval || data.late) ? null : <p className="notice"><Icon name="person" size={14} /><span>{t(data.late ? 'console.clocks.late_asks' : 'console.clocks.asks')}</span></p>}
    </section>
  )
}
