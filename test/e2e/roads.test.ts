// The side roads on the pages: over age, withdrawn, duplicate, settled on the spot, a suggestion's lighter path, an outlet's own registration.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { caseOf, fileCase } from '../case.ts'
import { openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { act, hasStatus, openCase, refusal, signIn } from './staff.ts'

let stage: Stage
let agent: Page

beforeAll(async () => {
  stage = await openStage()
  agent = await stage.open()
  await signIn(agent, 'agent')
})
afterAll(() => stage?.stop())

/** Takes it up to the read-back that the customer agrees to. */
async function intake(kind: string, words: string, number: string): Promise<void> {
  await agent.goto('/intake')
  await agent.getByLabel('类型', { exact: true }).selectOption({ label: kind })
  await agent.locator('#verbatim').fill(words)
  await agent.locator('#phone').fill(number)
  await agent.getByRole('button', { name: /^复述核对/ }).click()
  await agent.getByText('客户确认记录无误').click()
}

describe('side roads', () => {
  test('over age: never dropped; the agent is told who decides, the lead decides, then it runs', async () => {
    const c = await fileCase(stage.world, { acceptedOn: '2025-06-01', complainant: { name: '何以安', phone: '13600001111' }, items: [{ type: 'order', number: 'OLD20250601' }] })
    await openCase(agent, c.id)
    await sees(agent, '超过受理期')
    expect(await refusal(agent, '受理')).toBe('超过受理期，先由组长决定是否处理。')
    const lead = await stage.open()
    await signIn(lead, 'lead')
    await openCase(lead, c.id)
    await act(lead, '决定超期投诉', { 决定: '仍然处理', 理由: '客户多次催问，过去没有登记' })
    await lead.context().close()
    await agent.locator('.record-line').getByText('决定受理超期投诉').waitFor()
    await act(agent, '受理', {})
    await hasStatus(agent, '已受理')
    expect(await c.status()).toBe('accepted')
  })

  test('withdrawal counts only when headquarters verified that it is free', async () => {
    const c = await fileCase(stage.world, { complainant: { name: '许文', phone: '13600002222' }, items: [] })
    await openCase(agent, c.id)
    await act(agent, '登记撤诉', { 方式: '电话', 客户的话: '东西今天收到了，不投诉了。' })
    await hasStatus(agent, '已收到')
    await agent.locator('.letter-part .tag').getByText('待核实').waitFor()
    expect(await refusal(agent, '登记撤诉')).toBe('已经登记过撤诉，等待核实。')
    expect(await refusal(agent, '核实撤诉')).toBe('撤诉请求是你登记的，须由别人核实。')
    const lead = await stage.open()
    await signIn(lead, 'lead')
    await openCase(lead, c.id)
    await act(lead, '核实撤诉', { 是否自愿: '确系自愿', 核实方式: '电话', 凭证: '录音 0921' })
    await hasStatus(lead, '已撤诉')
    await shoot(lead, 'roads-withdrawn')
    await lead.context().close()
    expect((await c.clocks('statutory_watch'))[0]?.stopped_at).not.toBeNull()
  })

  test('a duplicate points to the case that lives on, which knows of it', async () => {
    const person = { complainant: { name: '邓丽', phone: '13600003333' }, items: [{ type: 'waybill', number: 'HY2400900000001' }], reasonCode: 'delay' }
    const first = await fileCase(stage.world, { ...person, verbatim: '快件停了两天没动' })
    const second = await fileCase(stage.world, { ...person, verbatim: '还是没动，再反映一次' })
    await openCase(agent, second.id)
    await sees(agent, '可能是同一件事')
    await sees(agent, '可能重复')
    await act(agent, '合并到另一件', { 并入哪一件: first.complaintNo, 理由: '与前一件为同一快件同一事', 已怎样告知客户: '电话', 告知的内容: '已并入前一件，按前一件的时限答复您。' })
    await hasStatus(agent, '重复')
    const spoken = first.complaintNo.replace(/^(\d{6})(\d{5})(\d{5})(\d)$/, '$1-$2-$3-$4')
    await sees(agent, `已并入 ${spoken}`)
    await shoot(agent, 'roads-duplicate')
    await agent.locator('.case-context a').getByText(/./).first().click()
    await agent.locator('.record-line').getByText(/并入$/).waitFor()
    expect((await first.events()).at(-1)?.type).toBe('complaint.merged_in')
  })

  test('settled while the customer is there: one step from first word to closing', async () => {
    await intake('投诉', '快递员把件放楼下没打电话，现在已经拿到了，就是想说一声。', '13600004444')
    await agent.getByText('当场解决了').click()
    await agent.getByLabel('怎么解决的').fill('已致歉，备注以后派送前电话联系。')
    await shoot(agent, 'roads-on-spot')
    await agent.getByRole('button', { name: /^登记并当场了结/ }).click()
    await sees(agent, '已当场了结')
    await agent.getByRole('button', { name: /^打开案件/ }).click()
    await hasStatus(agent, '已结案')
    await sees(agent, '当场了结')
    expect(await agent.locator('.letter').textContent()).not.toMatch(/on_spot|in_person/)
    await shoot(agent, 'roads-on-spot-case')
  })

  test('a suggestion is thanked and answered, without acceptance, investigation or plan', async () => {
    await intake('建议', '建议驿站周末晚点关门，下班来不及取。', '13600005555')
    await agent.getByRole('button', { name: /^登记/ }).click()
    await sees(agent, '已记录')
    await agent.getByRole('button', { name: /^打开案件/ }).click()
    await agent.locator('.action-row').waitFor()
    expect(await agent.locator('.action-row > button').filter({ hasText: '受理' }).count()).toBe(0)
    await act(agent, '结案', { 经过与结果: '转驿站管理部', 答复: '谢谢您的建议，我们会请驿站公布延长营业的安排。' })
    await hasStatus(agent, '已结案')
    await shoot(agent, 'roads-suggestion')
  })

  test('an outlet registers in four taps; the clock starts there and headquarters see it at once', async () => {
    const unowned = await stage.open()
    await signIn(unowned, 'agent2')
    await unowned.goto('/queue?view=unowned')
    await unowned.getByRole('heading', { name: '待接收' }).waitFor()
    const outlet = await stage.open({ size: phone })
    await signIn(outlet, 'outlet')
    await outlet.getByRole('link', { name: '登记投诉' }).tap()
    await outlet.getByRole('button', { name: '快件损毁' }).tap()
    await outlet.getByLabel('客户手机号').fill('13600006666')
    await outlet.getByLabel('客户怎么说').fill('打开看里面的玻璃罐碎了')
    await shoot(outlet, 'roads-register')
    await outlet.getByRole('button', { name: '提交' }).tap()
    await sees(outlet, '已登记，时限从现在起算')
    await shoot(outlet, 'roads-registered')
    const number = ((await outlet.locator('.result-no').textContent()) ?? '').replace(/\D/g, '')
    await unowned.locator('.queue-news button').or(unowned.locator('.queue-row')).first().waitFor()
    await unowned.keyboard.press('.')
    await unowned.locator('.queue-row').filter({ hasText: /破损|损毁|碎/ }).first().waitFor()
    await unowned.keyboard.press('w')
    await unowned.locator('.case-head h1').waitFor()
    await sees(unowned, '打开看里面的玻璃罐碎了')
    const found = await (await stage.world.as('agent')).get<{ id: string; owner: { name: string } | null }>(`/api/complaints/${number}`)
    expect(found.body.owner?.name).toBe('林可')
    expect(await caseOf(stage.world, found.body.id, number).clocks('statutory_watch')).toHaveLength(1)
    expect(stage.complaints).toEqual([])
  })
})
