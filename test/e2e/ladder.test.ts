// The ladder of a deadline in a browser: the owner is reminded, the lead hears at the due instant, and who is absent is passed over at once.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { fileCase } from '../case.ts'
import type { TestCase } from '../case.ts'
import { newId } from '../../src/server/platform/ids.ts'
import { signIn } from './staff.ts'
import { desk, inChapters, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'

let stage: Stage
let owned: TestCase
let away: TestCase

const hour = 3_600_000
const fits = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)
/** Moves the house's clock, lets the worker look, and waits until the notices have followed. */
async function pass(hours: number, settled: () => Promise<boolean>): Promise<void> {
  await stage.world.moveClock(hours * hour)
  await expect.poll(async () => { await stage.world.settle(); return settled() }, { timeout: 30_000, interval: 200 }).toBe(true)
}
const hasNotice = (who: string, kind: string, id: string) => async (): Promise<boolean> =>
  (await sql`select 1 from notifications n left join users u on u.id = n.user_id where n.complaint_id = ${id} and n.kind = ${kind} and coalesce(u.username, n.permission) = ${who}`.execute(stage.world.db)).rows.length > 0
async function bell(page: Page, words: string): Promise<void> {
  await page.reload()
  await page.getByRole('button', { name: /条未读通知|未读/ }).click()
  await page.locator('.notice-line').filter({ hasText: words }).first().waitFor()
}

beforeAll(async () => {
  stage = await openStage()
  const { world } = stage
  // late morning of a plain day: nothing rests, and the clock is moved by hours from here
  const now = await world.now()
  const local = new Date(now + 8 * hour)
  await world.moveClock((9 - local.getUTCHours()) * hour - local.getUTCMinutes() * 60_000 + 24 * hour)
  const taken = async (who: 'agent' | 'agent2', phoneNo: string): Promise<TestCase> => {
    const c = await fileCase(world, { complainant: { name: '王小明', phone: phoneNo } })
    await c.does('agent', 'acceptance')
    await c.does(who, 'take')
    await sql`update clocks set due_at = app_now() + interval '6 hours', opened_at = app_now() - interval '1 day' where complaint_id = ${c.id} and kind = 'substantive_reply'`.execute(world.db)
    return c
  }
  owned = await taken('agent', '13700000201')
  away = await taken('agent2', '13700000202')
  await sql`insert into absences (id, user_id, kind, from_at, to_at, recorded_by) values (${newId()}, ${world.users.agent2.id}, 'sick', app_now() - interval '1 hour', app_now() + interval '3 days', ${world.users.lead.id})`.execute(world.db)
}, 180_000)
afterAll(() => stage.stop())

describe('a deadline comes near', () => {
  inChapters()

  test('four hours before, the owner finds a reminder behind the bell; the absent owner’s goes to the lead', async () => {
    await pass(2.1, hasNotice('agent', 'clock_reminder', owned.id))
    const page = await stage.open()
    await signIn(page, 'agent')
    await bell(page, '将到期：首次答复')
    await page.locator('.notice-line').filter({ hasText: '将到期：首次答复' }).first().click()
    await page.waitForURL(new RegExp(owned.id))
    const lead = await stage.open()
    await signIn(lead, 'lead')
    await bell(lead, '将到期：首次答复')
    await lead.goto(`/complaints/${away.id}/clocks/substantive_reply`)
    const rung = lead.locator('.rung[data-step="h4_before"]')
    await rung.getByText('已转下一级').waitFor()
    await rung.getByText('负责人：请假').waitFor()
    expect(await fits(lead)).toBe(true)
    await shoot(lead, 'ladder-passed-on')
  })

  test('at the due instant the owner and the lead are told; the ladder shows who, when, and what comes next', async () => {
    await pass(4.1, hasNotice('role:lead', 'clock_escalated', owned.id))
    const lead = await stage.open()
    await signIn(lead, 'lead')
    await bell(lead, '案件超时，请跟进：首次答复')
    await lead.goto(`/complaints/${owned.id}/clocks/substantive_reply`)
    await lead.locator('.rung[data-step="due"]').getByText(`${stage.world.users.agent.name}、组长`).waitFor()
    await lead.locator('.rung[data-step="h1_before"]').getByText('未告知，被后一步取代').waitFor()
    await lead.locator('.rung.is-next[data-step="h24_after"]').waitFor()
    await shoot(lead, 'ladder', true)
    const owner = await stage.open({ size: phone, dark: true })
    await signIn(owner, 'agent')
    await owner.goto(`/complaints/${owned.id}/clocks/substantive_reply`)
    await owner.locator('.rung[data-step="due"]').waitFor()
    expect(await fits(owner)).toBe(true)
    await shoot(owner, 'ladder-phone', true)
  })

  test('a decision with less time left than its like need is marked in the list and on the case, with the reason', async () => {
    await sql`update clocks set due_at = app_now() + interval '20 hours' where complaint_id = ${owned.id} and kind = 'decision'`.execute(stage.world.db)
    await pass(0, hasNotice('agent', 'breach_likely', owned.id))
    const page = await stage.open({ size: desk })
    await signIn(page, 'agent')
    await page.goto(`/queue/${owned.id}?view=open`)
    await page.locator('.queue-row.is-current').getByText('可能超时').waitFor()
    await sees(page, /处理决定：按规定从这里通常还要 1 天 6 小时/)
    await page.goto('/queue?view=open')
    expect(await page.locator('.tag').filter({ hasText: '可能超时' }).first().getAttribute('title')).toContain('只剩')
    expect(stage.complaints).toEqual([])
  })
})
