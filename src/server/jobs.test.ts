// Jobs: enqueued with the transaction or not at all, once per key, retried by a worker; the sweep of clocks books each breach once.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import { z } from 'zod'
import { startWorld } from '../../test/world.ts'
import type { World } from '../../test/world.ts'
import { jobNames } from './jobs.ts'
import { queueMessage } from './messages/store.ts'
import { sweepDeadlines } from './complaints/ladder-sweep.ts'
import { inTransaction } from './platform/database.ts'
import { newId } from './platform/ids.ts'
import { job, openJobs } from './platform/jobs.ts'
import { makePartitions } from './platform/house-jobs.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const message = (dedupeKey: string) => ({ dedupeKey, complaintId: null, complaintNo: null, channel: 'sms' as const, to: '19900001357', toMasked: '199******57', template: 'receipt', body: '已收到您的投诉。' })

test('the list of queues is that of the jobs', () => {
  expect([...jobNames].sort()).toEqual(world.app.allJobs.map((each) => each.name).sort())
})

test('what a transaction that is undone enqueued is not there; the rest is sent once per key and shown masked to admin', async () => {
  const { deps } = world.app
  await inTransaction(world.db, async ({ tx, now }) => {
    await queueMessage(deps, tx, now, message('undone'))
    throw new Error('undo')
  }).catch(() => {})
  expect(await world.settle()).toBe(0)
  const ids = [await inTransaction(world.db, ({ tx, now }) => queueMessage(deps, tx, now, message('kept'))), await inTransaction(world.db, ({ tx, now }) => queueMessage(deps, tx, now, message('kept')))]
  expect(ids).toEqual([expect.any(String), null])
  expect(await world.settle()).toBe(1)
  const log = await (await world.as('admin')).get<{ items: unknown[] }>('/api/messages')
  expect(log.body.items).toEqual([{ id: ids[0], concealed: false, at: expect.any(String) as string, complaintNo: null, channel: 'sms', to: '199******57', template: 'receipt', body: '已收到您的投诉。', state: 'sent' }])
  expect(log.text).not.toContain('19900001357')
  expect((await (await world.as('agent')).get('/api/messages')).status).toBe(403)
})

test('a one-time code is shown to nobody who handles cases', async () => {
  const { deps } = world.app
  await inTransaction(world.db, ({ tx, now }) => queueMessage(deps, tx, now, { ...message('a code'), template: 'portal_code', body: '验证码 913212，10 分钟内有效' }))
  const shown = async (who: 'admin' | 'lead'): Promise<unknown> => (await (await world.as(who)).get<{ items: { body: string }[] }>('/api/messages?limit=1')).body.items[0]?.body
  expect([await shown('lead'), await shown('admin')]).toEqual(['验证码 ******，10 分钟内有效', '验证码 913212，10 分钟内有效'])
  await sql`delete from messages where template = 'portal_code'`.execute(world.db)
})

test('the log pages newest first without loss', async () => {
  for (let i = 0; i < 5; i++) await inTransaction(world.db, ({ tx, now }) => queueMessage(world.app.deps, tx, now, message(`page ${i}`)))
  const admin = await world.as('admin')
  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { body: { items: { id: string }[]; nextCursor: string | null } } = await admin.get(`/api/messages?limit=2${cursor ? `&cursor=${cursor}` : ''}`)
    seen.push(...page.body.items.map((m) => m.id))
    cursor = page.body.nextCursor
  }
  expect(new Set(seen).size).toBe(6)
  expect(seen).toEqual([...seen].sort().reverse())
})

test('a worker runs a job, runs it again after a failure, and takes one per key', async () => {
  const runs: string[] = []
  const jobs = await openJobs({ url: world.databaseUrls.app, log: world.app.http.log, isWorker: true })
  try {
    await jobs.work([job({ name: 'send_message', payload: z.object({ id: z.string() }), run: async ({ id }) => {
      runs.push(id)
      if (id === 'one' && runs.filter((each) => each === 'one').length === 1) throw new Error('first time')
    } })], [])
    await inTransaction(world.db, ({ tx }) => jobs.enqueue(tx, [{ name: 'send_message', payload: { id: 'one' }, key: 'k' }, { name: 'send_message', payload: { id: 'two' }, key: 'k' }]))
    await expect.poll(() => runs.filter((id) => id === 'one').length, { timeout: 15_000, interval: 100 }).toBe(2)
    expect(runs).not.toContain('two')
  } finally {
    await jobs.stop()
  }
}, 25_000)

