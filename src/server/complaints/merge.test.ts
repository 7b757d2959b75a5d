// Duplicates: the case that lives on keeps the earliest statutory watch, and both records say so.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { caseUntil, fileCase, recordFits } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const day = 24 * 3_600_000
const duplicate = (no?: string) => ({ outcome: 'duplicate', reason: '同一件事', notice: { channel: 'sms', text: '已并入先前的投诉' }, ...(no === undefined ? {} : { duplicateOf: no }) })
const row = (id: string) => world.db.selectFrom('complaints').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

describe('a duplicate', () => {
  test('needs the number of another case that lives', async () => {
    const c = await fileCase(world)
    await c.refused('agent', 'rejection', duplicate(), 400, 'duplicate.number_missing')
    await c.refused('agent', 'rejection', duplicate('12345678901234567'), 400, 'duplicate.number_missing')
    await c.refused('agent', 'rejection', duplicate(c.complaintNo), 409, 'duplicate.no_other_case')
    const other = await fileCase(world)
    await other.does('agent', 'rejection', duplicate(c.complaintNo))
    await c.refused('agent', 'rejection', duplicate(other.complaintNo), 409, 'duplicate.of_duplicate')
    expect([await c.status(), await other.status()]).toEqual(['received', 'duplicate'])
  })
  test('merged into a younger case hands its earlier watch over', async () => {
    const older = await fileCase(world)
    await world.moveClock(2 * day)
    const younger = await caseUntil(world, 'accepted')
    const [watch] = await older.clocks('statutory_watch')
    const [before] = await younger.clocks('statutory_watch')
    expect(watch?.due_at).toBeLessThan(before?.due_at ?? 0)
    const version = await younger.version()
    const ended = await older.does('agent', 'rejection', duplicate(younger.complaintNo))
    expect([ended.status, ended.outcome]).toEqual(['duplicate', 'duplicate'])
    const [after] = await younger.clocks('statutory_watch')
    expect([after?.opened_at, after?.due_at, after?.stopped_at]).toEqual([watch?.opened_at, watch?.due_at, null])
    expect(await younger.version()).toBe(version + 1)
    expect((await younger.events()).at(-1)).toMatchObject({ type: 'complaint.merged_in', data: { from: older.id, fromNo: older.complaintNo, earlierWatch: true } })
    expect((await younger.outbox()).at(-1)).toEqual({ type: 'complaint.merged_in', version: version + 1 })
    expect((await row(older.id)).merged_into).toBe(younger.id)
    const clocks = (await younger.clocks()).filter((k) => k.stopped_at === null).toSorted((a, b) => a.due_at - b.due_at)
    const kept = await row(younger.id)
    expect([kept.next_due_at, kept.next_due_kind]).toEqual([clocks[0]?.due_at, clocks[0]?.kind])
    await recordFits(older)
    await recordFits(younger)
  })
  test('merged into an older case leaves that one\'s watch alone', async () => {
    const older = await fileCase(world)
    await world.moveClock(2 * day)
    const younger = await fileCase(world)
    const watch = await older.clocks('statutory_watch')
    await younger.does('agent', 'rejection', duplicate(older.complaintNo))
    expect(await older.clocks('statutory_watch')).toEqual(watch)
    expect((await older.events()).at(-1)).toMatchObject({ data: { earlierWatch: false } })
  })
  test('not into a case that keeps no watch: a lighter contact, or one withdrawn', async () => {
    const [c, light, gone] = [await fileCase(world), await fileCase(world, { kind: 'praise', verbatim: '快递员很热心，特来感谢' }), await fileCase(world)]
    await gone.does('agent', 'withdrawal', { via: 'phone', words: '不追究了' })
    await gone.does('caller', 'withdrawal-verification', { free: true, method: 'call', reference: 'REC-9' })
    await c.refused('agent', 'rejection', duplicate(light.complaintNo), 409, 'duplicate.watch_lost')
    await c.refused('agent', 'rejection', duplicate(gone.complaintNo), 409, 'duplicate.watch_lost')
    expect(await c.clocks('statutory_watch')).toMatchObject([{ stopped_at: null }])
  })
  test('taken out again by reopening, its own watch runs again from the receipt', async () => {
    const [c, other] = [await fileCase(world), await fileCase(world)]
    await c.does('agent', 'rejection', duplicate(other.complaintNo))
    await c.does('lead', 'reopening', { reason: '不是同一件事' })
    const [merged, own] = await c.clocks('statutory_watch')
    expect([merged?.stopped_at === null, own?.stopped_at, own?.opened_at, own?.due_at]).toEqual([false, null, merged?.opened_at, merged?.due_at])
  })
  test('two cases into each other at once: one lives on', async () => {
    const [a, b] = [await fileCase(world), await fileCase(world)]
    const both = await Promise.all([a.act('agent', 'rejection', duplicate(b.complaintNo)), b.act('agent2', 'rejection', duplicate(a.complaintNo))])
    expect(both.map((r) => r.status).sort()).toEqual([200, 409])
    expect([await a.status(), await b.status()].sort()).toEqual(['duplicate', 'received'])
  })
})
