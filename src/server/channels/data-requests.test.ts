// Requests about one's own data on a real server: who may answer, what the copy holds, what is destroyed and what the law keeps.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { caseOf, caseUntil, fileCase, recordFits } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { createVisitor } from '../../../test/form.ts'
import type { Visitor } from '../../../test/form.ts'
import { recordBreaks } from '../../../test/whole.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import { attachFiles } from '../complaints/attach.ts'
import { dropOrphans } from '../complaints/orphans.ts'
import { nobody } from '../platform/http.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const day = 86_400_000
let phones = 13_600_100_000
const newPhone = (): string => String((phones += 1))

type View = { version: number; state: string; wants: string; dueAt: string; openedAt: string; cases: { complaintNo: string; fate: string; because: string | null; until: string | null }[]; copyTakenAt: string | null }

async function signIn(phone: string): Promise<Visitor> {
  const visitor = createVisitor(world.url)
  const page = await visitor.send(await visitor.open('/p/follow?goal=data'), '/p/follow', { phone })
  const found = await sql<{ body: string }>`select body from messages where template = 'portal_code' and to_masked like ${`%${phone.slice(0, 3)}******${phone.slice(-2)}`} order by at desc, id desc limit 1`.execute(world.db)
  const done = await visitor.send(page, '/p/follow/code', { code: /\d{6}/.exec(found.rows[0]?.body ?? '')?.[0] ?? '' })
  expect(done.url).toBe('/p/my-data')
  return visitor
}

/** Asks on the portal; gives the request's case. */
async function ask(visitor: Visitor, kind: string, words = ''): Promise<TestCase> {
  const before = new Set((await sql<{ id: string }>`select id from complaints where kind = 'data_request'`.execute(world.db)).rows.map((r) => r.id))
  const sent = await visitor.send(await visitor.open('/p/my-data'), '/p/my-data', { kind, words })
  expect(sent.url).toBe('/p/my-data?done=sent')
  const found = await sql<{ id: string; complaint_no: string }>`select id, complaint_no from complaints where kind = 'data_request'`.execute(world.db)
  const row = found.rows.find((r) => !before.has(r.id))
  return caseOf(world, row?.id ?? '', row?.complaint_no ?? '')
}

const see = async (who: Cast, id: string): Promise<View> => (await (await world.as(who)).get<View>(`/api/data-requests/${id}`)).body
const answer = async (who: Cast, id: string, body: Record<string, unknown>) => (await world.as(who)).post<{ code: string; status: string; params: Record<string, unknown> }>(`/api/data-requests/${id}/answer`, { version: (await see('lead', id)).version, ...body })

