// Duty on a real floor: who is given what and why, the next case, hand-overs and moves, the floor's view; and who may not.
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventProblems } from '../../domain/complaints/events.ts'
import { caseOf, lastEvent, recordFits } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import { moveStranded } from '../complaints/moves.ts'
import { verifyRecord } from './verify.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const h = 3_600_000
const noSkills = { languages: ['zh'], reasons: [], channels: [], keyCustomers: false, regulator: false }
const when = { reasons: [], priorities: [], channels: [], languages: [], kinds: [], units: [], keyCustomer: false, regulator: false }
const to = { people: [], unitId: null, roleCode: null, skilled: true }

/** A case nobody owns, as customers file them. */
async function pooled(more: Record<string, unknown> = {}): Promise<TestCase> {
  const machine = await world.machine(['complaint:create'])
  const filed = await machine.post<{ id: string; complaintNo: string }>('/api/complaints', { channel: 'api', reasonCode: 'damage', verbatim: '箱子被压扁，里面的杯子碎了两只', items: [{ type: 'waybill', number: 'HY1234567890' }], complainant: { name: '王小明', phone: '13712345678' }, occurredAt: new Date(await world.now() - h).toISOString(), demand: { kinds: ['compensation'], amount: { minor: 12_000 } }, ...more })
  expect([filed.status, filed.text.slice(0, 200)]).toEqual([201, filed.text.slice(0, 200)])
  return caseOf(world, filed.body.id, filed.body.complaintNo)
}
const ownerOf = async (c: TestCase) => (await world.db.selectFrom('complaints').select(['owner_id', 'first_contact_owner_id']).where('id', '=', c.id).executeTakeFirstOrThrow())
/** On shift from an hour ago for `hours`, and there. */
async function onDuty(who: Cast, hours = 8, isThere = true): Promise<void> {
  const id = world.users[who].id
  await sql`delete from shifts where user_id = ${id}`.execute(world.db)
  await sql`insert into shifts (id, user_id, code, from_at, to_at, planned_by) values (gen_random_uuid(), ${id}, 'early', app_now() - interval '1 hour', app_now() - interval '1 hour' + make_interval(secs => ${hours * 3600}), ${id})`.execute(world.db)
  await sql`insert into duty_beats values (${id}, ${isThere ? sql`now()` : sql`now() - interval '1 hour'`}) on conflict (user_id) do update set seen_at = excluded.seen_at`.execute(world.db)
}
async function setRules(items: unknown[]): Promise<void> {
  const lead = await world.as('lead')
  const { version } = (await lead.get<{ version: number }>('/api/assignment-rules')).body
  expect((await lead.put('/api/assignment-rules', { version, items })).status).toBe(200)
}
const rule = (name: string, change: { when?: object; to?: object } = {}) => ({ name, when: { ...when, ...change.when }, to: { ...to, ...change.to } })

beforeEach(async () => {
  await sql`delete from shifts`.execute(world.db)
  await sql`delete from absences`.execute(world.db)
  await sql`delete from duty_beats`.execute(world.db)
  await sql`delete from duty_states`.execute(world.db)
  await sql`delete from duty_skills`.execute(world.db)
  await sql`update complaints set owner_id = ${world.users.liaison.id} where owner_id is null`.execute(world.db)
})

