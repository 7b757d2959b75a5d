// One matter reported twice: what the case that lives on gets, what the other keeps, who is told, and what is refused.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { caseUntil, fileCase, recordFits } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { recordBreaks } from '../../../test/whole.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const day = 24 * 3_600_000
const same = (into: TestCase, more: Record<string, unknown> = {}) => ({ into: into.complaintNo, reason: '同一件事', ...more })
const row = (id: string) => world.db.selectFrom('complaints').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const other = (more: Record<string, unknown> = {}) => fileCase(world, { items: [{ type: 'waybill', number: 'HY9999999990' }], complainant: { name: '李雷', phone: '13900001111' }, ...more })
const messages = async (c: TestCase) => (await world.db.selectFrom('messages').select(['template', 'body']).where('complaint_id', '=', c.id).orderBy('at').orderBy('id').execute()).filter((m) => m.template === 'merged' || m.template === 'unmerged')

describe('who may merge what', () => {
  test('only roles of the desk; a unit or a judge never', async () => {
    const [a, b] = [await fileCase(world), await fileCase(world)]
    for (const who of ['judge', 'investigator', 'outlet', 'claims'] as const) expect([who, (await a.act(who, 'merging', same(b))).body.code]).toEqual([who, 'permission.missing'])
    expect((await a.act('liaison', 'merging', same(b))).status).toBe(200)
  })
  test('not into itself, into nothing, into one not visible, into one that is merged', async () => {
    const [a, b, c] = [await fileCase(world), await fileCase(world), await fileCase(world)]
    await a.refused('agent', 'merging', same(a), 409, 'merge.into_itself')
    await a.refused('agent', 'merging', { into: '26112248217390553', reason: 'x' }, 409, 'merge.no_other_case')
    const hidden = await fileCase(world, { reasonCode: 'personal_safety.sexual_harassment' })
    await sql`update complaints set flags = array_append(flags, 'restricted') where id = ${hidden.id} and not flags @> '{restricted}'`.execute(world.db)
    const machine = await world.machine(['complaint:merge', 'complaint:read'])
    const blind = await machine.post<{ code: string }>(`/api/complaints/${a.id}/merging`, { version: await a.version(), into: hidden.id, reason: 'x' }, { key: 'blind-1' })
    expect([blind.status, blind.body.code]).toEqual([409, 'merge.no_other_case'])
    await a.refused('agent', 'merging', same(hidden), 409, 'merge.restricted')
    await hidden.refused('agent', 'merging', same(a), 409, 'merge.restricted')
    await b.does('agent', 'merging', same(c))
    await a.refused('agent', 'merging', same(b), 409, 'merge.into_merged')
    const filed = await fileCase(world)
    await filed.does('agent', 'merging', same(c))
    await filed.does('lead', 'archiving')
    await a.refused('agent', 'merging', same(filed), 409, 'merge.into_merged')
    expect(await c.refused('agent', 'merging', same(a), 409, 'merge.has_merged')).toEqual({ count: 2 })
    await b.refused('agent', 'merging', same(a), 409, 'lifecycle.ended')
  })
  test('not once the customer was offered something, told a decision, paid, or wants to withdraw: then the other way round', async () => {
    const into = await fileCase(world)
    const offered = await caseUntil(world, 'offered')
    await offered.refused('agent', 'merging', same(into), 409, 'merge.offer_made')
    const decided = await caseUntil(world, 'decided')
    await decided.refused('agent', 'merging', same(into), 409, 'merge.decision_told')
    const again = await caseUntil(world, 'closed')
    await again.does('lead', 'reopening', { reason: '新的情况' })
    await again.refused('agent', 'merging', same(into), 409, 'merge.decision_told')
    const leaving = await fileCase(world)
    await leaving.does('agent', 'withdrawal', { via: 'phone', words: '算了' })
    await leaving.refused('agent', 'merging', same(into), 409, 'merge.withdrawal_open')
    await into.does('agent', 'merging', same(decided))
    expect(await into.status()).toBe('duplicate')
  })
  test('not into a case that keeps no watch; a report from inside stays apart', async () => {
    const [c, light, gone] = [await fileCase(world), await fileCase(world, { kind: 'praise', verbatim: '快递员很热心，特来感谢' }), await fileCase(world)]
    await gone.does('agent', 'withdrawal', { via: 'phone', words: '不追究了' })
    await gone.does('caller', 'withdrawal-verification', { free: true, method: 'call', reference: 'REC-9' })
    await c.refused('agent', 'merging', same(light), 409, 'merge.watch_lost')
    await c.refused('agent', 'merging', same(gone), 409, 'merge.watch_lost')
    await gone.does('lead', 'archiving')
    await c.refused('agent', 'merging', same(gone), 409, 'merge.watch_lost')
    const inside = await fileCase(world, { complainant: { role: 'staff', phone: '13712345678' } })
    await c.refused('agent', 'merging', same(inside), 409, 'merge.internal_report')
    expect(await c.clocks('statutory_watch')).toMatchObject([{ stopped_at: null }])
  })
  test('a customer no message can reach is told first', async () => {
    const [c, into] = [await fileCase(world, { anonymous: true, complainant: { role: 'other' } }), await fileCase(world)]
    await c.refused('agent', 'merging', same(into), 409, 'merge.notice_missing')
    await c.refused('agent', 'merging', same(into, { notice: { channel: 'portal', text: '已合并', at: new Date(await world.now() + day).toISOString() } }), 400, 'instant.in_future')
    expect((await c.does('agent', 'merging', same(into, { notice: { channel: 'portal', text: '已合并' } }))).status).toBe('duplicate')
  })
  test('seen stale on either side, it is looked at again', async () => {
    const [a, b] = [await fileCase(world), await fileCase(world)]
    const version = await b.version()
    await b.does('agent', 'note', { text: '刚来电' })
    await a.refused('agent', 'merging', same(b, { intoVersion: version }), 409, 'merge.into_stale')
    await a.refused('agent', 'merging', same(b, { version: 99 }), 409, 'stale_version')
    expect([await a.status(), await b.status()]).toEqual(['received', 'received'])
  })
  test('two cases into each other at once: one lives on', async () => {
    const [a, b] = [await fileCase(world), await fileCase(world)]
    const both = await Promise.all([a.act('agent', 'merging', same(b)), b.act('agent2', 'merging', same(a))])
    expect(both.map((r) => r.status).sort()).toEqual([200, 409])
    expect([await a.status(), await b.status()].sort()).toEqual(['duplicate', 'received'])
  })
})

