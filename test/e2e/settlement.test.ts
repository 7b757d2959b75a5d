// A month of what units bear: a proposed penalty is confirmed with its duty, the statement is issued, the unit disputes a line from the phone, it is answered and corrected in the month that follows.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { caseUntil } from '../case.ts'
import { desk, inChapters, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { fill, signIn } from './staff.ts'

let stage: Stage
let finance: Page
let outlet: Page
beforeAll(async () => { stage = await openStage() }, 120_000)
afterAll(() => stage?.stop())
inChapters()

const day = 86_400_000
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const monthNow = async (): Promise<string> => new Date(await stage.world.now() + 8 * 3_600_000).toISOString().slice(0, 7)

/** What is wider than the screen, and what axe finds serious. */
async function troubles(page: Page): Promise<string[]> {
  const wider = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  await page.evaluate(axe)
  return [...(wider === 0 ? [] : [`${wider}px wider than the screen`]), ...await page.evaluate<string[]>(`axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => v.id + ' ' + v.nodes.map((n) => n.target.join(' ')).join(' | ')))`)]
}

/** A closed case of the outlet, judged and final, whose customer got ¥120. */
async function judgedCase(judge: 'judge' | 'judge2'): Promise<void> {
  const { world } = stage
  const c = await caseUntil(world, 'closed', { items: [{ type: 'waybill', number: 'HY2700900000004' }], reasonCode: 'false_signoff' })
  await sql`insert into parties (complaint_id, unit_id, role, province_id, hub_id, outlet_id, received_at) select ${c.id}, u.id, 'destination', u.province_id, u.hub_id, u.outlet_id, app_now() from org_units u where u.id = ${world.users.outlet.unit.id} on conflict do nothing`.execute(world.db)
  await c.does(judge, 'judgement', { shares: [{ bearer: 'unit', unitId: world.users.outlet.unit.id, percent: 60, basis: '未经同意投柜' }, { bearer: 'sender', percent: 40, basis: '电话写错' }], reasoning: '底单与定位不符' })
  await sql`update liability_cases set state = 'judged', due_kind = 'contest', due_at = app_now() where complaint_id = ${c.id}`.execute(world.db)
  await world.settle()
  await world.settle()
}

test('penalties are proposed with their reasons; finance confirms one with a duty, and never by wages', async () => {
  await judgedCase('judge')
  await judgedCase('judge2')
  finance = await stage.open({ size: desk })
  await signIn(finance, 'finance')
  await finance.goto('/settlements/penalties')
  await sees(finance, '12 个月内首次，以教育代替处罚')
  expect(await troubles(finance)).toEqual([])
  await shoot(finance, 'penalties', true)
  const second = finance.locator('.settle-line').filter({ hasText: '第 2 次' })
  await second.getByRole('button', { name: '决定' }).click()
  await fill(second, { 要做什么: '扣当月工资 200 元', 谁负责落实: '李站长' })
  await second.locator('button[type=submit]').click()
  await sees(finance, /措施不能是扣工资/)
  await fill(second, { 要做什么: '全员学习签收规范并考试' })
  await second.locator('button[type=submit]').click()
  await sees(finance, '已决定')
  await finance.goto('/settlements/penalties/decided')
  await sees(finance, '已确认')
})

test('finance issues the month; the unit reads on its phone what, why and by which rule, and disputes a line', async () => {
  const month = await monthNow()
  await stage.world.moveClock(35 * day)
  await finance.goto('/settlements/months')
  await finance.locator('tr').filter({ hasText: month }).getByRole('button', { name: '出具结算单' }).click()
  await finance.locator('tr').filter({ hasText: month }).getByText(/出具中|已出具/).waitFor()
  await stage.world.settle()
  await finance.locator('tr').filter({ hasText: month }).getByText('已出具').waitFor()
  expect(await troubles(finance)).toEqual([])
  await shoot(finance, 'settlement-months')
  await finance.getByRole('link', { name: month }).click()
  await finance.locator('table.plain tbody tr').first().waitFor()
  await shoot(finance, 'settlement-month')
  outlet = await stage.open({ size: phone, dark: true })
  await signIn(outlet, 'outlet')
  await outlet.goto('/settlements')
  await outlet.locator('.settle-list a').first().click()
  await sees(outlet, /客户所得.*60%/)
  await sees(outlet, /规则：/)
  await shoot(outlet, 'statement-phone', true)
  const line = outlet.locator('.settle-line').first()
  await line.getByRole('button', { name: '提出异议' }).tap()
  await fill(line, { 为什么不对: '交接时柜机故障，有报修单' })
  await line.locator('button[type=submit]').tap()
  await sees(outlet, '异议待答复')
  expect(await troubles(outlet)).toEqual([])
  await shoot(outlet, 'statement-disputed', true)
})

test('finance answers; the next month\'s statement begins with what was and shows the correction, on paper too', async () => {
  await finance.goto('/settlements/disputes')
  const item = finance.locator('.settle-line').first()
  await item.getByRole('button', { name: '答复' }).click()
  await fill(item, { 结果: '更正', 冲减金额: '36', 答复内容: '报修单属实，减半' })
  await shoot(finance, 'dispute-answer', true)
  await item.locator('button[type=submit]').click()
  await sees(finance, '没有待答复的异议')
  const next = await monthNow()
  await stage.world.moveClock(31 * day)
  await finance.goto('/settlements/months')
  await finance.locator('tr').filter({ hasText: next }).getByRole('button', { name: '出具结算单' }).click()
  await finance.locator('tr').filter({ hasText: next }).getByText(/出具中|已出具/).waitFor()
  await stage.world.settle()
  await outlet.goto('/settlements/mine')
  await outlet.locator('.settle-list a').filter({ hasText: next }).click()
  await sees(outlet, '上期结转')
  await sees(outlet, /异议成立，更正/)
  await outlet.getByRole('link', { name: '打印' }).click()
  await outlet.locator('.paper').waitFor()
  await shoot(outlet, 'statement-paper', true)
  await outlet.goto('/settlements/measures')
  await sees(outlet, '全员学习签收规范并考试')
  await shoot(outlet, 'measures-phone', true)
  expect(stage.complaints).toEqual([])
})
