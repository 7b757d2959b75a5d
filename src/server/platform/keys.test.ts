// The key file: made once and privately, refused when missing, damaged, open to all, or another than the data's.
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { ensureKeys } from './keys.ts'

let clone: TestDatabase
const folder = mkdtempSync(join(tmpdir(), 'keys-'))
const path = join(folder, 'deep', 'keys.json')
beforeAll(async () => { clone = await cloneDatabase() })
afterAll(async () => {
  await clone.drop()
  rmSync(folder, { recursive: true })
})

const ensure = (file = path): ReturnType<typeof ensureKeys> => ensureKeys(file, clone.ownerUrl, () => {})

test('is made once by whoever comes first, and stays', async () => {
  const [first, second] = await Promise.all([ensure(), ensure()])
  expect(first.fieldKey).toHaveLength(32)
  expect(first.fieldKey.equals(first.indexKey)).toBe(false)
  expect(second.fieldKey.equals(first.fieldKey)).toBe(true)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect((await ensure()).indexKey.equals(first.indexKey)).toBe(true)
})

test('each wrong file has its sentence, and none is ever replaced', async () => {
  const good = readFileSync(path)
  await expect(ensure(join(folder, 'elsewhere.json'))).rejects.toThrow(/is missing, and the personal data/)
  writeFileSync(path, 'x')
  await expect(ensure()).rejects.toThrow(/it is not JSON/)
  writeFileSync(path, JSON.stringify({ version: 1, fieldKey: 'AAAA', indexKey: 'AAAA' }))
  await expect(ensure()).rejects.toThrow(/is damaged: fieldKey must hold 32 bytes, indexKey/)
  const other = { version: 1, fieldKey: Buffer.alloc(32).toString('base64'), indexKey: Buffer.alloc(32, 1).toString('base64') }
  writeFileSync(path, JSON.stringify(other))
  await expect(ensure()).rejects.toThrow(/not the one this database was written with/)
  writeFileSync(path, good)
  chmodSync(path, 0o644)
  await expect(ensure()).rejects.toThrow(/can be read by every user/)
  chmodSync(path, 0o600)
  await ensure()
})
