// Hands of a customer on the portal: filing in three steps, reading the code sent to the phone, opening the complaint again.
import { expect } from 'vitest'
import type { Page } from 'playwright-core'
import type { Stage } from './stage.ts'

type Message = { readonly id: string; readonly template: string; readonly body: string; readonly complaintNo: string | null }

/** The messages that would have been sent, newest first, as `admin` reads them. */
export async function messages(stage: Stage): Promise<readonly Message[]> {
  return (await (await stage.world.as('admin')).get<{ items: Message[] }>('/api/messages?limit=100')).body.items
}

/** Opens a complaint by phone and number with the code from the phone. */
export async function follow(stage: Stage, page: Page, phoneNumber: string, complaintNo: string): Promise<void> {
  const seen = new Set((await messages(stage)).map((message) => message.id))
  await page.goto('/p/follow')
  await page.getByLabel('手机号').fill(phoneNumber)
  await page.getByLabel('投诉号').fill(complaintNo)
  await page.getByRole('button', { name: '发验证码' }).click()
  await page.getByLabel('验证码').waitFor()
  let code: string | undefined
  await expect.poll(async () => {
    code = /\d{6}/.exec((await messages(stage)).find((message) => message.template === 'portal_code' && !seen.has(message.id))?.body ?? '')?.[0]
    return code
  }, { timeout: 5000, message: 'a code among the messages' }).toBeDefined()
  await page.getByLabel('验证码').fill(code ?? '')
  await page.getByRole('button', { name: '查看' }).click()
  await page.locator('.journey').waitFor()
}

/** The digits of the complaint number on the page that confirms filing. */
export async function numberOn(page: Page): Promise<string> {
  return ((await page.locator('.complaint-no').textContent()) ?? '').replace(/\D/g, '')
}
