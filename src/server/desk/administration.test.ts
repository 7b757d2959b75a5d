// Administration: what a disabled person leaves goes on, sessions end, failed jobs run again or are given up, messages are found and sent again, health tells.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { z } from 'zod'
import { PgBoss } from 'pg-boss'
import { caseOf, caseUntil } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { createClient } from '../../../test/client.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { showComplaintNumber } from '../../domain/complaints/number.ts'
import { demoPassword } from '../identity/founding.ts'
import { verifyRecord } from './verify.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const ownerOf = async (id: string): Promise<string | null> => (await world.db.selectFrom('complaints').select('owner_id').where('id', '=', id).executeTakeFirstOrThrow()).owner_id

describe('a person who leaves', () => {
  test('their detail says what they would leave; only who manages people may look', async () => {
    const c = await caseUntil(world, 'investigating')
    const detail = await (await world.as('admin')).get<{ openCases: number; sessions: { id: string }[]; posts: { roleCode: string }[] }>(`/api/users/${world.users.agent.id}`)
    expect(detail.body).toMatchObject({ openCases: 1, posts: [{ roleCode: 'agent' }] })
    expect(detail.body.sessions.length).toBe(1)
    expect((await (await world.as('lead')).get(`/api/users/${world.users.agent.id}`)).status).toBe(403)
    expect((await (await world.as('admin')).get(`/api/users/${crypto.randomUUID()}`)).status).toBe(404)
    expect(await ownerOf(c.id)).toBe(world.users.agent.id)
  })

  test('disabled, their open cases go to the pool, the ended ones keep their owner; sessions end at once', async () => {
    const [open, closed] = [await caseUntil(world, 'investigating', { complainant: { phone: '13700000201' } }), await caseUntil(world, 'closed', { complainant: { phone: '13700000202' } })]
    const agent = await world.as('agent')
    const admin = await world.as('admin')
    expect((await admin.post(`/api/users/${world.users.agent.id}/disabling`, { reason: '离职', casesToId: world.users.analyst.id })).body).toMatchObject({ code: 'complaint.owner_unfit' })
    expect((await admin.post(`/api/users/${world.users.agent.id}/disabling`, { reason: '离职' })).status).toBe(200)
    expect((await agent.get('/api/session')).status).toBe(401)
    await world.settle()
    expect([await ownerOf(open.id), await ownerOf(closed.id)]).toEqual([null, world.users.agent.id])
    expect((await open.events()).at(-1)).toMatchObject({ type: 'complaint.released', data: { owner: null, previous: world.users.agent.id, previousName: world.users.agent.name }, actor: { kind: 'system' } })
    expect((await sql`select leaves_cases from users where id = ${world.users.agent.id}`.execute(world.db)).rows).toEqual([{ leaves_cases: false }])
  })

  test('or to the person named, who hears of it', async () => {
    const c = await filedByLead()
    await c.does('agent2', 'take')
    expect((await (await world.as('admin')).post(`/api/users/${world.users.agent2.id}/disabling`, { reason: '调岗', casesToId: world.users.lead.id })).status).toBe(200)
    await world.settle()
    expect(await ownerOf(c.id)).toBe(world.users.lead.id)
    // the feed waits for transactions open anywhere in the cluster, those of other tests too
    await expect.poll(async () => {
      await world.settle()
      return (await (await world.as('lead')).get<{ items: { kind: string; complaint: { id: string } | null }[] }>('/api/notifications')).body.items.filter((n) => n.complaint?.id === c.id).map((n) => n.kind)
    }, { timeout: 5000 }).toEqual(['assigned'])
  })

  // agent is disabled by now: the lead files
  async function filedByLead(): Promise<TestCase> {
    const filed = await (await world.as('lead')).post<{ id: string; complaintNo: string }>('/api/complaints', { channel: 'phone', reasonCode: 'damage', verbatim: '箱子被压扁', complainant: { phone: '13700000203' } })
    const c = caseOf(world, filed.body.id, filed.body.complaintNo)
    await c.does('lead', 'acceptance')
    return c
  }

  test("an administrator ends another's session, not their own here; it is in the record", async () => {
    const admin = await world.as('admin')
    const judge = createClient(world.url)
    await judge.post('/api/session', { username: 'judge', password: demoPassword })
    const { sessions } = (await admin.get<{ sessions: { id: string }[] }>(`/api/users/${world.users.judge.id}`)).body
    expect((await admin.del(`/api/user-sessions/${sessions[0]?.id}`)).status).toBe(200)
    expect((await judge.get('/api/session')).status).toBe(401)
    expect((await admin.del(`/api/user-sessions/${sessions[0]?.id}`)).status).toBe(404)
    const own = (await admin.get<{ items: { id: string }[] }>('/api/sessions')).body.items[0]
    expect((await admin.del(`/api/user-sessions/${own?.id}`)).body).toMatchObject({ code: 'identity.own_session' })
    expect((await sql<{ type: string }>`select type from events where stream_id = ${world.users.judge.id} order by seq desc limit 1`.execute(world.db)).rows).toEqual([{ type: 'identity.session_ended' }])
  })
})

