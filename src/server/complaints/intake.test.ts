// Filing complaints over HTTP on a real database: what is computed, what is refused, what is never doubled or lost.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Filed } from '../../contract/complaints.ts'
import { readComplaintNumber } from '../../domain/complaints/number.ts'
import { demoNumber } from '../waybills/demo-number.ts'
import { priorsOf } from './intake.ts'
import { caseOf } from '../../../test/case.ts'
import type { Answer } from '../../../test/client.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

type Refused = { code: string; params: Record<string, unknown>; fields?: { path: string; code: string }[] }
const day = 86_400_000
let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

let phones = 0
const freshPhone = (): string => `1990000${String(++phones).padStart(4, '0')}`
const said = (more: Record<string, unknown> = {}): Record<string, unknown> => ({ channel: 'phone', verbatim: '包裹三天没有更新，一直停在转运中心', complainant: { name: '赵晓云', phone: freshPhone() }, ...more })
async function file(more: Record<string, unknown> = {}, key: string | null = randomUUID()): Promise<Answer<Filed & Refused>> {
  return (await world.as('agent')).post('/api/complaints', said(more), { key })
}
async function filed(more: Record<string, unknown> = {}): Promise<Filed> {
  const answer = await file(more)
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
const kinds = (f: Filed): string[] => f.clocks.map((c) => c.kind).sort()

describe('what a complaint gets when it is filed', () => {
  test('number with check digit, keyword, priority with reasons, owner, clocks', async () => {
    const f = await filed({ items: [{ type: 'waybill', number: demoNumber('stuck', 3) }] })
    expect(readComplaintNumber(f.complaintNo)).toBe(f.complaintNo)
    expect([...f.keyword].length).toBeLessThanOrEqual(12)
    expect(f.priority.because[0]?.code).toBe('matrix')
    expect(f.owner?.name).toBe(world.users.agent.name)
    expect(f.suggestedReason?.code.split('.')[0]).toBe('delay')
    expect(kinds(f)).toEqual(['decision', 'first_contact', 'statutory_watch', 'substantive_reply'])
    const watch = f.clocks.find((c) => c.kind === 'statutory_watch')
    const received = new Date(Date.parse(f.receivedAt) + 8 * 3_600_000)
    const due = Date.UTC(received.getUTCFullYear(), received.getUTCMonth(), received.getUTCDate() + 8) - 8 * 3_600_000
    expect(Date.parse(watch?.dueAt ?? '')).toBe(due)
  })

  test('units on the parcel\'s way become parties; the tracking is kept with the case', async () => {
    const f = await filed({ items: [{ type: 'waybill', number: demoNumber('stuck', 4) }] })
    const parties = await sql<{ n: number }>`select count(*)::int as n from parties where complaint_id = ${f.id}`.execute(world.db)
    const snapshots = await sql<{ n: number }>`select count(*)::int as n from waybill_snapshots where complaint_id = ${f.id}`.execute(world.db)
    expect(parties.rows[0]?.n).toBeGreaterThan(1)
    expect(snapshots.rows[0]?.n).toBe(1)
  })

  test('one event, chained from the start, and the feed', async () => {
    const c = await filed()
    expect((await caseOf(world, c.id, c.complaintNo).events()).map((e) => [e.seq, e.type])).toEqual([[1, 'complaint.received']])
    expect(await caseOf(world, c.id, c.complaintNo).outbox()).toEqual([{ type: 'complaint.received', version: 1 }])
  })

  test('nothing personal stands in the clear anywhere', async () => {
    const phone = freshPhone()
    const f = await filed({ verbatim: `我叫钱多多，电话${phone}，身份证110101199003077715，住幸福里3栋502，东西坏了`, complainant: { name: '钱多多', phone, email: 'duoduo@example.com' }, place: '武昌区中山路18号幸福里3栋502室' })
    for (const [table, column] of [['complaints', 'id'], ['events', 'stream_id'], ['clocks', 'complaint_id'], ['parties', 'complaint_id']] as const) {
      const rows = await sql<{ line: string }>`select t::text as line from ${sql.table(table)} t where ${sql.ref(column)} = ${f.id}`.execute(world.db)
      const text = rows.rows.map((r) => r.line).join('\n')
      for (const secret of [phone, '110101199003077715', 'duoduo@example.com', '502室', '钱多多']) {
        if (secret === '钱多多' && table === 'complaints') continue // a name inside free words can't be known for a name
        expect([table, secret, text.includes(secret)]).toEqual([table, secret, false])
      }
    }
  })
})

describe('kinds and dates', () => {
  test.each([['web', true], ['letter', true], ['fax', true], ['phone', false], ['walk_in', false], ['chat', false], ['meeting', false], ['social', false], ['email', false]] as const)('%s opens a verification call: %s', async (channel, opens) => {
    expect(kinds(await filed({ channel })).includes('verification_call')).toBe(opens)
  })

  test('an earlier contact that is proven dates the case back, one that is only said does not', async () => {
    const now = await world.now()
    const reportedAt = new Date(now - 2 * day).toISOString()
    expect(Date.parse((await filed({ reportedAt, reportedProof: '门店登记本第 12 页' })).receivedAt)).toBe(Date.parse(reportedAt))
    expect(Date.parse((await filed({ reportedAt })).receivedAt)).toBeGreaterThanOrEqual(now)
  })

  test('a parcel accepted more than a year ago is flagged, filed, and only a lead may decide', async () => {
    const f = await filed({ acceptedOn: '2024-01-05', reasonCode: 'delay' })
    expect(f.flags).toContain('over_age')
    const c = caseOf(world, f.id, f.complaintNo)
    await c.refused('agent', 'acceptance', {}, 409, 'complaint.over_age_undecided')
    await c.refused('agent', 'rejection', { outcome: 'out_of_scope', reason: '超过一年', notice: { channel: 'phone', text: '已告知' } }, 409, 'complaint.over_age_undecided')
    await c.refused('agent', 'over-age-decision', { accept: true, reason: '有新证据' }, 403, 'permission.missing')
    await c.does('lead', 'over-age-decision', { accept: true, reason: '有新证据' })
    await c.does('agent', 'acceptance')
  })

  test('what a lead decided not to handle can only be rejected', async () => {
    const f = await filed({ acceptedOn: '2024-01-05', reasonCode: 'delay' })
    const c = caseOf(world, f.id, f.complaintNo)
    await c.does('lead', 'over-age-decision', { accept: false, reason: '超过一年' })
    await c.refused('agent', 'acceptance', {}, 409, 'complaint.over_age_refused')
    expect((await c.does('agent', 'rejection', { outcome: 'out_of_scope', reason: '超过一年', notice: { channel: 'phone', text: '已告知' } })).status).toBe('rejected')
  })

  test('a complaint never becomes a lighter contact, which would be closed without a decision', async () => {
    const f = await filed({ reasonCode: 'delay' })
    const c = caseOf(world, f.id, f.complaintNo)
    await c.refused('agent', 'classification', { reasonCode: 'delay', kind: 'enquiry' }, 409, 'complaint.stays_complaint')
    expect(await c.clocks('statutory_watch')).toMatchObject([{ stopped_at: null }])
  })

  test('a suggestion takes the lighter path; a grievance in it makes it a complaint', async () => {
    const light = await filed({ kind: 'suggestion', verbatim: '建议驿站周末延长营业时间' })
    expect([light.kind, kinds(light)]).toEqual(['suggestion', ['first_contact']])
    const angry = await filed({ kind: 'chaser', verbatim: '到底什么时候送！气死我了，你们就是骗子，垃圾公司，我要曝光你们！' })
    expect([angry.kind, kinds(angry).includes('statutory_watch')]).toEqual(['complaint', true])
  })

  test('the second chaser within a day is a complaint from the first contact on', async () => {
    const complainant = { name: '孙一', phone: freshPhone() }
    const first = await filed({ kind: 'chaser', verbatim: '麻烦催一下派送', complainant })
    expect(first.kind).toBe('chaser')
    await world.moveClock(2 * 3_600_000)
    const second = await filed({ kind: 'chaser', verbatim: '再麻烦催一下派送', complainant })
    expect([second.kind, second.receivedAt]).toEqual(['complaint', first.receivedAt])
  })

  test('the same parcel again is shown as a possible duplicate, the same customer later as a repeat', async () => {
    const items = [{ type: 'waybill', number: demoNumber('delayed', 21) }]
    const first = await filed({ items })
    const again = await filed({ items })
    expect(again.flags).toContain('possible_duplicate')
    expect(again.possibleDuplicates.map((d) => d.id)).toContain(first.id)
  })

  test('without a number the case is filed, flagged, and completed later', async () => {
    const f = await filed({ verbatim: '快递一直没有送到，不知道单号' })
    expect(f.flags).toContain('unidentified_item')
    const c = caseOf(world, f.id, f.complaintNo)
    await c.does('agent', 'supplement', { items: [{ type: 'waybill', number: demoNumber('stuck', 31) }], notAvailable: ['event_time'] })
    const row = await world.db.selectFrom('complaints').select(['flags', 'item_number', 'missing_fields']).where('id', '=', f.id).executeTakeFirstOrThrow()
    expect(row.flags).not.toContain('unidentified_item')
    expect(row.item_number).toBe(demoNumber('stuck', 31))
    expect(row.missing_fields).not.toContain('event_time')
  })
})

describe('settled on the spot', () => {
  const onSpot = { remedy: '当场重新派送并致歉', measures: [{ kind: 'redelivery' }, { kind: 'apology' }], confirmation: { method: 'oral_recorded', reference: 'REC-77' } }

  test('one transaction from first word to closing, with decision and confirmation on record', async () => {
    const f = await filed({ channel: 'walk_in', onSpot })
    expect([f.status, f.outcome, f.version]).toEqual(['closed', 'on_spot', 2])
    expect(f.clocks.every((c) => c.state === 'met' || c.state === 'cancelled')).toBe(true)
    expect(f.clocks.find((c) => c.kind === 'statutory_watch')?.state).toBe('met')
    expect((await caseOf(world, f.id, f.complaintNo).events()).map((e) => e.type)).toEqual(['complaint.received', 'complaint.closed', 'complaint.decision_told'])
  })

  test('not for money, not by who may not, not where the customer is not there', async () => {
    expect((await file({ channel: 'walk_in', onSpot: { ...onSpot, measures: [{ kind: 'refund' }] } })).body.code).toBe('on_spot.money')
    expect((await file({ channel: 'letter', onSpot })).body.code).toBe('on_spot.not_here')
    const account = await (await world.as('account')).post<Refused>('/api/complaints', said({ channel: 'walk_in', onSpot }))
    expect([account.status, account.body.code]).toEqual([403, 'on_spot.not_here'])
  })
})

describe('the same key', () => {
  test('answers the same bytes, also in parallel, and files once', async () => {
    const key = randomUUID()
    const body = said()
    const agent = await world.as('agent')
    const answers = await Promise.all(Array.from({ length: 6 }, () => agent.post<Filed>('/api/complaints', body, { key })))
    expect(new Set(answers.map((a) => a.status))).toEqual(new Set([201]))
    expect(new Set(answers.map((a) => a.text)).size).toBe(1)
    const rows = await sql<{ n: number }>`select count(*)::int as n from idempotency_keys where key = ${key}`.execute(world.db)
    expect(rows.rows[0]?.n).toBe(1)
  })

  test('with another body is refused', async () => {
    const key = randomUUID()
    await file({}, key)
    const other = await file({ verbatim: '别的事情' }, key)
    expect([other.status, other.body.code]).toEqual([422, 'idempotency.other_body'])
  })

  test('of two people are two keys', async () => {
    const key = randomUUID()
    const body = said()
    const a = await (await world.as('agent')).post<Filed>('/api/complaints', body, { key })
    const b = await (await world.as('agent2')).post<Filed>('/api/complaints', body, { key })
    expect(a.body.id).not.toBe(b.body.id)
  })
})

describe('a batch', () => {
  test('two hundred at once are all there, whole, with numbers of their own', async () => {
    const machine = await world.machine(['complaint:create'])
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => machine.post<Filed>('/api/complaints', { channel: 'api', verbatim: `第 ${i} 件一直没收到`, complainant: { phone: freshPhone() } })))
    expect(answers.filter((a) => a.status !== 201)).toEqual([])
    const ids = answers.map((a) => a.body.id)
    expect(new Set(answers.map((a) => a.body.complaintNo)).size).toBe(200)
    const whole = await sql<{ n: number }>`select count(*)::int as n from complaints c where c.id = any(${ids}::uuid[]) and exists (select 1 from complaint_numbers x where x.complaint_id = c.id) and exists (select 1 from events e where e.stream_id = c.id and e.seq = 1) and (select count(*) from clocks k where k.complaint_id = c.id) = 4`.execute(world.db)
    expect(whole.rows[0]?.n).toBe(200)
  })

  test('a restricted case is nobody\'s possible duplicate who may not open it', async () => {
    const complainant = { name: '钱七', phone: freshPhone() }
    const items = [{ type: 'waybill', number: `ZX${complainant.phone}` }]
    const open = await filed({ complainant, items })
    const restricted = await filed({ complainant, items, reasonCode: 'personal_safety.sexual_harassment' })
    const shown = async (who: 'agent' | 'account'): Promise<string[]> => (await (await world.as(who)).post<Filed>('/api/complaints', said({ complainant, items }))).body.possibleDuplicates.map((d) => d.id)
    expect(await shown('account')).toEqual([open.id])
    expect(await shown('agent')).toContain(restricted.id)
  })

  test('a case found by its parcel and by its phone counts as found by its parcel, in whatever order the database tells it', () => {
    const row = { i: 0, id: randomUUID(), complaint_no: '1', kind: 'complaint', open: true, reason: null, received_at: 0, restricted: false, inquiry: false } as const
    for (const hows of [['item', 'family', 'phone'], ['phone', 'family', 'item'], ['family', 'phone', 'item']] as const) expect(priorsOf(hows.map((how) => ({ ...row, how }))).get(0)?.map((p) => p.how)).toEqual(['item'])
  })

  test('one bad member hurts only its own request', async () => {
    const agent = await world.as('agent')
    const answers = await Promise.all([...Array.from({ length: 20 }, () => agent.post<Filed & Refused>('/api/complaints', said())), agent.post<Filed & Refused>('/api/complaints', said({ reasonCode: 'delay.no_such_leaf' })), agent.post<Filed & Refused>('/api/complaints', said({ attachmentIds: [randomUUID()] }))])
    expect(answers.slice(0, 20).map((a) => a.status)).toEqual(Array.from({ length: 20 }, () => 201))
    expect([answers[20]?.status, answers[20]?.body.code]).toEqual([400, 'complaint.unknown_reason'])
    expect([answers[21]?.status, answers[21]?.body.code]).toEqual([404, 'attachment.not_yours'])
  })
})

