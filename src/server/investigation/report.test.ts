// Proves the investigation report: live as a draft, frozen when handed in, held by the record, a real PDF in Chinese, for those who may.
import { inflateSync } from 'node:zlib'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Report } from '../../contract/reports.ts'
import { caseOf, caseUntil, fileCase } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { recordBreaks } from '../../../test/whole.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import { DEMO_CAST } from '../waybills/demo-cast.ts'

let world: World
let c: TestCase

beforeAll(async () => {
  world = await startWorld()
  c = await fileCase(world, { reasonCode: 'false_signoff.not_received', verbatim: '显示签收，我没有收到', items: [{ type: 'waybill', number: DEMO_CAST.find((p) => p.key === 'chen_signoff')!.number }] })
  await c.does('agent', 'acceptance')
  await c.does('agent', 'take')
  await c.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '签收人是谁', hours: 24 })
})
afterAll(() => world.stop())

const see = async (who: Cast, query = ''): Promise<Report | null> => {
  const answer = await (await world.as(who)).get<{ report: Report | null }>(`/api/complaints/${c.id}/report${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body.report
}
const paper = async (who: Cast, query = '') => fetch(`${world.url}/api/report-papers/${c.id}${query}`, { headers: { cookie: [...(await world.as(who)).cookies].map(([n, v]) => `${n}=${v}`).join('; ') } })

describe('the draft', () => {
  test('tells that the customer was heard, not what they said: a report outlasts the erasing of a person', async () => {
    await c.does('investigator', 'inquiry-record', { kind: 'interview', person: 'consignee', place: '金色家园三栋', result: '我那天在外婆家', readBack: true, happenedAt: new Date(await world.now() - 60_000).toISOString() })
    const content = (await see('investigator'))?.content
    expect(content?.records).toMatchObject([{ person: 'consignee', result: '', place: null, evidence: [expect.any(Number)] }])
    expect(JSON.stringify(content)).not.toMatch(/外婆|金色家园/)
  })

  test('shows live data and says what was not found out', async () => {
    const draft = await see('investigator')
    expect([draft?.number, draft?.maySubmit, draft?.changed, draft?.content.finding]).toEqual([null, false, true, null])
    expect(draft?.content.parcel?.kit.length).toBe(5)
    expect(draft?.content.unknown.map((u) => u.code)).toContain('order_unanswered')
    expect(draft?.content.orders[0]).toMatchObject({ question: '签收人是谁', answer: null, silent: false })
    expect(draft?.content.chronology.map((l) => l.step)).toEqual(expect.arrayContaining(['complaint.received', 'complaint.accepted', 'order.issued']))
  })

  test('cannot be handed in before anything was found, nor by who may not investigate', async () => {
    await c.refused('investigator', 'report', { department: 'customer_service' }, 409, 'report.no_finding')
    await c.refused('caller', 'report', { department: 'customer_service' }, 403, 'permission.missing')
    expect((await see('agent'))?.versions).toEqual([])
  })
})

describe('handed in', () => {
  beforeAll(async () => {
    await c.does('agent', 'finding', { facts: '快递员未联系收件人，在距地址 80 米处签收', causeCode: 'human_error', companyLiability: 'liable', liabilityBasis: '快递市场管理办法第二十八条', demandJudgement: 'justified', demandReason: '未收到货物', factsFound: [{ code: 'no_contact_before_delivery', unitId: world.users.outlet.unit.id, verdict: 'open', text: '待网点答复' }] })
  })

  test('its content is frozen, the hash of its bytes stands in the record, verify-audit holds it', async () => {
    await c.does('investigator', 'report', { department: 'customer_service', note: '请据此回复客户 13912345678' })
    const event = (await c.events()).at(-1)
    expect(event).toMatchObject({ type: 'report.submitted', data: { number: 1, to: 'customer_service' } })
    const first = await see('agent', '?number=1')
    expect(first).toMatchObject({ number: 1, sha256: event?.data['sha256'], versions: [{ number: 1, department: 'customer_service', by: world.users.investigator.name }] })
    expect(first?.content.facts.map((f) => [f.code, f.verdict])).toEqual([['no_contact_before_delivery', 'open']])
    const { rows } = await sql<{ ok: boolean }>`select sha256(convert_to(content, 'UTF8')) = sha256 as ok from investigation_reports where complaint_id = ${c.id}`.execute(world.db)
    expect(rows).toEqual([{ ok: true }])
    expect((await sql<{ note: string }>`select note from investigation_reports where complaint_id = ${c.id}`.execute(world.db)).rows[0]?.note).not.toContain('13912345678')
    await expect(sql`update investigation_reports set note = 'x' where complaint_id = ${c.id}`.execute(world.db)).rejects.toThrow(/investigation_reports|permission denied|change/)
  })

  test('the same is not handed in twice; what comes later makes the draft differ and the version stays', async () => {
    await c.refused('investigator', 'report', { department: 'customer_service' }, 409, 'report.unchanged')
    expect((await see('investigator'))?.changed).toBe(false)
    const order = (await sql<{ id: string }>`select id from orders where complaint_id = ${c.id}`.execute(world.db)).rows[0]!
    await (await world.as('outlet')).post(`/api/orders/${order.id}/answer`, { answer: 'true', text: '放在门口了' })
    const draft = await see('investigator')
    expect([draft?.changed, draft?.content.orders[0]?.answerText]).toEqual([true, '放在门口了'])
    expect((await see('investigator', '?number=1'))?.content.orders[0]?.answer).toBeNull()
    await c.does('investigator', 'report', { department: 'quality' })
    expect((await see('agent'))?.versions.map((v) => v.number)).toEqual([2, 1])
    expect(await recordBreaks(world)).toEqual([])
  })

  test('another name, note or day under a version is found', async () => {
    const hand = new pg.Client({ connectionString: world.databaseUrls.super })
    await hand.connect()
    try {
      await hand.query('set session_replication_role = replica')
      for (const [harm, mend] of [[`by_name = '别人'`, `by_name = '${world.users.investigator.name}'`], [`note = '另一句'`, 'note = null'], [`at = at - interval '1 day'`, `at = at + interval '1 day'`]]) {
        await hand.query(`update investigation_reports set ${harm} where complaint_id = $1 and number = 2`, [c.id])
        expect((await recordBreaks(world)).map((b) => b.detail)).toEqual(['investigation_reports.sha256 (2)'])
        await hand.query(`update investigation_reports set ${mend} where complaint_id = $1 and number = 2`, [c.id])
      }
    } finally {
      await hand.end()
    }
  })
})

describe('the paper', () => {
  test('is a PDF with pages, embedded Chinese glyphs and the figure', async () => {
    const answer = await paper('investigator', '?number=1')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf'])
    const bytes = Buffer.from(await answer.arrayBuffer())
    const text = bytes.toString('latin1')
    expect([text.slice(0, 5), text.trimEnd().endsWith('%%EOF')]).toEqual(['%PDF-', true])
    expect(text).toMatch(/\/FontFile3|\/FontFile2/)
    expect(text).toMatch(/NotoSansHans/)
    expect(text.match(/\/Type \/Page\b/g)?.length ?? 0).toBeGreaterThanOrEqual(2)
    expect(unicodeOf(bytes)).toEqual(expect.arrayContaining([...'调查报告证据清单未能查明武汉武昌'].map((ch) => ch.codePointAt(0))))
    expect(bytes.length).toBeLessThan(400_000)
  }, 30_000)

  test('speaks each language, and is not for who may not investigate', async () => {
    const tw = Buffer.from(await (await paper('investigator', '?locale=zh-TW')).arrayBuffer())
    expect(unicodeOf(tw)).toEqual(expect.arrayContaining([...'調查報告託運單'].map((ch) => ch.codePointAt(0))))
    expect((await paper('caller')).status).toBe(403)
    expect((await paper('outlet')).status).toBe(403)
  }, 30_000)
})

test('no unit and no province reads it; a restricted case only those it is opened to', async () => {
  expect(await see('outlet')).toBeNull()
  expect(await see('courier')).toBeNull()
  const secret = await fileCase(world, { reasonCode: 'personal_safety.sexual_harassment', verbatim: '快递员骚扰我' })
  expect((await (await world.as('caller')).get(`/api/complaints/${secret.id}/report`)).status).toBe(404)
  expect((await (await world.as('investigator')).get<{ report: Report }>(`/api/complaints/${secret.id}/report`)).body.report.content.restricted).toBe(true)
})

test('once the data of the person are destroyed no version, draft or paper tells of them; the hash stands and the record holds', async () => {
  const phone = '13600900007'
  const old = await caseUntil(world, 'closed', { complainant: { name: '鑫小明', phone } })
  await old.does('investigator', 'report', { department: 'customer_service', note: '鑫小明在等' })
  const read = async (query = '') => (await (await world.as('lead')).get<{ report: Report }>(`/api/complaints/${old.id}/report${query}`)).body.report
  const before = await read('?number=1')
  expect([before.erasedAt, before.content.customer?.slice(0, 1), before.content.demand?.amount?.minor, before.content.finding?.demandReason]).toEqual([null, '鑫', 12_000, '签收时当场指出'])
  await world.moveClock(3 * 366 * 86_400_000)
  const filed = await (await world.as('agent')).post<{ id: string; complaintNo: string }>('/api/complaints', { kind: 'data_request', channel: 'phone', verbatim: '请删除我的个人信息', complainant: { phone, role: 'other' } })
  await world.settle()
  const request = caseOf(world, filed.body.id, filed.body.complaintNo)
  expect((await (await world.as('lead')).post(`/api/data-requests/${request.id}/answer`, { version: await request.version(), result: 'erased' })).status).toBe(200)
  for (const [query, number] of [['?number=1', 1], ['', null]] as const) {
    const after = await read(query)
    expect(after).toMatchObject({ number, erasedAt: expect.any(String), maySubmit: false, changed: false, content: { customer: null, demand: null, parcel: null, finding: null, facts: [], records: [], orders: [], unknown: [] } })
    expect(after.versions).toMatchObject([{ number: 1, note: null, sha256: before.sha256 }])
    expect(after.content.evidence.length + after.content.chronology.length).toBeGreaterThan(0)
    for (const words of ['鑫', '12000', '签收时当场', '杯']) expect(JSON.stringify(after)).not.toContain(words)
    const told = unicodeOf(Buffer.from(await (await fetch(`${world.url}/api/report-papers/${old.id}${query}`, { headers: { cookie: [...(await world.as('lead')).cookies].map(([n, v]) => `${n}=${v}`).join('; ') } })).arrayBuffer()))
    expect(told).toEqual(expect.arrayContaining([...'个人信息已应本人要求删除'].map((ch) => ch.codePointAt(0))))
    for (const ch of '鑫杯') expect(told).not.toContain(ch.codePointAt(0))
  }
  expect((await read('?number=1')).sha256).toBe(before.sha256)
  await old.refused('investigator', 'report', { department: 'quality' }, 409, 'data_request.erased')
  expect(await recordBreaks(world)).toEqual([])
}, 30_000)

/** The characters a PDF says its glyphs stand for (its ToUnicode maps). */
function unicodeOf(bytes: Buffer): number[] {
  const found = new Set<number>()
  for (const [, at] of [...bytes.toString('latin1').matchAll(/stream\r?\n/g)].map((m) => [m[0], m.index + m[0].length] as const)) {
    const end = bytes.indexOf('endstream', at)
    let plain: string
    try { plain = inflateSync(bytes.subarray(at, end)).toString('latin1') } catch { continue }
    if (!plain.includes('beginbfrange') && !plain.includes('beginbfchar')) continue
    for (const [hex] of plain.matchAll(/(?<=<)[0-9a-fA-F]{4}(?=>)/g)) found.add(Number.parseInt(hex, 16))
  }
  return [...found]
}
