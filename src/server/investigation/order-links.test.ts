// Links to one question for people without an account: who may make one, what it opens, and everything that must open nothing.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { caseUntil, fileCase, lastEvent } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { createVisitor } from '../../../test/form.ts'
import type { Field, Shown } from '../../../test/form.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import type { LinkView } from './order-links.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

type Made = LinkView & { url: string; code?: string }
type Asked = { c: TestCase; order: string }
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const photo: Field = { name: '底单.png', type: 'image/png', bytes: png }
const hour = 3_600_000

async function ask(unitCode = 'W42010', more: Record<string, unknown> = {}, hours = 24): Promise<Asked> {
  const c = await caseUntil(world, 'investigating', { items: [{ type: 'waybill', number: 'HY2700900000004' }], reasonCode: 'false_signoff', verbatim: '显示本人签收，可我一直在家，打 13712345678 找王小明。', ...more })
  const head = await c.does('agent', 'orders', { unitId: (await world.unit(unitCode)).id, question: '签收底单是谁签的？', wanted: ['签收底单'], hours })
  return { c, order: head.made ?? '' }
}
const make = async (order: string, who: Cast = 'agent', body: Record<string, unknown> = {}): Promise<Made> => {
  const made = await (await world.as(who)).post<Made>(`/api/orders/${order}/links`, body)
  if (made.status !== 201) throw new Error(made.text)
  return made.body
}
const pathOf = (made: { url: string }): string => new URL(made.url).pathname
const visit = (path: string): Promise<Shown> => createVisitor(world.url).open(path)
const filled = { answer: 'not_true', words: '客户本人签收，电话 13800001111 可证', who: '张三', role: '派件员' }
const stateOf = async (order: string): Promise<string> => (await sql<{ state: string }>`select state from orders where id = ${order}`.execute(world.db)).rows[0]?.state ?? ''

describe('making a link', () => {
  test('is for who asks, and for who answers and may write outside; others may not, or don\'t see the question', async () => {
    const { order } = await ask()
    for (const who of ['agent', 'lead', 'investigator', 'outlet', 'province'] as const) expect(await make(order, who)).toMatchObject({ state: 'open', phoneMasked: null, opened: 0 })
    const sixth = await (await world.as('agent')).post<Made>(`/api/orders/${order}/links`, {})
    expect([sixth.status, sixth.body.code]).toEqual([409, 'order_link.too_many'])
    const told: unknown[] = []
    for (const who of ['judge', 'inspector', 'finance', 'admin', 'outlet2', 'partner', 'station'] as const) {
      const client = await world.as(who)
      const [posted, listed] = [await client.post<Made>(`/api/orders/${order}/links`, {}), await client.get<{ code?: string }>(`/api/orders/${order}/links`)]
      told.push([who, posted.status, posted.body.code, listed.status])
    }
    expect(told).toEqual(['judge', 'inspector', 'finance', 'admin'].map((who) => [who, 403, 'permission.missing', 403]).concat(['outlet2', 'partner', 'station'].map((who) => [who, 404, 'not_found', 404])))
    expect((await world.stranger().post(`/api/orders/${order}/links`, {})).status).toBe(401)
  })

  test('lives a day beyond the question, three days at most, and keeps its secret nowhere', async () => {
    const now = await world.now()
    const [short, long] = [await make((await ask('W42010', {}, 2)).order), await make((await ask('W42010', {}, 72)).order)]
    expect([Math.round((Date.parse(short.expiresAt) - now) / hour), Math.round((Date.parse(long.expiresAt) - now) / hour)]).toEqual([26, 72])
    const { c, order } = await ask()
    const made = await make(order, 'outlet', { phone: '139 0000 1111' })
    const secret = pathOf(made).slice('/p/o/'.length)
    expect([secret.length, made.phoneMasked, JSON.stringify(made).includes('13900001111')]).toEqual([43, expect.stringContaining('*'), false])
    const message = (await sql<{ body: string; template: string; secret_sealed: Buffer }>`select body, template, secret_sealed from messages where complaint_id = ${c.id} and template = 'order_link'`.execute(world.db)).rows[0]
    expect([message?.body.includes('/p/o/••••••'), message?.secret_sealed.length]).toEqual([true, expect.any(Number)])
    const everything = await sql<{ n: number }>`select (select count(*)::int from messages where body like ${`%${secret}%`}) + (select count(*)::int from events where body like ${`%${secret}%`}) + (select count(*)::int from idempotency_keys where reply like ${`%${secret}%`}) + (select count(*)::int from order_links l where l::text like ${`%${secret}%`}) as n`.execute(world.db)
    expect(everything.rows).toEqual([{ n: 0 }])
    const wrong = await (await world.as('outlet')).post<Made>(`/api/orders/${order}/links`, { phone: '12' })
    expect([wrong.status, wrong.body.code]).toEqual([400, 'order_link.phone'])
  })
})

