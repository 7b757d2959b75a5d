// The explanation of a deadline in words: what the page shows and what is copied into the reply to a regulator are one text.
import { dayMillis, dayNumber, hourMillis, minuteMillis, startOfDay } from '../domain/sla/days.ts'
import { budgetUnits } from '../domain/sla/budgets.ts'
import type { BudgetUnit } from '../domain/sla/budgets.ts'
import type { ExplanationView } from './deadlines.ts'
import { timeText } from './time-text.ts'
import type { TimeText } from './time-text.ts'
import type { LocaleCode, Words } from './words.ts'

export type ToldLimit = { readonly name: string; readonly when: string; readonly how: string; readonly kind: 'target' | 'due' | 'strict' | 'rolled' | 'cap' }
export type ToldSegment = { readonly from: string; readonly counted: boolean; readonly code: string; readonly when: string; readonly length: string; readonly what: string; readonly line: string }
export type ToldFact = { readonly name: string; readonly text: string }

/** The sections in the order people read them; an empty one is left out. */
export type ToldDeadline = {
  readonly title: string
  readonly subject: string
  readonly verdict: string
  readonly notes: readonly string[]
  readonly limits: readonly ToldLimit[]
  readonly segments: readonly ToldSegment[]
  readonly sum: string | null
  readonly pauses: readonly string[]
  readonly changes: readonly string[]
  readonly breach: string | null
  readonly basis: readonly ToldFact[]
  readonly toldAt: string
}

type Voice = { readonly e: ExplanationView; readonly t: Words; readonly time: TimeText; readonly full: TimeText; readonly join: (parts: readonly string[]) => string; readonly inside: (parts: readonly string[]) => string }

/** Tells an explanation. `t` needs the namespaces `clocks` and `codes`; `spokenNo` is the complaint number as people read it. */
export function tellDeadline(e: ExplanationView, t: Words, locale: LocaleCode, spokenNo: string): ToldDeadline {
  const join = (parts: readonly string[]): string => parts.filter((p) => p !== '').join(t('clocks.explain.comma'))
  const voice: Voice = { e, t, time: timeText(t, locale, Date.parse(e.clock.openedAt)), full: timeText(t, locale), join, inside: (parts) => (join(parts) === '' ? '' : t('clocks.explain.brackets', { inside: join(parts) })) }
  const { pauses } = e
  return {
    title: t('clocks.explain.title', { kind: t(`clocks.kind.${e.clock.kind}`) }), subject: t(e.clock.epoch > 1 ? 'clocks.explain.number_epoch' : 'clocks.explain.number', { no: spokenNo, epoch: e.clock.epoch }),
    verdict: tellVerdict(e, t, voice.full), notes: notesOf(voice), limits: limitsOf(voice), segments: e.segments.map((s) => tellSegment(s, voice)), sum: sumOf(voice),
    pauses: pauses.length > 0 ? pauses.map((p) => tellPause(p, voice)) : [t(e.pausable ? 'clocks.explain.no_pause' : 'clocks.explain.unpausable')],
    changes: e.changes.map((c) => t('clocks.explain.change', { at: voice.time.moment(ms(c.at), true), what: changeText(c, t), before: voice.time.moment(ms(c.before)), after: voice.time.moment(ms(c.dueAt)) })),
    breach: e.breach === null ? null : t('clocks.explain.breached', { due: voice.full.moment(ms(e.breach.dueAt)), noticed: voice.full.moment(ms(e.breach.noticedAt), true) }) + (e.breach.excusedAt === null ? '' : t('clocks.explain.excused', { at: voice.full.moment(ms(e.breach.excusedAt), true) })),
    basis: basisOf(voice), toldAt: t('clocks.explain.told_at', { at: voice.full.moment(ms(e.at), true) }),
  }
}

/** The whole text with numbered lines, for copying. */
export function plainDeadline(told: ToldDeadline, t: Words): string {
  const facts = (list: readonly ToldFact[]): string[] => list.map((f) => t('clocks.explain.colon', f))
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['conclusion', [told.verdict, ...told.notes]],
    ['limits', told.limits.map((l) => t('clocks.explain.colon', { name: l.name, text: l.when }) + (l.how === '' ? '' : t('clocks.explain.brackets', { inside: l.how })))],
    ['stretches', [...told.segments.map((s) => s.line), ...(told.sum === null ? [] : [told.sum])]],
    ['pauses', told.pauses], ['changes', told.changes], ['breach', told.breach === null ? [] : [told.breach]], ['basis', facts(told.basis)],
  ]
  const shown = sections.filter(([, lines]) => lines.length > 0)
  return [told.title, told.subject, ...shown.flatMap(([name, lines], i) => ['', `${i + 1}. ${t(`clocks.explain.${name}`)}`, ...lines.map((line, j) => `${i + 1}.${j + 1} ${line}`)]), '', told.toldAt, ''].join('\n')
}

