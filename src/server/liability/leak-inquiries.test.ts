// A leak closes its case at once to all but named people, exactly once, and its inquiry is led by them step by step.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endpoints } from '../../contract/endpoints.ts'
import { fileCase, recordFits } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() }, 60_000)
afterAll(() => world.stop())

const parcel = 'HY1234567890'
type Inquiry = { inquiry: { members: { user: { id: string }; removedAt: string | null }[]; steps: { kind: string; dueAt: string | null; doneAt: string | null; refused: { code: string } | null }[]; accesses: { by: string }[]; result: string | null } | null }
const status = async (c: TestCase, ...who: Cast[]): Promise<number[]> => Promise.all(who.map(async (w) => (await (await world.as(w)).get(`/api/complaints/${c.id}`)).status))
const listed = async (c: TestCase, who: Cast): Promise<boolean> => (await (await world.as(who)).get<{ items: { id: string }[] }>('/api/complaints?sort=newest')).body.items.some((i) => i.id === c.id)
const inquiryOf = async (c: TestCase, who: Cast) => (await (await world.as(who)).get<Inquiry>(`/api/complaints/${c.id}/leak-inquiry`)).body.inquiry
const note = '已关闭相关账号'

describe('who opens it', () => {
  let c: TestCase
  test('filed by an agent it is closed to the agent at once, to every opener of restricted cases, to machines; lead and liaison open it', async () => {
    c = await fileCase(world, { reasonCode: 'data_leak', items: [{ type: 'waybill', number: parcel }] })
    expect(await status(c, 'agent', 'agent2', 'investigator', 'judge', 'finance', 'claims', 'inspector', 'admin', 'outlet', 'province')).toEqual(Array.from({ length: 10 }, () => 404))
    expect(await status(c, 'lead', 'liaison')).toEqual([200, 200])
    expect([await listed(c, 'agent'), await listed(c, 'investigator'), await listed(c, 'lead')]).toEqual([false, false, true])
    const row = await world.db.selectFrom('complaints').select(['owner_id', 'flags']).where('id', '=', c.id).executeTakeFirstOrThrow()
    expect([row.owner_id, row.flags.includes('restricted'), row.flags.includes('inquiry')]).toEqual([null, true, true])
    const machine = await world.machine(['complaint:read', 'complaint:reopen', 'complaint:investigate', 'queue:read'])
    expect((await machine.get(`/api/complaints/${c.id}`)).status).toBe(404)
    expect((await (await world.as('agent')).get<{ items: unknown[] }>(`/api/search?q=${c.complaintNo}`)).text).not.toContain(c.id)
  })
  test('the job makes it once with its steps and tells those who name; before the job the page does', async () => {
    await world.settle()
    await world.settle()
    const rows = await sql<{ n: number; told: number }>`select (select count(*)::int from inquiries where complaint_id = ${c.id}) as n, (select count(*)::int from notifications where complaint_id = ${c.id} and kind = 'inquiry_opened') as told`.execute(world.db)
    expect(rows.rows[0]).toEqual({ n: 1, told: 1 })
    expect((await inquiryOf(c, 'lead'))?.steps.map((s) => [s.kind, s.dueAt !== null])).toEqual([['stop_access', true], ['preserve_logs', true], ['assess_notice', true], ['notify_authority', true], ['notify_persons', true], ['person_dealt_with', false], ['apology', false]])
  })
  test('named people open it, own it, and lose both when they are taken out', async () => {
    const investigator = world.users.investigator.id
    await c.refused('agent', 'inquiry-member', { userId: world.users.agent.id, reason: '我来' }, 403, 'permission.missing')
    await c.refused('lead', 'assignment', { ownerId: investigator }, 409, 'inquiry.owner_not_named')
    await c.does('lead', 'inquiry-member', { userId: investigator, reason: '安全组' })
    await c.refused('lead', 'inquiry-member', { userId: investigator, reason: '再来' }, 409, 'inquiry.named_already')
    await c.refused('investigator', 'inquiry-member', { userId: world.users.agent.id, reason: '帮忙' }, 403, 'permission.missing')
    expect(await status(c, 'investigator', 'judge', 'agent')).toEqual([200, 404, 404])
    await c.does('lead', 'acceptance')
    await c.does('lead', 'assignment', { ownerId: investigator })
    expect(await listed(c, 'investigator')).toBe(true)
    expect((await inquiryOf(c, 'investigator'))?.accesses.map((a) => a.by)).toEqual(expect.arrayContaining([world.users.investigator.name, world.users.lead.name, world.users.liaison.name]))
    // whichever part of it is opened first
    for (const [who, part] of [['judge', 'report'], ['claims', 'waybill-360'], ['inspector', 'evidence']] as const) {
      await c.does('lead', 'inquiry-member', { userId: world.users[who].id, reason: '协查' })
      await (await world.as(who)).get(`/api/complaints/${c.id}/${part}`)
      expect([who, (await inquiryOf(c, 'lead'))?.accesses.map((a) => a.by)]).toEqual([who, expect.arrayContaining([world.users[who].name])])
      await c.does('lead', 'inquiry-removal', { userId: world.users[who].id, reason: '协查完毕' })
    }
    await c.does('lead', 'inquiry-removal', { userId: investigator, reason: '换人' })
    expect(await status(c, 'investigator')).toEqual([404])
    expect((await world.db.selectFrom('complaints').select('owner_id').where('id', '=', c.id).executeTakeFirstOrThrow()).owner_id).toBeNull()
    await c.does('lead', 'inquiry-member', { userId: investigator, reason: '回来' })
    expect((await inquiryOf(c, 'lead'))?.members.filter((m) => m.user.id === investigator).map((m) => m.removedAt === null)).toEqual([true, false])
  })
  test('a unit that is asked sees its question and nothing else; its sibling nothing', async () => {
    await c.does('lead', 'orders', { unitId: world.users.outlet.unit.id, question: '哪些人能看到这张面单？' })
    const seen = await (await world.as('outlet')).get<{ verbatim: string | null; complainant: { name: string | null } | null; parties: unknown[]; orders: { question: string }[]; waybill: unknown }>(`/api/complaints/${c.id}`)
    expect([seen.status, seen.body.verbatim, seen.body.complainant, seen.body.waybill, seen.body.orders.map((o) => o.question)]).toEqual([200, null, null, null, ['哪些人能看到这张面单？']])
    expect(seen.body.parties.length).toBeLessThanOrEqual(1)
    expect(await status(c, 'outlet2', 'station')).toEqual([404, 404])
    expect((await (await world.as('outlet')).get<Inquiry>(`/api/complaints/${c.id}/leak-inquiry`)).body).toEqual({ inquiry: null })
    await c.refused('outlet', 'inquiry-step', { kind: 'stop_access', note }, 403, 'inquiry.members_only')
  })
  test('nor does a search tell the unit what the customer said, or of which parcel', async () => {
    const hits = async (q: string) => (await (await world.as('outlet')).get(`/api/complaints?q=${encodeURIComponent(q)}`)).text.includes(c.id)
    expect([await hits('压扁'), await hits(parcel), await hits(c.complaintNo)]).toEqual([false, false, true])
  })
  test('whatever the unit, its hub and its province may read of the case, the customer\'s words and the parcel\'s course stand in none of it; the sibling reads nothing', async () => {
    const outlet2 = await world.as('outlet2')
    await c.does('investigator', 'inquiry-record', { kind: 'interview', person: 'courier', result: '有人卖了面单', readBack: true, happenedAt: new Date(await world.now() - 60_000).toISOString() })
    const reads = endpoints.filter((e) => e.method === 'GET' && e.media === 'json' && e.path.startsWith('/api/complaints/:id'))
    for (const e of reads) {
      const path = e.path.replace(':id', c.id).replace(':kind', 'outlet_reply')
      for (const who of ['outlet', 'hub', 'province'] as const) {
        const own = await (await world.as(who)).get(path)
        expect([who, path, /压扁|王＊|137\*|HY1234567890|卖了面单|"scans":\[\{|"lanes":\[\{/.exec(own.text)?.[0], own.status < 500], own.text.slice(0, 300)).toEqual([who, path, undefined, true])
      }
      expect([path, [403, 404].includes((await outlet2.get(path)).status)]).toEqual([path, true])
    }
  })
  test('its steps follow each other: no apology before the leak is confirmed, no result before containment, traces on hold', async () => {
    await c.refused('investigator', 'inquiry-step', { kind: 'apology', note }, 409, 'inquiry.not_confirmed')
    await c.refused('investigator', 'inquiry-result', { result: 'confirmed', text: '内部账号外传' }, 409, 'inquiry.steps_missing')
    await c.refused('investigator', 'inquiry-step', { kind: 'notify_persons', note }, 409, 'inquiry.assess_first')
    for (const kind of ['stop_access', 'preserve_logs', 'assess_notice', 'notify_authority']) await c.does('investigator', 'inquiry-step', { kind, note })
    await c.refused('investigator', 'inquiry-step', { kind: 'stop_access', note }, 409, 'inquiry.step_done')
    await c.does('investigator', 'inquiry-step', { kind: 'notify_persons', needed: false, note: '措施已避免危害，法条五十七' })
    expect((await sql<{ n: number }>`select count(*)::int as n from evidence_holds where complaint_id = ${c.id} and released_at is null`.execute(world.db)).rows[0]?.n).toBe(1)
    await c.does('investigator', 'inquiry-result', { result: 'confirmed', text: '内部账号外传' })
    await c.refused('investigator', 'inquiry-step', { kind: 'person_dealt_with', note: '罚款员工 500 元' }, 409, 'staff_measure.takes_wages')
    await c.does('investigator', 'inquiry-step', { kind: 'person_dealt_with', note: '停权、书面警告并转法务' })
    await c.does('investigator', 'inquiry-step', { kind: 'apology', note: '已书面致歉' })
    expect((await inquiryOf(c, 'lead'))?.steps.every((s) => s.doneAt !== null)).toBe(true)
    await recordFits(c)
  })
})

describe('reclassification', () => {
  test('closes the case in that step and takes it from its owner; once, however often the reason changes', async () => {
    const c = await fileCase(world)
    await c.does('agent', 'acceptance')
    await c.does('agent', 'take')
    await c.does('agent', 'classification', { reasonCode: 'data_leak.label_exposed' })
    expect(await status(c, 'agent', 'lead')).toEqual([404, 200])
    await c.does('lead', 'classification', { reasonCode: 'delay' })
    await c.does('lead', 'classification', { reasonCode: 'data_leak' })
    expect((await c.events()).filter((e) => e.type === 'inquiry.opened').length).toBe(1)
    expect(await status(c, 'agent')).toEqual([404])
    await c.refused('lead', 'assignment', { ownerId: world.users.agent.id }, 409, 'inquiry.owner_not_named')
    await recordFits(c)
  })
  test('goods handed to an authority are recorded for security cases only, hidden from units; no offer comes before', async () => {
    const c = await fileCase(world, { reasonCode: 'security_prohibited.seized' })
    const handed = { authority: '市公安局', documentNo: 'GA-2026-1', goods: '打火机 20 个', handedAt: new Date(await world.now() - 60_000).toISOString(), tellable: '物品依法移交，详情请向主管机关查询' }
    await c.does('agent', 'goods-handover', handed)
    expect((await (await world.as('agent')).get<{ items: { documentNo: string }[] }>(`/api/complaints/${c.id}/goods-handovers`)).body.items.map((g) => g.documentNo)).toEqual(['GA-2026-1'])
    await (await fileCase(world)).refused('agent', 'goods-handover', handed, 409, 'inquiry.no_security_case')
  })
})