test('the app’s login may use the queue and not own it', async () => {
  await expect(sql`drop table pgboss.queue`.execute(world.db)).rejects.toMatchObject({ code: '42501' })
})

test('partitions are made ahead', async () => {
  await world.moveClock(200 * 86_400_000)
  await makePartitions(world.app.deps)
  const ahead = await sql<{ there: boolean }>`select to_regclass('events_' || to_char(app_now() at time zone 'Asia/Shanghai' + interval '1 month', 'YYYYMM')) is not null as there`.execute(world.db)
  expect(ahead.rows[0]?.there).toBe(true)
  await world.moveClock(-200 * 86_400_000)
})

test('sweeps at once book each due clock once, with one line in the feed', async () => {
  const complaintId = newId()
  await sql`insert into complaints (id, complaint_no, kind, channel, status, priority, severity, impact, mood, keyword, verbatim_masked, complainant_role, sealed, received_at, recorded_at, search, chain_seq, chain_hash)
    values (${complaintId}, '26112248217390553', 'complaint', 'phone', 'received', 3, 1, 1, 1, '测试', '测试', 'consignee', '\\x00', app_now(), app_now(), '', 0, '\\x00')`.execute(world.db)
  await sql`insert into clocks (complaint_id, kind, epoch, opened_at, due_at, strict_due_at, statutory, policy_version, calendar_version, stopped_at)
    select ${complaintId}, kind, 1, app_now(), app_now() + due, app_now() + due, false, 'p', 'c', stopped from (values ('first_contact', interval '1 hour', null::timestamptz), ('decision', interval '2 days', null), ('promise', interval '1 hour', app_now())) as t(kind, due, stopped)`.execute(world.db)
  expect(await sweepDeadlines(world.app.deps)).toBe(0)
  await world.moveClock(2 * 3_600_000)
  const booked = await Promise.all(Array.from({ length: 5 }, () => sweepDeadlines(world.app.deps)))
  expect(booked.reduce((a, b) => a + b, 0)).toBe(1)
  const rows = await sql<{ kind: string; lines: number }>`select b.kind, (select count(*)::int from outbox o where o.complaint_id = b.complaint_id and o.type = 'clock.breached') as lines from clock_breaches b where b.complaint_id = ${complaintId}`.execute(world.db)
  expect(rows.rows).toEqual([{ kind: 'first_contact', lines: 1 }])
})

test('a clock that stands is not booked as a breach until it runs again; one that runs is', async () => {
  const complaintId = newId()
  await sql`insert into complaints (id, complaint_no, kind, channel, status, priority, severity, impact, mood, keyword, verbatim_masked, complainant_role, sealed, received_at, recorded_at, search, chain_seq, chain_hash)
    values (${complaintId}, '26112248217390561', 'complaint', 'phone', 'investigating', 3, 1, 1, 1, '测试', '测试', 'consignee', '\\x00', app_now(), app_now(), '', 0, '\\x00')`.execute(world.db)
  await sql`insert into clocks (complaint_id, kind, epoch, opened_at, due_at, strict_due_at, statutory, policy_version, calendar_version)
    select ${complaintId}, kind, 1, app_now(), app_now() + interval '1 hour', app_now() + interval '1 hour', kind = 'statutory_watch', 'p', 'c' from unnest(array['decision','statutory_watch']) kind`.execute(world.db)
  await sql`update clocks set paused_at = app_now() where complaint_id = ${complaintId} and kind = 'decision'`.execute(world.db)
  const booked = async (): Promise<string[]> => {
    await sweepDeadlines(world.app.deps)
    return (await sql<{ kind: string }>`select kind from clock_breaches where complaint_id = ${complaintId} order by kind`.execute(world.db)).rows.map((r) => r.kind)
  }
  await world.moveClock(2 * 3_600_000)
  expect(await booked()).toEqual(['statutory_watch'])
  await sql`update clocks set paused_at = null where complaint_id = ${complaintId}`.execute(world.db)
  expect(await booked()).toEqual(['decision', 'statutory_watch'])
})
