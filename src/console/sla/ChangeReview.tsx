// A change of a calendar under review: what is doubtful, day by day what it changes, which deadlines move; then in force by a second person, or taken back.
import { useState } from 'react'
import { Link } from 'react-router'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { confirmCalendarChange, getCalendarChange, previewCalendarChange, withdrawCalendarChange } from '../../contract/sla.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { holidayName, hoursWords, kindName, plainDay, shortDay, weekdayNames } from './calendar-words.ts'
import type { Minutes } from './calendar-words.ts'

type Detail = ReplyOf<typeof getCalendarChange>
type Standing = Detail['days'][number]['before']

/** Everything on the screen that a change of a calendar makes old. */
export const again = (): Promise<void> => forget('/api/calendar', '/api/unit-calendars')

const sameHours = (a: readonly Minutes[], b: readonly Minutes[]): boolean => a.length === b.length && a.every((h, i) => h.from === b[i]?.from && h.to === b[i].to)

/** Hours are told where they are what changes: not of a day that is simply given up. */
function standingWords(day: Standing, other: Standing, isAfter: boolean): string {
  const named = day.name === null || (day.kind === 'workday' && day.name === other.name) ? '' : ` · ${holidayName(day.name)}`
  const hours = day.hours.length > 0 && (isAfter || other.hours.length > 0) && !sameHours(day.hours, other.hours) ? ` ${hoursWords(day.hours)}` : ''
  return `${kindName(day)}${hours}${named}`
}

function DayTable({ days }: { days: Detail['days'] }) {
  const altered = days.filter((d) => d.alters)
  const rest = days.length - altered.length
  return (
    <>
      {altered.length === 0 ? <p className="quiet">{t('console.calendar.nothing_altered')}</p> : (
        <div className="card table-wrap"><table className="plain is-short day-diff"><thead><tr><th scope="col">{t('console.calendar.day')}</th><th scope="col">{t('console.calendar.before')}</th><th scope="col">{t('console.calendar.after')}</th></tr></thead>
          <tbody>{altered.map((d, i) => <tr key={d.on}><th scope="row" className="num">{shortDay(d.on)}{altered[i - 1]?.on.slice(0, 4) === d.on.slice(0, 4) ? null : <span className="hint"> {d.on.slice(0, 4)}</span>}</th><td className="quiet">{standingWords(d.before, d.after, false)}</td><td><strong className={`diff-after is-${d.after.kind}`}>{standingWords(d.after, d.before, true)}</strong></td></tr>)}</tbody></table></div>
      )}
      {rest === 0 ? null : <p className="hint">{t('console.calendar.unaltered', { n: rest })}</p>}
    </>
  )
}

function WeekTable({ weekly }: { weekly: NonNullable<Detail['weekly']> }) {
  return (
    <div className="card table-wrap"><table className="plain is-short day-diff"><thead><tr><th scope="col">{t('console.calendar.weekday')}</th><th scope="col">{t('console.calendar.before')}</th><th scope="col">{t('console.calendar.after')}</th></tr></thead>
      <tbody>{weekdayNames('short').map((name, i) => { const [was, is] = [weekly.before[i] ?? [], weekly.after[i] ?? []]; return <tr key={name}><th scope="row">{name}</th><td className="quiet num">{hoursWords(was)}</td><td className="num">{sameHours(was, is) ? <span className="quiet">{t('console.calendar.same')}</span> : <strong>{hoursWords(is)}</strong>}</td></tr> })}</tbody></table></div>
  )
}

function Doubts({ detail }: { detail: Detail }) {
  const { doubts, refused } = detail
  if (refused !== null) return <p className="notice is-overdue"><Icon name="alarm" /><span>{t(`errors.${refused.code}`, refused.params as Record<string, string>)}</span></p>
  if (detail.change.kind === 'unit') return null
  if (doubts.length === 0) return <p className="notice is-good"><Icon name="check" /><span>{t('console.calendar.no_doubts')}</span></p>
  return (
    <ul className="doubts">{doubts.map((d, i) => (
      <li key={i}><Icon name="question" size={14} /><span>{d.on === null ? null : <strong className="num">{shortDay(d.on)} </strong>}{t(`console.calendar.doubt_${d.code}`, { ...d.params, ...(typeof d.params['name'] === 'string' ? { name: holidayName(d.params['name']) } : {}) })}</span></li>
    ))}</ul>
  )
}

function Moves({ id }: { id: string }) {
  const found = useApi(previewCalendarChange, { params: { id } }, { staleTime: 60_000 })
  if (found.isPending) return <Skeleton rows={2} />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  const { looked, more, firm, moved, items } = found.data
  if (looked === 0) return <p className="quiet">{t('console.calendar.no_provisional')}</p>
  return (
    <>
      <p>{t('console.calendar.moves_firm', { n: firm })}{t('console.calendar.moves_moved', { n: moved })}{more ? ` ${t('console.calendar.moves_more', { n: looked })}` : ''}</p>
      {items.length === 0 ? null : (
        <div className="card table-wrap"><table className="plain is-short"><thead><tr><th scope="col">{t('console.calendar.case')}</th><th scope="col">{t('console.calendar.clock')}</th><th scope="col">{t('console.calendar.due_before')}</th><th scope="col">{t('console.calendar.due_after')}</th></tr></thead>
          <tbody>{items.map(({ complaint, kind, before, after }) => {
            const rolls = before.dueAt === after.dueAt
            return <tr key={`${complaint.id} ${kind}`}><td className="num"><Link to={`/queue/${complaint.id}`}>{complaint.complaintNo}</Link></td><td>{t(`clocks.kind.${kind}`)}{rolls ? <span className="hint"> {t('console.calendar.rolled')}</span> : null}</td><td className="quiet"><Moment at={rolls ? before.rolledDueAt ?? before.dueAt : before.dueAt} /></td><td><Moment at={rolls ? after.rolledDueAt ?? after.dueAt : after.dueAt} />{after.provisional ? <span className="hint"> {t('console.calendar.still_provisional')}</span> : null}</td></tr>
          })}</tbody></table></div>
      )}
    </>
  )
}

