// A report that cannot list everything says of how many it lists how many: as draft and frozen, in every language; page, print and paper tell the same blocks.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tellReport } from '../../contract/report-text.ts'
import type { Report } from '../../contract/reports.ts'
import { localeCodes } from '../../contract/words.ts'
import { fileCase } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { wordsOf } from '../platform/locales.ts'

let world: World
let c: TestCase
beforeAll(async () => {
  world = await startWorld()
  c = await fileCase(world)
  await c.does('agent', 'acceptance')
  await c.does('agent', 'take')
  await c.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '签收人是谁', hours: 24 })
  await c.does('investigator', 'inquiry-record', { kind: 'interview', person: 'consignee', result: '没有收到', readBack: true, happenedAt: new Date(await world.now() - 60_000).toISOString() })
  await c.does('agent', 'finding', { facts: '未联系收件人', causeCode: 'human_error', companyLiability: 'liable', liabilityBasis: '条例', demandJudgement: 'justified', demandReason: '未收到货物' })
})
afterAll(() => world.stop())

const read = async (query = ''): Promise<Report> => {
  const answer = await (await world.as('investigator')).get<{ report: Report }>(`/api/complaints/${c.id}/report${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body.report
}
/** Copies a row of the case `n` times, each with an id of its own. */
async function copies(table: string, n: number, numbered?: string): Promise<void> {
  const columns = (await sql<{ name: string }>`select column_name as name from information_schema.columns where table_name = ${table} and is_generated = 'NEVER' and column_name not in ('id', 'attachment_id', ${numbered ?? 'id'})`.execute(world.db)).rows.map((r) => sql.id(r.name))
  const last = numbered === undefined ? sql`` : sql`, (select max(x.${sql.id(numbered)}) from ${sql.id(table)} x where x.complaint_id = ${c.id}) + g.n`
  await sql`insert into ${sql.id(table)} (id, ${sql.join(columns)}${numbered === undefined ? sql`` : sql`, ${sql.id(numbered)}`}) select gen_random_uuid(), ${sql.join(columns)}${last} from (select * from ${sql.id(table)} where complaint_id = ${c.id} limit 1) one, generate_series(1, ${n}) as g (n)`.execute(world.db)
}
const told = (report: Report, locale: (typeof localeCodes)[number]) => new Map(tellReport(report, wordsOf(locale), locale, '1').parts.map((part, i) => [['summary', 'team', 'chain', 'facts', 'records', 'orders', 'cause', 'unknown', 'evidence', 'chronology'][i], part.blocks]))

test('nothing is said while everything is listed', async () => {
  expect((await read()).content).not.toHaveProperty('cut')
})

test('what was left out is said with both figures, kept in the frozen version, and told in three languages', { retry: 0, timeout: 30_000 }, async () => {
  await copies('orders', 204)
  await copies('evidence', 506, 'seq')
  await sql`insert into events select e.stream_id, e.seq - 100000 + g.n, e.at, e.stream_kind, e.type, e.actor_id, e.body, e.hash from events e, generate_series(1, 305) as g (n) where e.stream_id = ${c.id} and e.type = 'complaint.accepted'`.execute(world.db)
  const events = (await sql<{ n: number }>`select count(*)::int as n from events where stream_id = ${c.id} and type in ('complaint.received', 'complaint.accepted', 'investigation.recorded', 'order.issued', 'investigation.found')`.execute(world.db)).rows[0]!.n
  const draft = await read()
  expect(draft.content.cut).toEqual([{ part: 'orders', shown: 200, all: 205 }, { part: 'evidence', shown: 500, all: 507 }, { part: 'chronology', shown: 300, all: events }])
  expect([draft.content.orders.length, draft.content.evidence.length, draft.content.chronology.length]).toEqual([200, 500, 300])
  const says = { 'zh-CN': ['共 205 条', '200 条'], 'zh-TW': ['共 205 筆', '200 筆'], en: ['There are 205', 'lists 200'] }
  for (const locale of localeCodes) {
    const parts = told(draft, locale)
    const [first] = parts.get('orders') ?? []
    for (const words of says[locale]) expect(first?.kind === 'text' ? first.text : '').toContain(words)
    expect(parts.get('evidence')?.[0]?.kind).toBe('text')
    expect(parts.get('chronology')?.[0]?.kind).toBe('text')
    expect(parts.get('facts')?.some((b) => b.kind === 'text' && /205|507/.test(b.text))).toBe(false)
  }  await c.does('investigator', 'report', { department: 'customer_service' })
  await copies('orders', 10)
  const frozen = await read('?number=1')
  expect(frozen.content.cut).toEqual(draft.content.cut)
  expect((await sql<{ ok: boolean }>`select sha256(convert_to(content, 'UTF8')) = sha256 and content like '%"cut":%' as ok from investigation_reports where complaint_id = ${c.id}`.execute(world.db)).rows).toEqual([{ ok: true }])
  expect((await read()).content.cut?.[0]).toEqual({ part: 'orders', shown: 200, all: 215 })
  expect((await read()).changed).toBe(true)
  await c.does('investigator', 'report', { department: 'customer_service' })
  // handing in is an event itself, and changes nothing of what is left out
  expect((await read()).changed).toBe(false)
  await c.refused('investigator', 'report', { department: 'customer_service' }, 409, 'report.unchanged')
})
