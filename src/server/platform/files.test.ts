// Files under random names: whole, private, and never found by anybody's path.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'
import { dropStoredFile, openStoredFile, storeFile } from './files.ts'

const folder = mkdtempSync(join(tmpdir(), 'huiyin-files-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('what is stored is read back, and gone when dropped', async () => {
  const stored = await storeFile(folder, Buffer.from('照片'))
  expect(stored).toMatchObject({ size: 6, storedAs: expect.stringMatching(/^[0-9a-f]{2}\/[0-9a-f-]{36}$/) as string })
  expect(statSync(join(folder, stored.storedAs)).mode & 0o077).toBe(0)
  const stream = await openStoredFile(folder, stored.storedAs)
  expect(stream && (await buffer(stream)).toString()).toBe('照片')
  await dropStoredFile(folder, stored.storedAs)
  expect(await openStoredFile(folder, stored.storedAs)).toBeNull()
})

test.each(['../../etc/passwd', '/etc/passwd', 'aa/../../x', '', 'aa/aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa\0'])('%j is no stored name', async (name) => {
  expect(await openStoredFile(folder, name)).toBeNull()
})
