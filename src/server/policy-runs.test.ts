// Proves that a draft played on history and a recompute of open clocks find what they should, move nothing twice, and leave a case as its people know it.
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventProblems } from '../domain/complaints/events.ts'
import { caseUntil, fileCase } from '../../test/case.ts'
import type { TestCase } from '../../test/case.ts'
import { publishDraft, shippedBody, storeDraft } from '../../test/policy.ts'
import { startWorld } from '../../test/world.ts'
import type { World } from '../../test/world.ts'
import { workPolicyRuns } from './complaints/policy-run-sweep.ts'
import { verifyRecord } from './desk/verify.ts'
import { openPolicy } from './policy-in-force.ts'
import { players } from './simulations.ts'
import type { Recompute, Simulation } from '../contract/policy-runs.ts'

let world: World
let open: TestCase
let late: TestCase
let paused: TestCase
let closed: TestCase
let report: TestCase

const hour = 3_600_000
type Limits = { rules: Record<string, { committed: { value: number; unit: string } }> }
const withDecision = (value: number, unit: string): Record<string, unknown> => {
  const body = shippedBody('sla') as unknown as Limits
  body.rules['decision']!.committed = { value, unit }
  return body as unknown as Record<string, unknown>
}
const work = async (): Promise<void> => { for (const sweep of world.app.sweeps) if (sweep.name === 'policy_runs') await sweep.run() }
const simulate = async (who: 'analyst' | 'admin', body: Record<string, unknown>) => (await world.as(who)).post<Simulation & { code?: string }>('/api/policy/simulations', body)
const simulation = async (id: string, who: 'analyst' | 'liaison' = 'analyst'): Promise<Simulation> => (await (await world.as(who)).get<Simulation>(`/api/policy/simulations/${id}`)).body
const recompute = async (path: string, body: unknown = {}) => (await world.as('liaison')).post<Recompute & { code?: string }>(`/api/policy/recomputes${path}`, body)
const readRecompute = async (id: string): Promise<Recompute> => (await (await world.as('liaison')).get<Recompute>(`/api/policy/recomputes/${id}`)).body
const dueOf = async (c: TestCase, kind: string): Promise<number> => (await c.clocks(kind))[0]?.due_at ?? Number.NaN
const byDecision = { kind: 'policy', document: 'sla' } as const

beforeAll(async () => {
  world = await startWorld()
  closed = await caseUntil(world, 'closed')
  late = await fileCase(world)
  await world.moveClock(4 * 24 * hour)
  open = await fileCase(world)
  report = await fileCase(world, { reasonCode: 'attitude', verbatim: '同事私拆包裹', complainant: { role: 'staff', name: '李强', phone: '13911112222' } })
  paused = await fileCase(world)
  await paused.does('agent', 'acceptance')
  await paused.does('agent', 'take')
})
afterAll(() => world.stop())

