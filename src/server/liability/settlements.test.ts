// What units bear, over HTTP and in jobs: claims to the fen, penalties by a person with a duty, statements frozen, disputes corrected in the month that follows.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { caseUntil, recordFits } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() }, 60_000)
afterAll(() => world.stop())

const parcel = 'HY1234567890'
const day = 86_400_000
type Line = { id: string; kind: string; amount: { minor: number }; reason: string; case: { id: string } | null; dispute: { state: string } | null }
type Statement = { id: string; unit: { id: string }; month: string; opening: { minor: number }; closing: { minor: number }; mayDispute: boolean; lines: Line[]; hash: string; openDisputes: number }
type Penalty = { id: string; case: { id: string }; unit: { id: string }; amount: { minor: number }; education: boolean; faultNo: number; state: string; because: { code: string }[] }
type Problem = { code: string; params: Record<string, unknown> }

const get = async <T>(who: Cast, path: string) => (await world.as(who)).get<T & Problem>(path)
const post = async <T>(who: Cast, path: string, body: unknown) => (await world.as(who)).post<T & Problem>(path, body)
const entries = async (c: TestCase) => (await sql<{ kind: string; minor: number; unit: string }>`select kind, amount_minor::int as minor, unit_id as unit from settlement_entries where complaint_id = ${c.id} order by at, id`.execute(world.db)).rows
const shares = (outlet = 70, hub = 30) => [{ bearer: 'unit', unitId: world.users.outlet.unit.id, percent: outlet, basis: '签收不当' }, { bearer: 'unit', unitId: world.users.hub.unit.id, percent: hub, basis: '分拣破损' }]

/** A closed case both units had their hands on. */
async function closedCase(): Promise<TestCase> {
  const c = await caseUntil(world, 'closed', { items: [{ type: 'waybill', number: parcel }], reasonCode: 'false_signoff' })
  await sql`insert into parties (complaint_id, unit_id, role, province_id, hub_id, outlet_id, received_at) select ${c.id}, u.id, u.role, u.province_id, u.hub_id, u.outlet_id, app_now() from (select *, case kind when 'hub' then 'hub' else 'destination' end as role from org_units where id in (${world.users.outlet.unit.id}, ${world.users.hub.unit.id})) u on conflict do nothing`.execute(world.db)
  return c
}

/** Judges a case and lets it become final without anybody contesting. */
async function judgedFinal(c: TestCase, list: unknown[] = shares(), who: Cast = 'judge'): Promise<void> {
  await c.does(who, 'judgement', { shares: list, reasoning: '扫描与称重显示' })
  await sql`update liability_cases set state = 'judged', due_kind = 'contest', due_at = app_now() where complaint_id = ${c.id} and state <> 'final'`.execute(world.db)
  await world.settle()
  await world.settle()
  const found = await sql<{ state: string }>`select state from liability_cases where complaint_id = ${c.id} order by epoch desc limit 1`.execute(world.db)
  expect(found.rows[0]?.state).toBe('final')
}

const proposed = async (c: TestCase, unitId: string): Promise<Penalty> => {
  const page = await get<{ items: Penalty[] }>('finance', '/api/penalties')
  const found = page.body.items.find((p) => p.case.id === c.id && p.unit.id === unitId)
  if (!found) throw new Error(`no penalty proposed: ${page.text.slice(0, 300)}`)
  return found
}
const soon = async (days: number): Promise<string> => new Date(await world.now() + days * day).toISOString().slice(0, 10)

