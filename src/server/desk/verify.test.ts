// Tests that verify-audit finds every kind of tampering a superuser can do, at the exact place.
import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { showComplaintNumber } from '../../domain/complaints/number.ts'
import { createDatabase } from '../platform/database.ts'
import type { Database } from '../platform/database.ts'
import { cloneDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { appendEvents, chainStart } from '../platform/chain.ts'
import { newId } from '../platform/ids.ts'
import { appendToStream } from '../platform/record.ts'
import { describeBreak, verifyRecord } from './verify.ts'
import type { Break } from './verify.ts'

let database: TestDatabase
let app: Database
let hand: pg.Client
const cases: { id: string; no: string }[] = []
const someone = { kind: 'user', id: 'u1', name: 'Zhou' }
const start = Date.UTC(2026, 10, 20)

beforeAll(async () => {
  database = await cloneDatabase()
  app = createDatabase(database.url, { max: 2 })
  hand = new pg.Client({ connectionString: database.superUrl })
  await hand.connect()
  await hand.query('alter table events disable trigger user')
  for (let i = 0; i < 5; i++) cases.push(await fileCase(i))
  await appendToStream(app.db, start, someone, { id: newId(start), kind: 'user' }, [{ type: 'user.created', data: {} }, { type: 'user.renamed', data: {} }])
})
afterAll(async () => {
  await hand.end()
  await app.close()
  await database.drop()
})

/** A complaint with five events over two months, so that its chain crosses a partition. */
async function fileCase(i: number): Promise<{ id: string; no: string }> {
  const id = newId(start + i)
  const no = `26112000000000${i}00`
  let head = { seq: 0, hash: chainStart }
  for (const [n, at] of [start, start + 1, start + 2, start + 15 * 86_400_000, start + 16 * 86_400_000].entries()) {
    const added = appendEvents({ id, kind: 'complaint' }, head, at, someone, [{ type: `complaint.step${n + 1}`, data: { i, n } }])
    for (const e of added.rows) await app.db.insertInto('events').values({ ...e, at: new Date(e.at) }).execute()
    head = added.head
  }
  await app.pool.query(`insert into complaints (id, complaint_no, kind, channel, status, priority, severity, impact, mood, keyword, verbatim_masked, complainant_role, sealed, received_at, recorded_at, search, chain_seq, chain_hash)
    values ($1, $2, 'complaint', 'phone', 'received', 3, 1, 1, 0, 'k', 'v', 'consignee', '', $3, $3, '', $4, $5)`, [id, no, new Date(start), head.seq, head.hash])
  await app.pool.query('insert into complaint_numbers values ($1, $2)', [no, id])
  return { id, no }
}

/** Tampers inside a transaction that other sessions see, checks, and puts everything back. */
async function after(tamper: (c: { id: string; no: string }) => Promise<unknown>, n = 2): Promise<readonly Break[]> {
  const target = cases[n]!
  await hand.query('create table kept_events as select * from events; create table kept_complaints as select * from complaints; create table kept_numbers as select * from complaint_numbers; create table kept_heads as select * from stream_heads')
  try {
    await tamper(target)
    return (await verifyRecord(database.ownerUrl)).breaks
  } finally {
    await hand.query(`delete from events; delete from complaints; delete from complaint_numbers; delete from stream_heads; insert into complaints select * from kept_complaints; insert into events select * from kept_events;
      insert into complaint_numbers select * from kept_numbers; insert into stream_heads select * from kept_heads; drop table kept_events, kept_complaints, kept_numbers, kept_heads`)
  }
}

const at = (seq: number, fault: string, detail?: string) => (c: { id: string; no: string }) => ({ streamId: c.id, kind: 'complaint', complaintNo: c.no, seq, fault, ...(detail ? { detail } : {}) })

test('an untouched record is whole', async () => {
  const v = await verifyRecord(database.url)
  expect(v).toMatchObject({ events: 27, chains: 6, complaints: 5, broken: 0, breaks: [] })
})

const kinds: [string, string | ((c: { id: string; no: string }) => string), ReturnType<typeof at>][] = [
  ['a flipped byte in the stored words', (c) => `update events set body = replace(body, '"n":2', '"n":3') where stream_id = '${c.id}' and seq = 3`, at(3, 'altered')],
  ['a flipped byte in the hash', (c) => `update events set hash = set_byte(hash, 7, get_byte(hash, 7) # 1) where stream_id = '${c.id}' and seq = 1`, at(1, 'altered')],
  ['a row deleted in the middle', (c) => `delete from events where stream_id = '${c.id}' and seq = 2`, at(2, 'missing')],
  ['the first row deleted', (c) => `delete from events where stream_id = '${c.id}' and seq = 1`, at(1, 'missing')],
  ['the last row deleted', (c) => `delete from events where stream_id = '${c.id}' and seq = 5`, at(5, 'cut')],
  ['the tail deleted', (c) => `delete from events where stream_id = '${c.id}' and seq >= 3`, at(3, 'cut')],
  ['all rows of a case deleted', (c) => `delete from events where stream_id = '${c.id}'`, at(5, 'no_rows')],
  ['two rows swapped', (c) => `update events set seq = 5 - seq where stream_id = '${c.id}' and seq in (2, 3)`, at(2, 'altered')],
  ['two stored words swapped with their hashes', (c) => `update events e set body = o.body, hash = o.hash, type = o.type from events o where e.stream_id = '${c.id}' and o.stream_id = e.stream_id and e.seq in (2, 3) and o.seq = 5 - e.seq and o.at <> e.at`, at(2, 'altered')],
  ['a row inserted under a used number', (c) => `insert into events select stream_id, seq, at + interval '1 hour', stream_kind, type, actor_id, body, hash from events where stream_id = '${c.id}' and seq = 3`, at(3, 'extra')],
  ['a row inserted at the end', (c) => `insert into events select stream_id, 6, at, stream_kind, type, actor_id, body, hash from events where stream_id = '${c.id}' and seq = 5`, at(6, 'altered')],
  ['a column changed alone: type', (c) => `update events set type = 'complaint.closed' where stream_id = '${c.id}' and seq = 4`, at(4, 'column', 'type')],
  ['a column changed alone: at', (c) => `update events set at = at + interval '1 second' where stream_id = '${c.id}' and seq = 4`, at(4, 'column', 'at')],
  ['a column changed alone: actor', (c) => `update events set actor_id = 'u2' where stream_id = '${c.id}' and seq = 2`, at(2, 'column', 'actor_id')],
  ['the head changed', (c) => `update complaints set chain_hash = set_byte(chain_hash, 0, get_byte(chain_hash, 0) # 255) where id = '${c.id}'`, at(5, 'head')],
  ['the head set back', (c) => `update complaints set chain_seq = 4 where id = '${c.id}'`, at(5, 'beyond_head')],
  ['a number re-pointed', (c) => `update complaint_numbers set complaint_no = '99' || substr(complaint_no, 3) where complaint_id = '${c.id}'`, (c) => at(0, 'number', `99${c.no.slice(2)} is registered for it`)(c)],
  ['a number struck from the register', (c) => `delete from complaint_numbers where complaint_id = '${c.id}'`, at(0, 'number', 'its number is not registered')],
]

test.each(kinds)('%s', async (_, tamper, expected) => {
  const breaks = await after((c) => hand.query(typeof tamper === 'string' ? tamper : tamper(c)))
  expect(breaks).toEqual([expected(cases[2]!)])
})

test('a complaint deleted with all its traces but the record', async () => {
  const breaks = await after((c) => hand.query('delete from complaints where id = $1', [c.id]))
  expect(breaks).toEqual([at(5, 'no_head')(cases[2]!), at(0, 'number', `the complaint of number ${cases[2]!.no} is gone`)(cases[2]!)])
})

test('the first and the last chain are looked at too', async () => {
  for (const n of [0, 4]) expect(await after((c) => hand.query(`delete from events where stream_id = $1`, [c.id]), n)).toEqual([at(5, 'no_rows')(cases[n]!)])
})

test('streams of people have chains as well', async () => {
  const breaks = await after(() => hand.query(`update stream_heads set seq = 3`))
  expect(breaks).toMatchObject([{ kind: 'user', complaintNo: null, seq: 3, fault: 'cut' }])
  expect(describeBreak(breaks[0]!)).toMatch(/^user [0-9a-f-]{36}: the record ends before event 3/)
})

test('the command prints the first break by its number and exits 1', async () => {
  const command = () => promisify(execFile)(process.execPath, [resolve('tools/verify-audit.ts')], { env: { ...process.env, DATABASE_URL: database.url, PORT: '0' } })
  expect((await command()).stdout).toMatch(/27 events in 6 chains, 5 of them complaints.*the record is whole/)
  let said = ''
  await after(async (c) => {
    await hand.query(`update events set body = body || ' ' where stream_id = $1 and seq = 4`, [c.id])
    said = await command().then(() => 'exited 0', (error: { code: number; stdout: string }) => `${error.code} ${error.stdout}`)
  })
  expect(said).toMatch(new RegExp(`^1 complaint ${showComplaintNumber(cases[2]!.no)} \\(${cases[2]!.id}\\): event 4 was altered.*\\nThat is the only break`))
})

test('the login of the application cannot tamper at all', async () => {
  await hand.query('alter table events enable trigger user')
  for (const statement of ['update events set type = type', 'delete from events', 'truncate events', 'delete from complaints']) await expect(app.pool.query(statement)).rejects.toMatchObject({ code: '42501' })
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  for (const statement of ['update events set type = type', 'delete from events', 'truncate events']) await expect(owner.query(statement)).rejects.toThrow(/append-only/)
  await owner.end()
})
