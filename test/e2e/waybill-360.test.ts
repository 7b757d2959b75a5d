// Waybill 360 as staff meet it: the lead on the case page, the axis by keyboard and mouse, the table, the phone, and a unit's own part.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoPassword } from '../../src/server/identity/founding.ts'
import { DEMO_CAST } from '../../src/server/waybills/demo-cast.ts'
import { demoNetwork } from '../../src/server/waybills/demo-network.ts'
import { demoHistory } from '../../src/server/waybills/demo-parcel.ts'
import { recordStretches } from '../../src/server/waybills/hop-times.ts'
import { fileCase } from '../case.ts'
import type { TestCase } from '../case.ts'
import { inChapters, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { openCase, signIn } from './staff.ts'

let stage: Stage
let page: Page
let c: TestCase

beforeAll(async () => {
  stage = await openStage()
  const { world } = stage
  const now = await world.now()
  await recordStretches(world.db, demoHistory(demoNetwork(), now), now)
  c = await fileCase(world, { reasonCode: 'false_signoff.not_received', verbatim: '显示本人签收，我没有收到', items: [{ type: 'waybill', number: DEMO_CAST.find((p) => p.key === 'chen_signoff')!.number }] })
  await c.does('agent', 'acceptance')
  await c.does('agent', 'take')
  // the look the case was filed with knew less, so that a refresh brings news
  await sql`update waybill_snapshots set public = jsonb_set(public, '{scans}', (select jsonb_agg(s) from (select s from jsonb_array_elements(public -> 'scans') s order by s ->> 'at' limit 7) t)), taken_at = taken_at - interval '30 hours' where complaint_id = ${c.id}`.execute(world.db)
  page = await stage.open()
  await signIn(page, 'agent')
})
afterAll(async () => { await stage?.stop() })
inChapters()

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds serious or critical. */
async function axeProblems(on: Page): Promise<string[]> {
  await on.evaluate(axe)
  return on.evaluate<string[]>(`axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => v.id + ' ' + v.nodes.map((n) => n.target.join(' ')).join(' | ')))`)
}

const fits = async (on: Page): Promise<boolean> => (await on.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')) <= 0

describe('the case page', () => {
  test('shows custody against plan and leads to the whole', async () => {
    await openCase(page, c.id)
    const panel = page.locator('.w360-panel')
    await panel.locator('.axis-block').first().waitFor()
    await panel.getByRole('link', { name: /看全景/ }).click()
    await page.waitForURL(/\/complaints\/.+\/waybill$/)
    await expect.poll(() => page.title()).toContain('运单全景')
  })
})

describe('the page', () => {
  test('a refresh keeps the former look and marks what is new', async () => {
    await page.getByRole('button', { name: '更新轨迹' }).click()
    await page.locator('.toast').filter({ hasText: '新增 3 条' }).waitFor()
    await sees(page, '立案后新增 3 条')
    await page.getByLabel('看哪一次查询').selectOption({ index: 1 })
    await page.waitForURL(/at=/)
    await page.getByLabel('看哪一次查询').selectOption({ index: 0 })
    await page.locator('.kit-line.is-bad').first().waitFor()
    expect(page.url()).not.toContain('at=')
  })

  test('the kit says line by line what does not hold, with the law', async () => {
    await sees(page, /签收定位离地址 80 米，超过 \d+ 米/)
    await sees(page, '派送前没有给收件人打电话')
    await sees(page, '客户否认本人签收')
    await sees(page, '快递市场管理办法 26–30')
    expect(await page.locator('.kit-line.is-bad').count()).toBe(4)
    await page.locator('.segment.is-strong').filter({ hasText: '武汉武昌' }).waitFor()
  })

  test('keys go from mark to mark and zoom; the wheel zooms around the pointer', async () => {
    const first = page.locator('.w360 .axis-lane.is-chain button[tabindex="0"]')
    await first.focus()
    await page.keyboard.press('ArrowRight')
    await page.locator('.axis-told').filter({ hasText: /路上/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.locator('.axis-told').filter({ hasText: /计划/ }).waitFor()
    const width = async (): Promise<number> => (await page.locator('.w360 .axis-block').first().boundingBox())?.width ?? 0
    const before = await width()
    await page.keyboard.press('Home')
    await page.keyboard.press('+')
    await expect.poll(width).toBeGreaterThan(before * 1.3)
    await page.keyboard.press('0')
    await expect.poll(width).toBeLessThan(before * 1.1)
    const line = await page.locator('.w360 .axis-line').boundingBox()
    if (!line) throw new Error('no axis')
    await page.mouse.move(line.x + 40, line.y + 40)
    await page.keyboard.down('Control')
    await page.mouse.wheel(0, -300)
    await page.keyboard.up('Control')
    await expect.poll(width).toBeGreaterThan(before * 1.1)
    await page.getByRole('button', { name: '看全程' }).click()
  })

  test('the table says the same, in one row for each stay and road; nothing stands in the way of a reader', async () => {
    expect(await page.locator('.stop-row').count()).toBe(await page.locator('.w360 .axis-lane.is-chain button').count())
    await sees(page, /比近 30 天 \d+ 件中的 \d+% 都慢/)
    expect(await axeProblems(page)).toEqual([])
    expect(await fits(page)).toBe(true)
    await shoot(page, 'waybill-360')
  })
})

test('a unit on a phone, in the dark: its own part, upright', async () => {
  const small = await stage.open({ size: phone, dark: true })
  await small.request.post('/api/session', { data: { username: 'outlet', password: demoPassword }, headers: { origin: stage.world.url } })
  await small.goto(`/complaints/${c.id}/waybill`)
  await sees(small, '你看到的是本单位经手的部分')
  await small.locator('.story-line').first().waitFor()
  expect(await small.locator('.stop-row:not(.is-road)').count()).toBe(2)
  expect(await fits(small)).toBe(true)
  expect(await axeProblems(small)).toEqual([])
  await shoot(small, 'waybill-360-phone')
  expect(stage.complaints).toEqual([])
})
