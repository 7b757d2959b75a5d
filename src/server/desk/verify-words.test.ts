// What a customer said is bound to the record: another text or another sealed value beside an unbroken chain is named.
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { caseUntil, fileCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { describeBreak, verifyRecord } from './verify.ts'

let world: World
let owner: pg.Client
beforeAll(async () => {
  world = await startWorld()
  owner = new pg.Client({ connectionString: world.databaseUrls.owner })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await world.stop()
})

test('a company that worked honestly verifies, people and cases alike', async () => {
  await caseUntil(world, 'closed')
  const completed = await fileCase(world)
  await completed.does('agent', 'supplement', { place: '武昌区中山路18号', notAvailable: ['photo_goods'] })
  const found = await verifyRecord(world.databaseUrls.app)
  expect(found.breaks).toEqual([])
  expect(found.complaints).toBe(2)
})

test.each([
  ['verbatim_masked', `update complaints set verbatim_masked = '一切都好' where id = $1`],
  ['sealed', `update complaints set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) where id = $1`],
])('another %s is named with its complaint', async (column, tamper) => {
  const c = await fileCase(world)
  await owner.query('begin')
  await owner.query(tamper, [c.id])
  await owner.query('commit')
  const mine = (await verifyRecord(world.databaseUrls.app)).breaks.filter((b) => b.streamId === c.id)
  expect(mine.map((b) => [b.complaintNo, b.fault, b.detail])).toEqual([[c.complaintNo, 'words', column]])
  expect(mine.map(describeBreak)[0]).toContain('what the customer said is not what was recorded')
})

test('a whole chain passed off as another case\'s is named', async () => {
  const [a, b] = [await fileCase(world), await fileCase(world)]
  const superuser = new pg.Client({ connectionString: world.databaseUrls.super })
  await superuser.connect()
  await superuser.query(`set session_replication_role = replica`)
  await superuser.query('delete from events where stream_id = $1', [b.id])
  await superuser.query('insert into events (stream_id, seq, at, stream_kind, type, actor_id, body, hash) select $1, seq, at, stream_kind, type, actor_id, body, hash from events where stream_id = $2', [b.id, a.id])
  await superuser.query('update complaints x set chain_hash = y.chain_hash from complaints y where x.id = $1 and y.id = $2', [b.id, a.id])
  await superuser.end()
  const mine = (await verifyRecord(world.databaseUrls.app)).breaks.filter((x) => x.streamId === b.id)
  expect(mine.map((x) => [x.seq, x.fault, x.detail])).toEqual([[1, 'column', 'stream_id']])
})
