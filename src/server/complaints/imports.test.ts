// Bulk intake over HTTP: who may not, what is refused, what is filed and by whom, what comes back to be corrected, and going on without doubling.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ImportPreview, ImportRun } from '../../contract/imports.ts'
import type { Answer, Client } from '../../../test/client.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { dropImports } from './import-cleanup.ts'
import { dropFile, keepFile, keptFile } from './import-file.ts'
import { csvOf } from './import-files.ts'

let world: World
let lead: Client
beforeAll(async () => {
  world = await startWorld()
  lead = await world.as('lead')
})
afterAll(() => world.stop())

const headings = ['投诉内容', '手机号', '姓名', '运单号', '渠道', '问题类型', '收到时间']
const good = (i: number): string[] => [`第${i}件快递一直没有收到，请尽快处理`, `1370000${String(i).padStart(4, '0')}`, '王小明', `HY80000000${String(i).padStart(5, '0')}`, '电商平台', '快件延误', '']
const upload = (client: Client, table: readonly (readonly string[])[], name = '平台导出.csv', query = ''): Promise<Answer<ImportRun & { code: string; params: { importId: string | null } }>> => client.upload(`/api/imports${query}`, { name, type: 'text/csv', bytes: csvOf(table) })
const count = async (): Promise<number> => (await sql<{ n: number }>`select count(*)::int as n from complaints`.execute(world.db)).rows[0]?.n ?? -1

/** Starts with the columns as they were recognised. */
async function start(client: Client, id: string, defaults: Record<string, string> = {}): Promise<Answer<ImportRun & { code: string; fields: unknown }>> {
  const preview = await client.get<ImportPreview>(`/api/imports/${id}/preview`)
  const mapping = Object.fromEntries(preview.body.columns.flatMap((column, i) => (column.field === null ? [] : [[column.field, i]])))
  return client.post(`/api/imports/${id}/start`, { mapping, defaults })
}

async function run(client: Client, id: string): Promise<ImportRun> {
  await world.settle()
  return (await client.get<ImportRun>(`/api/imports/${id}`)).body
}

describe('who may not', () => {
  test('an agent may not import, an outlet neither', async () => {
    for (const who of ['agent', 'outlet', 'admin'] as const) expect([who, (await upload(await world.as(who), [headings, good(1)])).status]).toEqual([who, 403])
  })

  test('another’s run is not there for who imports too, a lead sees it but may not take its file or go on with it', async () => {
    const account = await world.as('account')
    const made = (await upload(account, [headings, good(1), [...good(2).slice(0, 4), '鸽子', '', '']])).body
    await start(account, made.id)
    expect((await (await world.as('liaison')).get(`/api/imports/${made.id}`)).status).toBe(404)
    expect((await lead.get<ImportRun>(`/api/imports/${made.id}`)).body).toMatchObject({ mine: false, maker: world.users.account.name })
    expect(await run(account, made.id)).toMatchObject({ state: 'done', accepted: 1, rejected: 1 })
    expect((await lead.get<{ code: string }>(`/api/imports/${made.id}/error-file`)).body.code).toBe('import.not_yours')
    expect((await lead.get<{ items: unknown[] }>(`/api/imports/${made.id}/rejections`)).body.items).toHaveLength(1)
    const same = await upload(await world.as('liaison'), [headings, good(1), [...good(2).slice(0, 4), '鸽子', '', '']])
    expect([same.status, same.body.code, same.body.params.importId]).toEqual([409, 'import.same_file', null])
  })
})

describe('what is refused', () => {
  test('no table, no lines, no words, no channel', async () => {
    expect((await lead.upload<{ code: string }>('/api/imports', { name: 'a.png', type: 'image/png', bytes: Buffer.from('89504e470d0a1a0a0000000d', 'hex') })).body.code).toBe('import.not_a_table')
    expect((await upload(lead, [headings])).body.code).toBe('import.no_lines')
    const made = (await upload(lead, [['姓名', '手机号'], ['王小明', '13700000001']])).body
    expect((await start(lead, made.id)).body).toMatchObject({ code: 'malformed', fields: [{ path: 'mapping.verbatim', code: 'required' }, { path: 'defaults.channel', code: 'required' }] })
    expect((await lead.post<{ code: string }>(`/api/imports/${made.id}/start`, { mapping: { verbatim: 7 }, defaults: { channel: 'phone' } })).body).toMatchObject({ code: 'malformed', fields: [{ path: 'mapping.verbatim', code: 'too_big' }] })
    expect((await lead.post<{ code: string }>(`/api/imports/${made.id}/resumption`, {})).body.code).toBe('import.not_resumable')
  })
})