describe('a draft played on history', () => {
  test('no machine lays a run down: nobody could be asked later', async () => {
    const machine = await world.machine(['policy:draft', 'policy:publish'])
    for (const [what, body] of [['simulations', { document: 'sla', version: 2, days: 7 }], ['recomputes', { scope: { kind: 'calendar', provisionalOnly: true } }]] as const) {
      const answer = await machine.post<{ code: string }>(`/api/policy/${what}`, body)
      expect([answer.status, answer.body.code]).toEqual([403, 'identity.session_needed'])
    }
  })

  test('is asked for by who drafts, of a draft that is there, one at a time', async () => {
    const version = await storeDraft(world, 'sla', withDecision(3, 'calendar_day'))
    expect((await (await world.as('lead')).post<{ code: string }>('/api/policy/simulations', { document: 'sla', version })).body.code).toBe('permission.missing')
    expect((await simulate('analyst', { document: 'sla', version: 99 })).status).toBe(404)
    expect((await simulate('analyst', { document: 'sla', version, days: 181 })).status).toBe(400)
    const first = await simulate('analyst', { document: 'sla', version })
    expect([first.status, first.body.state, first.body.days, first.body.isCurrent]).toEqual([201, 'running', 30, true])
    const second = await simulate('admin', { document: 'sla', version })
    expect([second.status, second.body.code]).toEqual([409, 'policy_run.running'])
    const stopped = await (await world.as('analyst')).post<Simulation & { code?: string }>(`/api/policy/simulations/${first.body.id}/cancellation`, {})
    expect([stopped.body.state, stopped.body.mayCancel]).toEqual(['cancelled', false])
    const again = await (await world.as('analyst')).post<{ code: string }>(`/api/policy/simulations/${first.body.id}/cancellation`, {})
    expect([again.status, again.body.code]).toEqual([409, 'policy_run.ended'])
    await work()
    expect((await simulation(first.body.id)).looked).toBe(0)
  })

  test('says which cases move, which become overdue, and the share on time; nothing is written to a case', async () => {
    const before = await sql`select c.id, c.version, c.chain_seq, c.next_due_at from complaints c order by id`.execute(world.db)
    const { body } = await simulate('analyst', { document: 'sla', version: 2 })
    await work()
    const told = await simulation(body.id)
    expect([told.state, told.looked, told.total]).toEqual(['done', 5, 5])
    // the one filed four days ago would be over after three; the three of today are due earlier; the closed one was told its decision in time
    expect(told.counts).toMatchObject({ cases: 5, moved: 5, becomes_overdue: 1, earlier: 4 })
    expect(told.counts['kpi_48h']).toBe(2)
    expect(told.counts['kpi_48h_met']).toBe(1)
    expect(told.groups.find((g) => g.by === 'clock' && g.key === 'decision')?.counts['moved']).toBe(5)
    expect(told.samples[0]).toMatchObject({ id: late.id, effect: 'becomes_overdue', clock: 'decision' })
    expect(Date.parse(told.samples[0]?.after ?? '')).toBe((await dueOf(late, 'decision')) - 2 * 24 * hour)
    expect((await sql`select c.id, c.version, c.chain_seq, c.next_due_at from complaints c order by id`.execute(world.db)).rows).toEqual(before.rows)
  })

  test('a worker that leaves in the middle is followed by another where it stopped: the same in the end', async () => {
    const whole = (await (await world.as('analyst')).get<{ items: Simulation[] }>('/api/policy/simulations?document=sla&version=2')).body.items.find((s) => s.state === 'done')
    const { body } = await simulate('analyst', { document: 'sla', version: 2 })
    for (const [i, looked] of [1, 2, 3].entries()) {
      const leaving = new AbortController()
      let asked = 0
      // it leaves after its first transaction, as a killed one does between two
      const policy = () => { if (asked++ === 0) leaving.abort(); return world.app.deps.policy() }
      const house = await openPolicy(world.db)
      await workPolicyRuns({ ...world.app.deps, players, tryOut: house.tryOut, policy, closing: leaving.signal, pace: { readingMs: 0, cases: 1 } })
      house.close()
      expect([i, (await simulation(body.id)).looked]).toEqual([i, looked])
    }
    await work()
    const resumed = await simulation(body.id)
    expect([resumed.state, resumed.looked, resumed.counts]).toEqual(['done', 5, whole?.counts])
    expect(resumed.groups).toEqual(expect.arrayContaining(whole?.groups ?? []))
  })

  test('shows only cases that exist for the reader: a restricted one is counted, not named', async () => {
    await sql`update complaints set flags = flags || '{restricted}' where id = ${report.id}`.execute(world.db)
    const { items } = (await (await world.as('analyst')).get<{ items: Simulation[] }>('/api/policy/simulations?document=sla&version=2')).body
    const id = items.find((s) => s.state === 'done')?.id ?? ''
    expect(items.every((s) => s.samples.length === 0)).toBe(true)
    expect((await simulation(id)).samples.map((s) => s.id)).not.toContain(report.id)
    expect((await simulation(id, 'liaison')).samples.map((s) => s.id)).toContain(report.id)
  })

  test('a draft that counts as what is in force moves nothing', async () => {
    const version = await storeDraft(world, 'sla', shippedBody('sla'))
    const { body } = await simulate('analyst', { document: 'sla', version })
    await work()
    expect((await simulation(body.id)).counts['moved']).toBeUndefined()
  })

  test('one that no longer fits the rest stops and says so, and the next may start', async () => {
    const version = await storeDraft(world, 'sla', { nonsense: true })
    const { body } = await simulate('analyst', { document: 'sla', version })
    await work()
    expect(await simulation(body.id)).toMatchObject({ state: 'failed', failure: 'policy_run.unfit', mayCancel: false })
    expect((await simulate('analyst', { document: 'sla', version: 2, days: 1 })).status).toBe(201)
    await work()
  })

  test('the priority matrix tells whose level changes, the approval authority how many plans need more people and the money in them', async () => {
    const matrix = shippedBody('priority') as unknown as { matrix: { levels: string[][] } }
    matrix.matrix.levels = matrix.matrix.levels.map((row) => row.map(() => 'p1'))
    const priority = await simulate('analyst', { document: 'priority', version: await storeDraft(world, 'priority', matrix as never) })
    await work()
    const levels = await simulation(priority.body.id)
    expect([levels.state, levels.counts['moved'], levels.counts['rises']]).toEqual(['done', 5, 5])
    expect(levels.groups.filter((g) => g.by === 'change').every((g) => g.key.endsWith('>p1'))).toBe(true)

    const authority = shippedBody('approval') as unknown as { bands: { upToMinor: number; levels: number }[] }
    authority.bands[0]!.upToMinor = 100
    const approval = await simulate('analyst', { document: 'approval', version: await storeDraft(world, 'approval', authority as never) })
    await work()
    const plans = await simulation(approval.body.id)
    expect(plans.counts).toMatchObject({ plans: 1, plans_more_levels: 1, more_levels_minor: 12_000, approvals_before: 0, approvals_after: 1 })
    expect(plans.samples).toEqual([expect.objectContaining({ id: closed.id, effect: 'more_levels', before: '0', after: '1' })])
  })

  test('other ladders tell how many steps more or fewer would have been told, by channel', async () => {
    const ladders = shippedBody('ladders') as unknown as { ladders: Record<string, { via: string[] }[]> }
    for (const steps of Object.values(ladders.ladders)) for (const s of steps) s.via = ['in_app', 'sms']
    const { body } = await simulate('analyst', { document: 'ladders', version: await storeDraft(world, 'ladders', ladders as never) })
    await work()
    const told = await simulation(body.id)
    expect([told.state, told.failure]).toEqual(['done', null])
    expect(told.counts['steps_after']).toBe(told.counts['steps_before'])
    expect(told.counts['sms_after']).toBe(told.counts['steps_after'])
    expect(told.counts['sms_after'] ?? 0).toBeGreaterThan(told.counts['sms_before'] ?? 0)
  })

  test('another reason tree tells whose class for the regulator changes', async () => {
    const tree = shippedBody('reasons') as unknown as { reasons: Record<string, { defaults: { regulator: Record<string, string> } }> }
    tree.reasons['damage']!.defaults.regulator = { default: 'other' }
    const { body } = await simulate('analyst', { document: 'reasons', version: await storeDraft(world, 'reasons', tree as never) })
    await work()
    const told = await simulation(body.id)
    expect([told.state, told.failure, told.counts['other_class']]).toEqual(['done', null, 4])
  })
})

