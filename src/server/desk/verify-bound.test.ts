// verify-audit holds links without an account, people of an inquiry, duties of staff, calendars ever in force and what a case is pinned to: a row changed as the owner is named, untouched ones hold.
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { caseUntil, fileCase } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { createVisitor } from '../../../test/form.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { replay, startReplay } from './replay.ts'
import { verifyRecord } from './verify.ts'

let world: World
let owner: pg.Client
const made = { answered: '', ended: '', open: '', duty: '', done: '', leak: '', filed: '', taken: '' }

beforeAll(async () => {
  world = await startWorld()
  owner = new pg.Client({ connectionString: world.databaseUrls.super })
  await owner.connect()
  await Promise.all([links(), duties(), inquiry()])
  const [filed, taken] = [await fileCase(world), await caseUntil(world, 'accepted')]
  Object.assign(made, { filed: filed.id, taken: taken.id })
}, 60_000)
afterAll(async () => {
  await owner.end()
  await world.stop()
})

async function links(): Promise<void> {
  const c = await caseUntil(world, 'investigating')
  const order = (await c.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '签收底单是谁签的？', hours: 24 })).made
  const make = async (body: object = {}) => (await (await world.as('agent')).post<{ id: string; url: string }>(`/api/orders/${order}/links`, body)).body
  const [answered, ended, open] = [await make({ phone: '13900001111' }), await make(), await make()]
  await (await world.as('outlet')).post(`/api/order-links/${ended.id}/revocation`)
  const visitor = createVisitor(world.url)
  await visitor.send(await visitor.open(new URL(answered.url).pathname), '/p/o/', { answer: 'not_true', words: '客户本人签收', who: '张三', role: '派件员' })
  Object.assign(made, { answered: answered.id, ended: ended.id, open: open.id })
}

async function duties(): Promise<void> {
  const dueOn = new Date(await world.now() + 5 * 86_400_000).toISOString().slice(0, 10)
  const record = async (what: string) => (await (await world.as('lead')).post<{ id: string }>('/api/staff-measures', { unitId: world.users.outlet.unit.id, kind: 'training', what, responsible: '站长 李', dueOn, staffNo: 'C-1' })).body.id
  Object.assign(made, { duty: await record('参加签收规范培训'), done: await record('复训') })
  expect((await (await world.as('outlet')).post(`/api/staff-measures/${made.done}/end`, { result: 'done', proof: '签到表与试卷已存档' })).status).toBe(200)
}

async function inquiry(): Promise<void> {
  const c: TestCase = await fileCase(world, { reasonCode: 'data_leak' })
  await c.does('lead', 'inquiry-member', { userId: world.users.investigator.id, reason: '安全组' })
  await c.does('lead', 'inquiry-removal', { userId: world.users.investigator.id, reason: '换人' })
  await c.does('lead', 'inquiry-member', { userId: world.users.investigator.id, reason: '回来' })
  await c.does('lead', 'inquiry-member', { userId: world.users.judge.id, reason: '协查' })
  await c.does('lead', 'inquiry-removal', { userId: world.users.judge.id, reason: '协查完毕' })
  made.leak = c.id
}

const found = async (): Promise<readonly (string | undefined)[]> => (await verifyRecord(world.databaseUrls.app)).breaks.map((b) => b.detail?.replace(/ \(.*\)/, ''))
const withTable = async (table: string, harm: string, id: string, check: () => Promise<void>): Promise<void> => {
  await owner.query(`create table kept as select * from ${table}`)
  try {
    await owner.query('set session_replication_role = replica')
    expect((await owner.query(harm.replaceAll('$1', `'${id}'`))).rowCount).toBeGreaterThan(0)
    await check()
  } finally {
    await owner.query(`delete from ${table}; insert into ${table} overriding system value select * from kept; drop table kept; set session_replication_role = origin`)
  }
}
const [link, duty, member, calendar] = ['update order_links set', 'update staff_measures set', 'update inquiry_members set', 'update calendar_versions set']