describe('a file with bad lines', () => {
  let made: ImportRun
  const bad: readonly (readonly string[])[] = [
    ['', '13700000091', '', '', '电话', '', ''], ['没有办法联系', '', '', '', '电话', '', ''], ['单号坏了', '13700000092', '', '7.84E+14', '电话', '', ''], ['渠道不认识', '13700000093', '', '', '鸽子', '', ''], ['日期不对', '13700000094', '', '', '电话', '', '2026-02-30'], ['很'.repeat(5001), '13700000095', '', '', '电话', '', ''],
    ['将来', '13700000096', '', '', '电话', '', '2099-01-01'], [...good(3)], ['=HYPERLINK("x")', '', '', '', '电话', '', '', '多出来的'],
  ]

  test('files the good ones through the one intake, as the maker’s, owned by nobody', async () => {
    const before = await count()
    made = (await upload(lead, [headings, ...Array.from({ length: 40 }, (_, i) => good(i + 1)), ...bad], '李小红13712345678.csv')).body
    expect(made).toMatchObject({ state: 'draft', lines: 49, done: 0, fileName: expect.not.stringContaining('13712345678') })
    const preview = await lead.get<ImportPreview>(`/api/imports/${made.id}/preview`)
    expect(preview.body.columns.map((c) => c.field)).toEqual(['verbatim', 'phone', 'name', 'waybillNo', 'channel', 'reason', 'reportedAt'])
    expect(preview.body.sample).toHaveLength(20)
    expect(preview.text).not.toMatch(/王小明|13700000001/)
    expect((await start(lead, made.id)).body.state).toBe('running')
    expect(await run(lead, made.id)).toMatchObject({ state: 'done', done: 49, accepted: 40, rejected: 9, problem: null, canResume: false })
    expect(await count()).toBe(before + 40)
    const rows = (await sql<{ channel: string; owner_id: string | null; received_by: string; reason_code: string }>`select channel, owner_id, received_by, reason_code from complaints where item_number like 'HY80000000000%' and received_by = ${world.users.lead.id}`.execute(world.db)).rows
    expect(new Set(rows.map((r) => JSON.stringify(r)))).toEqual(new Set([JSON.stringify({ channel: 'platform', owner_id: null, received_by: world.users.lead.id, reason_code: 'delay' })]))
  })

  test('tells of each bad line where and why, all reasons, by column', async () => {
    const { items } = (await lead.get<{ items: { line: number; problems: { column: string | null; code: string; params: unknown }[] }[] }>(`/api/imports/${made.id}/rejections?limit=100`)).body
    expect(items.map((each) => [each.line, each.problems.map((p) => `${p.column}:${p.code}`)])).toEqual([
      [42, ['投诉内容:field.required']], [43, ['手机号:import.unreachable']], [44, ['运单号:import.digits_lost']], [45, ['渠道:import.unknown_word']], [46, ['收到时间:import.bad_date']], [47, ['投诉内容:field.too_big']], [48, ['收到时间:instant.in_future']], [49, ['null:import.same_line']], [50, ['null:import.extra_cells', '手机号:import.unreachable']],
    ])
    const first = await lead.get<{ items: unknown[]; nextCursor: string }>(`/api/imports/${made.id}/rejections?limit=4`)
    expect((await lead.get<{ items: { line: number }[] }>(`/api/imports/${made.id}/rejections?limit=4&cursor=${first.body.nextCursor}`)).body.items.map((i) => i.line)).toEqual([46, 47, 48, 49])
  })

  test('gives them back to correct; corrected and imported again they are in', async () => {
    const file = await lead.get(`/api/imports/${made.id}/error-file?format=csv`)
    expect(file.headers.get('content-disposition')).toContain(encodeURIComponent('未导入.csv'))
    const lines = file.text.split('\r\n')
    expect(lines[0]).toBe('行号,未导入的原因,投诉内容,手机号,姓名,运单号,渠道,问题类型,收到时间')
    expect(lines[1]).toBe('42,投诉内容：必须填写,,13700000091,,,电话,,')
    expect(lines.at(-2)).toContain(`"'=HYPERLINK(""x"")"`)
    const before = await count()
    const again = (await lead.upload<ImportRun>('/api/imports', { name: '改好.csv', type: 'text/csv', bytes: Buffer.from([lines[0], lines[1]?.replace('必须填写,,', '必须填写,补上了内容,'), lines[3]?.replace('7.84E+14', '784123456789012')].join('\r\n')) })).body
    await start(lead, again.id)
    expect(await run(lead, again.id)).toMatchObject({ state: 'done', accepted: 2, rejected: 0 })
    expect(await count()).toBe(before + 2)
  })

  test('keeps nothing of it in the clear: rows, and files once it is done', async () => {
    const rows = await sql<{ t: string }>`select imports::text as t from imports union all select import_rejections::text from import_rejections`.execute(world.db)
    for (const { t } of rows.rows) expect(t).not.toMatch(/1370000|王小明|没有办法联系/)
    expect((await sql<{ n: number }>`select count(*)::int as n from imports where state = 'done' and file_kept`.execute(world.db)).rows[0]?.n).toBe(0)
  })

  test('the same file is not taken twice unmeant', async () => {
    const table = [headings, good(71)]
    const first = (await upload(lead, table)).body
    expect((await upload(lead, table)).status).toBe(201)
    await start(lead, first.id)
    expect((await upload(lead, table)).body).toMatchObject({ code: 'import.same_file', params: { importId: first.id } })
    expect((await upload(lead, table, 'x.csv', '?again=true')).status).toBe(201)
    await run(lead, first.id)
  })
})

