// A small play of business on a real database: everything through the gates, the record whole, the same again from the same seed, refused where real data could be.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readMarks } from '../src/server/demo/guide.ts'
import { mendClock } from '../src/server/demo/house.ts'
import type { HouseOptions } from '../src/server/demo/house.ts'
import { lastTen, scenes } from '../src/server/demo/scenes.ts'
import { seedDemo } from '../src/server/demo/seed.ts'
import { setScenes } from '../src/server/demo/set-scenes.ts'
import { verifyRecord } from '../src/server/desk/verify.ts'
import { ensureHeadquarters } from '../src/server/identity/founding.ts'
import { createDatabase } from '../src/server/platform/database.ts'
import type { Database } from '../src/server/platform/database.ts'
import { cloneDatabase } from '../test/database.ts'
import type { TestDatabase } from '../test/database.ts'

type Place = { readonly on: HouseOptions; readonly database: Database; readonly testDatabase: TestDatabase }
const places: Place[] = []
const until = Date.UTC(2026, 10, 20, 7)

async function place(): Promise<Place> {
  const testDatabase = await cloneDatabase()
  const on = { appUrl: testDatabase.url, ownerUrl: testDatabase.ownerUrl, keys: { version: 1, fieldKey: randomBytes(32), indexKey: randomBytes(32) }, dataDir: mkdtempSync(join(tmpdir(), 'huiyin-seed-')), publicUrl: 'http://127.0.0.1:8080' }
  const made = { on, testDatabase, database: createDatabase(testDatabase.url, { max: 2, name: 'reader' }) }
  places.push(made)
  return made
}
afterAll(async () => {
  for (const { on, database, testDatabase } of places) {
    await database.close()
    await testDatabase.drop()
    rmSync(on.dataDir, { recursive: true, force: true })
  }
})

const countBy = async ({ database }: Place, what: string, from: string): Promise<Record<string, number>> => Object.fromEntries((await sql<{ k: string; n: number }>`select ${sql.raw(what)} as k, count(*)::int as n from ${sql.raw(from)} group by 1 order by 1`.execute(database.db)).rows.map((r) => [r.k, r.n]))

describe('forty contacts over ten days', () => {
  let one: Place
  const said: string[] = []
  beforeAll(async () => {
    one = await place()
    await seedDemo(one.on, { days: 10, complaints: 40, seed: 5, until }, (line) => said.push(line))
  })

  test('are there, their record is whole and their tables agree with it', async () => {
    const statuses = await countBy(one, 'status', 'complaints')
    expect(Object.values(statuses).reduce((a, b) => a + b)).toBeGreaterThanOrEqual(40)
    expect(Object.keys(statuses)).toEqual(expect.arrayContaining(['closed']))
    const found = await verifyRecord(one.on.ownerUrl)
    expect(found.breaks).toEqual([])
    expect(found.complaints).toBeGreaterThanOrEqual(40)
    expect(said.at(-1)).toMatch(/^Played 40 contacts over 10 days/)
  })

  test('happened when the clock said so: nothing after the present, every case in its days, the clock given back', async () => {
    const span = (await sql<{ first: number; last: number; shift: string; sent: number; queued: number }>`select (select min(at) from events where stream_kind = 'complaint') as first, (select max(at) from events where stream_kind = 'complaint') as last, (select shift::text from clock_offset) as shift,
      (select count(*)::int from messages where state = 'sent' and sent_at <= ${new Date(until + 60_000)}) as sent, (select count(*)::int from messages where state = 'queued') as queued`.execute(one.database.db)).rows[0]
    expect(span?.first).toBeGreaterThan(until - 10 * 86_400_000)
    expect(span?.last).toBeLessThan(until + 60_000)
    expect(span?.shift).toBe('00:00:00')
    expect(span?.sent).toBeGreaterThan(40)
    // only what was held for an undo at the very end may wait
    expect(span?.queued).toBeLessThan(3)
  })

  test('are the same again from the same seed, and others from another', async () => {
    const [again, other] = [await place(), await place()]
    await Promise.all([seedDemo(again.on, { days: 10, complaints: 40, seed: 5, until }, () => {}), seedDemo(other.on, { days: 10, complaints: 40, seed: 6, until }, () => {})])
    const all = async (p: Place) => [await countBy(p, 'type', 'events where stream_kind = \'complaint\''), await countBy(p, 'status', 'complaints'), await countBy(p, 'reason_code', 'complaints')]
    expect(await all(again)).toEqual(await all(one))
    expect(await all(other)).not.toEqual(await all(one))
  }, 60_000)

  test('leave a clock that the next start sets right when they are cut off; a clock moved by hand stays', async () => {
    const p = await place()
    await seedDemo(p.on, { days: 1, complaints: 1, seed: 1, until }, () => {})
    const shift = async (): Promise<string | undefined> => (await sql<{ shift: string }>`select shift::text from clock_offset`.execute(p.database.db)).rows[0]?.shift
    const owner = createDatabase(p.on.ownerUrl, { max: 1 })
    await sql`update clock_offset set shift = interval '-3 hours'`.execute(owner.db)
    await mendClock(p.on.ownerUrl)
    expect(await shift()).toBe('-03:00:00')
    await sql`update settings set value = value || '{"playing": true}' where name = 'demo'`.execute(owner.db)
    await owner.close()
    await mendClock(p.on.ownerUrl)
    expect(await shift()).toBe('00:00:00')
  })

  test('are refused where business was played, and where a company is no demo', async () => {
    await expect(seedDemo(one.on, { days: 1, complaints: 1, seed: 1, until }, () => {})).rejects.toThrow(/played in this demo before/)
    const server = createDatabase(one.on.appUrl, { max: 1, name: 'huiyin' })
    await sql`select 1`.execute(server.db)
    await expect(seedDemo(one.on, { days: 1, complaints: 1, seed: 1, until }, () => {})).rejects.toThrow(/stop it first/)
    await server.close()
    const real = await place()
    await ensureHeadquarters(real.database.db)
    await expect(seedDemo(real.on, { days: 1, complaints: 1, seed: 1, until }, () => {})).rejects.toThrow(/no demo/)
  })
})