describe('untouched all hold, changed each is named', () => {
  test('untouched', async () => {
    const whole = await verifyRecord(world.databaseUrls.app)
    expect([whole.breaks, whole.notHeld]).toEqual([[], 0])
  })
  test.each<[string, keyof typeof made, string, string]>([
    ['order_links.token_hash', 'open', `${link} token_hash = sha256('mine') where id = $1`, 'whose secret opens a link'],
    ['order_links.unit_id', 'open', `${link} unit_id = (select id from org_units where id <> unit_id limit 1) where id = $1`, 'whose question it is'],
    ['order_links.expires_at', 'open', `${link} expires_at = expires_at + interval '9 hours' where id = $1`, 'how long it lives'],
    ['order_links.made_by_name', 'open', `${link} made_by_name = '别人' where id = $1`, 'who made it'],
    ['order_links.phone_masked', 'open', `${link} phone_masked = '139****2222' where id = $1`, 'whom it went to'],
    ['order_links.used_at', 'answered', `${link} used_at = null where id = $1`, 'a used one fresh again'],
    ['order_links.used_at', 'open', `${link} used_at = now() where id = $1`, 'a fresh one used'],
    ['order_links.revoked_by_name', 'ended', `${link} revoked_by_name = '别人' where id = $1`, 'who ended it'],
    ['order_links.revoked_at', 'ended', `${link} revoked_at = null where id = $1`, 'a dead one alive again'],
    ['order_links.opened', 'answered', `${link} opened = 0 where id = $1`, 'that it was opened'],
    ['order_links is gone', 'ended', 'delete from order_links where id = $1', 'one deleted'],
    ['order_links is told by no event', 'open', 'insert into order_links select (jsonb_populate_record(l, jsonb_build_object(\'id\', gen_random_uuid(), \'token_hash\', \'\\x\' || encode(sha256(\'mine\'), \'hex\')))).* from order_links l where id = $1', 'one forged'],
    ['staff_measures.recorded', 'duty', `${duty} what = '不必培训' where id = $1`, 'what is to be done'],
    ['staff_measures.recorded', 'duty', `${duty} due_on = due_on + 30 where id = $1`, 'until when'],
    ['staff_measures.recorded', 'done', `${duty} staff_no = 'C-2' where id = $1`, 'who is meant'],
    ['staff_measures.recorded', 'duty', `${duty} by_name = '别人' where id = $1`, 'who recorded it'],
    ['staff_measures.ended', 'done', `${duty} proof = '无' where id = $1`, 'its proof'],
    ['staff_measures.ended', 'done', `${duty} state = 'dropped' where id = $1`, 'how it ended'],
    ['staff_measures.ended', 'duty', `${duty} state = 'done', done_at = now(), done_by = by_id, done_by_name = by_name where id = $1`, 'an open one done'],
    ['staff_measures is gone', 'duty', 'delete from staff_measures where id = $1', 'one deleted'],
    ['staff_measures is told by no event', 'done', `insert into staff_measures select (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid()))).* from staff_measures m where id = $1`, 'one forged'],
    ['inquiry_members.removed_at', 'leak', `${member} removed_at = removed_at - interval '1 day' where complaint_id = $1 and removed_reason = '换人'`, 'when a person was taken out'],
    ['inquiry_members.removed_at + inquiry_members.removed_by', 'leak', `${member} removed_at = null, removed_by = null where complaint_id = $1 and removed_reason = '协查完毕'`, 'a person taken out back in'],
    ['inquiry_members.removed_by', 'leak', `${member} removed_by = gen_random_uuid() where complaint_id = $1 and removed_reason = '换人'`, 'who took them out'],
    ['inquiry_members.reason', 'leak', `${member} reason = '无' where complaint_id = $1 and removed_at is null`, 'why they were named'],
    ['inquiry_members.named_by_name', 'leak', `${member} named_by_name = '别人' where complaint_id = $1 and removed_at is null`, 'who named them'],
    ['inquiry_members is gone', 'leak', 'delete from inquiry_members where complaint_id = $1 and removed_at is null', 'one deleted'],
    ['inquiry_members is told by no event', 'leak', `insert into inquiry_members select (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid(), 'user_id', gen_random_uuid()))).* from inquiry_members m where complaint_id = $1 and removed_at is null`, 'a person slipped in'],
    ['complaints.process', 'taken', `update complaints set process = 'canonical@9' where id = $1`, 'the process its first step pinned'],
    ['complaints.process', 'filed', `update complaints set process = 'canonical@1' where id = $1`, 'a process before the first step'],
    ['complaints.policy_version', 'filed', `update complaints set policy_version = 'sla@9' where id = $1`, 'the policy it was filed under'],
    ['clocks.policy_version', 'taken', `update clocks set policy_version = 'sla@9' where complaint_id = $1 and kind = 'decision'`, 'the policy a clock runs by'],
  ])('%s of %s: %s', async (expected, whose, harm) => {
    const table = /(?:update|from|into) (\w+)/.exec(harm)?.[1] ?? ''
    await withTable(table, harm, made[whose], async () => expect(await found()).toEqual(expected.split(' + ')))
  })
})

