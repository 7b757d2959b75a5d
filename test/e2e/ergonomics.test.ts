// The desk in the hands of someone who knows it: a whole case without a mouse, the palette by pinyin, keys one's own, drafts that come back, speech, alerts, paper.
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { caseUntil, fileCase } from '../case.ts'
import type { TestCase } from '../case.ts'
import { openStage, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { form, openCase, signIn } from './staff.ts'

let stage: Stage
let c: TestCase
let answered: TestCase

beforeAll(async () => {
  stage = await openStage()
  c = await caseUntil(stage.world, 'investigating', { items: [{ type: 'waybill', number: 'HY2700900000004' }] })
  answered = await caseUntil(stage.world, 'planning', { demand: undefined, verbatim: '快递员没打电话就放门口了，请说明一下' })
  await answered.does('agent', 'plan', { measures: [{ kind: 'apology', description: '致歉并说明原因' }], reasoning: '派送延误一天，客户要求说明', basis: '快递服务标准', needsConsent: false })
  await fileCase(stage.world, { verbatim: '晚了三天还没到', items: [{ type: 'waybill', number: 'HY2300900000003' }], reasonCode: 'delay' })
})
afterAll(() => stage?.stop())

/** A picture of what stood there when a test failed. */
afterEach(async ({ task }) => {
  const page = stage.browser.contexts().at(-1)?.pages().at(-1)
  if (task.result?.state === 'fail' && page !== undefined) await shoot(page, 'ergo-fail')
})

async function agentAt(id: string): Promise<Page> {
  const page = await stage.open()
  await signIn(page, 'agent')
  await openCase(page, id)
  return page
}

/** A person at the keyboard: 150 characters a minute, a fifth of a second from key to key; keys other than text are counted. */
function hands(page: Page): { press: (keys: string) => Promise<void>; write: (words: string) => Promise<void>; strokes: () => number } {
  let strokes = 0
  return {
    strokes: () => strokes,
    press: async (keys) => {
      strokes += 1
      await page.keyboard.press(keys, { delay: 40 })
      await page.waitForTimeout(160)
    },
    write: async (words) => {
      for (const letter of words) {
        await page.keyboard.insertText(letter)
        await page.waitForTimeout(400)
      }
    },
  }
}

/** Notes how long each press took until the next paint; call before the page loads. */
const watchInteractions = `window.presses = []; new PerformanceObserver((list) => { for (const e of list.getEntries()) if (e.interactionId > 0) window.presses.push(e.duration) }).observe({ type: 'event', durationThreshold: 16, buffered: true })`

describe('a standard case', () => {
  test('from open to the next: at most 45 seconds, twelve keys besides the words, no mouse; interactions painted soon', async () => {
    const page = await stage.open()
    await page.context().addInitScript(watchInteractions)
    await signIn(page, 'agent')
    await page.goto('/queue?view=mine')
    await page.locator('.queue-row').first().waitFor()
    const place = await page.locator('.queue-row').evaluateAll((rows, id) => rows.findIndex((row) => row.getAttribute('href')?.includes(id)), answered.id)
    for (let i = 0; i < place; i++) await page.keyboard.press('j')
    const { press, write, strokes } = hands(page)
    const next = (act: string) => page.locator('.action-row > .btn.is-primary').filter({ hasText: act }).waitFor()
    const begun = performance.now()
    await press('j')
    await next('告知决定')
    await press('r')
    await form(page).waitFor()
    await write('核对了地址和时间，客户在家等')
    await press('Control+Enter')
    await next('告知决定')
    await press('Enter')
    await form(page).waitFor()
    await press('Control+Enter')
    await next('登记执行')
    await press('Enter')
    await form(page).waitFor()
    await write('已电话致歉并说明')
    await press('Control+Enter')
    await next('记录客户确认')
    await press('Enter')
    await form(page).waitFor()
    await write('REC-77')
    await press('Control+Enter')
    await form(page).waitFor({ state: 'detached' })
    await press('e')
    await form(page).waitFor()
    await write('说明了原因，客户满意')
    await press('Control+Shift+Enter')
    await shoot(page, 'ergo-std')
    await page.waitForURL((url) => !url.pathname.includes(answered.id))
    await page.locator('.case-head h1').waitFor()
    const seconds = (performance.now() - begun) / 1000
    expect(await answered.status()).toBe('closed')
    const presses = (await page.evaluate<number[]>('window.presses')).toSorted((a, b) => a - b)
    const p75 = presses[Math.floor(presses.length * 0.75)] ?? 0
    console.log(`standard case: ${seconds.toFixed(1)} s, ${strokes()} keys, interaction to paint p75 ${p75} ms of ${presses.length} noted`)
    expect(strokes()).toBeLessThanOrEqual(12)
    expect(seconds).toBeLessThan(45)
    // the aim is 100 ms alone on the machine; beside the rest of the suite it is held loosely
    expect(p75).toBeLessThanOrEqual(200)
    await page.context().close()
  })
})

describe('the palette', () => {
  test('initials find an act, a view and a theme; what is refused says why', async () => {
    const page = await agentAt(c.id)
    const { keyboard } = page
    const lines = page.locator('.palette-line')
    const first = lines.first()
    const ask = async (typed: string) => { await keyboard.press('Control+k'); await page.locator('.palette').waitFor(); await keyboard.type(typed) }
    await keyboard.press('Control+k')
    await first.waitFor()
    await shoot(page, 'ergo-palette')
    for (const [name, width, height, colorScheme] of [['dark', 1366, 768, 'dark'], ['phone', 390, 844, 'light']] as const) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height })
      expect(await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth'), name).toBeLessThanOrEqual(0)
      await shoot(page, `ergo-palette-${name}`)
    }
    await page.setViewportSize({ width: 1366, height: 768 })
    await keyboard.type('bz')
    await first.getByText('内部备注').waitFor()
    await keyboard.press('Enter')
    await form(page).locator('textarea').waitFor()
    await keyboard.press('Escape')
    await ask('pf')
    await lines.filter({ hasText: '拟方案' }).waitFor()
    await keyboard.press('Escape')
    await ask('jiean')
    await page.locator('.palette-line.is-refused').filter({ hasText: '结案' }).waitFor()
    await keyboard.press('Enter')
    expect(await page.locator('.palette').count(), 'a refused line only explains itself').toBe(1)
    await keyboard.press('Escape')
    await ask('ztss')
    await first.getByText('主题：深色').waitFor()
    await keyboard.press('Enter')
    await page.waitForFunction(`document.documentElement.dataset.theme === 'dark'`)
    await ask(c.complaintNo)
    await first.getByText('投诉号').waitFor()
    await keyboard.press('Escape')
    await page.context().close()
  })

  test('a colleague is found by initials, the case is theirs at once, and for some seconds it can be taken back', async () => {
    const given = await caseUntil(stage.world, 'accepted')
    const page = await agentAt(given.id)
    const owner = page.locator('.case-owner')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('gxf')
    await page.locator('.palette-line').first().getByText('指派给 顾晓峰').waitFor()
    await page.keyboard.press('Enter')
    await form(page).waitFor()
    await page.keyboard.press('Control+Enter')
    await owner.getByText('顾晓峰').waitFor()
    await page.locator('.toast-offer').filter({ hasText: '撤销' }).waitFor()
    await shoot(page, 'ergo-undo')
    await page.keyboard.press('z')
    await owner.getByText('周小雨').waitFor()
    expect((await given.events()).map((e) => e.type)).toContain('complaint.assigned')
    await page.context().close()
  })

  test('an input method that composes keeps its Enter', async () => {
    const page = await agentAt(c.id)
    await page.keyboard.press('Control+k')
    await page.locator('.palette-line').first().waitFor()
    await page.evaluate(`window.pressed = []; document.addEventListener('keydown', (event) => window.pressed.push(event.isComposing || event.keyCode === 229), true)`)
    const ime = await page.context().newCDPSession(page)
    await ime.send('Input.imeSetComposition', { text: 'beizhu', selectionStart: 6, selectionEnd: 6 })
    await ime.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Process', code: 'Enter', windowsVirtualKeyCode: 229 })
    expect(await page.evaluate('window.pressed')).toEqual([true])
    expect(await page.locator('.palette').count()).toBe(1)
    await ime.send('Input.insertText', { text: '备注' })
    await page.locator('.palette-line').first().getByText('内部备注').waitFor()
    await page.keyboard.press('Enter')
    await form(page).locator('textarea').waitFor()
    await ime.send('Input.imeSetComposition', { text: 'hao', selectionStart: 3, selectionEnd: 3 })
    await ime.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Process', code: 'Enter', windowsVirtualKeyCode: 229, modifiers: 2 })
    expect(await form(page).count(), 'nothing was sent').toBe(1)
    await page.context().close()
  })
})