test('a question is texted ten times at most, however often its links are withdrawn', async () => {
  const { order } = await ask()
  const statuses: number[] = []
  for (let i = 0; i < 11; i += 1) {
    const made = await (await world.as('outlet')).post<Made>(`/api/orders/${order}/links`, { phone: '13900001111' })
    statuses.push(made.status)
    if (made.status === 201) await (await world.as('outlet')).post(`/api/order-links/${made.body.id}/revocation`)
  }
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 201), 429])
})

describe('opening it', () => {
  test('shows what is asked and nothing of the customer, tells nobody its address, and is in the record', async () => {
    const { order } = await ask()
    const made = await make(order)
    const page = await visit(pathOf(made))
    expect([page.status, page.headers.get('referrer-policy'), page.headers.get('cache-control'), page.headers.get('x-robots-tag')]).toEqual([200, 'no-referrer', 'no-store', 'noindex, nofollow'])
    for (const shown of ['签收底单是谁签的', '签收底单', 'HY2700900000004', '属实', '不属实', '需其他单位', 'name="referrer" content="no-referrer"']) expect(page.text).toContain(shown)
    for (const secret of ['13712345678', '137', '王', '可我一直在家', '/p/follow', 'tel:']) expect([secret, page.text.includes(secret)]).toEqual([secret, false])
    await visit(pathOf(made))
    const listed = (await (await world.as('agent')).get<{ items: LinkView[] }>(`/api/orders/${order}/links`)).body.items
    expect(listed).toMatchObject([{ id: made.id, state: 'open', opened: 2, lastOpenedAt: expect.any(String) }])
    const types = await sql<{ type: string }>`select type from events where stream_id = ${made.id} order by seq`.execute(world.db)
    expect(types.rows.map((r) => r.type)).toEqual(['order_link.made', 'order_link.opened'])
  })

  test('a partner\'s shows the item and no more', async () => {
    const { unit } = world.users.partner
    const { order } = await ask(unit.code)
    const page = await visit(pathOf(await make(order)))
    expect([page.status, page.text.includes('HY2700900000004'), page.text.includes('系统看到'), page.text.includes('武汉')]).toEqual([200, true, false, false])
    const card = (await (await world.as('partner')).get<Record<string, unknown>>(`/api/orders/${order}`)).body
    expect(card).toMatchObject({ least: true, kit: null, likely: [], customerName: null, city: null, summary: card['keyword'] })
    const { c } = await ask(unit.code)
    const seen = (await (await world.as('partner')).get<Record<string, unknown>>(`/api/complaints/${c.id}`)).body
    for (const [q, found] of [['一直在家', false], [c.complaintNo, true]] as const) expect([q, (await (await world.as('partner')).get(`/api/complaints?q=${encodeURIComponent(q)}`)).text.includes(c.id)]).toEqual([q, found])
    expect(seen).toMatchObject({ verbatim: null, summary: null, complainant: null, waybill: null, place: null, demand: null, items: [{ number: expect.any(String) }] })
  })

  test('what opens nothing looks the same, whatever the reason', async () => {
    const [used, revoked, expired, cancelled, other] = [await ask(), await ask(), await ask('W42010', {}, 1), await ask(), await ask()]
    const links = { used: await make(used.order), revoked: await make(revoked.order), expired: await make(expired.order), cancelled: await make(cancelled.order), other: await make(other.order) }
    const visitor = createVisitor(world.url)
    const open = await visitor.open(pathOf(links.used))
    expect((await visitor.send(open, '/p/o/', filled)).status).toBe(200)
    expect((await (await world.as('outlet')).post(`/api/order-links/${links.revoked.id}/revocation`)).status).toBe(200)
    expect((await (await world.as('outlet2')).post(`/api/order-links/${links.revoked.id}/revocation`)).status).toBe(404)
    await sql`update orders set state = 'cancelled' where id = ${cancelled.order}`.execute(world.db)
    expect((await (await world.as('outlet')).post(`/api/orders/${other.order}/answer`, { answer: 'true', text: '属实' })).status).toBe(200)
    await sql`update order_links set expires_at = app_now() - interval '1 second' where id = ${links.expired.id}`.execute(world.db)
    const unknown = `/p/o/${'A'.repeat(43)}`
    const paths = [...Object.values(links).map(pathOf), unknown, '/p/o/x', `${unknown.slice(0, -1)}`, `/p/o/${links.other.id}`, '/p/o/%00', `${pathOf(links.expired)}x`]
    const pages = await Promise.all(paths.map(visit))
    const bare = (text: string): string => text.replace(/data-now="\d+"/, '')
    expect(new Set(pages.map((p) => `${p.status} ${bare(p.text)}`)).size).toBe(1)
    expect([pages[0]?.status, pages[0]?.text.includes('这个链接打不开')]).toEqual([404, true])
    const before = await stateOf(revoked.order)
    for (const path of paths) {
      const body = new URLSearchParams({ ...filled, key: 'key-of-a-replay' })
      const posted = await fetch(world.url + path, { method: 'POST', body, headers: { origin: 'null' } })
      expect([path, posted.status]).toEqual([path, 404])
    }
    expect([await stateOf(revoked.order), before]).toEqual(['open', 'open'])
  })
})

