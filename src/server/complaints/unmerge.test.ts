// A wrong merge is undone: clocks as if they had never stopped, parties and numbers back, messages right, the record whole.
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { caseUntil, fileCase, moneyPlan, recordFits } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { recordBreaks } from '../../../test/whole.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const hour = 3_600_000
const day = 24 * hour
const merge = (from: TestCase, into: TestCase, more: Record<string, unknown> = {}) => from.does('agent', 'merging', { into: into.id, reason: '同一件事', ...more })
const undo = (c: TestCase, who: Cast = 'agent') => c.does(who, 'unmerging', { reason: '收件人不同，不是同一件' })
const numbered = (number: string, more: Record<string, unknown> = {}) => fileCase(world, { items: [{ type: 'waybill', number }], ...more })
const ask = async (c: TestCase, code: string) => c.does('agent', 'orders', { unitId: (await world.unit(code)).id, question: '签收是谁？', hours: 24 })
const messages = async (c: TestCase) => (await world.db.selectFrom('messages').select(['template', 'body']).where('complaint_id', '=', c.id).orderBy('at').orderBy('id').execute()).filter((m) => m.template === 'merged' || m.template === 'unmerged')

/** Everything of a case a merge can touch, apart from versions and the record. */
async function standing(c: TestCase) {
  const row = await world.db.selectFrom('complaints').select(['status', 'outcome', 'flags', 'item_number', 'family_key', 'chased', 'next_due_at', 'next_due_kind', 'merged_into', 'closed_at', 'decided_at', 'owner_id', 'priority', 'kind']).where('id', '=', c.id).executeTakeFirstOrThrow()
  const rows = async (query: ReturnType<typeof sql>) => (await query.execute(world.db)).rows
  return {
    row: { ...row, flags: [...row.flags].sort() }, clocks: (await c.clocks()).filter((k) => !(k.kind === 'promise' && k.cancelled)),
    parties: await rows(sql`select unit_id, role, ended from parties where complaint_id = ${c.id} order by 1, 2`), items: await rows(sql`select type, number, number_index, family_key from complaint_items where complaint_id = ${c.id} order by number_index`),
    parcels: await rows(sql`select number from waybill_snapshots where complaint_id = ${c.id} order by 1`), orders: await rows(sql`select id, state from orders where complaint_id = ${c.id} order by id`), pauses: await rows(sql`select from_at, to_at from clock_pauses where complaint_id = ${c.id}`),
  }
}

