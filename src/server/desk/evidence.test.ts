// Evidence over HTTP: what comes in with which side, who sees which piece, links that end, custody, holds, scans, requests to the complainant, and the proof of it all.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import pg from 'pg'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EvidenceItem, listCustody, listEvidence } from '../../contract/evidence.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { addMaterial } from '../channels/portal-acts.ts'
import { eraseCase } from '../channels/data-erasure.ts'
import { storeFile } from '../complaints/attachments.ts'
import { keepBytes, placeOf } from '../complaints/blobs.ts'
import { ticketFor } from '../complaints/file-tickets.ts'
import { takeStep } from '../complaints/gate.ts'
import { dropOrphans } from '../complaints/orphans.ts'
import { scannerOf } from '../complaints/virus-scan.ts'
import { describeBreak, verifyRecord } from './verify.ts'
import { nobody } from '../platform/http.ts'
import { newId } from '../platform/ids.ts'
import { caseUntil, fileCase, recordFits } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startFakeClamd } from '../../../test/fake-clamd.ts'
import { aPhoto } from '../../../test/photos.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'

type List = ReplyOf<typeof listEvidence>

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const day = 24 * 3_600_000
const put = async (who: Cast, bytes: Uint8Array, name = '照片.jpg') => (await (await world.as(who)).upload<{ id: string; sha256: string; code?: string }>('/api/attachments', { name, type: 'image/jpeg', bytes })).body
const list = async (who: Cast, c: TestCase): Promise<List> => (await (await world.as(who)).get<List>(`/api/complaints/${c.id}/evidence`)).body
const custody = async (who: Cast, id: string) => (await (await world.as(who)).get<ReplyOf<typeof listCustody>>(`/api/evidence/${id}/custody`)).body.items
const inPortal = (c: TestCase, body: { attachmentIds?: string[]; words?: string }) => addMaterial(world.app.deps, { db: world.db, actor: nobody, log: world.app.deps.log, requestId: newId(), idempotency: null }, { complaintId: c.id, phoneIndex: Buffer.alloc(16) } as Parameters<typeof addMaterial>[2], { attachmentIds: [], ...body })
const question = (unitId: string) => ({ unitId, question: '请核实签收时外箱是否破损', wanted: ['签收照片'] })

describe('coming in', () => {
  test('every way a file comes makes it a piece, with its side, its fingerprint in the record and its first line of custody', async () => {
    const filedWith = await put('agent', await aPhoto())
    const c = await fileCase(world, { attachmentIds: [filedWith.id] })
    await c.does('agent', 'acceptance')
    const order = (await c.does('agent', 'orders', question(world.users.outlet.unit.id))).made ?? ''
    const answer = await put('outlet', await aPhoto())
    expect((await (await world.as('outlet')).post(`/api/orders/${order}/answer`, { answer: 'not_true', text: '签收时完好', attachmentIds: [answer.id] })).status).toBe(200)
    await c.does('agent', 'material', { text: '客户说外箱没有胶带', type: 'statement', side: 'customer' })
    const { items } = await list('agent', c)
    expect(items.map((e) => [e.seq, e.type, e.side, e.origin, e.state, e.addedBy])).toEqual([
      [1, 'photo', 'company', 'intake', 'kept', world.users.agent.name], [2, 'photo', 'unit', 'order', 'kept', world.users.outlet.name], [3, 'statement', 'customer', 'desk', 'kept', world.users.agent.name],
    ])
    expect(items[1]).toMatchObject({ originId: order, unit: { id: world.users.outlet.unit.id }, file: { id: answer.id, sha256: answer.sha256, kind: 'image', scan: 'unavailable' } })
    const told = (await c.events()).filter((e) => e.type === 'evidence.added').flatMap((e) => e.data['items'] as { sha256?: string }[])
    expect(told.map((e) => e.sha256)).toEqual([filedWith.sha256, answer.sha256, undefined])
    expect(await custody('agent', items[1]?.id ?? '')).toMatchObject([{ act: 'added', by: world.users.outlet.name, unit: world.users.outlet.unit.name, from: '127.0.0.1' }])
    await recordFits(c)
    expect((await verifyRecord(world.databaseUrls.app, world.app.deps.filesDir)).breaks.map(describeBreak)).toEqual([])
  })
  test('a file is bound once: no other case, no other person, no second time', async () => {
    const [c, other] = [await caseUntil(world, 'accepted'), await caseUntil(world, 'accepted')]
    const file = await put('agent', await aPhoto())
    await c.refused('lead', 'material', { attachmentIds: [file.id] }, 404, 'attachment.not_yours')
    await c.does('agent', 'material', { attachmentIds: [file.id] })
    await other.refused('agent', 'material', { attachmentIds: [file.id] }, 404, 'attachment.not_yours')
    await c.refused('agent', 'material', { attachmentIds: [file.id] }, 404, 'attachment.not_yours')
    await c.refused('agent', 'material', {}, 400, 'evidence.empty')
    await expect(sql`insert into evidence select * from jsonb_populate_record(null::evidence, (select to_jsonb(e) || jsonb_build_object('id', gen_random_uuid(), 'seq', 9, 'complaint_id', ${other.id}::uuid) from evidence e where complaint_id = ${c.id}))`.execute(world.db)).rejects.toThrow(/evidence_attachment_id_key/)
  })
  test('a unit speaks for its own side only', async () => {
    const c = await caseUntil(world, 'accepted')
    await c.does('agent', 'orders', question(world.users.outlet.unit.id))
    await c.refused('outlet', 'material', { text: '客户自己说的', side: 'customer' }, 403, 'evidence.own_side')
    await c.does('outlet', 'material', { text: '快递员说明', side: 'staff' })
    expect((await list('agent', c)).items).toMatchObject([{ side: 'staff', addedByUnit: world.users.outlet.unit.name }])
  })
})

