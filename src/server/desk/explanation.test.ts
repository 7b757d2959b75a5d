// Tests of explained deadlines on a real server: who is told what, the notices behind a count over National Day, pauses, moves, breaches.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { explainClock, listDeadlines } from '../../contract/deadlines.ts'
import type { DeadlineView, ExplanationView } from '../../contract/deadlines.ts'
import { openClock } from '../../domain/sla/clocks.ts'
import { defaultProfile } from '../../domain/sla/profile.fixture.ts'
import { loadWorkingTime } from '../sla/calendars.ts'
import { fileCase } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'

const at = (text: string): number => Date.parse(`${text}+08:00`)
const iso = (text: string): string => new Date(at(text)).toISOString()
const hour = 3_600_000

let world: World
let main: TestCase

beforeAll(async () => {
  world = await startWorld()
  await world.moveClock(at('2026-09-30T10:00:00') - (await world.now()))
  main = await fileCase(world)
  await main.does('agent', 'acceptance')
  await main.does('agent', 'take')
  await main.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '签收人是谁', hours: 4 })
})
afterAll(() => world.stop())

const get = async (who: Cast, c: TestCase, path: string) => (await world.as(who)).get(`/api/complaints/${c.id}/${path}`)
async function told(who: Cast, kind: string, c: TestCase = main): Promise<ExplanationView> {
  const answer = await get(who, c, `clocks/${kind}/explanation`)
  expect(answer.status, answer.text).toBe(200)
  return explainClock.reply.parse(answer.body)
}
async function deadlines(who: Cast, c: TestCase = main): Promise<readonly DeadlineView[]> {
  const answer = await get(who, c, 'deadlines')
  expect(answer.status, answer.text).toBe(200)
  return listDeadlines.reply.parse(answer.body).items
}

describe('who is told', () => {
  test('a unit learns of its own question alone, without what the house keeps to itself', async () => {
    expect((await deadlines('outlet')).map((k) => [k.kind, k.targetAt])).toEqual([['outlet_reply', null]])
    expect(await told('outlet', 'outlet_reply')).toMatchObject({ cap: null, target: null, changes: [], budget: null, segments: [{ counted: true, because: { code: 'agreed' } }] })
    for (const kind of ['decision', 'statutory_watch', 'first_contact']) expect([kind, (await get('outlet', main, `clocks/${kind}/explanation`)).status]).toEqual([kind, 404])
    expect((await told('agent', 'outlet_reply')).cap).not.toBeNull()
  })

  test('whom the case does not exist for learns nothing, restricted cases too', async () => {
    const secret = await fileCase(world, { reasonCode: 'personal_safety.sexual_harassment' })
    await sql`update complaints set flags = array_append(flags, 'restricted') where id = ${secret.id} and not flags @> '{restricted}'`.execute(world.db)
    for (const who of ['outlet2', 'station', 'partner'] as const) for (const path of ['deadlines', 'clocks/decision/explanation']) expect([who, path, (await get(who, main, path)).status]).toEqual([who, path, 404])
    for (const [who, status] of [['analyst', 404], ['outlet', 404], ['lead', 200]] as const) for (const path of ['deadlines', 'clocks/decision/explanation']) expect([who, path, (await get(who, secret, path)).status]).toEqual([who, path, status])
  })

  test('what there is none of is not there; what is malformed is said to be', async () => {
    for (const [path, status] of [['clocks/decision/explanation?epoch=9', 404], ['clocks/callback/explanation', 404], ['clocks/nothing/explanation', 400], ['clocks/decision/explanation?epoch=x', 400]] as const) expect([path, (await get('agent', main, path)).status]).toEqual([path, status])
  })
})

