// The unit's phone in a dead zone: soonest first with what silence costs, an answer and a photo that wait for the line, and never a way to the customer. And the desk that answers requests about own data.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { caseUntil, fileCase } from '../case.ts'
import { follow } from './customer.ts'
import { aPhoto, desk, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { signIn } from './staff.ts'

let stage: Stage
beforeAll(async () => { stage = await openStage() })
afterAll(() => stage?.stop())

async function ask(question: string, hours: number): Promise<string> {
  const c = await caseUntil(stage.world, 'investigating', { items: [{ type: 'waybill', number: 'HY2700900000004' }], reasonCode: 'false_signoff', verbatim: '显示本人签收，可我一直在家。' })
  const unit = await stage.world.unit('W42010')
  return (await c.does('agent', 'orders', { unitId: unit.id, question, wanted: ['签收底单'], hours })).made ?? ''
}

const cards = (page: Page) => page.locator('.order-card')

describe('the unit', () => {
  test('sees what must be answered today, soonest first; answers without a line; the photo and the answer go when it is back', async () => {
    await ask('货架上有没有这件？', 48)
    const urgent = await ask('签收底单是谁签的？', 1)
    const page = await stage.open({ size: phone })
    await signIn(page, 'outlet')
    await page.goto('/outlet')
    await cards(page).first().waitFor()
    expect(await page.locator('.outlet-lead').textContent()).toMatch(/今天必须回 \d+ 件|今天没有到期的/) // in the last hour of a day the soonest is due tomorrow
    expect(await cards(page).first().textContent()).toContain('签收底单是谁签的？')
    await sees(page, /不回复的后果：.*\d\d:\d\d.*认定责任/)
    const text = (await page.locator('main').textContent()) ?? ''
    for (const secret of ['13712345678', '137******78', '王小明', '导出']) expect(text).not.toContain(secret)
    const first = cards(page).first()
    await first.getByRole('radio', { name: '不属实' }).tap()
    await first.locator('.chip').first().tap()
    await page.context().setOffline(true)
    await first.locator('input[id^=photo-]').setInputFiles(await aPhoto('底单.jpg'))
    await first.getByRole('button', { name: '提交答复' }).tap()
    await sees(page, /没有网络。内容已存在手机上/)
    await shoot(page, 'outlet-offline', true)
    await page.context().setOffline(false)
    await expect.poll(async () => (await sql<{ state: string }>`select state from orders where id = ${urgent}`.execute(stage.world.db)).rows[0]?.state, { timeout: 15_000 }).toBe('answered')
    const files = await sql<{ name: string; size: number }>`select name, size from attachments where order_id = ${urgent}`.execute(stage.world.db)
    expect(files.rows).toHaveLength(1)
    expect(files.rows[0]?.size).toBeLessThanOrEqual(500_000)
    await page.context().close()
    stage.complaints.splice(0)
  })
})

describe('a request about own data', () => {
  test('comes from the portal, is answered by the lead, and the customer fetches the copy', async () => {
    const number = '13955556666'
    const c = await fileCase(stage.world, { complainant: { name: '赵敏', phone: number }, verbatim: '杯子碎了两只' })
    const customer = await stage.open({ size: phone })
    await follow(stage, customer, number, c.complaintNo)
    await customer.getByRole('link', { name: '我的个人信息' }).first().tap()
    await customer.getByRole('radio', { name: /一份复印件/ }).check()
    await customer.getByRole('button', { name: '提出要求' }).tap()
    await sees(customer, /要求已收到，.*前一定答复您/)
    await shoot(customer, 'portal-data-asked', true)
    const lead = await stage.open({ size: desk })
    await signIn(lead, 'lead')
    await lead.getByRole('link', { name: '个人信息', exact: true }).click()
    await lead.locator('.request-list a').first().click()
    await sees(lead, /生成一份复印件/)
    await shoot(lead, 'data-request')
    await lead.getByRole('button', { name: '生成并通知客户' }).click()
    await sees(lead, '已答复，已通知客户')
    await sees(lead, /复印件可下载到/)
    await customer.reload()
    const [download] = await Promise.all([customer.waitForEvent('download'), customer.getByRole('link', { name: '下载，可以直接看' }).tap()])
    expect(download.suggestedFilename()).toMatch(/^huiyin-\d{17}\.html$/)
    await shoot(customer, 'portal-data-answered', true)
    for (const [scheme, size] of [['light', desk], ['dark', desk], ['light', phone], ['dark', phone]] as const) {
      await lead.setViewportSize(size)
      await lead.emulateMedia({ colorScheme: scheme })
      expect(await lead.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0)
      await shoot(lead, `data-requests-${size === desk ? 'desk' : 'phone'}-${scheme}`)
    }
    const agent = await stage.open({ size: desk })
    await signIn(agent, 'agent')
    expect(await agent.getByRole('link', { name: '个人信息', exact: true }).count()).toBe(0)
    expect(stage.complaints.splice(0)).toEqual([])
  })
})
