// The unit's phone in one hand and the link without an account: the answers lie at the thumb, files survive a dead zone and a reload, one tap answers with the records, and a link opens one question once.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromium } from 'playwright-core'
import type { Page } from 'playwright-core'
import { chromiumArgs, chromiumPath } from '../browser.ts'
import { learnUnitScores } from '../../src/server/investigation/unit-scores.ts'
import { caseUntil } from '../case.ts'
import { aPhoto, desk, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { signIn } from './staff.ts'

let stage: Stage
beforeAll(async () => { stage = await openStage() })
afterAll(() => stage?.stop())

async function ask(question: string, hours: number, number = 'HY2700900000004', unit = 'W42010'): Promise<string> {
  const c = await caseUntil(stage.world, 'investigating', { items: [{ type: 'waybill', number }], reasonCode: 'false_signoff', verbatim: '显示本人签收，可我一直在家。' })
  return (await c.does('agent', 'orders', { unitId: (await stage.world.unit(unit)).id, question, wanted: ['签收底单', '派送监控'], hours })).made ?? ''
}
// a line this slow takes a whole photo in a minute
const dot = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const stateOf = async (order: string): Promise<string | undefined> => (await sql<{ state: string }>`select state from orders where id = ${order}`.execute(stage.world.db)).rows[0]?.state
const filesOf = async (order: string): Promise<number> => (await sql`select 1 from attachments where order_id = ${order}`.execute(stage.world.db)).rows.length
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
async function serious(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate<string[]>(`axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((r) => r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => v.id + ' ' + v.nodes.map((n) => n.target.join(' ')).join(', ')))`)
}
/** The answers lie within the lower 40 % of a screen of 844, and nothing scrolls sideways. */
async function atTheThumb(page: Page, answers: string): Promise<void> {
  const boxes = await page.locator(answers).all().then((all) => Promise.all(all.slice(0, 3).map((one) => one.boundingBox())))
  expect(boxes.map((b) => b !== null && b.y >= phone.height * 0.6 && b.y + b.height <= phone.height && b.height >= 44)).toEqual([true, true, true])
  expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0)
}