describe('who and when', () => {
  test('lead and liaison only; fifteen days by the profile, stored as a clock; agents can neither list, answer nor close it', async () => {
    const phone = newPhone()
    await fileCase(world, { complainant: { name: '王小明', phone } })
    const visitor = await signIn(phone)
    const request = await ask(visitor, 'copy')
    for (const who of ['agent', 'admin', 'outlet', 'inspector'] as const) expect([who, (await (await world.as(who)).get('/api/data-requests')).status]).toEqual([who, 403])
    expect((await answer('agent', request.id, { result: 'copied' })).status).toBe(403)
    await request.refused('agent', 'closing', { summary: '给了', answer: '给了' }, 409, 'data_request.answer_it')
    for (const who of ['lead', 'liaison'] as const) expect((await (await world.as(who)).get<{ items: { id: string }[] }>('/api/data-requests')).body.items.map((i) => i.id)).toContain(request.id)
    const [clock] = await request.clocks('data_request')
    const seen = await see('lead', request.id)
    expect(clock?.due_at).toBe(Date.parse(seen.dueAt))
    // the fifteenth day after that of receipt ends at 24:00 in Shanghai
    const shanghai = (at: number): number => Math.floor((at + 8 * 3_600_000) / day)
    expect([shanghai((clock?.due_at ?? 0) - 1) - shanghai(clock?.opened_at ?? 0), ((clock?.due_at ?? 0) + 8 * 3_600_000) % day]).toEqual([15, 0])
    expect((await request.clocks('first_contact'))[0]?.cancelled).toBe(true)
    expect((await (await world.as('lead')).get(`/api/data-requests/${(await fileCase(world)).id}`)).status).toBe(404)
    await recordFits(request)
  })
  test('one asked for by telephone is opened by the round, once', async () => {
    const filed = await (await world.as('agent')).post<{ id: string }>('/api/complaints', { kind: 'data_request', channel: 'phone', verbatim: '请删除我的个人信息', complainant: { phone: newPhone(), role: 'other' } })
    await world.settle()
    await world.settle()
    expect((await see('lead', filed.body.id)).wants).toBe('delete')
    expect((await caseOf(world, filed.body.id, '').events()).filter((e) => e.type === 'data_request.opened')).toHaveLength(1)
    const told = await sql<{ body: string }>`select body from messages where complaint_id = ${filed.body.id} and template = 'received'`.execute(world.db)
    expect(told.rows[0]?.body).toContain('个人信息请求已收到')
  })
  test('two tabs that ask for the same at once make one request; after it was withdrawn or answered it can be asked again', async () => {
    const phone = newPhone()
    await fileCase(world, { complainant: { name: '王小明', phone } })
    const visitor = await signIn(phone)
    const [one, other] = [await visitor.open('/p/my-data'), await visitor.open('/p/my-data')]
    const requests = async (): Promise<number> => (await sql<{ n: number }>`select count(*)::int as n from complaints a join complaints b on a.phone_index = b.phone_index where b.kind <> 'data_request' and a.kind = 'data_request' and b.phone_masked = ${`${phone.slice(0, 3)}******${phone.slice(-2)}`}`.execute(world.db)).rows[0]?.n ?? -1
    const before = await requests()
    const sent = await Promise.all([visitor.send(one, '/p/my-data', { kind: 'copy', words: '全部' }), visitor.send(other, '/p/my-data', { kind: 'copy', words: '只要去年的' })])
    expect(sent.map((s) => s.url)).toEqual(['/p/my-data?done=sent', '/p/my-data?done=sent'])
    expect(await requests()).toBe(before + 1)
    const first = (await sql<{ id: string; complaint_no: string }>`select c.id, c.complaint_no from complaints c where c.kind = 'data_request' order by c.received_at desc, c.id desc limit 1`.execute(world.db)).rows[0]!
    expect((await answer('lead', first.id, { result: 'copied' })).status).toBe(200)
    await visitor.send(await visitor.open('/p/my-data'), '/p/my-data', { kind: 'copy', words: '' })
    expect(await requests()).toBe(before + 2)
  })

  test('the same form sent twice is one request; an answer must be to what was asked', async () => {
    const phone = newPhone()
    await fileCase(world, { complainant: { phone } })
    const visitor = await signIn(phone)
    const form = await visitor.open('/p/my-data')
    await visitor.send(form, '/p/my-data', { kind: 'delete' })
    const page = await visitor.send(form, '/p/my-data', { kind: 'delete' })
    await visitor.send(await visitor.open('/p/my-data'), '/p/my-data', { kind: 'delete', words: '再催一次' })
    for (const path of ['/p/my-data/%00/copy.json', '/p/my-data/x/copy.html', '/p/complain/tell?about=damage&draft=%00%00%00%00%00%00%00%00', '/p/complain?draft=a&draft=b', '/p/complain/review']) expect([path, (await visitor.open(path)).status < 500]).toEqual([path, true])
    expect(page.text.match(/<li class="card">/g)).toHaveLength(1)
    const found = await sql<{ id: string }>`select r.complaint_id as id from data_requests r join complaints c on c.id = r.complaint_id where c.phone_masked = ${`${phone.slice(0, 3)}******${phone.slice(-2)}`}`.execute(world.db)
    const id = found.rows[0]?.id ?? ''
    const wrong = await answer('lead', id, { result: 'copied' })
    expect([wrong.status, wrong.body.code]).toEqual([400, 'data_request.other_answer'])
    expect((await answer('lead', id, { result: 'refused' })).body.code).toBe('data_request.reason_missing')
    const refused = await answer('liaison', id, { result: 'refused', reason: '无法确认是您本人的号码' })
    expect([refused.status, refused.body.status]).toEqual([200, 'closed'])
    expect((await answer('lead', id, { result: 'refused', reason: '再来一次' })).status).toBe(409)
    const shown = await visitor.open('/p/my-data')
    for (const text of ['没有同意', '无法确认是您本人的号码', '起诉']) expect(shown.text).toContain(text)
    await recordFits(caseOf(world, id, ''))
  })
})

