// The pages that lead back to a complaint: phone and number, the code, the link, the list.
import { sql } from 'kysely'
import type { FastifyInstance } from 'fastify'
import { readComplaintNumber } from '../../domain/complaints/number.ts'
import { maskPhone } from '../../domain/customers/masking.ts'
import { normalisePhone } from '../../domain/customers/phone.ts'
import { Refusal } from '../../domain/refusal.ts'
import { codePage, findPage, linkPage, listPage } from '../../portal/channels/access-pages.ts'
import type { FieldError } from '../../portal/models.ts'
import type { Deps } from '../complaints/deps.ts'
import { unseal } from '../platform/crypto.ts'
import { listCases } from './portal-acts.ts'
import { codeMinutes, codeWaitSeconds, openChallenge, requestCode, sealChallenge, takeCode } from './portal-codes.ts'
import type { Asking } from './portal-codes.ts'
import { one, readForm } from './portal-form.ts'
import { pageOf, sendPage } from './portal-frame.ts'
import type { Frame } from './portal-frame.ts'
import { limits, slowDown } from './portal-routes.ts'
import { clearPortalCookie, endPortalSession, linkIndex, openPortalSession, readFollowLink, readPortalSession, setPortalCookie } from './portal-session.ts'
import type { FollowLink, PortalSession } from './portal-session.ts'

/** Registers the pages below /p/follow and the list. */
export function followPages(app: FastifyInstance, f: Frame): void {
  const { d } = f
  codePages(app, f)
  app.get<{ Params: { secret: string } }>('/p/follow/:secret', async (request, reply) => {
    const link = await readFollowLink(d.db, request.params.secret)
    if (!link) throw new Refusal('not_found', {}, 404)
    if (link.phoneIndex !== null) return sendPage(reply, linkPage(await pageOf(f, request, reply), { token: request.params.secret, phoneMasked: link.phoneMasked ?? '', complaintNo: link.complaintNo }))
    // without a phone the link itself is the key (OPN-15)
    const { secret } = await openPortalSession(d.db, linkIndex(d.keys, link.complaintId), link.complaintId)
    setPortalCookie(reply, d.publicUrl, secret)
    return reply.redirect(`/p/case/${link.complaintNo}`, 303)
  })
  app.get('/p/cases', async (request, reply) => {
    const session = await needSession(d, request)
    const items = await listCases(d, d.db, session)
    return sendPage(reply, listPage(await pageOf(f, request, reply), { phoneMasked: await maskedPhone(d, session), items }))
  })
  app.post('/p/leave', async (request, reply) => {
    const session = await readPortalSession(d.db, d.publicUrl, request)
    if (session) await endPortalSession(d.db, session)
    clearPortalCookie(reply, d.publicUrl)
    return reply.redirect('/p', 303)
  })
}

