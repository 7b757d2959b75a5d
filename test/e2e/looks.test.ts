// Every page as each role sees it, on both sizes, light and dark: no error, nothing wider than the screen, nothing axe calls serious, no raw key in any language.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { caseUntil, fileCase, notAgreed } from '../case.ts'
import type { TestCase } from '../case.ts'
import type { Cast } from '../world.ts'
import { follow } from './customer.ts'
import { desk, openStage, phone, shoot } from './stage.ts'
import type { Stage } from './stage.ts'
import { choose, signIn } from './staff.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
type Look = { readonly name: string; readonly size: typeof desk | typeof phone; readonly scheme: 'light' | 'dark'; readonly deep: 'whole' | 'colours' | null }

/** The looks of one loaded page; axe, which is slow, reads it once on a phone, and looks at colours once in the dark. */
const looks: readonly Look[] = [
  { name: 'desk-light', size: desk, scheme: 'light', deep: null }, { name: 'desk-dark', size: desk, scheme: 'dark', deep: 'colours' },
  { name: 'phone-light', size: phone, scheme: 'light', deep: 'whole' }, { name: 'phone-dark', size: phone, scheme: 'dark', deep: null },
]

let stage: Stage
let asked: TestCase
let offered: TestCase

beforeAll(async () => {
  stage = await openStage()
  const { world } = stage
  asked = await caseUntil(world, 'investigating', { items: [{ type: 'waybill', number: 'HY2700900000004' }], reasonCode: 'false_signoff', verbatim: '显示本人签收，可我一直在家，没人来过。' })
  const unit = await world.unit('W42010')
  await asked.does('agent', 'orders', { unitId: unit.id, question: '签收底单是谁签的？请附照片。', wanted: ['签收底单照片'], hours: 4 })
  offered = await caseUntil(world, 'offered', { complainant: { name: '李建国', phone: '13800001234' }, items: [{ type: 'waybill', number: 'HY3100900000006' }] })
  await fileCase(world, { kind: 'data_request', reasonCode: undefined, demand: undefined, items: [], verbatim: '请删除我的个人信息', complainant: { name: '李建国', phone: '13800001234', role: 'other' } })
  await world.settle()
  for (const [number, words] of [['HY2400900000001', '奶粉停在武汉两天了，孩子等着喝。'], ['HY2900900000000', '相机一周没消息，是不是丢了'], ['HY2300900000003', '晚了三天还没到']] as const) {
    await fileCase(world, { reasonCode: undefined, demand: undefined, verbatim: words, items: [{ type: 'waybill', number }], complainant: { name: '吴海燕', phone: `1390000${number.slice(-4)}` } })
  }
})
afterAll(() => stage?.stop())

type Violation = { readonly id: string; readonly impact: string; readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[] }

const ruleSets = { whole: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }, colours: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } } as const

/** What axe finds serious or critical, one line each. */
async function axeFindings(page: Page, rules: keyof typeof ruleSets): Promise<string[]> {
  if (!(await page.evaluate<boolean>(`typeof axe === 'object'`))) await page.evaluate(axe)
  const found = await page.evaluate<Violation[]>(`axe.run(document, { resultTypes: ['violations'], runOnly: ${JSON.stringify(ruleSets[rules])} }).then((r) => r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical'))`)
  return found.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} — ${n.failureSummary.split('\n').slice(1).join(' ').trim()}`).join(' | ')}`)
}

/** What is wrong with the page as it stands, in every look; `keep` pictures it for people. */
async function faults(page: Page, what: string): Promise<string[]> {
  const found: string[] = []
  for (const { name, size, scheme, deep } of looks) {
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme: scheme })
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    found.push(...[...(wide > 0 ? [`${wide} px wider than the screen`] : []), ...(deep === null ? [] : await axeFindings(page, deep))].map((each) => `${what}, ${name}: ${each}`))
    await shoot(page, `looks-${what}-${name}`)
  }
  found.push(...rawKeys(await page.evaluate<string>('document.body.innerText')).map((each) => `${what}: raw words: ${each}`))
  await page.setViewportSize(desk)
  return [...found, ...stage.complaints.splice(0)]
}

