// One matter reported twice, on the pages: compared and merged, a wrong merge undone, two tabs at it at once, a chaser logged in seconds without a mouse.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { caseUntil, fileCase } from '../case.ts'
import type { TestCase } from '../case.ts'
import { newTab, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { choose, fill, form, hasStatus, openCase, refusal, signIn } from './staff.ts'

let stage: Stage
let agent: Page

beforeAll(async () => {
  stage = await openStage()
  agent = await stage.open()
  await signIn(agent, 'agent')
})
afterAll(() => stage?.stop())

const items = (number: string) => [{ type: 'waybill', number }]
const panel = (page: Page, title: string) => page.locator('.case-context details.panel').filter({ has: page.locator('summary h2').filter({ hasText: title }) })

describe('merging', () => {
  let first: TestCase
  let second: TestCase

  test('a suspected duplicate is compared side by side and merged with a few keys; the survivor shows who else reported it', async () => {
    first = await fileCase(stage.world, { items: items('HY8800000010'), complainant: { name: '赵一', phone: '13500001111', role: 'sender' }, verbatim: '寄出的花瓶碎了' })
    second = await fileCase(stage.world, { items: items('HY8800000010'), channel: 'wechat', complainant: { name: '钱二', phone: '13500002222' }, verbatim: '收到的花瓶是碎的' })
    await openCase(agent, second.id)
    await panel(agent, '可能是同一件事').getByRole('button', { name: '比对' }).click()
    const sheet = agent.locator('dialog.sheet')
    await sheet.getByText('寄出的花瓶碎了').waitFor()
    await shoot(agent, 'relations-compare')
    expect(await sheet.locator('th').filter({ hasText: '单号' }).getByText('相同').count()).toBe(1)
    await sheet.locator('form input').first().press('Control+Enter')
    await sees(agent, '已合并，客户会收到通知')
    await hasStatus(agent, '重复')
    await panel(agent, '并入').getByRole('link').click()
    const also = panel(agent, '也由他人反映')
    await also.getByText('收到的花瓶是碎的').waitFor()
    expect(await also.textContent()).toContain('钱＊')
    await shoot(agent, 'relations-survivor')
    await agent.goto('/queue?view=open&sort=newest')
    await agent.locator('.queue-row').filter({ hasText: '合并 1' }).first().waitFor()
  })

  test('it was wrong: undone from the survivor, the other case goes on where it stood', async () => {
    await openCase(agent, first.id)
    await panel(agent, '也由他人反映').getByRole('button', { name: '撤销合并' }).click()
    await agent.locator('dialog.sheet form input').fill('两只不同的花瓶')
    await agent.locator('dialog.sheet button[type=submit]').click()
    await panel(agent, '也由他人反映').waitFor({ state: 'detached' })
    await openCase(agent, second.id)
    await hasStatus(agent, '已收到')
    await sees(agent, '撤销合并，从')
    expect((await second.clocks('statutory_watch')).map((k) => k.stopped_at)).toEqual([null])
    await panel(agent, '可能是同一件事').getByRole('button', { name: '比对' }).click()
    await agent.locator('dialog.sheet').getByRole('button', { name: '不是同一件' }).click()
    await panel(agent, '可能是同一件事').waitFor({ state: 'detached' })
  })

  test('two tabs at once: the second is told, and nothing is merged twice', async () => {
    const [a, b] = [await fileCase(stage.world, { items: items('HY8800000021'), complainant: { phone: '13500003333' } }), await fileCase(stage.world, { items: items('HY8800000021'), complainant: { phone: '13500004444' } })]
    await openCase(agent, b.id)
    await agent.route('**/api/stream', (route) => route.abort())
    const other = await newTab(agent.context(), stage.complaints)
    await other.route('**/api/stream', (route) => route.abort())
    for (const page of [agent, other]) {
      await openCase(page, b.id)
      await panel(page, '可能是同一件事').getByRole('button', { name: '比对' }).click()
      await page.locator('dialog.sheet form').waitFor()
    }
    await agent.locator('dialog.sheet button[type=submit]').click()
    await hasStatus(agent, '重复')
    await other.locator('dialog.sheet button[type=submit]').click()
    await other.locator('dialog.sheet [role=alert]').waitFor()
    expect([await a.status(), await b.status()]).toEqual(['received', 'duplicate'])
    await other.close()
    await agent.unroute('**/api/stream')
  })

  test('what may not end says why, and the other way round is offered', async () => {
    const [told, fresh] = [await caseUntil(stage.world, 'offered', { items: items('HY8800000032'), complainant: { phone: '13500005555' } }), await fileCase(stage.world, { items: items('HY8800000032'), complainant: { phone: '13500006666' } })]
    await openCase(agent, told.id)
    expect(await refusal(agent, '合并到另一件')).toBe('已向本案客户提出过方案：请反过来，把另一件并入本案。')
    await panel(agent, '可能是同一件事').getByRole('button', { name: '比对' }).click()
    const sheet = agent.locator('dialog.sheet')
    await sheet.locator('input[type=radio]:disabled').waitFor()
    await sheet.locator('button[type=submit]').click()
    await sees(agent, '已合并，客户会收到通知')
    expect([await told.status(), await fresh.status()]).toEqual(['negotiating', 'duplicate'])
  })
})

test('parent, link and their removal', async () => {
  const [parent, child] = [await fileCase(stage.world, { items: items('HY8800000043'), complainant: { phone: '13500007777' } }), await fileCase(stage.world, { items: items('HY8800000044'), complainant: { phone: '13500008888' } })]
  await openCase(agent, child.id)
  await choose(agent, '设主案')
  await fill(form(agent), { 主案: parent.complaintNo, 理由: '同一辆车' })
  await form(agent).locator('button[type=submit]').click()
  await panel(agent, '主案').getByRole('link').waitFor()
  await choose(agent, '关联案件')
  await fill(form(agent), { 另一件案件: parent.complaintNo, 关系: '同一事件', 理由: '翻车事故' })
  await form(agent).locator('button[type=submit]').click()
  await panel(agent, '关联案件').getByText('翻车事故').waitFor()
  await panel(agent, '主案').getByRole('link').click()
  await panel(agent, '子案').getByRole('link').waitFor()
  await shoot(agent, 'relations-family')
  await panel(agent, '子案').getByRole('button', { name: '移出主案' }).click()
  await agent.locator('dialog.sheet form input').fill('不是这辆车')
  await agent.locator('dialog.sheet button[type=submit]').click()
  await panel(agent, '子案').waitFor({ state: 'detached' })
  expect((await child.events()).map((e) => e.type).slice(-3)).toEqual(['complaint.parent_set', 'complaint.linked', 'complaint.parent_set'])
})

/** Keys as a person types them: digits and words 12 a second, commands with a moment's thought. */
const typing = 80
const thought = 350

test('a customer calls again: found by phone, logged without a mouse in 20 seconds and four keys besides the words', async () => {
  const c = await fileCase(stage.world, { items: items('HY8800000055'), complainant: { name: '孙三', phone: '13588887777' } })
  await agent.goto('/queue?view=open')
  await agent.locator('.queue-row').first().waitFor()
  let keys = 0
  const press = async (key: string) => { keys += 1; await agent.waitForTimeout(thought); await agent.keyboard.press(key) }
  const started = Date.now()
  await press('/')
  await agent.keyboard.type('13588887777', { delay: typing })
  await press('Enter')
  await agent.locator('.case-head h1').waitFor()
  await agent.locator('.action-row').waitFor()
  await press('c')
  await form(agent).waitFor()
  await agent.keyboard.type('客户问什么时候有结果', { delay: typing })
  await press('Control+Enter')
  await agent.locator('.toast').filter({ hasText: '登记催办' }).first().waitFor()
  const seconds = (Date.now() - started) / 1000
  expect({ keys, fast: seconds <= 20 }, `${seconds.toFixed(1)} s`).toEqual({ keys: 4, fast: true })
  await panel(agent, '再次来电').getByText('客户问什么时候有结果').waitFor()
  expect((await c.events()).at(-1)).toMatchObject({ type: 'complaint.chased', data: { times: 1 } })
  await shoot(agent, 'relations-chaser')
})

test('on a phone the comparison scrolls inside its frame, nothing else sideways', async () => {
  const page = await stage.open({ size: phone, dark: true })
  await signIn(page, 'agent')
  const [, b] = [await fileCase(stage.world, { items: items('HY8800000066'), complainant: { phone: '13500009990' } }), await fileCase(stage.world, { items: items('HY8800000066'), complainant: { phone: '13500009991' } })]
  await openCase(page, b.id)
  const button = panel(page, '可能是同一件事').getByRole('button', { name: '比对' })
  await button.scrollIntoViewIfNeeded()
  await shoot(page, 'relations-phone')
  await button.click()
  await page.locator('dialog.sheet form').waitFor()
  await shoot(page, 'relations-compare-phone')
  expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth && document.querySelector("dialog").scrollWidth <= document.querySelector("dialog").clientWidth')).toBe(true)
  await page.context().close()
  expect(stage.complaints.filter((each) => !each.includes('net::ERR_FAILED'))).toEqual([])
})