describe('keys', () => {
  test('another key for a command, a clash refused, single keys off; all of it remembered', async () => {
    const page = await agentAt(c.id)
    const { keyboard } = page
    await keyboard.press('?')
    const button = page.getByRole('button', { name: '更改“内部备注”的快捷键' })
    await button.click()
    await keyboard.press('e')
    await sees(page, /这个键已用于/)
    await button.click()
    await keyboard.press('b')
    await shoot(page, 'ergo-keys')
    await keyboard.press('Escape')
    await page.locator('button.person').click()
    await shoot(page, 'ergo-menu')
    await keyboard.press('Escape')
    await keyboard.press('b')
    await form(page).locator('textarea').waitFor()
    await keyboard.press('Escape')
    await page.reload()
    await page.locator('.action-row').waitFor()
    await keyboard.press('n')
    expect(await form(page).count(), 'the old key is free').toBe(0)
    await keyboard.press('b')
    await form(page).locator('textarea').waitFor()
    await keyboard.press('Escape')
    await keyboard.press('?')
    await page.getByLabel('单个字母和符号也作快捷键').uncheck()
    await page.keyboard.press('Escape')
    await keyboard.press('b')
    await keyboard.press('g')
    await keyboard.press('n')
    expect([await form(page).count(), page.url().includes(c.id)]).toEqual([0, true])
    await keyboard.press('Control+k')
    await page.locator('.palette-line').first().waitFor()
    await page.context().close()
  })
})

