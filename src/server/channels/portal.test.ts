// The portal as customers without a script use it, on a real server: complain, follow, answer, and what strangers never learn.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agreed, caseOf, caseUntil, fileCase, offerText, recordFits } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { createVisitor } from '../../../test/form.ts'
import type { Shown, Visitor } from '../../../test/form.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

// 1×1 pixel
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
let phones = 13_800_100_000
const newPhone = (): string => String((phones += 1))

async function lastCode(phone: string): Promise<string> {
  const found = await sql<{ body: string }>`select body from messages where template = 'portal_code' and to_masked like ${`%${phone.slice(0, 3)}******${phone.slice(-2)}`} order by at desc, id desc limit 1`.execute(world.db)
  return /\d{6}/.exec(found.rows[0]?.body ?? '')?.[0] ?? ''
}

/** Files through the three steps; gives the acknowledgement. */
async function complain(visitor: Visitor, phone: string, more: Record<string, string> = {}): Promise<Shown> {
  const tell = await visitor.open('/p/complain/tell?about=damage')
  const review = await visitor.send(tell, '/p/complain/review', { words: '外箱压扁了，杯子碎了', phone, ...more })
  return visitor.send(review, '/p/complain')
}

const numberOn = (page: Shown): string => (/class="complaint-no">([\d-]+)</.exec(page.text)?.[1] ?? '').replaceAll('-', '')

async function signIn(phone: string, complaintNo = ''): Promise<{ visitor: Visitor; page: Shown }> {
  const visitor = createVisitor(world.url)
  const code = await visitor.send(await visitor.open('/p/follow'), '/p/follow', { phone, complaintNo })
  return { visitor, page: await visitor.send(code, '/p/follow/code', { code: await lastCode(phone) }) }
}

async function byNumber(complaintNo: string): Promise<TestCase> {
  const found = await sql<{ complaint_id: string }>`select complaint_id from complaint_numbers where complaint_no = ${complaintNo}`.execute(world.db)
  return caseOf(world, found.rows[0]?.complaint_id ?? '', complaintNo)
}

describe('what a stranger says of themselves', () => {
  test('dates no case back and makes nobody a key customer; it is kept as said', async () => {
    const reportedAt = '2026-01-05T08:00:00Z'
    const response = await fetch(`${world.url}/p/api/complaints`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ verbatim: '一直没收到', reasonCode: 'delay', reportedAt, reportedProof: '我打过电话', complainant: { phone: newPhone(), preferences: { keyCustomer: true, elder: true } } }) })
    const { complaintNo } = (await response.json()) as { complaintNo: string }
    const row = await world.db.selectFrom('complaints').select(['received_at', 'recorded_at', 'reported_at', 'preferences']).where('complaint_no', '=', complaintNo).executeTakeFirstOrThrow()
    expect([row.received_at, row.reported_at, row.preferences]).toEqual([row.recorded_at, Date.parse(reportedAt), { elder: true }])
  })
})

describe('pages', () => {
  test.each(['/p', '/p/how', '/p/complain', '/p/complain/tell?about=loss&number=HY1234567890', '/p/follow', '/p/my-data'])('%s opens for anybody, strict and uncached', async (path) => {
    const page = await createVisitor(world.url).open(path)
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self'/)
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe')
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.headers.get('referrer-policy')).toBe('same-origin')
    for (const file of page.text.matchAll(/(?:href|src)="(\/p\/files\/[^"]+)"/g)) expect((await createVisitor(world.url).open(file[1] ?? '')).status).toBe(200)
  })
  test('language by the browser, by choice, and kept; letter size too', async () => {
    const visitor = createVisitor(world.url)
    expect((await visitor.open('/p', { 'accept-language': 'en' })).text).toContain('<html lang="en"')
    const switched = await visitor.open('/p/how?lang=zh-TW&elder=on')
    expect(switched.url).toBe('/p/how')
    expect(switched.text).toContain('<html lang="zh-TW" class="elder"')
    expect((await visitor.open('/p')).text).toContain('<html lang="zh-TW" class="elder"')
  })
  test('what isn’t there: a page for people, a problem for machines', async () => {
    const page = await createVisitor(world.url).open('/p/nothing')
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
    expect((await createVisitor(world.url).open('/p/api/nothing')).headers.get('content-type')).toMatch(/problem\+json/)
    expect((await createVisitor(world.url).open('/p/case/26112248217390553')).status).toBe(401)
    expect((await createVisitor(world.url).open(`/p/follow/${'x'.repeat(43)}`)).status).toBe(404)
  })
})