describe('what the survivor gets', () => {
  test('the earlier watch; both records say so and the customer is pointed there', async () => {
    const older = await fileCase(world)
    await world.moveClock(2 * day)
    const younger = await caseUntil(world, 'accepted')
    const [watch] = await older.clocks('statutory_watch')
    const version = await younger.version()
    const ended = await older.does('agent', 'merging', same(younger))
    expect([ended.status, ended.outcome]).toEqual(['duplicate', 'duplicate'])
    const [after] = await younger.clocks('statutory_watch')
    expect([after?.opened_at, after?.due_at, after?.stopped_at]).toEqual([watch?.opened_at, watch?.due_at, null])
    expect(await younger.version()).toBe(version + 1)
    expect((await younger.events()).at(-1)).toMatchObject({ type: 'complaint.merged_in', data: { from: older.id, fromNo: older.complaintNo, earlierWatch: true } })
    expect((await older.events()).at(-1)).toMatchObject({ type: 'complaint.merged', data: { into: younger.id, intoNo: younger.complaintNo, from: 'received', to: 'duplicate' } })
    expect((await younger.outbox()).at(-1)).toEqual({ type: 'complaint.merged_in', version: version + 1 })
    const clocks = (await younger.clocks()).filter((k) => k.stopped_at === null).toSorted((a, b) => a.due_at - b.due_at)
    const kept = await row(younger.id)
    expect([kept.next_due_at, kept.next_due_kind]).toEqual([clocks[0]?.due_at, clocks[0]?.kind])
    expect((await older.clocks()).every((k) => k.stopped_at !== null && (k.kind === 'statutory_watch') !== k.cancelled)).toBe(true)
    await world.settle()
    expect((await messages(older)).map((m) => m.template)).toEqual(['merged'])
    await recordFits(older)
    await recordFits(younger)
  })
  test('merged into an older case leaves that one\'s watch alone', async () => {
    const older = await fileCase(world)
    await world.moveClock(day)
    const younger = await fileCase(world)
    const watch = await older.clocks('statutory_watch')
    await younger.does('agent', 'merging', same(older))
    expect(await older.clocks('statutory_watch')).toEqual(watch)
    expect((await older.events()).at(-1)).toMatchObject({ data: { earlierWatch: false } })
  })
  test('units, numbers with their parcels, open promises, the chaser; and the whole intake stays readable there', async () => {
    const [into, c] = [await fileCase(world, { items: [] }), await other({ channel: 'wechat', verbatim: '我的茶杯碎了，催过一次' })]
    const unit = await world.unit('W42010')
    await c.does('agent', 'acceptance')
    await c.does('agent', 'take')
    const asked = await c.does('agent', 'orders', { unitId: unit.id, question: '签收是谁？', hours: 24 })
    await c.does('agent', 'promise', { text: '今晚回电', dueAt: new Date(await world.now() + 5 * 3_600_000).toISOString() })
    await c.does('agent', 'note', { text: '客户下午方便' })
    await c.does('agent', 'contact', { direction: 'out', channel: 'phone', outcome: 'reached', purpose: 'progress', summary: '已告知在查' })
    expect((await row(into.id)).flags).toContain('unidentified_item')
    await c.does('agent', 'merging', same(into))
    const view = (await (await world.as('agent')).get<{ items: { number: string }[]; parties: { unit: { code: string } }[]; flags: string[] }>(`/api/complaints/${into.id}`)).body
    expect([view.items.map((i) => i.number), view.parties.map((p) => p.unit.code), view.flags.includes('unidentified_item')]).toEqual([['HY9999999990'], ['W42010'], false])
    expect((await into.clocks('promise')).map((k) => [k.stopped_at, k.cancelled])).toEqual([[null, false]])
    expect((await world.db.selectFrom('orders').select('state').where('id', '=', asked.made ?? '').executeTakeFirstOrThrow()).state).toBe('cancelled')
    const seen = (await (await world.as('agent')).get<{ merged: { complaintNo: string; channel: string; verbatim: string; customer: string; notes: { text: string }[]; contacts: { summary: string }[] }[] }>(`/api/complaints/${into.id}/relations`)).body
    expect(seen.merged).toMatchObject([{ complaintNo: c.complaintNo, channel: 'wechat', verbatim: '我的茶杯碎了，催过一次', customer: '李＊', sameCustomer: false, notes: [{ text: '客户下午方便' }], contacts: [{ summary: '已告知在查' }] }])
    expect((await (await world.as('outlet')).get<{ merged: unknown[] }>(`/api/complaints/${into.id}/relations`)).body.merged).toEqual([])
    const listed = (await (await world.as('agent')).get<{ items: { id: string; relations?: { merged: number } }[] }>('/api/complaints?view=open&limit=100&sort=newest')).body.items.find((i) => i.id === into.id)
    expect(listed?.relations).toEqual({ merged: 1, children: 0, parentNo: null })
    await recordFits(into)
  })
  test('a case already told its decision only points: the new customer\'s watch ends in time, its own is untouched', async () => {
    const closed = await caseUntil(world, 'closed')
    const watch = await closed.clocks('statutory_watch')
    const c = await fileCase(world)
    await c.does('agent', 'merging', same(closed))
    expect(await closed.clocks('statutory_watch')).toEqual(watch)
    expect(await c.clocks('statutory_watch')).toMatchObject([{ cancelled: false, stop_event: 'complaint.merged' }])
    const promised = await fileCase(world)
    await promised.does('agent', 'promise', { text: '今晚回电', dueAt: new Date(await world.now() + 5 * 3_600_000).toISOString() })
    await promised.refused('agent', 'merging', same(closed), 409, 'merge.promises_open')
  })
})

test('the record is whole after merging', async () => {
  expect(await recordBreaks(world)).toEqual([])
})
