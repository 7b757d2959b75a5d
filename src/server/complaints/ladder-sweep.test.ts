// The sweep on a real database: each step once whoever sweeps, passed on where nobody is, quiet at night, nothing for what stopped, stands or moved.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { startDeadlines } from '../../../test/deadlines.ts'
import type { Deadlines } from '../../../test/deadlines.ts'
import { newId } from '../platform/ids.ts'
import { sweepDeadlines } from './ladder-sweep.ts'

let house: Deadlines
beforeAll(async () => { house = await startDeadlines() })
afterAll(() => house.stop())
beforeEach(() => house.setClock('2026-11-24 10:00'))

const breaches = async (id: string): Promise<string[]> => (await sql<{ kind: string; epoch: number }>`select kind, epoch from clock_breaches where complaint_id = ${id} order by 1, 2`.execute(house.db)).rows.map((b) => `${b.kind} ${b.epoch}`)
const lines = async (id: string): Promise<string[]> => (await sql<{ type: string }>`select type from outbox where complaint_id = ${id} and type like 'clock.%' order by tx, id`.execute(house.db)).rows.map((o) => o.type)
const watched = async (id: string): Promise<number> => (await sql`select 1 from clock_watches where complaint_id = ${id}`.execute(house.db)).rows.length
async function absent(who: string, hours: number): Promise<() => Promise<void>> {
  const id = newId()
  await sql`insert into absences (id, user_id, kind, from_at, to_at, recorded_by) values (${id}, ${house.users[who]}, 'leave', app_now() - interval '1 hour', app_now() + make_interval(hours => ${hours}), ${house.users['lead']})`.execute(house.db)
  return async () => void await sql`delete from absences where id = ${id}`.execute(house.db)
}

describe('a ladder is climbed', () => {
  test('owner reminded, owner and lead told at the due instant, lead again a day later; then nothing', async () => {
    const id = await house.aCase([{ kind: 'substantive_reply', openedHours: -20, dueHours: 5 }])
    expect(await house.sweep()).toBe(0)
    await house.moveClock(1.01)
    await house.sweep()
    expect(await house.codes(id)).toEqual(['substantive_reply h4_before owner'])
    expect([await lines(id), await breaches(id)]).toEqual([['clock.step_told'], []])
    await house.moveClock(3)
    await house.sweep()
    await house.moveClock(1)
    await house.sweep()
    expect(await house.codes(id)).toEqual(['substantive_reply h4_before owner', 'substantive_reply h1_before owner', 'substantive_reply due owner+role:lead'])
    expect([await lines(id), await breaches(id)]).toEqual([['clock.step_told', 'clock.step_told', 'clock.breached'], ['substantive_reply 1']])
    expect(await house.notices(id)).toEqual(['agent clock_breached', 'agent clock_reminder', 'role:lead clock_escalated'])
    await house.moveClock(24)
    await house.sweep()
    expect((await house.codes(id)).at(-1)).toBe('substantive_reply h24_after role:lead')
    expect(await house.sweep()).toBe(0)
    expect(await watched(id)).toBe(0)
  })

  test('five sweeps at once tell each step once, with one line and one breach', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, () => house.aCase([{ kind: 'promise', openedHours: -20, dueHours: -0.5 }, { kind: 'first_contact', openedHours: -20, dueHours: -0.4 }])))
    const told = await Promise.all(Array.from({ length: 5 }, () => sweepDeadlines(house.deps)))
    // h1_before overtaken and due, for two clocks of each
    expect(told.reduce((a, b) => a + b, 0)).toBe(30 * 4)
    for (const id of ids) expect([await breaches(id), await lines(id)]).toEqual([['first_contact 1', 'promise 1'], ['clock.breached']])
  })

  test('catch-up after days: every breach is told, oldest first; of the reminders none that the breach overtook', async () => {
    const late = await house.aCase([{ kind: 'statutory_watch', openedHours: -200, dueHours: -30 }], { status: 'approving' })
    const soon = await house.aCase([{ kind: 'statutory_watch', openedHours: -160, dueHours: 3 }], { status: 'decided' })
    await house.sweep()
    expect(await house.codes(late)).toEqual(['-statutory_watch h48_before', '-statutory_watch h24_before', '-statutory_watch h4_before', '-statutory_watch h1_before', 'statutory_watch due owner+role:lead+role:liaison', 'statutory_watch h4_after role:lead+role:liaison', 'statutory_watch h24_after role:lead+role:liaison'])
    expect(await house.codes(soon)).toEqual(['-statutory_watch h48_before', '-statutory_watch h24_before', 'statutory_watch h4_before owner+role:lead+role:liaison'])
  })
})

