// Who bears it, through the pages: a loss over three hubs with a contested share, a false sign-off judged, contested and reduced, a damage by packing; and the arbitrator's desk with both sides.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import type { LiabilityView } from '../../src/contract/liability.ts'
import { demoNetwork } from '../../src/server/waybills/demo-network.ts'
import { demoNumber } from '../../src/server/waybills/demo-number.ts'
import { demoWaybill } from '../../src/server/waybills/demo-parcel.ts'
import { caseUntil, finding } from '../case.ts'
import type { TestCase } from '../case.ts'
import type { Cast } from '../world.ts'
import { aPhoto, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { signIn } from './staff.ts'

let stage: Stage
beforeAll(async () => { stage = await openStage() })
afterAll(() => stage?.stop())

const hour = 3_600_000
const words = '本站到件与出站称重一致，封签完好，交接单与监控可以证明。'
type Fact = { readonly code: string; readonly who?: Cast; readonly text: string }

/** A parcel that three hubs had in their hands, 武汉 the second of them. */
async function throughWuhan(): Promise<string> {
  const [network, now] = [demoNetwork(), await stage.world.now()]
  for (let n = 50_000_000; n < 50_020_000; n++) {
    const number = demoNumber('shortage', n, 1)
    const hubs = [...new Set((demoWaybill(network, number, now)?.scans ?? []).map((s) => s.unitCode ?? '').filter((code) => code.startsWith('H')))]
    if (hubs.length >= 3 && hubs[1] === 'H4201') return number
  }
  throw new Error('no parcel goes through 武汉 as its second hub')
}

/** A case with its finding, each fact resting on what was added to it; on the judge's desk. */
async function foundOut(about: Record<string, unknown>, asked: readonly Cast[], facts: readonly Fact[]): Promise<TestCase> {
  const { world } = stage
  const c = await caseUntil(world, 'investigating', about)
  for (const who of asked) await c.does('agent', 'orders', { unitId: world.users[who].unit.id, question: '请说明交接情况', wanted: [] })
  const agent = await world.as('agent')
  const photo = await aPhoto()
  const file = await agent.upload<{ id: string }>('/api/attachments', { name: photo.name, type: photo.mimeType, bytes: new Uint8Array(photo.buffer) })
  await c.does('agent', 'material', { attachmentIds: [file.body.id], note: '称重记录' })
  const held = await agent.get<{ items: { id: string }[] }>(`/api/complaints/${c.id}/evidence`)
  const evidenceIds = held.body.items.map((e) => e.id)
  await c.does('investigator', 'finding', { ...finding, factsFound: facts.map((f) => ({ code: f.code, verdict: 'established', text: f.text, evidenceIds, ...(f.who === undefined ? {} : { unitId: world.users[f.who].unit.id }) })) })
  await world.settle()
  return c
}

const view = async (c: TestCase, who: Cast = 'judge'): Promise<LiabilityView> => (await (await stage.world.as(who)).get<LiabilityView>(`/api/complaints/${c.id}/liability`)).body
const sharesNow = async (c: TestCase): Promise<Readonly<Record<string, number>>> => Object.fromEntries(((await view(c)).judgements.find((j) => !j.superseded)?.shares ?? []).map((s) => [s.unit?.name ?? s.bearer, s.percent]))
async function comesTo(c: TestCase, state: string): Promise<void> {
  await expect.poll(async () => (await view(c)).state, { timeout: 8000 }).toBe(state)
}
const row = (page: Page, name: string) => page.locator('.judged-act').getByLabel(`${name} 承担的百分比`, { exact: true })

const seated = new Map<string, Promise<Page>>()

/** The page somebody sits at, opened once for all journeys: judges at a desk, units at a phone. */
function seat(who: Cast, look: Parameters<Stage['open']>[0] = {}): Promise<Page> {
  const known = seated.get(who) ?? stage.open(look).then(async (page) => { await signIn(page, who); return page })
  seated.set(who, known)
  return known
}

async function onDesk(who: Cast, c: TestCase, show = 'to_judge'): Promise<Page> {
  const page = await seat(who)
  await page.goto(`/liability/${show}`)
  await page.locator(`.judge-list a[href="/liability/${show}/${c.id}"]`).click()
  await page.locator('.judged-act').waitFor()
  return page
}

async function onPhone(who: Cast): Promise<Page> {
  const page = await seat(who, { size: phone })
  await page.goto('/judgements')
  return page
}

/** A unit contests its share on its phone. */
async function contests(page: Page, percent: string, shot?: string): Promise<void> {
  await page.getByRole('button', { name: '申辩', exact: true }).first().tap()
  await page.getByLabel('申辩理由').selectOption('share_too_high')
  await page.getByLabel(/你认为应承担的百分比/).fill(percent)
  await page.getByLabel('具体说明').fill(words)
  if (shot !== undefined) await shoot(page, shot, true)
  await page.locator('form').getByRole('button', { name: '申辩', exact: true }).tap()
  await sees(page, '申辩已提交')
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
type Violation = { id: string; impact: string; nodes: { html: string }[] }

/** What axe finds serious or critical, with where. */
async function axe(page: Page): Promise<unknown[]> {
  await page.evaluate(axeSource)
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: { run: (where: Document, how: unknown) => Promise<{ violations: Violation[] }> } }).axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag22aa'] }))
  return violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => [v.id, v.nodes.map((n) => n.html).slice(0, 3)])
}