describe('complaining', () => {
  test('three steps with a photo; the number and the promised moment at once; the same form twice files once', async () => {
    const visitor = createVisitor(world.url)
    const tell = await visitor.open('/p/complain/tell?about=damage')
    const review = await visitor.send(tell, '/p/complain/review', { words: '外箱压扁了，打 13900001111 找我', phone: '１３８ 0010 0001', name: '王女士', number: 'HY1234567890', wishes: ['compensation', 'apology'], files: { name: '../坏的.png', type: 'image/png', bytes: png } })
    expect(review.status).toBe(200)
    expect(review.text).toContain('外箱压扁了')
    expect(review.text).toContain('坏的.png')
    const done = await visitor.send(review, '/p/complain')
    expect([done.status, done.url.endsWith('/received')]).toEqual([200, true])
    const again = await visitor.send(review, '/p/complain')
    expect(again.url).toBe(done.url)
    const c = await byNumber(numberOn(done))
    const row = await world.db.selectFrom('complaints').selectAll().where('id', '=', c.id).executeTakeFirstOrThrow()
    expect(row).toMatchObject({ channel: 'web', reason_code: 'damage', phone_masked: '138******01', item_number: 'HY1234567890', complainant_role: 'consignee', anonymous: false })
    expect(row.verbatim_masked).not.toContain('13900001111')
    expect((await sql`select 1 from attachments where complaint_id = ${c.id}`.execute(world.db)).rows).toHaveLength(1)
    const [decision] = await c.clocks('decision')
    expect(done.text).toContain(`datetime="${new Date(decision?.due_at ?? 0).toISOString()}"`)
    await recordFits(c)
  })
  test('errors all at once, everything typed and uploaded kept', async () => {
    const visitor = createVisitor(world.url)
    const tell = await visitor.open('/p/complain/tell?about=other')
    const back = await visitor.send(tell, '/p/complain/review', { words: '', phone: '12', name: '李"><b>', files: { name: 'a.exe', type: 'image/png', bytes: Buffer.from('MZ nothing') } })
    expect([back.status, back.url.includes('check=1')]).toEqual([200, true])
    for (const field of ['words', 'phone', 'files']) expect(back.text).toContain(`id="e-${field}"`)
    expect(back.text).toContain('value="李&quot;>&lt;b>"')
    const fixed = await visitor.send(back, '/p/complain/review', { words: '多收了 10 元', phone: newPhone(), files: { name: 'a.png', type: 'image/png', bytes: png } })
    expect(fixed.status).toBe(200)
    const changed = await visitor.send(fixed, '/p/complain', {})
    expect(numberOn(changed)).toMatch(/^\d{17}$/)
  })
  test('three taps: no words, no number', async () => {
    const done = await complain(createVisitor(world.url), newPhone(), { words: '' })
    const c = await byNumber(numberOn(done))
    const row = await world.db.selectFrom('complaints').select(['verbatim_masked', 'flags']).where('id', '=', c.id).executeTakeFirstOrThrow()
    expect(row.verbatim_masked).toBe('坏了，湿了')
    expect(row.flags).toContain('unidentified_item')
  })
  test('anonymous: no phone asked, and the link alone leads back', async () => {
    const done = await complain(createVisitor(world.url), '', { anonymous: 'yes' })
    const link = /class="address">([^<]+)</.exec(done.text)?.[1] ?? ''
    const page = await createVisitor(world.url).open(new URL(link).pathname)
    expect(page.status).toBe(200)
    expect(page.url).toBe(`/p/case/${numberOn(done)}`)
  })
  test('switching the language on the way loses nothing', async () => {
    const visitor = createVisitor(world.url)
    const tell = await visitor.open('/p/complain/tell?about=delay')
    const english = await visitor.send(tell, '/p/complain/review', { words: '停在武汉', phone: 'abc', switch: 'lang:en' })
    expect(english.text).toContain('<html lang="en"')
    expect(english.text).toContain('停在武汉')
    expect(english.text).not.toContain('id="errors"')
  })
  test('a form from another site is refused', async () => {
    const response = await fetch(`${world.url}/p/complain`, { method: 'POST', body: new URLSearchParams({ about: 'delay' }), headers: { origin: 'https://evil.example' } })
    expect(response.status).toBe(403)
  })
})

