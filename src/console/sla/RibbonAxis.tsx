// The days behind the ribbon: dates, working time shaded, rest and make-up days marked by letter and pattern, uncovered days hatched.
import { dateOf, dayAt, dayMillis, startOfDay } from '../../domain/sla/days.ts'
import { hasWords, t } from '../kit/words.ts'
import type { CalendarDays } from './ribbon-rows.ts'
import { daysOf, labelStep, stretchOf } from './ribbon-scale.ts'
import type { Scale } from './ribbon-scale.ts'

/** From this width on a day shows its hours and its letter. */
const roomyPx = 16

type Props = { scale: Scale; days: CalendarDays | undefined; width: number }
type Day = CalendarDays['items'][number]

function dayTitle(day: Day, titles: ReadonlyMap<string, string | null>): string {
  const name = day.name === null ? '' : hasWords(`clocks.holiday.${day.name}`) ? t(`clocks.holiday.${day.name}`) : day.name
  const notice = day.notice === null ? undefined : [day.notice, titles.get(day.notice)].filter(Boolean).join(' ')
  return [day.on, t(`console.deadline.day_kind_${day.kind}`, { holiday: name }), notice, day.covered ? undefined : t('console.deadline.uncovered')].filter(Boolean).join(' · ')
}

/** Dates above the rows; a letter says what the colour says. */
export function RibbonDates({ scale, days, width }: Props) {
  const step = labelStep(scale, width)
  const roomy = width / daysOf(scale) >= roomyPx
  const known = new Map(days?.items.map((day) => [day.on, day]))
  const titles = new Map(days?.notices.map((n) => [n.number, n.title]))
  return (
    <div className="ribbon-dates">
      {Array.from({ length: daysOf(scale) }, (_, i) => {
        const from = scale.from + i * dayMillis
        const on = dateOf(dayAt(from))
        const day = known.get(on)
        const letter = day?.kind === 'holiday' ? t('console.deadline.rest') : day?.kind === 'make_up_day' ? t('console.deadline.make_up') : ''
        const style = stretchOf(scale, from, from + dayMillis)
        return style === null ? null : (
          <span key={on} className={`ribbon-date is-${day?.kind ?? 'unknown'}${day?.covered === false ? ' is-uncovered' : ''}`} style={style} title={day === undefined ? on : dayTitle(day, titles)}>
            {i % step === 0 ? <span className="num">{Number(on.slice(5, 7))}/{Number(on.slice(8))}</span> : null}
            {roomy && letter !== '' ? <b>{letter}</b> : null}
          </span>
        )
      })}
    </div>
  )
}

/** The shading behind the rows. */
export function RibbonGround({ scale, days, width }: Props) {
  const roomy = width / daysOf(scale) >= roomyPx
  const bands = (day: Day) => {
    const start = startOfDay(dayAt(Date.parse(`${day.on}T00:00:00+08:00`)))
    const whole = stretchOf(scale, start, start + dayMillis)
    const worked = roomy ? day.worked.map((w) => ({ key: w.from, style: stretchOf(scale, Date.parse(w.from), Date.parse(w.to)) })) : day.worked.length > 0 ? [{ key: day.on, style: whole }] : []
    return (
      <span key={day.on} className="ribbon-day">
        {whole === null ? null : <span className={`ribbon-band is-${day.kind}${day.covered ? '' : ' is-uncovered'}`} style={whole} />}
        {worked.map(({ key, style }) => (style === null ? null : <span key={key} className="ribbon-band is-worked" style={style} />))}
      </span>
    )
  }
  return <div className="ribbon-ground" aria-hidden="true">{days?.items.map(bands)}</div>
}
