// How far the warnings of likely breaches can be trusted: what came true, what was a false alarm, what nobody foresaw.
import { measureClockWarnings } from '../../contract/ladders.ts'
import { Panel } from '../kit/Panel.tsx'
import { useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'

const days = 30
const percent = (share: number): number => Math.round(share * 100)

/** A panel for who leads the floor. */
export function WarningMeasure() {
  const { data } = useApi(measureClockWarnings, { query: { days: String(days) } }, { staleTime: 60_000 })
  if (data === undefined) return null
  return (
    <Panel title={t('console.ladder.measure', { days })}>
      {data.warned === 0 ? <p className="hint">{t('console.ladder.unmeasured')}</p> : (
        <>
          <p>{t('console.ladder.measured', data)}</p>
          <p className="quiet">{[data.falseAlarms === null ? null : t('console.ladder.false_alarms', { percent: percent(data.falseAlarms) }), data.foreseen === null ? null : t('console.ladder.foreseen', { percent: percent(data.foreseen) })].filter((line) => line !== null).join(t('console.app.list_semicolon'))}</p>
        </>
      )}
    </Panel>
  )
}