describe('the roster', () => {
  test('a shift is planned once, never across another, and what has ended stays', async () => {
    const lead = await world.as('lead')
    const day = new Date(await world.now() + 24 * h + 8 * h).toISOString().slice(0, 10)
    const ids = [world.users.agent.id, world.users.agent2.id]
    expect((await lead.post('/api/shifts', { userIds: ids, days: [day], code: 'early' })).body).toEqual({ planned: 2, there: 0 })
    expect((await lead.post('/api/shifts', { userIds: ids, days: [day], code: 'middle' })).body).toEqual({ planned: 0, there: 2 })
    const span = `from=${encodeURIComponent(new Date(await world.now()).toISOString())}&to=${encodeURIComponent(new Date(await world.now() + 7 * 24 * h).toISOString())}`
    type Listed = { items: { id: string; shifts: { id: string; from: string; to: string; code: string }[] }[] }
    const shifts = (await lead.get<Listed>(`/api/duty/people?${span}`)).body.items.find((p) => p.id === ids[0])?.shifts ?? []
    expect(shifts.map((s) => [s.code, (Date.parse(s.to) - Date.parse(s.from)) / h])).toEqual([['early', 8]])
    expect((await lead.del(`/api/shifts/${shifts[0]?.id}`)).status).toBe(200)
    await onDuty('agent')
    await sql`delete from shifts where user_id <> ${world.users.agent.id}`.execute(world.db)
    await sql`update shifts set from_at = from_at - interval '9 hours', to_at = app_now() - interval '1 second'`.execute(world.db)
    const over = await sql<{ id: string }>`select id from shifts limit 1`.execute(world.db)
    expect((await lead.del<{ code: string }>(`/api/shifts/${over.rows[0]?.id}`)).body.code).toBe('duty.shift_over')
  })

  test('an absence may not overlap another; its kind stays off the record', async () => {
    const lead = await world.as('lead')
    const from = new Date(await world.now()).toISOString()
    const until = new Date(await world.now() + 48 * h).toISOString()
    const made = await lead.post<{ id: string }>('/api/absences', { userId: world.users.agent.id, kind: 'sick', from, to: until })
    expect(made.status).toBe(201)
    expect((await lead.post<{ code: string }>('/api/absences', { userId: world.users.agent.id, kind: 'leave', from, to: until })).body.code).toBe('duty.absence_overlaps')
    const told = await sql<{ body: string }>`select body from events where stream_id = ${world.users.agent.id} and type = 'identity.absence_recorded'`.execute(world.db)
    expect(told.rows.map((r) => r.body.includes('sick'))).toEqual([false])
    expect((await lead.del(`/api/absences/${made.body.id}`)).status).toBe(200)
  })

  test('an agent plans nobody, asks for nobody else\'s sheet, sees no floor', async () => {
    const agent = await world.as('agent')
    expect((await agent.post('/api/shifts', { userIds: [world.users.agent.id], days: ['2026-12-01'], code: 'early' })).status).toBe(403)
    expect((await agent.get(`/api/handover-sheet?owner=${world.users.agent2.id}`)).status).toBe(403)
    expect((await agent.get('/api/floor')).status).toBe(403)
  })

  test('one says how one is and sees one\'s own shift and load', async () => {
    await onDuty('agent')
    const agent = await world.as('agent')
    expect((await agent.put<{ state: string }>('/api/duty', { state: 'break' })).body.state).toBe('break')
    const mine = (await agent.get<{ shift: unknown; nextShift: unknown; capacity: number }>('/api/duty')).body
    expect([mine.shift !== null, mine.nextShift, mine.capacity]).toEqual([true, null, 40])
  })
})