describe('a copy', () => {
  test('holds what was given and told, in plain, for its person alone, for seven days, in both forms', async () => {
    const phone = newPhone()
    const c = await caseUntil(world, 'offered', { complainant: { name: '王小明', phone }, verbatim: `箱子压扁了，打 ${phone} 找我`, place: '武汉市洪山区珞喻路 1 号' })
    await c.does('agent', 'note', { text: '内部：网点说是分拣的错' })
    const other = await fileCase(world, { complainant: { name: '李建国', phone: newPhone() }, verbatim: '别人的话' })
    const visitor = await signIn(phone)
    const request = await ask(visitor, 'copy', '全部')
    expect((await visitor.open(`/p/my-data/${request.complaintNo}/copy.json`)).status).toBe(404)
    expect((await answer('lead', request.id, { result: 'copied' })).status).toBe(200)
    await world.settle()
    expect((await sql<{ body: string }>`select body from messages where complaint_id = ${request.id} and template = 'data_answered'`.execute(world.db)).rows[0]?.body).toContain('goal=data')
    const page = await visitor.open('/p/my-data')
    expect(page.text).toContain(`/p/my-data/${request.complaintNo}/copy.html`)
    const json = await visitor.open(`/p/my-data/${request.complaintNo}/copy.json`)
    expect(json.headers.get('content-disposition')).toMatch(/^attachment; filename="huiyin-\d{17}\.json"$/)
    expect(json.headers.get('cache-control')).toBe('no-store')
    const copy = JSON.parse(json.text) as { format: string; cases: { complaintNo: string; words: string; you: Record<string, unknown> }[] }
    expect([copy.format, copy.cases.map((one) => one.complaintNo)]).toEqual(['huiyin-personal-data/1', [c.complaintNo]])
    expect(copy.cases[0]).toMatchObject({ words: `箱子压扁了，打 ${phone} 找我`, you: { name: '王小明', phone, place: '武汉市洪山区珞喻路 1 号' } })
    for (const secret of ['内部：', other.complaintNo, '别人的话', '周小雨', 'W42010']) expect(json.text).not.toContain(secret)
    const readable = await visitor.open(`/p/my-data/${request.complaintNo}/copy.html`)
    for (const text of ['王小明', phone, '您的原话']) expect(readable.text).toContain(text)
    expect((await see('lead', request.id)).copyTakenAt).not.toBeNull()
    // sealed at rest, and nobody else's session opens it
    expect((await sql<{ sealed: Buffer }>`select sealed from data_copies where complaint_id = ${request.id}`.execute(world.db)).rows[0]?.sealed.includes(phone)).toBe(false)
    const stranger = newPhone()
    await fileCase(world, { complainant: { phone: stranger } })
    expect((await (await signIn(stranger)).open(`/p/my-data/${request.complaintNo}/copy.json`)).status).toBe(404)
    expect((await createVisitor(world.url).open(`/p/my-data/${request.complaintNo}/copy.json`)).status).toBe(401)
    await world.moveClock(7 * day + 1000)
    expect((await visitor.open(`/p/my-data/${request.complaintNo}/copy.json`)).status).toBe(404)
    expect((await visitor.open('/p/my-data')).text).toContain('复印件已销毁')
    await world.app.allJobs.find((job) => job.name === 'clear_portal')?.run({}, undefined as never)
    expect((await sql`select 1 from data_copies where complaint_id = ${request.id}`.execute(world.db)).rows).toHaveLength(0)
    await world.moveClock(-(7 * day + 1000))
    await recordFits(request)
  })
  test('can be asked for as long as the case is kept, long after the portal stopped showing it', async () => {
    const phone = newPhone()
    const c = await caseUntil(world, 'closed', { complainant: { phone } })
    await world.moveClock(200 * day)
    const visitor = await signIn(phone)
    expect((await visitor.open(`/p/case/${c.complaintNo}`)).status).toBe(404)
    const request = await ask(visitor, 'copy')
    expect((await see('lead', request.id)).cases.map((one) => one.complaintNo)).toEqual([c.complaintNo])
    await world.moveClock(-200 * day)
  })
  test('an anonymous person with the link gets that case and no other', async () => {
    const visitor = createVisitor(world.url)
    const review = await visitor.send(await visitor.open('/p/complain/tell?about=damage'), '/p/complain/review', { words: '匿名的话', anonymous: 'yes' })
    const done = await visitor.send(review, '/p/complain')
    const number = (/class="complaint-no">([\d-]+)</.exec(done.text)?.[1] ?? '').replaceAll('-', '')
    const link = /class="address">([^<]+)</.exec(done.text)?.[1] ?? ''
    await visitor.open(new URL(link).pathname)
    const request = await ask(visitor, 'copy')
    expect((await see('lead', request.id)).cases.map((one) => one.complaintNo)).toEqual([number])
    expect((await answer('lead', request.id, { result: 'copied' })).status).toBe(200)
    expect((await visitor.open(`/p/my-data/${request.complaintNo}/copy.json`)).text).toContain('匿名的话')
  })
  test('opened by the round, as after a crash, it is still about that case; never about one that a phone answers for', async () => {
    const [anonymous, named] = [await fileCase(world, { anonymous: true, complainant: { role: 'other' } }), await fileCase(world)]
    for (const [subject, about] of [[anonymous, [anonymous.complaintNo]], [named, []]] as const) {
      const filed = await (await world.as('agent')).post<{ id: string }>('/api/complaints', { kind: 'data_request', channel: 'web', verbatim: '一份副本', anonymous: true, complainant: { role: 'other' }, details: { wants: 'copy', subject: subject.id } })
      await world.settle()
      expect((await see('lead', filed.body.id)).cases.map((one) => one.complaintNo)).toEqual(about)
    }
  })
})

