// Proves that an explanation reads well in every language: the sentence, the numbered text, and no word missing whatever the clock.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { aCalendar, off, work } from '../../test/calendars.ts'
import { openClock } from '../domain/sla/clocks.ts'
import { clockKinds, clockStates } from '../domain/sla/kinds.ts'
import { explain } from '../domain/sla/explanation.ts'
import { defaultProfile } from '../domain/sla/profile.fixture.ts'
import type { ClockRule } from '../domain/sla/profiles.ts'
import { compileCalendar } from '../domain/sla/working-time.ts'
import { explanation } from './deadlines.ts'
import type { ExplanationView } from './deadlines.ts'
import { plainDeadline, tellDeadline } from './explanation-text.ts'
import { localeCodes, translator } from './words.ts'
import type { LocaleCode, Texts, Words } from './words.ts'

const at = (text: string): number => Date.parse(`${text}+08:00`)
const iso = (ms: number): string => new Date(ms).toISOString()
const wordsOf = (locale: string): Words => translator(Object.fromEntries(['clocks', 'codes'].map((name) => [name, JSON.parse(readFileSync(new URL(`../../locales/${locale}/${name}.json`, import.meta.url), 'utf8')) as Texts])))
const time = compileCalendar(aCalendar([...[1, 2, 3, 4, 5, 6, 7].map((d) => off(`2026-10-0${d}`)), work('2026-10-10')]))

function view(rule: ClockRule, start: string, more: Partial<ExplanationView> = {}, now = '2026-10-08T10:00:00'): ExplanationView {
  const clock = openClock(rule, at(start), time, rule.budget === null ? { agreedDueAt: at(start) + 3_600_000 } : {})
  const told = explain(clock, rule, time)
  return explanation.parse({
    clock: { kind: clock.kind, epoch: 1, openedAt: iso(clock.openedAt), dueAt: iso(clock.dueAt), strictDueAt: iso(clock.strictDueAt), rolledDueAt: clock.rolledDueAt === null ? null : iso(clock.rolledDueAt), statutory: clock.statutory, state: 'running', stoppedAt: null, provisional: clock.provisional },
    source: told.source, segments: told.segments.map((s) => ({ from: iso(s.from), to: iso(s.to), counted: s.counted, because: { code: s.code, params: { ...s.params } } })), at: iso(at(now)), complaintNo: '2609304821739055', budget: told.budget, pausable: told.pausable,
    profile: { code: 'statutory_7d', version: 1 }, policyVersion: 'reasons@1 statutory_7d@1', calendar: { version: 'cn.1@2025-11-04', coverageUntil: '2026-12-31', notices: [{ number: 'N1', title: '国务院办公厅关于2026年部分节假日安排的通知', publishedOn: '2025-11-04' }] },
    target: told.target === null ? null : { budget: told.target.budget, dueAt: iso(told.target.dueAt) }, cap: null, roll: told.roll === null ? null : { on: told.roll.lastOn, because: { code: told.roll.kind, params: { holiday: told.roll.holiday, notice: told.roll.notice } } },
    reckonedAt: iso(told.reckonedAt), pauses: [], changes: [], breach: null, ...more,
  })
}
const text = (e: ExplanationView, locale: LocaleCode = 'zh-CN'): string => plainDeadline(tellDeadline(e, wordsOf(locale), locale, '260930-48217-39055'), wordsOf(locale))

