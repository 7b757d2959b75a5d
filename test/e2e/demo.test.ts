// The demo as a newcomer meets it: every role's card leads to its scene, and what the scene promises is there.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import type { Cast } from '../world.ts'
import { openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { follow as openByCode } from './customer.ts'
import { signIn } from './staff.ts'

let stage: Stage
beforeAll(async () => { stage = await openStage({ scenes: true }) })
afterAll(() => stage?.stop())

async function guided(who: Cast, look: Parameters<Stage['open']>[0] = {}): Promise<Page> {
  const page = await stage.open(look)
  await signIn(page, who)
  // on a phone the card waits to be asked for
  if (look.size === phone) await page.getByRole('button', { name: '演示向导' }).click()
  await card(page).waitFor()
  return page
}

const card = (page: Page) => page.getByRole('complementary', { name: '这里可以试试' })

/** Follows a step of the card, which is opened first where it was put away. */
async function follow(page: Page, title: string): Promise<void> {
  const link = card(page).getByRole('link', { name: title })
  if (await card(page).count() === 0) await page.getByRole('button', { name: '演示向导' }).click()
  await link.click()
}

/** Whose card, which of its steps, and the words the scene of each shows. */
const walks: readonly (readonly [Cast, Readonly<Record<string, string | RegExp>>])[] = [
  ['agent', { '王女士第三次来电': /奶粉停在武汉/, '同事交来一件': /约了晚上七点以后送/, '三十元的方案': /补偿 30 元/ }],
  ['lead', { '超过一年的投诉': /去年寄的茶具/, '等您审批': /按实际价值赔偿/, '并错的两件': /同一车的快递都湿了/, '此刻的现场': '何春燕' }],
  ['liaison', { '客户不服': /一句道歉就完了/, '要核实的撤诉': /以后不给我送/ }],
  ['judge', { '谁来承担': /重量在郑州减少 1.2 公斤/, '分拨中心申辩': /上一环节应当分担/ }],
  ['finance', { '第二级审批': /按实际价值赔偿/, '等付款': /签收当场拍了照/ }],
  ['caller', { '等客户确认': /签收当场拍了照/ }],
  ['inspector', { '从头到尾一件': /说好三天到/ }],
  ['province', { '签收定位差 80 米': /蓝牙耳机到哪里去了/ }],
  ['admin', { '失败的任务': '数据库连不上' }],
  ['hub', { '积压的那一票': /核实在站位置/ }],
  ['station', { '找不到的包裹': /查监控和出库记录/ }],
  ['partner', { '已移交的件': /提供当前位置/ }],
]

test.each(walks)('the card of %s leads to its scenes', async (who, steps) => {
  const page = await guided(who)
  for (const [title, words] of Object.entries(steps)) {
    await follow(page, title)
    await sees(page, words)
    expect(await card(page).count(), 'the card gives way to its scene').toBe(0)
  }
  await page.context().close()
})

test('the outlet manager has seven questions on a phone, the soonest due in minutes, and the card gives way', async () => {
  const page = await guided('outlet', { size: phone })
  await shoot(page, 'demo-outlet-card')
  await follow(page, '七个问题要答')
  await card(page).waitFor({ state: 'detached' })
  await sees(page, /签收定位离收件地址 80 米/)
  await expect.poll(() => page.locator('.order-card').count()).toBe(7)
  await shoot(page, 'demo-outlet')
  await page.context().close()
})

test('the customer behind the link sees the offer and may refuse it', async () => {
  const page = await guided('agent')
  const [portal] = await Promise.all([page.waitForEvent('popup'), follow(page, '换成客户看')])
  await sees(portal, '发验证码')
  const marks = await (await stage.world.as('agent')).get<{ steps: { code: string; complaintNo: string }[] }>('/api/demo-guide')
  await openByCode(stage, portal, '19900002086', marks.body.steps.find((step) => step.code === 'customer')?.complaintNo ?? '')
  await sees(portal, /补偿 30 元/)
  expect(await portal.getByText('不接受').count()).toBeGreaterThan(0)
  await shoot(portal, 'demo-customer')
  await page.context().close()
})

test('a card put away stays away, and comes back when asked', async () => {
  const page = await guided('finance')
  await page.getByRole('button', { name: '收起' }).click()
  await page.reload()
  await page.getByRole('banner').waitFor()
  const opener = page.getByRole('button', { name: '演示向导' })
  await opener.waitFor()
  expect(await card(page).count()).toBe(0)
  await opener.click()
  await card(page).waitFor()
  await page.context().close()
})

test('no page complained', () => { expect(stage.complaints).toEqual([]) })
