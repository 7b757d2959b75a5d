// A complaint's whole life on the pages: taken without a mouse, asked at the outlet, judged, planned, approved, offered, accepted, decided, paid, confirmed, closed, archived.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { caseOf } from '../case.ts'
import type { TestCase } from '../case.ts'
import { aPhoto, inChapters, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { act, choose, fill, form, hasStatus, openCase, refusal, signIn, tabTo } from './staff.ts'
import type { Values } from './staff.ts'
import { follow } from './customer.ts'

// 杭州 → 武汉武昌, signed for 80 metres from the address: the parcel of 陈雪梅 that outlet W42010 delivered.
const parcel = 'HY2700900000004'
const caller = '19900008642'

let stage: Stage
let agent: Page
let c: TestCase

beforeAll(async () => {
  stage = await openStage()
  agent = await stage.open()
})
afterAll(() => stage?.stop())

describe('the life of a complaint', () => {
  inChapters()

  test('intake without a mouse: words, person, parcel, read-back, number', async () => {
    const { keyboard } = agent
    await agent.goto('/sign-in')
    await agent.getByLabel('用户名').waitFor()
    await keyboard.type('agent')
    await keyboard.press('Tab')
    await keyboard.type('huiyin-demo')
    await keyboard.press('Enter')
    await agent.getByRole('banner').waitFor()
    await keyboard.press('g')
    await keyboard.press('n')
    await sees(agent, '原话照录')
    await tabTo(agent, '#verbatim')
    await keyboard.type('物流显示昨天已签收，可是我根本没收到，问了邻居和门卫都说没有。')
    await tabTo(agent, '#name')
    await keyboard.type('陈雪梅')
    await tabTo(agent, '#phone')
    await keyboard.type(caller)
    await tabTo(agent, 'input[aria-label="第 1 个号码"]')
    await keyboard.type(parcel)
    await sees(agent, '已签收')
    await sees(agent, /签收位置离收件地址 80 米/)
    await sees(agent, '可能的原因')
    await tabTo(agent, '#amount')
    await keyboard.type('860')
    await shoot(agent, 'life-intake')
    await keyboard.press('Control+Enter')
    await sees(agent, `之后用 ${caller} 联系您。`)
    await keyboard.press('Space')
    await shoot(agent, 'life-read-back')
    await keyboard.press('Control+Enter')
    await sees(agent, '已登记')
    const number = ((await agent.locator('.result-no').textContent()) ?? '').replace(/\D/g, '')
    expect(number).toMatch(/^\d{17}$/)
    await shoot(agent, 'life-filed')
    await keyboard.press('Enter')
    await agent.locator('.case-head h1').waitFor()
    const id = /\/queue\/([0-9a-f-]{36})/.exec(agent.url())?.[1] ?? ''
    c = caseOf(stage.world, id, number)
    expect(await c.events()).toMatchObject([{ type: 'complaint.received' }])
  })

  test('the queue counts down; the case shows masked data, plain only for a reason that stays in the record', async () => {
    await hasStatus(agent, '已收到')
    const row = agent.locator('.queue-row.is-current')
    const read = async (): Promise<string> => (await agent.locator('.clock-line .countdown .num').first().textContent()) ?? ''
    expect(await row.locator('.countdown').textContent()).toMatch(/剩/)
    const before = await read()
    await expect.poll(read, { timeout: 5000 }).not.toBe(before)
    await sees(agent, '199******42')
    expect(await agent.getByText(caller).count()).toBe(0)
    await agent.getByRole('button', { name: '显示完整信息' }).click()
    await agent.getByRole('button', { name: '回电联系客户' }).click()
    await sees(agent, caller)
    await agent.locator('.record-line').filter({ hasText: '查看了完整信息：' }).filter({ hasText: '回电联系客户' }).waitFor()
    await shoot(agent, 'life-case')
  })

  test('accepted, classified, taken, and a question goes to the outlet', async () => {
    await act(agent, '分类', { 原因: '虚假签收', 环节: '派送环节' })
    await act(agent, '受理', { 已核实身份: true })
    await hasStatus(agent, '已受理')
    await act(agent, '由我接收')
    await hasStatus(agent, '调查中')
    await act(agent, '发联系单', { 单位: 'W42010', 问题: '签收底单是谁签的？请附照片。', 其他证据: '签收底单照片', 几小时内答复: '4' })
    await agent.locator('.letter-part').filter({ hasText: '签收底单是谁签的' }).waitFor()
    expect((await c.clocks('outlet_reply'))[0]?.stopped_at).toBeNull()
  })

  test('the outlet sees today\'s question on its phone and answers with a photo; the agent\'s page moves by itself', async () => {
    const outlet = await stage.open({ size: phone })
    await signIn(outlet, 'outlet')
    await sees(outlet, /今天必须回 1 件|共 1 件待回复/)
    await sees(outlet, '签收底单是谁签的？请附照片。')
    expect(await outlet.getByText(caller).count()).toBe(0)
    await shoot(outlet, 'life-outlet')
    await outlet.getByRole('radio', { name: '属实', exact: true }).tap()
    await outlet.getByLabel('说明情况').fill('快递员放在门卫处，未联系收件人，件已找到。')
    const photo = await aPhoto()
    await outlet.locator('input[type=file]').first().setInputFiles(photo)
    await sees(outlet, photo.name)
    await shoot(outlet, 'life-outlet-answer')
    await outlet.getByRole('button', { name: '提交答复' }).tap()
    await sees(outlet, '没有要回复的联系单')
    await outlet.getByRole('link', { name: '已回复' }).tap()
    await sees(outlet, '快递员放在门卫处')
    await outlet.context().close()
    await sees(agent, '快递员放在门卫处，未联系收件人，件已找到。')
    await agent.locator('.letter-part').getByText(photo.name).waitFor()
  })

  test('the investigator writes the finding, the judge shares it out', async () => {
    const investigator = await stage.open()
    await signIn(investigator, 'investigator')
    await openCase(investigator, c.id)
    await act(investigator, '写调查结论', {
      查明的事实: '快递员将快件放在门卫处并点了本人签收，未征得收件人同意。', 原因归类: '人为差错', 公司对客户: '公司有责', 认定依据: '《快递暂行条例》第二十五条，签收底单照片', 诉求是否合理: '合理', 理由: '物品价值有购买凭证',
    })
    await hasStatus(investigator, '拟方案')
    await investigator.context().close()
    const judge = await stage.open()
    await signIn(judge, 'judge')
    await openCase(judge, c.id)
    await act(judge, '判定内部责任', {
      责任分担: [{ 承担方: '内部单位', 单位: 'W42010', 百分比: '70', 依据: '未征得同意放置' }, { 承担方: '公司', 百分比: '30', 依据: '培训不到位' }], 理由说明: '派件网点承担主要责任。',
    })
    await judge.locator('[data-part=liability] .share-table').getByText('70%').waitFor()
    await shoot(judge, 'life-judged')
    expect(await c.status()).toBe('planning')
    await judge.context().close()
  })

  test('nobody approves their own plan, and the page says so; another does', async () => {
    const lead = await stage.open()
    await signIn(lead, 'lead')
    await openCase(lead, c.id)
    const plan: Values = { 措施: [{ 类型: '赔偿', 金额: '860', 具体内容: '按购买凭证赔偿耳机' }, { 类型: '道歉', 具体内容: '网点负责人电话道歉' }], 理由说明: '快件实际丢失，凭证齐全。', 依据: '《邮政法》第四十七条' }
    await act(lead, '拟方案', plan)
    await hasStatus(lead, '审批中')
    await sees(lead, '方案由你所拟，须由别人审批。')
    expect(await refusal(lead, '审批方案')).toBe('方案由你所拟，须由别人审批。')
    expect(lead.url(), 'Escape closes the list, not the case').toContain(c.id)
    await hasStatus(agent, '审批中')
    await act(agent, '拟方案', plan)
    expect(await agent.locator('.action-row').getByText('审批方案').count()).toBe(0)
    await act(lead, '审批方案', { 意见: '同意', 理由: '金额与凭证相符' })
    await hasStatus(lead, '协商中')
    await lead.context().close()
  })

  test('the offer reaches the customer, who accepts on the portal', async () => {
    await act(agent, '向客户提出方案', { 为什么是这个方案: '未经您同意放在门卫处，按《邮政法》第四十七条照价赔偿。' })
    await agent.locator('.letter-part .tag').getByText('等客户答复').waitFor()
    const customer = await stage.open({ size: phone })
    await follow(stage, customer, caller, c.complaintNo)
    await sees(customer, '¥860.00')
    await shoot(customer, 'life-offer')
    await customer.getByRole('link', { name: '接受', exact: true }).tap()
    await customer.getByRole('button', { name: '确认接受' }).tap()
    await sees(customer, '好的，按这个方案办')
    await customer.context().close()
    await agent.locator('.letter-part .tag').getByText('客户接受').waitFor()
    expect((await c.events()).at(-1)).toMatchObject({ type: 'offer.answered', actor: { kind: 'customer' } })
  })

  test('decision told, paid by finance, apology by the agent, confirmed, closed, archived', async () => {
    await choose(agent, '告知决定')
    await sees(agent, /告知后法定七日的义务即告完成/)
    await fill(form(agent), { 告知凭证: '录音 20261122-0917' })
    await form(agent).locator('button[type=submit]').click()
    await hasStatus(agent, '已告知决定')
    const finance = await stage.open()
    await signIn(finance, 'finance')
    await openCase(finance, c.id)
    await act(finance, '登记执行', { 哪项措施: '赔偿', 证据: '网银回单 20261122001' })
    await hasStatus(finance, '执行中')
    await finance.context().close()
    await hasStatus(agent, '执行中')
    await act(agent, '登记执行', { 哪项措施: '道歉', 证据: '网点负责人 15:20 电话道歉，录音 0918' })
    await hasStatus(agent, '待确认')
    expect(await refusal(agent, '结案')).toBe('还没有客户确认，或不需确认的理由。')
    await act(agent, '记录客户确认', { 客户是否满意: '满意', 凭证: '录音 0919' })
    await act(agent, '结案', { 经过与结果: '未经同意放置门卫处，已照价赔偿并道歉，客户满意。' })
    await hasStatus(agent, '已结案')
    const lead = await stage.open()
    await signIn(lead, 'lead')
    await openCase(lead, c.id)
    await act(lead, '归档', {})
    await hasStatus(lead, '已归档')
    await shoot(lead, 'life-archived', false)
    await lead.context().close()
  })

  test('the record tells the whole story in sentences, nothing raw, and no page complained', async () => {
    await openCase(agent, c.id)
    const lines = await agent.locator('.record-line p:first-child').allTextContents()
    const story = lines.toReversed().join('\n')
    for (const said of ['登记了投诉', '受理了投诉', '发出联系单', '回复联系单：属实', '写下调查结论：人为差错，公司有责', '判定了内部责任', '拟出处理方案', '第 1 级审批：同意', '向客户提出第 1 轮方案', '对第 1 轮方案的答复：接受', '告知客户决定：达成一致', '执行措施：赔偿', '执行措施：道歉', '记录客户确认', '结案：达成一致', '归档']) expect(story).toContain(said)
    expect(story).not.toMatch(/[a-z]+[._][a-z]+|\{\{|\$t\(/)
    await agent.locator('.record').scrollIntoViewIfNeeded()
    await shoot(agent, 'life-record')
    expect(stage.complaints).toEqual([])
  })
})
