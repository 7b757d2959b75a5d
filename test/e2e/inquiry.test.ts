// A leak of data: the agent who files it sees it no longer, the lead names a team, the team works through the steps, the outlet sees only its question, its sibling nothing.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { caseOf, fileCase } from '../case.ts'
import { desk, inChapters, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { fill, openCase, signIn } from './staff.ts'

let stage: Stage
let lead: Page
let id = ''
beforeAll(async () => { stage = await openStage() }, 120_000)
afterAll(() => stage?.stop())
inChapters()

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const inquiry = (page: Page) => page.locator('[data-part=leak]')

async function record(page: Page, step: string, note: string, more: Record<string, string> = {}): Promise<void> {
  const item = inquiry(page).locator('.inquiry-steps > li').filter({ has: page.getByText(step, { exact: true }) })
  await item.getByRole('button', { name: '记录' }).click()
  await fill(item, { ...more, 做了什么: note })
  await item.locator('button[type=submit]').click()
  await item.locator('.tag').waitFor()
}

test('who files it can\'t open it; the lead is told, opens it and names the team', async () => {
  const c = await fileCase(stage.world, { reasonCode: 'data_leak', items: [{ type: 'waybill', number: 'HY2700900000004' }], verbatim: '收到诈骗电话，对方说得出我的单号和地址' })
  id = c.id
  await stage.world.settle()
  const agent = await stage.open({ size: desk })
  await signIn(agent, 'agent')
  await agent.goto(`/queue/${id}?view=open`)
  await sees(agent, /没有找到|不存在|找不到/)
  expect(await agent.locator('main').textContent()).not.toContain('诈骗电话')
  await shoot(agent, 'inquiry-agent')
  lead = await stage.open({ size: desk })
  await signIn(lead, 'lead')
  await openCase(lead, id)
  await inquiry(lead).scrollIntoViewIfNeeded()
  await shoot(lead, 'inquiry-lead')
  await inquiry(lead).getByRole('button', { name: '指定成员' }).click()
  await fill(inquiry(lead), { 同事: stage.world.users.investigator.name, 原因: '安全组' })
  await inquiry(lead).locator('button[type=submit]').click()
  await inquiry(lead).locator('.inquiry-people li').filter({ hasText: stage.world.users.investigator.name }).first().waitFor()
})

test('the team contains the leak and comes to its result; nobody apologises before', async () => {
  const page = await stage.open({ size: phone, dark: true })
  await signIn(page, 'investigator')
  await openCase(page, id)
  await inquiry(page).waitFor()
  await sees(page, '前五步完成后才能下结论。')
  expect(await inquiry(page).locator('li').filter({ hasText: '致歉' }).getByRole('button').count()).toBe(0)
  for (const step of ['停止访问', '保全日志', '评估通知义务', '通知主管部门']) await record(page, step, '已办')
  await record(page, '通知本人', '措施已避免危害', { 结果: '不需要' })
  await inquiry(page).getByRole('button', { name: '下结论' }).click()
  await fill(inquiry(page), { 下结论: '泄露属实', 查明的事实: '网点账号外借' })
  await inquiry(page).locator('form button[type=submit]').click()
  await record(page, '处理责任人', '停权并书面警告')
  await record(page, '致歉', '已电话致歉')
  expect(await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0)
  await page.evaluate(axe)
  expect(await page.evaluate<string[]>(`axe.run(document.querySelector('[data-part=leak]'), { resultTypes: ['violations'] }).then((r) => r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => v.id))`)).toEqual([])
  await shoot(page, 'inquiry-phone', true)
})

test('the outlet sees its question and nothing of the customer, its sibling nothing', async () => {
  const c = caseOf(stage.world, id, '')
  await c.does('lead', 'acceptance')
  await c.does('lead', 'assignment', { ownerId: stage.world.users.investigator.id })
  await c.does('lead', 'orders', { unitId: stage.world.users.outlet.unit.id, question: '哪些人能看到这张面单？', wanted: [] })
  const outlet = await stage.open({ size: phone })
  await signIn(outlet, 'outlet')
  await outlet.goto('/outlet')
  await sees(outlet, '哪些人能看到这张面单？')
  const text = (await outlet.locator('main').textContent()) ?? ''
  for (const secret of ['王小明', '诈骗电话', '137****']) expect(text).not.toContain(secret)
  await shoot(outlet, 'inquiry-outlet', true)
  expect((await (await stage.world.as('outlet2')).get(`/api/complaints/${id}`)).status).toBe(404)
  expect(stage.complaints).toEqual([])
})
