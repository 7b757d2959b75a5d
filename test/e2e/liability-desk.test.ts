// The judge's desk with nothing chosen or nothing to judge: what will come, where a decision is waited for, and the first step.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { caseUntil } from '../case.ts'
import { openStage, phone, sees } from './stage.ts'
import type { Stage } from './stage.ts'
import { signIn } from './staff.ts'

let stage: Stage
beforeAll(async () => { stage = await openStage() })
afterAll(() => stage?.stop())

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds serious or critical. */
async function axe(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource)
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: { run: (where: Document, how: unknown) => Promise<{ violations: { id: string; impact: string }[] }> } }).axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag22aa'] }))
  return violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => v.id)
}

test('an empty list says what comes there and leads to where a decision is waited for; a full one offers the case waiting longest', async () => {
  const page = await stage.open()
  await signIn(page, 'judge')
  await page.goto('/liability/contested')
  await sees(page, '单位在期限内申辩后，由另一位定责人在这里复核。')
  expect([await page.getByText('选择一个案件').count(), await page.locator('.judge-side .btn').count()]).toEqual([0, 0])
  const c = await caseUntil(stage.world, 'planning')
  await stage.world.settle()
  await page.reload()
  await page.locator('.judge-side').getByRole('link', { name: '待定责 1' }).click()
  await sees(page, '选择一个案件')
  expect(await axe(page)).toEqual([])
  await page.getByRole('link', { name: '打开等得最久的一件' }).click()
  await page.waitForURL(`**/liability/to_judge/${c.id}`)
  await page.locator('.judged-act').waitFor()
  expect(stage.complaints.splice(0)).toEqual([])
})

test('on a phone in the dark the empty list says the same and nothing runs out of sight', async () => {
  const page = await stage.open({ size: phone, dark: true })
  await signIn(page, 'judge2')
  await page.goto('/liability/final')
  await sees(page, '期限结束或裁决作出后，案件自动归到这里。')
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  expect(await axe(page)).toEqual([])
})
