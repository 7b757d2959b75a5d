// Part D: the portal as a cheap phone on a poor line gets it: the first paint that counts, blocked time, jumping, bytes; in Chromium held back to 1.6 Mbps, 150 ms and a quarter of its speed.
import { rmSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { chromiumArgs, chromiumPath } from '../test/browser.ts'
import { createClient } from '../test/client.ts'
import { freePort, startServer } from '../test/server-process.ts'

export type PortalRow = { readonly name: string; readonly fcpMs: number; readonly lcpMs: number; readonly tbtMs: number; readonly cls: number; readonly totalKb: number; readonly scriptKb: number; readonly score: number }
type Load = Omit<PortalRow, 'name' | 'score'>

/** The limits of the issue Floor; kB are 1,000 bytes as they travel, scripts gzipped. */
export const portalAims = { lcpMs: 1800, tbtMs: 150, cls: 0.05, totalKb: 200, scriptKb: 70, score: 95 } as const

/** Bytes a second of 1.6 Mbps down and 750 kbps up, and the way there and back: the mobile profile of Lighthouse, held in the browser itself. */
const line = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 }
const slower = 4

/** Opens each page with an empty cache several times; medians. */
export async function measurePortal(options: { readonly dataDir: string; readonly times: number; readonly say: (line: string) => void }): Promise<PortalRow[]> {
  rmSync(options.dataDir, { recursive: true, force: true })
  const server = await startServer({ dataDir: options.dataDir, port: await freePort() })
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArgs })
  try {
    const filed = await createClient(server.url).post<{ complaintNo: string; followUrl: string }>('/p/api/complaints', { reasonCode: 'damage', verbatim: '外箱压扁了，里面两个杯子都碎了', anonymous: true })
    const follow = new URL(filed.body.followUrl).pathname
    const pages: readonly (readonly [string, string])[] = [['home', '/p'], ['what went wrong', '/p/complain'], ['say it', '/p/complain/tell?about=damage'], ['how it goes', '/p/how'], ['received', `${follow}/received`], ['the case', follow]]
    const rows: PortalRow[] = []
    for (const [name, path] of pages) {
      options.say(`The portal on a slow phone: ${name} …`)
      const loads: Load[] = []
      for (let i = 0; i < options.times; i += 1) loads.push(await load(browser, server.url + path))
      const of = (key: keyof Load): number => loads.map((one) => one[key]).sort((a, b) => a - b)[Math.floor(loads.length / 2)] ?? 0
      const row = { fcpMs: of('fcpMs'), lcpMs: of('lcpMs'), tbtMs: of('tbtMs'), cls: of('cls'), totalKb: of('totalKb'), scriptKb: of('scriptKb') }
      rows.push({ name, ...row, score: scoreOf(row) })
    }
    return rows
  } finally {
    await browser.close()
    await server.end('SIGTERM')
  }
}

/** The rows as lines for the screen. */
export function portalLines(rows: readonly PortalRow[]): string {
  const reached = (r: PortalRow): boolean => r.lcpMs <= portalAims.lcpMs && r.tbtMs <= portalAims.tbtMs && r.cls <= portalAims.cls && r.totalKb <= portalAims.totalKb && r.scriptKb <= portalAims.scriptKb && r.score >= portalAims.score
  const head = `\nThe portal on a phone a quarter as fast, 1.6 Mbps, 150 ms; aims: LCP ≤ ${portalAims.lcpMs} ms, TBT ≤ ${portalAims.tbtMs} ms, CLS ≤ ${portalAims.cls}, ≤ ${portalAims.totalKb} kB in all, ≤ ${portalAims.scriptKb} kB of script, score ≥ ${portalAims.score}`
  return [head, ...rows.map((r) => `${r.name.padEnd(16)} FCP ${r.fcpMs.toFixed(0)}  LCP ${r.lcpMs.toFixed(0)}  TBT ${r.tbtMs.toFixed(0)}  CLS ${r.cls.toFixed(3)}  ${r.totalKb.toFixed(1)} kB  script ${r.scriptKb.toFixed(1)} kB  score ${r.score}  ${reached(r) ? 'reached' : 'missed'}`)].join('\n')
}