describe('assignment by rules', () => {
  test('without rules, or with nobody there, a case stays in the pool', async () => {
    const c = await pooled()
    await onDuty('agent')
    await setRules([])
    await world.settle()
    expect((await ownerOf(c)).owner_id).toBe(null)
    await setRules([rule('all')])
    await onDuty('agent', 8, false)
    await world.settle()
    expect((await ownerOf(c)).owner_id).toBe(null)
  })

  test('it goes to who is there, fits and carries least, and the record says why', async () => {
    await setRules([rule('粤语组', { when: { languages: ['yue'] } }), rule('日常', { to: { roleCode: 'agent' } })])
    await onDuty('agent')
    await onDuty('agent2')
    await (await world.as('lead')).put(`/api/duty/people/${world.users.agent2.id}`, { skills: { ...noSkills, languages: ['zh', 'yue'] }, capacity: 40 })
    const c = await pooled({ complainant: { name: '陈生', phone: '13712345678', preferences: { language: '粤语' } } })
    await world.settle()
    expect((await ownerOf(c)).owner_id).toBe(world.users.agent2.id)
    const event = await lastEvent(c)
    expect([event.type, event.actor.kind, event.data['rule'], (event.data['because'] as { code: string }[]).map((b) => b.code)]).toEqual(['complaint.assigned', 'system', '粤语组', ['rule', 'load', 'language']])
    await recordFits(c)
  })

  test('nobody beyond their capacity, busy, on a break or absent', async () => {
    await setRules([rule('日常', { to: { people: [world.users.agent.id] } })])
    const lead = await world.as('lead')
    const c = await pooled()
    const tries: (() => Promise<unknown>)[] = [
      async () => { await onDuty('agent'); await lead.put(`/api/duty/people/${world.users.agent.id}`, { skills: noSkills, capacity: 0 }) },
      async () => { await lead.put(`/api/duty/people/${world.users.agent.id}`, { skills: noSkills, capacity: 400 }); await (await world.as('agent')).put('/api/duty', { state: 'busy' }) },
      async () => { await (await world.as('agent')).put('/api/duty', { state: 'online' }); await lead.post('/api/absences', { userId: world.users.agent.id, kind: 'leave', from: new Date(await world.now() - h).toISOString(), to: new Date(await world.now() + h).toISOString() }) },
    ]
    for (const put of tries) {
      await put()
      await world.settle()
      expect((await ownerOf(c)).owner_id).toBe(null)
    }
    await sql`delete from absences`.execute(world.db)
    await world.settle()
    expect((await ownerOf(c)).owner_id).toBe(world.users.agent.id)
  })

  test('rules are replaced by who saw them; the preview says where the newest would go and changes nothing', async () => {
    await setRules([rule('日常')])
    const lead = await world.as('lead')
    expect((await lead.put<{ code: string }>('/api/assignment-rules', { version: 0, items: [] })).body.code).toBe('assignment.stale_rules')
    expect((await lead.put('/api/assignment-rules', { version: 1, items: [rule('x', { to: { roleCode: 'nobody' } })] })).status).toBeGreaterThanOrEqual(400)
    await onDuty('agent')
    const c = await pooled()
    const shown = (await lead.post<{ onDuty: number; items: { case: { id: string }; rule: string; to: { id: string } | null; because: { code: string }[] }[] }>('/api/assignment-previews', { items: [rule('破损', { when: { reasons: ['damage'] } })] })).body
    expect([shown.onDuty, shown.items[0]?.case.id, shown.items[0]?.rule, shown.items[0]?.to?.id]).toEqual([1, c.id, '破损', world.users.agent.id])
    expect((await ownerOf(c)).owner_id).toBe(null)
  })
})

describe('the next case', () => {
  type Next = { next: { id: string; version: number; taken: boolean } | null; because: { code: string }[] }
  const ask = async (who: Cast, except: string[] = [], key?: string) => (await world.as(who)).post<Next>('/api/next-case', { except }, key === undefined ? {} : { key })

  test('the most urgent of the pool, taken, and it says why', async () => {
    const calm = await pooled()
    const urgent = await pooled({ verbatim: '快递员威胁要打我，还骂人', reasonCode: 'personal_safety' })
    const got = (await ask('agent')).body
    expect([got.next?.id, got.next?.taken, got.because.map((b) => b.code).includes('priority')]).toEqual([urgent.id, true, true])
    expect((await ownerOf(urgent)).owner_id).toBe(world.users.agent.id)
    expect((await lastEvent(urgent)).type).toBe('complaint.taken')
    expect((await ask('agent2')).body.next?.id).toBe(calm.id)
  })

  test('the same key gives the same case; twenty askers at once get twenty cases', async () => {
    const some = await Promise.all(Array.from({ length: 20 }, () => pooled()))
    const agents: Cast[] = ['agent', 'agent2', 'lead', 'investigator']
    const got = await Promise.all(some.map((_, i) => ask(agents[i % 4]!, [], `next-${i}`)))
    const taken = got.filter((g) => g.body.next?.taken).map((g) => g.body.next?.id)
    expect(new Set(taken).size).toBe(taken.length)
    const again = await ask('agent', [], 'next-0')
    expect(again.body).toEqual(got[0]?.body)
    for (const id of taken) expect((await caseOf(world, id ?? '', '').events()).filter((e) => e.type === 'complaint.taken')).toHaveLength(1)
  })

  test('an own case that falls due first comes again, but not one just left; nothing is there for who has nothing', async () => {
    const c = await pooled()
    await c.does('judge' as Cast, 'note', { text: '看过' })
    expect((await ask('claims')).body.next?.id).toBe(c.id)
    const second = (await ask('claims')).body
    expect([second.next?.id, second.next?.taken, second.because[0]?.code]).toEqual([c.id, false, 'own'])
    expect((await ask('claims', [c.id])).body.next).toBe(null)
  })

  test('a token has no next case; a role that may not take neither', async () => {
    expect((await (await world.machine(['complaint:take'])).post('/api/next-case', { except: [] })).status).toBe(403)
    expect((await ask('judge')).status).toBe(403)
  })
})

