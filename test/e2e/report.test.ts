// The investigation report as an investigator and its readers meet it: draft, hand-in, versions, PDF, a phone, and nothing for a unit.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoPassword } from '../../src/server/identity/founding.ts'
import { DEMO_CAST } from '../../src/server/waybills/demo-cast.ts'
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
  c = await fileCase(stage.world, { reasonCode: 'loss', verbatim: '相机一直没到', items: [{ type: 'waybill', number: DEMO_CAST.find((p) => p.key === 'wu_lost')!.number }] })
  await c.does('agent', 'acceptance')
  await c.does('agent', 'take')
  await c.does('agent', 'orders', { unitId: stage.world.users.hub.unit.id, question: '是否收到这件相机', hours: 24 })
  await c.does('agent', 'finding', { facts: '快件发出后下一站未收到，查找无果', causeCode: 'transit_handling', companyLiability: 'liable', liabilityBasis: '快递暂行条例第二十八条', demandJudgement: 'justified', demandReason: '快件确已丢失', factsFound: [{ code: 'stuck_at', unitId: stage.world.users.hub.unit.id, verdict: 'open', text: '转运中心未答复' }] })
  page = await stage.open()
  await signIn(page, 'agent')
})
afterAll(async () => { await stage?.stop() })
inChapters()

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
async function axeProblems(on: Page): Promise<string[]> {
  await on.evaluate(axe)
  return on.evaluate<string[]>(`axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => v.id + ' ' + v.nodes.map((n) => n.target.join(' ')).join(' | ')))`)
}
const fits = async (on: Page): Promise<boolean> => (await on.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')) <= 0

describe('the report', () => {
  test('opens from the case as a draft: figure, facts, what was not found out', async () => {
    await openCase(page, c.id)
    await page.getByRole('link', { name: '调查报告' }).click()
    await page.waitForURL(/\/report$/)
    await page.locator('.custody-figure').waitFor()
    await sees(page, '草稿显示现有数据，尚未提交。')
    await sees(page, /尚未查明/)
    await sees(page, /尚未答复：是否收到这件相机/)
    expect(await page.locator('.report-part').count()).toBe(10)
  })

  test('is handed in: the version is frozen with its fingerprint, the draft says the same', async () => {
    await page.getByRole('button', { name: '提交报告' }).click()
    await page.getByLabel('提交给').selectOption('quality')
    await page.getByRole('dialog').getByRole('button', { name: '提交报告' }).click()
    await page.locator('.toast').filter({ hasText: '已提交第 1 版' }).waitFor()
    await sees(page, '与最近一版相同')
    await page.getByLabel('版本').selectOption('1')
    await sees(page, /内容指纹 SHA-256：[0-9a-f]{64}/)
    await sees(page, /提交质控部/)
    expect(await axeProblems(page)).toEqual([])
    expect(await fits(page)).toBe(true)
    await shoot(page, 'report')
  })

  test('comes as PDF', async () => {
    const coming = page.waitForEvent('download')
    await page.getByRole('link', { name: '下载 PDF' }).click()
    const file = await coming
    expect(file.suggestedFilename()).toMatch(/^report-[\d-]+-v1\.pdf$/)
    expect(readFileSync(await file.path()).subarray(0, 5).toString()).toBe('%PDF-')
  })
})

test('on a phone, in the dark, it reads without sideways scrolling', async () => {
  const small = await stage.open({ size: phone, dark: true })
  await small.request.post('/api/session', { data: { username: 'investigator', password: demoPassword }, headers: { origin: stage.world.url } })
  await small.goto(`/complaints/${c.id}/report`)
  await small.locator('.custody-figure').waitFor()
  expect(await fits(small)).toBe(true)
  expect(await axeProblems(small)).toEqual([])
  await shoot(small, 'report-phone')
  expect(stage.complaints).toEqual([])
})
