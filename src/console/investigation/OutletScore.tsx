// How the unit does against the middle of its region: shares with what is behind them, nothing where that is too little, and no ranks.
import { getUnitScore } from '../../contract/outlet.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'

type Line = ReplyOf<typeof getUnitScore>['lines'][number]

/** More is better for one measure only. */
const better = (line: Line): 'better' | 'worse' | 'same' | null => {
  if (line.value === null || line.median === null) return null
  const ahead = line.measure === 'in_time' ? line.value - line.median : line.median - line.value
  const enough = line.measure === 'answer_minutes' ? Math.max(10, line.median * 0.1) : 0.02
  return Math.abs(ahead) < enough ? 'same' : ahead > 0 ? 'better' : 'worse'
}

function sayValue(measure: Line['measure'], value: number): string {
  if (measure !== 'answer_minutes') return t('console.outletPage.score.percent', { n: Math.round(value * 100) })
  return value < 120 ? t('console.outletPage.score.minutes', { n: Math.round(value) }) : t('console.outletPage.score.hours', { n: Math.round(value / 6) / 10 })
}

function Row({ line, least, leastUnits }: { line: Line; least: number; leastUnits: number }) {
  const verdict = better(line)
  return (
    <li className="score-row">
      <div><h2>{t(`console.outletPage.score.name.${line.measure}`)}</h2><p className="hint">{t(`console.outletPage.score.over.${line.measure}`, { n: line.of })}</p></div>
      <div className="score-figures">
        <strong className={line.value === null ? 'is-none' : 'num'}>{line.value === null ? t('console.outletPage.score.too_few', { n: least }) : sayValue(line.measure, line.value)}</strong>
        <span className="hint num">{line.median === null ? t('console.outletPage.score.no_median', { n: leastUnits }) : t('console.outletPage.score.median', { value: sayValue(line.measure, line.median), n: line.units })}</span>
        {verdict === null ? null : <span className={`score-verdict is-${verdict}`}><Icon name={verdict === 'better' ? 'check' : verdict === 'worse' ? 'alarm' : 'clock'} size={14} />{t(`console.outletPage.score.${verdict}`)}</span>}
      </div>
    </li>
  )
}

/** Draws the scorecard of the viewer's unit. */
export function OutletScore() {
  const found = useApi(getUnitScore, {})
  if (found.isPending) return <Skeleton rows={6} />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  const { unit, region, days, least, leastUnits, learntAt, lines } = found.data
  if (learntAt === null) return <Empty icon="history" title={t('console.outletPage.score.none')} hint={t('console.outletPage.score.none_hint')} />
  return (
    <section className="order-card card is-answered">
      <p className="outlet-lead">{unit.name}</p>
      <p className="hint">{t('console.outletPage.score.about', { days, region: region ?? '' })} <Moment at={learntAt} /></p>
      <ul className="score">{lines.map((line) => <Row key={line.measure} line={line} least={least} leastUnits={leastUnits} />)}</ul>
      <p className="hint">{t('console.outletPage.score.no_rank')}</p>
    </section>
  )
}