describe('registered by an outlet or a courier', () => {
  test('in few words, the clock starts, the unit is a party and sees it', async () => {
    const outlet = await world.as('courier')
    const answer = await outlet.post<Filed>('/api/registrations', { reasonCode: 'damage', verbatim: '收件人说盒子压坏了', phone: freshPhone() })
    expect(answer.status, answer.text).toBe(201)
    expect(answer.body.possibleDuplicates).toEqual([])
    expect((await outlet.get(`/api/complaints/${answer.body.id}`)).status).toBe(200)
    expect((await (await world.as('outlet2')).get(`/api/complaints/${answer.body.id}`)).status).toBe(404)
  })
})

describe('revealing', () => {
  test('gives plain text for a reason and writes who saw what', async () => {
    const phone = freshPhone()
    const f = await filed({ complainant: { name: '吴声', phone } })
    const agent = await world.as('agent')
    const shown = await agent.post<{ fields: Record<string, string>; until: string }>(`/api/complaints/${f.id}/reveal`, { fields: ['name', 'phone'], reason: '回电核实地址' })
    expect(shown.body.fields).toEqual({ name: '吴声', phone })
    const last = (await caseOf(world, f.id, f.complaintNo).events()).at(-1)
    expect([last?.type, last?.data['fields'], last?.data['reason']]).toEqual(['personal_data.revealed', ['name', 'phone'], '回电核实地址'])
  })

  test('not without a reason, not by who may not', async () => {
    const f = await filed()
    expect((await (await world.as('agent')).post(`/api/complaints/${f.id}/reveal`, { fields: ['phone'], reason: '' })).status).toBe(400)
    expect((await (await world.as('judge')).post(`/api/complaints/${f.id}/reveal`, { fields: ['phone'], reason: '看一看号码' })).status).toBe(403)
  })
})

describe('what the customer is told', () => {
  test('a receipt with number and moment, once', async () => {
    const f = await filed()
    await world.settle()
    await world.settle()
    const sent = await sql<{ body: string; template: string; to_masked: string }>`select body, template, to_masked from messages where complaint_id = ${f.id}`.execute(world.db)
    expect(sent.rows.map((m) => m.template)).toEqual(['received'])
    expect(sent.rows[0]?.body).toContain(f.complaintNo.slice(6, 11))
    expect(sent.rows[0]?.to_masked).toMatch(/^199\*{6}\d\d$/)
  })
})
