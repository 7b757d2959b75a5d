// Limits go by the real client's address: forwarded addresses count only from proxies that were named, and only the nearest that is none of them.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp } from '../../../test/app.ts'
import type { TestApp } from '../../../test/app.ts'

let plain: TestApp
let behind: TestApp
beforeAll(async () => { [plain, behind] = await Promise.all([startApp(), startApp(undefined, { trustProxy: ['127.0.0.0/8'] })]) })
afterAll(() => Promise.all([plain.stop(), behind.stop()]))

/** The key of the place a failed sign-in is booked under. */
async function placeOf(app: TestApp, forwarded: string): Promise<string> {
  await sql`delete from sign_in_failures`.execute(app.app.database.db)
  const answer = await fetch(`${app.url}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-forwarded-for': forwarded, 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }, body: JSON.stringify({ username: 'nobody', password: 'wrong' }) })
  expect(answer.status).toBe(401)
  const found = await sql<{ key: string }>`select key from sign_in_failures where key like 'place:%'`.execute(app.app.database.db)
  return found.rows[0]?.key ?? ''
}

test('without a named proxy the connection counts', async () => {
  expect(await placeOf(plain, '203.0.113.9')).toBe(await placeOf(plain, '203.0.113.10'))
})

test('behind a named proxy each client is a place of its own, whatever it claims before', async () => {
  const one = await placeOf(behind, '203.0.113.9')
  expect(await placeOf(behind, '203.0.113.10')).not.toBe(one)
  expect(await placeOf(behind, '9.9.9.9, 203.0.113.9')).toBe(one)
  expect(await placeOf(behind, '9.9.9.9, 203.0.113.9, 127.0.0.3')).toBe(one)
})
