// The portal where the road is bad: back and reload, no script, no line, large photos, small phones, large letters.
import { sql } from 'kysely'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { numberOn } from './customer.ts'
import { aPhoto, openStage, phone, sees, shoot } from './stage.ts'
import type { Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => { stage = await openStage() })
afterAll(() => stage?.stop())

const words = (page: Page) => page.getByLabel('怎么回事')
const next = (page: Page) => page.getByRole('button', { name: '下一步：核对' })

async function write(page: Page, text: string, number: string): Promise<void> {
  await page.goto('/p/complain')
  await page.getByRole('link', { name: /坏了，湿了/ }).tap()
  await words(page).fill(text)
  await page.getByLabel('手机号').fill(number)
}

describe.each([['with scripts', true], ['without scripts', false]] as const)('the browser\'s own buttons, %s', (_name, script) => {
  test('back after step 2, forward, reload: what was typed and the photo are there, never an expired form', async () => {
    const page = await stage.open({ size: phone, script })
    await write(page, '外箱湿了，书都粘在一起', '13700001111')
    await page.locator('input[type=file]').setInputFiles(await aPhoto('湿.jpg'))
    if (script) await page.locator('input[name=kept]').waitFor({ state: 'attached' })
    await next(page).tap()
    await sees(page, '核对一遍，就可以提交')
    await page.goBack()
    expect([await words(page).inputValue(), await page.getByLabel('手机号').inputValue()]).toEqual(['外箱湿了，书都粘在一起', '13700001111'])
    await sees(page, /湿\.jpg/)
    await page.reload()
    expect(await words(page).inputValue()).toBe('外箱湿了，书都粘在一起')
    await page.goForward()
    await sees(page, '核对一遍，就可以提交')
    await page.reload()
    await sees(page, '外箱湿了，书都粘在一起')
    // changing the first answer loses nothing either
    await page.getByRole('button', { name: '回去改' }).tap()
    await page.getByRole('button', { name: '改', exact: true }).tap()
    await page.getByRole('link', { name: /少了，拿错了/ }).tap()
    expect(await words(page).inputValue()).toBe('外箱湿了，书都粘在一起')
    await next(page).tap()
    await page.getByRole('button', { name: '提交投诉' }).tap()
    await sees(page, '投诉已收到')
    const no = await numberOn(page)
    await page.goBack()
    await sees(page, '投诉已收到')
    expect(await numberOn(page), 'back after sending shows what was sent, and files nothing twice').toBe(no)
    await page.reload()
    expect(await numberOn(page)).toBe(no)
    expect((await sql<{ n: number }>`select count(*)::int as n from complaints where phone_masked = '137******11' and complaint_no = ${no}`.execute(stage.world.db)).rows[0]?.n).toBe(1)
    await page.context().close()
    expect(stage.complaints.splice(0)).toEqual([])
  })
})