describe('who sees what', () => {
  test('a unit its own part, a sibling nothing, the moment and place of a picture only who investigates', async () => {
    const c = await caseUntil(world, 'accepted')
    const inside = await put('agent', await aPhoto({ exif: true }))
    await c.does('agent', 'material', { attachmentIds: [inside.id] })
    const order = (await c.does('agent', 'orders', question(world.users.outlet.unit.id))).made ?? ''
    const own = await put('courier', await aPhoto())
    expect((await (await world.as('courier')).post(`/api/orders/${order}/answer`, { answer: 'true', text: '属实', attachmentIds: [own.id] })).status).toBe(200)
    expect((await list('agent', c)).items.map((e) => e.file?.id)).toEqual([inside.id, own.id])
    const seen = await list('outlet', c)
    expect([seen.items.map((e) => e.file?.id), seen.holds, seen.requests]).toEqual([[own.id], [], []])
    expect((await (await world.as('outlet2')).get(`/api/complaints/${c.id}/evidence`)).status).toBe(404)
    const taken = { at: '2026-11-20T12:30:00', camera: 'HUAWEI P60', lat: 30.59017, lon: 114.305 }
    const [shown] = (await list('investigator', c)).items
    expect(shown?.file?.taken?.at).toBe(taken.at)
    expect([shown?.file?.taken?.lat?.toFixed(3), shown?.file?.taken?.lon?.toFixed(3)]).toEqual(['30.590', '114.305'])
    expect((await list('judge', c)).items[0]?.file?.taken).toBeNull()
    expect((await world.db.selectFrom('attachments').select('meta_sealed').where('id', '=', inside.id).executeTakeFirstOrThrow()).meta_sealed?.toString('latin1')).not.toContain('HUAWEI')
    const view = await (await world.as('judge')).get(`/api/attachments/${inside.id}`)
    expect([view.status, view.headers.get('content-type'), view.headers.get('content-disposition')?.startsWith('inline')]).toEqual([200, 'image/jpeg', true])
    expect(view.text).not.toContain('HUAWEI')
    for (const [who, id] of [['outlet2', own.id], ['outlet', inside.id], ['outlet2', inside.id]] as const) {
      expect((await (await world.as(who)).get(`/api/attachments/${id}`)).status).toBe(404)
      expect((await (await world.as(who)).get(`/api/attachments/${id}/original?ticket=x`)).status).toBe(404)
    }
  })
  test('an original takes a ticket of this person for this file that has not ended; each look is a line', async () => {
    const c = await caseUntil(world, 'accepted')
    const [file, other] = [await put('agent', await aPhoto()), await put('agent', await aPhoto())]
    await c.does('agent', 'material', { attachmentIds: [file.id, other.id] })
    const [piece, second] = (await list('judge', c)).items as [EvidenceItem, EvidenceItem]
    const judge = await world.as('judge')
    const link = piece.file?.original ?? ''
    const expired = async (path: string, who: Cast = 'judge') => { const a = await (await world.as(who)).get<{ code?: string }>(path); return [a.status, a.body.code] }
    const refused = [403, 'attachment.link_expired']
    expect(await expired(`/api/attachments/${file.id}/original`)).toEqual(refused)
    expect(await expired(link, 'agent')).toEqual(refused)
    expect(await expired(link.replace(file.id, other.id))).toEqual(refused)
    expect(await expired((piece.file?.picture ?? '').replace('?', '/original?'))).toEqual(refused)
    expect(await expired(`/api/attachments/${file.id}/original?ticket=${ticketFor(world.app.deps.keys, { ...nobody, kind: 'user', id: world.users.judge.id }, file.id, 'original', Date.now() - 16 * 60_000).ticket}`)).toEqual(refused)
    for (const _ of [1, 2]) expect([(await judge.get(link)).status, (await judge.get(link)).headers.get('content-disposition')?.startsWith('attachment')]).toEqual([200, true])
    expect((await judge.get(piece.file?.picture ?? '')).headers.get('content-type')).toBe('image/jpeg')
    expect((await custody('agent', piece.id)).map((k) => [k.act, k.by])).toEqual([['added', world.users.agent.name], ['downloaded', world.users.judge.name]])
    expect((await custody('agent', second.id)).map((k) => k.act)).toEqual(['added'])
    expect((await (await world.as('judge')).get(`/api/evidence/${piece.id}/custody`)).status).toBe(403)
    await expect(sql`update evidence_custody set by_name = 'x'`.execute(world.db)).rejects.toThrow(/append-only|permission denied/)
  })
  test('a player asks for pieces', async () => {
    const c = await caseUntil(world, 'accepted')
    const wav = Buffer.concat([Buffer.from('RIFF'), Buffer.alloc(4), Buffer.from('WAVEfmt '), Buffer.from([16, 0, 0, 0, 1, 0, 1, 0, 64, 31, 0, 0, 64, 31, 0, 0, 1, 0, 8, 0]), Buffer.from('data'), Buffer.alloc(2000, 128)])
    const file = await put('agent', wav, '录音.wav')
    await c.does('agent', 'material', { attachmentIds: [file.id], type: 'call_recording', side: 'company' })
    const [piece] = (await list('agent', c)).items
    expect([piece?.type, piece?.file?.kind, piece?.file?.mediaType, piece?.file?.picture]).toEqual(['call_recording', 'audio', 'audio/wav', null])
    const ask = async (range: string) => (await world.as('agent')).get(piece?.file?.original ?? '', { headers: { range } })
    const first = await ask('bytes=0-99')
    expect([first.status, first.headers.get('content-range'), first.text.slice(0, 4)]).toEqual([206, `bytes 0-99/${wav.length}`, 'RIFF'])
    expect((await ask('bytes=-10')).headers.get('content-range')).toBe(`bytes ${wav.length - 10}-${wav.length - 1}/${wav.length}`)
    expect((await ask(`bytes=${wav.length}-`)).status).toBe(416)
    expect((await custody('agent', piece?.id ?? '')).map((k) => k.act)).toEqual(['added', 'viewed'])
  })
})

