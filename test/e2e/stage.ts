// The stage of the journeys: the real application with the demo company, its built console, and a Chromium that notes every complaint of its pages.
import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContext, Page, Request } from 'playwright-core'
import sharp from 'sharp'
import { afterEach, beforeEach } from 'vitest'
import { chromiumArgs, chromiumPath } from '../browser.ts'
import { startWorld } from '../world.ts'
import type { World } from '../world.ts'

const root = resolve(import.meta.dirname, '../..')
const shots = join(root, '.cache/shots')

/** The two sizes everything must work at: a phone in one hand, a small office screen. */
export const phone = { width: 390, height: 844 } as const
export const desk = { width: 1366, height: 768 } as const

export type Look = {
  readonly size?: { readonly width: number; readonly height: number }
  readonly dark?: boolean
  /** False turns scripts off: the portal must do without. */
  readonly script?: boolean
  readonly language?: 'zh-CN' | 'zh-TW' | 'en'
}

export type Stage = {
  readonly world: World
  readonly browser: Browser
  /** A new person at a new browser; nothing is shared with others. */
  readonly open: (look?: Look) => Promise<Page>
  /** Waits until every page has had its answers. */
  readonly calm: () => Promise<void>
  /** What pages complained about so far: errors of scripts, refusals of the content security policy, failed loads other than answers of ours. */
  readonly complaints: string[]
  readonly stop: () => Promise<void>
}

/** Starts a world of its own and a browser, with `scenes` or `practice` rooms when asked; the console is built first when it is stale. */
export async function openStage(more: { readonly scenes?: boolean; readonly practice?: true } = {}): Promise<Stage> {
  mkdirSync(shots, { recursive: true })
  await buildConsole()
  const [world, browser] = await Promise.all([startWorld(more), chromium.launch({ executablePath: chromiumPath, args: chromiumArgs })])
  const complaints: string[] = []
  const asked: ReadonlySet<Request>[] = []
  const calm = (): Promise<void> => answered(asked)
  return {
    world: { ...world, settle: async () => { await calm(); return world.settle() } }, browser, complaints, calm,
    open: async (look = {}) => {
      const context = await browser.newContext({
        viewport: look.size ?? desk, colorScheme: look.dark === true ? 'dark' : 'light', locale: look.language ?? 'zh-CN', javaScriptEnabled: look.script !== false,
        baseURL: world.url, timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce', ...(look.size === phone ? { hasTouch: true, isMobile: true, deviceScaleFactor: 2 } : {}),
      })
      asked.push(underWay(context))
      await prefer(context, look)
      return newTab(context, complaints)
    },
    stop: async () => {
      await browser.close()
      await world.stop()
    },
  }
}

/** What a click asked for is on its way a moment later: work is settled only once every page has had its answers, or a step still under way would wait for ever. */
async function answered(asked: readonly ReadonlySet<Request>[]): Promise<void> {
  for (let calm = 0, waited = 0; calm < 6 && waited < 400; waited++) {
    await delay(25)
    calm = asked.every((each) => each.size === 0) ? calm + 1 : 0
  }
}

/** Requests of a browser that wait for their answer; the live stream's never ends and doesn't count. */
function underWay(context: BrowserContext): ReadonlySet<Request> {
  const asked = new Set<Request>()
  context.on('request', (request) => { if (request.resourceType() !== 'eventsource') asked.add(request) })
  const over = (request: Request): void => { asked.delete(request) }
  context.on('requestfinished', over)
  context.on('requestfailed', over)
  context.on('close', () => { asked.clear() })
  return asked
}

/** Another tab of the same person. */
export async function newTab(context: BrowserContext, complaints: string[]): Promise<Page> {
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  page.on('pageerror', (error) => complaints.push(`${page.url()} threw ${error.message}`))
  page.on('console', (message) => {
    // A refused call is an answer of ours and is told on the page; Chromium notes it as a failed load as well.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(`${page.url()} says ${message.text()}`)
  })
  return page
}

async function prefer(context: BrowserContext, look: Look): Promise<void> {
  const chosen = JSON.stringify({ theme: 'system', ...(look.language === undefined ? {} : { locale: look.language }) })
  await context.addInitScript(`if (!localStorage.getItem('huiyin.preferences')) localStorage.setItem('huiyin.preferences', ${JSON.stringify(chosen)})`)
}

// The bootstrap knows when a build is stale; a child keeps its plain JavaScript out of our types.
async function buildConsole(): Promise<void> {
  await promisify(execFile)(process.execPath, ['-e', `import('./tools/bootstrap/console.mjs').then((m) => m.ensureConsole(process.execPath))`], { cwd: root, maxBuffer: 16 << 20 })
}

/** For tests that are chapters of one story: after one fails, the rest are skipped instead of failing slowly one by one. */
export function inChapters(): void {
  let broken = false
  beforeEach(({ skip }) => { skip(broken, 'an earlier chapter failed') })
  afterEach(({ task }) => { broken ||= task.result?.state === 'fail' && (task.result.retryCount ?? 0) >= Number(task.retry ?? 0) })
}

/** Keeps a picture for people to look at; never compared. */
export async function shoot(page: Page, name: string, fullPage = false): Promise<void> {
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage, animations: 'disabled' })
}

/** Waits until these words stand on the page. */
export async function sees(page: Page, words: string | RegExp): Promise<void> {
  await page.getByText(words).filter({ visible: true }).first().waitFor()
}

/** A photo as a phone makes it, about two megabytes. */
export async function aPhoto(name = 'IMG_20261122.jpg'): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const noise = { type: 'gaussian', mean: 150, sigma: 45 } as const
  return { name, mimeType: 'image/jpeg', buffer: await sharp({ create: { width: 1600, height: 1200, channels: 3, background: '#ccb', noise } }).jpeg({ quality: 88 }).toBuffer() }
}
