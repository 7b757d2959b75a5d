// A question's whole life stands in the record: verify-audit finds it as told, and a silence that was taken out of its history.
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { caseUntil } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import { verifyRecord } from './verify.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

test('orders handed over, extended, returned and met with silence are found as recorded', async () => {
  const c = await caseUntil(world, 'accepted')
  const unit = (who: Cast) => world.users[who].unit.id
  const ask = async (who: Cast) => (await c.does('agent', 'orders', { unitId: unit(who), question: '谁派的？', hours: 4 })).made ?? ''
  const does = async (who: Cast, id: string, noun: string, body: object = {}) => {
    const reply = await (await world.as(who)).post<{ made: string | null }>(`/api/orders/${id}/${noun}`, body)
    expect(reply.status, reply.text).toBe(200)
    return reply.body.made ?? id
  }
  const [first, quiet] = [await ask('outlet2'), await ask('hub')]
  const next = await does('agent', first, 'handover', { unitId: unit('outlet'), reason: '转问' })
  await does('agent', next, 'extension', { hours: 30, reason: '暴雨' })
  await does('outlet', next, 'answer', { answer: 'true', text: '先报', partial: true })
  await does('outlet', next, 'answer', { answer: 'true', text: '属实' })
  await does('agent', next, 'return', { missing: '底单' })
  await world.moveClock(5 * 3_600_000)
  await world.settle()
  const found = await verifyRecord(world.databaseUrls.owner)
  expect(found.breaks).toEqual([])
  const owner = new pg.Client({ connectionString: world.databaseUrls.owner })
  await owner.connect()
  const breaks = async (): Promise<(string | undefined)[]> => (await verifyRecord(world.databaseUrls.owner)).breaks.map((b) => b.detail)
  try {
    // a rollback can't be verified, another connection reads: each harm is mended by its own opposite
    for (const [name, harm, mend] of [
      ['orders.answer', `update orders set answer = 'not_true'`, `update orders set answer = 'true'`], ['orders.answer_text', `update orders set answer_text = '不属实'`, `update orders set answer_text = '属实'`],
      ['orders.question', `update orders set question = '谁签的？'`, `update orders set question = '谁派的？'`], ['orders.unit_id', `update orders set unit_id = '${unit('station')}'`, `update orders set unit_id = '${unit('outlet')}'`],
      ['orders.answered_by_name', `update orders set answered_by_name = '别人'`, `update orders set answered_by_name = '${world.users.outlet.name}'`], ['orders.due_at', `update orders set due_at = due_at + interval '1 hour'`, `update orders set due_at = due_at - interval '1 hour'`],
      ['orders.missing', `update orders set missing = '照片'`, `update orders set missing = '底单'`],
    ] as const) {
      await owner.query(`${harm} where id = $1`, [next])
      expect(await breaks()).toEqual([`${name} (${next})`])
      await owner.query(`${mend} where id = $1`, [next])
    }
    await owner.query(`update order_turns set text = '不属实' where step = 'answered' and order_id = $1`, [next])
    await owner.query(`delete from order_turns where step = 'silent' and order_id = $1`, [quiet])
  } finally {
    await owner.end()
  }
  expect((await breaks()).toSorted()).toEqual([`order_turns.answered (${next})`, `order_turns.silent (${quiet})`].toSorted())
})