describe('words', () => {
  test('survive a crash on this device and a sign-out through the server, and can be let go', async () => {
    const page = await agentAt(c.id)
    const words = '客户说明天上午都在，约了十点回电'
    await page.keyboard.press('n')
    await form(page).locator('textarea').fill(words)
    const again = await page.context().newPage()
    await page.close({ runBeforeUnload: false })
    await openCase(again, c.id)
    await again.keyboard.press('n')
    expect(await form(again).locator('textarea').inputValue()).toBe(words)
    await sees(again, '已恢复你没写完的内容')
    await shoot(again, 'ergo-draft')
    await again.keyboard.press('Escape')
    await again.locator('button.person').click()
    await again.getByRole('button', { name: '退出登录' }).click()
    await again.getByLabel('用户名').waitFor()
    expect(await again.evaluate<string[]>(`Object.keys(localStorage).filter((key) => key.startsWith('draft.'))`), 'nothing stays on the device').toEqual([])
    await again.context().close()
    const other = await agentAt(c.id)
    await other.keyboard.press('n')
    await other.locator('.draft-notice').waitFor()
    expect(await form(other).locator('textarea').inputValue()).toBe(words)
    await other.getByRole('button', { name: '丢弃' }).click()
    expect(await form(other).locator('textarea').inputValue()).toBe('')
    await other.waitForTimeout(300)
    expect((await sql`select 1 from drafts`.execute(stage.world.db)).rows).toEqual([])
    await other.context().close()
  })

  test('a note written without a line is sent once when it is back', async () => {
    const page = await agentAt(c.id)
    await page.context().setOffline(true)
    await sees(page, '网络断了。已打开的内容可以继续看和写')
    for (const words of ['断网时写的第一条', '断网时写的第二条']) {
      await page.keyboard.press('n')
      await form(page).locator('textarea').fill(words)
      await page.keyboard.press('Control+Enter')
      await form(page).waitFor({ state: 'detached' })
    }
    await sees(page, /2 条备注等待发送/)
    await shoot(page, 'ergo-offline')
    await page.context().setOffline(false)
    await page.locator('.record-line').getByText('断网时写的第二条').waitFor()
    const notes = (await c.events()).filter((e) => e.type === 'complaint.noted').map((e) => String(e.data['text']))
    expect(notes.filter((text) => text.startsWith('断网'))).toEqual(['断网时写的第一条', '断网时写的第二条'])
    await page.locator('.offline').waitFor({ state: 'detached' })
    await page.context().close()
  })

  test('speech comes with a slash, filled in; absolute promises are remarked on, a full phone number is stopped', async () => {
    const told = await caseUntil(stage.world, 'planning', { demand: undefined })
    await told.does('agent', 'plan', { measures: [{ kind: 'apology', description: '致歉' }], reasoning: '派送延误', basis: '快递服务标准', needsConsent: false })
    const page = await agentAt(told.id)
    await page.keyboard.press('d')
    const text = form(page).locator('textarea').first()
    await text.fill('')
    await text.pressSequentially('/zqjsx')
    await page.locator('.snippet-list li').filter({ hasText: '致歉加时限' }).waitFor()
    await shoot(page, 'ergo-speech')
    await page.keyboard.press('Enter')
    await page.waitForTimeout(100)
    expect(await text.inputValue()).toMatch(/^王先生\/女士您好，给您添麻烦了.*HY1234567890.*周小雨/)
    await text.pressSequentially('我们保证不再发生。快递员电话 13912345678')
    await sees(page, /“保证”是绝对化的承诺/)
    await page.keyboard.press('Control+Enter')
    await sees(page, '有不能发给客户的内容，请先修改。')
    await shoot(page, 'ergo-blocked')
    expect(await told.status()).toBe('negotiating')
    await page.context().close()
  })
})

