// Every page of the portal in every look: light and dark, three languages, large letters and 320 pixels; axe finds nothing serious.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { caseUntil, notAgreed } from '../case.ts'
import type { TestCase } from '../case.ts'
import { follow } from './customer.ts'
import { openStage, phone, shoot } from './stage.ts'
import type { Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => { stage = await openStage() })
afterAll(() => stage?.stop())

type Violation = { readonly id: string; readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[] }
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = await page.evaluate<Violation[]>(`axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((r) => r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical'))`)
  return found.map((v) => `${v.id}: ${v.nodes.slice(0, 2).map((n) => `${n.target.join(' ')} — ${n.failureSummary.split('\n')[1]?.trim() ?? ''}`).join(' | ')}`)
}

describe('every page in every look', () => {
  let offered: TestCase
  let closed: TestCase
  beforeAll(async () => {
    offered = await caseUntil(stage.world, 'offered', { complainant: { name: '李建国', phone: '13700004444' } })
    closed = await caseUntil(stage.world, 'negotiating', { complainant: { name: '李建国', phone: '13700005555' } })
    await closed.does('agent', 'offer', { text: '赔偿 120 元', grounds: '运输中受压', via: 'sms' })
    await closed.does('agent', 'decision', notAgreed)
  })

  test.each([[false, ['zh-CN', 'en']], [true, ['zh-CN', 'zh-TW']]] as const)('elder %s, %j: axe finds nothing serious, light and dark, and 320 pixels are enough', async (elder, languages) => {
    const found: string[] = []
    const page = await stage.open({ size: phone })
    const note = async (what: string): Promise<void> => { found.push(...(await findings(page)).map((one) => `${what}: ${one}`)) }
    const c = elder ? closed : offered
    await follow(stage, page, elder ? '13700005555' : '13700004444', c.complaintNo)
    const own = elder ? ['', '/objection', '/material'] : ['', '/material', '/withdrawal', '/answer?answer=accept', '/answer?answer=refuse']
    for (const language of languages) {
      await page.goto(`/p?lang=${language}&elder=${elder ? 'on' : 'off'}`)
      for (const path of ['/p', '/p/complain', '/p/complain/tell?about=damage&number=HY3100900000006', '/p/follow', '/p/how', '/p/my-data', '/p/nothing', ...own.map((act) => `/p/case/${c.complaintNo}${act}`)]) {
        await page.goto(path)
        await page.locator('main h1').waitFor()
        for (const scheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme: scheme })
          await note(`${language} ${path} ${scheme}`)
        }
        await page.setViewportSize({ width: 320, height: 640 })
        if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) found.push(`${language} ${path}: wider than 320 pixels`)
        await page.setViewportSize(phone)
      }
      await page.goto('/p/complain/tell?about=damage')
      await page.locator('#f-phone').fill('137')
      await page.locator('form#complain > button.primary').tap()
      await page.locator('#errors').waitFor()
      await note(`${language} wrong`)
      await page.locator('#f-phone').fill('13700006666')
      await page.locator('form#complain > button.primary').tap()
      await page.locator('.consent summary').tap()
      await note(`${language} review`)
      await shoot(page, `portal-review-${language}${elder ? '-elder' : ''}`, true)
      await page.locator('form#complain > button.primary').tap()
      await page.locator('.complaint-no').waitFor()
      await note(`${language} received`)
    }
    await page.context().close()
    expect([...found, ...stage.complaints.splice(0)]).toEqual([])
  })
})
