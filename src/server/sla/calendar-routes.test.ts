// Calendars over the wire: days and reach for everybody, imports by two people, layers of units, every version resolvable forever.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReplyOf } from '../../contract/endpoint.ts'
import type * as wire from '../../contract/sla.ts'
import { fileCase } from '../../../test/case.ts'
import { notice2027 } from '../../../test/notices.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import { openCalendars } from './calendar-house.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

type Days = ReplyOf<typeof wire.getCalendarDays> & { code?: string; fields?: unknown }
const days = async (who: Cast, from: string, to: string, version = 'in_force') => (await world.as(who)).get<Days>(`/api/calendars/${encodeURIComponent(version)}/days?from=${from}&to=${to}`)

describe('days', () => {
  test('everybody signed in reads them, with hours as instants and the notice behind a holiday', async () => {
    const answer = await days('courier', '2026-09-30', '2026-10-10')
    expect(answer.status).toBe(200)
    expect(answer.body.items.map((d) => [d.on.slice(5), d.kind])).toEqual([['09-30', 'workday'], ['10-01', 'holiday'], ['10-02', 'holiday'], ['10-03', 'holiday'], ['10-04', 'holiday'], ['10-05', 'holiday'], ['10-06', 'holiday'], ['10-07', 'holiday'], ['10-08', 'workday'], ['10-09', 'workday'], ['10-10', 'make_up_day']])
    expect(answer.body.items[0]).toEqual({ on: '2026-09-30', kind: 'workday', covered: true, name: null, notice: null, worked: [{ from: '2026-09-30T01:00:00.000Z', to: '2026-09-30T04:00:00.000Z' }, { from: '2026-09-30T05:00:00.000Z', to: '2026-09-30T10:00:00.000Z' }] })
    expect(answer.body.items[1]).toMatchObject({ name: 'national_day', notice: '国办发明电〔2025〕7号', worked: [] })
    expect(answer.body.notices).toEqual([{ number: '国办发明电〔2025〕7号', title: '国务院办公厅关于2026年部分节假日安排的通知' }])
  })

  test('days no notice covers say so; a span turned round, too long, or of a version that never was is refused', async () => {
    expect((await days('agent', '2026-12-31', '2027-01-01')).body.items.map((d) => d.covered)).toEqual([true, false])
    expect((await days('agent', '2026-02-02', '2026-02-01')).body.fields).toEqual([{ path: 'query.to', code: 'past' }])
    expect((await days('agent', '2026-01-01', '2027-02-05')).body.fields).toEqual([{ path: 'query.to', code: 'long_span' }])
    expect((await days('agent', '2026-02-01', '2026-02-02', 'cn.9@1999-01-01')).status).toBe(404)
    expect((await days('agent', '2026-02-01', '2026-02-02', 'cn.1@2025-11-04')).body.version).toBe('cn.1@2025-11-04')
  })
})

type Change = ReplyOf<typeof wire.proposeNotice> & { code?: string; fields?: unknown }
type Detail = ReplyOf<typeof wire.getCalendarChange>
const propose = async (who: Cast, text: string, more: Record<string, string> = {}) => (await world.as(who)).post<Change>('/api/calendar-changes', { text, ...more })
const detail = async (who: Cast, id: string) => (await (await world.as(who)).get<Detail>(`/api/calendar-changes/${id}`)).body
const confirm = async (who: Cast, id: string, against?: string) => (await world.as(who)).post<Change>(`/api/calendar-changes/${id}/confirmation`, { against: against ?? (await detail(who, id)).against })
const withdraw = async (who: Cast, id: string) => (await world.as(who)).post<Change>(`/api/calendar-changes/${id}/withdrawal`, { reason: '写错了' })
const overview = async (who: Cast) => (await (await world.as(who)).get<ReplyOf<typeof wire.listCalendars>>('/api/calendars')).body
const inForce = () => world.app.deps.calendars.inForce()
const events = async () => (await sql<{ type: string; data: Record<string, unknown> }>`select type, body::json->'data' as data from events where type like 'calendar.%' and type <> 'calendar.version_kept' order by at, seq`.execute(world.db)).rows