describe('deletion', () => {
  test('what the law keeps stays and is named with its end; the rest is destroyed through the gate', async () => {
    const phone = newPhone()
    const person = { name: '王小明', phone }
    const running = await fileCase(world, { complainant: person })
    const closed = await caseUntil(world, 'closed', { complainant: person, verbatim: '去年的杯子' })
    const enquiry = await fileCase(world, { kind: 'enquiry', complainant: person, verbatim: '问一下我的件到哪了，我叫王小明' })
    const uploaded = await (await world.as('agent')).upload<{ id: string }>('/api/attachments', { name: 'a.png', type: 'image/png', bytes: png })
    await enquiry.does('agent', 'material', { attachmentIds: [uploaded.body.id] })
    await enquiry.does('agent', 'contact', { direction: 'in', channel: 'phone', outcome: 'received', purpose: 'other', summary: '王小明来电问件' })
    await enquiry.does('agent', 'closing', { summary: '已答', answer: '明天到' })
    const visitor = await signIn(phone)
    const request = await ask(visitor, 'delete')
    const seen = await see('lead', request.id)
    const fates = Object.fromEntries(seen.cases.map((one) => [one.complaintNo, [one.fate, one.because]]))
    expect(fates).toEqual({ [running.complaintNo]: ['keep', 'running'], [closed.complaintNo]: ['keep', 'record'], [enquiry.complaintNo]: ['erase', null] })
    expect((await answer('lead', request.id, { result: 'erased' })).status).toBe(200)
    const row = await world.db.selectFrom('complaints').selectAll().where('id', '=', enquiry.id).executeTakeFirstOrThrow()
    expect(row).toMatchObject({ name_masked: null, phone_masked: null, phone_index: null, verbatim_masked: '', summary: null })
    expect((await sql<{ summary: string }>`select summary from contacts where complaint_id = ${enquiry.id}`.execute(world.db)).rows).toEqual([{ summary: '' }])
    const revealed = await (await world.as('lead')).post<{ fields: unknown }>(`/api/complaints/${enquiry.id}/reveal`, { fields: ['phone', 'verbatim'], reason: '看看还有没有' })
    expect(revealed.body.fields).toEqual({ phone: null, verbatim: null })
    const erased = (await enquiry.events()).find((e) => e.type === 'personal_data.erased')
    expect(erased?.data).toMatchObject({ request: request.id })
    expect((await (await world.as('agent')).get<{ items: { id: string }[] }>(`/api/lookups?q=${phone}`)).text).not.toContain(enquiry.id)
    expect((await (await world.as('agent')).get(`/api/complaints/${enquiry.id}`)).status).toBe(200)
    const kept = await world.db.selectFrom('complaints').select('phone_masked').where('id', 'in', [running.id, closed.id]).execute()
    expect(kept.every((one) => one.phone_masked !== null)).toBe(true)
    const page = await visitor.open('/p/my-data')
    for (const text of ['已删除 1 件', closed.complaintNo.slice(6, 11), '还没办完', '留到']) expect(page.text).toContain(text)
    for (const one of [enquiry, request]) await recordFits(one)
  })
})

