// A year of a calendar: twelve months with rest, holidays and make-up days; one day at a time is told in full, by pointer, finger or arrow keys.
import { useState } from 'react'
import type { ReplyOf } from '../../contract/endpoint.ts'
import type { getCalendarDays } from '../../contract/sla.ts'
import { serverNow } from '../kit/clock.ts'
import { timeOfDay } from '../kit/time-words.ts'
import { t } from '../kit/words.ts'
import { fullDay, holidayName, kindName, monthName, plainDay, shortDay, weekdayNames } from './calendar-words.ts'

type Days = ReplyOf<typeof getCalendarDays>
type Day = Days['items'][number]

const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, PageUp: -28, PageDown: 28 }
const today = (): string => new Date(serverNow() + 8 * 3_600_000).toISOString().slice(0, 10)
const isMoved = (day: Day): boolean => day.kind === 'holiday' || day.kind === 'make_up_day'

/** What a day works, `09:00–12:00`; a stretch that ends at midnight ends at 24:00. */
function workedWords(day: Day): string {
  const end = (at: string): string => { const words = timeOfDay(Date.parse(at)); return words === '00:00' ? '24:00' : words }
  return day.worked.map((w) => `${timeOfDay(Date.parse(w.from))}–${end(w.to)}`).join(t('console.app.list_comma'))
}

function dayWords(day: Day, notices: Days['notices']): string {
  const notice = notices.find((n) => n.number === day.notice)
  const title = notice === undefined || notice.title === null || notice.title === notice.number ? '' : ` ${notice.title}`
  return [
    fullDay(day.on), kindName(day), ...(day.name === null ? [] : [holidayName(day.name)]), ...(day.worked.length === 0 ? [] : [workedWords(day)]),
    ...(day.notice === null ? [] : [`${day.notice}${title}`]), ...(day.covered ? [] : [t('console.calendar.uncovered_day')]),
  ].join(' · ')
}

/** For paper: neighbouring days alike on one line. */
function stretchesOf(items: readonly Day[]): string[] {
  const found: { first: Day; last: Day; at: number }[] = []
  for (const [at, day] of items.entries()) {
    const before = found.at(-1)
    if (!isMoved(day)) continue
    if (before?.at === at - 1 && before.first.kind === day.kind && before.first.name === day.name && before.first.notice === day.notice) Object.assign(before, { last: day, at })
    else found.push({ first: day, last: day, at })
  }
  return found.map(({ first, last }) => [first === last ? shortDay(first.on) : `${shortDay(first.on)} – ${shortDay(last.on)}`, kindName(first), first.name === null ? '' : holidayName(first.name), first.notice ?? ''].filter((part) => part !== '').join(' · '))
}

function DayCell({ day, label, isFocus, onReach, onMove }: { day: Day; label: string; isFocus: boolean; onReach: () => void; onMove: (key: string) => boolean }) {
  const mark = day.kind === 'holiday' ? t('console.calendar.mark_off') : day.kind === 'make_up_day' ? t('console.calendar.mark_work') : null
  return (
    <td>
      <button type="button" className={`day is-${day.kind}${day.covered ? '' : ' is-uncovered'}${day.kind === 'workday' && day.name !== null ? ' is-own' : ''}`} data-on={day.on} {...(mark === null ? {} : { 'data-mark': mark })} tabIndex={isFocus ? 0 : -1} aria-label={label} {...(day.on === today() ? { 'aria-current': 'date' as const } : {})}
        onFocus={onReach} onPointerEnter={onReach} onClick={onReach} onKeyDown={(event) => { if (onMove(event.key)) event.preventDefault() }}>
        <span className="num">{Number(day.on.slice(8))}</span>
      </button>
    </td>
  )
}

type Choice = { readonly on: string | undefined; readonly notices: Days['notices']; readonly reach: (on: string) => void; readonly move: (from: string, key: string) => boolean }

function Month({ month, days, choice }: { month: number; days: readonly Day[]; choice: Choice }) {
  const first = days[0]
  if (first === undefined) return null
  const lead = (new Date(`${first.on}T00:00:00Z`).getUTCDay() + 6) % 7
  const slots: (Day | null)[] = [...Array.from({ length: lead }, () => null), ...days]
  const weeks = Array.from({ length: Math.ceil(slots.length / 7) }, (_, i) => slots.slice(7 * i, 7 * i + 7))
  const [narrow, short] = [weekdayNames('narrow'), weekdayNames('short')]
  return (
    <table className="month">
      <caption>{monthName(month)}</caption>
      <thead><tr>{narrow.map((name, i) => <th key={i} scope="col" abbr={short[i]}>{name}</th>)}</tr></thead>
      <tbody>{weeks.map((week, i) => <tr key={i}>{Array.from({ length: 7 }, (_, k) => {
        const day = week[k]
        return day === undefined || day === null ? <td key={k} /> : <DayCell key={k} day={day} label={dayWords(day, choice.notices)} isFocus={day.on === choice.on} onReach={() => choice.reach(day.on)} onMove={(pressed) => choice.move(day.on, pressed)} />
      })}</tr>)}</tbody>
    </table>
  )
}

/** Draws the days of one year. The line above the months tells the day one is on. */
export function YearGrid({ year, found }: { year: number; found: Days }) {
  const [chosen, setChosen] = useState<string>()
  const { items, notices } = found
  const fallback = items.find((d) => d.on === today())?.on ?? items.find(isMoved)?.on ?? items[0]?.on
  const on = items.some((d) => d.on === chosen) ? chosen : fallback
  const told = items.find((d) => d.on === on)
  const move = (from: string, key: string): boolean => {
    const at = items.findIndex((d) => d.on === from)
    const to = key === 'Home' ? items.findIndex((d) => d.on.slice(0, 7) === from.slice(0, 7)) : key === 'End' ? items.findLastIndex((d) => d.on.slice(0, 7) === from.slice(0, 7)) : at + (steps[key] ?? 0)
    const target = items[to]
    if (to === at || target === undefined) return key in steps
    document.querySelector<HTMLElement>(`.year [data-on="${target.on}"]`)?.focus()
    return true
  }
  const count = (kind: Day['kind']): number => items.filter((d) => d.kind === kind).length
  const uncovered = items.find((d) => !d.covered)
  return (
    <section className="year" aria-label={t('console.calendar.year_of', { year })}>
      <p className="year-told" aria-live="polite">{told === undefined ? null : dayWords(told, notices)}</p>
      <p className="year-legend">
        <span>{t('console.calendar.count_worked', { n: count('workday') + count('make_up_day') })}</span>
        <span><span className="day is-holiday" aria-hidden="true"><span className="day-mark">{t('console.calendar.mark_off')}</span></span>{t('console.calendar.count_off', { n: count('holiday') })}</span>
        <span><span className="day is-make_up_day" aria-hidden="true"><span className="day-mark">{t('console.calendar.mark_work')}</span></span>{t('console.calendar.count_make_up', { n: count('make_up_day') })}</span>
        {uncovered === undefined ? null : <span><span className="day is-uncovered" aria-hidden="true" />{t('console.calendar.count_uncovered', { from: plainDay(uncovered.on) })}</span>}
      </p>
      <div className="months">
        {Array.from({ length: 12 }, (_, month) => (
          <Month key={month} month={month} days={items.filter((d) => Number(d.on.slice(5, 7)) === month + 1)} choice={{ on, notices, reach: setChosen, move }} />
        ))}
      </div>
      <ol className="year-list" aria-hidden="true">{stretchesOf(items).map((line) => <li key={line}>{line}</li>)}</ol>
    </section>
  )
}
