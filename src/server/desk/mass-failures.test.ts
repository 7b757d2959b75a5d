// Acts on many that meet what nobody foresaw: what failed is counted and told, the rest is done, going on does only what is left, and nothing stays running for ever.
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BatchHead, BatchRow } from '../../contract/batch-cases.ts'
import type { BulkRun } from '../../contract/bulk.ts'
import type { Incident, MassRun } from '../../contract/incidents.ts'
import { fileCase } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'

let world: World
let owner: pg.Client
beforeAll(async () => {
  world = await startWorld()
  owner = new pg.Client({ connectionString: world.databaseUrls.owner })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await world.stop()
})

const get = async <T>(who: Cast, path: string) => (await world.as(who)).get<T & { code?: string }>(path)
const post = async <T>(who: Cast, path: string, body: object) => (await world.as(who)).post<T & { code?: string }>(path, body)
let serial = 0
const storm = (count: number): Promise<TestCase[]> => Promise.all(Array.from({ length: count }, async () => {
  serial += 1
  return fileCase(world, { reasonCode: 'delay.transit_stuck', verbatim: '三天没动静', items: [{ type: 'waybill', number: `HY79${String(serial).padStart(8, '0')}` }], respondent: { orgCode: world.users.outlet.unit.code } })
}))
const openIncident = async (): Promise<Incident> => {
  const made = await post<Incident>('lead', '/api/incidents', { title: '封路', what: '高速封路', unitId: world.users.outlet.unit.id, link: 'transit', rule: { from: new Date(await world.now() - 3_600_000).toISOString(), reasons: ['delay'], units: [world.users.outlet.unit.id] } })
  expect(made.status, made.text).toBe(201)
  return made.body
}
/** Makes every insert or update of rows that fit fail with this state of SQL; gives what heals it. */
async function poison(table: string, fits: string, state = 'P0001'): Promise<() => Promise<void>> {
  await owner.query(`create or replace function poisoned() returns trigger language plpgsql as $$ begin if ${fits} then raise exception 'no way' using errcode = '${state}'; end if; return new; end $$;
    create or replace trigger poisoned before insert or update on ${table} for each row execute function poisoned()`)
  return async () => { await owner.query(`drop trigger poisoned on ${table}`) }
}
const joinRun = async (incident: Incident): Promise<MassRun> => (await get<Incident>('lead', `/api/incidents/${incident.id}`)).body.runs.find((r) => r.kind === 'join')!
const joins = async (cases: readonly TestCase[], incident: Incident): Promise<number[]> => Promise.all(cases.map(async (c) => (await c.events()).filter((e) => e.type === 'incident.joined' && (e.data as { incident?: string }).incident === incident.id).length))

describe('a mass run', () => {
  test.each([['fails', 'P0001', 'mass.item_failed'], ['is locked for good', '55P03', 'mass.item_busy']])('ends though a case %s, counts it with its code, and going on does only what is left', async (_what, state, code) => {
    const cases = await storm(5)
    const heal = await poison('incident_cases', `new.complaint_id = '${cases[1]!.id}'`, state)
    const incident = await openIncident()
    await world.settle()
    const run = await joinRun(incident)
    expect([run.state, run.problem, run.waiting, run.refused, run.failed, run.endedAt === null]).toEqual(['failed', 'mass.items_failed', 0, 0, 1, false])
    expect(run.refusals).toEqual([{ code, params: {}, count: 1 }])
    expect(run.done).toBe(run.total - 1)
    await heal()
    expect((await post('outlet', `/api/mass-runs/${run.id}/resumption`, {})).status).toBeGreaterThanOrEqual(403)
    const taken = await post<MassRun>('lead', `/api/mass-runs/${run.id}/resumption`, {})
    expect([taken.status, taken.body.state, taken.body.waiting, taken.body.failed], taken.text).toEqual([200, 'running', 1, 0])
    await world.settle()
    const after = await joinRun(incident)
    expect([after.state, after.problem, after.done, after.failed]).toEqual(['done', null, run.total, 0])
    expect(await joins(cases, incident)).toEqual([1, 1, 1, 1, 1])
    expect((await post('lead', `/api/mass-runs/${run.id}/resumption`, {})).body.code).toBe('mass.not_resumable')
    await post('lead', `/api/incidents/${incident.id}/closing`, { reason: '通车' })
  })

  test('is laid down for a case filed later whose joining fails; the cases after it join all the same', async () => {
    const incident = await openIncident()
    await world.settle()
    const [bad, good] = [...await storm(1), ...await storm(1)] as [TestCase, TestCase]
    const heal = await poison('incident_cases', `new.complaint_id = '${bad.id}'`)
    await world.settle()
    expect(await joins([bad, good], incident)).toEqual([0, 1])
    const told = await joinRun(incident)
    expect([told.state, told.total, told.failed]).toEqual(['failed', 1, 1])
    await heal()
    await post('lead', `/api/mass-runs/${told.id}/resumption`, {})
    await world.settle()
    expect(await joins([bad, good], incident)).toEqual([1, 1])
    await post('lead', `/api/incidents/${incident.id}/closing`, { reason: '通车' })
  })

  test('whose job is gone is taken up by the sweep; one that cannot be begun at all says so', async () => {
    const cases = await storm(2)
    const incident = await openIncident()
    await sql`delete from pgboss.job where name = 'mass_run'`.execute(world.db)
    await world.settle()
    expect((await joinRun(incident)).state).toBe('done')
    expect(await joins(cases, incident)).toEqual([1, 1])
    const run = await joinRun(incident)
    await world.moveClock(11_000)
    await owner.query(`alter table mass_runs drop constraint if exists mass_runs_kind_check; update mass_runs set kind = 'unheard_of', state = 'running', ended_at = null where id = '${run.id}'`)
    await world.settle()
    const stopped = (await sql<{ state: string; problem: string }>`select state, problem from mass_runs where id = ${run.id}`.execute(world.db)).rows
    expect(stopped).toEqual([{ state: 'failed', problem: 'mass.stopped' }])
    await owner.query(`update mass_runs set kind = 'join' where id = '${run.id}'`)
    expect((await post('lead', `/api/mass-runs/${run.id}/resumption`, {})).status).toBe(200)
    await world.settle()
    expect((await joinRun(incident)).state).toBe('done')
    expect(await joins(cases, incident)).toEqual([1, 1])
  })
})