describe('going on', () => {
  test('a run taken over in the middle files no line twice and loses none', async () => {
    const before = await count()
    const made = (await upload(lead, [headings, ...Array.from({ length: 60 }, (_, i) => good(i + 200))])).body
    await start(lead, made.id)
    await run(lead, made.id)
    // as a crash leaves it: lines are filed, the place reached was not saved
    await sql`update imports set state = 'running', done = 10, accepted = 10, ended_at = null, lease_until = null, file_kept = true where id = ${made.id}`.execute(world.db)
    const kept = (await upload(lead, [headings, ...Array.from({ length: 60 }, (_, i) => good(i + 200))], 'x.csv', '?again=true')).body
    await keepFile(world.app.deps, made.id, keptFile(world.app.deps, kept.id).pieces())
    expect(await run(lead, made.id)).toMatchObject({ state: 'done', done: 60, accepted: 60, rejected: 0 })
    expect(await count()).toBe(before + 60)
    await dropFile(world.app.deps, kept.id)
  })

  test('cancelled it stops, resumed it ends; who left stops it', async () => {
    const made = (await upload(lead, [headings, good(300), good(301)])).body
    await start(lead, made.id)
    expect((await lead.post<ImportRun>(`/api/imports/${made.id}/cancellation`, {})).body).toMatchObject({ state: 'cancelled', canResume: true })
    expect(await run(lead, made.id)).toMatchObject({ state: 'cancelled', done: 0 })
    expect((await lead.post<ImportRun>(`/api/imports/${made.id}/resumption`, {})).body.state).toBe('running')
    await sql`update imports set maker_role = 'caller' where id = ${made.id}`.execute(world.db)
    expect(await run(lead, made.id)).toMatchObject({ state: 'failed', problem: 'import.maker_left', canResume: true })
    await sql`update imports set maker_role = 'lead' where id = ${made.id}`.execute(world.db)
    await lead.post(`/api/imports/${made.id}/resumption`, {})
    expect(await run(lead, made.id)).toMatchObject({ state: 'done', accepted: 2 })
    expect((await lead.post<{ code: string }>(`/api/imports/${made.id}/cancellation`, {})).body.code).toBe('import.over')
  })

  test('an earlier receipt dates it back only with a proof, that of the line or of the file', async () => {
    const day = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10)
    const made = (await upload(lead, [[...headings, '收到凭证'], [...good(400).slice(0, 6), day, ''], [...good(401).slice(0, 6), day, '工单 88 号']])).body
    await start(lead, made.id)
    await run(lead, made.id)
    const rows = (await sql<{ item_number: string; backdated: boolean; over: boolean }>`select item_number, received_at < now() - interval '2 days' as backdated, reported_at is not null as over from complaints where item_number in ('HY8000000000400', 'HY8000000000401') order by item_number`.execute(world.db)).rows
    expect(rows.map((r) => [r.backdated, r.over])).toEqual([[false, true], [true, true]])
  })

  test('a machine with the permission imports as well', async () => {
    const machine = await world.machine(['complaint:import', 'complaint:create'])
    const made = (await upload(machine, [headings, good(500)])).body
    expect((await start(machine, made.id)).body.state).toBe('running')
    expect(await run(machine, made.id)).toMatchObject({ state: 'done', accepted: 1, mine: true })
  })
})