describe('a wrong merge', () => {
  test('undone at once leaves both cases as they were, at every stage it may be made', async () => {
    for (const stage of ['received', 'accepted', 'investigating', 'planning', 'negotiating']) {
      const [c, into] = [await caseUntil(world, stage, { items: [{ type: 'waybill', number: 'HY5550001110' }] }), await fileCase(world, { items: [] })]
      if (stage === 'investigating') { await ask(c, 'W42010'); await c.does('agent', 'promise', { text: '今晚回电', dueAt: new Date(await world.now() + 5 * hour).toISOString() }) }
      const before = [await standing(c), await standing(into)]
      await merge(c, into)
      expect(await c.status(), stage).toBe('duplicate')
      const head = await undo(c)
      expect([head.status, head.outcome], stage).toEqual([stage, null])
      const after = [await standing(c), await standing(into)]
      const span = (await world.db.selectFrom('merges').select(['at', 'undone_at']).where('complaint_id', '=', c.id).executeTakeFirstOrThrow())
      // only a unit's answer is due later, by the moment it could not answer
      const shift = Number(span.undone_at) - Number(span.at)
      const moved = before[0]?.clocks.map((k) => (k.kind === 'outlet_reply' ? { ...k, due_at: k.due_at + shift } : k))
      const nextDue = { next_due_at: after[0]?.row.next_due_at }
      expect({ ...after[0], row: { ...after[0]?.row, ...nextDue } }, stage).toEqual({ ...before[0], clocks: moved, row: { ...before[0]?.row, ...nextDue } })
      expect(after[1], stage).toEqual(before[1])
      await recordFits(c)
      await recordFits(into)
    }
  })
  test('undone later: its own watch never stood still, and the breach in between is shown', async () => {
    const c = await numbered('HY5550002220')
    const [watch] = await c.clocks('statutory_watch')
    await world.moveClock(3 * day)
    const into = await numbered('HY5550002221')
    const [own] = await into.clocks('statutory_watch')
    await merge(c, into)
    expect((await into.clocks('statutory_watch'))[0]?.due_at).toBe(watch?.due_at)
    await world.moveClock(5 * day)
    await world.settle()
    const breaches = (of: TestCase) => world.db.selectFrom('clock_breaches').select('kind').where('complaint_id', '=', of.id).where('kind', '=', 'statutory_watch').execute()
    expect([(await breaches(into)).length, (await breaches(c)).length]).toEqual([1, 0])
    await undo(c)
    expect(await c.clocks('statutory_watch')).toMatchObject([{ opened_at: watch?.opened_at, due_at: watch?.due_at, stopped_at: null, cancelled: false, stop_event: null }])
    expect((await into.clocks('statutory_watch'))[0]).toEqual(own)
    await world.settle()
    expect([(await breaches(into)).length, (await breaches(c)).length]).toEqual([0, 1])
    const seen = (await (await world.as('agent')).get<{ clocks: { kind: string; state: string }[] }>(`/api/complaints/${c.id}`)).body
    expect(seen.clocks.find((k) => k.kind === 'statutory_watch')?.state).toBe('overdue')
  })
  test('the customer told of the merge is told again; one undone before its message went out is never spoken of', async () => {
    const [c, into, quick] = [await fileCase(world), await fileCase(world), await fileCase(world)]
    await merge(c, into)
    await world.settle()
    await undo(c)
    await merge(quick, into)
    await undo(quick)
    await world.settle()
    const said = await messages(c)
    expect(said.map((m) => m.template)).toEqual(['merged', 'unmerged'])
    for (const m of said) expect(m.body).toContain(into.complaintNo.slice(-4, -1))
    expect(await messages(quick)).toEqual([])
    const spoken = await fileCase(world)
    await merge(spoken, into, { notice: { channel: 'phone', text: '已合并处理' } })
    await undo(spoken)
    await world.settle()
    expect((await messages(spoken)).map((m) => m.template)).toEqual(['unmerged'])
    expect((await c.events()).at(-1)).toMatchObject({ type: 'complaint.unmerged', data: { outOf: into.id, from: 'duplicate', to: 'received' } })
    expect((await into.events()).map((e) => e.type).filter((t) => t.startsWith('complaint.merged'))).toEqual(['complaint.merged_in', 'complaint.merged_out', 'complaint.merged_in', 'complaint.merged_out', 'complaint.merged_in', 'complaint.merged_out'])
  })
  test('a number that came by the merge and was then named for the survivor stays there', async () => {
    const [c, into] = [await fileCase(world, { items: [{ type: 'waybill', number: 'HY5550004440' }, { type: 'waybill', number: 'HY5550005550' }] }), await fileCase(world, { items: [] })]
    await merge(c, into)
    await into.does('agent', 'supplement', { items: [{ type: 'waybill', number: 'hy 5550004440' }] })
    await undo(c)
    const held = await sql<{ number: string }>`select number from complaint_items where complaint_id = ${into.id}`.execute(world.db)
    expect(held.rows).toEqual([{ number: 'HY5550004440' }])
    expect(await world.db.selectFrom('complaints').select(['item_number', 'flags']).where('id', '=', into.id).executeTakeFirstOrThrow()).toMatchObject({ item_number: 'HY5550004440', flags: expect.not.arrayContaining(['unidentified_item']) as string[] })
  })
  test('what the survivor did meanwhile stays: a unit it asked, a promise it kept', async () => {
    const [c, into] = [await caseUntil(world, 'investigating', { items: [{ type: 'waybill', number: 'HY5550003330' }] }), await caseUntil(world, 'investigating', { items: [] })]
    await ask(c, 'W42010')
    await ask(c, 'W44030')
    await c.does('agent', 'promise', { text: '今晚回电', dueAt: new Date(await world.now() + 5 * hour).toISOString() })
    await merge(c, into)
    await ask(into, 'W42010')
    const [promise] = await into.clocks('promise')
    await into.does('agent', 'promise-keeping', { epoch: promise?.epoch, note: '已回电' })
    await undo(c)
    const units = await sql<{ code: string }>`select u.code from parties p join org_units u on u.id = p.unit_id where p.complaint_id = ${into.id} order by 1`.execute(world.db)
    expect(units.rows.map((u) => u.code)).toEqual(['W42010'])
    expect((await c.clocks('promise'))[0]).toMatchObject({ cancelled: false, stop_event: 'complaint.unmerged' })
    expect((await c.clocks('outlet_reply')).map((k) => k.stopped_at)).toEqual([null, null])
    await c.does('outlet', 'note', { text: '还在' })
  })
  test('one that waited for the customer goes on by itself, its clocks moved by the wait', async () => {
    const [c, into] = [await caseUntil(world, 'investigating'), await fileCase(world)]
    const due = async () => (await c.clocks('decision'))[0]?.due_at ?? 0
    const before = await due()
    await c.does('agent', 'pause', { reason: '等照片', untilAt: new Date(await world.now() + 4 * day).toISOString() })
    await world.moveClock(2 * day)
    await merge(c, into)
    await undo(c)
    expect(await due() - before).toBeGreaterThanOrEqual(day)
    const { flags } = await world.db.selectFrom('complaints').select('flags').where('id', '=', c.id).executeTakeFirstOrThrow()
    expect(flags).not.toContain('waiting_customer')
  })
  test('a live plan waits where it stood', async () => {
    const [c, into] = [await caseUntil(world, 'planning'), await fileCase(world)]
    await c.does('claims', 'plan', { ...moneyPlan, measures: [{ kind: 'compensation', description: '赔', amount: { minor: 30_000 } }] })
    await merge(c, into)
    await undo(c)
    expect((await c.does('lead', 'approval', { approve: true, reason: '同意' })).status).toBe('negotiating')
  })
})