describe('answering through it', () => {
  test('needs an answer, words, a name and a role; keeps what was typed; is the unit\'s answer with its photo as evidence of the unit', async () => {
    const { c, order } = await ask()
    const made = await make(order)
    const visitor = createVisitor(world.url)
    const page = await visitor.open(pathOf(made))
    const again = await visitor.send(page, '/p/o/', { words: '我签的', files: photo })
    expect([again.status, again.text.includes('我签的'), again.text.includes('底单.png'), (again.text.match(/class="wrong"/g) ?? []).length]).toEqual([422, true, true, 3])
    const done = await visitor.send(again, '/p/o/', filled)
    expect([done.status, done.text.includes('已收到你的答复')]).toEqual([200, true])
    const event = await lastEvent(c)
    expect([event.type, event.actor]).toEqual(['order.answered', { kind: 'link', id: made.id, name: '张三 · 派件员' }])
    const row = (await sql<Record<string, unknown>>`select answer, answer_text, answered_by, answered_by_name, state from orders where id = ${order}`.execute(world.db)).rows[0]
    expect(row).toMatchObject({ state: 'answered', answer: 'not_true', answered_by: made.id, answered_by_name: '张三 · 派件员' })
    expect(String(row?.['answer_text'])).not.toContain('13800001111')
    const evidence = (await sql<Record<string, unknown>>`select e.side, e.origin, e.added_by_kind, a.order_id, a.uploader_kind from evidence e join attachments a on a.id = e.attachment_id where e.complaint_id = ${c.id}`.execute(world.db)).rows
    expect(evidence).toEqual([{ side: 'unit', origin: 'order', added_by_kind: 'link', order_id: order, uploader_kind: 'link' }])
    // the same form once more, over a line that broke: its sender is told the same, and nothing is done twice
    const version = await c.version()
    const twice = await visitor.send(again, '/p/o/', filled)
    expect([twice.status, twice.text.includes('已收到你的答复'), await c.version()]).toEqual([200, true, version])
    expect((await visitor.open(pathOf(made))).status).toBe(404)
  })

  test('two presses at once answer once', async () => {
    const { c, order } = await ask()
    const made = await make(order)
    const press = () => fetch(world.url + pathOf(made), { method: 'POST', body: new URLSearchParams({ ...filled, key: crypto.randomUUID() }), headers: { origin: 'null' } })
    const both = await Promise.all([press(), press(), press()])
    expect(both.map((r) => r.status).sort()).toEqual([200, 404, 404])
    expect((await c.events()).filter((e) => e.type === 'order.answered')).toHaveLength(1)
  })

  test('never moves a file of somebody else, of another case or of another question', async () => {
    const [one, two] = [await ask(), await ask()]
    const staff = await (await world.as('outlet')).upload<{ id: string }>('/api/attachments', { name: 'a.png', type: 'image/png', bytes: png })
    const [firstLink, secondLink] = [await make(one.order), await make(two.order)]
    const visitor = createVisitor(world.url)
    await visitor.send(await visitor.open(pathOf(firstLink)), '/p/o/', { ...filled, files: photo })
    const bound = (await sql<{ id: string }>`select id from attachments where order_id = ${one.order}`.execute(world.db)).rows[0]?.id ?? ''
    const page = await visitor.open(pathOf(secondLink))
    const sent = await visitor.send(page, '/p/o/', { ...filled, kept: [staff.body.id, bound] })
    expect(sent.status).toBe(200)
    const owners = await sql<{ id: string; complaint_id: string | null; order_id: string | null }>`select id, complaint_id, order_id from attachments where id = any(${[staff.body.id, bound]}::uuid[]) order by id`.execute(world.db)
    expect(new Map(owners.rows.map((r) => [r.id, [r.complaint_id, r.order_id]]))).toEqual(new Map([[staff.body.id, [null, null]], [bound, [one.c.id, one.order]]]))
  })

  test('a foreign site can\'t write, a sandboxed frame neither', async () => {
    const made = await make((await ask()).order)
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null', 'sec-fetch-site': 'cross-site' }]) {
      const posted = await fetch(world.url + pathOf(made), { method: 'POST', body: new URLSearchParams(filled), headers: headers as Record<string, string> })
      expect(posted.status).toBe(403)
    }
    const elsewhere = await fetch(`${world.url}/api/session`, { method: 'POST', body: '{}', headers: { origin: 'null', 'content-type': 'application/json' } })
    expect(elsewhere.status).toBe(403)
  })
})

test('a case brought by staff has no question, so no link', async () => {
  const c = await fileCase(world, { complainant: { role: 'staff' }, anonymous: true })
  expect((await sql`select 1 from orders where complaint_id = ${c.id}`.execute(world.db)).rows).toEqual([])
})