describe('a loss over three hubs', () => {
  test('is proposed by rule, the units are heard, judged, one share contested and reduced by another judge', async () => {
    const hub = stage.world.users.hub.unit.name
    const c = await foundOut({ reasonCode: 'loss.suspected', items: [{ type: 'waybill', number: await throughWuhan() }], demand: { kinds: ['compensation'], amount: { minor: 180_000 } } }, ['hub'], [{ code: 'weight_dropped_at', who: 'hub', text: '到站四点四公斤，出站三点二公斤' }])
    const judge = await onDesk('judge', c)
    await sees(judge, /H-07/)
    expect(await judge.locator('.judged-act .share-hop').count()).toBeGreaterThanOrEqual(3)
    expect(Number(await row(judge, hub).inputValue())).toBeGreaterThanOrEqual(80)
    const before = Number(await row(judge, hub).inputValue())
    const border = judge.locator('.judged-act [role=slider]').first()
    await border.focus()
    await border.press('ArrowLeft')
    expect(Number(await row(judge, hub).inputValue())).toBe(before - 1)
    const all = await judge.locator('.judged-act .share-number').evaluateAll((inputs) => inputs.reduce((sum, i) => sum + Number((i as HTMLInputElement).value), 0))
    expect(all).toBe(100)
    await shoot(judge, 'liability-desk', true)
    expect(await axe(judge)).toEqual([])
    await judge.locator('.judged-act').getByRole('button', { name: '征询各单位陈述' }).click()
    await sees(judge, /正在等各单位陈述/)
    const unit = await onPhone('hub')
    await unit.getByRole('button', { name: '陈述意见' }).tap()
    await unit.getByLabel('情况说明').fill(words)
    await unit.locator('form').getByRole('button', { name: '陈述意见' }).tap()
    await sees(unit, '陈述已提交')
    await stage.world.moveClock(25 * hour)
    await stage.world.settle()
    await judge.goto(`/liability/to_judge/${c.id}`)
    await sees(judge, words)
    expect(await judge.locator('#decide-reasons').inputValue()).toMatch(/经查：.*H-07/s)
    await judge.locator('.judged-act').getByRole('button', { name: '定责', exact: true }).click()
    await comesTo(c, 'judged')
    await unit.reload()
    await contests(unit, '40', 'liability-contest')
    await comesTo(c, 'contested')
    const second = await onDesk('judge2', c, 'contested')
    await row(second, hub).fill('60')
    await second.locator('#decide-reasons').fill('封签与称重记录可信，酌减为百分之六十。')
    await second.locator('.judged-act').getByRole('button', { name: '复核裁定' }).click()
    await comesTo(c, 'reviewed')
    expect((await sharesNow(c))[hub]).toBe(60)
    await unit.reload()
    await sees(unit, /部分支持/)
    await unit.locator('.own-share strong', { hasText: '60%' }).waitFor()
    expect((await unit.locator('main').textContent()) ?? '').not.toContain('王小明')
    expect(stage.complaints.splice(0)).toEqual([])
  })
})

describe('a false sign-off', () => {
  test('is judged against the outlet at once for a small sum, contested, reviewed, reduced, and final when nobody asks for more', async () => {
    const outlet = stage.world.users.outlet.unit.name
    const c = await foundOut({ reasonCode: 'false_signoff.not_received', items: [{ type: 'waybill', number: 'HY2700900000004' }] }, ['outlet'], [{ code: 'pod_not_by_consignee', who: 'outlet', text: '签收照片不是本人' }])
    const judge = await onDesk('judge', c)
    await sees(judge, /Q-02/)
    await judge.getByRole('button', { name: '金额不大，直接定责' }).click()
    await judge.locator('.judged-act').getByRole('button', { name: '定责', exact: true }).click()
    await comesTo(c, 'judged')
    expect(await sharesNow(c)).toEqual({ [outlet]: 100 })
    const unit = await onPhone('outlet')
    await contests(unit, '50')
    const second = await onDesk('judge2', c, 'contested')
    await second.locator('#add-bearer').selectOption('company')
    await second.locator('.judged-act').getByRole('button', { name: '加入' }).click()
    await row(second, outlet).fill('50')
    await second.locator('#decide-reasons').fill('系统未提示代收须经同意，公司同担一半。')
    await second.locator('.judged-act').getByRole('button', { name: '复核裁定' }).click()
    await comesTo(c, 'reviewed')
    expect(await sharesNow(c)).toEqual({ [outlet]: 50, company: 50 })
    await stage.world.moveClock(73 * hour)
    await stage.world.settle()
    await comesTo(c, 'final')
    await unit.goto('/judgements?show=all')
    await sees(unit, '终局')
    expect(stage.complaints.splice(0)).toEqual([])
  })
})

