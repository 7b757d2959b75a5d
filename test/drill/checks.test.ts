// The drill's checks must be able to fail: each kind of damage is seen, and a sound house passes.
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chanceFrom, complaintBody } from '../../bench/bodies.ts'
import { makeToken } from '../server-process.ts'
import { startWorld } from '../world.ts'
import type { World } from '../world.ts'
import { checkAll } from './checks.ts'
import { resend } from './clients.ts'
import type { Acknowledged } from './clients.ts'

let world: World
let token: string
let owner: pg.Client
const acknowledged: Acknowledged[] = []

beforeAll(async () => {
  world = await startWorld()
  token = await makeToken(world.url, ['complaint:create'])
  owner = new pg.Client({ connectionString: world.databaseUrls.super })
  await owner.connect()
  await owner.query(`set session_replication_role = replica`)
  const chance = chanceFrom(3)
  for (let i = 0; i < 8; i++) {
    const [key, body] = [randomUUID(), JSON.stringify(complaintBody(chance))]
    const { text } = await resend(world.url, token, key, body)
    acknowledged.push({ key, body, reply: text, id: (JSON.parse(text) as { id: string }).id })
  }
})
afterAll(async () => {
  await owner.end()
  await world.stop()
})

async function failing(some: readonly Acknowledged[] = acknowledged): Promise<string[]> {
  const checks = await checkAll({ ownerUrl: world.databaseUrls.owner, url: world.url, token, acknowledged: some, resends: 3 })
  return checks.filter((c) => !c.isGood).map((c) => c.name)
}

test('a sound house passes', async () => {
  expect(await failing()).toEqual([])
})

test('an acknowledged complaint that is not there, or was answered with other bytes, is seen', async () => {
  const [first] = acknowledged as [Acknowledged]
  expect(await failing([{ ...first, key: 'never-sent' }])).toContain('acknowledged and lost')
  expect(await failing([{ ...first, reply: `${first.reply} ` }])).toContain('acknowledged with other bytes than kept')
})

test.each([
  ['complaints without a number', (id: string) => `delete from complaint_numbers where complaint_id = '${id}'`],
  ['complaints without their first event', (id: string) => `delete from events where stream_id = '${id}'`],
  ['complaints with other clocks than their event tells', (id: string) => `delete from clocks where complaint_id = '${id}' and kind = 'decision'`],
  ['complaints without a row in the feed', (id: string) => `delete from outbox where complaint_id = '${id}'`],
  ['complaints without exactly one key', (id: string) => `update idempotency_keys set complaint_id = gen_random_uuid() where complaint_id = '${id}'`],
  ['complaints without exactly one job that tells the customer', (id: string) => `delete from pgboss.job where data ->> 'complaintId' = '${id}'`],
  ['breaks of the record', (id: string) => `update events set body = replace(body, 'complaint.received', 'complaint.receives') where stream_id = '${id}'`],
])('seen: %s', async (name, damage) => {
  const victim = acknowledged.pop()
  expect((await owner.query(damage(victim?.id ?? ''))).rowCount).toBeGreaterThan(0)
  expect(await failing()).toContain(name)
})