describe('what is left nowhere', () => {
  test('replies kept for a form sent twice, files on disk, messages that wait', async () => {
    const phone = newPhone()
    const enquiry = await fileCase(world, { kind: 'enquiry', complainant: { name: '王小明', phone }, verbatim: '问一下我的件' })
    const visitor = await signIn(phone)
    const path = `/p/case/${enquiry.complaintNo}/material`
    // bytes nobody else has brought: those would stay
    const own = Uint8Array.from([...png, 1])
    await visitor.send(await visitor.open(path), path, { words: '包裹照片在这里', files: { name: '我家门口.png', type: 'image/png', bytes: own } })
    await enquiry.does('agent', 'closing', { summary: '已答', answer: '明天到' })
    const replies = async () => (await sql<{ reply: string | null }>`select reply from idempotency_keys`.execute(world.db)).rows.filter((row) => row.reply?.includes('问一下我的件')).length
    const file = async () => (await sql<{ id: string; name: string; stored_as: string; complaint_id: string | null }>`select a.id, a.name, b.stored_as, a.complaint_id from attachments a join blobs b on b.sha256 = a.sha256 where a.complaint_id = ${enquiry.id} or a.uploader_id = 'erased'`.execute(world.db)).rows[0]
    const before = await file()
    expect([await replies() > 0, before?.name]).toEqual([true, '我家门口.png'])
    const request = await ask(visitor, 'delete')
    expect((await answer('lead', request.id, { result: 'erased' })).status).toBe(200)
    expect(await replies()).toBe(0)
    expect(await file()).toMatchObject({ id: before?.id, name: 'file', complaint_id: null })
    await expect(attachFiles(world.db, nobody, request.id, [before?.id ?? ''])).rejects.toMatchObject({ code: 'attachment.not_yours' })
    await dropOrphans(world.app.deps, Date.now() + day + 60_000)
    expect([await file(), existsSync(join(world.app.deps.filesDir, before?.stored_as ?? ''))]).toEqual([undefined, false])
    expect((await sql`select 1 from messages where complaint_id = ${enquiry.id} and state = 'queued'`.execute(world.db)).rows).toEqual([])
  })
})

