// The record holds responsibility: an honest procedure verifies from statement to arbitration, and what is changed behind it is named.
import { afterAll, beforeAll, expect, test } from 'vitest'
import pg from 'pg'
import { caseUntil } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import { verifyRecord } from './verify.ts'

let world: World
let hand: pg.Client
let c: TestCase
const png = Uint8Array.from(Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'))
const words = '本单位当日交接完好，交接清单与监控均可证明，损坏发生在之后的环节。'
const of = (who: Cast, percent: number) => ({ bearer: 'unit', unitId: world.users[who].unit.id, percent, basis: '交接不清', staffNo: 'W1', staffNote: '当班' })

beforeAll(async () => {
  world = await startWorld()
  hand = new pg.Client({ connectionString: world.databaseUrls.super })
  await hand.connect()
  c = await caseUntil(world, 'planning')
  const shares = [of('outlet', 60), of('hub', 40)]
  await c.does('judge', 'statement-requests', { shares })
  await c.does('outlet', 'statement', { text: words })
  await world.moveClock(25 * 3_600_000)
  await world.settle()
  await c.does('judge', 'judgement', { shares, reasoning: '各有责任', rule: 'H-08' })
  await c.does('outlet', 'contest', { ground: 'facts_wrong', text: words, wantedPercent: 10 })
  await c.does('judge2', 'contest-review', { reasons: '酌减', shares: [of('outlet', 50), of('hub', 50)] })
  await world.moveClock(73 * 3_600_000)
  await world.settle()
  const file = await (await world.as('hub')).upload<{ id: string }>('/api/attachments', { name: '监控.png', type: 'image/png', bytes: png })
  await c.does('hub', 'arbitration', { claim: words, grounds: words, wantedPercent: 20, against: [world.users.outlet.unit.id], attachmentIds: [file.body.id] })
  await c.does('outlet', 'arbitration-answer', { text: words })
  await c.does('arbitrator', 'arbitration-decision', { reasons: '维持', frivolous: { penalty: { minor: 5000 }, reason: '重复主张' } })
})
afterAll(async () => { await hand.end(); await world.stop() })

test('an honest procedure verifies', async () => expect((await verifyRecord(world.databaseUrls.app)).breaks).toEqual([]))

test.each([
  ['what a unit said', 'liability_units', 'liability_units.text', `update liability_units set text = '认错' where complaint_id = $1 and statement = 'given'`],
  ['silence made up', 'liability_units', 'liability_units.statement', `update liability_units set statement = 'silent', stated_at = null where complaint_id = $1 and statement = 'given'`],
  ['what a contest wanted', 'liability_contests', 'liability_contests.wanted_percent', 'update liability_contests set wanted_percent = 59 where complaint_id = $1'],
  ['what came of it', 'liability_contests', 'liability_contests.outcome', `update liability_contests set outcome = 'upheld' where complaint_id = $1`],
  ['an instance', 'judgements', 'judgements.stage', `update judgements set stage = 'review' where complaint_id = $1 and stage = 'arbitration'`],
  ['the limit', 'judgements', 'judgements.above_limit', `update judgements set above_limit = not above_limit where complaint_id = $1 and stage = 'judgement'`],
  ['shares that still make a hundred', 'judgement_shares', 'judgement_shares.percent', `update judgement_shares set percent = case seq when 1 then 10 else 90 end where complaint_id = $1 and judgement_id = (select judgement_id from liability_cases where complaint_id = $1)`],
  ['a person responsible', 'judgement_shares', 'judgement_shares.staff_no', `update judgement_shares set staff_no = 'W2' where complaint_id = $1`],
  ['a penalty', 'arbitrations', 'arbitrations.penalty_minor', 'update arbitrations set penalty_minor = 19000 where complaint_id = $1'],
  ['an answer', 'arbitration_answers', 'arbitration_answers.text', `update arbitration_answers set text = '同意' where complaint_id = $1`],
  ['a final taken back', 'liability_cases', 'liability_cases.state', `update liability_cases set state = 'lapsed', final_at = null where complaint_id = $1`],
  ['a final that nobody made', 'liability_cases', 'liability_cases.state', `update liability_cases set judgement_id = (select id from judgements where complaint_id = $1 and stage = 'judgement') where complaint_id = $1`],
])('%s changed by hand is named', async (_, table, expected, statement) => {
  // who owns the machine can turn triggers off; the record still tells
  await hand.query('set session_replication_role = replica')
  await hand.query(`create table kept as select * from ${table}`)
  try {
    expect((await hand.query(statement, [c.id])).rowCount).toBeGreaterThan(0)
    const found = await verifyRecord(world.databaseUrls.app)
    expect(found.breaks.map((b) => b.detail?.replace(/ \(.*/, ''))).toContain(expected)
    expect(found.breaks.every((b) => b.streamId === c.id)).toBe(true)
  } finally {
    await hand.query(`delete from ${table}; insert into ${table} select * from kept; drop table kept`)
    await hand.query('set session_replication_role = origin')
  }
})
