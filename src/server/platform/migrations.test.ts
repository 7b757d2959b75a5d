// Migrations: applied once and in order, undone when they fail, refused when changed or newer than the release.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cloneDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { migrate, readMigrations, schemaHash } from './migrations.ts'
import type { Migration } from './migrations.ts'

let clone: TestDatabase
let client: pg.Client
beforeAll(async () => {
  clone = await cloneDatabase()
  client = new pg.Client({ connectionString: clone.ownerUrl })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await clone.drop()
})

const shipped = readMigrations()
const next = (sql: string, checksum = sql): Migration => ({ version: shipped.length + 1, name: 'next', sql, checksum })
const run = (migrations: readonly Migration[], said: string[] = []) => migrate(clone.ownerUrl, 'huiyin_app', line => said.push(line), migrations)

test('a database of this release has nothing to do', async () => {
  expect(await run(shipped)).toEqual({ applied: [], version: shipped.length, wasEmpty: shipped.length === 0 })
})

test('one that fails is undone whole, with its line', async () => {
  await expect(run([...shipped, next('create table half (a int);\nselect nothing;')])).rejects.toThrow(/failed and was undone: .*42703, near line 2/)
  expect((await client.query(`select to_regclass('half') as name`)).rows[0].name).toBeNull()
})

test('several processes at once apply it once; `:app_role` is the application, `::casts` stay', async () => {
  const list = [...shipped, next(`create table done as select '1'::int as a; grant select on done to :app_role`)]
  const results = await Promise.all([run(list), run(list), run(list)])
  expect(results.flatMap(each => each.applied)).toEqual([shipped.length + 1])
  expect((await client.query(`select has_table_privilege('huiyin_app', 'done', 'select') as may`)).rows[0].may).toBe(true)
})

test('a changed migration and a newer database are refused', async () => {
  await expect(run([...shipped, next('select 1', 'another')])).rejects.toThrow(/differs from the one/)
  await expect(run(shipped)).rejects.toThrow(/start the newer release/)
})

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'migrations-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('come in order, gaps and bad names are refused, any change gives another hash', () => {
    writeFileSync(join(folder, '0001_first.sql'), 'select 1')
    const before = readMigrations(folder)
    expect(before).toMatchObject([{ version: 1, name: 'first', sql: 'select 1' }])
    writeFileSync(join(folder, '0001_first.sql'), 'select 2')
    expect(schemaHash(readMigrations(folder))).not.toBe(schemaHash(before))
    writeFileSync(join(folder, '0003_third.sql'), 'select 1')
    expect(() => readMigrations(folder)).toThrow(/0003_third.sql should be called 0002_/)
  })
})
