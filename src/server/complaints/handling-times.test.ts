// Learning how long cases still need from their record, warning once with the reason, and keeping count of false alarms.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import { startDeadlines } from '../../../test/deadlines.ts'
import type { Deadlines } from '../../../test/deadlines.ts'
import { countWarnings, learnHandlingTimes, loadLearnt, settleWarnings } from './handling-times.ts'

let house: Deadlines
beforeAll(async () => {
  house = await startDeadlines()
  await house.setClock('2026-11-24 10:00')
})
afterAll(() => house.stop())

/** Cases that were received, looked into after two hours and decided so many hours after that. */
async function history(reason: string, hours: readonly number[]): Promise<void> {
  for (const h of hours) {
    const id = await house.aCase([], { status: 'closed', reason })
    await sql`update complaints set received_at = app_now() - interval '10 days', decided_at = app_now() - interval '10 days' + make_interval(hours => ${h + 2}) where id = ${id}`.execute(house.db)
    for (const [seq, to, at] of [[1, null, 0], [2, 'investigating', 2], [3, 'decided', h + 2]] as const) {
      await sql`insert into events (stream_id, seq, at, stream_kind, type, actor_id, body, hash) values (${id}, ${seq}, app_now() - interval '10 days' + make_interval(hours => ${at}), 'complaint', 'x', 'x', ${JSON.stringify({ data: to === null ? {} : { to } })}, '\\x00')`.execute(house.db)
    }
  }
}

test('what a status still needs is the middle of what its cases needed from the middle of their stay', async () => {
  await history('damage', Array.from({ length: 31 }, (_, i) => 40 + i))
  await history('delay.late', [8, 9, 10, 11, 12])
  expect(await learnHandlingTimes(house.db, house.deps.policy())).toBeGreaterThan(0)
  const learnt = await loadLearnt(house.db)
  const hours = (key: string) => { const l = learnt.get(key); return l && [l.sample, Math.round(l.needsMs / 360_000) / 10] }
  // 55 hours in the middle, half of them still ahead from the middle of the stay
  expect(hours('investigating damage')).toEqual([31, 27.5])
  expect(hours('investigating delay')).toEqual([5, 5])
  expect(hours('received damage')).toEqual([31, 56])
  expect(learnt.get('investigating ')?.sample).toBe(36)
  expect(learnt.has('decided ')).toBe(false)
})

test('a case with less left than its like need is warned of once, with the reason; its owner hears of it; in another status it is reckoned anew', async () => {
  const id = await house.aCase([{ kind: 'decision', openedHours: -90, dueHours: 30 }])
  const fine = await house.aCase([{ kind: 'decision', openedHours: -90, dueHours: 30 }], { status: 'negotiating' })
  await house.sweep()
  expect(await house.codes(id)).toEqual([])
  await house.moveClock(3)
  await house.sweep()
  await house.sweep()
  const warned = (await house.steps(id)).filter((s) => s.step === 'likely')
  expect(warned.map((s) => [s.told.map((t) => t.name), s.because])).toEqual([[['周小雨'], { status: 'investigating', reason: 'damage', needsMs: expect.closeTo(27.5 * 3_600_000, -4) as number, leftMs: expect.closeTo(27 * 3_600_000, -5) as number, sample: 31, basis: 'reason', percentile: 50 }]])
  expect(await house.notices(id)).toEqual(['agent breach_likely'])
  // six hours by policy from there: not yet
  expect(await house.codes(fine)).toEqual([])
  await sql`update complaints set status = 'investigating' where id = ${fine}`.execute(house.db)
  await house.sweep()
  expect(await house.codes(fine)).toEqual(['decision likely owner'])
  // moved later and short again: once per epoch
  await sql`update clocks set due_at = due_at + interval '1 day' where complaint_id = ${id}`.execute(house.db)
  await house.moveClock(30)
  await house.sweep()
  expect((await house.codes(id)).filter((c) => c.includes('likely'))).toHaveLength(1)
})

test('warnings are settled by what became of the clock; breaches nobody warned of are counted too', async () => {
  const kept = await house.aCase([{ kind: 'decision', openedHours: -90, dueHours: 5 }])
  const late = await house.aCase([{ kind: 'decision', openedHours: -90, dueHours: 5 }])
  const unwarned = await house.aCase([{ kind: 'decision', openedHours: -90, dueHours: 5 }], { status: 'decided' })
  const gone = await house.aCase([{ kind: 'decision', openedHours: -90, dueHours: 5 }])
  await house.sweep()
  await sql`update clocks set stopped_at = app_now() where complaint_id = ${kept}`.execute(house.db)
  await sql`update clocks set stopped_at = app_now(), cancelled = true where complaint_id = ${gone}`.execute(house.db)
  await house.moveClock(6)
  await house.sweep()
  await settleWarnings(house.db)
  const outcomes = await sql<{ complaint_id: string; outcome: string }>`select complaint_id, outcome from clock_warnings where complaint_id = any(${[kept, late, gone, unwarned]}::uuid[])`.execute(house.db)
  expect(Object.fromEntries(outcomes.rows.map((w) => [w.complaint_id, w.outcome]))).toEqual({ [kept]: 'kept', [late]: 'breached', [gone]: 'moved' })
  const counts = await countWarnings(house.db, 30)
  expect(counts.kept).toBe(1)
  expect(counts.breached).toBeGreaterThanOrEqual(1)
  expect(counts.missed).toBeGreaterThanOrEqual(1)
})