describe('in the middle of something else', () => {
  const person = () => ({ name: '王小明', phone: newPhone() })
  test('of two who answer at once one does, and an answered request is not answered again', async () => {
    const complainant = person()
    await fileCase(world, { complainant })
    const request = await ask(await signIn(complainant.phone), 'copy')
    const both = await Promise.all([answer('lead', request.id, { result: 'copied' }), answer('liaison', request.id, { result: 'copied' })])
    expect(both.map((one) => one.status).sort()).toEqual([200, 409])
    const again = await answer('lead', request.id, { result: 'copied' })
    expect([again.status, again.body.code]).toEqual([409, 'lifecycle.ended'])
    await recordFits(request)
  })
  test('urged in anger it stays a request with its limit; merged it would end without an answer', async () => {
    const complainant = person()
    await fileCase(world, { complainant })
    const request = await ask(await signIn(complainant.phone), 'copy')
    for (const words of ['太差了，我要投诉你们', '再催一次，气死了']) await request.does('agent', 'chaser', { channel: 'phone', words, grievance: true })
    expect((await world.db.selectFrom('complaints').select(['kind', 'chased']).where('id', '=', request.id).executeTakeFirstOrThrow())).toEqual({ kind: 'data_request', chased: 2 })
    await request.refused('agent', 'classification', { reasonCode: 'delay', kind: 'enquiry' }, 409, 'data_request.answer_it')
    await request.refused('agent', 'merging', { into: (await fileCase(world)).id, reason: '同一人' }, 409, 'data_request.answer_it')
    expect((await answer('lead', request.id, { result: 'copied' })).status).toBe(200)
  })
  test('a complaint taken down as a request becomes one, with its own limits instead of the request\'s', async () => {
    const filed = await (await world.as('agent')).post<{ id: string }>('/api/complaints', { kind: 'data_request', channel: 'phone', verbatim: '包裹压坏了', complainant: { phone: newPhone(), role: 'other' } })
    await world.settle()
    const c = caseOf(world, filed.body.id, '')
    await c.does('agent', 'classification', { reasonCode: 'damage', kind: 'complaint' })
    expect((await c.clocks()).map((k) => [k.kind, k.stopped_at === null])).toEqual(expect.arrayContaining([['data_request', false], ['statutory_watch', true], ['decision', true]]))
    expect((await c.events()).at(-1)?.data).toMatchObject({ kind: 'complaint', previousKind: 'data_request' })
    expect((await (await world.as('lead')).get(`/api/data-requests/${c.id}`)).status).toBe(404)
    await recordFits(c)
  })
  test('one that was withdrawn does not stand in the way of the next', async () => {
    const complainant = person()
    await fileCase(world, { complainant })
    const visitor = await signIn(complainant.phone)
    const first = await ask(visitor, 'delete')
    await first.does('agent', 'withdrawal', { via: 'phone', words: '算了' })
    await first.does('caller', 'withdrawal-verification', { free: true, method: 'call', reference: 'REC-9' })
    const second = await ask(visitor, 'delete')
    expect([second.id === '', second.id === first.id]).toEqual([false, false])
    expect((await visitor.open('/p/my-data')).text.match(/<li class="card">/g)).toHaveLength(1)
  })
  test('reopened it waits again and is answered again, with a new copy', async () => {
    const complainant = person()
    await fileCase(world, { complainant })
    const request = await ask(await signIn(complainant.phone), 'copy')
    expect((await answer('lead', request.id, { result: 'copied' })).status).toBe(200)
    await request.does('lead', 'reopening', { reason: '少了一件' })
    const listed = async (state: string) => (await (await world.as('lead')).get<{ items: { id: string; state: string }[] }>(`/api/data-requests?state=${state}&limit=100`)).body.items.filter((one) => one.id === request.id).map((one) => one.state)
    expect([await listed('open'), await listed('answered')]).toEqual([['open'], []])
    expect((await answer('liaison', request.id, { result: 'copied' })).status).toBe(200)
    expect([await listed('open'), await listed('answered')]).toEqual([[], ['answered']])
    await recordFits(request)
  })
  test('what was merged runs as long as the case it lives on in', async () => {
    const complainant = person()
    const [main, chaser] = [await fileCase(world, { complainant }), await fileCase(world, { kind: 'chaser', complainant, verbatim: '怎么还没人管' })]
    await chaser.does('agent', 'merging', { into: main.id, reason: '催的是这一件' })
    const request = await ask(await signIn(complainant.phone), 'delete')
    expect((await see('lead', request.id)).cases.map((one) => [one.fate, one.because])).toEqual([['keep', 'running'], ['keep', 'running']])
    expect((await answer('lead', request.id, { result: 'erased' })).status).toBe(200)
    expect((await chaser.does('agent', 'unmerging', { reason: '不是同一件' })).status).toBe('received')
    expect((await world.db.selectFrom('complaints').select('phone_index').where('id', '=', chaser.id).executeTakeFirstOrThrow()).phone_index).not.toBeNull()
  })
  test('what is destroyed does not go on: neither taken out again nor reopened', async () => {
    const complainant = person()
    const [first, second] = [await fileCase(world, { kind: 'enquiry', complainant, verbatim: '问一下到哪了' }), await fileCase(world, { kind: 'enquiry', complainant, verbatim: '再问一下' })]
    await second.does('agent', 'merging', { into: first.id, reason: '同一件事' })
    await first.does('agent', 'closing', { summary: '已答', answer: '明天到' })
    const request = await ask(await signIn(complainant.phone), 'delete')
    expect((await answer('lead', request.id, { result: 'erased' })).status).toBe(200)
    await second.refused('lead', 'unmerging', { reason: '不是同一件' }, 409, 'data_request.erased')
    await first.refused('lead', 'reopening', { reason: '再看看' }, 409, 'data_request.erased')
    expect(await recordBreaks(world)).toEqual([])
  })
})