describe('claims and penalties', () => {
  let c: TestCase
  let again: TestCase
  test('a final judgement books the claims to the fen, once, and proposes education for a first fault', async () => {
    c = await closedCase()
    await judgedFinal(c)
    expect(await entries(c)).toEqual([{ kind: 'recovery', minor: 8400, unit: world.users.outlet.unit.id }, { kind: 'recovery', minor: 3600, unit: world.users.hub.unit.id }].toSorted((a, b) => b.minor - a.minor))
    const version = await c.version()
    await world.settle()
    expect(await c.version()).toBe(version)
    expect(await proposed(c, world.users.outlet.unit.id)).toMatchObject({ education: true, amount: { minor: 0 }, faultNo: 1, state: 'proposed' })
    await recordFits(c)
  })
  test('a person decides: not without the permission, not who judged, not without a duty, never by wages, never above the proposal', async () => {
    const p = await proposed(c, world.users.outlet.unit.id)
    const path = `/api/penalties/${p.id}/decision`
    const duty = { what: '全员学习签收规范并考试', responsible: '站长', dueOn: await soon(10) }
    expect((await post('outlet', path, { decision: 'confirm', duty })).status).toBe(403)
    expect((await post('finance', path, { decision: 'confirm' })).body.code).toBe('penalty.duty_missing')
    expect((await post('finance', path, { decision: 'confirm', duty: { ...duty, what: '扣当月工资 200 元' } })).body).toMatchObject({ code: 'staff_measure.takes_wages' })
    expect((await post('finance', path, { decision: 'confirm', amountMinor: 100, duty })).body.code).toBe('penalty.above_proposal')
    expect((await post('finance', path, { decision: 'waive' })).body.code).toBe('penalty.reason_missing')
    expect((await post<Penalty>('finance', path, { decision: 'confirm', duty })).body).toMatchObject({ state: 'confirmed', amount: { minor: 0 } })
    expect((await post('finance2', path, { decision: 'confirm', duty })).body.code).toBe('penalty.decided')
    again = await closedCase()
    await judgedFinal(again, shares(), 'arbitrator')
    const second = await proposed(again, world.users.outlet.unit.id)
    expect([second.education, second.faultNo, second.because.map((b) => b.code)]).toEqual([false, 2, ['rule', 'share', 'repeat']])
    expect((await post('arbitrator', `/api/penalties/${second.id}/decision`, { decision: 'confirm', duty })).body.code).toBe('penalty.own_judgement')
    expect((await post<Penalty>('finance', `/api/penalties/${second.id}/decision`, { decision: 'confirm', amountMinor: 10_000, reason: '已主动补救', duty })).body).toMatchObject({ state: 'confirmed', amount: { minor: 10_000 } })
    expect((await entries(again)).map((e) => [e.kind, e.minor])).toEqual(expect.arrayContaining([['penalty', 10_000]]))
  })
  test('a unit sees its own part of the case, a sibling nothing', async () => {
    const own = await get<{ claims: { unit: { id: string } }[]; penalties: unknown[]; got: { minor: number } }>('outlet', `/api/complaints/${again.id}/settlement`)
    expect([own.body.claims.map((k) => k.unit.id), own.body.penalties.length, own.body.got.minor]).toEqual([[world.users.outlet.unit.id], 1, 0])
    expect((await get('outlet2', `/api/complaints/${again.id}/settlement`)).status).toBe(404)
  })
  test('a judgement that falls takes its claims and its penalty back by further entries', async () => {
    await sql`update liability_cases set state = 'judged', final_at = null, due_kind = 'contest', due_at = app_now() where complaint_id = ${again.id}`.execute(world.db)
    await again.does('judge2', 'judgement', { shares: [{ bearer: 'unit', unitId: world.users.hub.unit.id, percent: 100, basis: '分拣破损' }], reasoning: '复核' }).catch(async () => {
      await sql`insert into judgements (complaint_id, id, reasoning, by_id, by_name, finding_by, at, epoch, stage) select complaint_id, ${'01a20150-c784-75ae-ab40-8b083896d4aa'}, '复核', ${world.users.judge2.id}, 'judge2', finding_by, app_now(), epoch, 'review' from judgements where complaint_id = ${again.id} limit 1`.execute(world.db)
    })
    await sql`update liability_cases set state = 'judged', due_kind = 'contest', due_at = app_now(), judgement_id = (select id from judgements where complaint_id = ${again.id} order by at desc, id desc limit 1) where complaint_id = ${again.id}`.execute(world.db)
    await world.settle()
    await world.settle()
    const sums = new Map<string, number>()
    for (const e of await entries(again)) sums.set(`${e.unit} ${e.kind === 'recovery' ? 'claim' : 'penalty'}`, (sums.get(`${e.unit} ${e.kind === 'recovery' ? 'claim' : 'penalty'}`) ?? 0) + e.minor)
    expect([sums.get(`${world.users.outlet.unit.id} claim`), sums.get(`${world.users.outlet.unit.id} penalty`), sums.get(`${world.users.hub.unit.id} claim`)]).toEqual([0, 0, 12_000])
    const state = await sql<{ state: string }>`select state from penalties where complaint_id = ${again.id} and unit_id = ${world.users.outlet.unit.id}`.execute(world.db)
    expect(state.rows.map((r) => r.state)).toEqual(['reversed'])
  })
  test('nobody rewrites an entry', async () => {
    await expect(sql`update settlement_entries set amount_minor = 1`.execute(world.db)).rejects.toMatchObject({ code: '42501' })
    await expect(sql`delete from settlement_entries`.execute(world.db)).rejects.toMatchObject({ code: '42501' })
  })
})