test('the template is recognised whole', async () => {
  for (const locale of ['zh-CN', 'zh-TW', 'en']) {
    const template = await fetch(`${world.url}/api/import-template?format=xlsx&locale=${locale}`, { headers: { cookie: [...lead.cookies].map(([n, v]) => `${n}=${v}`).join('; ') } })
    const made = await lead.upload<ImportRun>('/api/imports?again=true', { name: 't.xlsx', type: '', bytes: new Uint8Array(await template.arrayBuffer()) })
    const preview = await lead.get<ImportPreview>(`/api/imports/${made.body.id}/preview`)
    expect([locale, preview.body.columns.filter((c) => c.field === null).map((c) => c.name)]).toEqual([locale, []])
    await start(lead, made.body.id)
    expect([locale, await run(lead, made.body.id)]).toMatchObject([locale, { state: 'done', accepted: 1, rejected: 0 }])
  }
})

test('a line without a kind that only praises is a praise, one that demands something or says it is a complaint is not', async () => {
  const praise = '给快递员满分！生鲜全程冷链，晚上下单第二天就到'
  const made = (await upload(lead, [['投诉内容', '手机号', '渠道', '来件类型', '索赔金额'], [praise, '13700007001', '电商平台', '', ''], [praise, '13700007002', '电商平台', '投诉', ''], [praise, '13700007003', '电商平台', '', '50'], ['生鲜全坏了，太慢了', '13700007004', '电商平台', '', '']])).body
  await start(lead, made.id)
  expect(await run(lead, made.id)).toMatchObject({ state: 'done', accepted: 4 })
  const kinds = await sql<{ kind: string; priority: number }>`select c.kind, c.priority from complaints c join idempotency_keys k on k.complaint_id = c.id where k.scope = ${`import:${made.id}`} order by k.key::int`.execute(world.db)
  expect(kinds.rows.map((r) => r.kind)).toEqual(['praise', 'complaint', 'complaint', 'complaint'])
  expect(kinds.rows[0]?.priority).toBeGreaterThan(1)
})

test('what nobody started is cleared away after a week, what was not filed after three months', async () => {
  const made = (await upload(lead, [headings, good(600)])).body
  expect(await dropImports(world.app.deps)).toBe(0)
  await world.moveClock(8 * 86_400_000)
  expect(await dropImports(world.app.deps)).toBeGreaterThan(0)
  expect((await lead.get<ImportRun>(`/api/imports/${made.id}`)).body).toMatchObject({ state: 'cancelled', canResume: false })
  await world.moveClock(90 * 86_400_000)
  await dropImports(world.app.deps)
  expect((await sql<{ n: number }>`select count(*)::int as n from import_rejections`.execute(world.db)).rows[0]?.n).toBe(0)
})
