// Two at once and nobody's loss: a stale version is explained, drafts stay, a sibling outlet sees nothing, a session ends everywhere and comes back where it was.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { caseUntil } from '../case.ts'
import type { TestCase } from '../case.ts'
import { newTab, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { choose, fill, form, hasStatus, openCase, signIn } from './staff.ts'

let stage: Stage
let c: TestCase

beforeAll(async () => {
  stage = await openStage()
  c = await caseUntil(stage.world, 'investigating', { items: [{ type: 'waybill', number: 'HY2700900000004' }] })
})
afterAll(() => stage?.stop())

async function agentAt(id: string): Promise<Page> {
  const page = await stage.open()
  await signIn(page, 'agent')
  await openCase(page, id)
  return page
}

describe('two at once', () => {
  test('a reload keeps the draft, and a note on a case that moved on meanwhile is added to what is there, once', async () => {
    const page = await agentAt(c.id)
    await page.route('**/api/stream', (route) => route.abort())
    await page.reload()
    await choose(page, '内部备注')
    const words = '客户说周三之后都在家，可以上门取证。'
    await fill(form(page), { 内容: words })
    await page.reload()
    await choose(page, '内部备注')
    expect(await form(page).locator('textarea').inputValue(), 'a reload keeps the draft').toBe(words)
    await c.does('lead', 'note', { text: '同一分钟里别人写的' })
    await form(page).locator('button[type=submit]').click()
    await page.locator('.record-line').getByText('同一分钟里别人写的').waitFor()
    await page.locator('.record-line').getByText(words).waitFor()
    expect((await c.events()).filter((e) => e.type === 'complaint.noted')).toHaveLength(2)
    await page.context().close()
  })

  test('what a colleague does appears by itself, without taking the words one is writing', async () => {
    const page = await agentAt(c.id)
    await choose(page, '内部备注')
    await fill(form(page), { 内容: '写到一半' })
    await c.does('lead', 'note', { text: '请先核对门卫的监控' })
    await page.locator('.record-line').getByText('请先核对门卫的监控').waitFor()
    expect(await form(page).locator('textarea').inputValue()).toBe('写到一半')
    await page.context().close()
  })
})

describe('an input method', () => {
  test('keys pressed while it composes belong to it: nothing is sent, no page turns', async () => {
    const page = await stage.open()
    await signIn(page, 'agent')
    await page.goto('/intake')
    await page.locator('#verbatim').fill('快件')
    await page.locator('#phone').fill('13712345678')
    await page.locator('#verbatim').focus()
    await page.keyboard.press('End')
    await page.evaluate(`window.pressed = []; document.addEventListener('keydown', (event) => window.pressed.push(event.isComposing || event.keyCode === 229), true)`)
    const ime = await page.context().newCDPSession(page)
    await ime.send('Input.imeSetComposition', { text: 'posun', selectionStart: 5, selectionEnd: 5 })
    await ime.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Process', code: 'Enter', windowsVirtualKeyCode: 229, modifiers: 2 })
    expect(await page.evaluate('window.pressed'), 'the key did arrive, composing').toEqual([true])
    await ime.send('Input.insertText', { text: '破损' })
    expect(await page.locator('#verbatim').inputValue()).toBe('快件破损')
    expect(await page.getByRole('heading', { name: '登记', exact: true, level: 1 }).count()).toBe(1)
    await page.keyboard.press('Control+Enter')
    await page.getByRole('heading', { name: '复述核对' }).waitFor()
    await page.context().close()
  })
})

describe('who sees what', () => {
  test('a sibling outlet sees no case, no question, no hit; the asked outlet sees its own part', async () => {
    const unit = await stage.world.unit('W42010')
    await c.does('agent', 'orders', { unitId: unit.id, question: '请提供签收底单', hours: 24 })
    const sibling = await stage.open({ size: phone })
    await signIn(sibling, 'outlet2')
    await sees(sibling, '没有要回复的联系单')
    await sibling.goto(`/queue/${c.id}`)
    await sees(sibling, '找不到，或者不归你查看。')
    await sibling.goto(`/queue?find=${c.complaintNo}`)
    await sees(sibling, '没有找到')
    expect(await sibling.getByText('先签后送').count() + await sibling.getByText('HY2700900000004').count()).toBe(0)
    await sibling.context().close()
    const asked = await stage.open({ size: phone })
    await signIn(asked, 'outlet')
    await sees(asked, '请提供签收底单')
    await asked.goto(`/queue/${c.id}`)
    await asked.locator('.case-head h1').waitFor()
    const text = (await asked.locator('main').textContent()) ?? ''
    for (const hidden of ['13712345678', '137******78', '请先核对门卫的监控']) expect(text, 'what headquarters keep to themselves').not.toContain(hidden)
    await shoot(asked, 'tabs-outlet-case', true)
    await asked.context().close()
  })
})

describe('sessions', () => {
  test('signing out in one tab ends the other, and the next person at the desk finds no words of the last', async () => {
    const one = await agentAt(c.id)
    await one.goto('/intake')
    await one.locator('#verbatim').fill('上一位客户的话')
    await openCase(one, c.id)
    const two = await newTab(one.context(), stage.complaints)
    await two.goto('/queue?view=open')
    await two.locator('.queue-row').first().waitFor()
    await one.locator('button.person').click()
    await one.getByRole('button', { name: '退出登录' }).click()
    await one.getByLabel('用户名').waitFor()
    await two.getByLabel('用户名').waitFor()
    expect(await two.locator('.queue-row').count()).toBe(0)
    await one.goBack()
    await one.getByLabel('用户名').waitFor()
    await signIn(one, 'agent2')
    await one.goto('/intake')
    await one.locator('#verbatim').waitFor()
    expect(await one.locator('#verbatim').inputValue()).toBe('')
    await one.context().close()
  })

  test('an expired session leads to sign-in and back to the same case, the half-written words still there', async () => {
    const page = await agentAt(c.id)
    await choose(page, '内部备注')
    await fill(form(page), { 内容: '还没写完的话' })
    await sql`update sessions set revoked_at = now() where user_id = ${stage.world.users.agent.id}::uuid`.execute(stage.world.db)
    await page.getByLabel('用户名').waitFor()
    expect(page.url()).toContain('next=')
    await signIn(page, 'agent')
    await hasStatus(page, '调查中')
    expect(page.url()).toContain(c.id)
    await choose(page, '内部备注')
    expect(await form(page).locator('textarea').inputValue()).toBe('还没写完的话')
    expect(stage.complaints.filter((each) => !each.endsWith('net::ERR_FAILED'))).toEqual([])
    await page.context().close()
  })
})
