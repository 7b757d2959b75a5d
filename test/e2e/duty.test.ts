// The floor in a browser: a lead plans shifts and writes a rule, cases find their people, an agent takes the next one, falls ill, and nothing is lost.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { caseOf } from '../case.ts'
import type { TestCase } from '../case.ts'
import { signIn } from './staff.ts'
import { desk, openStage, phone, shoot } from './stage.ts'
import type { Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => { stage = await openStage() }, 120_000)
afterAll(() => stage.stop())

const h = 3_600_000
async function filed(more: Record<string, unknown> = {}): Promise<TestCase> {
  const { world } = stage
  const machine = await world.machine(['complaint:create'])
  const answer = await machine.post<{ id: string; complaintNo: string }>('/api/complaints', { channel: 'api', reasonCode: 'damage', verbatim: '箱子被压扁，杯子碎了', items: [{ type: 'waybill', number: 'HY1234567890' }], complainant: { name: '王小明', phone: '13712345678' }, demand: { kinds: ['compensation'], amount: { minor: 12_000 } }, ...more })
  expect(answer.status).toBe(201)
  return caseOf(world, answer.body.id, answer.body.complaintNo)
}
const fits = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)
const rosterRow = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })

describe('a lead runs the floor', () => {
  test('shifts for two people, a rule tried before it is saved, and the case goes to who is there', async () => {
    const { world } = stage
    const page = await stage.open()
    await signIn(page, 'lead')
    await page.keyboard.press('g')
    await page.keyboard.press('f')
    await page.getByRole('link', { name: '排班' }).click()
    await rosterRow(page, '周小雨').getByRole('checkbox').check()
    await rosterRow(page, '林可').getByRole('checkbox').check()
    await page.getByRole('button', { name: '排班 2' }).click()
    await page.getByRole('dialog').getByText('中班').click()
    await page.getByRole('dialog').getByRole('button', { name: '排班', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await rosterRow(page, '周小雨').getByText('中班').first().waitFor()
    await shoot(page, 'duty-roster')
    // now is when the test runs: the shift is laid around it
    await sql`update shifts set from_at = app_now() - interval '1 hour' - (from_at - (select min(from_at) from shifts)), to_at = app_now() + interval '6 hours' - (from_at - (select min(from_at) from shifts)) where from_at = (select min(from_at) from shifts)`.execute(world.db)
    await page.getByRole('link', { name: '分派规则' }).click()
    await page.getByRole('button', { name: '添加规则' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('名称').fill('破损')
    await dialog.getByRole('button', { name: '快件损毁', exact: true }).click()
    await dialog.getByRole('button', { name: '放进列表' }).click()
    await page.getByText('破损').first().waitFor()
    await shoot(page, 'duty-rules')
    await page.getByRole('button', { name: '保存规则' }).click()
    await page.getByText('有改动还没保存').waitFor({ state: 'detached' })
    const agent = await stage.open()
    await signIn(agent, 'agent')
    const c = await filed()
    await page.getByRole('button', { name: '试算最新 20 件' }).click()
    await page.getByRole('dialog').getByText('周小雨').first().waitFor()
    await shoot(page, 'duty-preview')
    await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click()
    await world.settle()
    expect((await world.db.selectFrom('complaints').select('owner_id').where('id', '=', c.id).executeTakeFirstOrThrow()).owner_id).toBe(world.users.agent.id)
    await page.goto('/floor')
    await rosterRow(page, '周小雨').getByText('在线').waitFor()
    await shoot(page, 'duty-floor')
    await agent.context().close()
  })

  test('the floor fits a phone and a dark room', async () => {
    for (const [i, reasonCode] of ['loss', 'loss', 'delay', 'personal_safety', 'attitude'].entries()) {
      const c = await filed({ reasonCode, channel: i === 2 ? 'regulator' : 'api', ...(i === 1 ? { complainant: { name: '陈生', phone: '13712345678', preferences: { language: '粤语', keyCustomer: true } } } : {}) })
      await sql`update complaints set owner_id = ${i === 4 ? stage.world.users.agent.id : null}, next_due_at = app_now() + make_interval(mins => ${i * 20 - 15}) where id = ${c.id}`.execute(stage.world.db)
    }
    for (const look of [{}, { size: phone, dark: true }, { dark: true }] as const) {
      const page = await stage.open(look)
      await signIn(page, 'lead')
      for (const path of ['/floor', '/duty', '/duty/rules', '/handover']) {
        await page.goto(path)
        await page.locator('h1').waitFor()
        await page.waitForTimeout(300)
        expect([path, await fits(page)]).toEqual([path, true])
        await shoot(page, `duty${path.replaceAll('/', '-')}-${'size' in look ? 'phone' : 'desk'}${'dark' in look ? '-dark' : ''}`)
      }
      await page.context().close()
    }
  })
})

describe('an agent at the end of the shift', () => {
  test('takes the next one and is told why, hands over by the sheet, the colleague accepts', async () => {
    const { world } = stage
    await sql`update complaints set owner_id = ${world.users.liaison.id} where owner_id is null or owner_id = ${world.users.agent.id}`.execute(world.db)
    await sql`update assignment_rules set rules = '[]'`.execute(world.db)
    const c = await filed({ verbatim: '外箱破了，杯子碎了一只' })
    const page = await stage.open()
    await signIn(page, 'agent')
    await page.getByRole('button', { name: '取下一件' }).click()
    await page.waitForURL(new RegExp(c.id))
    // the record keeps why it was this one
    await page.locator('.record-quote').filter({ hasText: '还剩' }).first().waitFor()
    await page.getByText('还剩').first().waitFor()
    await c.does('agent', 'supplement', { notAvailable: (await world.db.selectFrom('complaints').select('missing_fields').where('id', '=', c.id).executeTakeFirstOrThrow()).missing_fields })
    await c.does('agent', 'promise', { text: '今晚回电', dueAt: new Date(await world.now() + 2 * h).toISOString() })
    const other = await stage.open()
    await signIn(other, 'agent2')
    await page.goto('/handover')
    await page.getByText('今晚回电').waitFor()
    await shoot(page, 'duty-sheet')
    await page.getByLabel('交给谁').selectOption({ value: world.users.agent2.id })
    await page.getByRole('button', { name: '提出交接' }).click()
    await page.getByText('已提出 1 件交接').waitFor()
    await other.goto('/handover')
    await other.getByRole('button', { name: '全部接收' }).click()
    await other.getByText('接收了 1 件').waitFor()
    expect((await world.db.selectFrom('complaints').select('owner_id').where('id', '=', c.id).executeTakeFirstOrThrow()).owner_id).toBe(world.users.agent2.id)
  })

  test('says so when on a break, and the lead sees it', async () => {
    const page = await stage.open()
    await signIn(page, 'agent')
    await page.getByRole('button', { name: /周小雨/ }).click()
    await page.getByText('小休').click()
    await shoot(page, 'duty-menu')
    const lead = await stage.open({ size: desk })
    await signIn(lead, 'lead')
    await lead.goto('/floor')
    await rosterRow(lead, '周小雨').getByText('小休').waitFor()
    expect(await lead.title()).toContain('现场')
    expect(stage.complaints).toEqual([])
  })
})
