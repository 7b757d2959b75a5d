// The books of units when things come late or twice: caps at the moment of booking, corrections before a reversal, one fault once, shares that stay whole.
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { caseUntil } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() }, 60_000)
afterAll(() => world.stop())

const day = 86_400_000
const png = Uint8Array.from(Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'))
const words = '本单位当日交接完好，交接清单与监控均可证明，损坏发生在之后的环节。'
const outlet = (): string => world.users.outlet.unit.id
const post = async <T>(who: Cast, path: string, body: unknown) => (await world.as(who)).post<T & { code: string; params: Record<string, unknown> }>(path, body)
const share = (unitId: string, percent: number) => ({ bearer: 'unit', unitId, percent, basis: '交接不清' })
const duty = async () => ({ what: '全员学习签收规范并考试', responsible: '站长', dueOn: new Date(await world.now() + 10 * day).toISOString().slice(0, 10) })

async function judgedCase(until = 'closed', reasonCode = 'false_signoff'): Promise<TestCase> {
  const c = await caseUntil(world, until, { reasonCode })
  await sql`insert into parties (complaint_id, unit_id, role, province_id, hub_id, outlet_id, received_at) select ${c.id}, u.id, u.role, u.province_id, u.hub_id, u.outlet_id, app_now() from (select *, case kind when 'hub' then 'hub' else 'destination' end as role from org_units where id in (${outlet()}, ${world.users.hub.unit.id})) u on conflict do nothing`.execute(world.db)
  await c.does('judge', 'judgement', { shares: [share(outlet(), 70), share(world.users.hub.unit.id, 30)], reasoning: '两家各有责任' })
  return c
}
async function windowsEnd(c: TestCase): Promise<void> {
  await sql`update liability_cases set due_at = app_now() where complaint_id = ${c.id} and due_at is not null`.execute(world.db)
  await world.settle()
  await world.settle()
}
const final = async (until?: string): Promise<TestCase> => {
  const c = await judgedCase(until)
  await windowsEnd(c)
  return c
}
/** The outlet's proposed penalty of a case, of this amount and age. */
async function proposal(c: TestCase, minor: number, daysAgo = 0): Promise<string> {
  const found = await sql<{ id: string }>`update penalties set education = false, proposed_minor = ${minor}, amount_minor = ${minor}, proposed_at = app_now() - make_interval(days => ${daysAgo}) where complaint_id = ${c.id} and unit_id = ${outlet()} and state = 'proposed' returning id`.execute(world.db)
  return found.rows[0]?.id ?? ''
}
const confirm = async (id: string) => post('finance', `/api/penalties/${id}/decision`, { decision: 'confirm', duty: await duty() })
const net = async (c: TestCase): Promise<number> => (await sql<{ sum: number }>`select coalesce(sum(amount_minor), 0)::int as sum from settlement_entries where complaint_id = ${c.id} and unit_id = ${outlet()}`.execute(world.db)).rows[0]?.sum ?? 0

describe('penalties', () => {
  test('proposed in two months and confirmed in one, they stay below the cap of the month; also when two confirm at once', async () => {
    const [a, b] = [await final(), await final()]
    const [first, second] = [await proposal(a, 200_000, 40), await proposal(b, 200_000)]
    const answers = await Promise.all([confirm(first), confirm(second)])
    expect(answers.map((x) => x.status).toSorted()).toEqual([200, 409])
    const [refused, left] = answers[0]?.status === 409 ? [answers[0], first] : [answers[1], second]
    expect(refused?.body).toMatchObject({ code: 'penalty.above_month', params: { minor: 100_000 } })
    expect((await post('finance', `/api/penalties/${left}/decision`, { decision: 'confirm', amountMinor: 100_000, reason: '余额以内', duty: await duty() })).status).toBe(200)
  })
  test('proposed before the unit fell out of order, none is confirmed while it is', async () => {
    const c = await final()
    const id = await proposal(c, 1000)
    await sql`update penalties set decided_at = decided_at - interval '60 days' where decided_at is not null`.execute(world.db)
    const began = await post<{ id: string }>('lead', `/api/units/${outlet()}/abnormality`, { kind: 'suspended', reason: '停网' })
    expect([200, 201], began.text).toContain(began.status)
    expect((await confirm(id)).body.code).toBe('penalty.unit_abnormal')
    expect((await post('finance', `/api/penalties/${id}/decision`, { decision: 'waive', reason: '停网期间' })).status).toBe(200)
    await sql`update unit_abnormalities set ended_at = app_now() where unit_id = ${outlet()}`.execute(world.db)
  })
  test('what an unfounded submission costs is proposed beside the penalty for the share', async () => {
    const c = await judgedCase()
    await c.does('outlet', 'contest', { ground: 'share_too_high', text: words, wantedPercent: 20 })
    await c.does('judge2', 'contest-review', { reasons: '维持' })
    await windowsEnd(c)
    const file = await (await world.as('outlet')).upload<{ id: string }>('/api/attachments', { name: '监控.png', type: 'image/png', bytes: png })
    await c.does('outlet', 'arbitration', { claim: words, grounds: words, wantedPercent: 10, against: [world.users.hub.unit.id], attachmentIds: [file.body.id] })
    await c.does('hub', 'arbitration-answer', { text: words })
    await c.does('arbitrator', 'arbitration-decision', { reasons: '维持', frivolous: { penalty: { minor: 5000 }, reason: '重复主张' } })
    await windowsEnd(c)
    const found = await sql<{ rule: string; minor: number }>`select rule, amount_minor::int as minor from penalties where complaint_id = ${c.id} and unit_id = ${outlet()} order by rule`.execute(world.db)
    expect(found.rows.map((r) => r.rule)).toEqual(['false_signoff', 'frivolous_arbitration'])
    expect(found.rows[1]?.minor).toBe(5000)
  })
  test('of a case that is merged, those proposed lapse: one fault is held against a unit once', async () => {
    const c = await final('planning')
    const other = await caseUntil(world, 'investigating', { reasonCode: 'false_signoff' })
    await c.does('lead', 'merging', { into: other.complaintNo, intoVersion: await other.version(), reason: '同一快件' })
    await world.settle()
    const found = await sql<{ state: string }>`select distinct state from penalties where complaint_id = ${c.id}`.execute(world.db)
    expect(found.rows.map((r) => r.state)).toEqual(['lapsed'])
  })
})

describe('what was corrected after a dispute', () => {
  test('is not given back a second time when the judgement falls, nor when the customer gives money back', async () => {
    const c = await final()
    const line = (await sql<{ id: string; month: string }>`select id, to_char(month, 'YYYY-MM') as month from settlement_entries where complaint_id = ${c.id} and unit_id = ${outlet()} and kind = 'recovery'`.execute(world.db)).rows[0]
    expect(await net(c)).toBe(8400)
    await sql`insert into settlement_entries (id, unit_id, month, kind, amount_minor, complaint_id, reverses, reason, by_name, at) values (gen_random_uuid(), ${outlet()}, date_trunc('month', app_now() at time zone 'Asia/Shanghai')::date, 'correction', -4000, ${c.id}, ${line?.id}, 'dispute', 'x', app_now())`.execute(world.db)
    await sql`update plan_measures set amount_minor = 24000 where complaint_id = ${c.id} and kind = 'compensation'`.execute(world.db)
    await again(c)
    expect(await net(c)).toBe(16_800 - 4000)
    await sql`update plan_measures set state = 'dropped' where complaint_id = ${c.id} and kind = 'compensation'`.execute(world.db)
    await again(c)
    expect(await net(c)).toBe(0)
  })
})
/** The books of a case looked at once more. */
const again = async (c: TestCase): Promise<void> => {
  await world.app.jobs.enqueue(world.db, [{ name: 'settle_case', payload: { complaintId: c.id }, key: crypto.randomUUID() }])
  await world.settle()
}

test('shares can not be moved to another judgement, not even all of them', async () => {
  const c = await judgedCase('planning')
  await c.does('judge', 'judgement', { shares: [share(outlet(), 50), share(world.users.hub.unit.id, 50)], reasoning: '更正' })
  const hand = new pg.Client({ connectionString: world.databaseUrls.super })
  await hand.connect()
  const ids = (await hand.query<{ id: string }>('select id from judgements where complaint_id = $1 order by at, id', [c.id])).rows.map((r) => r.id)
  await expect(hand.query(`with gone as (delete from judgement_shares where judgement_id = '${ids[0]}') update judgement_shares set judgement_id = '${ids[0]}', seq = seq + 10 where judgement_id = '${ids[1]}'`)).rejects.toMatchObject({ code: '23514' })
  await hand.end()
})
