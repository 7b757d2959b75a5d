// What is true of a life at an instant, told from its history alone and by walking minutes and days: no code, table or shortcut of the engine is used here.
import { begins, day, ends, hour, importedAt, minute, recomputedAt } from './script.ts'
import type { Happening, Life, Limit } from './script.ts'

/** What both sides say of a clock. */
export type Said = { readonly kind: string; readonly epoch: number; readonly dueAt: number; readonly rolledDueAt: number | null; readonly provisional: boolean; readonly state: string }
export type SaidCase = { readonly clocks: readonly Said[]; readonly next: string | null }

/** Days that are off or worked against the week, as this oracle was told them: OFF days are holidays. */
export type Almanac = { readonly off: ReadonlySet<string>; readonly work: ReadonlySet<string>; readonly until: string; readonly openMinutes: readonly (readonly [number, number])[] }

const shanghai = 8 * hour
const dayOf = (at: number): number => Math.floor((at + shanghai) / day)
const endOf = (on: number): number => (on + 1) * day - shanghai
const written = (on: number): string => new Date(on * day).toISOString().slice(0, 10)

/** What each day around the lives is, looked up by its date once; and one bit per minute: is it worked? */
type Diary = { readonly isWorked: (on: number) => boolean; readonly isHoliday: (on: number) => boolean; readonly isCovered: (on: number) => boolean; readonly minutes: Uint8Array }
const firstDay = dayOf(begins) - 40
const lastDay = dayOf(ends) + 120
const diaries = new Map<Almanac, Diary>()

function diaryOf(a: Almanac): Diary {
  const known = diaries.get(a)
  if (known) return known
  const dates = Array.from({ length: lastDay - firstDay }, (_, i) => written(firstDay + i))
  const works = dates.map((on) => a.work.has(on) || (!a.off.has(on) && ![0, 6].includes(new Date(`${on}T00:00:00Z`).getUTCDay())))
  const minutes = Uint8Array.from({ length: dates.length * 1440 }, (_, i) => (works[Math.floor(i / 1440)] === true && a.openMinutes.some(([from, to]) => from <= i % 1440 && i % 1440 < to) ? 1 : 0))
  const diary: Diary = { isWorked: (on) => works[on - firstDay] === true, isHoliday: (on) => a.off.has(dates[on - firstDay] ?? ''), isCovered: (on) => (dates[on - firstDay] ?? '') <= a.until, minutes }
  diaries.set(a, diary)
  return diary
}

type Stood = { readonly from: number; readonly to: number }

/** The same question is asked at every look: walked once per history. */
const walked = new Map<string, number>()

function dueOf(limit: Limit, openedAt: number, a: Almanac, stood: readonly Stood[]): number {
  const key = `${limit.value} ${limit.unit} ${openedAt} ${a.until} ${stood.map((s) => `${s.from}-${s.to}`).join()}`
  const due = walked.get(key) ?? walk(limit, openedAt, diaryOf(a), stood)
  if (walked.size > 100_000) walked.clear()
  walked.set(key, due)
  return due
}

/** Steps through every minute, or every day, until the limit is used up. */
function walk(limit: Limit, openedAt: number, diary: Diary, stood: readonly Stood[]): number {
  const stands = (at: number): boolean => {
    for (const s of stood) if (s.from <= at && at < s.to) return true
    return false
  }
  if (limit.unit === 'hour' || limit.unit === 'working_hour') {
    const first = (firstDay * day - shanghai) / minute
    let at = openedAt
    for (let left = limit.value * 60; left > 0; at += minute) if ((limit.unit === 'hour' || diary.minutes[at / minute - first] === 1) && !stands(at)) left -= 1
    return at
  }
  let on = dayOf(openedAt)
  for (let left = limit.value; left > 0;) {
    on += 1
    if (limit.unit === 'workday' && !diary.isWorked(on)) continue
    const starts = endOf(on) - day
    let runs = !stood.some((s) => s.from < endOf(on) && s.to > starts)
    for (let at = starts; !runs && at < endOf(on); at += minute) runs = !stands(at)
    if (runs) left -= 1
  }
  return endOf(on)
}

function rolledOf(limit: Limit, strictDueAt: number, a: Almanac): number | null {
  if (limit.unit !== 'calendar_day' || limit.roll === 'none') return null
  const diary = diaryOf(a)
  let on = dayOf(strictDueAt - 1)
  while (limit.roll === 'off_days' ? !diary.isWorked(on) : diary.isHoliday(on)) on += 1
  return endOf(on)
}