describe('the text for a regulator', () => {
  test('workdays over National Day name each stretch, its days and the notice', () => {
    expect(text(view(defaultProfile.rules.callback, '2026-09-30T11:00:00'))).toBe([
      '回访的时限说明', '投诉编号 260930-48217-39055', '',
      '1. 结论', '1.1 应于 2026年10月10日（周六）24:00 前回访客户，还剩 2 天 14 小时。', '',
      '2. 各项期限', '2.1 办理期限：2026年10月10日（周六）24:00（3 个工作日）', '',
      '3. 计算过程', '3.1 9月30日（周三）11:00 至 24:00，13 小时：不计，开始的当天（《民法典》第二百零一条）', '3.2 10月1日（周四）至10月7日（周三），7 天：不计，国庆节放假（N1）', '3.3 10月8日（周四）至10月9日（周五），2 天：计入，工作日', '3.4 10月10日（周六）全天，1 天：计入，调休上班（N1）', '3.5 计入合计 3 个工作日，等于规定的 3 个工作日。', '',
      '4. 暂停记录', '4.1 这项时限不可暂停。', '',
      '5. 依据', '5.1 规则：公司内部规定，3 个工作日', '5.2 时限方案：法定七日方案 第 1 版', '5.3 政策版本：投诉原因 第 1 版、法定七日方案 第 1 版', '5.4 法条：《民法典》第二百零一条', '5.5 工作日历：cn.1@2025-11-04，放假安排已公布到 2026年12月31日（周四）', '5.6 放假通知：N1《国务院办公厅关于2026年部分节假日安排的通知》，2025年11月4日（周二）发布', '',
      '说明生成于 2026年10月8日（周四）10:00，时间均为北京时间。', '',
    ].join('\n'))
  })

  test('the watch of the law: strict and rolled side by side, and which of them the house works to', () => {
    const told = text(view(defaultProfile.rules.statutory_watch, '2026-09-30T11:00:00'))
    expect(told).toContain('2.1 法定期限：2026年10月7日（周三）24:00（7 个日历天）')
    expect(told).toContain('2.2 顺延后的期限：2026年10月8日（周四）24:00（最后一日 2026年10月7日（周三）是国庆节假期（N1，《民法典》第二百零三条），顺延到下一个工作日）')
    expect(told).toContain('公司按严格期限办理')
    expect(text(view(defaultProfile.rules.statutory_watch, '2026-09-30T11:00:00'), 'en')).toContain('Deadline after moving on: Thu Oct 8, 2026, 24:00 (the last day, Wed Oct 7, 2026, is the National Day holiday (N1, Civil Code, Art. 203)')
  })

  test('pauses say when, why, who, approved by whom, late, and what they moved; one not approved moved nothing', () => {
    const pause = { from: iso(at('2026-10-01T09:00:00')), to: iso(at('2026-10-03T12:20:00')), until: null, code: 'customer_asked', state: 'counted' as const, reason: '客户出差', evidence: '短信 12', by: '李敏', approvedBy: '周航', decisionReason: '属实', enteredAt: iso(at('2026-10-04T08:00:00')), late: true, lost: { value: 1, unit: 'day' as const } }
    const told = tellDeadline(view(defaultProfile.rules.decision, '2026-09-30T11:00:00', { pauses: [pause, { ...pause, state: 'refused', decisionReason: null, late: false, lost: { value: 0, unit: 'millisecond' } }] }), wordsOf('zh-CN'), 'zh-CN', 'x')
    expect(told.pauses[0]).toMatch(/^10月1日（周四）09:00 至 10月3日（周六）12:20，2 天 3 小时，客户要求等待，原因：客户出差，依据：短信 12，登记：李敏，批准：周航（属实），事后补录（10月4日（周日）08:00 录入），期限因此顺延 1 天$/)
    expect(told.pauses[1]).toMatch(/未获批准，不生效.*不批准：周航，没有延长期限$/)
  })

  test('moves and breach have lines of their own', () => {
    const told = tellDeadline(view(defaultProfile.rules.decision, '2026-09-30T11:00:00', { changes: [{ at: iso(at('2026-10-02T10:00:00')), code: 'complaint.merged_in', params: { fromNo: '260928-1' }, before: iso(at('2026-10-06T00:00:00')), dueAt: iso(at('2026-10-05T00:00:00')) }, { at: iso(at('2026-10-03T10:00:00')), code: 'clock.recounted', params: { because: 'policy', policy: 'sla@3' }, before: iso(at('2026-10-05T00:00:00')), dueAt: iso(at('2026-10-07T00:00:00')) }], breach: { dueAt: iso(at('2026-10-05T00:00:00')), noticedAt: iso(at('2026-10-05T00:00:03')), excusedAt: null } }), wordsOf('zh-CN'), 'zh-CN', 'x')
    expect(told.changes[1]).toBe('10月3日（周六）10:00，按政策 sla@3 重新计算：由 10月4日（周日）24:00 改为 10月6日（周二）24:00')
    expect(told.changes.slice(0, 1)).toEqual(['10月2日（周五）10:00，并入案件 260928-1，取两案中较早的期限：由 10月5日（周一）24:00 改为 10月4日（周日）24:00'])
    expect(told.breach).toBe('2026年10月4日（周日）24:00 到期未完成，系统于 2026年10月5日（周一）00:00 记录超时。')
  })
})

describe.each(localeCodes)('%s', (locale) => {
  test('every kind in every state, with all there can be, lacks no word', () => {
    const found = clockKinds.flatMap((kind) => clockStates.map((state) => {
      const base = view(defaultProfile.rules[kind], '2026-09-30T11:00:00')
      return text({ ...base, clock: { ...base.clock, state, provisional: true, epoch: 2, stoppedAt: state.startsWith('met') || state === 'cancelled' ? iso(at('2026-10-09T10:00:00')) : null }, cap: { dueAt: base.clock.dueAt, rolledDueAt: iso(at('2026-11-01T00:00:00')), stoppedAt: base.clock.openedAt } }, locale)
    }))
    expect(found.flatMap((each) => each.match(/clocks\.\S+|\{\{\w*\}\}|undefined|NaN|Invalid|（）|\(\)|[a-z]+_[a-z_]+/g) ?? [])).toEqual([])
  })
})
