// verify-audit and calendars: days, people or versions of a confirmed notice changed behind the record's back show.
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { notice2027 } from '../../../test/notices.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { describeBreak, verifyRecord } from './verify.ts'

let world: World
let hand: pg.Client
beforeAll(async () => {
  world = await startWorld()
  hand = new pg.Client({ connectionString: world.databaseUrls.super })
  await hand.connect()
})
afterAll(async () => {
  await hand.end()
  await world.stop()
})

test('a confirmed notice is held against its text and the two people of the record', async () => {
  const faults = async () => (await verifyRecord(world.databaseUrls.app)).breaks.map(describeBreak)
  const change = (await (await world.as('liaison')).post<{ id: string }>('/api/calendar-changes', { text: notice2027() })).body
  const admin = await world.as('admin')
  const { against } = (await admin.get<{ against: string }>(`/api/calendar-changes/${change.id}`)).body
  expect((await admin.post(`/api/calendar-changes/${change.id}/confirmation`, { against })).status).toBe(200)
  expect(await faults()).toEqual([])
  for (const forged of [`body = jsonb_set(body, '{covers_until}', '"2029-12-31"')`, `source = source || ' '`, `settled_by = (select id from users where username = 'lead')`, `version_after = version_before`, `state = 'withdrawn', seq = null`]) {
    await hand.query('begin; create table kept as select * from calendar_changes')
    await hand.query(`update calendar_changes set ${forged}`)
    await hand.query('commit')
    expect(await faults()).toEqual([expect.stringContaining(`calendar_changes ${change.id}`)])
    await hand.query('delete from calendar_changes; insert into calendar_changes select * from kept; drop table kept')
  }
  expect(await faults()).toEqual([])
})
