// Work contact orders on the pages: several at once, back and forth until they are settled, handed over, asked by name, and spared when an outlet stands still.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { caseUntil } from '../case.ts'
import type { TestCase } from '../case.ts'
import type { Cast } from '../world.ts'
import { inChapters, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { act, fill, openCase, signIn } from './staff.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const serious = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe)
  return page.evaluate<string[]>(`axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => v.id + ' ' + v.nodes.map((n) => n.target.join(' ')).join(' | ')))`)
}

inChapters()
let stage: Stage
let agent: Page
let c: TestCase
const ids: Partial<Record<Cast, string>> = {}

beforeAll(async () => {
  stage = await openStage()
  c = await caseUntil(stage.world, 'investigating', { reasonCode: 'false_signoff', verbatim: '显示本人签收，可我一直在家。', items: [{ type: 'waybill', number: 'HY2700900000011' }] })
  agent = await stage.open()
  await signIn(agent, 'agent')
})
afterAll(() => stage?.stop())

const unitOf = (who: Cast) => stage.world.users[who].unit
const item = (words: string) => agent.locator('.order-item').filter({ hasText: words })
/** What a unit does on its own page; the case page of the agent shows it by itself. */
const unit = async (who: Cast, id: string | undefined, noun: string, body: object = {}) => {
  const reply = await (await stage.world.as(who)).post(`/api/orders/${id}/${noun}`, body)
  expect(reply.status, reply.text).toBe(200)
}
const shows = (words: string, stageWords: string) => item(words).locator('.order-head').getByText(stageWords, { exact: true }).waitFor()

test('the agent asks an outlet with the question its reason brings, a hub and a department at the same time', async () => {
  await openCase(agent, c.id)
  await act(agent, '发联系单', { 单位: unitOf('outlet').code, 几小时内答复: '6' })
  await shows(unitOf('outlet').name, '待接收')
  await sees(agent, /签收人是谁？是否经收件人同意/)
  for (const who of ['hub', 'dept'] as const) ids[who] = (await c.does('agent', 'orders', { unitId: unitOf(who).id, question: '该件当天经过你处的交接记录？' })).made ?? ''
  const all = (await (await stage.world.as('agent')).get<{ items: { id: string; unit: { id: string } }[] }>(`/api/complaints/${c.id}/orders`)).body.items
  ids.outlet = all.find((o) => o.unit.id === unitOf('outlet').id)?.id ?? ''
  await sees(agent, /共 3 张 · 待回复 3 · 待采纳 0/)
  await shows(unitOf('dept').name, '待接收')
  expect(Object.values(ids).every((id) => id !== '')).toBe(true)
})

test('the outlet takes it on and answers; the answer goes back for more, comes again and is settled', async () => {
  await unit('outlet', ids.outlet, 'acceptance')
  await shows(unitOf('outlet').name, '已接收')
  await unit('outlet', ids.outlet, 'answer', { answer: 'not_true', text: '客户同意放驿站，有通话' })
  const own = item(unitOf('outlet').name)
  await own.getByRole('button', { name: '退回补充' }).click()
  await fill(own.locator('form'), { 缺什么: '请补通话清单' })
  await own.getByRole('button', { name: '退回补充' }).click()
  await sees(agent, /第 1 次退回，缺：请补通话清单/)
  await unit('outlet', ids.outlet, 'answer', { answer: 'not_true', text: '通话清单如下' })
  await own.getByRole('button', { name: '采纳回复' }).click()
  await shows(unitOf('outlet').name, '已办结')
  await own.locator('summary').click()
  expect(await own.locator('.order-history li').count()).toBe(6)
})

test('the hub says that it is another hub\'s; the agent confirms and the question goes on there', async () => {
  const other = await stage.world.unit('H4301')
  await unit('hub', ids.hub, 'answer', { answer: 'other_unit', text: '该件不经本中心', otherUnitCode: other.code })
  await shows(unitOf('hub').name, '称非其责')
  const own = item(unitOf('hub').name)
  await own.getByRole('button', { name: '转给其他单位' }).click()
  await own.locator('form').getByRole('button', { name: '转给其他单位' }).click()
  await shows(other.name, '待接收')
  await sees(agent, `由${unitOf('hub').name}转来。`)
  const mine = await (await stage.world.as('hub')).get<{ items: { stage: string }[] }>(`/api/complaints/${c.id}/orders`)
  expect(mine.body.items.map((o) => o.stage)).toContain('handed_over')
})

test('a courier is asked by name: the order names them', async () => {
  const { courier } = stage.world.users
  await act(agent, '发联系单', { 发给: '指定人员', 人员: courier.name, 问题: '你当天把件放在哪里？' })
  await shows(`${courier.name} · ${courier.unit.name}`, '待接收')
  const seen = await (await stage.world.as('courier')).get<{ items: { staffName: string | null }[] }>(`/api/complaints/${c.id}/orders`)
  expect(seen.body.items.map((o) => o.staffName)).toContain(courier.name)
})

test('the province tells that the outlet stands still: what it was asked is the province\'s at once; late ones are reminded together', async () => {
  const page = await stage.open()
  await signIn(page, 'province')
  await page.goto('/orders?list=units')
  await page.getByRole('button', { name: '登记停摆' }).click()
  await fill(page.locator('dialog form'), { 单位: unitOf('outlet').code, 情况: '停网', 原因: '负责人失联，快件积压' })
  await page.locator('dialog form button[type=submit]').click()
  await sees(page, '负责人失联，快件积压')
  await shoot(page, 'orders-units')
  await stage.world.settle()
  await shows(unitOf('province').name, '待接收')
  await sees(agent, new RegExp(`原发${unitOf('outlet').name}，该单位停摆，改由省公司回复。`))
  await item(unitOf('province').name).first().scrollIntoViewIfNeeded()
  await shoot(agent, 'orders-board')
  await agent.goto('/orders')
  await agent.locator('.orders-table tbody tr').first().waitFor()
  expect(await serious(agent)).toEqual([])
  await shoot(agent, 'orders-list')
  await agent.getByRole('button', { name: '全选' }).click()
  await agent.getByRole('button', { name: '催办所选' }).click()
  await agent.locator('.toast').filter({ hasText: /已催办 [23] 张/ }).first().waitFor()
  await page.context().close()
})

test('board and list fit a phone in the dark', async () => {
  const page = await stage.open({ size: phone, dark: true })
  await signIn(page, 'agent')
  await openCase(page, c.id)
  await page.locator('.order-item').first().scrollIntoViewIfNeeded()
  await shoot(page, 'orders-board-phone')
  await page.goto('/orders?whose=all')
  await page.locator('.orders-table tbody tr').first().waitFor()
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(phone.width)
  expect(await serious(page)).toEqual([])
  await shoot(page, 'orders-list-phone')
  expect(stage.complaints).toEqual([])
})
