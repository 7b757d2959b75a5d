// Hands of staff on the console: signing in, opening a case, acting on it through its form, as a person does.
import type { Locator, Page } from 'playwright-core'
import { demoPassword } from '../../src/server/identity/founding.ts'
import type { Cast } from '../world.ts'

/** Signs in on the sign-in page that is open, or on a fresh one. */
export async function signIn(page: Page, who: Cast): Promise<void> {
  if (!page.url().includes('/sign-in')) await page.goto('/sign-in')
  await page.getByLabel('用户名').fill(who)
  await page.getByLabel('密码').fill(demoPassword)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.getByRole('banner').waitFor()
}

/** Opens a case by its address and waits for its letter and its abilities. */
export async function openCase(page: Page, id: string): Promise<void> {
  await page.goto(`/queue/${id}?view=open`)
  await page.locator('.case-head h1').waitFor()
  await page.locator('.action-row').waitFor()
}

/** What fields of a form are filled with: words, an option, a tick, or rows of the same. */
export type Values = { readonly [label: string]: string | boolean | readonly Values[] }

const escaped = (words: string): string => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const starts = (words: string): RegExp => new RegExp(`^\\s*${escaped(words)}`)

function field(within: Locator, label: string): Locator {
  const page = within.page()
  return within.locator('.field').filter({ has: page.locator(':scope > .field-label').filter({ hasText: new RegExp(`^\\s*${escaped(label)}(\\s*选填)?\\s*$`) }) })
}

/** Fills fields by their labels, whatever control each is. */
export async function fill(within: Locator, values: Values): Promise<void> {
  for (const [label, value] of Object.entries(values)) {
    if (typeof value === 'boolean') {
      await within.locator('label.check').filter({ hasText: label }).locator('input').setChecked(value)
      continue
    }
    const place = field(within, label)
    if (typeof value === 'string') {
      await put(place, value)
      continue
    }
    for (const [i, row] of value.entries()) {
      if (i >= (await place.locator('.row-box').count())) await place.getByRole('button', { name: /^添加/ }).click()
      await fill(place.locator('.row-box').nth(i), row)
    }
  }
}

async function put(place: Locator, value: string): Promise<void> {
  await place.locator('textarea, select, input').first().waitFor()
  const radio = place.locator('.radio-row label').filter({ hasText: starts(value) })
  const combo = place.getByRole('combobox').and(place.locator('input'))
  if ((await place.locator('select').count()) > 0) await place.locator('select').selectOption({ label: value })
  else if ((await radio.count()) > 0) await radio.first().click()
  else if ((await combo.count()) > 0) {
    await combo.fill(value)
    await place.locator('[role=option]:not([aria-disabled])').first().click()
  } else await place.locator('textarea, input').first().fill(value)
}

/** Chooses an act: the button in the bar, or the list of all acts. */
export async function choose(page: Page, act: string): Promise<void> {
  const inBar = page.locator('.action-row > button:not([aria-disabled]):not([popovertarget])').filter({ hasText: starts(act) })
  await page.locator('.action-row').waitFor()
  // a colleague's step may draw the bar anew between the look and the click: then the act stands in the list
  if ((await inBar.count()) > 0 && await inBar.first().click({ timeout: 3000 }).then(() => true, () => false)) return
  await page.getByRole('button', { name: '全部操作' }).click()
  await page.locator('#all-acts button').filter({ hasText: starts(act) }).first().click()
}

/** The form of the act that is open. */
export const form = (page: Page): Locator => page.locator('.action-form form')

/** Acts from choosing to being told that it is done. Without `values` the act has no form. */
export async function act(page: Page, name: string, values?: Values, files?: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  await choose(page, name)
  if (values !== undefined) {
    await form(page).waitFor()
    await fill(form(page), values)
    if (files !== undefined) {
      await form(page).locator('input[type=file]').setInputFiles(files)
      await form(page).getByText(files.name).waitFor()
    }
    await form(page).locator('button[type=submit]').click()
  }
  await page.locator('.toast').filter({ hasText: `已完成：${name}` }).first().waitFor()
  await page.locator('.action-row').waitFor()
}

/** Why an act is refused, as the list of all acts says it. */
export async function refusal(page: Page, act: string): Promise<string> {
  await page.getByRole('button', { name: '全部操作' }).click()
  const refused = page.locator('#all-acts .act-refused').filter({ hasText: starts(act) }).locator('.hint')
  const said = (await refused.first().textContent()) ?? ''
  await page.keyboard.press('Escape')
  return said
}

/** Waits until the case shows this status. */
export async function hasStatus(page: Page, words: string): Promise<void> {
  await page.locator('.case-head .chips').getByText(words, { exact: true }).waitFor()
}

/** Presses Tab until the focus is on what the selector means, as someone without a mouse does. @throws Error after `most` presses. */
export async function tabTo(page: Page, selector: string, most = 60): Promise<void> {
  for (let i = 0; i <= most; i++) {
    if (await page.evaluate<boolean>(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`no way to ${selector} with Tab`)
}