function codePages(app: FastifyInstance, f: Frame): void {
  const { d } = f
  const ask = async (request: Parameters<typeof pageOf>[1], reply: Parameters<typeof pageOf>[2], challenge: Asking, switched: Parameters<typeof pageOf>[3] = null, errors: readonly FieldError[] = []) => {
    const page = await pageOf(f, request, reply, switched)
    return sendPage(reply, codePage(page, { challenge: sealChallenge(d, challenge), phoneMasked: maskPhone(challenge.phone), minutes: codeMinutes, resendAt: new Date(page.now + codeWaitSeconds * 1000).toISOString(), errors }), errors.length > 0 ? 422 : 200)
  }
  app.get('/p/follow', async (request, reply) => {
    const { goal, complaintNo } = request.query as { goal?: string; complaintNo?: string | string[] }
    return sendPage(reply, findPage(await pageOf(f, request, reply), { complaintNo: String(complaintNo ?? '').slice(0, 40), phone: '', ...(goal === 'data' ? { goal } : {}), errors: [] }))
  })
  app.post('/p/follow', async (request, reply) => {
    const form = await readForm(d, request)
    const typed = { phone: one(form, 'phone') ?? '', complaintNo: one(form, 'complaintNo') ?? '', goal: one(form, 'goal') === 'data' ? ('data' as const) : undefined }
    const number = typed.complaintNo === '' ? undefined : readComplaintNumber(typed.complaintNo)
    const page = await pageOf(f, request, reply, form.switched)
    const errors: FieldError[] = form.switched ? [] : [...(typed.phone === '' ? [{ path: 'phone', code: 'required' }] : normalisePhone(typed.phone) === null ? [{ path: 'phone', code: 'invalid' }] : []), ...(number === null ? [{ path: 'complaintNo', code: 'invalid' }] : [])]
    if (form.switched || errors.length > 0) return sendPage(reply, findPage(page, { phone: typed.phone, complaintNo: typed.complaintNo, ...(typed.goal ? { goal: typed.goal } : {}), errors }), errors.length > 0 ? 422 : 200)
    slowDown(limits.codes, request.ip)
    const challenge: Asking = { phone: typed.phone, complaintNo: number ?? undefined, goal: typed.goal }
    await requestCode(d, challenge, page.t)
    return ask(request, reply, challenge)
  })
  app.post('/p/follow/link', async (request, reply) => {
    const link = await readFollowLink(d.db, one(await readForm(d, request), 'token') ?? '')
    if (!link || link.phoneIndex === null) throw new Refusal('not_found', {}, 404)
    return sendAgain({ phone: phoneOf(d, link), complaintNo: link.complaintNo }, request, reply)
  })
  app.post('/p/follow/again', async (request, reply) => {
    const challenge = openChallenge(d, one(await readForm(d, request), 'challenge') ?? '')
    if (!challenge) return reply.redirect('/p/follow', 303)
    return sendAgain(challenge, request, reply)
  })
  async function sendAgain(challenge: Asking, request: Parameters<typeof ask>[0], reply: Parameters<typeof ask>[1]) {
    slowDown(limits.codes, request.ip)
    const page = await pageOf(f, request, reply)
    await requestCode(d, challenge, page.t)
    return ask(request, reply, challenge)
  }
  app.post('/p/follow/code', async (request, reply) => {
    const form = await readForm(d, request)
    const challenge = openChallenge(d, one(form, 'challenge') ?? '')
    if (!challenge) return reply.redirect('/p/follow', 303)
    const code = (one(form, 'code') ?? '').normalize('NFKC').replace(/\D/g, '')
    if (form.switched) return ask(request, reply, challenge, form.switched)
    if (code === '') return ask(request, reply, challenge, null, [{ path: 'code', code: 'required' }])
    slowDown(limits.codes, request.ip)
    try {
      const { index, complaintId } = await takeCode(d, { ...challenge, code })
      const opened = await openPortalSession(d.db, index, complaintId)
      setPortalCookie(reply, d.publicUrl, opened.secret)
      const cases = await listCases(d, d.db, { hash: index, phoneIndex: index, complaintId })
      return reply.redirect(challenge.goal === 'data' ? '/p/my-data' : cases.length === 1 && cases[0] ? `/p/case/${cases[0].complaintNo}` : '/p/cases', 303)
    } catch (error) {
      if (error instanceof Refusal && error.code === 'portal.code_wrong') return ask(request, reply, challenge, null, [{ path: 'code', code: 'invalid' }])
      throw error
    }
  })
}

/** The session of a page's request. @throws Refusal `not_signed_in` (401) */
export async function needSession(d: Deps, request: Parameters<typeof readPortalSession>[2]): Promise<PortalSession> {
  const session = await readPortalSession(d.db, d.publicUrl, request)
  if (!session) throw new Refusal('not_signed_in', {}, 401)
  return session
}

type Sealed = { phone?: string }

/** The phone of a case in plain. */
export function phoneOf(d: Deps, link: Pick<FollowLink, 'complaintId' | 'sealed'>): string {
  return (JSON.parse(unseal(d.keys, `complaints|sealed|${link.complaintId}`, link.sealed)) as Sealed).phone ?? ''
}

export type OwnCase = { id: string; sealed: Buffer; phone_masked: string | null }

/** The newest case of a session. */
export async function newestOf(d: Deps, session: PortalSession): Promise<OwnCase | null> {
  const mine = session.complaintId === null ? sql`phone_index = ${session.phoneIndex}` : sql`id = ${session.complaintId}`
  return (await sql<OwnCase>`select id, sealed, phone_masked from complaints where ${mine} order by received_at desc limit 1`.execute(d.db)).rows[0] ?? null
}

/** The masked phone of a session; empty without one. */
export async function maskedPhone(d: Deps, session: PortalSession): Promise<string> {
  return (await newestOf(d, session))?.phone_masked ?? ''
}
