// A day of administration: somebody leaves, a hub changes its province, a surge comes and goes, a failed job runs again.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { caseUntil } from '../case.ts'
import type { TestCase } from '../case.ts'
import { openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { signIn } from './staff.ts'

let stage: Stage
let admin: Page
let held: TestCase
beforeAll(async () => {
  stage = await openStage()
  held = await caseUntil(stage.world, 'investigating')
  admin = await stage.open()
  await signIn(admin, 'admin')
}, 120_000)
afterAll(() => stage.stop())

const wide = async (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

describe('somebody leaves', () => {
  test('found by initials, seen with what they hold, disabled: their case goes to the pool', async () => {
    await admin.goto('/admin/people')
    await admin.getByRole('searchbox', { name: /拼音/ }).fill('zxy')
    await admin.getByRole('button', { name: '周小雨' }).click()
    await sees(admin, '1 件')
    await admin.getByRole('button', { name: '关闭' }).click()
    await admin.getByRole('button', { name: '停用' }).click()
    await sees(admin, /名下未结案件/)
    await shoot(admin, 'admin-disable')
    await admin.getByLabel('原因').fill('离职')
    await admin.getByRole('dialog').getByRole('button', { name: '停用' }).click()
    await sees(admin, '已停用')
    await stage.world.settle()
    expect((await held.events()).at(-1)).toMatchObject({ type: 'complaint.released' })
  })
})

describe('a hub changes its province', () => {
  test('by keyboard through the tree, the consequence said before, the cases after it', async () => {
    await admin.goto('/admin/units')
    await admin.locator('.tree-row').first().focus()
    const province = admin.locator('.tree-row').filter({ hasText: 'P42' })
    await province.focus()
    await admin.keyboard.press('ArrowRight')
    await admin.locator('.tree-row').filter({ hasText: 'H4202' }).waitFor()
    await admin.keyboard.press('ArrowRight')
    await admin.keyboard.press('Enter')
    await admin.getByRole('button', { name: '换上级' }).click()
    await admin.getByRole('combobox').fill('hunan')
    await admin.getByRole('option').first().click()
    await sees(admin, /件未结案件、.*一起移动/)
    await admin.getByLabel('原因').fill('区划调整')
    await shoot(admin, 'admin-move')
    await admin.getByRole('dialog').getByRole('button', { name: '换上级' }).click()
    await sees(admin, '案件跟随中')
    await stage.world.settle()
    const left = await sql<{ n: number }>`select count(*)::int as n from parties p join org_units o on o.id = p.unit_id where not p.ended and p.province_id is distinct from o.province_id`.execute(stage.world.db)
    expect(left.rows[0]?.n).toBe(0)
  })
})

describe('a role', () => {
  test('is changed with its difference and its warning in sight', async () => {
    await admin.goto('/admin/roles')
    await admin.getByRole('button', { name: '定责员' }).click()
    await admin.getByLabel('定责员 查看审计').check()
    await sees(admin, /既定责又质检/)
    await shoot(admin, 'admin-role')
    expect(await admin.locator('.diff .notice').count()).toBe(1)
    await admin.getByRole('button', { name: '取消' }).click()
  })
})

describe('a surge', () => {
  test('begun by one button, seen by everybody and on the portal, ended by another', async () => {
    const lead = await stage.open()
    await signIn(lead, 'lead')
    await lead.getByRole('link', { name: '管理' }).click()
    await lead.getByRole('link', { name: '高峰模式' }).click()
    await lead.getByRole('button', { name: '开始高峰模式' }).click()
    await lead.getByLabel('原因').fill('双11大促')
    await shoot(lead, 'admin-surge-start')
    await lead.getByRole('dialog').getByRole('button', { name: '开始高峰模式' }).click()
    await sees(lead, '进行中')
    await shoot(lead, 'admin-surge')
    const outlet = await stage.open({ size: phone, dark: true })
    await signIn(outlet, 'outlet')
    await outlet.locator('.house-pill').click()
    await sees(outlet, /7 天法定时限不受影响/)
    await shoot(outlet, 'admin-surge-outlet')
    expect(await wide(outlet)).toBeLessThanOrEqual(0)
    const customer = await stage.open({ size: phone })
    await customer.goto('/p')
    await sees(customer, /首次联系您预计需要/)
    await shoot(customer, 'admin-surge-portal')
    await lead.getByRole('button', { name: '提前结束' }).click()
    await lead.getByLabel('原因').fill('来件回落')
    await lead.getByRole('dialog').getByRole('button', { name: '提前结束' }).click()
    await sees(lead, '来件回落')
    await customer.reload()
    expect(await customer.locator('.announced').count()).toBe(0)
  })
})

describe('the machine room', () => {
  test('a failed job runs again by one click; health says how the house stands; every page fits a phone', async () => {
    await sql`insert into pgboss.job (name, data, source_name, source_id, source_created_on, source_retry_count, source_output) values ('dead_letters', ${JSON.stringify({ complaintId: held.id, template: 'received', key: 'again' })}::jsonb, 'tell_customer', gen_random_uuid(), now(), 8, '{"trouble":"unavailable"}')`.execute(stage.world.db)
    await admin.goto('/admin/jobs')
    await sees(admin, '数据库连不上')
    await shoot(admin, 'admin-jobs')
    await admin.getByRole('button', { name: '重试', exact: true }).click()
    await sees(admin, '没有失败的任务')
    await admin.goto('/admin/health')
    await sees(admin, '数据结构')
    await shoot(admin, 'admin-health')
    const small = await stage.open({ size: phone })
    await signIn(small, 'admin')
    for (const tab of ['people', 'units', 'roles', 'tokens', 'surge', 'channels', 'jobs', 'health', 'messages']) {
      await small.goto(`/admin/${tab}`)
      await small.locator('.views .is-current').waitFor()
      await shoot(small, `admin-${tab}-phone`)
      expect([tab, await wide(small)]).toEqual([tab, 0])
    }
  })

  test('no page complained', () => {
    expect(stage.complaints).toEqual([])
  })
})
