// The pages about one's own data: asking for a copy, a correction or deletion, seeing what came of it, fetching the copy.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { DataResult, DataWant } from '../../domain/customers/data-requests.ts'
import { Refusal } from '../../domain/refusal.ts'
import { copyDocument } from '../../portal/customers/copy-document.ts'
import { dataPage, offeredWants } from '../../portal/customers/data-page.ts'
import type { FieldError, OwnRequest, Page } from '../../portal/models.ts'
import type { Deps } from '../complaints/deps.ts'
import type { Intake } from '../complaints/intake.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { nobody } from '../platform/http.ts'
import { requestHash } from '../platform/ids.ts'
import { Replayed } from '../platform/routes.ts'
import { takeCopy } from './data-copy.ts'
import { keeping } from './data-policy.ts'
import { openDataRequest } from './data-requests.ts'
import { needSession, newestOf, phoneOf } from './portal-follow.ts'
import { one, readForm } from './portal-form.ts'
import type { Form } from './portal-form.ts'
import { pageOf, sendPage } from './portal-frame.ts'
import type { Frame } from './portal-frame.ts'
import { limits, slowDown } from './portal-routes.ts'
import { readPortalSession } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

/** Registers the pages below /p/my-data. */
export function dataPages(app: FastifyInstance, f: Frame, intake: Intake): void {
  const { d } = f
  const draw = async (page: Page, session: PortalSession | null, form: Partial<Pick<Form, 'values'>> & { key?: string | undefined }, errors: readonly FieldError[], sent = false): Promise<string> => {
    const own = session ? await newestOf(d, session) : null
    const kept = d.policy().of(keeping)
    return dataPage(page, { verified: session !== null, key: form.key ?? randomUUID(), values: form.values ?? {}, errors, sent, requests: session ? await ownRequests(d.db, session) : [], copyDays: kept.copyDays, keepYears: kept.recordYears, ...(own?.phone_masked ? { phoneMasked: own.phone_masked } : {}) })
  }
  app.get('/p/my-data', async (request, reply) => {
    const session = await readPortalSession(d.db, d.publicUrl, request)
    return sendPage(reply, await draw(await pageOf(f, request, reply), session, {}, [], (request.query as { done?: string }).done === 'sent'))
  })
  app.post('/p/my-data', async (request, reply) => {
    const session = await needSession(d, request)
    const form = await readForm(d, request)
    const page = await pageOf(f, request, reply, form.switched)
    const wants = offeredWants.find((want) => want === one(form, 'kind'))
    const errors: FieldError[] = form.switched ? [] : [...(wants === undefined ? [{ path: 'kind', code: 'required' }] : []), ...((one(form, 'words') ?? '').length > 1000 ? [{ path: 'words', code: 'too_long', params: { limit: 1000 } }] : [])]
    if (form.switched || wants === undefined || errors.length > 0) return sendPage(reply, await draw(page, session, { values: form.values, key: one(form, 'key') }, errors), errors.length > 0 ? 422 : 200)
    slowDown(limits.writes, request.ip)
    // one that waits for its answer is not asked for again
    if (!(await ownRequests(d.db, session)).some((one) => one.wants === wants && one.result === null)) await file(d, intake, request, session, page, form, wants)
    return reply.redirect('/p/my-data?done=sent', 303)
  })
  app.get<{ Params: { complaintNo: string; form: string } }>('/p/my-data/:complaintNo/:form', async (request, reply) => {
    const session = await needSession(d, request)
    const { complaintNo, form } = request.params
    const mine = await requestOf(d.db, session, complaintNo)
    const copy = mine === null || (form !== 'copy.json' && form !== 'copy.html') ? null : await takeCopy(d, mine)
    if (!copy) throw new Refusal('not_found', {}, 404)
    reply.header('cache-control', 'no-store').header('content-security-policy', "default-src 'none'; sandbox").header('content-disposition', `attachment; filename="huiyin-${complaintNo}.${form.slice(5)}"`)
    return form === 'copy.json' ? reply.type('application/json; charset=utf-8').send(JSON.stringify(copy, null, 2)) : reply.type('text/html; charset=utf-8').send(copyDocument(await pageOf(f, request, reply), copy))
  })
}

