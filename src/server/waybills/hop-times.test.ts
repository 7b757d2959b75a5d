// Proves that stays and roads are counted once per parcel, and held against others only as data allows.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { JOURNEY, LIMITS, aWaybill } from '../../domain/waybills/journey.fixture.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { countStretches, recordStretches, usualsOf } from './hop-times.ts'
import { viewWaybill } from './view.ts'
import { parcelOf } from './read-view.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const mask = { name: (s: string) => s, phone: (s: string) => s }
const HOUR = 3_600_000

test('a parcel counts once however often it is told, and never against itself', async () => {
  const now = Date.now()
  const shift = now - 20 * 24 * HOUR - JOURNEY[0]!.at
  const parcel = (n: number, longer: number) => ({ number: `T${n}`, scans: JOURNEY.map((s, i) => ({ ...s, at: s.at + shift + (i >= 3 ? longer * HOUR : 0) })) })
  const parcels = Array.from({ length: 40 }, (_, i) => parcel(i, i / 10))
  expect(await recordStretches(world.db, parcels, now)).toBeGreaterThan(40 * 5)
  expect(await recordStretches(world.db, parcels, now)).toBe(0)
  const usuals = await usualsOf(world.db, 'T39', [{ from: 'W1', to: 'H1', ms: 6 * HOUR }, { from: 'H9', to: 'H1', ms: HOUR }], LIMITS)
  expect([...usuals]).toEqual([['W1>H1', { n: 39, share: 1 }]])
  await sql`delete from hop_times`.execute(world.db)
})

test('the sweep reads what cases were filed with, in turn, and ends', async () => {
  await sql`update settings set value = '{"id": "00000000-0000-0000-0000-000000000000", "number": ""}' where name = 'hop_times'`.execute(world.db)
  await countStretches(world.db)
  expect(await countStretches(world.db)).toBe(0)
})

test('a stored view reads back as the parcel it was made of', () => {
  const waybill = aWaybill({ events: [{ at: JOURNEY[9]!.at, kind: 'call', seconds: 20, to: 'virtual', unitCode: 'W2' }], plan: [{ unitCode: 'W1', unitName: '广州天河网点', unitKind: 'outlet', arriveBy: 1000, leaveBy: 2000 }] })
  const back = parcelOf(JSON.parse(JSON.stringify(viewWaybill(waybill, JOURNEY.at(-1)!.at, LIMITS, mask))))
  expect([back.scans, back.events, back.plan, back.promisedAt, back.reach, back.family]).toEqual([waybill.scans, waybill.events, waybill.plan, waybill.promisedAt, waybill.reach, waybill.family])
})
