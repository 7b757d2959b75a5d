// Taking a step back: what the case was before comes back exactly, its message never leaves, and nobody else nor later can.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { caseUntil, fileCase, lastEvent, offerText, recordFits } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { verifyRecord } from './verify.ts'
import type { CaseRow } from '../complaints/gate.ts'
import { loadFacts } from '../complaints/facts.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

type Row = Record<string, unknown>

/** Everything the tables hold of a case besides its version, its chain, the step being undone and clocks it had opened, which count as never opened. */
async function held(c: TestCase): Promise<Record<string, unknown>> {
  const row = await world.db.selectFrom('complaints').selectAll().where('id', '=', c.id).executeTakeFirstOrThrow()
  const facts = await loadFacts(world.db, row as unknown as CaseRow)
  const { version: _v, chain_seq: _s, chain_hash: _h, ...rest } = row as Row
  const rows = async (table: string, order: string): Promise<Row[]> => (await sql<Row>`select to_jsonb(x) as j from ${sql.table(table)} x where x.complaint_id = ${c.id} order by ${sql.raw(order)}`.execute(world.db)).rows
  return { rest, facts: { ...facts, undoable: null }, parties: await rows('parties', 'unit_id'), orders: await rows('orders', 'id'), offers: await rows('offers', 'round'), clocks: (await rows('clocks', 'kind, epoch')).filter(({ j }) => (j as { stop_event: string | null }).stop_event !== 'complaint.step_undone') }
}

const steps: readonly [string, string, (c: TestCase) => Promise<{ version: number }>, string][] = [
  ['assignment', 'accepted', (c) => c.does('agent', 'assignment', { ownerId: world.users.agent2.id }), 'complaint.assigned'],
  ['assignment of a case in work', 'investigating', (c) => c.does('agent', 'assignment', { ownerId: world.users.agent2.id, reason: '方言' }), 'complaint.assigned'],
  ['take', 'accepted', (c) => c.does('agent', 'take'), 'complaint.taken'],
  ['closing', 'confirmed', (c) => c.does('agent', 'closing', { summary: '已赔偿并道歉' }), 'complaint.closed'],
]

describe('what is undone is as if it had not been', () => {
  test.each(steps)('%s', async (_name, until, act, event) => {
    const c = await caseUntil(world, until)
    if (until === 'investigating') await c.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '签收是谁？', hours: 24 })
    const before = await held(c)
    const head = await act(c) as { version: number; undoUntil: string }
    expect(Date.parse(head.undoUntil)).toBeGreaterThan(await world.now() - 1)
    await c.does('agent', 'undo')
    expect(await held(c)).toEqual(before)
    const events = await c.events()
    expect(events.map((e) => e.type).slice(-2)).toEqual([event, 'complaint.step_undone'])
    await lastEvent(c)
    await recordFits(c)
  })

  test('a closing with an open question: the unit is asked again', async () => {
    const c = await caseUntil(world, 'confirmed')
    await c.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '还有录像吗？', hours: 24 })
    const before = await held(c)
    await c.does('agent', 'closing', { summary: '已赔偿并道歉' })
    expect(((await held(c))['orders'] as { j: { state: string } }[])[0]?.j.state).toBe('cancelled')
    await c.does('agent', 'undo')
    expect(await held(c)).toEqual(before)
  })

  test('an offer: what was open before is open again, its own clock never counts', async () => {
    const c = await caseUntil(world, 'offered')
    const before = await held(c)
    await c.does('agent', 'offer', { ...offerText, text: '赔偿 120 元，另致歉信' })
    await c.does('agent', 'undo')
    const after = await held(c)
    const openClocks = (h: Record<string, unknown>) => (h['clocks'] as { j: { cancelled: boolean } }[]).filter((r) => !r.j.cancelled)
    const open = (h: Record<string, unknown>) => (h['offers'] as { j: { state: string } }[]).filter((r) => r.j.state !== 'superseded')
    expect([openClocks(after), open(after), after['facts'], after['rest']]).toEqual([openClocks(before), open(before), before['facts'], before['rest']])
    await recordFits(c)
  })

  test('the whole record still verifies', async () => {
    const found = await verifyRecord(world.databaseUrls.owner)
    expect(found.breaks).toEqual([])
  })
})

describe('the message of a step waits while it may be taken back', () => {
  const messages = async (c: TestCase, template: string) => (await sql<{ state: string }>`select state from messages where complaint_id = ${c.id} and template = ${template} order by at`.execute(world.db)).rows.map((m) => m.state)

  test('undone in time it never leaves, whether it was written already or not', async () => {
    const written = await caseUntil(world, 'confirmed')
    await written.does('agent', 'closing', { summary: '已赔偿并道歉' })
    await world.settle()
    expect(await messages(written, 'closed')).toEqual(['queued'])
    await written.does('agent', 'undo')
    const unwritten = await caseUntil(world, 'confirmed')
    await unwritten.does('agent', 'closing', { summary: '已赔偿并道歉' })
    await unwritten.does('agent', 'undo')
    await world.moveClock(20_000)
    await world.settle()
    await world.settle()
    expect([await messages(written, 'closed'), await messages(unwritten, 'closed')]).toEqual([['cancelled'], []])
    await written.does('agent', 'closing', { summary: '第二次结案' })
    await world.settle()
    await world.moveClock(20_000)
    await world.settle()
    expect(await messages(written, 'closed')).toEqual(['cancelled', 'sent'])
  })

  test('left alone it leaves after its seconds; a receipt does not wait', async () => {
    const c = await caseUntil(world, 'closed')
    await world.settle()
    expect([await messages(c, 'received'), await messages(c, 'closed')]).toEqual([['sent'], ['queued']])
    await world.moveClock(8_001)
    await world.settle()
    expect(await messages(c, 'closed')).toEqual(['sent'])
  })
})

describe('who may not', () => {
  test('another person, a lead neither', async () => {
    const c = await caseUntil(world, 'accepted')
    await c.does('agent', 'take')
    for (const who of ['lead', 'agent2'] as const) expect(await c.refused(who, 'undo', {}, 409, 'undo.not_yours')).toEqual({})
  })

  test('nobody once the seconds are over', async () => {
    const c = await caseUntil(world, 'accepted')
    await c.does('agent', 'take')
    await world.moveClock(8_001)
    expect(await c.refused('agent', 'undo', {}, 409, 'undo.too_late')).toEqual({})
  })

  test('nobody once anything else happened, nor twice, nor what can not be taken back', async () => {
    const c = await caseUntil(world, 'accepted')
    await c.does('agent', 'take')
    const seen = await c.version()
    await c.does('agent2', 'note', { text: '客户来电催问' })
    expect(await c.refused('agent', 'undo', { version: seen }, 409, 'stale_version')).toEqual({ version: seen + 1 })
    await c.refused('agent', 'undo', {}, 409, 'undo.nothing')
    const other = await fileCase(world)
    await other.does('agent', 'assignment', { ownerId: world.users.agent2.id })
    await other.does('agent', 'undo')
    await other.refused('agent', 'undo', {}, 409, 'undo.nothing')
  })

  test('a unit that does not see the case finds none', async () => {
    const c = await caseUntil(world, 'investigating')
    expect(await c.refused('outlet2', 'undo', {}, 404, 'not_found')).toEqual({})
  })
})
