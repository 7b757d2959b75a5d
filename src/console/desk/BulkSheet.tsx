// One act for many cases, step by step: what it needs, what it would change, how far it is, what became of each.
import { useEffect, useState } from 'react'
import { Button } from '../kit/Button.tsx'
import { getRun, previewBulk, startRun, undoRun, workRun } from '../../contract/bulk.ts'
import type { BulkRun, PreviewItem } from '../../contract/bulk.ts'
import { listReasons } from '../../contract/desk.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import { problemOf, sayProblem, wordParams } from '../kit/problem.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { Skeleton } from '../kit/states.tsx'
import { useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { changeWords } from './bulk-acts.ts'
import type { OfferedAct } from './bulk-acts.ts'
import { spokenNo } from '../kit/spoken-no.ts'

type Refused = PreviewItem['refused']
const whyWords = (refused: Refused) => (refused === null ? '' : t(`errors.${refused.code}`, wordParams(refused.params)))

type Line = Readonly<{ id: string; no: string | null; what: string; tone: 'good' | 'bad' | 'plain'; says: string }>

function Lines({ lines }: { lines: readonly Line[] }) {
  return (
    <ul className="bulk-lines">
      {lines.map((line) => <li key={line.id} className={`is-${line.tone}`}><span className="bulk-what"><strong>{line.what}</strong>{line.no === null ? null : <span className="mono hint">{spokenNo(line.no)}</span>}</span><span className="bulk-says">{line.says}</span></li>)}
    </ul>
  )
}

function Preview({ act, items, onRun, onBack }: { act: OfferedAct; items: readonly PreviewItem[]; onRun: () => void; onBack: () => void }) {
  const fit = items.filter((item) => item.refused === null)
  const ordered = [...items.filter((item) => item.refused !== null), ...fit]
  return (
    <>
      <p className="bulk-sum" role="status"><strong>{t('console.bulk.will', { n: fit.length })}</strong>{fit.length < items.length ? <span className="field-error">{t('console.bulk.will_not', { n: items.length - fit.length })}</span> : null}</p>
      <Lines lines={ordered.map((item) => ({ id: item.id, no: item.complaintNo, what: item.keyword, tone: item.refused === null ? 'plain' : 'bad', says: item.refused === null ? changeWords(act.name, item) : whyWords(item.refused) }))} />
      <div className="form-foot"><Button type="primary" autoFocus disabled={fit.length === 0} onClick={onRun}>{t('console.bulk.run', { act: t(`codes.action.${act.name}`), n: fit.length })}</Button><Button type="text" onClick={onBack}>{t('console.bulk.back')}</Button></div>
    </>
  )
}

/** Works a run to its end, a chunk at a time; the page may go away at any moment and come back to it. */
function useWork(first: BulkRun | undefined, onMoved: () => void) {
  const [run, setRun] = useState(first)
  const [failure, setFailure] = useState('')
  const id = run?.id
  const waiting = run?.waiting ?? 0
  useEffect(() => {
    if (id === undefined || waiting === 0 || failure !== '') return undefined
    let isGone = false
    const ended = (next: BulkRun) => { if (!isGone) { setRun(next); onMoved() } }
    void call(workRun, { params: { id }, body: {} }).then(ended, (error: unknown) => { if (!isGone) setFailure(sayProblem(problemOf(error))) })
    return () => { isGone = true }
  }, [id, waiting, failure, onMoved])
  return { run, setRun, failure, again: () => setFailure('') }
}

function Progress({ first, onMoved, onClose }: { first: BulkRun; onMoved: () => void; onClose: () => void }) {
  const { run = first, setRun, failure, again } = useWork(first, onMoved)
  const [trouble, setTrouble] = useState('')
  const ended = run.total - run.waiting
  const undo = () => void call(undoRun, { params: { id: run.id }, body: {}, idempotencyKey: run.id }).then(setRun, (error: unknown) => setTrouble(sayProblem(problemOf(error))))
  const lines = run.items.filter((item) => item.state !== 'waiting').map((item): Line => ({
    id: item.id, no: item.complaintNo, what: item.keyword ?? t('console.bulk.not_there'), tone: item.state === 'done' ? 'good' : 'bad', says: item.state === 'done' ? t('console.bulk.state_done') : item.state === 'changed' ? t('console.bulk.state_changed') : whyWords(item.refused),
  }))
  return (
    <>
      <div className="bulk-sum" role="status">
        <strong>{run.waiting > 0 ? t('console.bulk.working', { n: ended, of: run.total }) : t(run.undoes === null ? 'console.bulk.ended' : 'console.bulk.undone', { n: run.done })}</strong>
        {run.refused + run.changed > 0 ? <span className="field-error">{t('console.bulk.not_done', { n: run.refused + run.changed })}</span> : null}
      </div>
      <progress className="bulk-progress" max={run.total} value={ended} aria-label={t('console.bulk.working', { n: ended, of: run.total })} />
      {failure === '' ? null : <p className="field-error" role="alert">{failure} <button type="button" className="text-button" onClick={again}>{t('console.bulk.go_on')}</button></p>}
      {trouble === '' ? null : <p className="field-error" role="alert">{trouble}</p>}
      <Lines lines={[...lines.filter((line) => line.tone === 'bad'), ...lines.filter((line) => line.tone !== 'bad')]} />
      {run.waiting > 0 ? <p className="hint">{t('console.bulk.may_leave')}</p> : (
        <div className="form-foot"><Button type="primary" autoFocus onClick={onClose}>{t('console.bulk.close')}</Button>{run.mayUndo ? <Button onClick={undo}>{t('console.bulk.undo')}</Button> : null}</div>
      )}
    </>
  )
}

type Stage = Readonly<{ items: readonly PreviewItem[]; act: Record<string, unknown> }>

async function previewOf(act: Record<string, unknown>, ids: readonly string[]): Promise<Stage> {
  return { act, items: (await call(previewBulk, { body: { act: act as never, ids: [...ids] } })).items }
}

/** Begins an act for these cases. */
export function BulkSheet({ act, ids: picked, onMoved, onClose }: { act: OfferedAct; ids: readonly string[]; onMoved: () => void; onClose: () => void }) {
  const reasons = useApi(listReasons, {}, { enabled: act.name === 'classification', staleTime: 300_000 }).data?.items ?? []
  const [ids] = useState(picked)
  const [stage, setStage] = useState<Stage | undefined>(undefined)
  const [run, setRun] = useState<BulkRun | undefined>(undefined)
  const [failure, setFailure] = useState('')
  const [key] = useState(() => crypto.randomUUID())
  const fields = act.fields(reasons)
  const preview = async (body: Record<string, unknown>) => setStage(await previewOf({ act: act.name, ...body }, ids))
  const tell = (error: unknown) => setFailure(sayProblem(problemOf(error)))
  const start = ({ act: wanted, items }: Stage) => void call(startRun, { body: { act: wanted as never, items: items.filter((item) => item.refused === null).map(({ id, version }) => ({ id, version })) }, idempotencyKey: key }).then(setRun, tell)
  const isPlain = fields.length === 0
  useEffect(() => { if (isPlain) void previewOf({ act: act.name }, ids).then(setStage, (error: unknown) => setFailure(sayProblem(problemOf(error)))) }, [isPlain, act.name, ids])
  return (
    <Sheet side title={t('console.bulk.title', { act: t(`codes.action.${act.name}`), n: ids.length })} onClose={onClose}>
      {failure === '' ? null : <p className="field-error" role="alert">{failure}</p>}
      {run !== undefined ? <Progress first={run} onMoved={onMoved} onClose={onClose} />
        : stage !== undefined ? <Preview act={act} items={stage.items} onRun={() => start(stage)} onBack={() => (isPlain ? onClose() : setStage(undefined))} />
          : isPlain ? (failure === '' ? <Skeleton rows={6} /> : null)
            : <ActionForm fields={fields} submit={t('console.bulk.preview')} send={preview} onCancel={onClose} consequence={t('console.bulk.preview_hint')} />}
    </Sheet>
  )
}

/** Goes on with a run that was cut off. */
export function RunSheet({ id, onMoved, onClose }: { id: string; onMoved: () => void; onClose: () => void }) {
  const found = useApi(getRun, { params: { id } })
  return <Sheet side title={t('console.bulk.unfinished')} onClose={onClose}>{found.data === undefined ? <Skeleton rows={6} /> : <Progress first={found.data} onMoved={onMoved} onClose={onClose} />}</Sheet>
}