describe('nothing is told of', () => {
  test('a clock that stopped or was cancelled meanwhile, and one that stands until it runs again', async () => {
    const id = await house.aCase([{ kind: 'decision', openedHours: -90, dueHours: 1.5 }, { kind: 'promise', openedHours: -20, dueHours: 1.5 }, { kind: 'callback', openedHours: -90, dueHours: 1.5 }], { status: 'decided' })
    await house.sweep()
    await sql`update clocks set stopped_at = app_now(), stop_event = 'x' where complaint_id = ${id} and kind = 'promise'`.execute(house.db)
    await sql`update clocks set stopped_at = app_now(), cancelled = true where complaint_id = ${id} and kind = 'callback'`.execute(house.db)
    await sql`update clocks set paused_at = app_now() where complaint_id = ${id} and kind = 'decision'`.execute(house.db)
    const before = await house.codes(id)
    await house.moveClock(3)
    await house.sweep()
    expect(await house.codes(id)).toEqual(before)
    expect(await watched(id)).toBe(0)
    await sql`update clocks set paused_at = null where complaint_id = ${id} and kind = 'decision'`.execute(house.db)
    await house.sweep()
    expect(await breaches(id)).toEqual(['decision 1'])
  })

  test('a due instant that moved: earlier ones catch up, later ones are told again, what was told for a later one is not', async () => {
    const id = await house.aCase([{ kind: 'decision', openedHours: -90, dueHours: 20 }], { status: 'decided' })
    await house.sweep()
    const move = (hours: number) => sql`update clocks set due_at = app_now() + make_interval(secs => ${hours * 3600}) where complaint_id = ${id}`.execute(house.db)
    expect(await house.codes(id)).toEqual(['decision h24_before owner'])
    await move(3)
    await house.sweep()
    expect(await house.codes(id)).toEqual(['decision h24_before owner', 'decision h4_before owner'])
    await move(10)
    await house.sweep()
    // ten hours are later than three, not than twenty: a day before was told, four hours before comes again
    expect(await house.codes(id)).toHaveLength(2)
    await house.moveClock(6.01)
    await house.sweep()
    expect((await house.codes(id)).filter((c) => c.includes('h4'))).toHaveLength(2)
    await house.moveClock(6)
    await house.sweep()
    expect(await breaches(id)).toEqual(['decision 1'])
    // a pause entered afterwards moves it on: the breach that then comes is of the later instant
    await move(30)
    await house.sweep()
    await house.moveClock(31)
    await house.sweep()
    const kept = await sql<{ late: boolean }>`select b.due_at = k.due_at as late from clock_breaches b join clocks k using (complaint_id, kind, epoch) where complaint_id = ${id}`.execute(house.db)
    expect(kept.rows).toEqual([{ late: true }])
    expect((await house.codes(id)).filter((c) => c.includes(' due '))).toHaveLength(2)
  })

  test('a clock whose due instant moves between look and telling', async () => {
    const id = await house.aCase([{ kind: 'promise', openedHours: -20, dueHours: 1 }])
    await house.sweep()
    await house.moveClock(1.01)
    // another step has the clock's row; the sweep doesn't wait for it, and books what was true before
    await house.db.transaction().execute(async (tx) => {
      await sql`update clocks set due_at = due_at + interval '1 day' where complaint_id = ${id}`.execute(tx)
      await house.sweep()
    })
    expect(await breaches(id)).toEqual(['promise 1'])
    await house.sweep()
    expect(await watched(id)).toBe(1)
    await house.moveClock(24)
    await house.sweep()
    expect((await house.codes(id)).filter((c) => c.includes(' due '))).toHaveLength(2)
  })

  test('an act at the due instant that commits a moment later', async () => {
    await house.setClock('2026-11-24 10:00')
    const id = await house.aCase([{ kind: 'promise', openedHours: -2, dueHours: 0.0001 }])
    await house.sweep()
    expect(await breaches(id)).toEqual([])
  })
})