describe('hand-over', () => {
  type Sheet = { returnsAt: string | null; items: { row: { id: string; version: number }; lines: Record<string, { code: string; source: { code: string } }[]>; dueBeforeReturn: boolean; promises: unknown[]; blocked: { code: string } | null }[]; candidates: { person: { id: string } }[] }
  async function ownedBy(who: Cast, more: Record<string, unknown> = {}): Promise<TestCase> {
    const c = await pooled(more)
    await c.does(who, 'take')
    if (more['items'] === undefined) {
      const { missing_fields: missing } = await world.db.selectFrom('complaints').select('missing_fields').where('id', '=', c.id).executeTakeFirstOrThrow()
      await c.does(who, 'supplement', { notAvailable: missing })
    }
    return c
  }
  async function clearOf(who: Cast): Promise<void> {
    await sql`update complaints set owner_id = ${world.users.liaison.id} where owner_id = ${world.users[who].id}`.execute(world.db)
  }

  test('the sheet gives three lines with sources, offers, and the receiver accepts', async () => {
    await clearOf('agent')
    const c = await ownedBy('agent')
    await c.does('agent', 'promise', { text: '今晚回电', dueAt: new Date(await world.now() + 2 * h).toISOString() })
    await onDuty('agent')
    await onDuty('agent2')
    const agent = await world.as('agent')
    const sheet = (await agent.get<Sheet>('/api/handover-sheet')).body
    const item = sheet.items.find((i) => i.row.id === c.id)
    expect([item?.lines['promised']?.[0]?.code, item?.lines['promised']?.[0]?.source.code, item?.promises.length, item?.blocked, item?.dueBeforeReturn]).toEqual(['promised', 'promise', 1, null, true])
    expect(sheet.candidates.map((p) => p.person.id)).toContain(world.users.agent2.id)
    const offered = await agent.post<{ items: { offered: boolean }[] }>('/api/handover-sheets', { toId: world.users.agent2.id, reason: '下班交接', cases: [{ id: c.id, version: item?.row.version }] })
    expect(offered.body.items).toEqual([{ id: c.id, offered: true, refused: null }])
    await recordFits(c)
    const shown = (await (await world.as('agent2')).get<{ handover: { promised: { text: string; source: string } } }>(`/api/complaints/${c.id}`)).body
    expect([shown.handover.promised.text.includes('今晚回电'), shown.handover.promised.source.includes('承诺记录')]).toEqual([true, true])
    const answered = await (await world.as('agent2')).post<{ items: unknown[] }>('/api/handover-answers', { accept: true, cases: [{ id: c.id, version: await c.version() }] })
    expect(answered.body.items).toEqual([{ id: c.id, done: true, refused: null }])
    expect(await ownerOf(c)).toEqual({ owner_id: world.users.agent2.id, first_contact_owner_id: world.users.agent.id })
  })

  test('what is not understood yet is not passed on: the sheet says so and the offer is refused for that case alone; what is still asked for is told (SOL-15)', async () => {
    await clearOf('agent')
    const raw = await ownedBy('agent')
    await sql`update complaints set reason_code = null where id = ${raw.id}`.execute(world.db)
    const whole = await ownedBy('agent', { reasonCode: 'loss', verbatim: '没收到', items: [], occurredAt: undefined, demand: undefined })
    const agent = await world.as('agent')
    const sheet = (await agent.get<Sheet>('/api/handover-sheet')).body
    expect(sheet.items.find((i) => i.row.id === raw.id)?.blocked?.code).toBe('complaint.not_classified')
    const offered = await agent.post<{ items: { id: string; offered: boolean; refused: { code: string } | null }[] }>('/api/handover-sheets', { toId: world.users.agent2.id, reason: '下班交接', cases: [{ id: raw.id, version: await raw.version() }, { id: whole.id, version: await whole.version() }] })
    expect(offered.body.items.map((i) => [i.id, i.offered, i.refused?.code]).toSorted()).toEqual([[raw.id, false, 'complaint.not_classified'], [whole.id, true, undefined]].toSorted())
    const told = await lastEvent(whole)
    expect([(told.data['missing'] as string[]).includes('waybill'), (told.data['happened'] as { text: string }).text.includes('待补：')]).toEqual([true, true])
  })

  test('who falls ill: what is due before they return moves once, to somebody on duty, with its lines; the rest stays', async () => {
    await clearOf('agent')
    const due = await ownedBy('agent')
    const later = await ownedBy('agent')
    await sql`update complaints set next_due_at = app_now() + interval '9 days' where id = ${later.id}`.execute(world.db)
    await onDuty('agent')
    await onDuty('agent2')
    await (await world.as('lead')).post('/api/absences', { userId: world.users.agent.id, kind: 'sick', from: new Date(await world.now() - 1000).toISOString(), to: new Date(await world.now() + 48 * h).toISOString() })
    const [a, b] = await Promise.all([moveStranded(world.app.deps), moveStranded(world.app.deps)])
    expect(a + b).toBe(1)
    expect(await moveStranded(world.app.deps)).toBe(0)
    expect(await ownerOf(due)).toEqual({ owner_id: world.users.agent2.id, first_contact_owner_id: world.users.agent.id })
    expect((await ownerOf(later)).owner_id).toBe(world.users.agent.id)
    const event = await lastEvent(due)
    expect([event.type, event.data['previous'], (event.data['because'] as { code: string }[])[0]?.code, (event.data['wants'] as { text: string }).text.includes('120')]).toEqual(['complaint.moved', world.users.agent.id, 'absent', true])
    expect((await sql`select 1 from handovers where complaint_id = ${due.id} and state = 'accepted' and to_id = ${world.users.agent2.id}`.execute(world.db)).rows).toHaveLength(1)
  })

  test('after a shift: not while its person works on, nor within the grace; what intake lacks is told, what nobody has classified stays and the floor names it', async () => {
    await clearOf('agent')
    const c = await ownedBy('agent')
    const lacking = await ownedBy('agent', { reasonCode: 'loss', verbatim: '没收到', items: [], occurredAt: undefined, demand: undefined })
    const raw = await ownedBy('agent')
    await sql`update complaints set reason_code = null where id = ${raw.id}`.execute(world.db)
    await onDuty('agent2')
    await onDuty('agent', 1)
    expect(await moveStranded(world.app.deps)).toBe(0)
    await sql`update shifts set from_at = from_at - interval '1 hour', to_at = app_now() - interval '16 minutes' where user_id = ${world.users.agent.id}`.execute(world.db)
    expect(await moveStranded(world.app.deps)).toBe(0)
    await onDuty('agent2')
    await sql`update duty_beats set seen_at = now() - interval '1 hour' where user_id = ${world.users.agent.id}`.execute(world.db)
    expect(await moveStranded(world.app.deps)).toBe(2)
    expect([(await ownerOf(c)).owner_id, (await ownerOf(lacking)).owner_id, (await ownerOf(raw)).owner_id]).toEqual([world.users.agent2.id, world.users.agent2.id, world.users.agent.id])
    expect((await lastEvent(lacking)).data['missing']).toContain('waybill')
    const floor = (await (await world.as('lead')).get<{ stranded: { case: { id: string }; because: { code: string } }[] }>('/api/floor')).body
    expect(floor.stranded.filter((s) => s.case.id === raw.id).map((s) => s.because.code)).toEqual(['intake_incomplete'])
    await raw.does('lead', 'assignment', { ownerId: world.users.agent2.id })
  })

  test('an offer nobody answered holds a due case half an hour, then it moves to who was asked', async () => {
    await clearOf('agent')
    const c = await ownedBy('agent')
    await c.does('agent', 'handover', { toId: world.users.agent2.id, reason: '下班', happened: { text: 'a', source: 'b' }, promised: { text: 'a', source: 'b' }, wants: { text: 'a', source: 'b' } })
    await onDuty('investigator')
    await onDuty('agent2')
    await sql`insert into absences (id, user_id, kind, from_at, to_at, recorded_by) values (gen_random_uuid(), ${world.users.agent.id}, 'leave', app_now() - interval '1 minute', app_now() + interval '3 days', ${world.users.lead.id})`.execute(world.db)
    expect(await moveStranded(world.app.deps)).toBe(0)
    await sql`update handovers set at = at - interval '31 minutes' where complaint_id = ${c.id}`.execute(world.db)
    expect(await moveStranded(world.app.deps)).toBe(1)
    expect((await ownerOf(c)).owner_id).toBe(world.users.agent2.id)
    expect((await sql<{ state: string }>`select state from handovers where complaint_id = ${c.id} order by at`.execute(world.db)).rows.map((r) => r.state)).toEqual(['accepted', 'accepted'])
  })
})

