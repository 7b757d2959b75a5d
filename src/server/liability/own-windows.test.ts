// Each unit keeps its own window: what one contests and another judge decides at once takes nothing from the others, and nothing is final or settled before the last window has ended.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LiabilityView } from '../../contract/liability.ts'
import { caseUntil, finding, lastEvent, recordFits } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import { finalSharesOf } from './final.ts'

let world: World
beforeAll(async () => { world = await startWorld() }, 60_000)
afterAll(() => world.stop())

const hour = 3_600_000
const words = '本单位当日交接完好，交接清单与监控均可证明，损坏发生在之后的环节。'
const units = ['outlet', 'hub', 'station'] as const
const of = (who: Cast, percent: number) => ({ bearer: 'unit', unitId: world.users[who].unit.id, percent, basis: `${who} 的责任` })
const contest = (wantedPercent: number) => ({ ground: 'share_too_high', text: words, wantedPercent })
const submission = (against: Cast) => ({ claim: '请求将本单位的责任降为百分之十，其余由对方承担。', grounds: words, wantedPercent: 0, against: [world.users[against].unit.id], attachmentIds: [] as string[] })
const view = async (c: TestCase, who: Cast): Promise<LiabilityView> => (await (await world.as(who)).get<LiabilityView>(`/api/complaints/${c.id}/liability`)).body
type Card = { id: string; may: string | null; percent: number; dueAt: string | null }
const card = async (c: TestCase, who: Cast): Promise<Card | undefined> => (await (await world.as(who)).get<{ items: Card[] }>('/api/own-judgements?show=all&limit=100')).body.items.find((i) => i.id === c.id)
const types = async (c: TestCase): Promise<readonly string[]> => (await c.events()).map((e) => e.type)
const later = async (hours: number): Promise<void> => { await world.moveClock(hours * hour); await world.settle() }
const told = async (c: TestCase, who: Cast, kind: string) => (await sql<{ due: string }>`select params ->> 'due' as due from notifications where complaint_id = ${c.id} and kind = ${kind} and unit_id = ${world.users[who].unit.id}`.execute(world.db)).rows

/** A small case (its contest is its hearing) judged over three units. */
async function judged(): Promise<TestCase> {
  const c = await caseUntil(world, 'investigating')
  for (const who of units) await c.does('agent', 'orders', { unitId: world.users[who].unit.id, question: '请说明交接情况', wanted: [] })
  await c.does('investigator', 'finding', finding)
  await c.does('judge', 'judgement', { shares: [of('outlet', 50), of('hub', 30), of('station', 20)], reasoning: '三家各有责任' })
  return c
}

test('a unit contests within its own window though another\'s contest was decided at once; arbitration waits for all; then it is final once', async () => {
  const c = await judged()
  await later(10)
  await c.does('outlet', 'contest', contest(20))
  await c.does('judge2', 'contest-review', { reasons: '维持' })
  expect((await view(c, 'judge'))).toMatchObject({ state: 'reviewed', dueKind: 'contest' })
  expect((await view(c, 'hub')).own).toMatchObject([{ mayContest: true, mayArbitrate: false }])
  const open = (await (await world.as('outlet')).get<{ items: Card[]; openCount: number }>('/api/own-judgements')).body
  expect([open.items.map((i) => i.id).includes(c.id), open.openCount]).toEqual([true, 0])
  expect([await card(c, 'hub'), await card(c, 'outlet')]).toMatchObject([{ may: 'contest', percent: 30 }, { may: null }])
  await c.refused('outlet', 'contest', contest(20), 409, 'liability.contested_already')
  await c.refused('outlet', 'arbitration', submission('hub'), 409, 'liability.contests_running')
  await later(60)
  await c.does('hub', 'contest', contest(10))
  // what the first review left as it was may be decided by the same reviewer, never by the judge
  expect([(await view(c, 'judge')).mine, (await view(c, 'judge2')).mine]).toEqual([true, false])
  await c.refused('judge', 'contest-review', { reasons: '维持' }, 409, 'liability.own_judgement')
  await later(3)
  await c.refused('station', 'contest', contest(0), 409, 'liability.window_over')
  await c.does('judge2', 'contest-review', { reasons: '维持' })
  expect((await view(c, 'outlet')).own).toMatchObject([{ mayContest: false, mayArbitrate: true }])
  expect((await view(c, 'judge')).dueKind).toBe('arbitration_request')
  expect([await finalSharesOf(world.db, c.id), (await types(c)).includes('settlement.booked')]).toEqual([null, false])
  await later(24 * 30)
  expect((await types(c)).filter((type) => type === 'liability.final')).toHaveLength(1)
  expect(await finalSharesOf(world.db, c.id)).toMatchObject({ shares: [{ percent: 50 }, { percent: 30 }, { percent: 20 }] })
  await recordFits(c)
})

test('whose share a review changed is told and has a whole window from then; whoever changed it does not decide on it; the others keep theirs', async () => {
  const c = await judged()
  await later(60)
  await c.does('outlet', 'contest', contest(20))
  const reviewed = await c.does('judge2', 'contest-review', { reasons: '酌减', shares: [of('outlet', 20), of('hub', 60), of('station', 20)] })
  await world.settle()
  const until = (await world.now()) + 72 * hour
  expect(Math.abs(Date.parse((await card(c, 'hub'))?.dueAt ?? '') - until)).toBeLessThan(60_000)
  expect((await told(c, 'hub', 'liability_judged')).map((n) => Date.parse(n.due) - until < 60_000)).toEqual([true])
  expect(await told(c, 'outlet', 'liability_reviewed')).toHaveLength(1)
  await later(20)
  // 80 hours after the judgement: the one whose share stayed has had its time
  expect([(await card(c, 'station'))?.may, (await card(c, 'hub'))?.may]).toEqual([null, 'contest'])
  await c.refused('station', 'contest', contest(10), 409, 'liability.window_over')
  await later(50)
  await c.does('hub', 'contest', contest(30))
  expect((await lastEvent(c)).data).toMatchObject({ judgement: reviewed.made })
  expect((await view(c, 'judge2')).mine).toBe(true)
  await c.refused('judge2', 'contest-review', { reasons: '维持' }, 409, 'liability.own_judgement')
  await c.does('arbitrator', 'contest-review', { reasons: '折中', shares: [of('outlet', 20), of('hub', 40), of('station', 40)] })
  expect(await view(c, 'station')).toMatchObject({ state: 'reviewed', own: [{ percent: 40, mayContest: true }] })
  await later(73)
  expect((await lastEvent(c)).type).toBe('liability.contests_ended')
  expect([(await card(c, 'outlet'))?.may, (await view(c, 'judge')).dueKind]).toEqual(['arbitrate', 'arbitration_request'])
  expect(await told(c, 'outlet', 'liability_reviewed')).toHaveLength(1)
  await later(24 * 30)
  expect((await view(c, 'judge')).state).toBe('final')
  expect(await finalSharesOf(world.db, c.id)).toMatchObject({ shares: [{ percent: 20 }, { percent: 40 }, { percent: 40 }] })
  await recordFits(c)
})