test('a batch case files the lines beside one that fails, keeps what that one says sealed, and files it when somebody goes on', async () => {
  const number = (n: number): string => `HY78${String(n).padStart(8, '0')}`
  const heal = await poison('complaints', `new.item_number = '${number(3)}'`)
  const made = (await post<BatchHead>('account', '/api/batch-cases', { title: '一批', channel: 'platform', reasonCode: 'damage', words: '破了', merchant: { name: '陶瓷店', phone: '13766667777' }, pasted: ['运单号\t问题描述', ...[1, 2, 3, 4, 5].map((n) => `${number(n)}\t碎了${n}只`)].join('\n') })).body
  const head = async (): Promise<BatchHead> => (await get<BatchHead>('account', `/api/batch-cases/${made.id}`)).body
  await sql`delete from pgboss.job where name = 'file_batch'`.execute(world.db)
  await world.settle()
  expect(await head()).toMatchObject({ state: 'failed', problem: 'mass.items_failed', filed: 4, refused: 1, waiting: 0 })
  const lines = (await get<{ items: BatchRow[] }>('account', `/api/batch-cases/${made.id}/lines`)).body.items
  expect(lines.map((l) => l.problem?.code ?? null)).toEqual([null, null, 'batch_line.failed', null, null])
  await heal()
  expect((await post('outlet', `/api/batch-cases/${made.id}/resumption`, {})).status).toBe(403)
  expect((await post<BatchHead>('account', `/api/batch-cases/${made.id}/resumption`, {})).body).toMatchObject({ state: 'filing', waiting: 1, refused: 0 })
  await world.settle()
  expect(await head()).toMatchObject({ state: 'done', problem: null, filed: 5, refused: 0 })
  expect((await sql<{ n: number }>`select count(*)::int as n from complaints where parent_id = ${made.id}`.execute(world.db)).rows).toEqual([{ n: 5 }])
  expect((await sql`select 1 from batch_lines where parent_id = ${made.id} and sealed is not null`.execute(world.db)).rows).toEqual([])
  expect((await post('account', `/api/batch-cases/${made.id}/resumption`, {})).body.code).toBe('mass.not_resumable')
})

test('a bulk run goes on past a case that fails and says which', async () => {
  const cases = await storm(3)
  const heal = await poison('complaints', `new.id = '${cases[1]!.id}'`)
  const run = (await post<BulkRun>('agent', '/api/bulk-runs', { act: { act: 'note', text: '统一回复' }, items: cases.map((c) => ({ id: c.id, version: 1 })) })).body
  const worked = (await post<BulkRun>('agent', `/api/bulk-runs/${run.id}/work`, {})).body
  await heal()
  expect([worked.waiting, worked.done, worked.refused]).toEqual([0, 2, 1])
  expect(worked.items.map((i) => i.refused?.code ?? null)).toEqual([null, 'bulk.item_failed', null])
})
