// The deadlines of a case over National Day 2026 as an agent meets them: the ribbon, what if, the short why, the explanation and its copy.
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openClock } from '../../src/domain/sla/clocks.ts'
import { defaultProfile } from '../../src/domain/sla/profile.fixture.ts'
import { loadWorkingTime } from '../../src/server/sla/calendars.ts'
import { fileCase } from '../case.ts'
import type { TestCase } from '../case.ts'
import { desk, inChapters, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { openCase, signIn } from './staff.ts'

const at = (text: string): number => Date.parse(`${text}+08:00`)

let stage: Stage
let page: Page
let main: TestCase

beforeAll(async () => {
  stage = await openStage()
  const { world } = stage
  await world.moveClock(at('2026-09-30T10:00:00') - (await world.now()))
  main = await fileCase(world, { verbatim: '节前寄的月饼到现在没到，节后还来得及吗' })
  await main.does('agent', 'acceptance')
  await main.does('agent', 'take')
  await main.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '月饼在哪', hours: 4 })
  // a callback in workdays, so that the holiday and the make-up Saturday count
  const c = openClock(defaultProfile.rules.callback, await world.now(), await loadWorkingTime())
  await sql`insert into clocks (complaint_id, kind, epoch, opened_at, due_at, strict_due_at, statutory, policy_version, calendar_version)
    select complaint_id, 'callback', 1, ${new Date(c.openedAt)}, ${new Date(c.dueAt)}, ${new Date(c.strictDueAt)}, false, policy_version, calendar_version from clocks where complaint_id = ${main.id} and kind = 'decision'`.execute(world.db)
  page = await stage.open()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await signIn(page, 'agent')
})
afterAll(async () => {
  await stage?.stop()
})
inChapters()

const row = (name: string) => page.locator('.ribbon-row').filter({ hasText: name })
const fits = async (on: Page): Promise<boolean> => (await on.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')) <= 0

/** Takes the handle and draws it a hundred pixels to the right. */
async function drawWithAFinger(on: Page): Promise<void> {
  const grip = await on.locator('.what-if-grip').boundingBox()
  if (!grip) throw new Error('nothing to draw')
  const session = await on.context().newCDPSession(on)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', dx: number) => session.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: grip.x + grip.width / 2 + dx, y: grip.y + grip.height / 2 }] })
  await touch('touchStart', 0)
  for (const dx of [20, 60, 100]) await touch('touchMove', dx)
  await touch('touchEnd', 100)
}

describe('the ribbon', () => {
  test('shows every clock on one line, days of rest and make-up days marked, the limits told on focus', async () => {
    await openCase(page, main.id)
    await row('回访').waitFor()
    await page.locator('.ribbon-date.is-make_up_day').filter({ hasText: '班' }).waitFor()
    expect(await page.locator('.ribbon-date.is-holiday b').allTextContents()).toEqual(Array.from({ length: 7 }, () => '休'))
    expect(await page.locator('.ribbon-date.is-holiday').first().getAttribute('title')).toContain('国办发明电〔2025〕7号 国务院办公厅关于2026年部分节假日安排的通知')
    await row('法定七日').focus()
    await sees(page, /法定七日 · 进行中 · 法定 · 今天 10:00 开始 · 10月7日 24:00 到期 · 顺延后 10月8日 24:00/)
    await shoot(page, 'ribbon-desk')
    expect(await fits(page)).toBe(true)
  })

  test('what if: keys suppose another moment, late clocks flip, Escape comes back to now and stays on the case', async () => {
    await page.getByRole('slider', { name: '推演的时刻' }).focus()
    await page.keyboard.press('PageUp')
    await page.keyboard.press('PageUp')
    await page.locator('.ribbon-row.is-overdue').filter({ hasText: '首次联系' }).waitFor()
    await sees(page, /推演中 \d+ 项变为超时/)
    await sees(page, '只是推演，不改动案件')
    expect(await row('法定七日').getAttribute('class')).toContain('is-running')
    await shoot(page, 'ribbon-what-if')
    await page.keyboard.press('Escape')
    await page.locator('.ribbon-drawn:not(.is-supposed)').waitFor()
    expect(await page.locator('.ribbon-row.is-overdue').count()).toBe(0)
    expect(page.url()).toContain(main.id)
  })

  test('what if: dragging and the field do the same', async () => {
    const grip = page.locator('.what-if-grip')
    const line = await page.locator('.ribbon-line').boundingBox()
    const from = await grip.boundingBox()
    if (!line || !from) throw new Error('nothing to drag')
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
    await page.mouse.down()
    await page.mouse.move(line.x + line.width * 0.99, from.y + 5, { steps: 6 })
    await page.mouse.up()
    await page.locator('.ribbon-row.is-overdue').filter({ hasText: '法定七日' }).waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.ribbon-drawn:not(.is-supposed)').waitFor()
    await page.getByLabel('如果现在是…').fill('10-09 12:00')
    await page.locator('.ribbon-row.is-overdue').filter({ hasText: '法定七日' }).waitFor()
    expect(await row('回访').getAttribute('class')).not.toContain('is-overdue')
    await page.getByRole('button', { name: /回到现在/ }).click()
    await page.locator('.ribbon-drawn:not(.is-supposed)').waitFor()
  })

  test('arrows go from clock to clock, the table says the same, Enter opens the explanation', async () => {
    await page.locator('.ribbon-table summary').click()
    expect(await page.locator('.ribbon-table tbody tr').count()).toBe(await page.locator('.ribbon-row').count())
    await page.locator('.ribbon-row[tabindex="0"]').focus()
    for (let i = 0; i < 12 && !(await row('回访').evaluate((node) => node === document.activeElement)); i++) await page.keyboard.press(i < 6 ? 'ArrowDown' : 'ArrowUp')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/clocks\/callback/)
  })
})