describe('a notice imported', () => {
  test('who may not, may not; a machine never', async () => {
    for (const who of ['agent', 'lead', 'analyst', 'outlet'] as const) expect([who, (await propose(who, notice2027())).status]).toEqual([who, 403])
    const machine = await world.machine(['calendar:manage'])
    const answer = await machine.post<Change>('/api/calendar-changes', { text: notice2027() })
    expect([answer.status, answer.body.code]).toEqual([403, 'identity.session_needed'])
  })

  test('is read day by day against what is in force, with what a careful reader would ask', async () => {
    const text = notice2027().replace("work: ['2027-02-14']", "work: ['2027-02-15']").replace("'2027-10-01..2027-10-07'", "'2027-10-01..2027-10-03', '2027-10-05..2027-10-07'")
    const made = await propose('liaison', text)
    expect(made.status).toBe(201)
    const seen = await detail('admin', made.body.id)
    expect(seen).toMatchObject({ against: 'cn.1@2025-11-04', refused: null, replaces: false, own: false, coverage: { before: '2026-12-31', after: '2027-12-31' }, weekly: null })
    expect(seen.days.find((d) => d.on === '2027-01-01')).toMatchObject({ before: { kind: 'workday', name: null }, after: { kind: 'holiday', name: 'new_year' }, alters: true })
    expect(seen.days.find((d) => d.on === '2027-02-15')).toMatchObject({ before: { kind: 'workday' }, after: { kind: 'workday' }, alters: false })
    expect(seen.doubts.map((d) => [d.code, d.on])).toEqual(expect.arrayContaining([['work_on_workday', '2027-02-15'], ['gap_in_holiday', '2027-10-04'], ['off_without_make_up', '2027-02-05']]))
    expect((await detail('liaison', made.body.id)).own).toBe(true)
    expect((await propose('admin', text)).body.code).toBe('calendar.open_proposal')
    expect((await withdraw('liaison', made.body.id)).body).toMatchObject({ state: 'withdrawn', settleReason: '写错了' })
    expect(inForce().time.calendar.version).toBe('cn.1@2025-11-04')
  })

  test('counts once a second person confirmed it, in every process within two seconds, and for good', async () => {
    const elsewhere = await openCalendars(world.db)
    const before = await overview('admin')
    expect(before).toMatchObject({ version: 'cn.1@2025-11-04', missingYear: 2027, proposed: 0 })
    const made = await propose('liaison', notice2027())
    expect((await confirm('liaison', made.body.id)).body.code).toBe('calendar.own_proposal')
    expect((await confirm('admin', made.body.id, 'cn.1@2024-11-12')).body.code).toBe('calendar.changed_meanwhile')
    const confirmed = await confirm('admin', made.body.id)
    expect(confirmed.body).toMatchObject({ state: 'confirmed', version: 'cn.1@2026-11-10', settledBy: { name: world.users.admin.name } })
    expect((await confirm('admin', made.body.id, 'x')).body.code).toBe('calendar.settled')
    expect((await withdraw('admin', made.body.id)).body.code).toBe('calendar.settled')
    expect(world.app.deps.policy().time.calendar).toMatchObject({ version: 'cn.1@2026-11-10', coverageUntil: '2027-12-31' })
    await expect.poll(() => elsewhere.inForce().time.calendar.version, { timeout: 2500 }).toBe('cn.1@2026-11-10')
    elsewhere.close()
    expect((await days('agent', '2027-01-01', '2027-01-01')).body.items[0]).toMatchObject({ kind: 'holiday', covered: true })
    expect((await days('agent', '2027-01-01', '2027-01-01', 'cn.1@2025-11-04')).body.items[0]).toMatchObject({ kind: 'workday', covered: false })
    expect(world.app.deps.policy().timeOf('cn.1@2025-11-04').calendar.coverageUntil).toBe('2026-12-31')
    const after = await overview('liaison')
    expect(after.missingYear).toBe(null)
    expect(after.notices.slice(0, 2)).toMatchObject([{ number: '试行〔2026〕9号', imported: { by: world.users.liaison.name, confirmedBy: world.users.admin.name } }, { imported: null }])
    expect(await overview('courier')).toMatchObject({ provisional: null, proposed: null })
    expect((await detail('lead', made.body.id) as { code?: string }).code).toBe('permission.missing')
    expect((await events()).slice(-2)).toEqual([
      { type: 'calendar.notice_proposed', data: expect.objectContaining({ number: '试行〔2026〕9号', shape: 'house' }) },
      { type: 'calendar.change_confirmed', data: { change: made.body.id, what: '试行〔2026〕9号', proposedBy: world.users.liaison.name, before: 'cn.1@2025-11-04', after: 'cn.1@2026-11-10' } },
    ])
  })

  test('a revision of the same day makes another version; the first keeps its meaning', async () => {
    const made = await propose('admin', notice2027('试行〔2026〕10号').replace(/covers_until.*\n/, '').replace(/days:[^]*/, "days: [{ name: new_year, off: ['2027-01-04'] }]\n"))
    const { body } = await confirm('liaison', made.body.id)
    expect(body.version).toMatch(/^cn\.1@2026-11-10~[0-9a-f]{8}$/)
    expect((await days('agent', '2027-01-04', '2027-01-04')).body.items[0]).toMatchObject({ kind: 'holiday', notice: '试行〔2026〕10号' })
    expect((await days('agent', '2027-01-04', '2027-01-04', 'cn.1@2026-11-10')).body.items[0]?.kind).toBe('workday')
    expect((await detail('liaison', made.body.id)).days.map((d) => [d.on, d.before.kind, d.after.kind])).toEqual([['2027-01-04', 'workday', 'holiday']])
  })

  test('what people bring wrong is refused with its place', async () => {
    expect((await propose('admin', '{"year": 2027, "papers": [], "days": []}', { number: 'x', title: 'x', publishedOn: '2026-11-20' })).body.code).toBe('calendar.notice_empty')
    expect((await propose('admin', 'number: [')).status).toBe(400)
    expect((await propose('admin', 'number: x')).body.fields).toContainEqual({ path: 'text.title', code: 'required' })
  })
})

