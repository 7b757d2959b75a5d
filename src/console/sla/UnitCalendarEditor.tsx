// The own calendar of a region or unit: its weekly hours and the days it differs on, proposed for a second person to confirm.
import type { BodyInputOf, ReplyOf } from '../../contract/endpoint.ts'
import { getUnitCalendar, proposeUnitCalendar } from '../../contract/sla.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import type { Field, Values } from '../kit/form.ts'
import { problemError } from '../kit/problem.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { useAct, useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { holidayName, hoursTyped, hoursWords, readHours, weekdayNames } from './calendar-words.ts'

type Own = ReplyOf<typeof getUnitCalendar>
type Body = BodyInputOf<typeof proposeUnitCalendar>
export type EditedUnit = { readonly id: string; readonly name: string }

const names = ['regional', 'duty', 'own', 'spring_festival', 'national_day', 'labour_day', 'new_year'] as const
const dayMs = 86_400_000

function fieldsOf(): Field[] {
  const isOwn = (values: Values) => values['own'] === true
  return [
    { kind: 'check', name: 'own', words: t('console.calendar.own_week'), hint: t('console.calendar.own_week_hint'), wide: true },
    ...weekdayNames('short').map((words, i): Field => ({ kind: 'line', name: `week${i}`, words, placeholder: '10:00-14:00, 15:30-19:30', max: 100, when: isOwn })),
    { kind: 'rows', name: 'days', words: t('console.calendar.own_days'), hint: t('console.calendar.own_days_hint'), add: t('console.calendar.add_day'), most: 60, wide: true, of: [
      { kind: 'line', name: 'on', words: t('console.calendar.from_day'), placeholder: '2027-02-05', max: 10 }, { kind: 'line', name: 'until', words: t('console.calendar.to_day'), placeholder: '2027-02-07', max: 10 },
      { kind: 'select', name: 'day', words: t('console.calendar.kind'), options: [{ value: 'off', words: t('console.calendar.day_off') }, { value: 'work', words: t('console.calendar.day_work') }] },
      { kind: 'line', name: 'hours', words: t('console.calendar.hours'), placeholder: '10:00-12:00', hint: t('console.calendar.hours_hint'), max: 100, when: (values) => values['day'] !== 'off' },
      { kind: 'select', name: 'name', words: t('console.calendar.what'), options: names.map((value) => ({ value, words: holidayName(value) })) }, { kind: 'line', name: 'notice', words: t('console.calendar.basis'), hint: t('console.calendar.basis_hint'), max: 80 },
    ] },
    { kind: 'line', name: 'reason', words: t('console.calendar.why'), required: true, max: 200, wide: true },
  ]
}

type OwnDay = Own['days'][number]
const same = (a: OwnDay, b: OwnDay): boolean => a.day === b.day && a.name === b.name && a.notice === b.notice && hoursTyped(a.hours ?? []) === hoursTyped(b.hours ?? [])

/** Neighbouring days alike become one row. */
function givenOf(own: Own): Values {
  const rows: { first: OwnDay; last: OwnDay }[] = []
  for (const day of own.days) {
    const row = rows.at(-1)
    if (row !== undefined && same(row.first, day) && Date.parse(day.on) - Date.parse(row.last.on) === dayMs) row.last = day
    else rows.push({ first: day, last: day })
  }
  const weekly = own.ownWeekly ?? own.weekly
  return {
    own: own.ownWeekly !== null, ...Object.fromEntries(weekly.map((hours, i) => [`week${i}`, hoursTyped(hours)])),
    days: rows.length === 0 ? [{}] : rows.map(({ first, last }) => ({ on: first.on, until: last.on === first.on ? '' : last.on, day: first.day, hours: first.hours === null ? '' : hoursTyped(first.hours), name: first.name, notice: first.notice })),
  }
}

type Row = { on?: string; until?: string; day?: 'off' | 'work'; hours?: string; name?: string; notice?: string }

/** What was typed as the wire wants it. @throws a problem naming each field that can't be read. */
function bodyOf(typed: Record<string, unknown>): Body {
  const wrong: { path: string; code: string }[] = []
  const read = (path: string, text: unknown) => {
    const hours = readHours(String(text ?? ''))
    if (hours === undefined) wrong.push({ path, code: 'field.hours' })
    return hours ?? []
  }
  const weekly = typed['own'] === true ? Array.from({ length: 7 }, (_, i) => read(`week${i}`, typed[`week${i}`])) : null
  const rows = ((typed['days'] ?? []) as Row[]).map((row, i) => ({ row, i })).filter(({ row }) => Object.keys(row).length > 0)
  const days = rows.flatMap(({ row, i }) => {
    const [first, last] = [Date.parse(`${row.on ?? ''}T00:00:00Z`), Date.parse(`${row.until ?? row.on ?? ''}T00:00:00Z`)]
    for (const [name, at] of [['on', first], ['until', last]] as const) if (Number.isNaN(at)) wrong.push({ path: `days.${i}.${name}`, code: 'invalid_format' })
    if (last < first || last - first > 60 * dayMs) wrong.push({ path: `days.${i}.until`, code: 'invalid' })
    for (const name of ['day', 'name', 'notice'] as const) if (row[name] === undefined) wrong.push({ path: `days.${i}.${name}`, code: 'required' })
    const hours = row.day === 'work' && row.hours !== undefined ? read(`days.${i}.hours`, row.hours) : null
    if (wrong.length > 0) return []
    return Array.from({ length: (last - first) / dayMs + 1 }, (_, k) => ({ on: new Date(first + k * dayMs).toISOString().slice(0, 10), day: row.day ?? 'off', hours, name: row.name ?? 'own', notice: row.notice ?? '' }))
  })
  if (wrong.length > 0) throw problemError({ status: 400, code: 'malformed', params: {}, fields: wrong })
  return { weekly, days, reason: String(typed['reason']) }
}

function Editor({ own, onProposed }: { own: Own; onProposed: (id: string) => void }) {
  const propose = useAct(proposeUnitCalendar)
  return (
    <>
      {own.from.length === 0 ? null : <p className="notice"><span>{t('console.calendar.lies_on', { units: own.from.map((u) => u.name).join(t('console.app.list_comma')) })}</span></p>}
      <p className="hint">{t('console.calendar.week_now')} {own.weekly.map((hours, i) => ({ name: weekdayNames('short')[i] ?? '', hours })).filter(({ hours }, i, all) => i === 0 || hoursTyped(hours) !== hoursTyped(all[i - 1]?.hours ?? [])).map(({ name, hours }) => `${name} ${hoursWords(hours)}`).join(' · ')}</p>
      <ActionForm two submit={t('console.calendar.do_propose')} consequence={t('console.calendar.consequence_import')} fields={fieldsOf()} given={givenOf(own)}
        send={async (typed) => onProposed((await propose.mutateAsync({ params: { id: own.unit.id }, body: bodyOf(typed) })).id)} />
    </>
  )
}

/** Shows the sheet of one unit; `onProposed` gets the new change. */
export function UnitCalendarEditor({ unit, onClose, onProposed }: { unit: EditedUnit; onClose: () => void; onProposed: (id: string) => void }) {
  const found = useApi(getUnitCalendar, { params: { id: unit.id } }, { staleTime: 0 })
  return (
    <Sheet side title={t('console.calendar.edit_unit', { name: unit.name })} onClose={onClose}>
      {found.isPending ? <Skeleton /> : found.isError ? <ErrorState error={found.error} retry={() => void found.refetch()} /> : <Editor own={found.data} onProposed={onProposed} />}
    </Sheet>
  )
}
