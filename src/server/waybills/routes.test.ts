// Proves the waybill endpoints on a real database: units of ours joined, the clock is the database's, a dead carrier is said.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { lookUpWaybill, findParcels, waybillView } from '../../contract/waybills.ts'
import { createDatabase } from '../platform/database.ts'
import type { Database } from '../platform/database.ts'
import type { Ctx, Exchange } from '../platform/context.ts'
import { DEMO_CAST } from './demo-cast.ts'
import { demoCarrier } from './demo-carrier.ts'
import { demoNetwork } from './demo-network.ts'
import { shippedCustodyLimits, shippedNumberRules } from './policies.ts'
import { showWaybill, waybillRoutes } from './routes.ts'
import type { WaybillDeps } from './routes.ts'
import type { Carrier } from './carrier.ts'
import { demoWaybill } from './demo-parcel.ts'

let clone: TestDatabase
let database: Database
beforeAll(async () => {
  clone = await cloneDatabase()
  database = createDatabase(clone.url, { max: 2 })
})
afterAll(async () => {
  await database.close()
  await clone.drop()
})

const network = demoNetwork()
const policy = { numberRules: shippedNumberRules(), custodyLimits: shippedCustodyLimits() }
const mask: WaybillDeps['mask'] = { name: () => 'N*', phone: () => 'P*' }
const dead: Carrier = { code: 'x', lookup: async () => Promise.reject(new Error('down')), find: async () => Promise.reject(new Error('down')) }
/** Calls an endpoint's handler as the server does, past the permission. */
const call = async (carrier: Carrier, endpoint: unknown, input: object) => {
  const found = waybillRoutes({ carrier, policy: () => policy, mask }).find((route) => route.endpoint === endpoint)
  return found?.handle({ db: database.db } as Ctx, { params: {}, query: {}, body: {}, ...input }, {} as Exchange)
}

test('a parcel is shown as of the database\'s clock, with our units', async () => {
  const { rows } = await sql<{ now: number }>`select app_now() as now`.execute(database.db)
  const now = rows[0]!.now
  await sql`insert into org_units (id, code, name, kind) values ('019a0000-0000-7000-8000-000000000001', 'H4201', '武汉中心', 'hub')`.execute(database.db)
  const reply = await call(demoCarrier(network, now), lookUpWaybill, { params: { number: ` ${DEMO_CAST[0]!.number.toLowerCase()} ` } })
  const { check, state, waybill } = lookUpWaybill.reply.parse(reply)
  expect([check.candidates, check.hints, state]).toEqual([['hy'], [], 'found'])
  expect(waybill?.units.find((unit) => unit.code === 'H4201')).toMatchObject({ name: '武汉中心', unit: { id: '019a0000-0000-7000-8000-000000000001' } })
  expect(waybill?.anomalies[0]).toMatchObject({ code: 'stuck', params: { hours: 41 } })
  expect(Math.abs(Date.parse(waybill!.takenAt) - now)).toBeLessThan(60_000)
})

test('a parcel without any of our units is shown all the same', async () => {
  const waybill = demoWaybill(network, DEMO_CAST[1]!.number, 1_700_000_000_000)!
  const seen = await showWaybill({ db: database.db }, { ...waybill, scans: [] }, policy.custodyLimits, mask)
  expect(waybillView.parse(seen)).toMatchObject({ state: 'unknown', units: [] })
})

test.each([
  ['an unknown number', () => demoCarrier(network, 0), '5685685685685685', { state: 'not_found', waybill: null, check: { hints: [{ code: 'unknown_format', params: {} }] } }],
  ['a dead carrier', () => dead, 'HY0', { state: 'unavailable', waybill: null }],
])('%s', async (_what, carrier, number, wanted) => {
  expect(lookUpWaybill.reply.parse(await call(carrier(), lookUpWaybill, { params: { number } }))).toMatchObject(wanted)
})

test('finding without a number', async () => {
  const find = async (carrier: Carrier, body: object) => findParcels.reply.parse(await call(carrier, findParcels, { body }))
  expect((await find(demoCarrier(network, 1_700_000_000_000), { name: '王女士', phoneTail: '1357' })).items.map((hit) => hit.number)).toEqual([DEMO_CAST[0]!.number])
  expect(await find(demoCarrier(network, 1_700_000_000_000), { phoneTail: '1357', name: '无此人' })).toEqual({ items: [], state: 'not_found' })
  expect(await find(dead, { name: '王' })).toEqual({ items: [], state: 'unavailable' })
})
