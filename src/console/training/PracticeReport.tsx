// What was done well in the practice room and what was missed, case by case; kind, and with what to try next.
import { getPracticeReport } from '../../contract/training.ts'
import type { PracticeReport as Report } from '../../contract/training.ts'
import { Icon } from '../kit/Icon.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'

const icons = { good: 'check', missed: 'alarm', open: 'hourglass' } as const

function Lessons({ each }: { each: Report['cases'][number] }) {
  return (
    <section className="practice-case">
      <h3>{each.keyword} <span className="hint mono">{spokenNo(each.complaintNo)}</span></h3>
      <ul>
        {each.lessons.map(({ code, result, because }) => (
          <li key={code} className={`is-${result}`}><Icon name={icons[result]} /><span className="practice-what">{t(`console.floorRest.lesson.${code}`)}<span className="sr"> {t(`console.floorRest.result.${result}`)}</span></span><span>{t(`console.floorRest.because.${because}`)}</span></li>
        ))}
      </ul>
    </section>
  )
}

/** The lessons of the room as it stands now. */
export function PracticeReport() {
  const { data, isPending, isError, error, refetch } = useApi(getPracticeReport, {}, { staleTime: 0 })
  if (isPending) return <Skeleton rows={5} />
  if (isError) return <ErrorState error={error} retry={() => void refetch()} />
  const worked = data.cases.filter((each) => each.touched)
  if (worked.length === 0) return <Empty icon="note" title={t('console.floorRest.practice.nothing')} hint={t('console.floorRest.practice.nothing_hint')} />
  const [good, missed] = (['good', 'missed'] as const).map((result) => worked.flatMap((each) => each.lessons).filter((lesson) => lesson.result === result).length)
  return (
    <div className="practice-report">
      <p className="practice-sum">{t('console.floorRest.practice.sum', { cases: worked.length, good, missed })}</p>
      {worked.map((each) => <Lessons key={each.id} each={each} />)}
    </div>
  )
}
