// What a proposed calendar does to clocks: the provisional ones that become firm and move, and a unit's limits in its own working hours.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { caseUntil, fileCase } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { notice2027 } from '../../../test/notices.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import type { previewCalendarChange } from '../../contract/sla.ts'
import { openClock } from '../../domain/sla/clocks.ts'
import { openedRow } from './clocks.ts'

type Preview = ReplyOf<typeof previewCalendarChange> & { code?: string }
const at = (text: string): number => Date.parse(`${text}+08:00`)

let world: World
let c: TestCase
beforeAll(async () => {
  world = await startWorld()
  await world.moveClock(at('2026-12-30T10:00:00') - (await world.now()))
  c = await caseUntil(world, 'investigating')
  await fileCase(world)
  const policy = world.app.deps.policy()
  const k = openClock(policy.profileOf('').rules.callback, await world.now(), policy.time)
  await sql`insert into clocks (complaint_id, kind, epoch, opened_at, due_at, strict_due_at, statutory, provisional, policy_version, calendar_version)
    select complaint_id, 'callback', 1, ${new Date(k.openedAt)}, ${new Date(k.dueAt)}, ${new Date(k.strictDueAt)}, false, ${k.provisional}, policy_version, ${k.calendarVersion} from clocks where complaint_id = ${c.id} and kind = 'statutory_watch'`.execute(world.db)
})
afterAll(() => world.stop())

const propose = async (text: string) => (await (await world.as('liaison')).post<{ id: string }>('/api/calendar-changes', { text })).body.id
const preview = async (who: Cast, id: string) => (await world.as(who)).get<Preview>(`/api/calendar-changes/${id}/preview`)

test('who manages no calendar is refused, and what was never proposed is not there', async () => {
  expect((await preview('agent', '01a20150-c784-75ae-ab40-8b083896d4ff')).status).toBe(403)
  expect((await preview('admin', '01a20150-c784-75ae-ab40-8b083896d4ff')).status).toBe(404)
})

test('before anyone confirms: what becomes firm, what moves and where to; nothing is written', async () => {
  const before = (await sql`select * from clocks order by complaint_id, kind, epoch`.execute(world.db)).rows
  const id = await propose(notice2027())
  const seen = (await preview('admin', id)).body
  // the watches of both cases end on 6 January, which the notice leaves a working day; the callback in workdays moves over New Year
  expect(seen).toMatchObject({ looked: 2, more: false, firm: 3, moved: 1, items: [{ complaint: { id: c.id }, kind: 'callback', before: { dueAt: '2027-01-04T16:00:00.000Z' }, after: { dueAt: '2027-01-05T16:00:00.000Z', provisional: false } }] })
  expect((await sql`select * from clocks order by complaint_id, kind, epoch`.execute(world.db)).rows).toEqual(before)
  // a notice that covers nothing makes nothing firm, though it moves the callback
  const bare = await propose(notice2027('试行〔2026〕12号').replace(/covers_until.*\n/, ''))
  expect((await preview('liaison', bare)).body).toMatchObject({ firm: 0, moved: 1, items: [{ after: { provisional: true } }] })
})

test('with a limit in working hours a unit’s own hours count, not the national ones', async () => {
  const { outlet, outlet2 } = world.users
  const hours = [{ from: 600, to: 840 }, { from: 930, to: 1170 }]
  const made = await (await world.as('liaison')).post<{ id: string }>(`/api/unit-calendars/${outlet.unit.id}`, { weekly: [hours, hours, hours, hours, hours, [], []], days: [], reason: '当地作息' })
  await (await world.as('admin')).post(`/api/calendar-changes/${made.body.id}/confirmation`, { against: 'cn.1@2025-11-04' })
  const policy = world.app.deps.policy()
  const profile = policy.profileOf('')
  const hasty = { ...profile, rules: { ...profile.rules, outlet_reply: { ...profile.rules.outlet_reply, budget: { value: 2, unit: 'working_hour' as const } } } }
  const due = (unitPath: string[]) => new Date(openedRow({ ...policy, profileOf: () => hasty }, '', { kind: 'outlet_reply', epoch: 1, policyVersion: '', unitPath }, at('2027-04-20T09:30:00')).due_at).toISOString()
  expect([due([outlet.unit.id]), due([outlet2.unit.id])]).toEqual(['2027-04-20T04:00:00.000Z', '2027-04-20T03:30:00.000Z'])
})
