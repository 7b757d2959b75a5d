// The pool: types in and out, one instant per transaction, races tried again, a lost connection recognised.
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cloneDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { at, createDatabase, databaseTrouble, inTransaction, sendTogether } from './database.ts'
import type { Database } from './database.ts'

let clone: TestDatabase
let database: Database
beforeAll(async () => {
  clone = await cloneDatabase()
  database = createDatabase(clone.url, { max: 4 })
})
afterAll(async () => {
  await database.close()
  await clone.drop()
})

async function value(expression: string): Promise<unknown> {
  return (await database.pool.query(`select ${expression} as value`)).rows[0].value
}

test.each([
  ['9007199254740991::bigint', 9_007_199_254_740_991],
  [`'2026-11-22 02:57:42.123456+08'::timestamptz`, Date.UTC(2026, 10, 21, 18, 57, 42, 123)],
  [`'2026-11-22 02:57:42+00'::timestamptz`, Date.UTC(2026, 10, 22, 2, 57, 42)],
  [`'infinity'::timestamptz`, Infinity],
  [`'2026-02-28'::date`, '2026-02-28'],
  [`'{1,NULL,3}'::bigint[]`, [1, null, 3]],
  [`'{2026-02-28}'::date[]`, ['2026-02-28']],
  [`array['2026-01-01 00:00:00+00'::timestamptz]`, [Date.UTC(2026, 0, 1)]],
  [`'{}'::bigint[]`, []],
  [`'{"a":[1]}'::jsonb`, { a: [1] }],
  [`current_setting('statement_timeout') || current_setting('lock_timeout') || current_setting('idle_in_transaction_session_timeout')`, '15s2s15s'],
])('%s comes as it should', async (expression, expected) => {
  expect(await value(expression)).toEqual(expected)
})

test('an instant goes out and comes back to the millisecond', async () => {
  const instant = Date.UTC(2026, 10, 22, 2, 57, 42, 987)
  const { rows } = await sql<{ same: number }>`select ${at(instant)} as same`.execute(database.db)
  expect(rows[0]?.same).toBe(instant)
})

describe('inTransaction', () => {
  test('has one instant from the database and commits', async () => {
    const seen = await inTransaction(database.db, async ({ tx, now }) => {
      const later = await sql<{ now: number }>`select app_now() as now, pg_sleep(0.01)`.execute(tx)
      await tx.insertInto('settings').values({ name: 'a', value: '1' }).execute()
      return { now, later: later.rows[0]?.now }
    })
    expect(seen.now).toBe(seen.later)
    expect(Math.abs(seen.now - Date.now())).toBeLessThan(10_000)
    expect((await database.db.selectFrom('settings').select('value').where('name', '=', 'a').executeTakeFirst())?.value).toBe(1)
  })

  test('undoes everything when the work throws', async () => {
    const work = inTransaction(database.db, async ({ tx }) => {
      await tx.insertInto('settings').values({ name: 'b', value: '1' }).execute()
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    expect(await database.db.selectFrom('settings').select('name').where('name', '=', 'b').execute()).toEqual([])
  })

  test('tries again after a deadlock or serialization failure, and gives up in the end', async () => {
    let runs = 0
    const fail = (): never => {
      runs++
      throw Object.assign(new Error('deadlock detected'), { code: '40P01' })
    }
    expect(await inTransaction(database.db, async () => (runs < 2 ? fail() : runs))).toBe(2)
    runs = 0
    await expect(inTransaction(database.db, async () => fail())).rejects.toThrow('deadlock')
    expect(runs).toBe(4)
  })

  test('statements sent together are one transaction: all there in their order, or none', async () => {
    const put = (name: string) => sql`insert into settings (name, value) values (${name}, '1')`
    const found = async (names: readonly string[]): Promise<number> => (await database.db.selectFrom('settings').select('name').where('name', 'in', [...names]).execute()).length
    await inTransaction(database.db, async ({ tx }) => sendTogether(tx, (sent) => [put('t1').execute(sent), sql`update settings set value = '2' where name = 't1'`.execute(sent)]))
    expect(await database.db.selectFrom('settings').select('value').where('name', '=', 't1').execute()).toEqual([{ value: 2 }])
    const broken = inTransaction(database.db, async ({ tx }) => sendTogether(tx, (sent) => [put('t2').execute(sent), put('t1').execute(sent), put('t3').execute(sent)]))
    await expect(broken).rejects.toMatchObject({ code: '23505' })
    expect(await found(['t2', 't3'])).toBe(0)
    expect(await inTransaction(database.db, async ({ tx }) => (await put('t4').execute(tx)).numAffectedRows)).toBe(1n)
  })

  test('a session that is ended in the middle is "unavailable", and the pool goes on', async () => {
    const work = inTransaction(database.db, async ({ tx }) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      const killer = new pg.Client({ connectionString: clone.superUrl })
      await killer.connect()
      await killer.query('select pg_terminate_backend($1)', [rows[0]?.pid])
      await killer.end()
      await sql`select pg_sleep(1)`.execute(tx)
    })
    await expect(work).rejects.toMatchObject({ code: 'database_unavailable', retryAfterSeconds: 2 })
    expect(await value('1')).toBe(1)
  })
})

test('trouble of the database is told from mistakes of ours', async () => {
  const nowhere = createDatabase('postgres://a:b@127.0.0.1:1/x')
  const refused = await nowhere.pool.query('select 1').catch((error: unknown) => error)
  await nowhere.close()
  expect(databaseTrouble(refused)).toBe('unavailable')
  expect(databaseTrouble(Object.assign(new Error('x'), { code: '55P03' }))).toBe('busy')
  expect(databaseTrouble(Object.assign(new Error('x'), { code: '53100' }))).toBe('full')
  const wrong = await database.pool.query('select nothing').catch((error: unknown) => error)
  expect(databaseTrouble(wrong)).toBeUndefined()
})

test('the application does not own the record', async () => {
  await expect(database.pool.query('alter table events disable trigger all')).rejects.toMatchObject({ code: '42501' })
  await expect(database.pool.query('create table mine (a int)')).rejects.toMatchObject({ code: '42501' })
})