describe('a damage by packing', () => {
  test('is borne by the sender and who took it in unchecked, half each, and stands so on the case', async () => {
    const c = await foundOut({ reasonCode: 'damage.broken' }, ['outlet'], [{ code: 'packing_inadequate', text: '单层纸箱无填充' }, { code: 'packing_not_checked', who: 'outlet', text: '收寄时未验视包装' }])
    const judge = await onDesk('judge', c)
    await sees(judge, /H-02/)
    expect([await row(judge, '寄件人').inputValue(), await row(judge, stage.world.users.outlet.unit.name).inputValue()]).toEqual(['50', '50'])
    await judge.locator('details', { hasText: '什么会改变这个结论' }).locator('summary').click()
    await sees(judge, /如果“.*”不成立/)
    await judge.getByRole('button', { name: '金额不大，直接定责' }).click()
    await judge.locator('.judged-act').getByRole('button', { name: '定责', exact: true }).click()
    await comesTo(c, 'judged')
    await judge.goto(`/queue/${c.id}?view=open`)
    await judge.locator('[data-part=liability]').getByText('寄件人').first().waitFor()
    await shoot(judge, 'liability-case', true)
    expect(stage.complaints.splice(0)).toEqual([])
  })
})

describe('the arbitrator\'s desk', () => {
  test('shows both sides beside each other, in the dark as well, and decides for good', async () => {
    const { world } = stage
    const share = (who: Cast, percent: number) => ({ bearer: 'unit', unitId: world.users[who].unit.id, percent, basis: '交接不清' })
    const c = await foundOut({ reasonCode: 'damage.broken' }, ['outlet', 'hub'], [{ code: 'rough_handling_at', who: 'hub', text: '监控所见' }])
    await c.does('judge', 'judgement', { shares: [share('outlet', 40), share('hub', 60)], reasoning: '两环节各有责任' })
    await c.does('outlet', 'contest', { ground: 'facts_wrong', text: words, wantedPercent: 0 })
    await c.does('judge2', 'contest-review', { reasons: '维持' })
    const page = await onPhone('outlet')
    await sees(page, '其他单位的申辩期限结束后，可以申请仲裁')
    await shoot(page, 'liability-own-waits')
    await world.moveClock(73 * hour)
    await world.settle()
    await page.reload()
    await page.getByRole('button', { name: '申请仲裁' }).first().tap()
    await page.getByLabel('仲裁请求').fill('请求认定本单位不承担责任，全部由分拨中心承担。')
    await page.getByLabel(/你认为应承担的百分比/).fill('0')
    await page.getByRole('button', { name: world.users.hub.unit.name }).or(page.getByLabel(world.users.hub.unit.name)).first().tap()
    await page.getByLabel('事实和理由').fill(words)
    await page.locator('form input[type=file]').first().setInputFiles(await aPhoto('交接单.jpg'))
    await page.locator('form').getByText('交接单.jpg').first().waitFor()
    await page.locator('form').getByRole('button', { name: '申请仲裁' }).tap()
    await sees(page, '仲裁申请已提交')
    await c.does('hub', 'arbitration-answer', { text: '本站监控显示到站时外箱已破。' })
    const desk = await seat('arbitrator', { dark: true })
    await desk.goto(`/liability/arbitrating/${c.id}`)
    await desk.locator('.sides .side').nth(1).waitFor()
    await shoot(desk, 'liability-arbitration-dark', true)
    expect(await axe(desk)).toEqual([])
    await row(desk, world.users.outlet.unit.name).fill('20')
    await desk.locator('#decide-reasons').fill('交接单可信，酌减。')
    await desk.locator('.judged-act').getByRole('button', { name: '仲裁裁决' }).click()
    await comesTo(c, 'final')
    expect(await sharesNow(c)).toEqual({ [world.users.outlet.unit.name]: 20, [world.users.hub.unit.name]: 80 })
    expect(stage.complaints.splice(0)).toEqual([])
  })
})