describe('every way a case can go', () => {
  test('is gone: all ends and all statuses are reached, nothing is refused', async () => {
    const p = await place()
    const said: string[] = []
    await seedDemo(p.on, { days: 30, complaints: 160, seed: 2, until }, (line) => said.push(line))
    const statuses = await countBy(p, 'status', 'complaints')
    expect(Object.keys(statuses).sort()).toEqual(expect.arrayContaining(['archived', 'closed', 'duplicate', 'investigating', 'rejected', 'withdrawn']))
    const types = Object.keys(await countBy(p, 'type', 'events where stream_kind = \'complaint\''))
    expect(types).toEqual(expect.arrayContaining(['complaint.merged', 'complaint.chased', 'complaint.hand_over_answered', 'complaint.paused', 'complaint.resumed', 'complaint.promise_kept', 'offer.answered', 'plan.approval_given', 'review.raised', 'review.decided', 'liability.judged', 'complaint.rated', 'complaint.withdrawal_verified', 'complaint.reopened']))
    expect(said.at(-1)).not.toContain('refused')
    expect((await sql<{ n: number }>`select count(*)::int as n from clock_breaches`.execute(p.database.db)).rows[0]?.n).toBeGreaterThan(5)
    expect((await verifyRecord(p.on.ownerUrl)).breaks).toEqual([])
  }, 120_000)
})

describe('scenes', () => {
  test('are set relative to now, kept while fresh, and set anew when stale', async () => {
    const p = await place()
    await seedDemo(p.on, { days: 1, complaints: 1, seed: 1 }, () => {})
    const said: string[] = []
    await setScenes(p.on, (line) => said.push(line))
    expect(said).toEqual(['Setting the demo\'s scenes …'])
    const marks = await readMarks(p.database.db)
    expect(Object.keys(marks?.scenes ?? {}).sort()).toEqual(scenes.map((s) => s.key).sort())
    const left = await soonest(p)
    expect(left.slice(0, 1).every((minutes) => minutes > 9 && minutes < 13)).toBe(true)
    expect(left).toHaveLength(7)
    await setScenes(p.on, (line) => said.push(line))
    expect(said).toHaveLength(1)
    await sql`update settings set value = jsonb_set(value, '{setAt}', ((value ->> 'setAt')::float8 - 86400000)::text::jsonb) where name = 'demo_scenes'`.execute(p.database.db)
    await setScenes(p.on, (line) => said.push(line))
    expect(said.at(-1)).toMatch(/anew/)
    expect(await soonest(p)).toHaveLength(7)
    expect((await readMarks(p.database.db))?.scenes['wang']?.id).not.toBe(marks?.scenes['wang']?.id)
    expect((await verifyRecord(p.on.ownerUrl)).breaks).toEqual([])
  }, 60_000)

  test.each([['the morning', 1], ['just after ten', 2.5], ['noon', 4], ['late', 15.9]])('the broken promise of ten o\'clock is an hour old or more in %s', (_name, hour) => {
    const now = Date.UTC(2026, 10, 22) + hour * 3_600_000
    expect(now - lastTen(now)).toBeGreaterThanOrEqual(3_600_000)
    expect(now - lastTen(now)).toBeLessThan(25 * 3_600_000)
    expect(new Date(lastTen(now)).getUTCHours()).toBe(2)
  })
})

/** Minutes left of the outlet's open questions, soonest first. */
async function soonest({ database }: Place): Promise<number[]> {
  const found = await sql<{ left: number }>`select extract(epoch from o.due_at - app_now())::float8 / 60 as left from orders o join org_units u on u.id = o.outlet_id where u.code = 'W42010' and o.state = 'open' order by o.due_at`.execute(database.db)
  return found.rows.map((r) => r.left)
}
