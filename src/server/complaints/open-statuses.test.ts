// Which statuses are open is said once for people and once for the database: both must say the same.
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isOpen, openStatuses, statuses } from '../../domain/complaints/vocabulary.ts'
import { cloneDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'

let database: TestDatabase
let client: pg.Client
beforeAll(async () => {
  database = await cloneDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

test('the function of the triggers', async () => {
  const found = await client.query<{ status: string; open: boolean }>('select s as status, is_open_status(s) as open from unnest($1::text[]) s', [statuses])
  expect(found.rows.filter((r) => r.open).map((r) => r.status)).toEqual([...openStatuses])
  expect(found.rows.map((r) => r.open)).toEqual(statuses.map(isOpen))
})

test('every partial index of complaints over its status', async () => {
  const found = await client.query<{ name: string; condition: string }>(`select c.relname as name, pg_get_expr(i.indpred, i.indrelid) as condition from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = 'complaints'::regclass and pg_get_expr(i.indpred, i.indrelid) like '%status%'`)
  expect(found.rows.length).toBeGreaterThanOrEqual(2)
  for (const { name, condition } of found.rows) {
    const named = statuses.filter((status) => condition.includes(`'${status}'`))
    // an index of the ended ones is written as "none of the open"
    expect(named, name).toEqual([...openStatuses])
  }
})