describe('who may undo, and when', () => {
  test('after the other one ended, a lead; archived duplicates too; never by reopening', async () => {
    const [c, into] = [await fileCase(world), await caseUntil(world, 'closed')]
    await merge(c, into)
    await c.refused('agent', 'unmerging', { reason: 'x' }, 409, 'merge.survivor_ended')
    await c.refused('lead', 'reopening', { reason: 'x' }, 409, 'lifecycle.ended')
    await c.does('lead', 'archiving')
    await c.refused('lead', 'reopening', { reason: 'x' }, 409, 'merge.undo_instead')
    expect((await undo(c, 'lead')).status).toBe('received')
  })
  test('what was not merged, and twice', async () => {
    const [c, into] = [await fileCase(world), await fileCase(world)]
    await c.refused('agent', 'unmerging', { reason: 'x' }, 409, 'lifecycle.not_from_here')
    await merge(c, into)
    const version = await c.version()
    const both = await Promise.all([c.act('agent', 'unmerging', { reason: 'x', version }), c.act('lead', 'unmerging', { reason: 'x', version })])
    expect(both.map((r) => r.status).sort()).toEqual([200, 409])
    await c.refused('judge', 'unmerging', { reason: 'x' }, 403, 'permission.missing')
  })
  test('a rejection ends nothing as a duplicate any more', async () => {
    const c = await fileCase(world)
    expect((await c.act('agent', 'rejection', { outcome: 'duplicate', reason: 'x', notice: { channel: 'sms', text: 'x' } })).status).toBe(400)
  })
})

test('several merges into one case undone in any order leave it as it was', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.record({ ahead: fc.integer({ min: 0, max: 20 }), numbers: fc.uniqueArray(fc.constantFrom('HY7770001110', 'HY7770001111', 'HY7770001112'), { minLength: 1, maxLength: 2 }), unit: fc.constantFrom('W42010', 'W44030') }), { minLength: 2, maxLength: 3 }), fc.nat(5), async (plans, order) => {
    const cases: TestCase[] = []
    for (const plan of plans) {
      const c = await caseUntil(world, 'investigating', { items: plan.numbers.map((number) => ({ type: 'waybill', number })), ...(plan.ahead === 0 ? {} : { reportedAt: new Date(await world.now() - plan.ahead * hour).toISOString(), reportedProof: '来电记录' }) })
      await ask(c, plan.unit)
      cases.push(c)
    }
    const into = await fileCase(world, { items: [{ type: 'waybill', number: 'HY7770001111' }] })
    const before = await standing(into)
    for (const c of cases) await merge(c, into)
    const left = [...cases]
    while (left.length > 0) for (const c of left.splice(order % left.length, 1)) await undo(c)
    expect(await standing(into)).toEqual(before)
  }), { numRuns: 6, seed: 20_261_122 })
})

test('the record is whole after merging and undoing', async () => {
  expect(await recordBreaks(world)).toEqual([])
})