describe('coming back', () => {
  test('the same answer for known and unknown; a wrong code says so, the right one opens', async () => {
    const phone = newPhone()
    const number = numberOn(await complain(createVisitor(world.url), phone))
    const visitor = createVisitor(world.url)
    const ask = async (asked: Record<string, string>): Promise<Shown> => visitor.send(await visitor.open('/p/follow'), '/p/follow', asked)
    const bare = (page: Shown): string => page.text.replace(/value="[^"]*"|datetime="[^"]*"|data-now="\d+"/g, '')
    const known = await ask({ phone, complaintNo: number })
    const unknown = await ask({ phone: `${phone.slice(0, 6)}999${phone.slice(-2)}`, complaintNo: number })
    expect(bare(unknown)).toBe(bare(known))
    const [sms] = (await sql<{ body: string }>`select body from messages where template = 'portal_code' order by at desc, id desc limit 1`.execute(world.db)).rows
    expect(sms?.body, 'phones fill it in by themselves, on our page only').toMatch(new RegExp(`\\n\\n@127\\.0\\.0\\.1 #${await lastCode(phone)}$|\\n\\n@localhost #${await lastCode(phone)}$`))
    for (const part of ['autocomplete="one-time-code"', 'inputmode="numeric"']) expect(known.text).toContain(part)
    const wrong = await visitor.send(known, '/p/follow/code', { code: '000000' === await lastCode(phone) ? '111111' : '000000' })
    expect([wrong.status, wrong.text.includes('id="e-code"')]).toEqual([422, true])
    const page = await visitor.send(wrong, '/p/follow/code', { code: await lastCode(phone) })
    expect(page.url).toBe(`/p/case/${number}`)
    expect(page.text).toContain('外箱压扁了')
    expect((await visitor.send(known, '/p/follow/code', { code: await lastCode(phone) })).status).toBe(422)
  })
  test('five tries, then a rest; the code of a foreign number opens nothing', async () => {
    const phone = newPhone()
    const other = numberOn(await complain(createVisitor(world.url), newPhone()))
    await complain(createVisitor(world.url), phone)
    const visitor = createVisitor(world.url)
    const page = await visitor.send(await visitor.open('/p/follow'), '/p/follow', { phone, complaintNo: other })
    expect(await lastCode(phone)).toBe('')
    for (let i = 0; i < 5; i += 1) expect((await visitor.send(page, '/p/follow/code', { code: String(100_000 + i) })).status).toBe(422)
    const stop = await visitor.send(page, '/p/follow/code', { code: '123456' })
    expect([stop.status, stop.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)])
  })
  test('several complaints of a phone are a list; foreign ones stay hidden; leaving ends it', async () => {
    const phone = newPhone()
    const [a, b] = [numberOn(await complain(createVisitor(world.url), phone)), numberOn(await complain(createVisitor(world.url), phone))]
    const foreign = numberOn(await complain(createVisitor(world.url), newPhone()))
    const { visitor, page } = await signIn(phone)
    expect(page.url).toBe('/p/cases')
    for (const number of [a, b]) expect(page.text).toContain(`/p/case/${number}`)
    expect((await visitor.open(`/p/case/${a}`)).status).toBe(200)
    expect((await visitor.open(`/p/case/${foreign}`)).status).toBe(404)
    await visitor.send(page, '/p/leave')
    expect((await visitor.open(`/p/case/${a}`)).status).toBe(401)
  })
  test('a session bound to one case opens no other of the same phone', async () => {
    const phone = newPhone()
    const [a, b] = [numberOn(await complain(createVisitor(world.url), phone)), numberOn(await complain(createVisitor(world.url), phone))]
    const { visitor, page } = await signIn(phone, a)
    expect(page.url).toBe(`/p/case/${a}`)
    expect((await visitor.open(`/p/case/${b}`)).status).toBe(404)
  })
})

