// Evidence as people meet it: a gallery by side, a piece large with its custody, a hold, a request the customer answers on the phone.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { caseUntil } from '../case.ts'
import type { TestCase } from '../case.ts'
import { aPhoto as small } from '../photos.ts'
import { follow } from './customer.ts'
import { aPhoto, desk, inChapters, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { act, fill, openCase, signIn } from './staff.ts'

let stage: Stage
let c: TestCase
const customerNumber = '13955557777'
beforeAll(async () => {
  stage = await openStage()
  const { world } = stage
  c = await caseUntil(world, 'investigating', { complainant: { name: '赵敏', phone: customerNumber }, reasonCode: 'damage', verbatim: '箱子被压扁，杯子碎了' })
  const put = async (who: 'agent' | 'outlet', bytes: Buffer, name: string) => (await (await world.as(who)).upload<{ id: string }>('/api/attachments', { name, type: 'image/jpeg', bytes })).body.id
  await c.does('agent', 'material', { attachmentIds: [await put('agent', await small({ side: 800, exif: true }), '外箱.jpg'), await put('agent', (await aPhoto()).buffer, '内件.jpg')], type: 'parcel_photo', side: 'customer' })
  const order = (await c.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '签收时外箱是否完好？', wanted: ['签收底单'] })).made
  await (await world.as('outlet')).post(`/api/orders/${order}/answer`, { answer: 'not_true', text: '签收时完好', attachmentIds: [await put('outlet', (await aPhoto()).buffer, '底单.jpg'), await put('outlet', voiceNote(), '说明.wav')] })
})
afterAll(() => stage?.stop())
inChapters()

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const findings = async (page: Page, place: string): Promise<string[]> => {
  await page.evaluate(axe)
  return page.evaluate<string[]>(`axe.run(document.querySelector(${JSON.stringify(place)}), { resultTypes: ['violations'] }).then((r) => r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => v.id + ' ' + v.nodes.map((n) => n.target.join(' ')).join(' | ')))`)
}

/** Every picture of the gallery is there. */
async function drawn(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate<boolean>(`[...document.querySelectorAll('.piece img')].every((it) => it.complete && it.naturalWidth > 0)`), { timeout: 15_000 }).toBe(true)
}

/** A second of a tone, as telephones write it. */
function voiceNote(): Buffer {
  const samples = Buffer.from(Array.from({ length: 8000 }, (_, i) => 128 + Math.round(60 * Math.sin(i / 4))))
  const head = Buffer.alloc(44)
  head.write('RIFF', 0); head.writeUInt32LE(36 + samples.length, 4); head.write('WAVEfmt ', 8); head.writeUInt32LE(16, 16); head.writeUInt16LE(1, 20); head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8000, 24); head.writeUInt32LE(8000, 28); head.writeUInt16LE(1, 32); head.writeUInt16LE(8, 34); head.write('data', 36); head.writeUInt32LE(samples.length, 40)
  return Buffer.concat([head, samples])
}

test('the lead looks through it with the keys, hears the voice, saves an original, holds a piece; its custody says so', async () => {
  const page = await stage.open({ size: desk })
  await signIn(page, 'lead')
  await openCase(page, c.id)
  const panel = page.locator('[data-part=evidence]')
  await panel.locator('.piece').nth(3).waitFor()
  expect(await panel.locator('h3').allTextContents()).toEqual(['客户', '网点'])
  await panel.scrollIntoViewIfNeeded()
  await drawn(page)
  await shoot(page, 'evidence-panel')
  expect(await findings(page, '[data-part=evidence]')).toEqual([])
  await panel.locator('.piece button').first().click()
  const viewer = page.locator('dialog .viewer')
  await viewer.locator('img').waitFor()
  await sees(page, 'HUAWEI P60')
  await sees(page, /30\.59/)
  await shoot(page, 'evidence-viewer')
  expect(await findings(page, 'dialog[open]')).toEqual([])
  const [saved] = await Promise.all([page.waitForEvent('download'), viewer.getByRole('link', { name: '下载原件' }).click()])
  expect(readFileSync(await saved.path()).includes('HUAWEI')).toBe(true)
  for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowRight')
  await viewer.locator('audio').waitFor()
  expect(await page.evaluate<number>(`new Promise((done) => { const it = document.querySelector('dialog audio'); const say = () => done(it.duration); it.readyState > 0 ? say() : it.addEventListener('loadedmetadata', say) })`)).toBeCloseTo(1, 1)
  await page.keyboard.press('ArrowLeft')
  await viewer.getByRole('button', { name: '保全证据' }).click()
  const form = page.locator('dialog form')
  await fill(form, { 理由: '客户已起诉' })
  await form.locator('button[type=submit]').click()
  await page.locator('.toast').filter({ hasText: '已完成：保全证据' }).waitFor()
  await viewer.locator('.viewer-custody li').filter({ hasText: '保全' }).waitFor()
  await page.keyboard.press('Escape')
  await panel.locator('.piece').filter({ hasText: '保全中' }).waitFor()
  await page.context().close()
})

test('the agent asks the customer, whose phone shows one card with why and until when; what is sent answers it', async () => {
  const page = await stage.open({ size: desk, dark: true })
  await signIn(page, 'agent')
  await openCase(page, c.id)
  const due = new Date((await stage.world.now()) + (3 * 24 + 8) * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
  await act(page, '请客户补证', { 需要补充什么: '杯子的购买凭证', 为什么需要: '要按实际价值核算赔偿', 请在何时前: due, '已告知：不补充可能影响认定结果': true })
  await page.locator('.evidence-requests .is-open').filter({ hasText: '杯子的购买凭证' }).waitFor()
  const customer = await stage.open({ size: phone })
  await follow(stage, customer, customerNumber, c.complaintNo)
  const card = customer.locator('.card.ask')
  await card.getByText('要按实际价值核算赔偿').waitFor()
  expect(await card.textContent()).toContain('请保留原件')
  await shoot(customer, 'evidence-ask', true)
  expect(await findings(customer, '.card.ask')).toEqual([])
  await card.getByRole('link').first().tap()
  await customer.locator('input[type=file]').first().setInputFiles(await aPhoto('发票.jpg'))
  await customer.locator('textarea').first().fill('这是当时的发票')
  await customer.locator('#material button[type=submit]').tap()
  await customer.locator('.card.ask').waitFor({ state: 'detached' })
  await page.locator('.evidence-requests').getByText('已补充').waitFor()
  await page.locator('[data-part=evidence] .piece').nth(4).waitFor()
  await shoot(page, 'evidence-answered-dark')
  await customer.context().close()
  await page.context().close()
})

test('on a phone nothing runs out of the side', async () => {
  const page = await stage.open({ size: phone, dark: true })
  await signIn(page, 'investigator')
  await openCase(page, c.id)
  const panel = page.locator('[data-part=evidence]')
  await panel.locator('.piece').nth(4).waitFor()
  await panel.scrollIntoViewIfNeeded()
  await drawn(page)
  await shoot(page, 'evidence-phone-dark')
  await panel.getByRole('button', { name: '列表' }).tap()
  await panel.locator('.piece-row').nth(4).waitFor()
  expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
  await panel.locator('.piece-row button').first().tap()
  await page.locator('dialog .viewer img').waitFor()
  await shoot(page, 'evidence-viewer-phone-dark')
  expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
  await page.context().close()
  expect(stage.complaints).toEqual([])
})
