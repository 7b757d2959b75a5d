// Where responsibility meets the rest: one broken case holds up no other, a merge undone is judged again, the desk holds only what can be judged, force majeure is proven, no investigator judges.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { caseUntil, finding, moneyPlan } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() }, 60_000)
afterAll(() => world.stop())

const company = [{ bearer: 'company', percent: 100, basis: '线路安排' }]
const stateOf = async (c: TestCase): Promise<string | undefined> => (await sql<{ state: string }>`select state from liability_cases where complaint_id = ${c.id} order by epoch desc limit 1`.execute(world.db)).rows[0]?.state
const desk = async (): Promise<string[]> => (await (await world.as('judge')).get<{ items: { id: string }[] }>('/api/liability?show=to_judge&limit=100')).body.items.map((i) => i.id)
const does = (c: TestCase, who: Cast, noun: string, body: Record<string, unknown>) => c.does(who, noun, body)

test('a case whose window can not be ended holds up no other', async () => {
  const [broken, sound] = [await caseUntil(world, 'planning'), await caseUntil(world, 'planning')]
  for (const c of [broken, sound]) await does(c, 'judge', 'judgement', { shares: company, reasoning: '线路' })
  await sql`update liability_cases set state = 'asked', due_kind = 'statement', due_at = app_now() - interval '1 hour', rules_version = 999 where complaint_id = ${broken.id}`.execute(world.db)
  await sql`update liability_cases set due_at = app_now() where complaint_id = ${sound.id}`.execute(world.db)
  await world.settle().catch(() => null)
  expect(await stateOf(sound)).toBe('final')
})

test('what lapsed with a merge is judged again once the merge is undone; meanwhile it is on no desk', async () => {
  const [c, other] = [await caseUntil(world, 'planning'), await caseUntil(world, 'investigating')]
  await world.settle()
  expect(await desk()).toContain(c.id)
  await does(c, 'lead', 'merging', { into: other.complaintNo, intoVersion: await other.version(), reason: '同一快件' })
  await world.settle()
  expect(await desk()).not.toContain(c.id)
  await sql`update liability_cases set state = 'judged', due_kind = 'contest', due_at = app_now(), remind_at = app_now() where complaint_id = ${c.id}`.execute(world.db)
  await world.settle()
  expect(await stateOf(c)).toBe('lapsed')
  await does(c, 'lead', 'unmerging', { reason: '不是同一件' })
  await world.settle()
  expect([await stateOf(c), (await desk()).includes(c.id)]).toEqual(['proposed', true])
})

test('a case that ended without a judgement being possible leaves the desk', async () => {
  const c = await caseUntil(world, 'planning')
  await world.settle()
  await does(c, 'agent', 'withdrawal', { via: 'phone', words: '不追究了' })
  await does(c, 'caller', 'withdrawal-verification', { free: true, method: 'call', reference: 'REC-9' })
  await world.settle()
  expect(await desk()).not.toContain(c.id)
})

test('nobody is let off by force majeure that nothing proves', async () => {
  const c = await caseUntil(world, 'planning')
  const shares = [{ bearer: 'force_majeure', percent: 100, basis: '暴雨' }]
  await c.refused('judge', 'judgement', { shares, reasoning: '暴雨封路' }, 409, 'liability.force_majeure_unproven')
  await does(c, 'agent', 'material', { type: 'official_notice', text: '气象局暴雨红色预警' })
  await does(c, 'judge', 'judgement', { shares, reasoning: '暴雨封路' })
  expect(await stateOf(c)).toBe('judged')
})

test('who led the investigation or found the facts before does not judge, though a colleague wrote the last finding', async () => {
  const c = await caseUntil(world, 'investigating')
  await does(c, 'investigator', 'finding', finding)
  await sql`insert into findings (complaint_id, id, facts, cause_code, company_liability, liability_basis, demand_judgement, demand_reason, common_problem, by_id, by_name, at) select complaint_id, gen_random_uuid(), facts, cause_code, company_liability, liability_basis, demand_judgement, demand_reason, common_problem, ${world.users.judge.id}, 'x', at - interval '1 hour' from findings where complaint_id = ${c.id}`.execute(world.db)
  await c.refused('judge', 'judgement', { shares: company, reasoning: 'x' }, 409, 'liability.own_finding')
  const led = await caseUntil(world, 'planning')
  await sql`insert into investigations (complaint_id, department, lead_id, lead_name, opened_by, opened_by_name, opened_at, changed_at) values (${led.id}, 'operations', ${world.users.judge.id}, 'x', ${world.users.judge.id}, 'x', app_now(), app_now())`.execute(world.db)
  await led.refused('judge', 'judgement', { shares: company, reasoning: 'x' }, 409, 'liability.own_finding')
  expect(await stateOf(led)).not.toBe('judged')
})

test('no process holds the customer back until a unit is judged (OPN-02)', async () => {
  const c = await caseUntil(world, 'planning')
  await does(c, 'lead', 'process', { template: 'closed_loop', reason: '省区按闭环' })
  await does(c, 'agent', 'plan', moneyPlan)
  expect(await c.status()).toBe('negotiating')
})