describe('on the case page', () => {
  test('material, a chaser once a day, and withdrawal that waits for headquarters', async () => {
    const phone = newPhone()
    const number = numberOn(await complain(createVisitor(world.url), phone))
    const { visitor, page } = await signIn(phone)
    const c = await byNumber(number)
    const material = await visitor.send(await visitor.open(`/p/case/${number}/material`), `/p/case/${number}/material`, { words: '购买记录 86 元', files: { name: 'r.png', type: 'image/png', bytes: png } })
    expect(material.text).toContain('购买记录 86 元')
    const chased = await visitor.send(page, `/p/case/${number}/chaser`)
    expect(chased.text).not.toContain('action="/p/case/' + number + '/chaser"')
    await visitor.send(page, `/p/case/${number}/chaser`)
    expect((await c.events()).filter((e) => e.type === 'complaint.chased')).toHaveLength(1)
    await world.moveClock(25 * 3_600_000)
    expect((await visitor.open(`/p/case/${number}`)).text).toContain(`action="/p/case/${number}/chaser"`)
    await world.moveClock(-25 * 3_600_000)
    const bare = await visitor.send(await visitor.open(`/p/case/${number}/withdrawal`), `/p/case/${number}/withdrawal`)
    expect(bare.status).toBe(422)
    await visitor.send(bare, `/p/case/${number}/withdrawal`, { reason: 'no_time', pressed: 'yes' })
    expect(await c.status()).toBe('received')
    expect((await world.db.selectFrom('withdrawals').selectAll().where('complaint_id', '=', c.id).executeTakeFirstOrThrow()).words).toContain('有人要我撤诉')
    await recordFits(c)
  })
  test('an offer is refused with another amount, then accepted; confirmed; rated; objected to', async () => {
    const phone = newPhone()
    const c = await caseUntil(world, 'offered', { complainant: { name: '王小明', phone } })
    const { visitor, page } = await signIn(phone)
    expect(page.text).toContain('¥120.00')
    const path = `/p/case/${c.complaintNo}`
    const bad = await visitor.send(await visitor.open(`${path}/answer?answer=refuse`), `${path}/answer`, { amount: 'viel' })
    expect([bad.status, bad.text.includes('id="e-amount"')]).toEqual([422, true])
    await visitor.send(bad, `${path}/answer`, { amount: '150.5', words: '杯子两只' })
    expect(await world.db.selectFrom('offers').select(['state', 'counter_minor', 'answered_via']).where('complaint_id', '=', c.id).executeTakeFirstOrThrow()).toEqual({ state: 'countered', counter_minor: 15_050, answered_via: 'portal' })
    await c.does('agent', 'offer', offerText)
    const yes = await visitor.open(`${path}/answer?answer=accept`)
    await visitor.send(yes, `${path}/answer`)
    expect((await visitor.send(yes, `${path}/answer`)).url).toContain('done=answer')
    await c.does('agent', 'decision', agreed)
    await c.does('agent', 'execution', { seq: 2, evidence: '已电话道歉' })
    await c.does('finance', 'execution', { seq: 1, evidence: '转账流水 20261122001' })
    const confirming = await visitor.open(path)
    await visitor.send(confirming, `${path}/confirmation`, { satisfied: 'yes' })
    expect(await world.db.selectFrom('confirmations').select(['method', 'satisfied', 'by_id']).where('complaint_id', '=', c.id).executeTakeFirstOrThrow()).toEqual({ method: 'portal', satisfied: true, by_id: null })
    await c.does('agent', 'closing', { summary: '已赔偿并道歉' })
    await visitor.send(await visitor.open(`${path}/rating`), `${path}/rating`, { score: '4', comment: '还行' })
    expect((await visitor.open(`${path}/rating`)).url).toBe(path)
    // what an agent wrote down for the customer leaves the customer's own objection untouched
    await c.does('agent', 'objection', { kind: 'objection', words: '来电说太少' })
    await c.does('arbitrator', 'review', { result: 'upheld', reasons: '赔偿已覆盖全部损失' })
    await visitor.send(await visitor.open(`${path}/objection`), `${path}/objection`, { ground: 'amount', words: '还差运费' })
    expect((await c.events()).at(-1)).toMatchObject({ type: 'review.raised', actor: { kind: 'customer' } })
    const end = await visitor.open(path)
    expect(end.text).toContain('还差运费')
    for (const secret of ['转账流水', '内件破损', '周小雨', '武汉']) expect(end.text).not.toContain(secret)
    await recordFits(c)
  })
  test('what came between comes back with everything typed', async () => {
    const phone = newPhone()
    const c = await caseUntil(world, 'offered', { complainant: { name: '王小明', phone } })
    const { visitor } = await signIn(phone)
    const path = `/p/case/${c.complaintNo}`
    const old = await visitor.open(`${path}/answer?answer=refuse`)
    await c.does('agent', 'offer', { ...offerText, text: '赔偿 120 元，另送券' })
    const back = await visitor.send(old, `${path}/answer`, { words: '我要想想' })
    expect(back.status).toBe(409)
    expect(back.text).toContain('我要想想')
    expect(back.text).toContain('另送券')
  })
  test('a copy of one’s data is asked for as a data request', async () => {
    const phone = newPhone()
    await complain(createVisitor(world.url), phone)
    const { visitor } = await signIn(phone)
    const sent = await visitor.send(await visitor.open('/p/my-data'), '/p/my-data', { kind: 'copy' })
    expect(sent.url).toBe('/p/my-data?done=sent')
    expect((await sql`select 1 from complaints where kind = 'data_request' and phone_masked = ${`${phone.slice(0, 3)}******${phone.slice(-2)}`}`.execute(world.db)).rows).toHaveLength(1)
  })
})

