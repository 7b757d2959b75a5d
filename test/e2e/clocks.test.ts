// Pauses and promises as people meet them: an agent asks for time with proof, a lead grants it, what may stand moves by exactly that, the law's watch does not.
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileCase } from '../case.ts'
import type { TestCase } from '../case.ts'
import { desk, inChapters, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { act, choose, fill, form, openCase, signIn } from './staff.ts'

const hour = 3_600_000
let stage: Stage
let agent: Page
let lead: Page
let main: TestCase

beforeAll(async () => {
  stage = await openStage()
  const { world } = stage
  main = await fileCase(world, { verbatim: '寄到口岸的茶饼停了三天，没有人告诉我要等多久' })
  await main.does('agent', 'acceptance')
  await main.does('agent', 'take')
  await main.does('agent', 'promise', { text: '今天下午回电', dueAt: new Date(await world.now() + 3 * hour).toISOString() })
  await main.does('agent', 'promise', { text: '明天上午给处理意见', dueAt: new Date(await world.now() + 20 * hour).toISOString() })
  ;[agent, lead] = await Promise.all([stage.open(), stage.open()])
  await Promise.all([signIn(agent, 'agent'), signIn(lead, 'lead')])
})
afterAll(() => stage?.stop())
inChapters()

const dueOf = async (kind: string): Promise<number> => (await main.clocks(kind)).at(-1)?.due_at ?? Number.NaN
const fits = async (on: Page): Promise<boolean> => (await on.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')) <= 0
const part = (on: Page, title: string) => on.locator('.letter-part').filter({ has: on.getByRole('heading', { name: title, exact: true }) })

test('what to say stands ready, and the first reply is one only when it says process, time and why', async () => {
  await openCase(agent, main.id)
  await sees(agent, /可以这样说：.*前给您答复。正在调查经过/)
  await choose(agent, '记录联系')
  await fill(form(agent), { 经过与结果: '已告知客户正在核实，预计时间和原因都说明了。', 这次已告知流程: true })
  await expect.poll(() => form(agent).getByLabel('为什么需要这些时间').inputValue()).toBe('正在调查经过')
  await form(agent).locator('button[type=submit]').click()
  await sees(agent, /首次答复：/)
  expect((await main.clocks('substantive_reply'))[0]).toMatchObject({ cancelled: false, stop_event: 'complaint.customer_contacted' })
  await sees(agent, '下次主动联系')
})

test('an agent sees what would stand and what never does, and asks with proof', async () => {
  await choose(agent, '暂停计时')
  await fill(form(agent), { 原因: '被有关部门扣留', 在等什么: '口岸查验，等放行通知' })
  const preview = agent.getByRole('region', { name: '暂停后的时限' })
  await preview.getByText('此原因需要凭据').waitFor()
  await fill(form(agent), { 凭据: '查验通知 武关 2026-3381' })
  await preview.getByText('需要组长审批，批准前时限照常走').waitFor()
  await preview.getByText('法定期限，从不暂停').waitFor()
  expect(await preview.locator('li:not(.is-running)').count()).toBe(2)
  await shoot(agent, 'clocks-pause-form')
  await form(agent).locator('button[type=submit]').click()
  await part(agent, '暂停记录').getByText('待审批').waitFor()
  expect((await main.events()).at(-1)?.type).toBe('complaint.pause_asked')
})

test('a lead grants it; the clocks stand from when it was asked; the law runs on', async () => {
  const watch = await dueOf('statutory_watch')
  const before = await dueOf('preliminary_finding')
  await lead.goto('/pauses')
  await lead.getByText('口岸查验，等放行通知').waitFor()
  expect(await fits(lead)).toBe(true)
  await lead.getByRole('button', { name: '批准', exact: true }).click()
  await fill(lead.locator('dialog form'), { 理由: '查验属实' })
  await lead.locator('dialog button[type=submit]').click()
  await sees(lead, '没有等待审批的暂停')
  await part(agent, '暂停记录').getByText('暂停中').waitFor()
  await stage.world.moveClock(6 * hour)
  await openCase(agent, main.id)
  await act(agent, '继续办理', { 备注: '已放行' })
  await part(agent, '暂停记录').getByText('计入', { exact: true }).waitFor()
  const stood = (await sql<{ ms: number }>`select (extract(epoch from to_at - from_at) * 1000)::float8 as ms from clock_pauses where complaint_id = ${main.id}`.execute(stage.world.db)).rows[0]?.ms
  expect([await dueOf('preliminary_finding') - before, Math.floor((stood ?? 0) / hour), await dueOf('statutory_watch')]).toEqual([stood, 6, watch])
})

test('an entry after the fact says so, and needs a lead whatever its reason', async () => {
  await choose(agent, '暂停计时')
  await fill(form(agent), { 在等什么: '客户昨天说在开会', 从什么时候开始: at(await stage.world.now() - 2 * hour) })
  await agent.getByRole('region', { name: '暂停后的时限' }).getByText('这是补记，需要组长审批').waitFor()
  await form(agent).locator('button[type=submit]').click()
  await part(agent, '暂停记录').getByText('补记', { exact: true }).waitFor()
  expect((await main.events()).at(-1)?.data['late']).toBe(true)
})

test('of two promises one is kept, one not: each says so', async () => {
  const promises = part(agent, '承诺')
  await promises.getByRole('button', { name: '兑现承诺' }).click()
  await fill(form(agent), { 告诉了客户什么: '尚无结果，已告知查验进展', '还没有结果，先告知了进展': true })
  await form(agent).locator('button[type=submit]').click()
  await promises.getByText(/^(已兑现|超时兑现)$/).waitFor()
  await promises.getByRole('button', { name: '承诺未兑现' }).click()
  await fill(form(agent), { 理由: '放行通知还没到', 已告诉客户做不到: true })
  await form(agent).locator('button[type=submit]').click()
  await promises.getByText('未兑现', { exact: true }).waitFor()
  expect((await main.clocks('promise')).map((k) => [k.epoch, k.stop_event])).toEqual([[1, 'complaint.promise_kept'], [2, 'complaint.promise_broken']])
  await shoot(agent, 'clocks-case', true)
})

test('both sizes, light and dark: nothing leans out; nobody else finds the leads\' page', async () => {
  for (const [size, dark] of [[desk, true], [phone, false], [phone, true]] as const) {
    const page = await stage.open({ size, dark })
    await signIn(page, 'lead')
    await page.goto('/pauses')
    await page.getByText('客户昨天说在开会').waitFor()
    expect(await fits(page)).toBe(true)
    await shoot(page, `clocks-pauses-${size === phone ? 'phone' : 'desk'}${dark ? '-dark' : ''}`, true)
    await page.goto(`/queue/${main.id}`)
    await part(page, '暂停记录').waitFor()
    expect(await fits(page)).toBe(true)
    await shoot(page, `clocks-case-${size === phone ? 'phone' : 'desk'}${dark ? '-dark' : ''}`)
    await page.context().close()
  }
  expect(await agent.locator('.top nav').getByText('暂停审批').count()).toBe(0)
  expect(stage.complaints).toEqual([])
})

/** An instant as a person writes it in business time. */
function at(ms: number): string {
  return new Date(ms + 8 * hour).toISOString().slice(5, 16).replace('T', ' ')
}