describe('open clocks counted anew', () => {
  test('stay pinned when a version is published, until somebody who may asks for it', async () => {
    const before = await dueOf(open, 'decision')
    await publishDraft(world, 'sla', 2)
    expect(await dueOf(open, 'decision')).toBe(before)
    expect((await (await world.as('analyst')).post<{ code: string }>('/api/policy/recomputes', { scope: { ...byDecision, version: 2 } })).body.code).toBe('permission.missing')
    const old = await recompute('', { scope: { ...byDecision, version: 1 } })
    expect([old.status, old.body.code]).toEqual([409, 'policy_run.not_in_force'])
  })

  test('are looked through first: the preview counts and shows, and moves nothing', async () => {
    const due = await dueOf(late, 'decision')
    const laid = await recompute('', { scope: { ...byDecision, version: 2 } })
    expect([laid.status, laid.body.state]).toEqual([201, 'previewing'])
    const early = await recompute(`/${laid.body.id}/start`)
    expect([early.status, early.body.code]).toEqual([409, 'policy_run.not_ready'])
    expect((await recompute('', { scope: { ...byDecision, version: 2 } })).body.code).toBe('policy_run.running')
    await work()
    const ready = await readRecompute(laid.body.id)
    expect([ready.state, ready.looked, ready.total, ready.moved]).toEqual(['ready', 4, 4, 0])
    expect(ready.counts).toMatchObject({ moved: 4, becomes_overdue: 1, earlier: 3 })
    expect(ready.samples[0]).toMatchObject({ id: late.id, effect: 'becomes_overdue' })
    expect(await dueOf(late, 'decision')).toBe(due)
  })

  test('then move once, each told in its record; the version people hold stays, and a killed run goes on', async () => {
    const { id } = (await (await world.as('liaison')).get<{ items: Recompute[] }>('/api/policy/recomputes')).body.items[0]!
    const rows = () => sql<{ id: string; version: number; chain_seq: number; next_due_at: number }>`select id, version, chain_seq, next_due_at from complaints order by id`.execute(world.db)
    const before = (await rows()).rows
    const [watch, seen] = [await dueOf(open, 'statutory_watch'), await open.version()]
    expect((await recompute(`/${id}/start`)).body.state).toBe('running')
    // somebody holds one of the cases: the others go ahead, it follows
    const holder = world.db.transaction().execute(async (tx) => {
      await sql`select 1 from complaints where id = ${open.id} for update`.execute(tx)
      await work()
      expect(await readRecompute(id)).toMatchObject({ state: 'running', looked: 3, moved: 3 })
    })
    await holder
    await work()
    expect(await readRecompute(id)).toMatchObject({ state: 'done', looked: 4, moved: 4, mayCancel: false })
    const after = (await rows()).rows
    const moved = after.filter((r, i) => r.chain_seq !== before[i]?.chain_seq)
    expect(moved.map((r) => r.chain_seq - (before.find((b) => b.id === r.id)?.chain_seq ?? 0))).toEqual([1, 1, 1, 1])
    expect(after.map((r) => r.version)).toEqual(before.map((r) => r.version))
    expect(await dueOf(open, 'statutory_watch')).toBe(watch)
    const told = (await open.events()).at(-1)
    expect(told).toMatchObject({ type: 'clock.recounted', actor: { id: world.users.liaison.id }, data: { run: id, because: 'policy', clocks: [{ kind: 'decision', epoch: 1 }] } })
    expect(eventProblems(told?.type ?? '', told?.data ?? {})).toEqual([])
    expect(told?.data['clocks']).toEqual([expect.objectContaining({ dueAt: new Date(await dueOf(open, 'decision')).toISOString() })])
    // whoever had it open before goes on without a conflict
    expect((await open.act('agent', 'note', { version: seen, text: '已联系' })).status).toBe(200)
    expect((await sql<{ v: string }>`select policy_version as v from complaints where id = ${open.id}`.execute(world.db)).rows[0]?.v).toMatch(/statutory_7d@2$/)
    expect((await sql`select 1 from policy_run_cases`.execute(world.db)).rows).toEqual([])
  })

  test('a second time nothing moves', async () => {
    const { body } = await recompute('', { scope: { ...byDecision, version: 2 } })
    await work()
    expect((await readRecompute(body.id)).counts['moved']).toBeUndefined()
    await recompute(`/${body.id}/start`)
    await work()
    expect(await readRecompute(body.id)).toMatchObject({ state: 'done', moved: 0 })
    // the earlier case, whose next clock is now its decision, is ordered by it
    expect((await sql<{ kind: string }>`select next_due_kind as kind from complaints where id = ${late.id}`.execute(world.db)).rows[0]?.kind).toBeDefined()
  })

  test('a breach that ceases stays on record with the run that explains it, even one no sweep has booked yet', async () => {
    const breached = async () => (await sql<{ excused_by: string | null }>`select excused_by from clock_breaches where complaint_id = ${late.id} and kind = 'decision'`.execute(world.db)).rows
    expect([await dueOf(late, 'decision') < await world.now(), await breached()]).toEqual([true, []])
    const version = await storeDraft(world, 'sla', withDecision(9, 'calendar_day'))
    await publishDraft(world, 'sla', version)
    const { body } = await recompute('', { scope: { ...byDecision, version } })
    await work()
    expect((await readRecompute(body.id)).counts).toMatchObject({ ceases_overdue: 1 })
    await recompute(`/${body.id}/start`)
    await work()
    expect(await breached()).toEqual([{ excused_by: body.id }])
  })

  test('made overdue again by a stricter version, it stands again: what excused it once does no more', async () => {
    const stands = async () => (await sql<{ stands: boolean }>`select noticed_at > excused_at as stands from clock_breaches where complaint_id = ${late.id} and kind = 'decision'`.execute(world.db)).rows
    expect(await stands()).toEqual([{ stands: false }])
    const version = await storeDraft(world, 'sla', withDecision(2, 'calendar_day'))
    await publishDraft(world, 'sla', version)
    const { body } = await recompute('', { scope: { ...byDecision, version } })
    await work()
    await recompute(`/${body.id}/start`)
    await work()
    await world.settle()
    expect(await stands()).toEqual([{ stands: true }])
  })

  test('a pause is counted under the new rule as under the old', async () => {
    const due = await dueOf(paused, 'decision')
    const until = new Date((await world.now()) + 48 * hour).toISOString()
    await paused.does('agent', 'pause', { code: 'waiting_customer', reason: '等顾客补照片', untilAt: until })
    const version = await storeDraft(world, 'sla', withDecision(100, 'hour'))
    await publishDraft(world, 'sla', version)
    await world.moveClock(5 * hour)
    await paused.does('agent', 'resumption')
    const { body } = await recompute('', { scope: { ...byDecision, version } })
    await work()
    await recompute(`/${body.id}/start`)
    await work()
    const [clock] = await paused.clocks('decision')
    expect((clock?.due_at ?? 0) - (clock?.opened_at ?? 0) - 100 * hour).toBeGreaterThan(4.9 * hour)
    expect(clock?.due_at).not.toBe(due)
  })

  test('a worker that dies in the middle of a chunk leaves no half of it, and the next one does it once', async () => {
    const version = await storeDraft(world, 'sla', withDecision(2, 'calendar_day'))
    await publishDraft(world, 'sla', version)
    const { body } = await recompute('', { scope: { ...byDecision, version } })
    await work()
    await recompute(`/${body.id}/start`)
    const heads = async () => (await sql<{ id: string; seq: number }>`select id, chain_seq as seq from complaints order by id`.execute(world.db)).rows
    const before = await heads()
    const killer = new pg.Client({ connectionString: world.databaseUrls.super })
    await killer.connect()
    await killer.query('begin')
    await killer.query(`select 1 from clocks where complaint_id = $1 and kind = 'decision' for update`, [late.id])
    const dying = work().then(() => 'lived', () => 'died')
    for (let left = 40; left > 0; left--) {
      const { rows } = await killer.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and wait_event_type = 'Lock' and query like 'update clocks%'`)
      if (rows.length > 0) break
      await new Promise((done) => setTimeout(done, 25))
    }
    expect(await dying).toBe('died')
    expect(await heads()).toEqual(before)
    await killer.query('rollback')
    await killer.end()
    await work()
    expect(await readRecompute(body.id)).toMatchObject({ state: 'done', looked: 4, moved: 4 })
    const after = await heads()
    expect(after.map((h, i) => h.seq - (before[i]?.seq ?? 0)).toSorted()).toEqual([0, 1, 1, 1, 1])
  })

  test('a newer calendar moves what rested on no notice: the roll of the law\'s watch, never its strict instant', async () => {
    const [watch] = await open.clocks('statutory_watch')
    await sql`update clocks set provisional = true, rolled_due_at = due_at + interval '5 days' where complaint_id = ${open.id} and kind = 'statutory_watch'`.execute(world.db)
    const { body } = await recompute('', { scope: { kind: 'calendar', provisionalOnly: true } })
    await work()
    expect(await readRecompute(body.id)).toMatchObject({ state: 'ready', total: 1, counts: { rolls: 1 }, samples: [{ id: open.id, effect: 'rolls', clock: 'statutory_watch' }] })
    await recompute(`/${body.id}/start`)
    await work()
    const after = (await sql<{ due_at: number; strict_due_at: number; rolled_due_at: number; provisional: boolean }>`select due_at, strict_due_at, rolled_due_at, provisional from clocks where complaint_id = ${open.id} and kind = 'statutory_watch'`.execute(world.db)).rows[0]
    expect([after?.due_at, after?.strict_due_at, after?.provisional]).toEqual([watch?.due_at, watch?.due_at, false])
    expect((after?.rolled_due_at ?? 0) - (after?.due_at ?? 0)).toBeLessThan(5 * 24 * hour)
    expect((await open.events()).at(-1)).toMatchObject({ type: 'clock.recounted', data: { because: 'calendar', clocks: [{ kind: 'statutory_watch', provisional: false }] } })
  })

  test('cancelling a preview leaves nothing behind', async () => {
    const { body } = await recompute('', { scope: { kind: 'calendar', provisionalOnly: true } })
    const stopped = await recompute(`/${body.id}/cancellation`)
    expect([stopped.body.state, stopped.body.refused]).toEqual(['cancelled', null])
    expect((await recompute(`/${body.id}/start`)).body.code).toBe('policy_run.not_ready')
  })

  test('the record holds every moved clock', async () => {
    const found = await verifyRecord(world.databaseUrls.owner)
    // the versions were published past their page here, which the record of policy notices
    expect(found.breaks.filter((b) => b.kind !== 'policy')).toEqual([])
  })
})