describe('nobody there', () => {
  test('an absent owner: the reminder goes to the lead at once, and says so', async () => {
    const back = await absent('agent', 48)
    const id = await house.aCase([{ kind: 'substantive_reply', openedHours: -20, dueHours: 3 }])
    await house.sweep()
    expect((await house.steps(id)).map((s) => [s.step, s.state, s.told.map((t) => t.to), s.passed])).toEqual([['h4_before', 'passed_on', ['role:lead'], [{ to: 'owner', because: 'absent' }]]])
    expect(await house.notices(id)).toEqual(['role:lead clock_reminder'])
    await back()
  })

  test('no owner, a disabled one, one off shift', async () => {
    const unowned = await house.aCase([{ kind: 'substantive_reply', openedHours: -20, dueHours: 3 }], { owner: null })
    const gone = await house.aCase([{ kind: 'substantive_reply', openedHours: -20, dueHours: 3 }], { owner: 'agent2' })
    await sql`update users set status = 'disabled' where username = 'agent2'`.execute(house.db)
    const off = await house.aCase([{ kind: 'substantive_reply', openedHours: -20, dueHours: 3 }], { owner: 'caller' })
    await sql`insert into shifts (id, user_id, code, from_at, to_at, planned_by) values (${newId()}, ${house.users['caller']}, 'early', app_now() - interval '9 hours', app_now() - interval '1 hour', ${house.users['lead']})`.execute(house.db)
    await house.sweep()
    const why = async (id: string) => (await house.steps(id)).map((s) => [s.state, s.passed.map((p) => p.because)])
    expect([await why(unowned), await why(gone), await why(off)]).toEqual([[['passed_on', ['none']]], [['passed_on', ['disabled']]], [['passed_on', ['shift_over']]]])
    await sql`update users set status = 'active' where username = 'agent2'`.execute(house.db)
    await sql`delete from shifts`.execute(house.db)
  })

  test('nobody up the whole ladder: it is kept for the owner; with nobody at all it is still recorded, and the breach booked', async () => {
    const backs = [await absent('agent', 48), await absent('lead', 48)]
    const away = await house.aCase([{ kind: 'substantive_reply', openedHours: -20, dueHours: -1 }])
    const none = await house.aCase([{ kind: 'customer_answer', openedHours: -20, dueHours: -1 }], { owner: null })
    await house.sweep()
    expect((await house.steps(away)).filter((s) => s.step === 'due').map((s) => [s.state, s.told.map((t) => t.to)])).toEqual([['kept', ['owner', 'role:lead']]])
    expect((await house.steps(none)).filter((s) => s.step === 'due').map((s) => [s.state, s.told, s.passed.length])).toEqual([['nobody', [], 2]])
    expect([await breaches(away), await breaches(none)]).toEqual([['substantive_reply 1'], ['customer_answer 1']])
    for (const back of backs) await back()
  })

  test('a unit that was asked: its people, then who runs it and the owner, then the province', async () => {
    const id = await house.aCase([{ kind: 'outlet_reply', openedHours: -24, dueHours: 2 }], { unit: 'W42010' })
    await house.sweep()
    await house.moveClock(3)
    await house.sweep()
    await house.moveClock(12)
    await house.sweep()
    expect(await house.codes(id)).toEqual(expect.arrayContaining(['outlet_reply due unit_manager+owner', 'outlet_reply h12_after province_manager']))
    expect(await house.notices(id)).toEqual(expect.arrayContaining(['order:answer@W42010 clock_reminder', 'complaint:contact@W42010 clock_escalated', 'role:province_manager@P42 clock_escalated', 'agent clock_breached']))
  })
})

describe('at night', () => {
  test('a reminder waits for eight in the morning, a breach waits for nobody, and who is on shift hears at once', async () => {
    await house.setClock('2026-11-24 22:00')
    const morning = await house.aCase([{ kind: 'substantive_reply', openedHours: -20, dueHours: 11.5 }])
    const night = await house.aCase([{ kind: 'substantive_reply', openedHours: -20, dueHours: 4.5 }])
    const manned = await house.aCase([{ kind: 'substantive_reply', openedHours: -20, dueHours: 4.5 }], { owner: 'agent2' })
    await sql`insert into shifts (id, user_id, code, from_at, to_at, planned_by) values (${newId()}, ${house.users['agent2']}, 'night', app_now() - interval '1 hour', app_now() + interval '7 hours', ${house.users['lead']})`.execute(house.db)
    await house.moveClock(0.51)
    await house.sweep()
    expect([await house.codes(night), await house.codes(manned)]).toEqual([[], ['substantive_reply h4_before owner']])
    await house.moveClock(4.1)
    await house.sweep()
    expect(await house.codes(night)).toEqual(['-substantive_reply h4_before', '-substantive_reply h1_before', 'substantive_reply due owner+role:lead'])
    await house.setClock('2026-11-25 07:00')
    await house.sweep()
    expect(await house.codes(morning)).toEqual([])
    await house.setClock('2026-11-25 08:00')
    await house.sweep()
    expect(await house.codes(morning)).toEqual(['substantive_reply h4_before owner'])
    await sql`delete from shifts`.execute(house.db)
  })
})

