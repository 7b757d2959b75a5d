// Bulk intake on the pages: a lead brings a file in, checks its columns, watches it, corrects what was refused; who may not has no way there.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { csvOf, xlsxOf } from '../../src/server/complaints/import-files.ts'
import { desk, inChapters, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { signIn } from './staff.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let stage: Stage
let lead: Page
beforeAll(async () => {
  stage = await openStage()
  lead = await stage.open()
  await signIn(lead, 'lead')
})
afterAll(() => stage?.stop())
inChapters()

const headings = ['客户说了什么', '联系电话', '姓名', '运单号', '渠道', '收到时间', '内部备注']
const line = (i: number): string[] => [`第${i}件快递一直没有收到，请尽快处理`, `1380000${String(i).padStart(4, '0')}`, '王小明', `HY81000000${String(i).padStart(5, '0')}`, '电商平台', '2026-11-20 10:00', '转自平台']
const bring = (page: Page, name: string, buffer: Buffer): Promise<void> => page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer })
const table = [headings, ...Array.from({ length: 60 }, (_, i) => line(i + 1)), ['坏了', '13800009991', '', '7.84E+14', '电话', '', ''], ['', '13800009992', '', '', '飞鸽', '昨天', '']]

describe('a lead imports a file', () => {
  test('the page offers a template and says what it takes', async () => {
    await lead.getByRole('link', { name: '登记', exact: true }).click()
    await lead.getByRole('link', { name: '导入', exact: true }).click()
    await sees(lead, '还没有导入过')
    await shoot(lead, 'import-empty')
    const [template] = await Promise.all([lead.waitForEvent('download'), lead.getByRole('link', { name: 'XLSX' }).click()])
    expect(template.suggestedFilename()).toBe('投诉导入模板.xlsx')
  })

  test('columns are recognised, masked, and one that is not can be chosen', async () => {
    await bring(lead, '平台导出.csv', csvOf(table))
    await sees(lead, '7 列中已对应 5 列，其余不导入。')
    expect(await lead.getByRole('button', { name: /^开始导入/ }).isDisabled()).toBe(true)
    await lead.getByLabel(/^客户说了什么/).selectOption({ label: '投诉内容' })
    await lead.getByText(/^看前 20 行/).click()
    expect(await lead.locator('main').textContent()).not.toMatch(/王小明|13800000001/)
    await shoot(lead, 'import-columns', true)
    await lead.getByLabel('收到时间的凭证').fill('平台导出记录')
  })

  test('it runs to its end by itself and tells what went', async () => {
    await lead.getByRole('button', { name: '开始导入 62 行' }).click()
    await sees(lead, '正在导入')
    await shoot(lead, 'import-running')
    await stage.world.settle()
    await sees(lead, '已登记 60 件，2 行需要改')
    await sees(lead, '运单号：号码被表格软件改成了科学计数')
    await sees(lead, '客户说了什么：必须填写')
    await shoot(lead, 'import-done', true)
    const found = await sql<{ n: number }>`select count(*)::int as n from complaints where item_number like 'HY81000000%' and received_at < now()`.execute(stage.world.db)
    expect(found.rows[0]?.n).toBe(60)
  })

  test('what was refused comes as a file, is corrected, and goes in', async () => {
    const [download] = await Promise.all([lead.waitForEvent('download'), lead.getByRole('link', { name: '下载 CSV' }).click()])
    const text = readFileSync(await download.path(), 'utf8')
    expect(text).toContain('13800009991')
    const corrected = text.replace('7.84E+14', '784123456789012').replace(/,,13800009992,,,飞鸽,昨天/, ',再没人送来,13800009992,,,电话,')
    await lead.goto('/imports')
    await bring(lead, '改好.csv', Buffer.from(corrected))
    await lead.getByLabel(/^客户说了什么/).selectOption({ label: '投诉内容' })
    await lead.getByRole('button', { name: '开始导入 2 行' }).click()
    await stage.world.settle()
    await sees(lead, '全部导入，共 2 件')
    expect(await lead.getByRole('link', { name: '下载 CSV' }).count()).toBe(0)
  })

  test('the same file again is asked about; cancelled and gone on with it ends', async () => {
    await lead.goto('/imports')
    await bring(lead, '平台导出.csv', csvOf(table))
    await sees(lead, '已经导入过')
    await shoot(lead, 'import-same')
    await lead.getByRole('button', { name: '仍然导入' }).click()
    await lead.getByLabel(/^客户说了什么/).selectOption({ label: '投诉内容' })
    await lead.getByRole('button', { name: /^开始导入/ }).click()
    await lead.getByRole('button', { name: '取消导入' }).click()
    await sees(lead, '其余不再登记')
    await lead.getByRole('button', { name: '取消导入' }).click()
    await sees(lead, '已取消，已登记的 0 件保留')
    await lead.getByRole('button', { name: '接着导入' }).click()
    await stage.world.settle()
    await sees(lead, '已登记 60 件，2 行需要改')
    expect(await lead.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('62')
  })

  test('a workbook whose lines name no channel gets one from the page', async () => {
    await lead.goto('/imports')
    await bring(lead, '工单.xlsx', await xlsxOf([['投诉内容', '手机号'], ['没收到', '13800000777']]))
    await lead.getByLabel('没写渠道的行按').selectOption({ label: '电商平台' })
    await lead.getByRole('button', { name: '开始导入 1 行' }).click()
    await stage.world.settle()
    await sees(lead, '全部导入，共 1 件')
    expect(await lead.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('1')
  })
})

describe('looks and limits', () => {
  test('an agent has neither the way nor the page', async () => {
    const agent = await stage.open()
    await signIn(agent, 'agent')
    await agent.getByRole('link', { name: '登记', exact: true }).click()
    await agent.locator('#verbatim').waitFor()
    expect(await agent.getByRole('link', { name: '导入', exact: true }).count()).toBe(0)
    await agent.goto('/imports')
    await sees(agent, '你现在的岗位没有这项权限。')
    await agent.context().close()
  })

  test.each([['desk', desk, false], ['desk-dark', desk, true], ['phone', phone, false], ['phone-dark', phone, true]] as const)('%s: nothing is wider than the screen, and axe finds nothing serious', async (name, size, dark) => {
    const page = await stage.open({ size, dark })
    await signIn(page, 'lead')
    await page.goto('/imports')
    await sees(page, '平台导出.csv')
    const fine = async (): Promise<void> => {
      expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
      await page.evaluate(axe)
      expect(await page.evaluate<string[]>(`axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => v.id + ' ' + v.nodes.map((n) => n.target.join(' ')).join(' | ')))`)).toEqual([])
    }
    await fine()
    await shoot(page, `import-list-${name}`)
    await page.getByRole('link', { name: '平台导出.csv' }).last().click()
    await sees(page, '未导入的 2 行')
    await fine()
    await shoot(page, `import-run-${name}`)
    await page.goto('/imports')
    await bring(page, `待核对-${name}.csv`, csvOf([...table, [name]]))
    await page.getByRole('heading', { name: '核对各列' }).waitFor()
    await fine()
    await shoot(page, `import-draft-${name}`, true)
    await page.getByText(/^看前/).click()
    await fine()
    await page.context().close()
  })

  test('pages complained of nothing', () => {
    expect(stage.complaints).toEqual([])
  })
})