const law: Limit = { value: 7, unit: 'calendar_day', roll: 'off_days', pausable: false }
const order = ['first_contact', 'outlet_reply', 'decision', 'statutory_watch', 'promise']

type Clock = { readonly kind: string; readonly epoch: number; readonly openedAt: number; readonly limit: Limit | null; readonly agreedAt: number; readonly stoppedAt: number; readonly cancelled: boolean }

/** The clocks a life has had by the happenings so far, each with when and how it ended. */
function clocksOf(life: Life, past: readonly Happening[]): Clock[] {
  const at = (what: Happening['what']): number => past.find((h) => h.what === what)?.at ?? Infinity
  const decided = past.filter((h) => h.what === 'decide').map((h) => h.at)
  const over = Math.min(at('close'), at('merge_away'))
  const reopened = at('reopen')
  const limits = life.receivedAt > recomputedAt ? life.newLimits : life.limits
  const end = (metAt: number): Pick<Clock, 'stoppedAt' | 'cancelled'> => (metAt <= over ? { stoppedAt: metAt, cancelled: false } : { stoppedAt: over, cancelled: true })
  const asked = (what: 'promise' | 'ask_unit', kept: 'keep_promise' | 'answer_unit', kind: string): Clock[] => past.flatMap((h) => (h.what === what ? [h] : [])).map((h, i) => ({
    kind, epoch: i + 1, openedAt: h.at, limit: null, agreedAt: h.dueAt, ...end(past.find((k) => k.what === kept && k.at >= h.at)?.at ?? Infinity),
  }))
  const first: Clock[] = [
    { kind: 'first_contact', epoch: 1, openedAt: life.receivedAt, limit: limits.first_contact, agreedAt: 0, ...end(Math.min(at('contact'), decided[0] ?? Infinity)) },
    { kind: 'decision', epoch: 1, openedAt: life.receivedAt, limit: limits.decision, agreedAt: 0, ...end(decided[0] ?? Infinity) },
    { kind: 'statutory_watch', epoch: 1, openedAt: Math.min(life.receivedAt, ...past.flatMap((h) => (h.what === 'merge_in' ? [h.receivedAt] : []))), limit: law, agreedAt: 0, stoppedAt: Math.min(decided[0] ?? Infinity, at('merge_away')), cancelled: false },
    ...asked('promise', 'keep_promise', 'promise'), ...asked('ask_unit', 'answer_unit', 'outlet_reply'),
  ]
  if (reopened === Infinity) return first
  // a case that had ended when the limits were counted anew was not there to be counted
  const met = first.some((c) => c.openedAt < recomputedAt && c.stoppedAt > recomputedAt)
  return [...first, { kind: 'decision', epoch: 2, openedAt: reopened, limit: reopened > recomputedAt && met ? life.newLimits.decision : limits.decision, agreedAt: 0, stoppedAt: decided[1] ?? Infinity, cancelled: false }]
}

/** Everything to be said of a life at an instant; `upTo` of its happenings lie behind. */
export function oracleSays(life: Life, now: number, upTo: number, old: Almanac, next: Almanac): SaidCase {
  const past = life.happenings.slice(0, upTo)
  const said = clocksOf(life, past).map((c) => sayClock(life, c, past, now, old, next)).sort((x, y) => order.indexOf(x.kind) - order.indexOf(y.kind) || x.epoch - y.epoch)
  const running = said.filter((s) => ['running', 'soon', 'overdue'].includes(s.state)).sort((x, y) => x.dueAt - y.dueAt)
  return { clocks: said, next: running[0] === undefined ? null : `${running[0].kind} ${running[0].epoch}` }
}