/** Keys, placeholders and codes that no person should read. */
function rawKeys(text: string): string[] {
  return text.match(/\b(console|portal|codes|errors|reasons|clocks|messages)\.[a-zA-Z_]+(\.[a-zA-Z_]+)*|\{\{\w*\}\}|\$t\(|\bundefined\b|\bNaN\b|\[object |Invalid Date|\b[a-z]+_[a-z_]+\b/g) ?? []
}

type Visit = { readonly name: string; readonly path: () => string; readonly ready: string; readonly meet?: (page: Page) => Promise<void> }

const visits: Readonly<Partial<Record<Cast, readonly Visit[]>>> = {
  agent: [
    { name: 'queue', path: () => '/queue?view=open', ready: '.queue-row' },
    { name: 'case', path: () => `/queue/${asked.id}?view=open`, ready: '.record-line', meet: async (page) => { await page.locator('.ribbon-row').first().waitFor(); await page.locator('.ribbon-table summary').click() } },
    { name: 'deadline', path: () => `/complaints/${asked.id}/clocks/statutory_watch`, ready: '.stretches' },
    { name: 'case-form', path: () => `/queue/${asked.id}?view=open`, ready: '.action-row', meet: async (page) => { await choose(page, '写调查结论'); await page.locator('.action-form form').waitFor() } },
    { name: 'case-offered', path: () => `/queue/${offered.id}?view=open`, ready: '.measures' },
    { name: 'intake', path: () => '/intake', ready: '#verbatim', meet: async (page) => { await page.locator('#verbatim').fill('显示签收了，可是没收到'); await page.locator('.suggestion').first().waitFor() } },
    { name: 'sheet', path: () => '/handover', ready: '.sheet-case, main .state' },
    { name: 'devices', path: () => '/devices', ready: 'main h1, main h2, main li, main table' },
    { name: 'nowhere', path: () => '/there-is-no-such-page', ready: 'main button' },
  ],
  outlet: [
    { name: 'outlet', path: () => '/outlet', ready: '.order-card' },
    { name: 'outlet-register', path: () => '/outlet/register', ready: '.tile' },
    { name: 'outlet-queue', path: () => '/queue?view=open', ready: '.queue-row' },
    { name: 'outlet-case', path: () => `/queue/${asked.id}?view=open`, ready: '.record-line' },
    { name: 'outlet-deadline', path: () => `/complaints/${asked.id}/clocks/outlet_reply`, ready: '.stretches' },
  ],
  admin: [
    { name: 'people', path: () => '/admin/people', ready: 'table' }, { name: 'units', path: () => '/admin/units', ready: '.tree-row' }, { name: 'unit', path: () => '/admin/units?q=P42', ready: '.tree-row', meet: async (page) => { await page.locator('.tree-row').first().click(); await page.locator('.unit-pane h2').waitFor() } }, { name: 'roles', path: () => '/admin/roles', ready: 'table' },
    { name: 'surge', path: () => '/admin/surge', ready: 'main .state' }, { name: 'channels', path: () => '/admin/channels', ready: 'table' }, { name: 'jobs', path: () => '/admin/jobs', ready: 'main .state' }, { name: 'health', path: () => '/admin/health', ready: '.checks' },
    { name: 'calendar', path: () => '/admin/calendar', ready: '.month' }, { name: 'tokens', path: () => '/admin/tokens', ready: 'main button' }, { name: 'messages', path: () => '/admin/messages', ready: 'main table, main .state' },
  ],
  lead: [{ name: 'floor', path: () => '/floor', ready: '.floor-people' }, { name: 'roster', path: () => '/duty', ready: '.roster' }, { name: 'rules', path: () => '/duty/rules', ready: 'main .btn.is-primary' }, { name: 'processes', path: () => '/processes', ready: '.template' }, { name: 'rule', path: () => '/duty/rules', ready: 'main .btn.is-primary', meet: async (page) => { await page.getByRole('button', { name: '添加规则' }).click(); await page.locator('dialog form').waitFor() } }, { name: 'lead-case', path: () => `/queue/${offered.id}?view=open`, ready: '.record-line' }, { name: 'data-requests', path: () => '/data-requests', ready: '.request-list a', meet: async (page) => { await page.locator('.request-list a').first().click(); await page.locator('.request-answer').waitFor() } }],
  judge: [{ name: 'judge-case', path: () => `/queue/${offered.id}?view=open`, ready: '.record-line' }],
  finance: [{ name: 'finance-queue', path: () => '/queue?view=approve', ready: '.queue' }],
  analyst: [{ name: 'analyst-case', path: () => `/queue/${offered.id}?view=open`, ready: '.record-line' }],
}

describe('every page is quiet, fits both sizes and can be read by everyone', () => {
  test('sign-in', async () => {
    const page = await stage.open()
    await page.goto('/sign-in')
    await page.getByLabel('用户名').waitFor()
    expect(await faults(page, 'sign-in')).toEqual([])
    await page.evaluate(`document.querySelector('main .hint').style.color = '#bbb'; document.querySelector('#username').labels[0].remove(); document.body.append('{{name}} console.sign_in.go'); document.body.insertAdjacentHTML('beforeend', '<div style="width:2000px">.</div>')`)
    expect((await faults(page, 'spoilt')).join('\n'), 'the check itself can fail').toMatch(/(?=[^]*wider)(?=[^]*color-contrast)(?=[^]*label)(?=[^]*\{\{name\}\})(?=[^]*console\.sign_in)/)
    await page.context().close()
  })

  test.each(Object.entries(visits) as [Cast, readonly Visit[]][])('the console of %s', async (who, pages) => {
    const found: string[] = []
    const page = await stage.open()
    await signIn(page, who)
    for (const { name, path, ready, meet } of pages) {
      await page.goto(path())
      await page.locator(ready).first().waitFor()
      await meet?.(page)
      found.push(...(await faults(page, name)))
    }
    await page.context().close()
    expect(found).toEqual([])
  })

  test('the portal', async () => {
    const found: string[] = []
    const page = await stage.open({ size: phone })
    const see = async (what: string, path: string): Promise<void> => {
      await page.goto(path)
      await page.locator('main h1').waitFor()
      found.push(...(await faults(page, `portal-${what}`)))
    }
    for (const [what, path] of [['home', '/p'], ['what', '/p/complain'], ['tell', '/p/complain/tell?about=damage&number=HY3100900000006'], ['follow', '/p/follow'], ['how', '/p/how'], ['data', '/p/my-data'], ['nothing', '/p/no-such-page']] as const) await see(what, path)
    await follow(stage, page, '13800001234', offered.complaintNo)
    for (const [what, act] of [['case', ''], ['material', '/material'], ['withdrawal', '/withdrawal'], ['accept', '/answer?answer=accept'], ['refuse', '/answer?answer=refuse']] as const) await see(what, `/p/case/${offered.complaintNo}${act}`)
    await offered.does('agent', 'decision', notAgreed)
    for (const [what, act] of [['decided', ''], ['objection', '/objection']] as const) await see(what, `/p/case/${offered.complaintNo}${act}`)
    await page.context().close()
    expect(found).toEqual([])
  })
})

describe.each(['zh-TW', 'en'] as const)('in %s', (language) => {
  test('no page shows a key, a placeholder or a code', async () => {
    const found: string[] = []
    const page = await stage.open({ language })
    await page.goto('/sign-in')
    await page.locator('#username').fill('agent')
    await page.locator('#password').fill('huiyin-demo')
    await page.locator('button[type=submit]').click()
    await page.getByRole('banner').waitFor()
    for (const [what, path, ready] of [['queue', '/queue?view=open', '.queue-row'], ['sheet', '/handover', '.sheet-case, main .state'], ['case', `/queue/${asked.id}?view=open`, '.record-line'], ['deadline', `/complaints/${asked.id}/clocks/statutory_watch`, '.stretches'], ['offered', `/queue/${offered.id}?view=open`, '.measures'], ['intake', '/intake', '#verbatim']] as const) {
      await page.goto(path)
      await page.locator(ready).first().waitFor()
      found.push(...rawKeys(await page.evaluate<string>('document.body.innerText')).map((each) => `${what}: ${each}`))
      await shoot(page, `looks-${what}-${language}`)
    }
    // What the company itself configures (where its shops are) is its own text, in its own language.
    const configured = readFileSync(new URL('../../policies/portal.yaml', import.meta.url), 'utf8')
    for (const path of ['/p', '/p/complain', '/p/complain/tell?about=delay', '/p/how', '/p/follow', '/p/my-data']) {
      await page.goto(`${path}${path.includes('?') ? '&' : '?'}lang=${language}`)
      await page.locator('main h1').waitFor()
      found.push(...rawKeys(await page.evaluate<string>('document.body.innerText')).map((each) => `${path}: ${each}`))
      if (language === 'en') found.push(...((await page.locator('main').textContent()) ?? '').match(/[\u4e00-\u9fff]{2,}/g)?.filter((each) => !configured.includes(each)).map((each) => `${path}: not translated: ${each}`) ?? [])
    }
    await shoot(page, `looks-portal-${language}`, true)
    await page.context().close()
    expect([...found, ...stage.complaints.splice(0)]).toEqual([])
  })
})