/** Presses a key and counts the ms until another case stands on the page. */
const turn = (key: string) => `new Promise((done) => { const head = () => document.querySelector('.case-no')?.textContent; const before = head(); const begun = performance.now(); window.dispatchEvent(new KeyboardEvent('keydown', { key: '${key}', bubbles: true })); const look = () => { const now = head(); if (now !== undefined && now !== before) done(performance.now() - begun); else requestAnimationFrame(look) }; look() })`

describe('around the case', () => {
  test('the next case was read before it is asked for', async () => {
    const page = await agentAt(c.id)
    await page.goto('/queue?view=open')
    await page.locator('.queue-row').nth(1).waitFor()
    await page.keyboard.press('j')
    await page.locator('.record-line').first().waitFor()
    await page.waitForTimeout(1200)
    // from here on nothing of a case is answered any more: what shows was read before
    await page.route('**/api/complaints/**', () => {})
    const took = await page.evaluate<number>(turn('j'))
    console.log(`queue to detail, read ahead: ${took.toFixed(0)} ms`)
    expect(await page.locator('.case-pane .record-line').count()).toBeGreaterThan(0)
    await page.context().close()
  })

  test('the bell tells of a case that became one\'s own, leads there and falls silent', async () => {
    const given = await caseUntil(stage.world, 'accepted')
    await given.does('agent', 'assignment', { ownerId: stage.world.users.agent2.id })
    await stage.world.settle()
    const page = await stage.open()
    await signIn(page, 'agent2')
    await page.getByRole('button', { name: /通知，\d+ 条未读/ }).click()
    await page.locator('.notice-line.is-unread').first().waitFor()
    await shoot(page, 'ergo-bell')
    await page.locator('.notice-line').first().click()
    await page.waitForURL((url) => url.pathname.includes(given.id))
    await page.getByRole('button', { name: '通知，没有未读' }).waitFor()
    expect(await page.locator('.bell-count').count()).toBe(0)
    await page.context().close()
  })

  test('one notice for everything about to be late leads to the most urgent and leaves by itself', async () => {
    const page = await agentAt(c.id)
    await stage.world.moveClock(23.9 * 3_600_000)
    await page.reload()
    const notice = page.locator('.toast.is-alert')
    await notice.waitFor()
    await shoot(page, 'ergo-alert')
    expect(await page.title()).toMatch(/^\(\d+\)/)
    await notice.getByRole('button', { name: '打开最急的' }).click()
    await notice.waitFor({ state: 'detached' })
    await page.context().close()
  })

  test('panes keep the width they were given; paper carries number and watermark, and no plain phone', async () => {
    const page = await agentAt(c.id)
    const edge = page.getByRole('separator', { name: '列表宽度' })
    const width = () => page.locator('.queue').evaluate((pane) => pane.getBoundingClientRect().width)
    const before = await width()
    await edge.focus()
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight')
    expect(await width()).toBeCloseTo(before + 64, -1)
    await page.reload()
    await page.locator('.action-row').waitFor()
    expect(await width()).toBeCloseTo(before + 64, -1)
    await page.emulateMedia({ media: 'print' })
    await page.evaluate(`document.documentElement.dataset.paper = 'intake'`)
    const paper = await page.evaluate<string>('document.body.innerText')
    expect(paper).toContain('投诉受理单')
    expect(paper.replaceAll('-', '')).toContain(c.complaintNo)
    expect(paper).toContain('周小雨')
    expect(paper).not.toContain('13712345678')
    await shoot(page, 'ergo-paper', true)
    await page.context().close()
  })
})
