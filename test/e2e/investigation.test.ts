// A delay by force majeure on the pages: checked, led, evidence planned and got, people heard, facts weighed from several sides, found, and told.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { demoNumber } from '../../src/server/waybills/demo-number.ts'
import { caseUntil } from '../case.ts'
import type { TestCase } from '../case.ts'
import { inChapters, openStage, phone, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { choose, fill, form, hasStatus, openCase, signIn } from './staff.ts'
import type { Values } from './staff.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
let stage: Stage
let page: Page
let c: TestCase

beforeAll(async () => {
  stage = await openStage()
  c = await caseUntil(stage.world, 'investigating', { reasonCode: 'delay', verbatim: '说好三天到，停在武汉不动了，问谁都说不知道', items: [{ type: 'waybill', number: demoNumber('stuck', 31) }], demand: { kinds: ['explanation', 'fee_waiver'], text: '要个说法，退运费' } })
  page = await stage.open()
  await signIn(page, 'investigator')
  await openCase(page, c.id)
})
afterAll(() => stage?.stop())

inChapters()

const section = (): Locator => page.getByRole('region', { name: '调查', exact: true })
const open = (): Locator => section().locator('.inquiry-form')
/** Presses what opens a form in the section, fills it and sends it. */
async function write(opens: Locator, values: Values, submit: string): Promise<void> {
  await opens.click()
  await open().waitFor()
  await fill(open(), values)
  await open().getByRole('button', { name: submit, exact: true }).click()
  await open().waitFor({ state: 'detached' })
}
const button = (name: string | RegExp): Locator => section().getByRole('button', { name })

test('the check comes first, then who leads', async () => {
  await write(button('开始查证'), { 已看过快件当前状态: '是', 看过沿途天气和通告: '是', 查证结果: '属实，受理', 依据: '轨迹显示在武汉滞留，当地有暴雨' }, '记录查证结果')
  await section().getByText('属实，受理').waitFor()
  const { name } = stage.world.users.investigator
  await button('指定负责人').click()
  await open().getByRole('combobox').and(open().locator('input')).first().fill(name)
  await open().getByRole('option', { name: new RegExp(name) }).first().click()
  await open().getByRole('button', { name: '确定负责人', exact: true }).click()
  await section().getByText(`由运营部 ${name} 负责调查`).waitFor()
  expect(await c.clocks('statutory_watch')).toMatchObject([{ stopped_at: null }])
})

test('the plan is proposed from the reason, asks with one press, and checks itself off', async () => {
  await button(/^全部列入/).click()
  await section().getByText('还缺 1 项必需证据').or(section().getByText('必需证据已齐')).first().waitFor()
  const notice = section().locator('.plan-item').filter({ hasText: '气象预警或政府通告' })
  await notice.getByText('必须由公司举证').or(notice.getByText('须由公司举证')).first().waitFor()
  await c.does('investigator', 'material', { text: '湖北省气象台 11 月 20 日发布暴雨红色预警，高速封闭', type: 'official_notice', side: 'third_party' })
  await notice.and(section().locator('.is-got')).waitFor()
  const handlers = section().locator('.plan-item').filter({ hasText: '经手人员访谈' })
  await handlers.getByRole('button', { name: '发联系单' }).click()
  await form(page).waitFor()
  expect(await form(page).locator('textarea').first().inputValue()).toContain('请提供：经手人员访谈')
  await page.locator('.action-form').getByRole('button', { name: '取消' }).last().click()
})

test('the dispatcher is heard; the note becomes evidence', async () => {
  await write(button('添加记录'), { 记录什么: '访谈', 对方的身份: '调度员', 经过与结果: '20 日晚高速封闭，车辆在服务区等待十九小时', 记录已复述确认: '已向对方复述并确认' }, '保存记录')
  await section().getByText('车辆在服务区等待十九小时').first().waitFor()
  await section().locator('.plan-item.is-got').filter({ hasText: '经手人员访谈' }).waitFor()
  expect(await section().locator('.letter-list blockquote').first().textContent()).toContain('已向对方复述并确认')
})

test('proposals are taken or refused one by one; force majeure stands on its notice', async () => {
  const proposals = section().locator('.proposal')
  const weather = proposals.filter({ hasText: '不可抗力' })
  await weather.getByRole('button', { name: '采纳', exact: true }).click()
  await open().getByRole('button', { name: /官方通知/, pressed: true }).waitFor()
  await fill(open(), { 说明: '暴雨红色预警期间高速封闭，车辆无法通行' })
  await open().getByRole('button', { name: '认定', exact: true }).click()
  await section().locator('.fact').filter({ hasText: '不可抗力' }).getByText('属实', { exact: true }).waitFor()
  const stuck = proposals.filter({ hasText: '在该处滞留' }).first()
  await stuck.getByRole('button', { name: '不采纳' }).click()
  await fill(open(), { 原因: '滞留由封路造成' })
  await open().getByRole('button', { name: '不采纳', exact: true }).click()
  await section().getByText(/未采纳的建议 1 项/).waitFor()
  expect(await section().locator('.fact').count()).toBe(1)
})

test('the finding takes the facts along and judges each demand', async () => {
  await choose(page, '写调查结论')
  await form(page).waitFor()
  await form(page).locator('.found-facts').getByText('不可抗力').waitFor()
  expect(await form(page).locator('textarea').first().inputValue()).toContain('暴雨红色预警')
  await shoot(page, 'investigation-finding')
  await fill(form(page), { 原因细分: '天气因素', 公司对客户: '公司无责', 认定依据: '民法典第八百三十二条', 诉求是否合理: '部分合理', 理由: '延误属实，非公司过错' })
  await form(page).locator('button[type=submit]').click()
  await hasStatus(page, '拟方案')
})

test('it is told to the customer, and the page is fit to read', async () => {
  await c.does('agent', 'plan', { measures: [{ kind: 'explanation', description: '说明封路经过' }], reasoning: '不可抗力', basis: '民法典第八百三十二条' })
  await c.does('agent', 'offer', { text: '说明封路经过并继续派送', grounds: '不可抗力', via: 'sms' })
  await c.does('agent', 'answer', { answer: 'accept', via: 'phone', reference: 'REC-1' })
  await c.does('agent', 'decision', { outcome: 'agreed', text: '因暴雨封路延误，现已恢复运输', reasons: '有气象预警为证', basis: '民法典', notice: { channel: 'sms' } })
  await openCase(page, c.id)
  await section().getByText('调查经过').click()
  await section().locator('.fact').first().waitFor()
  await shoot(page, 'investigation-section')
  await page.evaluate(axe)
  expect(await page.evaluate<string[]>(`axe.run('.inquiry', { resultTypes: ['violations'] }).then((r) => r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => v.id + ' ' + v.nodes.map((n) => n.target.join(' ')).join(' | ')))`)).toEqual([])
  await page.setViewportSize(phone)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  await shoot(page, 'investigation-phone')
  expect(stage.complaints).toEqual([])
})
