// The clock of the application's process is worth nothing: with one that is wrong by an hour or a day, or jumps while it runs, nothing is breached that isn't, and nothing that is goes unnoticed.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDeadlines } from '../deadlines.ts'
import type { Deadlines } from '../deadlines.ts'
import { freePort, postgresOf, signIn, startServer } from '../server-process.ts'
import { startSweeper } from './deadlines.ts'
import { jumping, jumps, shiftedBy } from './other-time.ts'

const hour = 3_600_000
const library = ['/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1', '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1', '/usr/lib64/faketime/libfaketime.so.1'].find((path) => existsSync(path))

let house: Deadlines
beforeAll(async () => { house = await startDeadlines() })
afterAll(() => house.stop())

/** Sweeps three times in a process that lives in another time; gives what it thought the time was. */
async function sweepElsewhere(more: Parameters<typeof startSweeper>[1]): Promise<number> {
  const sweeper = startSweeper(house.urls.app, more)
  try {
    for (let waited = 0; !sweeper.output().includes('sweep 2 at') && waited < 30_000; waited += 50) await sleep(50)
    return Date.parse(/sweep 2 at (\S+)/.exec(sweeper.output())?.[1] ?? '')
  } finally {
    sweeper.kill()
  }
}

const cases = async (): Promise<{ late: string; others: string[] }> => ({
  late: await house.aCase([{ kind: 'promise', openedHours: -50, dueHours: -0.1 }]),
  others: await Promise.all([0.2, 0.9, 1.5, 23, 25, 47].map((dueHours) => house.aCase([{ kind: 'promise', openedHours: -50, dueHours }, { kind: 'statutory_watch', openedHours: -100, dueHours }], { status: 'decided' }))),
})

/** What is breached, and steps told before their place or by another clock than the database's. */
async function found({ late, others }: { late: string; others: string[] }): Promise<{ breached: string[]; wrong: unknown[] }> {
  const all = sql`${[late, ...others]}::uuid[]`
  const breaches = await sql<{ complaint_id: string }>`select complaint_id from clock_breaches where complaint_id = any(${all})`.execute(house.db)
  const wrong = await sql`select step from clock_steps where complaint_id = any(${all}) and (told_at < placed_at or abs(extract(epoch from told_at - app_now())) > 120)`.execute(house.db)
  return { breached: breaches.rows.map((b) => b.complaint_id), wrong: wrong.rows }
}

describe('a sweeper whose Date is off', () => {
  test.each(jumps.map((ms) => [ms / hour, ms] as const))('by %d hours', async (_hours, ms) => {
    const made = await cases()
    const thought = await sweepElsewhere({ nodeFlags: shiftedBy(ms) })
    expect(Math.abs(thought - Date.now() - ms)).toBeLessThan(60_000)
    expect(await found(made)).toEqual({ breached: [made.late], wrong: [] })
  })

  test('by all of them in turn', async () => {
    const made = await cases()
    await sweepElsewhere({ nodeFlags: jumping(100) })
    expect(await found(made)).toEqual({ breached: [made.late], wrong: [] })
  })
})

describe.skipIf(library === undefined)('a sweeper whose every clock is off, by libfaketime', () => {
  test.each(['+1h', '-1h', '+1d', '-1d'])('%s', async (shift) => {
    const made = await cases()
    const thought = await sweepElsewhere({ env: { LD_PRELOAD: library ?? '', FAKETIME: shift, FAKETIME_DONT_FAKE_MONOTONIC: '1' } })
    expect(Math.abs(thought - Date.now())).toBeGreaterThan(0.9 * hour)
    expect(await found(made)).toEqual({ breached: [made.late], wrong: [] })
  })
})

test('a server whose clock jumps by hours and days while it works: sessions hold, clocks and record keep the database’s time, nothing is breached', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'huiyin-jumps-'))
  const server = await startServer({ dataDir, port: await freePort(), nodeFlags: jumping(700) })
  try {
    const cookie = await signIn(server.url, 'agent')
    const post = (path: string, body: object) => fetch(server.url + path, { method: 'POST', headers: { cookie, 'content-type': 'application/json', origin: server.url }, body: JSON.stringify(body) })
    for (let n = 0; n < 8; n++) {
      const filed = await post('/api/complaints', { channel: 'phone', reasonCode: 'damage', verbatim: '箱子被压扁，里面的杯子碎了两只', items: [], complainant: { name: '王小明', phone: `1371234${5600 + n}` } })
      const { id, version } = await filed.json() as { id: string; version?: number }
      expect(filed.status).toBe(201)
      await sleep(350)
      const taken = await post(`/api/complaints/${id}/note`, { version: version ?? 1, text: '已看' })
      expect(taken.status, await taken.text()).toBe(200)
    }
    await sleep(2500)
    const client = new pg.Client({ connectionString: postgresOf(dataDir).ownerUrl })
    await client.connect()
    const seen = await client.query<{ cases: number; breaches: number; strayed: number; events: number; unordered: number }>(`select (select count(*)::int from complaints) as cases, (select count(*)::int from clock_breaches) as breaches,
      (select count(*)::int from clocks where abs(extract(epoch from opened_at - now())) > 120) as strayed, (select count(*)::int from events where abs(extract(epoch from at - now())) > 300) as events,
      (select count(*)::int from (select at < lag(at) over (partition by stream_id order by seq) as back from events) e where back) as unordered`)
    await client.end()
    expect(seen.rows).toEqual([{ cases: 8, breaches: 0, strayed: 0, events: 0, unordered: 0 }])
  } finally {
    await server.end('SIGTERM')
    rmSync(dataDir, { recursive: true, force: true })
  }
}, 120_000)
