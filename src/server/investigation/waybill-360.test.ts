// Proves waybill 360: whole for headquarters, a unit only its part, looks kept and marked, comparisons only with enough parcels.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Waybill360 } from '../../contract/waybill-360.ts'
import { waybill360 } from '../../contract/waybill-360.ts'
import { fileCase } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import { DEMO_CAST } from '../waybills/demo-cast.ts'
import { demoNetwork } from '../waybills/demo-network.ts'
import { demoHistory } from '../waybills/demo-parcel.ts'
import { recordStretches } from '../waybills/hop-times.ts'

const number = DEMO_CAST.find((p) => p.key === 'chen_signoff')!.number
let world: World
let c: TestCase
beforeAll(async () => {
  world = await startWorld()
  const now = await world.now()
  await recordStretches(world.db, demoHistory(demoNetwork(), now), now)
  c = await fileCase(world, { reasonCode: 'false_signoff.not_received', verbatim: '显示签收，根本没收到', items: [{ type: 'waybill', number }] })
})
afterAll(() => world.stop())

const see = async (who: Cast, query = ''): Promise<Waybill360> => {
  const answer = await (await world.as(who)).get<Waybill360>(`/api/complaints/${c.id}/waybill-360${query}`)
  expect(answer.status, answer.text).toBe(200)
  return waybill360.parse(answer.body)
}

describe('the whole', () => {
  test('custody against plan and against others, the likely segment first, the kit against the sign-off', async () => {
    const { parcel, whole, milestones } = await see('agent')
    expect([whole, parcel?.number, milestones.map((m) => m.kind)]).toEqual([true, number, ['complaint.received']])
    expect(parcel?.stays.length).toBeGreaterThanOrEqual(4)
    expect(parcel?.hops.every((h) => h.planMinutes !== null)).toBe(true)
    expect(parcel?.stays.some((s) => (s.usual?.n ?? 0) >= 30)).toBe(true)
    expect(parcel?.segments[0]).toMatchObject({ because: { code: 'false_pod_suspected' }, link: 'delivery' })
    expect(parcel?.kit.map((l) => `${l.line} ${l.state}`)).toEqual(['position bad', 'photo bad', 'call bad', 'signer bad', 'consent ok'])
    expect(parcel?.events.map((e) => e.kind)).toContain('gps')
  })

  test('nothing personal is in it', async () => {
    const text = JSON.stringify(await see('agent'))
    for (const secret of ['陈雪梅', '19900008642', '金色家园', '声阅数码', '19900007531']) expect(text).not.toContain(secret)
  })
})

describe('a unit', () => {
  test('sees its own part and of its neighbours the hand-over only', async () => {
    const all = (await see('agent')).parcel!
    const destination = all.stays.at(-1)!
    const code = world.users.outlet.unit.code
    const [hub, mine] = [all.stays.at(-2)!, code === destination.unitCode]
    const { parcel, whole, mayRefresh } = await see('outlet')
    expect([whole, mayRefresh, mine]).toEqual([false, false, true])
    expect(parcel?.stays.map((s) => [s.unitCode, s.part, s.scans.length > 0, s.staffNos.length > 0])).toEqual([[hub.unitCode, 'handover', false, false], [destination.unitCode, 'whole', true, true]])
    expect(parcel?.segments.every((s) => s.unitCode === code)).toBe(true)
    expect(parcel?.events.every((e) => e.unitCode === code)).toBe(true)
    expect([parcel?.fromCity, parcel?.toCity, parcel?.acceptedAt]).toEqual([null, null, null])
  })

  test('that has no part in it sees nothing', async () => {
    expect((await (await world.as('outlet2')).get(`/api/complaints/${c.id}/waybill-360`)).status).toBe(404)
  })
})

describe('asking the carrier again', () => {
  const refresh = async (who: Cast) => (await world.as(who)).post<Waybill360 & { added: number; code?: string }>(`/api/complaints/${c.id}/waybill-360`, {})

  test('keeps nothing and writes nothing when there is nothing new', async () => {
    const before = await c.version()
    const answer = await refresh('agent')
    expect([answer.status, answer.body.added, answer.body.parcel?.looks.length]).toEqual([200, 0, 1])
    expect(await c.version()).toBe(before)
  })

  test('keeps the former look, marks what is new since the case was filed, and says so in the record', async () => {
    await sql`update waybill_snapshots set public = jsonb_set(public, '{scans}', (select jsonb_agg(s order by s ->> 'at') from (select s from jsonb_array_elements(public -> 'scans') s order by s ->> 'at' limit 7) t)), taken_at = taken_at - interval '6 hours' where complaint_id = ${c.id}`.execute(world.db)
    const answer = await refresh('agent')
    expect([answer.status, answer.body.added, answer.body.parcel?.newScans]).toEqual([200, 3, 3])
    const event = (await c.events()).at(-1)
    expect(event).toMatchObject({ type: 'waybill.refreshed', data: { number, added: 3 } })
    const looks = (await see('agent')).parcel!.looks
    expect(looks.map((l) => l.scans)).toEqual([10, 7])
    expect((await see('agent', `?takenAt=${encodeURIComponent(looks[1]!.takenAt)}`)).parcel?.stays.flatMap((s) => s.scans)).toHaveLength(7)
  })

  test('is not for a unit, nor for who may not handle', async () => {
    expect((await refresh('outlet')).status).toBe(403)
    expect((await refresh('caller')).status).toBe(403)
  })
})

test('a case without a parcel answers without one', async () => {
  const bare = await fileCase(world, { items: [] })
  const seen = await (await world.as('agent')).get<Waybill360>(`/api/complaints/${bare.id}/waybill-360`)
  expect([seen.status, seen.body.parcel]).toEqual([200, null])
  expect((await (await world.as('agent')).post<{ code: string }>(`/api/complaints/${bare.id}/waybill-360`, {})).body.code).toBe('waybill.none')
})