describe('the floor', () => {
  type Floor = { people: { person: { id: string }; state: string; present: boolean; onShift: boolean; on: { id: string } | null; open: number }[]; unowned: number; unownedByReason: { reason: string; count: number }[]; breaching: number; breachingBySkill: { skill: string; count: number }[]; oldest: { id: string } | null }
  test('who is there and on what, what waits by reason, what breaches within the hour by skill; a restricted case is nobody\'s who may not see it', async () => {
    await onDuty('agent')
    const open = await pooled()
    const restricted = await pooled({ reasonCode: 'personal_safety', verbatim: '快递员威胁要打我' })
    await sql`update complaints set flags = array_append(flags, 'restricted') where id = ${restricted.id} and not flags @> '{restricted}'`.execute(world.db)
    await sql`update complaints set next_due_at = app_now() + interval '30 minutes' where id = ${open.id}`.execute(world.db)
    await (await world.as('agent')).post('/api/presence', { complaintId: restricted.id })
    await new Promise((done) => { setTimeout(done, 1100) })
    const floor = (await (await world.as('lead')).get<Floor>('/api/floor')).body
    const agent = floor.people.find((p) => p.person.id === world.users.agent.id)
    expect([agent?.state, agent?.onShift, agent?.on?.id]).toEqual(['online', true, restricted.id])
    expect([floor.unowned, floor.unownedByReason, floor.breachingBySkill.find((s) => s.skill === 'reason:damage')?.count ?? 0]).toEqual([2, [{ reason: 'damage', count: 1 }, { reason: 'personal_safety', count: 1 }], 1])
    expect(floor.oldest?.id).toBe(open.id)
    const seenByAdmin = (await (await world.as('admin')).get<Floor>('/api/floor')).body
    expect([seenByAdmin.unowned, seenByAdmin.people.find((p) => p.person.id === world.users.agent.id)?.on]).toEqual([1, null])
  })

  test('somebody whose stream is open is there', async () => {
    const leave = new AbortController()
    const client = await world.as('agent2')
    await fetch(`${world.url}/api/stream`, { headers: { cookie: [...client.cookies].map(([n, v]) => `${n}=${v}`).join('; ') }, signal: leave.signal })
    await new Promise((done) => { setTimeout(done, 1200) })
    const floor = (await (await world.as('lead')).get<Floor>('/api/floor')).body
    expect(floor.people.find((p) => p.person.id === world.users.agent2.id)?.present).toBe(true)
    leave.abort()
  })
})

test('all of it stands in the record and verifies', async () => {
  const bodies = await sql<{ type: string; body: string }>`select type, body from events where type in ('complaint.assigned', 'complaint.moved', 'complaint.taken')`.execute(world.db)
  expect(bodies.rows.flatMap((e) => eventProblems(e.type, (JSON.parse(e.body) as { data: Record<string, unknown> }).data))).toEqual([])
  const found = await verifyRecord(world.databaseUrls.owner)
  // owners and next due instants were set by hand above
  expect(found.breaks.filter((b) => !/owner_id|next_due_at/.test(b.detail ?? ''))).toEqual([])
})