describe('files and consent', () => {
  test('customers get back what they gave, by the session of that case; never what staff added', async () => {
    const phone = newPhone()
    const visitor = createVisitor(world.url)
    const review = await visitor.send(await visitor.open('/p/complain/tell?about=damage'), '/p/complain/review', { words: '外箱压扁了', phone, files: { name: '箱子.png', type: 'image/png', bytes: png } })
    const number = (/class="complaint-no">([\d-]+)</.exec((await visitor.send(review, '/p/complain')).text)?.[1] ?? '').replaceAll('-', '')
    const found = await sql<{ complaint_id: string }>`select complaint_id from complaint_numbers where complaint_no = ${number}`.execute(world.db)
    const c = caseOf(world, found.rows[0]?.complaint_id ?? '', number)
    const internal = await (await world.as('agent')).upload<{ id: string }>('/api/attachments', { name: '内部.png', type: 'image/png', bytes: png })
    await c.does('agent', 'material', { attachmentIds: [internal.body.id] })
    const own = (await sql<{ id: string }>`select id from attachments where complaint_id = ${c.id} and uploader_kind = 'customer'`.execute(world.db)).rows[0]?.id ?? ''
    const path = (id: string): string => `/p/api/attachments/${id}?complaintNo=${number}`
    expect((await createVisitor(world.url).open(path(own))).status).toBe(401)
    const mine = await signIn(phone)
    expect((await mine.open(`/p/case/${number}`)).text).toContain(path(own).replaceAll('&', '&amp;'))
    const given = await mine.open(path(own))
    expect([given.status, given.headers.get('content-type'), given.headers.get('content-security-policy')]).toEqual([200, 'image/jpeg', "default-src 'none'; sandbox"])
    expect((await mine.open(path(internal.body.id))).status).toBe(404)
    const stranger = newPhone()
    const theirs = await fileCase(world, { complainant: { phone: stranger } })
    const thief = await signIn(stranger)
    expect((await thief.open(path(own))).status).toBe(404)
    expect((await thief.open(`/p/api/attachments/${own}?complaintNo=${theirs.complaintNo}`)).status).toBe(404)
    const [consent] = (await c.events()).filter((e) => e.type === 'consent.given')
    expect([consent?.data['text'], consent?.data['locale'], consent?.actor.kind]).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d\.\d+$/), 'zh-CN', 'customer'])
    await recordFits(c)
  })
  test('an objection takes files', async () => {
    const phone = newPhone()
    const c = await caseUntil(world, 'closed', { complainant: { name: '王小明', phone } })
    const visitor = await signIn(phone)
    const path = `/p/case/${c.complaintNo}/objection`
    const bad = await visitor.send(await visitor.open(path), path, { ground: 'amount', files: { name: 'r.png', type: 'image/png', bytes: png } })
    expect([bad.status, bad.text.includes('r.png'), bad.text.includes('id="e-words"')]).toEqual([422, true, true])
    const done = await visitor.send(bad, path, { ground: 'amount', words: '凭证上是五百' })
    expect(done.url).toContain('done=objection')
    expect((await c.events()).at(-1)).toMatchObject({ type: 'review.raised', data: { files: 1 } })
    expect((await sql`select 1 from attachments where complaint_id = ${c.id} and uploader_kind = 'customer' and name = 'r.png'`.execute(world.db)).rows).toHaveLength(1)
    await recordFits(c)
  })
})

