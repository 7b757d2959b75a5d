// The roster of a week: who works when, who is away, what each can do; planned by template for many people and days at once.
import { useState } from 'react'
import { Button } from '../kit/Button.tsx'
import { useSearchParams } from 'react-router'
import { dropShift, endAbsence, listDuty, listShiftTemplates, planShifts, recordAbsence, setShiftTemplate, setSkills } from '../../contract/duty.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { channels, reasonCodes } from '../../domain/complaints/vocabulary.ts'
import { absenceKinds } from '../../domain/identity/duty-words.ts'
import { languageCodes } from '../../domain/identity/skills.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import { serverNow } from '../kit/clock.ts'
import type { Field, Option, Values } from '../kit/form.ts'
import { Icon } from '../kit/Icon.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { timeOfDay } from '../kit/time-words.ts'
import { toast } from '../kit/toast.tsx'
import { forget, useApi, usePages } from '../kit/use-api.ts'
import { currentLocale, label, t } from '../kit/words.ts'
import '../kit/form.css'
import '../identity/duty.css'

type Person = ReplyOf<typeof listDuty>['items'][number]
type Shift = Person['shifts'][number]
type Absence = Person['absences'][number]
type Template = ReplyOf<typeof listShiftTemplates>['items'][number]
type Doing = { what: 'plan' } | { what: 'skills' | 'away'; who: Person } | { what: 'shift'; who: Person; shift: Shift } | { what: 'absence'; who: Person; absence: Absence }

const day = 86_400_000
const zone = 8 * 3_600_000
const codes = (kind: string, list: readonly string[]): Option[] => list.map((value) => ({ value, words: label(kind, value) }))
const reasonOptions = (): Option[] => reasonCodes.map((value) => ({ value, words: t(`reasons.first.${value}`) }))

/** Midnight of the business day's week, which begins on Monday. */
function weekStart(at: number): number {
  const today = Math.floor((at + zone) / day)
  return (today - ((today + 3) % 7)) * day - zone
}

const dayCode = (at: number): string => new Date(at + zone).toISOString().slice(0, 10)
const written = (at: number, options: Intl.DateTimeFormatOptions): string => new Intl.DateTimeFormat(currentLocale(), { timeZone: 'Asia/Shanghai', ...options }).format(at)
const dayWords = (at: number): string => `${written(at, { weekday: 'short' })} ${written(at, { day: 'numeric' })}`
const span = (from: string, to: string): string => `${timeOfDay(Date.parse(from))}–${timeOfDay(Date.parse(to))}`