describe('failed jobs', () => {
  const secret = '王小明 13712345678'
  type Failed = { id: string; name: string; error: string; tries: number; complaintId: string | null }
  let caseId: string

  beforeAll(async () => {
    const filed = await (await world.as('lead')).post<{ id: string }>('/api/complaints', { channel: 'phone', verbatim: '没收到', complainant: { phone: '13700000204' } })
    caseId = filed.body.id
    // jobs that fail for good, as the queue itself does it
    const boss = new PgBoss({ connectionString: world.databaseUrls.app, schema: 'pgboss', migrate: false, createSchema: false, supervise: false, schedule: false })
    boss.on('error', () => {})
    await boss.start()
    for (let i = 0; i < 3; i++) {
      const id = await boss.send('tell_customer', { complaintId: caseId, template: 'received', key: `again-${i}` }, { retryLimit: 0 })
      const [job] = await boss.fetch('tell_customer', { batchSize: 1, ignoreStartAfter: true }).then(async (some) => (some[0]?.id === id ? some : boss.fetch('tell_customer', { batchSize: 50, ignoreStartAfter: true }).then((more) => more.filter((j) => j.id === id))))
      await boss.fail('tell_customer', job?.id ?? id!, i === 0 ? { trouble: 'TypeError' } : new Error(secret))
    }
    await boss.stop({ graceful: false })
  })

  test('are listed without what they carry or what their error says, for who runs the house alone', async () => {
    expect((await (await world.as('lead')).get('/api/failed-jobs')).status).toBe(403)
    const found = await (await world.as('admin')).get<{ items: Failed[] }>('/api/failed-jobs')
    expect(found.body.items).toHaveLength(3)
    expect(found.body.items.map((j) => [j.name, j.complaintId])).toEqual(Array.from({ length: 3 }, () => ['tell_customer', caseId]))
    expect(found.body.items.map((j) => j.error).sort()).toEqual(['TypeError', 'unknown', 'unknown'])
    expect(found.text).not.toContain('王小明')
    const paged = await (await world.as('admin')).get<{ items: Failed[]; nextCursor: string }>('/api/failed-jobs?limit=2')
    expect((await (await world.as('admin')).get<{ items: Failed[] }>(`/api/failed-jobs?limit=2&cursor=${paged.body.nextCursor}`)).body.items).toHaveLength(1)
    // of a case they may not open the job stays, the way to the case does not
    await sql`update complaints set flags = '{restricted}' where id = ${caseId}`.execute(world.db)
    expect((await (await world.as('admin')).get<{ items: Failed[] }>('/api/failed-jobs')).body.items.map((j) => j.complaintId)).toEqual([null, null, null])
    await sql`update complaints set flags = '{}' where id = ${caseId}`.execute(world.db)
  })

  test('one is run again by one click, one given up with its reason, the rest run again at once', async () => {
    const admin = await world.as('admin')
    const { items } = (await admin.get<{ items: Failed[] }>('/api/failed-jobs')).body
    expect((await admin.post(`/api/failed-jobs/${items[0]?.id}/retry`)).status).toBe(200)
    expect((await admin.post(`/api/failed-jobs/${items[0]?.id}/retry`)).status).toBe(404)
    expect((await admin.post(`/api/failed-jobs/${items[1]?.id}/discarding`, { reason: '已电话告知' })).status).toBe(200)
    expect((await admin.post<{ retried: number }>('/api/failed-jobs/retry', { name: 'tell_customer' })).body).toEqual({ retried: 1 })
    expect((await admin.get<{ items: Failed[] }>('/api/failed-jobs')).body.items).toEqual([])
    const before = (await sql<{ n: number }>`select count(*)::int as n from messages where complaint_id = ${caseId}`.execute(world.db)).rows[0]?.n ?? 0
    await world.settle()
    expect((await sql<{ n: number }>`select count(*)::int as n from messages where complaint_id = ${caseId}`.execute(world.db)).rows[0]?.n).toBeGreaterThanOrEqual(before + 2)
    const events = await sql<{ type: string }>`select type from events where stream_kind = 'job' order by at`.execute(world.db)
    expect(events.rows.map((e) => e.type)).toEqual(['job.retried', 'job.discarded', 'job.retried'])
  })
})