function sayClock(life: Life, c: Clock, past: readonly Happening[], now: number, old: Almanac, next: Almanac): Said {
  if (c.limit === null) return { kind: c.kind, epoch: c.epoch, dueAt: c.agreedAt, rolledDueAt: null, provisional: false, state: stateOf(c, c.agreedAt, null, now) }
  const isWatch = c.kind === 'statutory_watch'
  const own = isWatch ? life.receivedAt : c.openedAt
  const wasUncovered = (openedAt: number): boolean => openedAt < importedAt && isUncovered(c.limit!, dueOf(c.limit!, openedAt, old, []), old)
  const wasLearnt = now > importedAt && c.stoppedAt > importedAt
  const almanac = c.openedAt > importedAt || (wasUncovered(c.openedAt) && wasLearnt) ? next : old
  const renewed = life.newLimits[c.kind === 'first_contact' ? 'first_contact' : 'decision']
  const anew = !isWatch && past.some((h) => h.what === 'recompute') && c.openedAt < recomputedAt && life.receivedAt < recomputedAt && c.stoppedAt > recomputedAt && JSON.stringify(renewed) !== JSON.stringify(c.limit)
  const limit = anew ? renewed : c.limit
  const dueAt = dueOf(limit, c.openedAt, almanac, stoodThrough(c, limit, past, Math.min(now, c.stoppedAt)))
  const strictDueAt = dueOf(limit, c.openedAt, almanac, [])
  const isProvisional = anew ? almanac === old && (isUncovered(limit, strictDueAt, old) || isUncovered({ ...limit, roll: 'none' }, dueOf(limit, c.openedAt, old, stoodThrough(c, limit, past, recomputedAt)), old)) : wasUncovered(own) && !wasLearnt
  return { kind: c.kind, epoch: c.epoch, dueAt, rolledDueAt: rolledOf(limit, strictDueAt, almanac), provisional: isProvisional, state: stateOf(c, dueAt, standsSince(c, limit, past, dueAt), now) }
}

/** Pauses that were entered and over by `sight`, for a clock that may wait. */
function stoodThrough(c: Clock, limit: Limit, past: readonly Happening[], sight: number): Stood[] {
  if (!limit.pausable) return []
  return past.flatMap((h) => {
    if (h.at > sight) return []
    if (h.what === 'late_pause') return [{ from: h.from, to: h.to }]
    const begun = h.what === 'resume' ? past.find((p) => p.what === 'pause' && p.id === h.id) : undefined
    return begun?.what === 'pause' ? [{ from: begun.from, to: h.at }] : []
  }).filter((s) => s.to > c.openedAt)
}

function standsSince(c: Clock, limit: Limit, past: readonly Happening[], dueAt: number): number | null {
  if (!limit.pausable || c.stoppedAt < Infinity) return null
  const open = past.find((h) => h.what === 'pause' && !past.some((r) => r.what === 'resume' && r.id === h.id))
  const since = open === undefined ? Infinity : Math.max(open.at, c.openedAt)
  return since <= dueAt ? since : null
}

/** Whether the last day of a count lies beyond the notices. Hours and unrolled days ask no notice. */
function isUncovered(limit: Limit, strictDueAt: number, a: Almanac): boolean {
  const last = limit.unit === 'working_hour' || limit.unit === 'workday' ? strictDueAt : rolledOf(limit, strictDueAt, a)
  return last !== null && !diaryOf(a).isCovered(dayOf(last - 1))
}

function stateOf(c: Clock, dueAt: number, since: number | null, now: number): string {
  if (c.stoppedAt <= now) return c.cancelled ? 'cancelled' : c.stoppedAt > dueAt ? 'met_late' : 'met'
  if ((since ?? now) > dueAt) return 'overdue'
  if (since !== null) return 'paused'
  const life = Math.max(0, dueAt - c.openedAt)
  const quarter = Math.max(Math.floor(life / 4), hour)
  return now >= dueAt - Math.min(quarter, day, Math.floor(life / 2)) ? 'soon' : 'running'
}

/** The steps a ladder has told of a clock so far, overtaken ones too. */
export type ToldStep = { readonly step: string; readonly dueAt: number; readonly tell: boolean }
export const rungs = [{ code: 't_24h', hours: -24 }, { code: 't_4h', hours: -4 }, { code: 'due', hours: 0 }, { code: 'late_24h', hours: 24 }] as const

/** What one look at a running clock adds: late steps all, of the reminders only the last, and that only before the breach. */
export function oracleSteps(openedAt: number, dueAt: number, told: readonly ToldStep[], now: number): ToldStep[] {
  const isNew = (code: string): boolean => !told.some((t) => t.step === code && t.dueAt >= dueAt)
  const late = rungs.filter((r) => r.hours >= 0 && dueAt + r.hours * hour + 1000 <= now && isNew(r.code)).map((r) => ({ step: r.code, dueAt, tell: true }))
  const early = rungs.filter((r) => r.hours < 0 && dueAt + r.hours * hour > openedAt && dueAt + r.hours * hour <= now && isNew(r.code))
  return [...early.map((r, i) => ({ step: r.code, dueAt, tell: i === early.length - 1 && now < dueAt + 1000 })), ...late]
}