/** The one sentence that says until when, and how it stands. */
export function tellVerdict(e: ExplanationView, t: Words, time: TimeText): string {
  const { clock } = e
  const due = ms(clock.dueAt)
  const stopped = ms(clock.stoppedAt ?? e.at)
  const state = clock.state === 'soon' ? 'running' : clock.state
  const standing = e.pauses.findLast((p) => p.to === null)
  return t(`clocks.verdict.${state}`, {
    due: time.moment(due), duty: t(`clocks.duty.${clock.kind}`), stopped: time.moment(stopped, true), span: time.span((clock.stoppedAt === null ? ms(e.at) : stopped) - due),
    since: time.moment(ms(standing?.from ?? e.at), true), reckoned: time.moment(ms(e.reckonedAt)),
  })
}

function notesOf({ e, t, full }: Voice): string[] {
  return [
    ...(e.clock.provisional ? [t('clocks.verdict.provisional', { until: full.day(dayStart(e.calendar.coverageUntil)) })] : []),
    ...(e.roll === null ? [] : [t('clocks.verdict.rolled_hint')]),
  ]
}

function changeText({ code, params }: ExplanationView['changes'][number], t: Words): string {
  const key = `clocks.change.${code.replace('.', '_')}${code === 'clock.recounted' ? `_${params['because']}` : ''}`
  return named(t, key, t('clocks.change.other'), params)
}

function limitsOf({ e, t, full, inside, join }: Voice): ToldLimit[] {
  const { clock, target, cap, roll } = e
  const limit = (kind: ToldLimit['kind'], name: string, at: string, how: string): ToldLimit => ({ kind, name: t(`clocks.explain.${name}`), when: full.moment(ms(at)), how })
  const rest = roll === null ? '' : t(`clocks.explain.rest_${roll.because.code}`, { holiday: holidayName(t, roll.because.params) })
  return [
    ...(target === null ? [] : [limit('target', 'target', target.dueAt, budgetText(target.budget, full))]),
    limit('due', clock.statutory ? 'statutory_due' : 'due', clock.dueAt, e.budget === null ? t('clocks.explain.agreed') : budgetText(e.budget, full)),
    ...(clock.strictDueAt === clock.dueAt ? [] : [limit('strict', 'strict', clock.strictDueAt, '')]),
    ...(clock.rolledDueAt === null || roll === null ? [] : [limit('rolled', 'rolled', clock.rolledDueAt, t('clocks.explain.roll', { on: full.day(dayStart(roll.on)), rest: rest + inside([noticeOf(roll.because.params), t('clocks.law.civil_code_203')]) }))]),
    ...(cap === null ? [] : [limit('cap', 'cap', cap.dueAt, join([t('clocks.source.express_regulation_29'), cap.rolledDueAt === null || cap.rolledDueAt === cap.dueAt ? '' : t('clocks.explain.cap_rolled', { at: full.moment(ms(cap.rolledDueAt)) }), cap.stoppedAt === null ? '' : t('clocks.explain.cap_done', { at: full.moment(ms(cap.stoppedAt), true) })]))]),
  ]
}

function budgetText(budget: NonNullable<ExplanationView['budget']>, time: TimeText): string {
  return time.amount(`unit.${budget.unit}`, budget.value)
}

function tellSegment(s: ExplanationView['segments'][number], voice: Voice): ToldSegment {
  const { t, time, inside } = voice
  const { code, params } = s.because
  const days = Number(params['days'] ?? 0)
  const [from, to] = [ms(s.from), ms(s.to)]
  // between the minutes shown: 10:00 to 24:00 is fourteen hours, whatever the seconds
  const length = days > 0 ? time.amount('span.days', days, 'days') : time.span(Math.floor(to / minuteMillis) * minuteMillis - Math.floor(from / minuteMillis) * minuteMillis)
  const law = typeof params['law'] === 'string' ? t(`clocks.law.${params['law']}`) : ''
  const what = t(`clocks.segment.${code}`, { pause: String(params['pause'] ?? ''), holiday: holidayName(t, params) }) + inside([law, noticeOf(params), params['provisional'] === true ? t('clocks.explain.uncovered') : ''])
  const when = days > 0 ? daysText(from, to, voice) : momentsText(from, to, voice)
  return { from: s.from, counted: s.counted, code, when, length, what, line: t('clocks.explain.line', { when, length, mark: t(`clocks.explain.${segmentMark(s.counted, code)}`), what }) }
}

/** A day carried to after rest extends the deadline without being one of the days of the sum. */
export function segmentMark(counted: boolean, code: string): 'carried' | 'counted' | 'skipped' {
  return code === 'rolled_day' ? 'carried' : counted ? 'counted' : 'skipped'
}

function noticeOf(params: Readonly<Record<string, unknown>>): string {
  return typeof params['notice'] === 'string' ? params['notice'] : ''
}

/** Names of holidays, profiles and pauses come from stored documents and may be newer than the words. */
function named(t: Words, key: string, fallback: string, params: Readonly<Record<string, string>> = {}): string {
  const said = t(key, params)
  return said === key ? fallback : said
}

function holidayName(t: Words, params: Readonly<Record<string, unknown>>): string {
  const code = params['holiday']
  return typeof code === 'string' ? named(t, `clocks.holiday.${code}`, code) : ''
}

