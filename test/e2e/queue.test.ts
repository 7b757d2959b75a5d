// The queue on the pages: a view saved and shared, many cases assigned with one act and taken back, a run cut off and finished, one matter merged, ten thousand rows scrolled.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { fileCase } from '../case.ts'
import type { TestCase } from '../case.ts'
import { desk, openStage, phone, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { fill, signIn } from './staff.ts'

let stage: Stage
let lead: Page
let agent: Page
const cases: TestCase[] = []

beforeAll(async () => {
  stage = await openStage()
  for (let i = 0; i < 6; i++) cases.push(await fileCase(stage.world, { verbatim: `第${i}件：生鲜坏了，要求赔偿`, reasonCode: i < 4 ? 'damage' : 'delay', complainant: { name: '周明', phone: `1380000010${i}` }, items: [{ type: 'waybill', number: i < 4 ? `HY88880000${i}` : 'HY888899999' }] }))
  lead = await stage.open()
  await signIn(lead, 'lead')
  agent = await stage.open()
  await signIn(agent, 'agent')
})
afterAll(() => stage?.stop())

const rows = (page: Page) => page.locator('.queue-item')
const viewNamed = (page: Page, name: string) => page.locator('.views .view').filter({ hasText: name })
const owners = async () => (await Promise.all(cases.map((c) => sql<{ owner_id: string | null }>`select owner_id from complaints where id = ${c.id}`.execute(stage.world.db)))).map((r) => r.rows[0]?.owner_id ?? null)

test('the plain address of the queue shows one\'s own cases and picks none of them', async () => {
  await sql`update complaints set owner_id = (select id from users where username = 'agent') where id = ${cases[0]?.id}`.execute(stage.world.db)
  await agent.goto('/queue')
  await rows(agent).first().waitFor()
  expect(await agent.locator('.queue-item input:checked, .bulk-bar').count()).toBe(0)
  await sql`update complaints set owner_id = null where id = ${cases[0]?.id}`.execute(stage.world.db)
})

test('filters become a view: named, counted, shared, opened by its address, back works', async () => {
  await lead.goto('/queue?view=open')
  await rows(lead).first().waitFor()
  await lead.getByRole('button', { name: '筛选', exact: true }).click()
  await lead.locator('.filter-bar .field').filter({ hasText: '原因' }).getByRole('button').click()
  await lead.locator('.many-list:popover-open').getByText('快件损毁', { exact: true }).click()
  await lead.keyboard.press('Escape')
  await expect.poll(() => rows(lead).count()).toBe(4)
  expect(new URL(lead.url()).searchParams.get('reason')).toBe('damage')
  await shoot(lead, 'queue-filters')
  await lead.getByRole('button', { name: '存为视图' }).click()
  await fill(lead.locator('dialog'), { 名称: '生鲜破损', 给谁用: '给所有人' })
  await lead.locator('dialog button[type=submit]').click()
  await viewNamed(lead, '生鲜破损').getByText('4', { exact: true }).waitFor()
  const address = lead.url()
  await shoot(lead, 'queue-saved-view')

  await agent.goto(address)
  await expect.poll(() => rows(agent).count()).toBe(4)
  expect(await agent.locator('.queue-head h1').textContent()).toBe('生鲜破损')
  await viewNamed(agent, '全部未结').click()
  await expect.poll(() => rows(agent).count()).toBe(6)
  await agent.goBack()
  await expect.poll(() => rows(agent).count()).toBe(4)

  const outlet = await stage.open({ size: phone })
  await signIn(outlet, 'outlet')
  await outlet.goto(address)
  await outlet.getByText('没有符合筛选的案件').waitFor()
  await outlet.context().close()

  cases.push(await fileCase(stage.world, { reasonCode: 'damage', complainant: { name: '周明', phone: '13800001099' }, items: [] }))
  await viewNamed(agent, '生鲜破损').getByText('5', { exact: true }).waitFor({ timeout: 5000 })
})

test('five cases picked without a mouse, assigned after a look at what would change, and all taken back', async () => {
  const before = await owners()
  await lead.goto('/queue?view=open&reason=damage')
  await rows(lead).first().waitFor()
  await lead.keyboard.press('j')
  await lead.locator('.case-head h1').waitFor()
  await lead.keyboard.press('v')
  for (let i = 0; i < 4; i++) await lead.keyboard.press('Shift+ArrowDown')
  await lead.locator('.bulk-count').getByText('已选 5 件').waitFor()
  await shoot(lead, 'queue-picked')
  await lead.locator('.bulk-bar').getByRole('button', { name: '指派' }).click()
  await fill(lead.locator('dialog'), { 负责人: stage.world.users.agent2.name })
  await lead.locator('dialog button[type=submit]').click()
  await lead.locator('.bulk-sum').getByText('将改 5 件').waitFor()
  expect(await lead.locator('.bulk-lines li').first().textContent()).toContain(`→ ${stage.world.users.agent2.name}`)
  expect(await owners()).toEqual(before)
  await shoot(lead, 'queue-bulk-preview')
  await lead.locator('dialog').getByRole('button', { name: '指派 5 件' }).click()
  await lead.locator('.bulk-sum').getByText('完成 5 件').waitFor()
  expect((await owners()).filter((id) => id === stage.world.users.agent2.id).length).toBe(5)
  await shoot(lead, 'queue-bulk-results')
  await lead.locator('dialog').getByRole('button', { name: '整批撤回' }).click()
  await lead.locator('.bulk-sum').getByText('已撤回 5 件').waitFor()
  expect(await owners()).toEqual(before)
  await lead.locator('dialog').getByRole('button', { name: '关闭' }).last().click()
  await lead.locator('.bulk-bar').waitFor({ state: 'detached' })
})

test('what can\'t be done says why, what somebody changed is left alone, and a run that was cut off is finished later', async () => {
  await agent.goto('/queue?view=open')
  await rows(agent).first().waitFor()
  await agent.locator('.queue-all input').click()
  await agent.locator('.bulk-bar').getByRole('button', { name: '分类' }).click()
  await agent.locator('dialog select').first().selectOption({ label: '快件损毁' })
  await agent.locator('dialog button[type=submit]').click()
  await agent.locator('.bulk-sum').getByText('5 件不能改').waitFor()
  await agent.locator('.bulk-lines').getByText('本来就是这样').first().waitFor()
  await cases[4]!.does('agent2', 'note', { text: '客户刚来过电话' })
  // the line breaks after the run was laid down
  await agent.route('**/api/bulk-runs/*/work', (route) => route.abort())
  await agent.locator('dialog').getByRole('button', { name: '分类 2 件' }).click()
  await agent.locator('dialog [role=alert]').waitFor()
  await agent.unroute('**/api/bulk-runs/*/work')
  await agent.reload()
  await agent.locator('.bulk-unfinished').getByRole('button', { name: '继续' }).click()
  await agent.locator('.bulk-sum').getByText('1 件没有做').waitFor()
  await agent.locator('.bulk-lines').getByText('别人刚改过，没有动它').waitFor()
  expect([(await cases[4]!.events()).at(-1)?.type, (await cases[5]!.events()).at(-1)?.type]).toEqual(['complaint.noted', 'complaint.classified'])
  await shoot(agent, 'queue-bulk-changed')
  await agent.locator('dialog').getByRole('button', { name: '关闭' }).last().click()
})

test('reports of one parcel are found from one of them and merged', async () => {
  await agent.goto(`/queue/${cases[5]!.id}?view=open`)
  await agent.locator('.case-head h1').waitFor()
  await agent.keyboard.press('v')
  await agent.locator('.bulk-bar').getByRole('button', { name: '找同一件事的' }).click()
  await expect.poll(() => rows(agent).count()).toBe(2)
  await agent.locator('.queue-all input').click()
  await agent.locator('.bulk-bar').getByRole('button', { name: '合并' }).click()
  await agent.locator('dialog textarea').fill('同一客户同一快件')
  await shoot(agent, 'queue-merge')
  await agent.locator('dialog button[type=submit]').click()
  await agent.locator('dialog').getByText('已并入').waitFor()
  expect([await cases[4]!.status(), await cases[5]!.status()].toSorted()).toEqual(['duplicate', 'received'])
})

test('ten thousand rows: few are drawn, and they scroll without a jerk', async () => {
  const page = await stage.open({ size: desk })
  await signIn(page, 'agent')
  const row = { complaintNo: '26110000000000000', keyword: '外箱压扁', kind: 'complaint', status: 'received', outcome: null, priority: 'p2', reasonCode: 'damage', flags: ['repeat'], customer: '王＊＊', number: 'HY1234567890', owner: null, receivedAt: new Date().toISOString(), reopened: 0, chased: 1, version: 1 }
  const due = Date.now()
  await page.route('**/api/complaints?*', async (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0)
    const items = Array.from({ length: 2000 }, (_x, i) => ({ ...row, id: `00000000-0000-7000-8000-${String(from + i).padStart(12, '0')}`, keyword: `第 ${from + i} 件`, nextDue: { kind: 'decision', dueAt: new Date(due + (from + i) * 1000).toISOString() } }))
    await route.fulfill({ json: { items, nextCursor: from + 2000 < 10_000 ? String(from + 2000) : null } })
  })
  await page.goto('/queue?view=open')
  await rows(page).first().waitFor()
  for (let i = 0; i < 4; i++) {
    await page.locator('.queue-scroll').evaluate((list) => list.scrollTo(0, list.scrollHeight))
    await expect.poll(() => page.locator('.queue-rows').evaluate((list) => Math.round(list.clientHeight / 1000))).toBeGreaterThan(Math.floor(((i + 2) * 2000 * 28) / 1000))
  }
  expect(await rows(page).count()).toBeLessThan(80)
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  const spent = async () => (await cdp.send('Performance.getMetrics')).metrics.find((m) => m.name === 'TaskDuration')?.value ?? Number.NaN
  const before = await spent()
  const frames = await page.locator('.queue-scroll').evaluate((list) => new Promise<number>((done) => {
    list.scrollTo(0, 0)
    const began = performance.now()
    let count = 0
    const next = (now: number) => {
      count += 1
      list.scrollTop += 60
      if (now - began < 2000) requestAnimationFrame(next)
      else done(count / ((now - began) / 1000))
    }
    requestAnimationFrame(next)
  }))
  const perFrame = ((await spent()) - before) * 1000 / (frames * 2)
  console.log(`10,000 rows scroll at ${frames.toFixed(1)} frames a second, ${perFrame.toFixed(1)} ms of work each`)
  // the work, not the frames: those belong to how busy the machine is
  expect(perFrame).toBeLessThan(18)
  await page.context().close()
})
