// Part D: waybill 360 of a parcel with 60 scans and 30 pieces of evidence, in Chromium: from the data in hand to what stands on the screen.
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { chromium } from 'playwright-core'
import type { Page } from 'playwright-core'
import { demoPassword } from '../src/server/identity/founding.ts'
import { DEMO_CAST } from '../src/server/waybills/demo-cast.ts'
import { chromiumArgs, chromiumPath } from '../test/browser.ts'
import { freePort, postgresOf, startServer } from '../test/server-process.ts'
import type { ServerProcess } from '../test/server-process.ts'

export type Waybill360Report = { readonly scans: number; readonly pieces: number; readonly times: number; readonly p50: number; readonly p95: number; readonly most: number; readonly aim: number }

const scans = 60
const pieces = 30
const aim = 300

/** Opens the page `times` times anew and measures between its own marks `waybill360:data` and `waybill360:drawn` (ms). */
export async function measureWaybill360(options: { readonly dataDir: string; readonly times: number; readonly say: (line: string) => void }): Promise<Waybill360Report> {
  options.say(`Drawing ${scans} scans and ${pieces} pieces of evidence in Chromium …`)
  rmSync(options.dataDir, { recursive: true, force: true })
  const server = await startServer({ dataDir: options.dataDir, port: await freePort() })
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArgs })
  try {
    const page = await (await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN', baseURL: server.url })).newPage()
    await page.request.post('/api/session', { data: { username: 'agent', password: demoPassword }, headers: { origin: server.url } })
    const id = await aFullCase(page, server)
    const taken: number[] = []
    for (let i = 0; i < options.times; i++) {
      await page.goto(`/complaints/${id}/waybill`)
      await page.locator('.stop-row').nth(20).waitFor()
      taken.push(await drawnAfter(page))
    }
    const sorted = taken.toSorted((x, y) => x - y)
    const at = (share: number): number => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0)
    return { scans, pieces, times: options.times, p50: at(0.5), p95: at(0.95), most: Math.round(sorted.at(-1) ?? 0), aim }
  } finally {
    await browser.close()
    await server.end('SIGTERM')
  }
}

/** Milliseconds between the page's two marks, once it has set the second. */
async function drawnAfter(page: Page): Promise<number> {
  for (;;) {
    const took = await page.evaluate<number | null>(`(() => { const [data, drawn] = ['data', 'drawn'].map((n) => performance.getEntriesByName('waybill360:' + n)); return drawn.length === 0 ? null : drawn.at(-1).startTime - data[0].startTime })()`)
    if (took !== null) return took
    await sleep(20)
  }
}

/** A case whose parcel went through many hubs, with evidence all along its way. */
async function aFullCase(page: Page, server: ServerProcess): Promise<string> {
  const number = DEMO_CAST.find((p) => p.key === 'huang_three_hubs')?.number ?? ''
  const filed = await page.request.post('/api/complaints', { data: { channel: 'phone', reasonCode: 'shortage', verbatim: '少了一半', items: [{ type: 'waybill', number }], complainant: { name: '黄先生', phone: '19900009527' } }, headers: { origin: server.url } })
  const { id } = (await filed.json()) as { id: string }
  const client = new pg.Client({ connectionString: postgresOf(server.dataDir).ownerUrl })
  await client.connect()
  try {
    await client.query(`update waybill_snapshots set public = jsonb_set(public, '{scans}', (select jsonb_agg(t.scan || jsonb_build_object('at', to_char((s.at + make_interval(hours => n * 3)) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.000"Z"'), 'unitCode', 'B' || (n / 3), 'unitName', '转运中心 ' || (n / 3), 'code', case n % 3 when 0 then 'hub_in' when 1 then 'held' else 'hub_out' end) order by n)
      from generate_series(0, $2::int - 1) n, (select (public -> 'scans' -> 0 ->> 'at')::timestamptz - interval '200 hours' as at) s, lateral (select public -> 'scans' -> 0 as scan) t)) where complaint_id = $1`, [id, scans])
    await client.query(`insert into evidence (complaint_id, id, seq, type, side, text, about_at, origin, added_by_kind, added_by, added_by_name, added_at)
      select $1::uuid, gen_random_uuid(), 1000 + n, 'statement', 'unit', '第 ' || n || ' 号说明', app_now() - make_interval(hours => n * 5), 'desk', 'system', 'bench', 'bench', app_now() from generate_series(1, $2::int) n`, [id, pieces])
  } finally {
    await client.end()
  }
  return id
}

export function waybill360Lines(r: Waybill360Report): string {
  return ['', `Waybill 360, ${r.scans} scans and ${r.pieces} pieces of evidence, ${r.times} times (ms after data)`, `  p50 ${r.p50}   p95 ${r.p95}   most ${r.most}   aim ≤ ${r.aim}`].join('\n')
}
