// Every page of the console in each language, and in the dark: axe finds nothing serious, no key stands where words should.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { caseUntil } from '../case.ts'
import type { TestCase } from '../case.ts'
import type { Cast } from '../world.ts'
import { openStage } from './stage.ts'
import type { Stage } from './stage.ts'
import { signIn } from './staff.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const languages = ['zh-CN', 'zh-TW', 'en'] as const
const themes = ['light', 'dark'] as const

let stage: Stage
let c: TestCase
beforeAll(async () => {
  stage = await openStage()
  c = await caseUntil(stage.world, 'offered')
})
afterAll(() => stage?.stop())

type Place = { readonly path: () => string; readonly keys?: readonly string[] }

/** Where each of the cast goes; `keys` open what has no address of its own. */
const places: Readonly<Partial<Record<Cast, readonly Place[]>>> = {
  agent: [{ path: () => '/queue?view=open' }, { path: () => `/queue/${c.id}?view=open` }, { path: () => `/queue/${c.id}?view=open`, keys: ['r'] }, { path: () => `/queue/${c.id}?view=open`, keys: ['Control+k'] }, { path: () => `/queue/${c.id}?view=open`, keys: ['?'] }, { path: () => '/intake' }, { path: () => '/handover' }, { path: () => '/devices' }, { path: () => '/password' }],
  lead: [{ path: () => '/floor' }, { path: () => '/duty' }, { path: () => '/duty/rules' }, { path: () => '/processes' }, { path: () => '/imports' }, { path: () => '/data-requests' }],
  outlet: [{ path: () => '/outlet' }, { path: () => '/outlet/register' }],
  admin: ['people', 'units', 'roles', 'tokens', 'messages', 'surge', 'channels', 'jobs', 'health', 'calendar'].map((tab) => ({ path: () => `/admin/${tab}` })),
}

type Violation = { readonly id: string; readonly impact: string; readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[] }

/** In the dark only what colours can change is asked again, in one language: words change no colour. */
const asked = { light: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }, dark: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } } as const

async function findings(page: Page, theme: (typeof themes)[number]): Promise<string[]> {
  if (!(await page.evaluate<boolean>(`typeof axe === 'object'`))) await page.evaluate(axe)
  const found = await page.evaluate<Violation[]>(`axe.run(document, { resultTypes: ['violations'], runOnly: ${JSON.stringify(asked[theme])} }).then((r) => r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical'))`)
  return found.map((v) => `${v.id}: ${v.nodes.slice(0, 2).map((n) => `${n.target.join(' ')} — ${n.failureSummary.split('\n').slice(1).join(' ').trim()}`).join(' | ')}`)
}

/** Keys and placeholders no person should read. */
const raw = /\b(?:console|codes|errors|reasons|clocks|messages|notifications)\.[a-zA-Z_]+(?:\.[a-zA-Z_]+)*|\{\{\w*\}\}|\$t\(|\bundefined\b|\bNaN\b/g

test.each((Object.entries(places) as [Cast, readonly Place[]][]).flatMap(([who, of]) => languages.map((language) => [who, language, of] as const)))('%s, %s', async (who, language, of) => {
  const page = await stage.open()
  await signIn(page, who)
  await page.evaluate(`localStorage.setItem('huiyin.preferences', JSON.stringify({ theme: 'system', locale: '${language}' }))`)
  const found: string[] = []
  for (const { path, keys } of of) {
    await page.goto(path())
    await page.locator('main').waitFor()
    await stage.calm()
    for (const key of keys ?? []) {
      if (path().includes(c.id)) await page.locator('.action-row').waitFor()
      await page.keyboard.press(key)
      await page.locator('dialog:modal, .action-form').first().waitFor()
    }
    for (const colorScheme of language === 'zh-CN' ? themes : ['light'] as const) {
      await page.emulateMedia({ colorScheme })
      found.push(...(await findings(page, colorScheme)).map((each) => `${path()} ${keys?.join(' ') ?? ''} ${colorScheme}: ${each}`))
    }
    found.push(...((await page.evaluate<string>('document.body.innerText')).match(raw) ?? []).map((each) => `${path()}: ${each}`))
  }
  await page.context().close()
  expect(found).toEqual([])
})