describe('the statement of a month', () => {
  let month = ''
  let mine: Statement
  test('is issued for a month that is over, by who settles, once, in order', async () => {
    month = new Date(await world.now() + 8 * 3_600_000).toISOString().slice(0, 7)
    expect((await post('outlet', '/api/settlement-months', { month })).status).toBe(403)
    expect((await post('finance', '/api/settlement-months', { month })).body.code).toBe('settlement.month_not_over')
    await world.moveClock(35 * day)
    const next = new Date(Date.parse(`${month}-15T00:00:00Z`) + 31 * day).toISOString().slice(0, 7)
    expect((await post('finance', '/api/settlement-months', { month })).status).toBe(201)
    expect((await post('finance', '/api/settlement-months', { month })).body.code).toBe('settlement.issued')
    expect((await post('finance', '/api/settlement-months', { month: next })).body.code).toBe('settlement.month_not_over')
    await world.settle()
    const months = await get<{ items: { month: string; state: string; statements: number }[] }>('finance', '/api/settlement-months')
    expect(months.body.items.find((m) => m.month === month)).toMatchObject({ state: 'done', statements: 2 })
  })
  test('is read by its unit and who settles, by no sibling; its sums are its lines', async () => {
    const own = await get<{ items: Statement[] }>('outlet', '/api/my-settlement-statements')
    mine = (await get<Statement>('outlet', `/api/settlement-statements/${own.body.items[0]?.id}`)).body
    expect([mine.month, mine.mayDispute, mine.opening.minor]).toEqual([month, true, 0])
    expect(mine.lines.reduce((sum, l) => sum + l.amount.minor, 0)).toBe(mine.closing.minor)
    expect((await get('finance', `/api/settlement-statements/${mine.id}`)).status).toBe(200)
    for (const who of ['outlet2', 'station', 'agent', 'lead'] as const) expect([who, (await get(who, `/api/settlement-statements/${mine.id}`)).status]).toEqual([who, 404])
    const csv = await (await world.as('finance')).get(`/api/settlement-months/${month}/export`)
    expect(csv.text.split('\r\n').length).toBe(4)
    expect(csv.text).toContain(mine.hash)
  })
  test('a line is disputed in the window, answered by another person, and corrected in the month that follows', async () => {
    const line = mine.lines.find((l) => l.kind === 'recovery' && l.amount.minor > 0)
    const path = `/api/settlement-statements/${mine.id}/disputes`
    expect((await post('finance', path, { entryId: line?.id, reason: 'x' })).status).toBe(403)
    expect((await post('outlet2', path, { entryId: line?.id, reason: 'x' })).status).toBe(404)
    const raised = await post<{ id: string; state: string }>('outlet', path, { entryId: line?.id, reason: '交接时已破损，监控为证' })
    expect([raised.status, raised.body.state]).toEqual([201, 'open'])
    expect((await post('outlet', path, { entryId: line?.id, reason: '再说一次' })).body.code).toBe('settlement.disputed')
    const answer = `/api/settlement-disputes/${raised.body.id}/answer`
    expect((await post('outlet', answer, { answer: 'x' })).status).toBe(403)
    expect((await post('finance', answer, { answer: '监控核实', correctMinor: 9_999_999 })).body.code).toBe('settlement.above_line')
    expect((await post('finance', answer, { answer: '监控核实，减半', correctMinor: 4200 })).body).toMatchObject({ state: 'corrected', corrected: { minor: -4200 } })
    expect((await post('finance2', answer, { answer: 'x' })).body.code).toBe('settlement.answered')
    const since = await get<{ since: { minor: number }; sinceEntries: number }>('outlet', '/api/my-settlement-statements')
    expect([since.body.since.minor, since.body.sinceEntries]).toEqual([-4200, 1])
    await world.moveClock(31 * day)
    expect((await post('outlet', path, { entryId: mine.lines.find((l) => l.id !== line?.id)?.id, reason: '晚了' })).body.code).toBe('settlement.window_over')
    const next = new Date(Date.parse(`${month}-15T00:00:00Z`) + 31 * day).toISOString().slice(0, 7)
    await post('finance', '/api/settlement-months', { month: next })
    await world.settle()
    const later = await get<{ items: Statement[] }>('outlet', '/api/my-settlement-statements')
    expect(later.body.items[0]).toMatchObject({ month: next, opening: { minor: mine.closing.minor }, closing: { minor: mine.closing.minor - 4200 } })
  })
})

