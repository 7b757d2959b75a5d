// A storm of 500 parcels: the figures suggest it, one rule gathers it, one question goes out, the unit answers once on a phone, customers are told once. And a merchant's batch from a pasted sheet.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import type { Answer } from '../client.ts'
import { follow } from './customer.ts'
import { desk, inChapters, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { fill, openCase, signIn } from './staff.ts'

const parcels = 500
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
let stage: Stage
let lead: Page
let cases: { id: string; complaintNo: string; version: number }[]

inChapters()
beforeAll(async () => {
  stage = await openStage()
  const agent = await stage.world.as('agent')
  const unit = await stage.world.unit('W42010')
  const file = async (i: number) => said(201, await agent.post<(typeof cases)[number]>('/api/complaints', {
    channel: 'phone', reasonCode: 'delay.transit_stuck', verbatim: '三天没有动静', items: [{ type: 'waybill', number: `HY2711${String(i).padStart(8, '0')}` }], respondent: { orgCode: unit.code }, complainant: { name: '李客户', phone: `1380013${String(i).padStart(4, '0')}` },
  }))
  cases = await inGroups(Array.from({ length: parcels }, (_, i) => i), 64, file)
  await inGroups(cases, 16, async ({ id, version }) => said(200, await agent.post(`/api/complaints/${id}/acceptance`, { version })))
})
afterAll(() => stage?.stop())

/** So many at once as a floor would: a crowd of its own making would be turned away. */
async function inGroups<T, R>(all: readonly T[], size: number, work: (each: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (let at = 0; at < all.length; at += size) done.push(...await Promise.all(all.slice(at, at + size).map(work)))
  return done
}

function said<T>(status: number, answer: Answer<T>): T {
  if (answer.status !== status) throw new Error(answer.text)
  return answer.body
}

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const wide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')
  const found = await page.evaluate<string[]>(`axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => v.id + ' ' + v.nodes.map((n) => n.target.join(' ')).join(' | ')))`)
  return [...(wide ? ['wider than the screen'] : []), ...found]
}

test('the figures suggest it; the rule is looked at before anything is done; 500 cases join', async () => {
  lead = await stage.open({ size: desk })
  await signIn(lead, 'lead')
  await lead.goto('/incidents')
  await sees(lead, /2 小时内 500 件涉及 武汉/)
  await lead.getByRole('button', { name: '看看', exact: true }).first().click()
  const sheet = lead.getByRole('dialog', { name: '建立事件' })
  await fill(sheet, { 名称: '武昌网点积压', 发生了什么: '分拣线故障，到件积压' })
  await sheet.getByRole('button', { name: '看看会并入哪些' }).click()
  await sees(lead, '现在会并入 500 件')
  await shoot(lead, 'incident-open')
  expect((await sql`select 1 from incidents`.execute(stage.world.db)).rows).toEqual([])
  await sheet.getByRole('button', { name: '建立事件' }).click()
  await lead.waitForURL(/\/incidents\/[0-9a-f-]{36}$/)
  await stage.world.settle()
  await lead.locator('[data-run=join][data-state=done]').waitFor()
  await lead.locator('.figure').first().filter({ hasText: '500' }).waitFor()
  expect((await sql`select 1 from incidents`.execute(stage.world.db)).rows).toHaveLength(1)
})

test('one question goes out; on the unit\'s phone it is one card, answered once for all 500', async () => {
  await lead.getByRole('button', { name: '统一发联系单' }).click()
  const sheet = lead.getByRole('dialog', { name: '统一发联系单' })
  await fill(sheet, { 问题: '这批件现在在哪里？何时派送？' })
  await sheet.getByRole('button', { name: '统一发联系单' }).click()
  await sheet.waitFor({ state: 'detached' })
  await stage.world.settle()
  const outlet = await stage.open({ size: phone, dark: true })
  await signIn(outlet, 'outlet')
  await outlet.goto('/outlet')
  const card = outlet.locator('.batch-card').filter({ hasText: '500 件，一次答复' })
  await card.waitFor()
  expect(await card.textContent()).toContain('何时派送')
  expect(await faults(outlet)).toEqual([])
  await card.getByRole('radio', { name: '属实', exact: true }).tap()
  await card.getByLabel('说明').fill('分拣线已修好，今晚全部派完')
  await shoot(outlet, 'incident-outlet')
  await card.getByRole('button', { name: '答复 500 件' }).tap()
  await sees(outlet, '500 件的答复正在写入')
  await stage.world.settle()
  const answered = await sql<{ n: number }>`select count(*)::int as n from events where type = 'order.answered'`.execute(stage.world.db)
  expect(answered.rows[0]?.n).toBe(parcels)
  await outlet.context().close()
  await lead.reload()
  await sees(lead, '已答复 500 / 500')
})

test('customers are told once, each in their own words; the case, the customer\'s page and the record show it', async () => {
  await lead.getByRole('button', { name: '统一通知客户' }).click()
  const sheet = lead.getByRole('dialog', { name: '统一通知客户' })
  await fill(sheet, { 通知内容: '您好，单号 {{no}} 受网点故障影响，今晚派送。' })
  await sheet.getByRole('button', { name: '看看谁会收到' }).click()
  await sees(lead, '500 件中 500 人会收到')
  await sheet.getByRole('button', { name: '统一通知客户' }).click()
  await sheet.waitFor({ state: 'detached' })
  await stage.world.settle()
  await lead.locator('[data-run=notice][data-state=done]').waitFor()
  expect(await faults(lead)).toEqual([])
  await shoot(lead, 'incident', true)
  const sent = await sql<{ n: number }>`select count(distinct complaint_id)::int as n from messages where template = 'incident'`.execute(stage.world.db)
  expect(sent.rows[0]?.n).toBe(parcels)
  const [one] = cases
  await openCase(lead, one?.id ?? '')
  await lead.locator('[data-part=incident]').getByRole('link', { name: '武昌网点积压' }).waitFor()
  const customer = await stage.open({ size: phone })
  await follow(stage, customer, '13800130000', one?.complaintNo ?? '')
  await sees(customer, /受网点故障影响，今晚派送/)
  await customer.context().close()
  expect(stage.complaints).toEqual([])
})

test('a merchant\'s sheet is pasted, wrong lines say why, every good line becomes a case of its own', async () => {
  const page = await stage.open({ size: desk })
  await signIn(page, 'account')
  await page.goto('/batch-cases/new')
  await fill(page.locator('form'), { 名称: '和美陶瓷 双11', 渠道: '电商平台', 商家: '和美陶瓷店', 商家电话: '13766667777', 问题类型: '快件损毁', 商家怎么说: '这批碗碎了很多', 运单清单: `运单号,问题描述,索赔金额\n${Array.from({ length: 12 }, (_, i) => `HY2722${String(i).padStart(8, '0')},碎了${i + 1}只,${i + 10}.50`).join('\n')}\n123,短,1\nHY272200000003,又,2` })
  await page.getByRole('button', { name: '检查每一行' }).click()
  await sees(page, '可登记 12')
  await sees(page, '只有 3 位，不像运单号')
  await sees(page, '与第 5 行是同一件')
  await page.getByRole('button', { name: '登记', exact: true }).click()
  await page.waitForURL(/\/batch-cases\/[0-9a-f-]{36}$/)
  await stage.world.settle()
  await expect.poll(() => page.locator('.batch-table tbody tr').count()).toBe(12)
  expect(await faults(page)).toEqual([])
  await shoot(page, 'batch-case')
  await page.context().close()
  expect(stage.complaints).toEqual([])
})