describe('the explanation', () => {
  test('says the sentence first, then each stretch with its notice; the copy is the numbered text', async () => {
    await sees(page, /应于 2026年10月10日（周六）24:00 前回访客户，还剩 10 天/)
    await sees(page, '10月1日（周四）至10月7日（周三）')
    await page.locator('.stretches li[data-code=make_up_day].is-counted').filter({ hasText: '调休上班（国办发明电〔2025〕7号）' }).waitFor()
    await sees(page, '计入合计 3 个工作日，等于规定的 3 个工作日。')
    await page.getByRole('button', { name: '复制说明' }).click()
    await page.locator('.toast').filter({ hasText: '已复制' }).waitFor()
    const text = await page.evaluate<string>('navigator.clipboard.readText()')
    expect(text).toMatch(/^回访的时限说明\n投诉编号 \d{6}-/)
    expect(text).toContain('3.2 10月1日（周四）至10月7日（周三），7 天：不计，国庆节放假（国办发明电〔2025〕7号）')
    expect(text).toContain('国办发明电〔2025〕7号《国务院办公厅关于2026年部分节假日安排的通知》，2025年11月4日（周二）发布')
    await shoot(page, 'ribbon-explanation', true)
    expect(await fits(page)).toBe(true)
    await page.getByRole('link', { name: '回到案件' }).click()
    await page.locator('.case-head h1').waitFor()
  })

  test('a due time in the list and on the case says why when asked', async () => {
    await page.locator('.clock-name').filter({ hasText: '法定七日' }).click()
    await page.locator('.why:popover-open').getByText(/应于 2026年10月7日（周三）24:00 前处理完毕并告知用户/).waitFor()
    await shoot(page, 'ribbon-why')
    await page.keyboard.press('Escape')
    await page.locator('.why').waitFor({ state: 'detached' })
    await page.goto('/queue?view=open')
    await page.locator('.queue-row .queue-due .countdown').first().hover()
    await page.locator('.why:popover-open .why-verdict').waitFor()
    await page.locator('.why').getByRole('link', { name: '完整说明' }).click()
    await page.waitForURL(/\/clocks\//)
    expect(await page.locator('.deadline-verdict').textContent()).toMatch(/^应于 /)
  })

  test('on a phone the ribbon waits folded, opens without sideways scroll, and the page fits, dark as well', async () => {
    const small = await stage.open({ size: phone, dark: true })
    await signIn(small, 'agent')
    await openCase(small, main.id)
    const fold = small.getByRole('button', { name: '时限图' })
    expect(await fold.getAttribute('aria-expanded')).toBe('false')
    await fold.click()
    await small.locator('.ribbon-row').first().waitFor()
    await small.locator('.ribbon').scrollIntoViewIfNeeded()
    await shoot(small, 'ribbon-phone')
    expect(await fits(small)).toBe(true)
    await drawWithAFinger(small)
    await small.locator('.ribbon-drawn.is-supposed').waitFor()
    // a tap within the moment after a drag is taken for the second half of a double tap
    await small.getByRole('button', { name: /回到现在/ }).click()
    await small.locator('.ribbon-drawn:not(.is-supposed)').waitFor()
    await small.goto('/queue?view=open')
    await small.locator('.queue-row .queue-due .countdown').first().tap()
    await small.locator('.why:popover-open .why-verdict').waitFor()
    expect(small.url(), 'asking why does not open the case').toMatch(/\/queue\?/)
    await small.goto(`/complaints/${main.id}/clocks/statutory_watch`)
    await small.locator('.stretches li').first().waitFor()
    await shoot(small, 'ribbon-explanation-phone', true)
    expect(await fits(small)).toBe(true)
    await small.context().close()
  })

  test('an outlet reads its own and no other', async () => {
    const theirs = await stage.open({ size: desk })
    await signIn(theirs, 'outlet')
    await theirs.goto(`/complaints/${main.id}/clocks/outlet_reply`)
    await theirs.locator('.deadline-verdict').filter({ hasText: '前由网点回复' }).waitFor()
    await theirs.goto(`/complaints/${main.id}/clocks/statutory_watch`)
    await theirs.locator('main .state').waitFor()
    expect(await theirs.locator('.deadline-verdict').count()).toBe(0)
    await theirs.context().close()
    expect(stage.complaints.splice(0)).toEqual([])
  })
})
