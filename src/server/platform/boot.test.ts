// Boot against a server that is given: each wrong address has its sentence, keys belong to their database, one login is warned about.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { bootDatabase } from './boot.ts'
import type { Booted } from './boot.ts'

const folder = mkdtempSync(join(tmpdir(), 'boot-'))
let clone: TestDatabase
beforeAll(async () => { clone = await cloneDatabase() })
afterAll(async () => {
  await clone.drop()
  rmSync(folder, { recursive: true })
})

const said: string[] = []
const boot = (databaseUrl: string, migrationDatabaseUrl?: string, key = 'keys.json'): Promise<Booted> =>
  bootDatabase({ dataDir: folder, databaseUrl, migrationDatabaseUrl, keyFile: join(folder, key) }, line => said.push(line))

const changed = (change: Partial<Pick<URL, 'password' | 'pathname' | 'port' | 'hostname'>>): string => Object.assign(new URL(clone.url), change).toString()

test('a good pair of addresses boots, twice', async () => {
  const first = await boot(clone.url, clone.ownerUrl)
  expect(first).toMatchObject({ appUrl: clone.url, isEmbedded: false, migrated: { applied: [] } })
  const second = await boot(clone.url, clone.ownerUrl)
  expect(second.keys.fieldKey.equals(first.keys.fieldKey)).toBe(true)
  expect(said.filter(line => line.startsWith('Warning'))).toEqual([])
})

test('one login for both is warned about only when it owns the tables', async () => {
  await boot(clone.url)
  expect(said.filter(line => line.startsWith('Warning'))).toEqual([])
  await boot(clone.ownerUrl)
  expect(said.filter(line => line.startsWith('Warning'))).toHaveLength(1)
})

test.each([
  ['a closed port', { port: '1' }, /DATABASE_URL does not lead .*: nothing listens there/],
  ['a wrong password', { password: 'wrong' }, /the login or password is wrong/],
  ['no such database', { pathname: '/nowhere' }, /that database does not exist/],
  ['an unknown host', { hostname: 'nowhere.invalid' }, /host name/],
])('%s has its sentence, without the password', async (_, change, sentence) => {
  const failed: unknown = await boot(changed(change)).catch((error: unknown) => error)
  expect(failed).toMatchObject({ name: 'BootProblem', message: expect.stringMatching(sentence) })
  expect(String(failed)).not.toContain(new URL(clone.url).password)
})

test('two databases and a missing key file are refused', async () => {
  await expect(boot(clone.url, Object.assign(new URL(clone.ownerUrl), { pathname: '/postgres' }).toString())).rejects.toThrow(/both must name the same one/)
  await expect(boot(clone.url, clone.ownerUrl, 'other.json')).rejects.toThrow(/is missing, and the personal data/)
})