describe('the wire', () => {
  test('file, code, access, case, act; the reply is the contract’s', async () => {
    const phone = newPhone()
    const machine = world.stranger()
    const uploaded = await machine.upload<{ id: string }>('/p/api/attachments', { name: 'a.png', type: 'image/png', bytes: png })
    const body = { reasonCode: 'damage', verbatim: '杯子碎了', complainant: { phone }, attachmentIds: [uploaded.body.id] }
    const filed = await machine.post<{ complaintNo: string; followUrl: string; promisedAt: string }>('/p/api/complaints', body, { key: 'portal-key-1' })
    expect(filed.status).toBe(201)
    expect((await machine.post('/p/api/complaints', body, { key: 'portal-key-1' })).text).toBe(filed.text)
    expect((await machine.post('/p/api/complaints', { ...body, verbatim: '别的' }, { key: 'portal-key-1' })).status).toBe(422)
    expect((await machine.post('/p/api/complaints', { verbatim: '没有电话' })).status).toBe(400)
    expect((await machine.get('/p/api/case')).status).toBe(401)
    expect([(await machine.post('/p/api/codes', { phone })).status, (await machine.post('/p/api/codes', { phone: newPhone() })).status]).toEqual([202, 202])
    expect((await machine.post('/p/api/access', { phone, code: '999999' })).status).toBe(401)
    const opened = await machine.post('/p/api/access', { phone, code: await lastCode(phone) })
    expect([opened.status, opened.body['complaintNo']]).toEqual([201, null])
    const view = await machine.get<Record<string, unknown>>(`/p/api/case?complaintNo=${filed.body.complaintNo}`)
    expect(view.body).toMatchObject({ complaintNo: filed.body.complaintNo, about: 'damage', status: 'received', promisedAt: filed.body.promisedAt, nextStep: { who: 'us' }, can: { material: true, answer: false } })
    const chased = await machine.post('/p/api/chaser', { complaintNo: filed.body.complaintNo, words: '快点' })
    expect([chased.status, (await machine.post('/p/api/chaser', { complaintNo: filed.body.complaintNo })).body['code']]).toEqual([200, 'chaser.too_soon'])
    expect((await machine.del('/p/api/access')).status).toBe(200)
    expect((await machine.get('/p/api/cases')).status).toBe(401)
  })
  test('followUrl leads to the code step', async () => {
    const phone = newPhone()
    const machine = world.stranger()
    const filed = await machine.post<{ followUrl: string; complaintNo: string }>('/p/api/complaints', { verbatim: '杯子碎了', complainant: { phone } })
    const visitor = createVisitor(world.url)
    const link = await visitor.open(new URL(filed.body.followUrl).pathname)
    expect(link.text).toContain(`${phone.slice(0, 3)}******${phone.slice(-2)}`)
    const code = await visitor.send(link, '/p/follow/link')
    expect((await visitor.send(code, '/p/follow/code', { code: await lastCode(phone) })).url).toBe(`/p/case/${filed.body.complaintNo}`)
  })
  test('a case that ended as duplicate or out of scope says so, with its reason', async () => {
    const phone = newPhone()
    const c = await fileCase(world, { complainant: { name: '王小明', phone } })
    await c.does('lead', 'rejection', { outcome: 'out_of_scope', reason: '不是我们的件', notice: { channel: 'sms', text: '这件不是我们承运的' } })
    const { page } = await signIn(phone)
    expect(page.text).toContain('这件不是我们承运的')
    for (const part of ['href="tel:12305"', 'href="https://sswz.spb.gov.cn"', '照着抄', '回音速运']) expect(page.text).toContain(part)
  })
})