function Acts({ detail, onDone }: { detail: Detail; onDone: (what: 'confirmed' | 'withdrawn') => void }) {
  const [busy, setBusy] = useState(false)
  const [leaving, setLeaving] = useState(false)
  const { change, against, own, refused } = detail
  const confirm = async () => {
    setBusy(true)
    try {
      await call(confirmCalendarChange, { params: { id: change.id }, body: { against } })
      toast(t('console.calendar.confirmed'))
      onDone('confirmed')
    } catch (error) {
      toast(sayProblem(problemOf(error)), 'bad')
      void again()
    } finally { setBusy(false) }
  }
  if (leaving) return <ActionForm submit={t(own ? 'console.calendar.take_back' : 'console.calendar.refuse')} onCancel={() => setLeaving(false)} fields={[{ kind: 'line', name: 'reason', words: t('console.calendar.why'), required: true, max: 200, wide: true }]}
    send={async (body) => { await call(withdrawCalendarChange, { params: { id: change.id }, body: { reason: String(body['reason']) } }); toast(t('console.calendar.withdrawn')); onDone('withdrawn') }} />
  return (
    <>
      {own ? <p className="consequence">{t('console.calendar.own_waits')}</p> : <p className="consequence">{t('console.calendar.consequence_confirm')}</p>}
      <div className="form-foot">
        {own ? null : <Button type="primary" loading={busy} disabled={refused !== null} onClick={() => void confirm()}>{t('console.calendar.do_confirm')}</Button>}
        <Button onClick={() => setLeaving(true)}>{t(own ? 'console.calendar.take_back' : 'console.calendar.refuse')}</Button>
      </div>
    </>
  )
}

function Body({ detail, onDone }: { detail: Detail; onDone: (what: 'confirmed' | 'withdrawn') => void }) {
  const { change, coverage, days, weekly, units, replaces } = detail
  return (
    <div className="review">
      <dl className="review-facts">
        {change.number === null ? null : <div><dt>{t('console.calendar.number')}</dt><dd>{change.number}{change.publishedOn === null ? null : <span className="hint"> {t('console.calendar.published', { on: plainDay(change.publishedOn) })}</span>}{replaces ? <span className="hint"> {t('console.calendar.replaces')}</span> : null}</dd></div>}
        {coverage.before === coverage.after ? null : <div><dt>{t('console.calendar.coverage')}</dt><dd className="num">{plainDay(coverage.before)} → <strong>{plainDay(coverage.after)}</strong></dd></div>}
        <div><dt>{t('console.calendar.proposed')}</dt><dd>{change.proposedBy.name} · <Moment at={change.proposedAt} />{change.reason === null ? null : <span className="hint"> {change.reason}</span>}</dd></div>
        {change.settledBy === null || change.settledAt === null ? null : <div><dt>{t(`console.calendar.state_${change.state}`)}</dt><dd>{change.settledBy.name} · <Moment at={change.settledAt} />{change.settleReason === null ? null : <span className="hint"> {change.settleReason}</span>}</dd></div>}
        {units.length === 0 ? null : <div><dt>{t('console.calendar.touches')}</dt><dd>{units.map((u) => u.name).join(t('console.app.list_comma'))}</dd></div>}
      </dl>
      {change.state === 'proposed' ? <Doubts detail={detail} /> : null}
      {weekly === null ? null : <><h3>{t('console.calendar.week')}</h3><WeekTable weekly={weekly} /></>}
      {days.length === 0 ? null : <><h3>{t('console.calendar.difference')}</h3><DayTable days={days} /></>}
      {change.state === 'proposed' && detail.refused === null ? <><h3>{t('console.calendar.moves')}</h3><Moves id={change.id} /></> : null}
      {change.state === 'proposed' ? <Acts detail={detail} onDone={onDone} /> : null}
    </div>
  )
}

/** Shows the sheet of one change. */
export function ChangeReview({ id, onClose }: { id: string; onClose: (what?: 'confirmed' | 'withdrawn') => void }) {
  const found = useApi(getCalendarChange, { params: { id } }, { staleTime: 0 })
  return (
    <Sheet side title={found.data?.change.title ?? t('console.calendar.review')} onClose={() => onClose()}>
      {found.isPending ? <Skeleton /> : found.isError ? <ErrorState error={found.error} retry={() => void found.refetch()} /> : <Body detail={found.data} onDone={(what) => { onClose(what); void again() }} />}
    </Sheet>
  )
}