describe('what becomes of a piece', () => {
  test('withdrawn by who brought it, held by who may, released with a reason; each told', async () => {
    const c = await caseUntil(world, 'accepted')
    await c.does('agent', 'orders', question(world.users.outlet.unit.id))
    await c.does('outlet', 'material', { text: '说错了' })
    await c.does('agent', 'material', { text: '通话记录' })
    const [theirs, ours] = (await list('agent', c)).items as [EvidenceItem, EvidenceItem]
    await c.refused('outlet', 'evidence-withdrawal', { evidenceId: ours.id, reason: '不要' }, 404, 'not_found')
    await c.refused('outlet', 'evidence-hold', { reason: '保全' }, 403, 'permission.missing')
    await c.does('outlet', 'evidence-withdrawal', { evidenceId: theirs.id, reason: '照片拍错了件' })
    await c.refused('agent', 'evidence-withdrawal', { evidenceId: theirs.id, reason: '再撤' }, 409, 'evidence.withdrawn_already')
    const hold = (await c.does('lead', 'evidence-hold', { evidenceId: ours.id, reason: '客户已起诉' })).made
    await c.refused('lead', 'evidence-hold', { evidenceId: ours.id, reason: '再来' }, 409, 'evidence.held_already')
    await c.does('lead', 'evidence-hand-out', { evidenceId: ours.id, to: '武汉市公安局', reason: '调取证据通知书' })
    expect((await list('agent', c)).items.map((e) => [e.state, e.held])).toEqual([['withdrawn', false], ['kept', true]])
    await c.does('lead', 'evidence-release', { holdId: hold, reason: '撤诉' })
    await c.refused('lead', 'evidence-release', { holdId: hold, reason: '撤诉' }, 404, 'evidence.no_hold')
    expect((await custody('agent', ours.id)).map((k) => [k.act, k.note])).toEqual([['added', null], ['held', '客户已起诉'], ['handed_out', '武汉市公安局: 调取证据通知书'], ['released', '撤诉']])
    await recordFits(c)
    expect((await verifyRecord(world.databaseUrls.app)).breaks.map(describeBreak)).toEqual([])
  })
  test('erasure takes what the person brought, but nothing held, and the rest of the line stays', async () => {
    const c = await fileCase(world, { kind: 'enquiry' })
    const files = await Promise.all([1, 2].map(async () => (await storeFile(world.app.deps, nobody, { file: Object.assign(Readable.from([await aPhoto()]), { truncated: false }), filename: 'a.jpg' }, '203.0.113.5'))))
    await inPortal(c, { attachmentIds: files.map((f) => f.id) })
    const [kept, gone] = (await list('agent', c)).items as [EvidenceItem, EvidenceItem]
    // what the person sent by mail, put in at the desk, and what the desk brought itself
    const put = await Promise.all([1, 2].map(async () => (await (await world.as('agent')).upload<{ id: string; sha256: string }>('/api/attachments', { name: 'b.jpg', type: 'image/jpeg', bytes: await aPhoto() })).body)) as [{ id: string; sha256: string }, { id: string; sha256: string }]
    await c.does('agent', 'material', { attachmentIds: [put[0].id], side: 'customer' })
    await c.does('agent', 'material', { attachmentIds: [put[1].id] })
    await c.does('lead', 'evidence-hold', { evidenceId: kept.id, reason: '诉讼' })
    await c.does('agent', 'closing', { summary: '已答', answer: '明天到' })
    await takeStep(world.app.deps, { db: world.db, actor: { ...nobody, kind: 'system', id: 'system', name: 'Huiyin', permissions: new Set(['data_request:handle']), scope: { kind: 'all' } }, log: world.app.deps.log, requestId: newId(), idempotency: null }, c.id, 'erasure', null, (step) => eraseCase(step, c.id))
    expect((await list('agent', c)).items.map((e) => [e.id, e.state, e.file?.id ?? null])).toEqual([[kept.id, 'kept', files[0]?.id], [gone.id, 'erased', null], [expect.any(String), 'erased', null], [expect.any(String), 'kept', put[1].id]])
    await dropOrphans(world.app.deps, Date.now() + 2 * day)
    const there = [...files, ...put].map((f) => existsSync(join(world.app.deps.filesDir, placeOf(Buffer.from(f.sha256, 'hex')))))
    expect(there).toEqual([true, false, false, true])
    expect((await verifyRecord(world.databaseUrls.app, world.app.deps.filesDir)).breaks.map(describeBreak)).toEqual([])
  })
})