describe('messages', () => {
  test('are found by state, channel, template and case; a failed one is sent again', async () => {
    const admin = await world.as('admin')
    const row = (await sql<{ id: string; complaint_no: string }>`select id, complaint_no from messages where complaint_no is not null and state = 'sent' order by at limit 1`.execute(world.db)).rows[0]!
    await sql`update messages set state = 'failed' where id = ${row.id}`.execute(world.db)
    const found = async (query: string) => (await admin.get<{ items: { id: string; complaintNo: string; state: string }[] }>(`/api/messages?${query}`)).body.items
    expect((await found('state=failed')).map((m) => m.id)).toEqual([row.id])
    expect((await found(`case=${row.complaint_no}&limit=100`)).every((m) => m.complaintNo === row.complaint_no)).toBe(true)
    expect(await found('state=failed&channel=email')).toEqual([])
    expect((await admin.get('/api/messages?state=lost')).status).toBe(400)
    expect((await (await world.as('lead')).post(`/api/messages/${row.id}/resending`)).status).toBe(403)
    expect((await admin.post<{ state: string }>(`/api/messages/${row.id}/resending`)).body.state).toBe('queued')
    expect((await admin.post(`/api/messages/${row.id}/resending`)).body).toMatchObject({ code: 'message.not_failed' })
    await world.settle()
    expect((await found(`case=${row.complaint_no}&limit=100`)).find((m) => m.id === row.id)?.state).toBe('sent')
  })

  test('of a case one may not open only what running the house needs is told, and its number finds as little as one that was never given', async () => {
    const secret = (await (await world.as('lead')).post<{ id: string; complaintNo: string }>('/api/complaints', { channel: 'phone', reasonCode: 'personal_safety.sexual_harassment', verbatim: '派件员言语骚扰', complainant: { name: '王小明', phone: '13600700001' } })).body
    await world.settle()
    const told = async (who: 'admin' | 'lead', query: string) => (await (await world.as(who)).get<{ items: { id: string; complaintNo: string | null; to: string; body: string; template: string; channel: string; state: string; concealed: boolean }[] }>(`/api/messages?limit=100&${query}`)).body.items
    const whole = await told('lead', `case=${secret.complaintNo}`)
    expect([whole.length > 0, whole.every((m) => !m.concealed && m.complaintNo === secret.complaintNo)]).toEqual([true, true])
    expect(await told('admin', `case=${secret.complaintNo}`)).toEqual(await told('admin', 'case=99999999999999999'))
    const spoken = showComplaintNumber(secret.complaintNo)
    const log = await told('admin', '')
    for (const one of whole) expect(log.find((m) => m.id === one.id)).toMatchObject({ complaintNo: null, to: '', body: '', concealed: true, template: one.template, channel: one.channel, state: one.state })
    for (const word of [secret.complaintNo, spoken, secret.id]) expect(JSON.stringify(log)).not.toContain(word)
  })
})

test('what was given on stands in the record as it stands in the tables', async () => {
  expect((await verifyRecord(world.databaseUrls.owner)).breaks).toEqual([])
})

test('health names every check; a worker that lives and a house in order are good', async () => {
  expect((await (await world.as('lead')).get('/api/health')).status).toBe(403)
  await world.settle()
  const health = await (await world.as('admin')).get<{ checks: { name: string; state: string; params: Record<string, unknown> }[] }>('/api/health')
  const states = Object.fromEntries(health.body.checks.map((c) => [c.name, c.state]))
  for (const name of ['database', 'migrations', 'keys', 'worker', 'outbox', 'jobs', 'failed_jobs', 'sweeps', 'partitions', 'unit_moves']) expect([name, states[name]]).toEqual([name, 'good'])
  await sql`update settings set updated_at = now() - interval '10 minutes' where name = 'worker'`.execute(world.db)
  const later = await (await world.as('admin')).get<{ checks: { name: string; state: string }[] }>('/api/health')
  expect(later.body.checks.find((c) => c.name === 'worker')?.state).toBe('bad')
  expect(z.object({ ok: z.boolean() }).safeParse((await world.stranger().get('/readyz')).body).success).toBe(true)
})