describe('a phone on a bad line', () => {
  test('photos shrink to half a megabyte and stand upright; the upload shows its way and tries again', async () => {
    const page = await stage.open({ size: phone })
    let failed = 0
    await page.route('**/p/api/uploads/**', async (route) => { if (route.request().method() === 'PATCH' && failed < 2) { failed += 1; await route.abort('connectionreset') } else await route.continue() })
    await write(page, '箱子破了', '13700002222')
    // lies on its side as phones store it: 1600 wide and 1200 high, to be turned a quarter
    const noise = { type: 'gaussian', mean: 150, sigma: 45 } as const
    const lying = await sharp({ create: { width: 1600, height: 1200, channels: 3, background: '#ccb', noise } }).jpeg({ quality: 92 }).withMetadata({ orientation: 6 }).toBuffer()
    await page.locator('input[type=file]').setInputFiles({ name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: lying })
    await sees(page, /没传上去，正在再试/)
    await page.locator('input[name=kept]').waitFor({ state: 'attached', timeout: 20_000 })
    expect(failed).toBe(2)
    const id = await page.locator('input[name=kept]').getAttribute('value')
    const stored = (await sql<{ size: number; stored_as: string }>`select a.size, b.stored_as from attachments a join blobs b on b.sha256 = a.sha256 where a.id = ${id}`.execute(stage.world.db)).rows[0]
    expect(stored?.size).toBeLessThanOrEqual(500_000)
    const { width = 0, height = 0 } = await sharp(`${stage.world.app.deps.filesDir}/${stored?.stored_as ?? ''}`).metadata()
    expect(height, 'turned upright').toBeGreaterThan(width)
    await page.context().close()
    stage.complaints.splice(0)
  })
  test('a draft is kept only when asked, survives a closed page, and is gone after sending', async () => {
    const page = await stage.open({ size: phone })
    const kept = (): Promise<unknown> => page.evaluate(`localStorage.getItem('huiyin:complain')`)
    await write(page, '没说可以存', '13700003333')
    await page.waitForTimeout(500)
    expect(await kept()).toBeNull()
    await page.getByLabel('在这台手机上存草稿').check()
    await words(page).fill('断网也不能丢的话')
    await page.waitForTimeout(500)
    expect(await kept()).toContain('断网也不能丢的话')
    expect(await kept()).not.toContain('13700003333')
    await page.context().setOffline(true)
    await next(page).tap()
    await sees(page, /现在没有网络/)
    await page.context().setOffline(false)
    await page.goto('/p')
    await page.goto('/p/complain/tell?about=damage')
    expect(await words(page).inputValue()).toBe('断网也不能丢的话')
    await sees(page, '已找回您上次没写完的内容')
    await shoot(page, 'portal-draft', true)
    await page.getByLabel('手机号').fill('13700003333')
    await next(page).tap()
    await page.getByRole('button', { name: '提交投诉' }).tap()
    await sees(page, '投诉已收到')
    expect(await kept(), 'destroyed with the sending').toBeNull()
    await page.goto('/p/complain/tell?about=loss')
    await words(page).fill('又不想存了')
    await page.waitForTimeout(500)
    await page.getByLabel('在这台手机上存草稿').uncheck()
    expect(await page.evaluate(`Object.keys(localStorage).filter((name) => name.startsWith('huiyin:'))`)).toEqual([])
    await page.context().close()
    expect(stage.complaints.splice(0)).toEqual([])
  })
  test('large letters: twenty pixels, remembered, the telephone first, thumbs hit every target at 320 pixels', async () => {
    const page = await stage.open({ size: { width: 320, height: 640 }, script: false })
    await page.goto('/p')
    await page.getByRole('link', { name: '大字' }).click()
    await page.goto('/p/complain/tell?about=damage')
    await page.goto('/p')
    const measured = await page.evaluate<{ font: string; wide: number }>(`({ font: getComputedStyle(document.body).fontSize, wide: document.documentElement.scrollWidth - innerWidth })`)
    expect(measured).toEqual({ font: '20px', wide: 0 })
    expect(await page.locator('.doors a').first().getAttribute('href')).toBe('tel:95300')
    await shoot(page, 'portal-elder-home', true)
    for (const path of ['/p', '/p/complain', '/p/complain/tell?about=damage', '/p/follow', '/p/how', '/p/my-data']) {
      await page.goto(path)
      expect({ path, small: await page.evaluate(small), wide: await page.evaluate('document.documentElement.scrollWidth - innerWidth') }).toEqual({ path, small: [], wide: 0 })
    }
    await page.context().close()
  })
})

/** What is too small for a thumb: everything that is pressed and is not a link within a sentence. */
const small = `[...document.querySelectorAll('a, button, summary, input:not([type=hidden]):not([type=checkbox]):not([type=radio]), label.answer')]
  .filter((one) => one.offsetParent !== null && !one.matches('.skip, p a, li a:not(.door):not(.choices a), .layers a'))
  .map((one) => [one.textContent.trim().slice(0, 20), Math.round(one.getBoundingClientRect().height)]).filter(([, height]) => height < 44)`