describe('bytes', () => {
  test('stored once however often they come, and gone with the last who needs them: any order of uploads and clearing away', async () => {
    const photos = await Promise.all([1, 2, 3].map(() => aPhoto()))
    const held = new Map<number, string[]>()
    let seed = 7
    const next = (n: number): number => { seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31; return seed % n }
    for (let i = 0; i < 40; i += 1) {
      const which = next(3)
      const ids = held.get(which) ?? []
      if (next(3) > 0) ids.push((await put('agent', photos[which] ?? Buffer.alloc(0))).id)
      else { const id = ids.pop(); if (id !== undefined) await sql`delete from attachments where id = ${id}`.execute(world.db) }
      held.set(which, ids)
      if (next(4) === 0) await dropOrphans(world.app.deps)
    }
    await dropOrphans(world.app.deps)
    for (const [which, ids] of held) {
      const rows = ids.length === 0 ? [] : (await sql<{ stored_as: string; n: number }>`select b.stored_as, count(*)::int as n from attachments a join blobs b on b.sha256 = a.sha256 where a.id = any(${ids}::uuid[]) group by 1`.execute(world.db)).rows
      expect(rows.map((r) => r.n), `photo ${which}`).toEqual(ids.length === 0 ? [] : [ids.length])
      for (const r of rows) expect(existsSync(join(world.app.deps.filesDir, r.stored_as))).toBe(true)
    }
    await Promise.all(Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? put('agent', photos[0] ?? Buffer.alloc(0)) : dropOrphans(world.app.deps))))
    expect((await verifyRecord(world.databaseUrls.app, world.app.deps.filesDir)).breaks).toEqual([])
  })
  test('killed between the file and its row: the file is found at night, and no row was ever without its file', async () => {
    const { filesDir } = world.app.deps
    const bytes = await aPhoto()
    const sha256 = createHash('sha256').update(bytes).digest()
    const arriving = join(filesDir, 'arriving', newId())
    writeFileSync(arriving, bytes)
    await expect(world.db.transaction().execute(async (tx) => {
      await keepBytes(tx, filesDir, arriving, { sha256, size: bytes.length }, 'unavailable')
      expect(existsSync(join(filesDir, placeOf(sha256)))).toBe(true)
      throw new Error('killed')
    })).rejects.toThrow('killed')
    expect((await sql`select 1 from blobs where sha256 = ${sha256}`.execute(world.db)).rows).toEqual([])
    const path = join(filesDir, placeOf(sha256))
    utimesSync(path, (Date.now() - 2 * day) / 1000, (Date.now() - 2 * day) / 1000)
    expect((await dropOrphans(world.app.deps)).files).toBe(1)
    expect(existsSync(path)).toBe(false)
  })
  test('a changed, a shortened and a missing file are named with their case', async () => {
    const c = await caseUntil(world, 'accepted')
    const file = await put('agent', await aPhoto())
    await c.does('agent', 'material', { attachmentIds: [file.id] })
    const path = join(world.app.deps.filesDir, placeOf(Buffer.from(file.sha256, 'hex')))
    const faults = async () => (await verifyRecord(world.databaseUrls.app, world.app.deps.filesDir)).breaks.map((b) => [b.complaintNo, b.detail?.replace(/^file \S+ /, '')])
    renameSync(path, `${path}.kept`)
    expect(await faults()).toEqual([[c.complaintNo, expect.stringContaining('evidence no. 1, is missing')]])
    writeFileSync(path, 'x')
    expect(await faults()).toEqual([[c.complaintNo, expect.stringContaining('has 1 bytes instead of')]])
    renameSync(`${path}.kept`, path)
    const altered = Buffer.from(await sharp({ create: { width: 1, height: 1, channels: 3, background: '#123' } }).jpeg().toBuffer())
    const size = (await world.db.selectFrom('attachments').select('size').where('id', '=', file.id).executeTakeFirstOrThrow()).size
    renameSync(path, `${path}.kept`)
    writeFileSync(path, Buffer.concat([altered, Buffer.alloc(Math.max(0, size - altered.length))]).subarray(0, size))
    expect(await faults()).toEqual([[c.complaintNo, expect.stringContaining('was changed')]])
    rmSync(path)
    renameSync(`${path}.kept`, path)
    await sql`update evidence set side = 'customer' where complaint_id = ${c.id}`.execute(world.db)
    expect(await faults()).toEqual([[c.complaintNo, expect.stringContaining('evidence.side')]])
    await sql`update evidence set side = 'company' where complaint_id = ${c.id}`.execute(world.db)
    expect(await faults()).toEqual([])
    expect(readdirSync(join(world.app.deps.filesDir, 'arriving'))).toEqual([])
  })
  test('a line of custody taken out, slipped in or under another name is named with its case', async () => {
    const c = await caseUntil(world, 'accepted')
    const file = await put('agent', await aPhoto())
    const id = (await c.does('agent', 'material', { attachmentIds: [file.id] })).made
    await c.does('lead', 'evidence-hand-out', { evidenceId: id, to: '武汉市公安局', reason: '调取' })
    const hand = new pg.Client({ connectionString: world.databaseUrls.super })
    await hand.connect()
    try {
      await hand.query('set session_replication_role = replica')
      for (const [harm, found] of [
        [`update evidence_custody set by_name = '别人' where evidence_id = $1 and act = 'added'`, /arrival/], [`delete from evidence_custody where evidence_id = $1 and act = 'handed_out'`, /not tell that it was handed_out/],
        [`insert into evidence_custody (id, complaint_id, evidence_id, act, by_kind, by_id, by_name) select gen_random_uuid(), complaint_id, id, 'handed_out', 'user', 'x', 'x' from evidence where id = $1`, /which no event does/],
      ] as const) {
        const before = await hand.query('select * from evidence_custody where evidence_id = $1', [id])
        await hand.query(harm, [id])
        expect((await verifyRecord(world.databaseUrls.app)).breaks.map((b) => [b.complaintNo, b.detail])).toEqual([[c.complaintNo, expect.stringMatching(found)]])
        await hand.query('delete from evidence_custody where evidence_id = $1', [id])
        await hand.query('insert into evidence_custody select x.* from jsonb_populate_recordset(null::evidence_custody, $1::jsonb) x', [JSON.stringify(before.rows)])
      }
      expect((await verifyRecord(world.databaseUrls.app)).breaks).toEqual([])
    } finally {
      await hand.end()
    }
  })
})