describe('the unit\'s phone', () => {
  test('answers at the thumb; a photo taken without a line survives a reload and goes with the answer, once', async () => {
    const order = await ask('签收底单是谁签的？', 1)
    const page = await stage.open({ size: phone })
    await signIn(page, 'outlet')
    await page.goto('/outlet')
    const card = page.locator('.order-card').first()
    await card.waitFor()
    await atTheThumb(page, '.order-card:first-of-type .big-answer')
    await sees(page, /你单位可能有责/)
    await shoot(page, 'outlet-card-light')
    await page.emulateMedia({ colorScheme: 'dark' })
    await shoot(page, 'outlet-card-dark')
    await page.emulateMedia({ colorScheme: 'light' })
    await card.getByRole('radio', { name: '不属实' }).tap()
    await card.locator('.chip').first().tap()
    // the line is gone for uploads and answers, the page itself is still there
    await page.route('**/api/uploads**', (route) => route.abort('internetdisconnected'))
    await page.route('**/api/orders/*/answer', (route) => route.abort('internetdisconnected'))
    await card.locator('input[id^=photo-]').setInputFiles(await aPhoto('底单.jpg'))
    await card.getByText('底单.jpg').waitFor()
    await shoot(page, 'outlet-card-answering')
    // at the card's end nothing lies half behind the answers that stick to the edge
    await card.evaluate((element) => { element.scrollIntoView({ block: 'end' }) })
    expect(await serious(page)).toEqual([])
    await card.getByRole('button', { name: '提交答复' }).tap()
    await sees(page, /没有网络。内容已存在手机上/)
    await page.reload()
    await card.getByText('底单.jpg').waitFor()
    expect([await stateOf(order), await card.locator('textarea').inputValue()]).toEqual(['open', '有签收底单，见照片。'])
    await shoot(page, 'outlet-card-reloaded')
    await page.unroute('**/api/uploads**')
    await page.unroute('**/api/orders/*/answer')
    await page.evaluate(`dispatchEvent(new Event('online'))`)
    await expect.poll(() => stateOf(order), { timeout: 15_000 }).toBe('answered')
    await card.waitFor({ state: 'detached' })
    expect(await filesOf(order)).toBe(1)
    expect((await sql<{ n: number }>`select count(*)::int as n from events where type = 'order.answered' and body like ${`%${order}%`}`.execute(stage.world.db)).rows).toEqual([{ n: 1 }])
    expect(await page.evaluate(`new Promise((done) => { const r = indexedDB.open('huiyin-outlet'); r.onsuccess = () => { const a = r.result.transaction('files').objectStore('files').count(); a.onsuccess = () => done(a.result) } })`)).toBe(0)
    await page.context().close()
    stage.complaints.splice(0)
  })

  test('a voice note goes from the microphone into the case as one', async () => {
    const order = await ask('当时怎么交接的？', 2)
    const browser = await chromium.launch({ executablePath: chromiumPath, args: [...chromiumArgs, '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] })
    const page = await (await browser.newContext({ viewport: phone, hasTouch: true, baseURL: stage.world.url, locale: 'zh-CN', permissions: ['microphone'] })).newPage()
    await signIn(page, 'outlet')
    await page.goto('/outlet')
    const card = page.locator('.order-card').first()
    await card.getByRole('radio', { name: '属实', exact: true }).tap()
    await card.locator('.chip').first().tap()
    await card.getByRole('button', { name: '录音' }).tap()
    await card.getByText(/停止 0:0[1-9]/).tap()
    await card.locator('audio').waitFor()
    await shoot(page, 'outlet-voice')
    await card.getByRole('button', { name: '提交答复' }).tap()
    await expect.poll(() => stateOf(order), { timeout: 15_000 }).toBe('answered')
    expect((await sql`select type, side from evidence where order_id = ${order}`.execute(stage.world.db)).rows).toEqual([{ type: 'voice_note', side: 'unit' }])
    await browser.close()
  })

  test('a unit that only passed the parcel on answers with its records in one tap; a manager sends a link; the scorecard is honest about little', async () => {
    const order = await ask('在你中心停留多久？', 2, 'HY2700900000004', 'H4201')
    const page = await stage.open({ size: phone, dark: true })
    await signIn(page, 'hub')
    await page.goto('/outlet')
    const card = page.locator('.order-card').first()
    await sees(page, /你单位很可能无责/)
    await card.locator('summary').tap()
    await shoot(page, 'outlet-kit-dark')
    expect(await serious(page)).toEqual([])
    await card.getByRole('button', { name: '发链接给当事人' }).tap()
    await page.getByRole('button', { name: '生成链接' }).tap()
    await page.getByText('链接已生成').waitFor()
    await page.getByText('可打开').waitFor()
    await shoot(page, 'outlet-link-sheet')
    expect(await serious(page)).toEqual([])
    await page.keyboard.press('Escape')
    await card.getByRole('button', { name: '附上这些并回复「不属实」' }).tap()
    await expect.poll(() => stateOf(order), { timeout: 15_000 }).toBe('answered')
    expect((await sql`select 1 from evidence where order_id = ${order} and type = 'tracking_snapshot'`.execute(stage.world.db)).rows).toHaveLength(1)
    await page.goto('/outlet/score')
    await sees(page, /还没有成绩/)
    await learnUnitScores(stage.world.db)
    await page.reload()
    await sees(page, /不足 5 件，不计/)
    await shoot(page, 'outlet-score-dark', true)
    await ask('几点离开你中心？', 30, 'HY2700900000004', 'H4201')
    await page.setViewportSize(desk)
    await page.goto('/outlet')
    await sees(page, '几点离开你中心？')
    await shoot(page, 'outlet-desk-dark')
    expect(stage.complaints.splice(0)).toEqual([])
  })
})

describe('a link without an account', () => {
  test('works without a script on a slow line within 30 kB, its answers at the thumb; then opens nothing', async () => {
    const order = await ask('派送时有没有打电话？', 24)
    const made = (await (await stage.world.as('agent')).post<{ url: string }>(`/api/orders/${order}/links`, { phone: '13900001111' })).body
    const page = await stage.open({ size: phone, script: false })
    let bytes = 0
    const slow = await page.context().newCDPSession(page)
    await slow.send('Network.enable')
    await slow.send('Network.emulateNetworkConditions', { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 })
    slow.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength })
    await page.goto(made.url)
    await page.locator('.order-answers').waitFor()
    await atTheThumb(page, '.order-answers .answer')
    expect(bytes).toBeGreaterThan(1000)
    expect(bytes).toBeLessThanOrEqual(30_000)
    await shoot(page, 'link-light')
    await page.getByRole('radio', { name: '不属实' }).tap()
    await page.getByLabel('说明情况').fill('打了两次，客户同意放门卫')
    await page.locator('input[type=file]').setInputFiles({ name: '通话记录.png', mimeType: 'image/png', buffer: dot })
    await page.getByLabel('你的姓名').fill('张三')
    await page.getByLabel('你的岗位').fill('派件员')
    await shoot(page, 'link-filled', true)
    await page.getByRole('button', { name: '提交答复' }).tap()
    await sees(page, '已收到你的答复')
    await shoot(page, 'link-done')
    expect([await stateOf(order), await filesOf(order)]).toEqual(['answered', 1])
    await page.goto(made.url)
    await sees(page, '这个链接打不开')
    await shoot(page, 'link-dead')
    await page.context().close()
  })

  test('with a script uploads in pieces and tells no other page its address', async () => {
    const order = await ask('派送时有没有打电话？', 24)
    const made = (await (await stage.world.as('outlet')).post<{ url: string }>(`/api/orders/${order}/links`, {})).body
    const page = await stage.open({ size: phone, dark: true })
    const secret = new URL(made.url).pathname.slice('/p/o/'.length)
    const told: string[] = []
    page.on('request', (request) => { if ((request.headers()['referer'] ?? '').includes(secret)) told.push(request.url()) })
    await page.goto(made.url)
    await shoot(page, 'link-dark')
    expect(await serious(page)).toEqual([])
    await page.getByRole('radio', { name: '属实', exact: true }).tap()
    await page.getByLabel('说明情况').fill('情况属实，已联系客户')
    await page.locator('input[type=file]').setInputFiles(await aPhoto('监控.jpg'))
    await page.getByText('✓').waitFor()
    await page.getByLabel('你的姓名').fill('李四')
    await page.getByLabel('你的岗位').fill('站长')
    await page.getByRole('button', { name: '提交答复' }).tap()
    await sees(page, '已收到你的答复')
    expect([told, await stateOf(order), await filesOf(order)]).toEqual([[], 'answered', 1])
    await page.context().close()
    expect(stage.complaints.splice(0)).toEqual([])
  })
})
