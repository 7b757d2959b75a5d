// The State Council's notice comes: the liaison brings it, the admin reviews and confirms, a provisional deadline becomes firm and moves, and the case says so.
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openClock } from '../../src/domain/sla/clocks.ts'
import { fileCase } from '../case.ts'
import type { TestCase } from '../case.ts'
import { notice2027 } from '../notices.ts'
import { desk, inChapters, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { openCase, signIn, tabTo } from './staff.ts'

const at = (text: string): number => Date.parse(`${text}+08:00`)
const fits = async (on: Page): Promise<boolean> => (await on.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')) <= 0

let stage: Stage
let liaison: Page
let admin: Page
let agent: Page
let c: TestCase
beforeAll(async () => {
  stage = await openStage()
  const { world } = stage
  await world.moveClock(at('2026-12-30T10:00:00') - (await world.now()))
  c = await fileCase(world, { verbatim: '年底寄的礼盒还没到' })
  await c.does('agent', 'acceptance')
  await c.does('agent', 'take')
  // a callback in workdays: three of them by weekly hours alone end on Monday 4 January
  const policy = world.app.deps.policy()
  const pinned = (await sql<{ policy_version: string }>`select policy_version from clocks where complaint_id = ${c.id} limit 1`.execute(world.db)).rows[0]?.policy_version ?? ''
  const k = openClock(policy.profileOf(pinned).rules.callback, await world.now(), policy.time)
  await sql`insert into clocks (complaint_id, kind, epoch, opened_at, due_at, strict_due_at, statutory, provisional, policy_version, calendar_version)
    values (${c.id}, 'callback', 1, ${new Date(k.openedAt)}, ${new Date(k.dueAt)}, ${new Date(k.strictDueAt)}, false, true, ${pinned}, ${k.calendarVersion})`.execute(world.db)
  ;[liaison, admin, agent] = await Promise.all([stage.open(), stage.open({ size: desk }), stage.open()])
  await Promise.all([signIn(liaison, 'liaison'), signIn(admin, 'admin'), signIn(agent, 'agent')])
}, 120_000)
afterAll(async () => {
  await stage?.stop()
})
inChapters()

const callback = () => agent.locator('.clock-line').filter({ hasText: '回访' })

describe('before the notice', () => {
  test('the case says the callback is provisional; the calendar says whose notice is missing', async () => {
    await openCase(agent, c.id)
    await callback().getByText('暂定').waitFor()
    await liaison.goto('/admin/calendar')
    await sees(liaison, /2027 年的放假安排还没有导入/)
    await sees(liaison, /个期限因此是暂定的/)
    expect((await callback().textContent()) ?? '').toContain('1月4日')
  })

  test('the year is read by keyboard: a holiday, a make-up day, its notice', async () => {
    await tabTo(liaison, '.year button.day')
    await liaison.locator('.year [data-on="2026-10-09"]').focus()
    await liaison.keyboard.press('ArrowRight')
    await sees(liaison, /2026年10月10日星期六 · 调休上班 · 国庆节 · 09:00–12:00、13:00–18:00 · 国办发明电〔2025〕7号/)
    await liaison.keyboard.press('ArrowUp')
    await sees(liaison, /10月3日星期六 · 放假 · 国庆节 · 国办发明电/)
    expect(await liaison.locator('.year button.day[tabindex="0"]').count()).toBe(1)
    await shoot(liaison, 'calendar-year')
  })
})

describe('the notice comes', () => {
  test('an empty year is refused; the liaison brings the real one and may not confirm it', async () => {
    await liaison.getByRole('button', { name: '导入通知' }).first().click()
    await liaison.getByLabel('通知内容').fill('{"year": 2027, "papers": [], "days": []}')
    await liaison.getByRole('button', { name: '读取并核对' }).click()
    await sees(liaison, /这份通知里没有任何日期/)
    await liaison.getByLabel('通知内容').fill(notice2027().replace("work: ['2027-02-14']", "work: ['2027-02-15']"))
    await liaison.getByRole('button', { name: '读取并核对' }).click()
    await sees(liaison, '1月1日周五')
    await sees(liaison, /春节占用 5 个工作日，只补 0 天/)
    await sees(liaison, /须由另一位同事核对确认/)
    expect(await liaison.getByRole('button', { name: '确认生效' }).count()).toBe(0)
    await liaison.getByRole('button', { name: '撤回' }).click()
    await liaison.getByLabel('原因').fill('调休写错一天')
    await liaison.getByRole('dialog').getByRole('button', { name: '撤回' }).click()
    await sees(liaison, '变更已撤回')
    await liaison.getByRole('button', { name: '导入通知' }).first().click()
    await liaison.locator('input[type=file]').setInputFiles({ name: 'notice-2027.yaml', mimeType: 'text/yaml', buffer: Buffer.from(notice2027()) })
    await sees(liaison, 'notice-2027.yaml')
    await liaison.getByRole('button', { name: '读取并核对' }).click()
    await sees(liaison, '没有发现可疑之处。')
  })

  test('the admin sees day by day and case by case what it does, and puts it in force', async () => {
    await admin.goto('/admin/calendar')
    await admin.getByRole('button', { name: '核对' }).click()
    await sees(admin, '没有发现可疑之处。')
    await sees(admin, /其中 \d+ 个时间会移动/)
    await admin.getByRole('dialog').getByRole('row').filter({ hasText: '回访' }).waitFor()
    await shoot(admin, 'calendar-review')
    await admin.setViewportSize(phone)
    expect(await fits(admin)).toBe(true)
    await admin.setViewportSize(desk)
    await admin.getByRole('button', { name: '确认生效' }).click()
    await sees(admin, '新日历已生效')
    await sees(admin, /覆盖到 2027年12月31日/)
    expect((await stage.world.app.deps.policy()).time.calendar.coverageUntil).toBe('2027-12-31')
  })

  test('the provisional deadlines are previewed and counted anew; the case says so', async () => {
    await admin.getByRole('button', { name: '看看会变什么' }).click()
    await admin.locator('.run-panel .run-progress, .run-panel .notice').first().waitFor()
    await stage.world.settle()
    const move = () => admin.getByRole('button', { name: /^改动 \d+ 件$/ })
    await move().click()
    await sees(admin, /每件都会记录/)
    await move().click()
    await move().waitFor({ state: 'detached' })
    await stage.world.settle()
    await admin.locator('.run-panel .notice.is-good').waitFor()
    await openCase(agent, c.id)
    await sees(agent, '期限已按新规则或新日历重新计算')
    await callback().waitFor()
    expect(await callback().getByText('暂定').count()).toBe(0)
    const now = (await sql<{ due_at: number; provisional: boolean; calendar_version: string }>`select due_at, provisional, calendar_version from clocks where complaint_id = ${c.id} and kind = 'callback'`.execute(stage.world.db)).rows[0]
    expect(now).toEqual({ due_at: at('2027-01-06T00:00:00'), provisional: false, calendar_version: 'cn.1@2026-11-10' })
    await shoot(agent, 'calendar-case')
  })
})

test('a phone shows the year without a sideways scroll', async () => {
  await admin.setViewportSize(phone)
  await admin.goto('/admin/calendar?year=2027')
  await admin.locator('.month').first().waitFor()
  expect(await fits(admin)).toBe(true)
  await shoot(admin, 'calendar-phone')
})