function templateWords({ code, fromMinute, minutes }: Template): string {
  const at = (minute: number) => `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
  return `${label('shift', code)} ${at(fromMinute)}–${at(fromMinute + minutes)}`
}

function skillWords({ skills }: Person): string {
  const more = [...skills.languages.filter((each) => each !== 'zh').map((each) => label('language', each)), ...skills.reasons.map((each) => t(`reasons.first.${each}`)), ...skills.channels.map((each) => label('channel', each)), ...(skills.keyCustomers ? [t('console.duty.skill_key_customer')] : []), ...(skills.regulator ? [t('console.duty.skill_regulator')] : [])]
  return more.length === 0 ? t('console.duty.ordinary') : more.join(t('console.duty.list_comma'))
}

function Row({ who, days, picked, onPick, onDo }: { who: Person; days: readonly number[]; picked: boolean; onPick: () => void; onDo: (doing: Doing) => void }) {
  const today = dayCode(serverNow())
  return (
    <tr>
      <th scope="row"><label className="check"><input type="checkbox" checked={picked} onChange={onPick} aria-label={t('console.duty.pick', { name: who.name })} /><span>{who.name}<span className="hint"> {label('role', who.roleCode)} · {who.unit.name}</span></span></label></th>
      <td><button type="button" className="text-button" onClick={() => onDo({ what: 'skills', who })}>{skillWords(who)}</button><span className="hint num"> {who.open}/{who.capacity}</span></td>
      {days.map((at) => (
        <td key={at} className={`day${dayCode(at) === today ? ' is-today' : ''}`} data-day={dayWords(at)}>
          <span className="cell">
            {who.absences.filter((each) => Date.parse(each.from) < at + day && Date.parse(each.to) > at).map((each) => <button key={each.id} type="button" onClick={() => onDo({ what: 'absence', who, absence: each })}><Tag tone="outline" icon="pause">{label('absence', each.kind)}</Tag></button>)}
            {who.shifts.filter((each) => Date.parse(each.from) >= at && Date.parse(each.from) < at + day).map((each) => <button key={each.id} type="button" title={span(each.from, each.to)} onClick={() => onDo({ what: 'shift', who, shift: each })}><Tag>{label('shift', each.code)}</Tag></button>)}
          </span>
        </td>
      ))}
      <td><span className="row-acts"><button type="button" className="text-button" onClick={() => onDo({ what: 'away', who })}>{t('console.duty.away')}</button></span></td>
    </tr>
  )
}

type Form = { title: string; fields: readonly Field[]; given?: Values; submit: string; consequence?: string; danger?: boolean; send: (body: Record<string, unknown>) => Promise<unknown> }

function formOf(doing: Doing, picked: readonly Person[], days: readonly number[], templates: readonly Template[]): Form {
  const key = crypto.randomUUID()
  switch (doing.what) {
    case 'plan': return {
      title: t('console.duty.plan_for', { count: picked.length }), submit: t('console.duty.plan'),
      fields: [{ kind: 'radio', name: 'code', words: t('console.duty.shift'), options: templates.map((each) => ({ value: each.code, words: templateWords(each) })), required: true }, { kind: 'many', name: 'days', words: t('console.duty.days'), options: days.map((at) => ({ value: dayCode(at), words: dayWords(at) })), required: true }],
      given: { code: 'early', days: days.filter((at) => at + day > serverNow()).slice(0, 5).map(dayCode) },
      send: async (body) => { const { planned, there } = await call(planShifts, { body: { ...(body as { code: Shift['code']; days: string[] }), userIds: picked.map((each) => each.id) }, idempotencyKey: key }); toast(t('console.duty.planned', { planned, there })) },
    }
    case 'skills': return {
      title: `${t('console.duty.skills')} · ${doing.who.name}`, submit: t('console.duty.save'), consequence: t('console.duty.skills_hint'),
      fields: [{ kind: 'many', name: 'languages', words: t('console.duty.languages'), options: codes('language', languageCodes) }, { kind: 'many', name: 'reasons', words: t('console.duty.reasons'), options: reasonOptions() }, { kind: 'many', name: 'channels', words: t('console.duty.channels'), options: codes('channel', channels) },
        { kind: 'check', name: 'keyCustomers', words: t('console.duty.skill_key_customer') }, { kind: 'check', name: 'regulator', words: t('console.duty.skill_regulator') }, { kind: 'number', name: 'capacity', words: t('console.duty.capacity'), min: 0, max: 500, required: true }],
      given: { ...doing.who.skills, capacity: String(doing.who.capacity) },
      send: ({ capacity, languages = [], reasons = [], channels: by = [], ...rest }) => call(setSkills, { params: { id: doing.who.id }, body: { capacity: Number(capacity), skills: { languages, reasons, channels: by, ...rest } as Person['skills'] } }),
    }
    case 'away': return {
      title: `${t('console.duty.away')} · ${doing.who.name}`, submit: t('console.duty.record_away'), consequence: t('console.duty.away_hint'),
      fields: [{ kind: 'radio', name: 'kind', words: t('console.duty.why'), options: codes('absence', absenceKinds), required: true }, { kind: 'moment', name: 'from', words: t('console.duty.from'), required: true }, { kind: 'moment', name: 'to', words: t('console.duty.to'), required: true }],
      given: { kind: 'leave', from: new Date(serverNow() + zone).toISOString().slice(0, 16), to: new Date(Math.floor((serverNow() + zone) / day) * day + day).toISOString().slice(0, 16) },
      send: (body) => call(recordAbsence, { body: { ...(body as { kind: Absence['kind']; from: string; to: string }), userId: doing.who.id }, idempotencyKey: key }),
    }
    case 'shift': return { title: `${label('shift', doing.shift.code)} ${span(doing.shift.from, doing.shift.to)} · ${doing.who.name}`, fields: [], submit: t('console.duty.drop_shift'), danger: true, send: () => call(dropShift, { params: { id: doing.shift.id } }) }
    case 'absence': return { title: `${label('absence', doing.absence.kind)} · ${doing.who.name}`, fields: [], submit: t('console.duty.end_absence'), consequence: t('console.duty.end_absence_hint'), send: () => call(endAbsence, { params: { id: doing.absence.id } }) }
  }
}

/** When each shift begins and how long it lasts; shifts planned already keep theirs. */
function Templates({ items }: { items: readonly Template[] }) {
  const [changing, setChanging] = useState<Template | undefined>(undefined)
  return (
    <div className="row-acts">
      <span className="hint">{t('console.duty.shift_times')}</span>
      {items.map((each) => <button key={each.code} type="button" className="text-button num" title={t('console.duty.template_hint')} onClick={() => setChanging(each)}>{templateWords(each)}</button>)}
      {changing === undefined ? null : (
        <Sheet side title={label('shift', changing.code)} onClose={() => setChanging(undefined)}>
          <ActionForm fields={[{ kind: 'line', name: 'begins', words: t('console.duty.begins'), required: true, placeholder: '07:00', max: 5 }, { kind: 'number', name: 'hours', words: t('console.duty.hours'), required: true, min: 1, max: 16 }]}
            given={{ begins: `${String(Math.floor(changing.fromMinute / 60)).padStart(2, '0')}:${String(changing.fromMinute % 60).padStart(2, '0')}`, hours: String(changing.minutes / 60) }} submit={t('console.duty.save')} consequence={t('console.duty.template_hint')}
            send={async ({ begins, hours }) => {
              const [, h, m] = /^(\d{1,2}):(\d{2})$/.exec(String(begins)) ?? []
              await call(setShiftTemplate, { params: { code: changing.code }, body: { fromMinute: h === undefined ? -1 : Number(h) * 60 + Number(m), minutes: Math.round(Number(hours) * 60) } })
              setChanging(undefined)
              await forget(listShiftTemplates.path)
            }} />
        </Sheet>
      )}
    </div>
  )
}

/** Shows the page; the week and the search stand in the address. */
export default function DutyPage() {
  const [search, setSearch] = useSearchParams()
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [doing, setDoing] = useState<Doing | undefined>(undefined)
  const week = weekStart(Date.parse(search.get('week') ?? '') || serverNow())
  const days = Array.from({ length: 7 }, (_, i) => week + i * day)
  const q = search.get('q') ?? ''
  const list = usePages(listDuty, { query: { limit: 50, from: new Date(week).toISOString(), to: new Date(week + 7 * day).toISOString(), ...(q === '' ? {} : { q }) } }, { keep: true })
  const templates = useApi(listShiftTemplates, {}, { staleTime: 600_000 }).data?.items ?? []
  const people = list.items ?? []
  const chosen = people.filter((each) => picked.has(each.id))
  const set = (name: string, value: string) => setSearch((old) => { const next = new URLSearchParams(old); if (value === '') next.delete(name); else next.set(name, value); return next }, { replace: true })
  const go = (by: number) => set('week', dayCode(week + by * 7 * day))
  const form = doing === undefined ? undefined : formOf(doing, chosen, days, templates)
  const close = () => setDoing(undefined)
  return (
    <div className="page">
      <div className="page-inner">
        <PageHead title={t('console.duty.roster')} {...(chosen.length === 0 ? { hint: t('console.duty.pick_first') } : {})}>
          <Button type="primary" disabled={chosen.length === 0} onClick={() => setDoing({ what: 'plan' })}><Icon name="add" />{t('console.duty.plan')}{chosen.length === 0 ? '' : ` ${chosen.length}`}</Button>
        </PageHead>
        <div className="bar">
          <button type="button" className="ghost" onClick={() => go(-1)} aria-label={t('console.duty.week_before')}><Icon name="left" /></button>
          <strong className="num">{written(week, { month: 'short', day: 'numeric' })} – {written(week + 6 * day, { month: 'short', day: 'numeric' })}</strong>
          <button type="button" className="ghost" onClick={() => go(1)} aria-label={t('console.duty.week_after')}><Icon name="right" /></button>
          <input className="input" type="search" aria-label={t('console.duty.find')} placeholder={t('console.duty.find')} defaultValue={q} maxLength={40} onChange={(event) => set('q', event.target.value.trim())} />
          <span className="spring" />
          <Templates items={templates} />
        </div>
        {list.isPending ? <Skeleton /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : people.length === 0 ? <Empty icon="person" title={t('console.duty.none')} hint={t('console.people.none_hint')} action={<Button onClick={() => setSearch({})}>{t('console.people.all')}</Button>} /> : (
          <div className="card table-wrap">
            <table className="plain roster">
              <thead><tr>
                <th scope="col"><label className="check"><input type="checkbox" checked={chosen.length === people.length} onChange={() => setPicked(new Set(chosen.length === people.length ? [] : people.map((each) => each.id)))} /><span>{t('console.duty.person')}</span></label></th>
                <th scope="col">{t('console.duty.skills')}</th>
                {days.map((at) => <th key={at} scope="col" className={dayCode(at) === dayCode(serverNow()) ? 'is-today' : ''}>{dayWords(at)}</th>)}
                <th scope="col"><span className="sr">{t('console.duty.acts')}</span></th>
              </tr></thead>
              <tbody>{people.map((who) => <Row key={who.id} who={who} days={days} picked={picked.has(who.id)} onPick={() => setPicked(new Set(picked.has(who.id) ? [...picked].filter((id) => id !== who.id) : [...picked, who.id]))} onDo={setDoing} />)}</tbody>
            </table>
          </div>
        )}
        {list.hasNextPage ? <div className="list-end"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button></div> : null}
        {form === undefined ? null : (
          <Sheet side title={form.title} onClose={close}>
            <ActionForm fields={form.fields} {...(form.given === undefined ? {} : { given: form.given })} submit={form.submit} {...(form.consequence === undefined ? {} : { consequence: form.consequence })} danger={form.danger ?? false}
              send={async (body) => { await form.send(body); close(); await forget(listDuty.path, '/api/floor') }} />
          </Sheet>
        )}
      </div>
    </div>
  )
}