/** Files the request as a case of its own and opens it at once; asked for twice at the same moment it is one request, by the key in the database. */
async function file(d: Deps, intake: Intake, request: FastifyRequest, session: PortalSession, page: Page, form: Form, wants: DataWant): Promise<void> {
  const own = await newestOf(d, session)
  if (!own) throw new Refusal('not_found', {}, 404)
  const phone = phoneOf(d, { complaintId: own.id, sealed: own.sealed })
  const words = [page.t(`portal.data.kinds.${wants}`), one(form, 'words')].filter(Boolean).join('\n')
  // one at a time of each kind: its key is how many of it have ended, so that two tabs, or two devices, ask for the same one whatever else they say
  const ended = (await sql<{ n: number }>`select count(*)::int as n from data_requests r join complaints c on c.id = r.complaint_id where ${mineOf(session)} and r.wants = ${wants} and not is_open_status(c.status)`.execute(d.db)).rows[0]?.n ?? 0
  const idempotency = { scope: `customer:${session.phoneIndex.toString('hex')} POST /p/my-data`, key: `${wants}:${ended}`, requestHash: requestHash(d.keys.indexKey, [wants, ended]) }
  const ctx: Ctx = { db: d.db, actor: nobody, log: request.log, requestId: request.id, idempotency: null }
  try {
    const filed = await intake.file(ctx, {
      input: { kind: 'data_request', channel: 'web', verbatim: words, anonymous: phone === '', complainant: { role: 'other', ...(phone === '' ? {} : { phone }) }, details: { wants, ...(phone === '' ? { subject: own.id } : {}) } },
      actor: nobody, idempotency, registeredBy: null, followHash: null, reply: ({ id }) => ({ id }),
    }) as { id: string }
    await openDataRequest(d, filed.id)
  } catch (error) {
    if (!(error instanceof Replayed)) throw error
  }
}

/** Requests of the session's person: by phone, or by the one case a link stands for. */
const mineOf = (session: PortalSession) => sql<boolean>`(c.phone_index = ${session.phoneIndex} or r.subject_id = ${session.complaintId})`

/** Those that wait (without a result) and those that were answered; one that was withdrawn neither waits nor stands in the way of the next. */
async function ownRequests(db: Db, session: PortalSession): Promise<OwnRequest[]> {
  type Row = { complaint_no: string; wants: DataWant; opened_at: number; due_at: number; result: DataResult | null; reason: string | null; answered_at: number | null; erased: number | null; kept: OwnRequest['kept']; copy_until: number | null }
  const found = await sql<Row>`select c.complaint_no, r.wants, r.opened_at, r.due_at, case when is_open_status(c.status) then null else r.result end as result, r.reason, r.answered_at, r.erased, r.kept, k.expires_at as copy_until
    from data_requests r join complaints c on c.id = r.complaint_id left join data_copies k on k.complaint_id = r.complaint_id and k.expires_at > app_now()
    where ${mineOf(session)} and c.kind = 'data_request' and (is_open_status(c.status) or r.state = 'answered') order by r.opened_at desc, r.complaint_id desc limit 20`.execute(db)
  const iso = (at: number): string => new Date(at).toISOString()
  return found.rows.map((r) => ({ complaintNo: r.complaint_no, wants: r.wants, openedAt: iso(r.opened_at), dueAt: iso(r.due_at), result: r.result, reason: r.reason, answeredAt: r.answered_at === null ? null : iso(r.answered_at), erased: r.erased, kept: r.kept, copyUntil: r.copy_until === null ? null : iso(r.copy_until) }))
}

async function requestOf(db: Db, session: PortalSession, complaintNo: string): Promise<string | null> {
  if (!/^\d{17}$/.test(complaintNo)) return null
  const found = await sql<{ complaint_id: string }>`select r.complaint_id from data_requests r join complaints c on c.id = r.complaint_id where c.complaint_no = ${complaintNo} and ${mineOf(session)}`.execute(db)
  return found.rows[0]?.complaint_id ?? null
}
