// The door of the practice room, in the house: what it is, and into it.
import { useState } from 'react'
import { getPractice, openPractice } from '../../contract/training.ts'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import './practice.css'

const points = ['cases', 'keys', 'alone', 'gone'] as const

/** Says what one may try here without fear, and opens the room. */
export default function PracticePage() {
  const { data, isPending, isError, error, refetch } = useApi(getPractice, {}, { staleTime: 0 })
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  if (isPending) return <Skeleton />
  if (isError) return <ErrorState error={error} retry={() => void refetch()} />
  const enter = () => {
    setBusy(true)
    setProblem(undefined)
    void call(openPractice, {}).then(() => location.assign('/practice/'), (failed: unknown) => { setProblem(sayProblem(problemOf(failed))); setBusy(false) })
  }
  return (
    <div className="page"><div className="page-inner practice-door">
      <PageHead title={t('console.floorRest.practice.title')} hint={t('console.floorRest.practice.hint')} />
      <div className="card practice-card">
        <ul>{points.map((point) => <li key={point}>{t(`console.floorRest.practice.point.${point}`)}</li>)}</ul>
        {data.off === null ? (
          <p><Button type="primary" loading={busy} onClick={enter}>{t(data.room === null ? 'console.floorRest.practice.open' : 'console.floorRest.practice.again')}</Button>{busy ? <span className="hint practice-wait" role="status">{t('console.floorRest.practice.wait')}</span> : null}</p>
        ) : <p className="quiet">{t(`console.floorRest.practice.off_${data.off}`)}</p>}
        {problem === undefined ? null : <p className="bad" role="alert">{problem}</p>}
      </div>
    </div></div>
  )
}
