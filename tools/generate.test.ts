// Generated files are up to date with what they come from: migrations, lifecycle, roles, events, contract, words.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase } from '../test/database.ts'
import type { TestDatabase } from '../test/database.ts'
import { findStale } from './generate.ts'

let database: TestDatabase
beforeAll(async () => { database = await cloneDatabase() })
afterAll(() => database.drop())

test('no generated file is stale (else: npm run generate)', async () => {
  const stale = await findStale(database.ownerUrl)
  expect(stale.map(each => each.path)).toEqual([])
})
