// The same key of two strangers is two keys; the same visitor's is one, also without a cookie and without a script.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createVisitor } from '../../../test/form.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

type Answer = { status: number; replayed: boolean; body: { complaintNo?: string; followUrl?: string; code?: string } }
const count = async (): Promise<number> => Number((await world.db.selectFrom('complaints').select((e) => e.fn.countAll().as('n')).executeTakeFirstOrThrow()).n)

async function file(body: Record<string, unknown>, key: string, cookie?: string): Promise<Answer> {
  const response = await fetch(`${world.url}/p/api/complaints`, { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': key, ...(cookie === undefined ? {} : { cookie: `huiyin-portal-draft=${cookie}` }) }, body: JSON.stringify(body) })
  return { status: response.status, replayed: response.headers.get('idempotent-replay') === 'true', body: (await response.json()) as Answer['body'] }
}

const of = (phone: string, words = '一直没收到') => ({ verbatim: words, reasonCode: 'delay', complainant: { phone } })

test('one visitor\'s key is their own: the same answer again, another body refused', async () => {
  const first = await file(of('13800200001'), 'k-1')
  const again = await file(of('13800200001'), 'k-1')
  expect([first.status, again.status, again.replayed, again.body]).toEqual([201, 201, true, first.body])
  expect(await file(of('13800200001', '少了一件'), 'k-1')).toMatchObject({ status: 422, body: { code: 'idempotency.other_body' } })
})

test('a stranger with the same key files their own complaint and reads nothing', async () => {
  const before = await count()
  const mine = await file(of('13800200002'), 'k-2')
  const theirs = await file(of('13800200003'), 'k-2')
  expect([mine.status, theirs.status, theirs.replayed, await count()]).toEqual([201, 201, false, before + 2])
  expect(theirs.body.followUrl).not.toBe(mine.body.followUrl)
})

test('two browsers with the very same words are two visitors', async () => {
  const [a, b] = ['a'.repeat(43), 'b'.repeat(43)]
  const mine = await file(of('13800200004'), 'k-3', a)
  const theirs = await file(of('13800200004'), 'k-3', b)
  expect([theirs.replayed, theirs.body.complaintNo === mine.body.complaintNo]).toEqual([false, false])
  expect(await file(of('13800200004'), 'k-3', a)).toMatchObject({ replayed: true, body: { complaintNo: mine.body.complaintNo } })
})

test('without phone and cookie the request itself is the visitor', async () => {
  const anonymous = (words: string) => ({ verbatim: words, reasonCode: 'delay', anonymous: true })
  const mine = await file(anonymous('没人送'), 'k-4')
  expect(await file(anonymous('没人送'), 'k-4')).toMatchObject({ replayed: true, body: mine.body })
  expect(await file(anonymous('别的事'), 'k-4')).toMatchObject({ status: 201, replayed: false })
})

test('a form sent twice without a script files once; its key is of no use to another browser', async () => {
  const before = await count()
  const visitor = createVisitor(world.url)
  const review = await visitor.send(await visitor.open('/p/complain/tell?about=damage'), '/p/complain/review', { words: '外箱压扁了', phone: '13800200005' })
  const sent = await visitor.send(review, '/p/complain')
  expect((await visitor.send(review, '/p/complain')).url).toBe(sent.url)
  expect(await count()).toBe(before + 1)
  const scopes = await world.db.selectFrom('idempotency_keys').select('scope').where('scope', 'like', '%POST /p/complain%').execute()
  expect(scopes.every((row) => /POST \/p\/complain [0-9a-f]{32,64}$/.test(row.scope))).toBe(true)
  expect(JSON.stringify(scopes)).not.toContain('13800200005')
})