describe('National Day 2026', () => {
  test('the watch of the law: strict instant, and rolled to the first workday with the notice behind it', async () => {
    const answer = await told('agent', 'statutory_watch')
    expect(answer.clock).toMatchObject({ dueAt: iso('2026-10-08T00:00:00'), rolledDueAt: iso('2026-10-09T00:00:00') })
    expect(answer.roll).toEqual({ on: '2026-10-07', because: { code: 'holiday', params: { holiday: 'national_day', notice: '国办发明电〔2025〕7号' } } })
    expect(answer.calendar.notices).toEqual([{ number: '国办发明电〔2025〕7号', title: '国务院办公厅关于2026年部分节假日安排的通知', publishedOn: '2025-11-04' }])
    expect(answer.segments.at(-1)).toMatchObject({ to: answer.clock.rolledDueAt, because: { code: 'rolled_day', params: { law: 'civil_code_203' } } })
    expect([answer.budget, answer.cap, answer.pausable, answer.source]).toEqual([{ value: 7, unit: 'calendar_day' }, null, false, 'express_regulation_29'])
  })

  test('the decision beside its aim and the cap of the law', async () => {
    const answer = await told('agent', 'decision')
    expect(answer.target).toEqual({ budget: { value: 48, unit: 'hour' }, dueAt: new Date(Date.parse(answer.clock.openedAt) + 48 * hour).toISOString() })
    expect(answer.cap).toMatchObject({ dueAt: iso('2026-10-08T00:00:00'), stoppedAt: null })
    expect(answer).toMatchObject({ profile: { code: 'statutory_7d' }, complaintNo: main.complaintNo, pauses: [], changes: [], breach: null })
  })

  test('workdays over the holiday count the make-up Saturday', async () => {
    const time = await loadWorkingTime()
    const c = openClock(defaultProfile.rules.callback, at('2026-09-30T11:00:00'), time)
    const pinned = await sql<{ policy_version: string; calendar_version: string }>`select policy_version, calendar_version from clocks where complaint_id = ${main.id} and kind = 'decision'`.execute(world.db)
    await sql`insert into clocks (complaint_id, kind, epoch, opened_at, due_at, strict_due_at, statutory, policy_version, calendar_version)
      values (${main.id}, 'callback', 1, ${new Date(c.openedAt)}, ${new Date(c.dueAt)}, ${new Date(c.strictDueAt)}, false, ${pinned.rows[0]?.policy_version}, ${pinned.rows[0]?.calendar_version})`.execute(world.db)
    const answer = await told('agent', 'callback')
    expect(answer.cap, 'what follows the decision is not within the seven days').toBeNull()
    expect(answer.clock.dueAt).toBe(iso('2026-10-11T00:00:00'))
    expect(answer.segments.map((s) => [s.because.code, s.because.params['days'] ?? null, s.counted])).toEqual([['first_day', null, false], ['holiday', 7, false], ['workday', 2, true], ['make_up_day', 1, true]])
    expect(answer.calendar.notices.map((n) => n.number)).toEqual(['国办发明电〔2025〕7号'])
    await sql`delete from clocks where complaint_id = ${main.id} and kind = 'callback'`.execute(world.db)
  })
})