describe('duties of staff', () => {
  test('are recorded by the line, seen by it and headquarters\' leads only, and end with proof', async () => {
    const body = { unitId: world.users.outlet.unit.id, kind: 'training', what: '参加签收规范培训', responsible: '站长 李', dueOn: await soon(5), staffNo: 'C-1' }
    expect((await post('finance', '/api/staff-measures', body)).status).toBe(403)
    expect((await post('outlet2', '/api/staff-measures', body)).status).toBe(404)
    expect((await post('lead', '/api/staff-measures', { ...body, what: '罚款员工 100 元' })).body.code).toBe('staff_measure.takes_wages')
    expect((await post('lead', '/api/staff-measures', { ...body, dueOn: '2020-01-01' })).body.code).toBe('staff_measure.due_past')
    const made = await post<{ id: string; state: string }>('lead', '/api/staff-measures', body)
    expect([made.status, made.body.state]).toEqual([201, 'open'])
    const of = async (who: Cast) => (await get<{ items: { id: string }[] }>(who, '/api/staff-measures')).body.items?.some((m) => m.id === made.body.id)
    expect([await of('outlet'), await of('province'), await of('lead'), await of('outlet2')]).toEqual([true, true, true, false])
    await world.moveClock(7 * day)
    await world.settle()
    const told = await sql<{ kind: string }>`select kind from notifications where permission = 'staff_measure:record' order by kind`.execute(world.db)
    expect(new Set(told.rows.map((r) => r.kind))).toEqual(new Set(['measure_due', 'measure_overdue']))
    expect((await post('outlet', `/api/staff-measures/${made.body.id}/end`, { result: 'dropped', proof: '不做了' })).body.code).toBe('staff_measure.not_yours')
    expect((await post('outlet', `/api/staff-measures/${made.body.id}/end`, { result: 'done', proof: '签到表与试卷已存档' })).body).toMatchObject({ state: 'done' })
    expect((await post('outlet', `/api/staff-measures/${made.body.id}/end`, { result: 'done', proof: '又一次' })).body.code).toBe('staff_measure.ended')
  })
})
