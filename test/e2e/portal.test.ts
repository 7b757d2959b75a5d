// The customer on a phone: files in three steps with a photo, follows it like a parcel, answers the offer, confirms, objects and rates; and the same without scripts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { agreed, caseOf, finding, moneyPlan, notAgreed, offerText } from '../case.ts'
import type { TestCase } from '../case.ts'
import { follow, numberOn } from './customer.ts'
import { aPhoto, inChapters, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'

let stage: Stage

beforeAll(async () => { stage = await openStage() })
afterAll(() => stage?.stop())

/** The case behind a number, for the staff who work on it meanwhile. */
async function caseBehind(complaintNo: string): Promise<TestCase> {
  const found = await (await stage.world.as('agent')).get<{ id: string }>(`/api/complaints/${complaintNo}`)
  return caseOf(stage.world, found.body.id, complaintNo)
}

/** Staff lead the case up to an offer of ¥120. A web complaint is verified by a call first (INT-13). */
async function untilOffer(c: TestCase): Promise<void> {
  await c.does('agent', 'take')
  await c.does('agent', 'contact', { direction: 'out', channel: 'phone', outcome: 'reached', purpose: 'verification', summary: '与客户核对了经过', reference: 'REC-0' })
  await c.does('agent', 'acceptance', { identityChecked: true })
  await c.does('agent', 'take')
  await c.does('investigator', 'finding', finding)
  await c.does('agent', 'plan', moneyPlan)
  await c.does('agent', 'offer', { ...offerText, via: 'portal' })
}

/** The station the journey says we are at. */
const here = async (page: Page): Promise<string> => (await page.locator('.journey [aria-current=step] b').textContent()) ?? ''

/** Fills step 2 and goes on to step 3. */
async function tell(page: Page, what: { readonly words: string; readonly number: string; readonly phone: string; readonly name: string }): Promise<void> {
  await page.getByLabel('怎么回事').fill(what.words)
  await page.getByLabel('快递单号或订单号').fill(what.number)
  await page.getByLabel('手机号').fill(what.phone)
  await page.getByLabel('怎么称呼您').fill(what.name)
  await page.locator('input[type=file]').setInputFiles(await aPhoto('箱子.jpg'))
}

describe('a complaint from a phone', () => {
  inChapters()
  const me = { words: '收到的时候箱子压扁了，里面两个杯子都碎了，当时就拍了照。', number: 'HY3100000000013', phone: '13712345678', name: '王小明' }
  let customer: Page
  let complaintNo = ''
  let c: TestCase

  test('three steps with a photo; at once the number, the promised moment, who does what next', async () => {
    customer = await stage.open({ size: phone })
    await customer.goto('/p')
    await customer.getByRole('link', { name: /我要投诉/ }).tap()
    await customer.getByRole('link', { name: /坏了，湿了/ }).tap()
    await tell(customer, { ...me, phone: '137123' })
    await sees(customer, /^箱子\.jpg/)
    await shoot(customer, 'portal-tell', true)
    await customer.getByRole('button', { name: '下一步：核对' }).tap()
    await sees(customer, '这个号码看起来不对')
    expect(await customer.getByLabel('怎么回事').inputValue()).toBe(me.words)
    await shoot(customer, 'portal-wrong', true)
    await customer.getByLabel('手机号').fill(me.phone)
    await customer.getByRole('button', { name: '下一步：核对' }).tap()
    await sees(customer, '核对一遍，就可以提交')
    const size = Number(/([\d.]+) ?KB/i.exec((await customer.locator('.sheet li small').first().textContent()) ?? '')?.[1])
    expect(size, 'photos travel smaller than half a megabyte').toBeLessThanOrEqual(500)
    await shoot(customer, 'portal-review', true)
    await customer.getByRole('button', { name: '提交投诉' }).tap()
    await sees(customer, '投诉已收到')
    complaintNo = await numberOn(customer)
    expect(complaintNo).toMatch(/^\d{17}$/)
    expect(await customer.locator('.promise .moment').textContent()).toMatch(/(\d+ 月 \d+ 日|今天|明天|后天).*前/)
    await sees(customer, '总部客服第一次联系您，电话 137******78。')
    await shoot(customer, 'portal-received', true)
    c = await caseBehind(complaintNo)
    expect(await c.status()).toBe('received')
  })

  test('opened again with the code sent to the phone; material and one chaser a day', async () => {
    customer = await stage.open({ size: phone })
    await customer.goto(`/p/case/${complaintNo}`)
    await sees(customer, '为了安全，已自动退出')
    await follow(stage, customer, me.phone, complaintNo)
    expect(await here(customer)).toBe('已登记')
    await sees(customer, '总部客服联系您，听您把事情说完。')
    await shoot(customer, 'portal-case', true)
    await customer.getByRole('link', { name: /补充材料/ }).tap()
    await customer.getByLabel('想补充的话').fill('购买凭证在这里')
    await customer.locator('input[type=file]').setInputFiles(await aPhoto('凭证.jpg'))
    await customer.getByRole('button', { name: '交上去' }).tap()
    await sees(customer, '收到了，已交给处理您投诉的人。')
    await customer.getByRole('button', { name: /催一下/ }).tap()
    await sees(customer, '催到了')
    await sees(customer, /已经催过/)
    expect((await c.events()).map((e) => e.type)).toEqual(['complaint.received', 'consent.given', 'evidence.added', 'evidence.added', 'complaint.material_added', 'complaint.chased'])
  })

  test('stations advance; the first offer is countered, the second accepted', async () => {
    await untilOffer(c)
    await customer.reload()
    expect(await here(customer)).toBe('和您商量方案')
    expect(await customer.getByText('催到了').count(), 'thanks are said once').toBe(0)
    await sees(customer, '¥120.00')
    await shoot(customer, 'portal-offer', true)
    await customer.getByRole('link', { name: '不接受，我想要…' }).tap()
    await customer.getByRole('button', { name: '告诉我们' }).tap()
    await sees(customer, '还差一点')
    await customer.getByLabel('想要什么，为什么').fill('两个杯子一共一百五，凭证已经给了。')
    await customer.getByLabel('金额（元）').fill('150')
    await customer.getByRole('button', { name: '告诉我们' }).tap()
    await sees(customer, '知道了。我们重新考虑，再联系您。')
    expect((await c.events()).at(-1)).toMatchObject({ type: 'offer.answered', actor: { kind: 'customer' } })
    await c.does('agent', 'plan', { ...moneyPlan, measures: [{ kind: 'compensation', description: '赔偿两只杯子', amount: { minor: 15_000 } }] })
    await c.does('agent', 'offer', { ...offerText, text: '赔偿 150 元', via: 'portal' })
    await customer.reload()
    await sees(customer, '新的方案（第 2 次）')
    await customer.getByRole('link', { name: '接受', exact: true }).tap()
    await sees(customer, '接受后我们付您 ¥150.00')
    await customer.getByRole('button', { name: '确认接受' }).tap()
    await sees(customer, '好的，按这个方案办')
  })

  test('told, paid, confirmed by the customer, closed, rated; the page never names a person or unit of ours', async () => {
    await c.does('agent', 'decision', { ...agreed, text: '同意赔偿 150 元', notice: { channel: 'portal' } })
    await customer.reload()
    await sees(customer, '同意赔偿 150 元')
    await c.does('finance', 'execution', { seq: 1, evidence: '转账流水 20261122002' })
    await customer.reload()
    expect(await here(customer)).toBe('请您确认')
    await customer.getByRole('button', { name: '都收到了' }).tap()
    await sees(customer, '谢谢您确认。')
    await c.does('agent', 'closing', { summary: '已赔偿' })
    await customer.reload()
    await sees(customer, '已办结，按商定的方案')
    await customer.getByRole('link', { name: /评价/ }).first().tap()
    await customer.getByRole('button', { name: '提交评价' }).tap()
    await sees(customer, '请选满意程度')
    await customer.getByText('满意', { exact: true }).tap()
    await customer.getByRole('button', { name: '提交评价' }).tap()
    await sees(customer, '谢谢您告诉我们。')
    await shoot(customer, 'portal-closed', true)
    const text = (await customer.locator('main').textContent()) ?? ''
    for (const name of ['周小雨', '宋远', '钱守仁', '岳麓', 'W43006']) expect(text).not.toContain(name)
    expect(text).not.toMatch(/portal\.|codes\.|\{\{/)
    expect(stage.complaints).toEqual([])
  })
})

describe('the same without scripts', () => {
  inChapters()
  const me = { words: '买的书角都折了，箱子是湿的。', number: '', phone: '13987654321', name: '' }
  let customer: Page
  let complaintNo = ''
  let c: TestCase

  test('files with a photo and follows by phone and code', async () => {
    customer = await stage.open({ size: phone, script: false })
    await customer.goto('/p')
    await customer.getByRole('link', { name: /我要投诉/ }).tap()
    await customer.getByRole('link', { name: /坏了，湿了/ }).tap()
    await tell(customer, me)
    await customer.getByRole('button', { name: '大字' }).tap()
    expect(await customer.getByLabel('怎么回事').inputValue(), 'larger letters keep what was typed').toBe(me.words)
    await customer.getByRole('button', { name: '下一步：核对' }).tap()
    await sees(customer, '没有，我们来找件')
    await customer.getByRole('button', { name: '回去改' }).tap()
    await sees(customer, '箱子.jpg')
    await customer.getByRole('button', { name: '下一步：核对' }).tap()
    await customer.getByRole('button', { name: '提交投诉' }).tap()
    await sees(customer, '投诉已收到')
    complaintNo = await numberOn(customer)
    await shoot(customer, 'portal-elder-received', true)
    await customer.reload()
    expect(await numberOn(customer), 'looked at twice, filed once').toBe(complaintNo)
    c = await caseBehind(complaintNo)
    await follow(stage, customer, me.phone, complaintNo)
    expect(await here(customer)).toBe('已登记')
  })

  test('answers the offer, is told no in the end, objects; the regulator\'s way is shown', async () => {
    await untilOffer(c)
    await customer.reload()
    await customer.getByRole('link', { name: '不接受，我想要…' }).tap()
    await customer.getByLabel('想要什么，为什么').fill('我要五百。')
    await customer.getByLabel('金额（元）').fill('500')
    await customer.getByRole('button', { name: '告诉我们' }).tap()
    await sees(customer, '知道了。我们重新考虑，再联系您。')
    await c.does('agent', 'decision', notAgreed)
    await customer.reload()
    await sees(customer, '无法赔偿 500 元')
    await sees(customer, /您有权向邮政管理部门申诉|12305/)
    await customer.getByRole('link', { name: /提出异议/ }).tap()
    await customer.getByText('金额不对').tap()
    await customer.getByLabel('您的理由').fill('凭证上是五百。')
    await customer.getByRole('button', { name: '提出异议' }).tap()
    await sees(customer, '异议已收到，换一位没经手过的人重新看。')
    await shoot(customer, 'portal-elder-objected', true)
    expect((await c.events()).at(-1)).toMatchObject({ type: 'review.raised', actor: { kind: 'customer' } })
    expect(stage.complaints).toEqual([])
  })
})