const watch = `window.__seen = { lcp: 0, cls: 0, fcp: 0, tasks: [] }
new PerformanceObserver((l) => { for (const e of l.getEntries()) __seen.lcp = e.startTime }).observe({ type: 'largest-contentful-paint', buffered: true })
new PerformanceObserver((l) => { for (const e of l.getEntries()) if (!e.hadRecentInput) __seen.cls += e.value }).observe({ type: 'layout-shift', buffered: true })
new PerformanceObserver((l) => { for (const e of l.getEntries()) if (e.name === 'first-contentful-paint') __seen.fcp = e.startTime }).observe({ type: 'paint', buffered: true })
new PerformanceObserver((l) => { for (const e of l.getEntries()) __seen.tasks.push([e.startTime, e.duration]) }).observe({ type: 'longtask', buffered: true })`

async function load(browser: Browser, url: string): Promise<Load> {
  const context = await browser.newContext({ viewport: { width: 412, height: 823 }, deviceScaleFactor: 1.75, isMobile: true, hasTouch: true, locale: 'zh-CN' })
  try {
    const page = await context.newPage()
    const bytes = await held(page)
    await page.addInitScript(watch)
    await page.goto(url, { waitUntil: 'load' })
    // quiet for as long as Lighthouse waits for the end of blocking
    await page.waitForTimeout(3000)
    const seen = await page.evaluate<{ lcp: number; cls: number; fcp: number; tasks: [number, number][] }>('__seen')
    const tbtMs = seen.tasks.filter(([at]) => at >= seen.fcp).reduce((sum, [, ms]) => sum + Math.max(0, ms - 50), 0)
    return { fcpMs: seen.fcp, lcpMs: seen.lcp, tbtMs, cls: seen.cls, totalKb: bytes.total() / 1000, scriptKb: bytes.script() / 1000 }
  } finally {
    await context.close()
  }
}

/** Holds line and processor back and counts what travels. */
async function held(page: Page): Promise<{ total: () => number; script: () => number }> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', line)
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower })
  let total = 0
  let script = 0
  session.on('Network.loadingFinished', ({ encodedDataLength }) => { total += encodedDataLength })
  page.on('response', (response) => { if (response.request().resourceType() === 'script') void response.body().then((body) => { script += gzipSync(body).length }, () => {}) })
  return { total: () => total, script: () => script }
}

/** Median and tenth percentile of each measure's log-normal curve in Lighthouse 10 on phones, and its weight. */
const curves = { fcp: [1800, 3000, 0.1], speed: [3387, 5800, 0.1], lcp: [2500, 4000, 0.25], tbt: [200, 600, 0.3], cls: [0.1, 0.25, 0.25] } as const

/** Lighthouse's performance score, with the last paint that counts standing in for its speed index, which needs a film of the load. */
function scoreOf(row: Load): number {
  const values = { fcp: row.fcpMs, speed: row.lcpMs, lcp: row.lcpMs, tbt: row.tbtMs, cls: row.cls }
  const names = Object.keys(curves) as (keyof typeof curves)[]
  return Math.round(100 * names.reduce((sum, name) => sum + curves[name][2] * share(values[name], curves[name][0], curves[name][1]), 0))
}

function share(value: number, p10: number, median: number): number {
  if (value <= 0) return 1
  const steep = Math.abs(Math.log(p10 / median)) / (Math.SQRT2 * 0.9061938024368232)
  return Math.min(1, Math.max(0, (1 - erf(Math.log(value / median) / (Math.SQRT2 * steep))) / 2))
}

// Abramowitz and Stegun 7.1.26, good to 1.5e-7
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x))
  const y = 1 - ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.exp(-x * x)
  return x < 0 ? -y : y
}