describe('what happened to a clock', () => {
  test('a pause through whole days: what it gave, who made it, and the step that moved the instant', async () => {
    const c = await fileCase(world)
    await c.does('agent', 'acceptance')
    await c.does('agent', 'take')
    const opened = await told('agent', 'decision', c)
    await c.does('agent', 'pause', { reason: '等客户补照片', untilAt: new Date(await world.now() + 72 * hour).toISOString() })
    await world.moveClock(62 * hour)
    const standing = await told('agent', 'decision', c)
    expect(standing.clock).toMatchObject({ state: 'paused', dueAt: opened.clock.dueAt })
    expect(Date.parse(standing.reckonedAt) - Date.parse(opened.clock.dueAt)).toBe(48 * hour)
    await c.does('agent', 'resumption')
    const after = await told('agent', 'decision', c)
    expect(after.clock.dueAt).toBe(standing.reckonedAt)
    expect(after.pauses).toMatchObject([{ reason: '等客户补照片', by: world.users.agent.name, late: false, lost: { value: 2, unit: 'day' } }])
    expect(after.changes).toMatchObject([{ code: 'complaint.resumed', params: {}, before: opened.clock.dueAt, dueAt: after.clock.dueAt }])
    expect(after.segments.map((s) => s.because.code)).toContain('paused')
    const line = (await deadlines('agent', c)).find((k) => k.kind === 'decision')
    expect(line?.pauses).toMatchObject([{ from: after.pauses[0]?.from, to: after.pauses[0]?.to }])
    expect((await told('agent', 'statutory_watch', c)).pauses).toEqual([])
  })

  test('a pause entered after the fact counts for nothing until a second person lets it, then says who and explains the breach', async () => {
    const c = await fileCase(world)
    await c.does('agent', 'acceptance')
    await c.does('agent', 'take')
    const opened = await told('agent', 'preliminary_finding', c)
    await world.moveClock(50 * hour)
    for (const sweep of world.app.sweeps) await sweep.run()
    const from = new Date(Date.parse(opened.clock.openedAt) + 10 * hour).toISOString()
    const until = new Date(Date.parse(from) + 20 * hour).toISOString()
    await c.does('agent', 'pause', { code: 'force_majeure', reason: '暴雪封路', evidence: '红色预警 118', fromAt: from, untilAt: until })
    const asked = await told('agent', 'preliminary_finding', c)
    expect(asked).toMatchObject({ clock: { state: 'overdue', dueAt: opened.clock.dueAt }, pauses: [{ state: 'asked', lost: { value: 0 }, approvedBy: null }], breach: { excusedAt: null } })
    await c.does('lead', 'pause-decision', { approve: true, reason: '公告属实' })
    const granted = await told('agent', 'preliminary_finding', c)
    expect(granted).toMatchObject({ clock: { state: 'running' }, pauses: [{ state: 'counted', late: true, approvedBy: world.users.lead.name, decisionReason: '公告属实', lost: { value: 20 * hour, unit: 'millisecond' } }], changes: [{ code: 'complaint.pause_decided', before: opened.clock.dueAt }], breach: { dueAt: opened.clock.dueAt } })
    expect(Date.parse(granted.clock.dueAt) - Date.parse(opened.clock.dueAt)).toBe(20 * hour)
    expect(granted.breach?.excusedAt).not.toBeNull()
    expect(granted.segments.map((s) => s.because.code)).toEqual(['clock_hours', 'paused', 'clock_hours'])
  })

  test('a merge takes the earlier watch, and says which case it came from', async () => {
    const older = await fileCase(world, { complainant: { name: '王小明', phone: '13700005678' } })
    await world.moveClock(30 * hour)
    const newer = await fileCase(world, { complainant: { name: '王小明', phone: '13700005678' } })
    const before = await told('agent', 'statutory_watch', newer)
    await older.does('agent', 'merging', { into: newer.id, reason: '同一件事', notice: { channel: 'portal', text: '已合并' } })
    const after = await told('agent', 'statutory_watch', newer)
    expect(after.clock.dueAt).toBe((await told('agent', 'statutory_watch', older)).clock.dueAt)
    expect(after.changes).toMatchObject([{ code: 'complaint.merged_in', before: before.clock.dueAt, dueAt: after.clock.dueAt, params: { fromNo: expect.stringMatching(/^\d{6}-/) as string } }])
    expect(after.segments.at(-1)?.to).toBe(after.clock.rolledDueAt ?? after.clock.dueAt)
  })

  test('a breach stands in both views with the moment it was noticed', async () => {
    await world.moveClock(4 * 24 * hour)
    for (const sweep of world.app.sweeps) await sweep.run()
    const answer = await told('agent', 'first_contact')
    expect(answer.breach).toMatchObject({ dueAt: answer.clock.dueAt })
    expect((await deadlines('agent')).find((k) => k.kind === 'first_contact')?.breachNoticedAt).toBe(answer.breach?.noticedAt)
  })
})
