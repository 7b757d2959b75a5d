// Two agents on one case: each sees the other, what changed meanwhile stands beside one's own words, and no word of either is lost.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { caseUntil } from '../case.ts'
import type { TestCase } from '../case.ts'
import type { Cast } from '../world.ts'
import { openStage, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { choose, fill, form, openCase, signIn } from './staff.ts'

let stage: Stage

beforeAll(async () => { stage = await openStage() })
afterAll(() => stage?.stop())
afterEach(async ({ task }) => {
  const page = stage.browser.contexts().at(-1)?.pages().at(-1)
  if (task.result?.state === 'fail' && page !== undefined) await shoot(page, 'conflict-fail')
})

async function at(who: Cast, id: string): Promise<Page> {
  const page = await stage.open()
  await signIn(page, who)
  await openCase(page, id)
  return page
}

const mine = { 事实: '门口监控拍到快件放在消防柜上，没有联系客户。', 依据: '快递市场管理办法第二十八条', 判断理由: '客户没有同意代放' } as const

/** Writes a finding up to the last field. */
async function writeFinding(page: Page): Promise<void> {
  await page.keyboard.press('f')
  await form(page).waitFor()
  const areas = form(page).locator('textarea')
  await areas.nth(0).fill(mine.事实)
  await form(page).locator('select').first().selectOption({ index: 1 })
  for (const group of await form(page).locator('.radio-row').all()) await group.locator('label').first().click()
  await areas.nth(1).fill(mine.依据)
  await areas.nth(2).fill(mine.判断理由)
}

describe('two agents on one case', () => {
  test('each sees the other come, write and go', async () => {
    const c = await caseUntil(stage.world, 'investigating')
    const one = await at('agent', c.id)
    const two = await at('lead', c.id)
    await one.locator('.presence').getByText('顾晓峰 也在看').waitFor()
    await two.locator('.presence').getByText('周小雨 也在看').waitFor()
    await choose(one, '内部备注')
    await two.locator('.presence').getByText('周小雨 正在写').waitFor()
    await shoot(two, 'conflict-presence')
    await two.goto('/queue?view=open')
    await one.locator('.presence').waitFor({ state: 'detached' })
    expect(await two.locator('.presence').count()).toBe(0)
    await one.context().close()
    await two.context().close()
  })

  test('what a colleague did while one wrote stands beside one\'s words; nothing is sent over it before it was seen', async () => {
    const c = await caseUntil(stage.world, 'investigating')
    const page = await at('agent', c.id)
    await page.route('**/api/stream', (route) => route.abort())
    await page.reload()
    await page.locator('.action-row').waitFor()
    await writeFinding(page)
    await c.does('lead', 'supplement', { summary: '同事补的概要：收件人当天不在家' })
    await page.keyboard.press('Control+Enter')
    const view = page.locator('.conflict')
    await view.waitFor()
    await sees(page, '别人刚刚改动了这件案件。现在看到的是最新情况，你写的内容还在，确认后再提交。')
    await view.locator('.conflict-since').getByText('顾晓峰').waitFor()
    await view.locator('.conflict-columns').getByText('同事补的概要：收件人当天不在家').waitFor()
    await view.locator('.conflict-mine').getByText(mine.事实).waitFor()
    expect(await form(page).locator('textarea').first().inputValue()).toBe(mine.事实)
    expect((await c.events()).some((e) => e.type === 'complaint.found')).toBe(false)
    await shoot(page, 'conflict-view')
    await view.getByRole('button', { name: '在现在的情况上提交我的' }).click()
    await page.locator('.letter-part').getByText(mine.事实).waitFor()
    await sees(page, '同事补的概要：收件人当天不在家')
    await page.context().close()
  })

  test('an owner change seen live is told above the words, and words let go are gone only then', async () => {
    const c = await caseUntil(stage.world, 'investigating')
    const page = await at('agent', c.id)
    await writeFinding(page)
    await c.does('lead', 'note', { text: '先别写结论，客户又来电了' })
    await page.locator('.conflict').getByText('先别写结论，客户又来电了').waitFor()
    expect(await form(page).locator('textarea').first().inputValue()).toBe(mine.事实)
    await page.keyboard.press('Escape')
    await page.keyboard.press('f')
    expect(await form(page).locator('textarea').first().inputValue(), 'leaving the form keeps them').toBe(mine.事实)
    await page.locator('.conflict').getByRole('button', { name: '丢弃我写的' }).click()
    await page.keyboard.press('f')
    expect(await form(page).locator('textarea').first().inputValue()).toBe('')
    await page.context().close()
  })

  test('notes of both at the same moment are both there, each once', async () => {
    const c = await caseUntil(stage.world, 'investigating')
    const [one, two] = await Promise.all([at('agent', c.id), at('lead', c.id)])
    for (const [page, words] of [[one, '甲写的备注'], [two, '乙写的备注']] as const) {
      await choose(page, '内部备注')
      await fill(form(page), { 内容: words })
    }
    await Promise.all([one.keyboard.press('Control+Enter'), two.keyboard.press('Control+Enter')])
    for (const page of [one, two]) for (const words of ['甲写的备注', '乙写的备注']) await page.locator('.record-line').getByText(words).waitFor()
    expect((await notesOf(c)).toSorted()).toEqual(['乙写的备注', '甲写的备注'])
    await one.context().close()
    await two.context().close()
  })
})

async function notesOf(c: TestCase): Promise<string[]> {
  return (await c.events()).filter((e) => e.type === 'complaint.noted').map((e) => String(e.data['text']))
}
