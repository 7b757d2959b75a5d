// One act on many cases as it goes: how many are done, how many could not be done and why, and going on where it stopped.
import { getMassRun, resumeMassRun } from '../../contract/incidents.ts'
import type { MassRun } from '../../contract/incidents.ts'
import { Button } from '../kit/Button.tsx'
import { Moment } from '../kit/Moment.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { runWords } from './incident-words.ts'

/** Pages that show what a run changes. */
export const refresh = (): Promise<void> => forget('/api/incidents', '/api/batch-cases', '/api/mass-runs', '/api/order-batches', '/api/complaints/:id')

/** Shows a run; while it goes on it looks again every second. */
export function RunLine({ run: given }: { run: MassRun }) {
  const running = given.state === 'running'
  const now = useApi(getMassRun, { params: { id: given.id } }, { enabled: running, refetchInterval: running ? 1000 : 0 }).data
  const run = now !== undefined && now.waiting <= given.waiting ? now : given
  const resume = useAct(resumeMassRun, { onDone: () => void refresh() })
  const percent = run.total === 0 ? 100 : Math.round(((run.total - run.waiting) / run.total) * 100)
  return (
    <li className="run-line" data-run={run.kind} data-state={run.state}>
      <p className="run-head"><strong>{runWords(run)}</strong><Tag tone={run.state === 'done' ? (run.refused > 0 ? 'soon' : 'good') : run.state === 'failed' ? 'overdue' : 'info'}>{t(`console.incidents.run_state.${run.state}`)}</Tag><span className="hint">{run.by} · <Moment at={run.at} /></span></p>
      <p className="run-figures num"><span className="meter" role="progressbar" aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100} aria-label={runWords(run)}><span style={{ width: `${percent}%` }} /></span>
        {t('console.incidents.run_of', { done: run.done, total: run.total })}{run.refused === 0 ? null : <span className="hint"> {t('console.incidents.run_refused', { n: run.refused })}</span>}{run.failed === 0 ? null : <strong> {t('console.incidents.run_failed', { n: run.failed })}</strong>}</p>
      {run.refusals.map((refusal) => <p key={`${refusal.code}${JSON.stringify(refusal.params)}`} className="hint">{sayProblem({ code: refusal.code, params: refusal.params })} <span className="num">×{refusal.count}</span></p>)}
      {run.problem === null ? null : <p className="notice is-soon">{t(`errors.${run.problem}`)}{run.kind === 'answers' ? null : <Button size="small" loading={resume.isPending} onClick={() => resume.mutate({ params: { id: run.id }, body: {} }, { onError: (error) => toast(sayProblem(problemOf(error)), 'bad') })}>{t('console.incidents.resume')}</Button>}</p>}
    </li>
  )
}