describe('the virus scan', () => {
  test('clean says so, infected is never given out, a failing scanner shows as not scanned and looks again', async () => {
    const clamd = await startFakeClamd('EICAR')
    Object.assign(world.app.deps, { scanner: scannerOf(clamd.setting) })
    try {
      const c = await caseUntil(world, 'accepted')
      const photo = await aPhoto()
      const [clean, bad] = [await put('agent', photo), await put('agent', Buffer.concat([await aPhoto(), Buffer.from('EICAR')]))]
      await c.does('agent', 'material', { attachmentIds: [clean.id, bad.id] })
      expect((await list('agent', c)).items.map((e) => e.file?.scan)).toEqual(['unscanned', 'unscanned'])
      await world.settle()
      expect([...clamd.seen].sort()).toContain(photo.length)
      const { items, scanner } = await list('agent', c)
      expect([scanner, items.map((e) => [e.file?.scan, e.file?.scanFound, e.file?.original === null])]).toEqual(['clamd', [['clean', null, false], ['infected', 'Test.Signature', true]]])
      const answer = await (await world.as('agent')).get<{ code: string }>(`/api/attachments/${bad.id}`)
      expect([answer.status, answer.body.code]).toEqual([409, 'attachment.quarantined'])
      clamd.fails = true
      const later = await put('agent', await aPhoto())
      await world.settle()
      const state = async () => (await sql<{ scan_state: string }>`select b.scan_state from blobs b join attachments a on a.sha256 = b.sha256 where a.id = ${later.id}`.execute(world.db)).rows[0]?.scan_state
      expect(await state()).toBe('unavailable')
      expect((await (await world.as('agent')).get(`/api/attachments/${later.id}`)).status).toBe(200)
      // an older job tried again: no verdict is taken back by a scanner that fails
      for (const sha256 of [bad.sha256, clean.sha256]) await world.app.allJobs.find((j) => j.name === 'scan_file')?.run({ sha256 }, new AbortController().signal)
      expect((await list('agent', c)).items.map((e) => e.file?.scan)).toEqual(['clean', 'infected'])
      clamd.fails = false
      await world.app.allJobs.find((j) => j.name === 'scan_again')?.run({}, new AbortController().signal)
      await world.settle()
      expect(await state()).toBe('clean')
    } finally {
      Object.assign(world.app.deps, { scanner: null })
      await clamd.stop()
    }
  })
  test.each([['none', null], ['clamd:/run/x.sock', 'clamd'], ['clamd:10.0.0.5:3310', 'clamd'], ['clamscan', 'clamscan']])('%s', (setting, name) => {
    expect(scannerOf(setting)?.name ?? null).toBe(name)
  })
})