function daysText(from: number, to: number, { t, time }: Voice): string {
  return to - from <= dayMillis ? t('clocks.explain.whole_day', { day: time.day(from) }) : t('clocks.explain.day_range', { from: time.day(from), to: time.day(to - 1) })
}

function momentsText(from: number, to: number, { t, time }: Voice): string {
  const sameDay = time.day(from) === time.day(to - 1)
  return sameDay ? t('clocks.explain.same_day', { day: time.day(from), from: time.clock(from, true), to: time.clock(to) }) : t('clocks.explain.moments', { from: time.moment(from, true), to: time.moment(to) })
}

/** What was counted, beside what the rule gives; nothing for agreed instants, which aren't counted. */
function sumOf({ e, t, full }: Voice): string | null {
  const { budget } = e
  if (budget === null) return null
  const unit = budget.unit as BudgetUnit
  const inDays = unit === 'workday' || unit === 'calendar_day'
  const counted = e.segments.filter((s) => s.counted && s.because.code !== 'rolled_day').reduce((sum, s) => sum + (inDays ? Number(s.because.params['days'] ?? 0) : ms(s.to) - ms(s.from)), 0)
  const whole = inDays ? counted : counted / hourMillis
  const said = Number.isInteger(whole) && budgetUnits.includes(unit) ? budgetText({ value: whole, unit }, full) : full.span(counted)
  return t(whole === budget.value ? 'clocks.explain.sum' : 'clocks.explain.sum_cut', { counted: said, budget: budgetText(budget, full) })
}

function tellPause(p: ExplanationView['pauses'][number], { e, t, time, join, inside }: Voice): string {
  const from = ms(p.from)
  const end = ms(p.to ?? e.at)
  const length = time.span(end - from)
  const lost = p.lost.unit === 'day' ? time.amount('span.days', p.lost.value, 'days') : time.span(p.lost.value)
  return join([
    p.state === 'asked' ? t('clocks.explain.pause_asked', { from: time.moment(from, true) }) : p.to === null ? t('clocks.explain.pause_lasts', { from: time.moment(from, true), length }) : t('clocks.explain.pause', { from: time.moment(from, true), to: time.moment(end, true), length }),
    p.to === null && p.until !== null ? t('clocks.explain.pause_until', { until: time.moment(ms(p.until)) }) : '',
    p.state === 'counted' ? '' : t(`clocks.pause_state.${p.state}`), named(t, `codes.pauseReason.${p.code}`, ''), p.reason === null ? '' : t('clocks.explain.reason', { text: p.reason }), p.evidence === null ? '' : t('clocks.explain.evidence', { text: p.evidence }),
    p.by === null ? '' : t('clocks.explain.by', { name: p.by }), p.approvedBy === null ? '' : t(p.state === 'refused' ? 'clocks.explain.refused' : 'clocks.explain.approved', { name: p.approvedBy }) + inside(p.decisionReason === null ? [] : [p.decisionReason]), p.late ? t('clocks.explain.late', { at: time.moment(ms(p.enteredAt), true) }) : '',
    p.lost.value > 0 ? t('clocks.explain.lost', { length: lost }) : p.state !== 'counted' ? t('clocks.explain.lost_nothing') : t(p.lost.unit === 'day' ? 'clocks.explain.lost_brief' : 'clocks.explain.lost_nothing'),
  ])
}

function basisOf({ e, t, full }: Voice): ToldFact[] {
  const fact = (name: string, text: string): ToldFact => ({ name: t(`clocks.explain.${name}`), text })
  const source = t(`clocks.source.${e.source}`)
  const laws = [...new Set(e.segments.flatMap((s) => (typeof s.because.params['law'] === 'string' ? [s.because.params['law']] : [])))]
  return [
    fact('rule', e.budget === null ? source : t('clocks.explain.budget_of', { source, budget: budgetText(e.budget, full) })),
    fact('profile', t('clocks.explain.profile_of', { name: named(t, `clocks.profile.${e.profile.code}`, e.profile.code), version: e.profile.version })), fact('policy', documentsText(e.policyVersion, t)),
    ...(laws.length === 0 ? [] : [fact('law', laws.map((law) => t(`clocks.law.${law}`)).join(t('clocks.explain.and')))]),
    fact('calendar', t('clocks.explain.calendar_of', { version: e.calendar.version, until: full.day(dayStart(e.calendar.coverageUntil)) })),
    ...e.calendar.notices.map((n) => fact('notice', n.title === null || n.publishedOn === null ? n.number : t('clocks.explain.notice_of', { number: n.number, title: n.title, published: full.day(dayStart(n.publishedOn)) }))),
  ]
}

/** The pinned documents by name and version; the profile stands on a line of its own, a name unknown here stays as it is stored. */
function documentsText(pinned: string, t: Words): string {
  return pinned.split(' ').map((each) => {
    const [code = '', version = ''] = each.split('@')
    return t('clocks.explain.profile_of', { name: named(t, `clocks.document.${code}`, named(t, `clocks.profile.${code}`, code)), version })
  }).join(t('clocks.explain.and'))
}

function dayStart(on: string): number {
  return startOfDay(dayNumber(on))
}

function ms(instant: string): number {
  return Date.parse(instant)
}
