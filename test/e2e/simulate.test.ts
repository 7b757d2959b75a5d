// Stricter time limits on the pages: an analyst plays the draft, a liaison brings the open cases along, an agent in the middle of one notices nothing.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileCase } from '../case.ts'
import type { TestCase } from '../case.ts'
import { publishDraft, shippedBody, storeDraft } from '../policy.ts'
import { desk, inChapters, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { act, openCase, signIn } from './staff.ts'

let stage: Stage
let agent: Page
let liaison: Page
let version: number
let late: TestCase
let open: TestCase
inChapters()

const day = 86_400_000
const work = async (): Promise<void> => { await stage.world.app.sweeps.find((s) => s.name === 'policy_runs')?.run() }

beforeAll(async () => {
  stage = await openStage()
  late = await fileCase(stage.world)
  await stage.world.moveClock(4 * day)
  open = await fileCase(stage.world)
  const body = shippedBody('sla') as unknown as { rules: Record<string, { committed: { value: number; unit: string } }> }
  body.rules['decision']!.committed = { value: 3, unit: 'calendar_day' }
  version = await storeDraft(stage.world, 'sla', body as never)
  ;[agent, liaison] = [await stage.open({ size: desk }), await stage.open({ size: desk })]
})
afterAll(() => stage.stop())

test('an analyst plays the draft on the last month and reads what would have happened', async () => {
  const analyst = await stage.open({ size: desk })
  await signIn(analyst, 'analyst')
  await analyst.goto(`/admin/policy/sla/${version}`)
  await sees(analyst, '发布之前，先用最近真实的案件看看')
  await analyst.getByLabel('用哪一段的案件').selectOption({ label: '最近 7 天' })
  await analyst.getByRole('button', { name: '模拟', exact: true }).click()
  await analyst.getByRole('progressbar').waitFor()
  await shoot(analyst, 'simulate-running')
  await work()
  await sees(analyst, '就模拟而言可以发布了：模拟用的就是草稿现在的内容。')
  await sees(analyst, /看了 2 件案件，2 件会变：/)
  await sees(analyst, /1 件变为超时/)
  await analyst.locator('.run-samples tbody tr').filter({ hasText: '变为超时' }).first().waitFor()
  await sees(analyst, /48 小时内告知结果/)
  expect(await analyst.locator('.run-samples tbody a').first().getAttribute('href')).toBe(`/queue/${late.id}`)
  await shoot(analyst, 'simulate-done', true)
  await analyst.context().close()
})

test('once published, a liaison looks first, then moves the open cases', async () => {
  await publishDraft(stage.world, 'sla', version)
  await signIn(agent, 'agent')
  await openCase(agent, open.id)
  await signIn(liaison, 'liaison')
  await liaison.goto('/admin/recomputes')
  const card = liaison.locator('.run-card').first()
  await card.getByRole('button', { name: '看看会变什么' }).click()
  await card.getByRole('progressbar').waitFor()
  await work()
  await card.getByText('预览完成，什么都还没有改。').waitFor()
  await shoot(liaison, 'recompute-ready', true)
  await card.getByRole('button', { name: '改动 2 件' }).click()
  await card.getByText(/每件都会记录是谁按哪一版改的/).waitFor()
  await card.getByRole('button', { name: '改动 2 件' }).click()
  await card.getByRole('progressbar').waitFor()
  await work()
  await card.getByText('已完成，改动了 2 件。').waitFor()
  await liaison.getByRole('heading', { name: '以往的重新计算' }).waitFor()
  expect((await late.events()).at(-1)).toMatchObject({ type: 'clock.recounted', actor: { id: stage.world.users.liaison.id } })
  await shoot(liaison, 'recompute-done', true)
})

test('the agent who had the case open goes on without a conflict, and its record says why the deadline moved', async () => {
  await act(agent, '内部备注', { 内容: '已电话联系，等回复' })
  await openCase(agent, open.id)
  await sees(agent, '期限已按新规则或新日历重新计算')
  expect((await open.events()).map((e) => e.type).slice(-2)).toEqual(['clock.recounted', 'complaint.noted'])
})

test('on a phone and in the dark the panels fit', async () => {
  const page = await stage.open({ size: phone, dark: true })
  await signIn(page, 'liaison')
  for (const path of ['/admin/recomputes', `/admin/policy/sla/${version}`]) {
    await page.goto(path)
    await page.locator('.run-panel').first().waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    await shoot(page, `policy-runs-phone-${path.split('/')[2]}`, true)
  }
  await page.context().close()
  expect(stage.complaints).toEqual([])
})