describe('asking the complainant', () => {
  const inDays = async (n: number) => new Date((await world.now()) + n * day).toISOString()
  test('with reason, day and what they were told; what they send answers it; the case goes on', async () => {
    const c = await caseUntil(world, 'investigating')
    const body = { what: '内件照片和购买凭证', reason: '现有照片看不清内件', dueAt: await inDays(3), adverseEffectTold: true, channel: 'sms' }
    await c.refused('judge', 'evidence-request', body, 403, 'permission.missing')
    await c.refused('agent', 'evidence-request', { ...body, dueAt: await inDays(-1) }, 400, 'instant.in_past')
    const id = (await c.does('agent', 'evidence-request', body)).made
    const [asked] = (await list('agent', c)).requests
    expect(asked).toMatchObject({ id, what: body.what, reason: body.reason, state: 'asked', adverseEffectTold: true, askedBy: world.users.agent.name })
    expect((await sql`select 1 from contacts where complaint_id = ${c.id} and purpose = 'evidence_request'`.execute(world.db)).rows).toHaveLength(1)
    const seen = await inPortal(c, { words: '发票在这里' })
    expect(seen.ask).toBeNull()
    expect((await list('agent', c)).requests[0]).toMatchObject({ state: 'answered', endedVia: 'portal', words: '发票在这里' })
    expect((await c.events()).map((e) => e.type)).toEqual(expect.arrayContaining(['evidence.requested', 'evidence.request_ended', 'complaint.material_added']))
    await recordFits(c)
  })
  test('in a contact as before, ended at the desk, past its day by itself', async () => {
    const c = await caseUntil(world, 'investigating')
    const contact = { direction: 'out', channel: 'phone', outcome: 'reached', purpose: 'evidence_request', summary: '已告知', evidenceRequest: { what: '外箱照片', dueAt: await inDays(1), adverseEffectTold: false } }
    await c.does('agent', 'contact', contact)
    await c.does('agent', 'contact', contact)
    const [late, first] = (await list('agent', c)).requests
    await c.refused('agent', 'evidence-request-end', { requestId: first?.id, result: 'answered' }, 400, 'evidence.empty')
    await c.does('agent', 'evidence-request-end', { requestId: first?.id, result: 'answered', words: '客户送来一张照片，破口在左侧' })
    await c.refused('agent', 'evidence-request-end', { requestId: first?.id, result: 'waived' }, 404, 'evidence.no_request')
    expect((await list('agent', c)).items.at(-1)).toMatchObject({ side: 'customer', type: 'statement', originId: first?.id })
    await world.moveClock(2 * day)
    expect((await list('agent', c)).requests.map((r) => [r.id, r.state])).toEqual([[late?.id, 'expired'], [first?.id, 'answered']])
    await c.does('agent', 'evidence-request-end', { requestId: late?.id, result: 'waived' })
    await recordFits(c)
    expect((await verifyRecord(world.databaseUrls.app)).breaks.map(describeBreak)).toEqual([])
  })
})