describe('a draft', () => {
  test('back and reload find what was typed; another browser with the address finds nothing; after sending it is gone', async () => {
    const visitor = createVisitor(world.url)
    const tell = await visitor.open('/p/complain/tell?about=damage')
    const review = await visitor.send(tell, '/p/complain/review', { words: '草稿里的话', phone: '13812340000', files: { name: 'd.png', type: 'image/png', bytes: png } })
    expect(review.url).toMatch(/^\/p\/complain\/review\?draft=/)
    const back = await visitor.open(tell.url)
    for (const text of ['草稿里的话', '13812340000', 'd.png']) expect(back.text).toContain(text)
    expect((await visitor.open(review.url)).text).toContain('草稿里的话')
    const other = await visitor.open(tell.url.replace('about=damage', 'about=loss'))
    expect(other.text).toContain('草稿里的话')
    const stranger = createVisitor(world.url)
    expect((await stranger.open(tell.url)).text).not.toContain('草稿里的话')
    expect((await stranger.open(review.url)).url).toBe('/p/complain?lost=1')
    const done = await visitor.send(review, '/p/complain')
    for (const path of [tell.url, review.url]) expect((await visitor.open(path)).url).toBe(done.url)
    const kept = await sql<{ sealed: Buffer }>`select sealed from portal_drafts`.execute(world.db)
    expect(kept.rows.every((row) => row.sealed.length < 260), 'only where it went is left').toBe(true)
  })
  test('without a cookie the next page is the answer itself and the complaint is filed all the same', async () => {
    const visitor = createVisitor(world.url)
    const tell = await visitor.open('/p/complain/tell?about=damage')
    visitor.cookies.clear()
    const review = await visitor.send(tell, '/p/complain/review', { words: '没有 cookie', phone: newPhone() })
    expect([review.status, review.url, review.text.includes('没有 cookie')]).toEqual([200, '/p/complain/review', true])
    visitor.cookies.clear()
    expect((await visitor.send(review, '/p/complain')).text).toContain('class="complaint-no"')
  })
})
