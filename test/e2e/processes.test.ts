// A province on the seven steps of DHL, on the pages: the steps in their own words, the closing that waits for the callback, and where cases left their process.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { agreed, caseUntil, fileCase, finding, moneyPlan, offerText } from '../case.ts'
import type { TestCase } from '../case.ts'
import { publishDraft, shippedBody, storeDraft } from '../policy.ts'
import { openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { act, openCase, refusal, signIn } from './staff.ts'

let stage: Stage
let agent: Page
let lead: Page
let c: TestCase

beforeAll(async () => {
  stage = await openStage()
  const { province, outlet } = stage.world.users
  await publishDraft(stage.world, 'processes', await storeDraft(stage.world, 'processes', { ...shippedBody('processes'), choices: [{ unit: province.unit.code, template: 'dhl_seven', source: 's004' }] }))
  c = await fileCase(stage.world, { respondent: { orgCode: outlet.unit.code } })
  await c.does('agent', 'acceptance')
  await c.does('agent', 'take')
  await c.does('investigator', 'finding', finding);
  [agent, lead] = [await stage.open(), await stage.open()]
  await signIn(agent, 'agent')
  await signIn(lead, 'lead')
})
afterAll(() => stage?.stop())

const strip = (page: Page) => page.locator('.process')
const steps = (page: Page) => strip(page).locator('.process-step')
const unfold = async (page: Page): Promise<void> => {
  await strip(page).locator('summary').press('Enter')
  await steps(page).first().waitFor()
}

test('the case shows its seven steps with their own words, who acts, and what waits for what', async () => {
  await openCase(agent, c.id)
  await strip(agent).getByText('DHL 七步法').waitFor()
  await unfold(agent)
  expect(await steps(agent).locator('strong').allTextContents()).toEqual(['接受投诉', '调查投诉', '传递工作联系单', '沟通客户意见', '实施解决方案', '客户回访', '反馈回访意见'])
  expect(await steps(agent).nth(1).textContent()).toContain(stage.world.users.investigator.name)
  expect(await strip(agent).locator('[aria-current=step]').textContent()).toContain('传递工作联系单')
  expect(await refusal(agent, '拟方案')).toContain('要先完成“传递工作联系单”')
  await shoot(agent, 'process-steps')
})

test('it does not close without the callback, says so in the template\'s words, and closes after it', async () => {
  await c.does('agent', 'orders', { unitId: stage.world.users.outlet.unit.id, question: '外箱何时受压', hours: 24 })
  await c.does('agent', 'plan', moneyPlan)
  await c.does('agent', 'offer', offerText)
  await c.does('agent', 'answer', { answer: 'accept', via: 'phone', reference: 'REC-1' })
  await c.does('agent', 'decision', agreed)
  await c.does('agent', 'execution', { seq: 2, evidence: '已电话道歉' })
  await c.does('finance', 'execution', { seq: 1, evidence: '转账流水 20261122001' })
  await c.does('agent', 'confirmation', { method: 'oral_recorded', satisfied: true, reference: 'REC-2' })
  await openCase(agent, c.id)
  await strip(agent).locator('.process-now').getByText('客户回访').waitFor()
  expect(await refusal(agent, '结案')).toContain('按“DHL 七步法”，要先完成“客户回访”')
  await act(agent, '记录联系', { 谁联系谁: '我们联系客户', 渠道: '电话', 结果: '已接通', 目的: '回访', 经过与结果: '客户满意，希望早点告知进展' })
  await strip(agent).locator('.process-now').getByText('反馈回访意见').waitFor()
  await act(agent, '结案', { 经过与结果: '已赔偿并道歉' })
  await unfold(agent)
  await steps(agent).filter({ hasText: '反馈回访意见' }).getByRole('button', { name: '登记完成' }).click()
  await agent.locator('dialog.sheet textarea').fill('已转调查组：进展要当天告知')
  await agent.locator('dialog.sheet textarea').press('Control+Enter')
  await strip(agent).getByText('各步都已完成，与流程一致').waitFor()
  await sees(agent, '完成流程步骤“反馈回访意见”')
})

test('a lead lets another case follow the seven steps: what it skipped shows, on a phone too', async () => {
  const late = await caseUntil(stage.world, 'decided')
  await openCase(lead, late.id)
  await strip(lead).getByText('标准流程').waitFor()
  await unfold(lead)
  await strip(lead).getByRole('button', { name: '更换流程' }).click()
  await lead.locator('dialog.sheet .radio-row label').filter({ hasText: 'DHL 七步法' }).click()
  await lead.locator('dialog.sheet textarea').fill('客户要求按省区流程')
  await lead.locator('dialog.sheet button[type=submit]').click()
  await strip(lead).getByText('偏离 1 处').waitFor()
  await sees(lead, '改按“DHL 七步法”办理')
  const small = await stage.open({ size: phone, dark: true })
  await signIn(small, 'lead')
  await small.goto(`/queue/${late.id}`)
  await unfold(small)
  await strip(small).getByText('未做“传递工作联系单”').waitFor()
  expect(await small.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  await shoot(small, 'process-steps-phone')
})

test('the page of processes: shares, the ways out, and the case behind a number', async () => {
  const row = lead.locator('table.plain').first().getByRole('row').filter({ hasText: 'DHL 七步法' })
  // the feed is read up to the oldest transaction that any neighbour on this PostgreSQL still has open
  for (let left = 20; left > 0; left--) {
    await stage.world.settle()
    await lead.goto('/processes')
    await lead.locator('.template').first().waitFor()
    if (await row.getByText('100%').isVisible()) break
  }
  await row.getByText('100%').waitFor()
  await row.getByRole('button', { name: '1', exact: true }).click()
  await lead.waitForURL(/template=dhl_seven&verdict=conforms/)
  const mine = lead.locator('.process-cases li').filter({ hasText: 'DHL 七步法' }).filter({ hasText: '符合' })
  await mine.waitFor()
  await shoot(lead, 'processes')
  await mine.getByRole('link').click()
  await strip(lead).getByText('DHL 七步法').waitFor()
  const small = await stage.open({ size: phone })
  await signIn(small, 'lead')
  await small.goto('/processes')
  await small.locator('.template').first().waitFor()
  expect(await small.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  await shoot(small, 'processes-phone')
  expect(stage.complaints).toEqual([])
})