test('steps by mail and text stand in the message log with a sealed address, once, and are sent on by the queue', async () => {
  const id = await house.aCase([{ kind: 'statutory_watch', openedHours: -160, dueHours: -0.1 }])
  await Promise.all([house.sweep(), house.sweep(), house.sweep()])
  const found = await sql<{ channel: string; to_masked: string; state: string; template: string; body: string; held: boolean }>`select channel, to_masked, state, template, body, not_before is not null as held from messages where complaint_id = ${id} order by to_masked`.execute(house.db)
  expect(found.rows.map((m) => [m.channel, m.to_masked, m.state, m.template, m.held])).toEqual([['sms', '周小雨', 'queued', 'deadline_step', true], ['sms', '郑怀远', 'queued', 'deadline_step', true], ['sms', '顾晓峰', 'queued', 'deadline_step', true]])
  expect(found.rows[0]?.body).toContain('法定七日')
})

test('other ladders in force: every running clock is placed anew, whoever sees it first', async () => {
  const id = await house.aCase([{ kind: 'decision', openedHours: -50, dueHours: 60 }], { status: 'decided' })
  await house.sweep()
  expect((await sql`select 1 from clock_news where complaint_id = ${id}`.execute(house.db)).rows).toHaveLength(0)
  await sql`update settings set value = '"ladders@0"' where name = 'ladders'`.execute(house.db)
  const placedBy = async (): Promise<string | undefined> => (await sql<{ value: string }>`select value #>> '{}' as value from settings where name = 'ladders'`.execute(house.db)).rows[0]?.value
  await Promise.all([house.sweep(), house.sweep()])
  expect(await placedBy(), 'another process may have filed by the former ladders in between').toBe('ladders@1 again')
  expect(await watched(id)).toBe(1)
  await sql`update settings set updated_at = app_now() - interval '7 seconds' where name = 'ladders'`.execute(house.db)
  await sql`delete from clock_watches where complaint_id = ${id}`.execute(house.db)
  await sql`insert into clock_watches values (${id}, 'decision', 1, app_now() + interval '90 hours', app_now() - interval '1 second')`.execute(house.db)
  await house.sweep()
  expect(await placedBy()).toBe('ladders@1')
  expect((await sql<{ far: boolean }>`select step_at > app_now() + interval '80 hours' as far from clock_watches where complaint_id = ${id}`.execute(house.db)).rows).toEqual([{ far: false }])
})

test('a sweep that was stopped for long changes nothing that others told meanwhile', async () => {
  const id = await house.aCase([{ kind: 'substantive_reply', openedHours: -20, dueHours: 5 }])
  await house.sweep()
  await house.moveClock(1.01)
  const { findClocks } = await import('./ladder-sweep.ts')
  const stale = await findClocks(house.db)
  await house.sweep()
  const { tellSteps } = await import('./ladder-statement.ts')
  const row = stale.running.find((r) => r.complaint_id === id)!
  const again = { c: id, k: row.kind, e: row.epoch, d: row.due_key, s: 'h4_before', p: new Date().toISOString(), state: 'told' as const, told: [], passed: [], via: [], because: null }
  const at = async () => (await sql<{ step_at: number }>`select step_at from clock_watches where complaint_id = ${id}`.execute(house.db)).rows
  const before = await at()
  expect(await tellSteps(house.db, { looked: [{ c: id, k: row.kind, e: row.epoch, d: row.due_key, l: new Date(0).toISOString() }], steps: [again], news: [], seenAt: stale.now - 1, messages: [] })).toBe(0)
  expect(await at()).toEqual(before)
  expect(await lines(id)).toEqual(['clock.step_told'])
})