describe('calendars ever in force', () => {
  test.each([
    ['what it says', `${calendar} body = jsonb_set(body, '{covered_until}', '"2031-12-31"') where body is distinct from $1::jsonb`, /^calendar_versions cn\.1@/],
    ['whose it is', `${calendar} line = $1, base_version = version`, /^calendar_versions cn\.1@/],
    ['one deleted', 'delete from calendar_versions where version <> $1', /^calendar_versions cn\.1@/],
    ['one slipped in', 'insert into calendar_versions (version, line, body) select version || $1, line, body from calendar_versions', /^calendar_versions cn\.1@.*national/],
  ])('%s', (_, harm, named) => withTable('calendar_versions', harm, harm.includes('jsonb_set') ? '{}' : 'national2', async () => expect((await verifyRecord(world.databaseUrls.app)).breaks.map((b) => b.detail)).toEqual([expect.stringMatching(named)])))
})

describe('what an older record doesn\'t tell is counted and not called broken', () => {
  test('a calendar and a duty from before', async () => {
    await withTable('calendar_versions', 'insert into calendar_versions (version, seq, line, body) overriding system value select $1, 0, line, body from calendar_versions', 'older', async () => {
      const v = await verifyRecord(world.databaseUrls.app)
      expect([v.breaks, v.notHeld]).toEqual([[], 1])
    })
    await withTable('staff_measures', `insert into staff_measures select (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid(), 'at', m.at - interval '1 day'))).* from staff_measures m where id = $1`, made.duty, async () => {
      const v = await verifyRecord(world.databaseUrls.app)
      expect([v.breaks, v.notHeld]).toEqual([[], 1])
    })
  })
  test('the pins of a case', () => {
    const r = startReplay()
    const by = { kind: 'user', id: 'u1', name: 'Zhou' }
    replay(r, { type: 'complaint.received', at: 1, actor: by, data: { clocks: [{ kind: 'decision', dueAt: '2026-11-22T00:00:00.000Z' }] } })
    expect([r.head.get('process'), r.head.has('policy_version'), r.rows.get('clocks')?.get('decision 1')?.has('policy_version')]).toEqual([null, false, false])
    replay(r, { type: 'complaint.accepted', at: 2, actor: by, data: { clocks: [] } })
    expect(r.head.has('process')).toBe(false)
    replay(r, { type: 'clock.recounted', at: 3, actor: by, data: { policy: 'sla@2', clocks: [{ kind: 'decision', epoch: 1, policy: 'sla@2' }] } })
    expect([r.head.get('policy_version'), r.rows.get('clocks')?.get('decision 1')?.get('policy_version')]).toEqual(['sla@2', 'sla@2'])
  })
})