describe('regions and units', () => {
  const urumqi = [[600, 840], [930, 1170]].map(([from, to]) => ({ from, to }))
  const week = [urumqi, urumqi, urumqi, urumqi, urumqi, [], []]
  const own = async (who: Cast, unitId: string, body: Record<string, unknown>) => (await world.as(who)).post<Change>(`/api/unit-calendars/${unitId}`, { weekly: null, days: [], reason: '当地作息', ...body })
  type Own = ReplyOf<typeof wire.getUnitCalendar>
  const ofUnit = async (id: string) => (await (await world.as('admin')).get<Own>(`/api/unit-calendars/${id}`)).body
  const duty = { on: '2027-02-07', day: 'work', hours: [{ from: 600, to: 720 }], name: 'duty', notice: '春节值班' }

  test('a unit counts by its own hours, under the days of its region; customers by the national calendar', async () => {
    const [province, outlet] = [world.users.province.unit, world.users.outlet.unit]
    const region = await own('liaison', province.id, { days: [{ on: '2027-04-19', day: 'off', hours: null, name: 'regional', notice: '省政府公告' }] })
    expect((await confirm('admin', region.body.id)).status).toBe(200)
    const made = await own('liaison', outlet.id, { weekly: week, days: [duty] })
    expect(await detail('admin', made.body.id)).toMatchObject({ weekly: { after: week }, days: [{ on: '2027-02-07', before: { kind: 'holiday' }, after: { hours: [{ from: 600, to: 720 }] }, alters: true }] })
    expect((await confirm('admin', made.body.id)).status).toBe(200)
    const { unit, ...rest } = await ofUnit(outlet.id)
    expect(rest).toMatchObject({ ownWeekly: week, days: [duty], from: [{ id: province.id }] })
    const hours = async (on: string) => (await days('outlet', on, on, rest.version ?? '')).body.items[0]?.worked.map((w) => w.from.slice(11, 16))
    expect([await hours('2027-02-07'), await hours('2027-04-19'), await hours('2027-04-20'), await hours('2027-02-14')]).toEqual([['02:00'], [], ['02:00', '07:30'], ['02:00', '07:30']])
    const path = (await sql<{ id: string }>`with recursive up as (select id, parent_id from org_units where id = ${unit.id} union all select o.id, o.parent_id from org_units o join up on o.id = up.parent_id) select id from up`.execute(world.db)).rows.map((r) => r.id).toReversed()
    const policy = world.app.deps.policy()
    expect(policy.timeFor(path).calendar.version).toBe(rest.version)
    expect(policy.timeFor(path.slice(0, -1)).calendar.version).toContain(`+${province.code}.`)
    expect(policy.timeFor([world.users.agent.unit.id])).toBe(policy.time)
    expect(policy.timeNow(rest.version ?? '').calendar.version).toBe(rest.version)
    const listed = (await (await world.as('agent')).get<ReplyOf<typeof wire.listUnitCalendars>>('/api/unit-calendars')).body
    expect(listed.items.map((i) => [i.unit.code, i.ownWeekly, i.days])).toEqual([[province.code, false, 1], [outlet.code, true, 1]].sort())
  })

  test('a later notice moves the units with it: what was pinned stays, what is in force follows', async () => {
    const outlet = world.users.outlet.unit
    const was = (await ofUnit(outlet.id)).version ?? ''
    const made = await propose('liaison', notice2027('试行〔2026〕11号').replace(/days:[^]*/, "days: [{ name: national_day, off: ['2027-10-08'] }]\n"))
    expect((await detail('admin', made.body.id)).units.map((u) => u.code)).toContain(outlet.code)
    await confirm('admin', made.body.id)
    const policy = world.app.deps.policy()
    expect(policy.timeNow(was).calendar.version).not.toBe(was)
    expect(policy.timeNow(was).calendar.overrides.some((o) => o.on === '2027-10-08')).toBe(true)
    expect(policy.timeOf(was).calendar.overrides.some((o) => o.on === '2027-10-08')).toBe(false)
  })

  test('a unit’s own calendar counts its answer in working hours; hours given are hours of the clock', async () => {
    const c = await fileCase(world)
    await c.does('agent', 'acceptance')
    await c.does('agent', 'take')
    const unitId = world.users.outlet.unit.id
    await c.does('agent', 'orders', { unitId, question: '何时派送' })
    await c.does('agent', 'orders', { unitId, question: '谁签收', hours: 3 })
    const rows = (await sql<{ calendar_version: string; due_at: number; opened_at: number; order_due: number }>`select k.calendar_version, k.due_at, k.opened_at, o.due_at as order_due from clocks k join orders o on o.complaint_id = k.complaint_id and o.epoch = k.epoch where k.complaint_id = ${c.id} and k.kind = 'outlet_reply' order by k.epoch`.execute(world.db)).rows
    expect(rows.map((r) => [(r.due_at - r.opened_at) / 3_600_000, r.order_due - r.due_at, r.calendar_version])).toEqual([24, 3].map((h) => [h, 0, world.app.deps.policy().timeFor([unitId]).calendar.version]))
  })

  test('an own calendar without working time is refused, and so is hours turned round, empty or overlapping', async () => {
    const { unit } = world.users.outlet2
    expect((await own('admin', unit.id, { weekly: Array.from({ length: 7 }, () => []) })).body.code).toBe('calendar.no_capacity')
    const bad = [[{ from: 600, to: 600 }], [{ from: 700, to: 600 }], [{ from: 600, to: 700 }, { from: 650, to: 800 }]]
    for (const hours of bad) expect((await own('admin', unit.id, { weekly: [hours, ...week.slice(1)] })).body.fields).toEqual([{ path: 'weekly.0', code: 'hours' }])
    expect((await own('admin', unit.id, { days: [duty, duty] })).body.fields).toEqual([{ path: 'days.1.on', code: 'twice' }])
    expect((await own('admin', unit.id, { days: [{ ...duty, day: 'off' }] })).body.fields).toEqual([{ path: 'days.0.hours', code: 'hours' }])
    expect((await own('admin', world.users.admin.unit.id, {})).body.code).toBe('calendar.headquarters')
    expect((await own('admin', '01a20150-c784-75ae-ab40-8b083896d4ff', {})).status).toBe(404)
  })

  test('an empty one gives the unit back to the calendar above', async () => {
    const { unit } = world.users.outlet
    const made = await own('admin', unit.id, {})
    await confirm('liaison', made.body.id)
    expect(await ofUnit(unit.id)).toMatchObject({ ownWeekly: null, days: [], version: null })
    expect((await ofUnit(unit.id)).weekly[0]).toEqual([{ from: 540, to: 720 }, { from: 780, to: 1080 }])
  })
})

test('versions are kept: the application may neither change nor remove one', async () => {
  await expect(sql`update calendar_versions set body = '{}'`.execute(world.db)).rejects.toThrow(/permission denied/)
  await expect(sql`delete from calendar_versions`.execute(world.db)).rejects.toThrow(/permission denied/)
  await expect(sql`delete from calendar_changes`.execute(world.db)).rejects.toThrow(/permission denied/)
})
