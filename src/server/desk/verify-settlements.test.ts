// A changed figure of what units bear is found by the check of the record: an entry, a statement, a month.
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { caseUntil } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { verifyRecord } from './verify.ts'

let world: World
let superuser: pg.Client
beforeAll(async () => {
  world = await startWorld()
  superuser = new pg.Client({ connectionString: world.databaseUrls.super })
  await superuser.connect()
}, 60_000)
afterAll(async () => {
  await superuser.end()
  await world.stop()
})

const broken = async (): Promise<Set<string>> => new Set((await verifyRecord(world.databaseUrls.owner)).breaks.flatMap(({ detail }) => /^settlement_\w+/.exec(detail ?? '')?.[0] ?? []))
const change = (text: string) => superuser.query(`set session_replication_role = replica; ${text}`)

test('an entry, a statement or a month that is not as told', async () => {
  const c = await caseUntil(world, 'closed')
  await c.does('judge', 'judgement', { shares: [{ bearer: 'partner', unitId: world.users.partner.unit.id, percent: 100, basis: '外包运输' }], reasoning: '扫描显示' })
  await sql`update liability_cases set state = 'judged', due_kind = 'contest', due_at = app_now() where complaint_id = ${c.id}`.execute(world.db)
  await world.settle()
  await world.settle()
  const penalty = (await (await world.as('finance')).get<{ items: { id: string }[] }>('/api/penalties')).body.items[0]?.id
  const dueOn = new Date(await world.now() + 5 * 86_400_000).toISOString().slice(0, 10)
  expect((await (await world.as('finance')).post(`/api/penalties/${penalty}/decision`, { decision: 'confirm', duty: { what: '全员学习签收规范并考试', responsible: '站长', dueOn } })).status).toBe(200)
  const month = new Date(await world.now() + 8 * 3_600_000).toISOString().slice(0, 7)
  await world.moveClock(35 * 86_400_000)
  expect((await (await world.as('finance')).post('/api/settlement-months', { month })).status).toBe(201)
  await world.settle()
  const mine = await world.as('partner')
  const statement = (await mine.get<{ items: { id: string }[] }>('/api/my-settlement-statements')).body.items[0]?.id
  const line = (await mine.get<{ lines: { id: string }[] }>(`/api/settlement-statements/${statement}`)).body.lines[0]?.id
  const dispute = await mine.post<{ id: string }>(`/api/settlement-statements/${statement}/disputes`, { entryId: line, reason: '金额有误' })
  expect((await (await world.as('finance2')).post(`/api/settlement-disputes/${dispute.body.id}/answer`, { answer: '酌减', correctMinor: 100 })).status, dispute.text).toBe(200)
  expect((await verifyRecord(world.databaseUrls.owner)).breaks).toEqual([])
  await change('update settlement_entries set amount_minor = amount_minor + 1')
  expect(await broken()).toEqual(new Set(['settlement_entries', 'settlement_statements']))
  await change('update settlement_entries set amount_minor = amount_minor - 1; update settlement_statements set opening_minor = opening_minor + 1, closing_minor = closing_minor + 1')
  expect(await broken()).toEqual(new Set(['settlement_statements', 'settlement_runs']))
  await change('update settlement_statements set opening_minor = opening_minor - 1, closing_minor = closing_minor - 1')
  expect(await broken()).toEqual(new Set())
  await change(`update penalties set state = 'waived', decided_by = '${world.users.finance2.id}'; update settlement_disputes set answer = '驳回'`)
  expect((await verifyRecord(world.databaseUrls.owner)).breaks.map((b) => b.detail?.replace(/ \(.*/, ''))).toEqual(expect.arrayContaining(['penalties.state', 'penalties.decided_by', 'settlement_disputes.answer']))
}, 60_000)