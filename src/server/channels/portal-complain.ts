// The pages that take a complaint: what, tell, review, sent. Every step is a plain form; what was typed comes back with every error.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { portalComplaint } from '../../contract/complaints.ts'
import { portalChoices } from '../../contract/portal.ts'
import { portalReason } from '../../domain/policy/reason-tree.ts'
import { Refusal } from '../../domain/refusal.ts'
import { parcelPosition } from '../../domain/waybills/custody.ts'
import { checkDraft, newDraft, plainItems, readDraft } from '../../portal/complaints/draft.ts'
import { receivedPage } from '../../portal/complaints/received-page.ts'
import { reviewPage } from '../../portal/complaints/review-page.ts'
import { tellPage } from '../../portal/complaints/tell-page.ts'
import { whatPage } from '../../portal/complaints/what-page.ts'
import type { Draft, FieldError, Page } from '../../portal/models.ts'
import type { Intake } from '../complaints/intake.ts'
import type { Deps } from '../complaints/deps.ts'
import type { Ctx } from '../platform/context.ts'
import { nobody } from '../platform/http.ts'
import { requestHash } from '../platform/ids.ts'
import { malformed, understood } from '../platform/problems.ts'
import { Replayed } from '../platform/routes.ts'
import { lookupWithin } from '../waybills/carrier.ts'
import { consentText } from './data-policy.ts'
import { fileFromPortal } from './portal-acts.ts'
import type { Filed, Filing } from './portal-acts.ts'
import { aboutOf } from './portal-case.ts'
import { maxFileMb, maxFiles, readForm } from './portal-form.ts'
import type { Form } from './portal-form.ts'
import { draftOwner, isDraftKey, keepDraft, markBrowser, markSent, readKept } from './portal-drafts.ts'
import { pageOf, sendPage } from './portal-frame.ts'
import type { Frame } from './portal-frame.ts'
import { limits, slowDown } from './portal-routes.ts'
import { readFollowLink } from './portal-session.ts'
import { ownClaim } from './portal-visitor.ts'

type Query = { about?: string | string[]; number?: string | string[]; draft?: string | string[]; check?: string }
type Request = FastifyRequest
const maxes = { maxFiles, maxFileMb }

/**
 * Registers the pages below /p/complain and the acknowledgement. Every step posts, is kept and answers with the address of what comes
 * next (ADR 035); a browser without cookies gets the next page as the answer itself.
 */
export function complainPages(app: FastifyInstance, f: Frame, intake: Intake): void {
  stepPages(app, f)
  sendPages(app, f, intake)
  app.get<{ Params: { secret: string } }>('/p/follow/:secret/received', async (request, reply) => received(f, request, reply))
}

/** The three steps as pages with addresses of their own. */
function stepPages(app: FastifyInstance, f: Frame): void {
  const { d } = f
  app.get('/p/complain', async (request, reply) => {
    markBrowser(d, request, reply)
    const { number, lost } = request.query as Query & { lost?: string }
    const kept = await readKept(d, draftOwner(d, request), keyOf(request))
    if (kept && 'sentTo' in kept) return reply.redirect(kept.sentTo, 303)
    const known = kept?.draft.number ?? numberOf(number)
    return sendPage(reply, whatPage(await pageOf(f, request, reply), { key: kept?.draft.key ?? randomUUID(), ...(known === '' ? {} : { number: known }), ...(kept ? { chosen: kept.draft.about } : {}), lost: lost === '1' }))
  })
  app.get('/p/complain/tell', async (request, reply) => {
    const { about, number, check } = request.query as Query
    const choice = portalChoices.find((one) => one === about)
    if (choice === undefined) return reply.redirect('/p/complain', 303)
    const key = keyOf(request)
    if (key === '') return reply.redirect(tellPath({ about: choice, key: randomUUID() }, numberOf(number)), 303)
    markBrowser(d, request, reply)
    const kept = await readKept(d, draftOwner(d, request), key)
    if (kept && 'sentTo' in kept) return reply.redirect(kept.sentTo, 303)
    const draft: Draft = kept ? { ...kept.draft, about: choice } : { ...newDraft(key), about: choice, number: numberOf(number) }
    const page = await pageOf(f, request, reply)
    return sendPage(reply, tellPage(page, { draft, errors: kept && check === '1' ? [...wrongIn(draft, page), ...kept.fileErrors] : [], ...maxes }))
  })
  app.get('/p/complain/review', async (request, reply) => {
    const kept = await readKept(d, draftOwner(d, request), keyOf(request))
    if (!kept) return reply.redirect('/p/complain?lost=1', 303)
    if ('sentTo' in kept) return reply.redirect(kept.sentTo, 303)
    const page = await pageOf(f, request, reply)
    if (wrongIn(kept.draft, page).length > 0) return reply.redirect(`${tellPath(kept.draft)}&check=1`, 303)
    return sendPage(reply, reviewPage(page, { draft: kept.draft }))
  })
}

/** What the steps post, and the sending. */
function sendPages(app: FastifyInstance, f: Frame, intake: Intake): void {
  const { d } = f
  app.post('/p/complain/tell', async (request, reply) => {
    const form = await readForm(d, request)
    return keepAndGo(f, request, reply, form, 'tell')
  })
  app.post('/p/complain/review', async (request, reply) => {
    const form = await readForm(d, request)
    const step = form.values['step']?.[0]
    return keepAndGo(f, request, reply, form, form.switched ? 'tell' : step === 'what' ? 'what' : 'review')
  })
  app.post('/p/complain', async (request, reply) => {
    const form = await readForm(d, request)
    const draft = draftOf(form)
    const page = await pageOf(f, request, reply, form.switched)
    if (form.switched || checkDraft(draft).length > 0) return keepAndGo(f, request, reply, form, 'review')
    try {
      slowDown(limits.writes, request.ip)
      const path = `${new URL((await file(d, intake, request, form, draft, page)).followUrl).pathname}/received`
      const owner = draftOwner(d, request)
      if (owner) await markSent(d, owner, draft.key, path)
      return reply.redirect(path, 303)
    } catch (error) {
      const known = understood(error)
      if (!known) throw error
      // kept as it stands: the same key files it once, however often it is sent
      return sendPage(reply, reviewPage(page, { draft, problem: { code: known.code } }), known.status)
    }
  })
}

/** Keeps what was posted and leads to the next step by an address; without a cookie to keep it for, draws that step at once. */
async function keepAndGo(f: Frame, request: Request, reply: Reply, form: Form, next: 'what' | 'tell' | 'review'): Promise<Reply> {
  const draft = draftOf(form)
  const page = await pageOf(f, request, reply, form.switched)
  if (draft.about === '') return reply.redirect('/p/complain', 303)
  slowDown(limits.writes, request.ip)
  const errors = [...wrongIn(draft, page), ...form.errors]
  const step = next === 'review' && errors.length > 0 && !form.switched ? 'wrong' : next
  const owner = draftOwner(f.d, request)
  if (owner) {
    await keepDraft(f.d, owner, draft, form.errors)
    const query = `?draft=${encodeURIComponent(draft.key)}`
    return reply.redirect(step === 'what' ? `/p/complain${query}` : step === 'review' ? `/p/complain/review${query}` : `${tellPath(draft)}${step === 'wrong' ? '&check=1' : ''}`, 303)
  }
  if (step === 'what') return sendPage(reply, whatPage(page, { key: draft.key, ...(draft.number === '' ? {} : { number: draft.number }), chosen: draft.about, lost: false }))
  if (step === 'review') return sendPage(reply, reviewPage(page, { draft }))
  return sendPage(reply, tellPage(page, { draft, errors: step === 'wrong' ? errors : [], ...maxes }), step === 'wrong' ? 422 : 200)
}

function keyOf(request: Request): string {
  const { draft } = request.query as Query
  return typeof draft === 'string' && isDraftKey(draft) ? draft : ''
}

function tellPath(draft: Pick<Draft, 'about' | 'key'>, number = ''): string {
  return `/p/complain/tell?about=${draft.about}&draft=${encodeURIComponent(draft.key)}${number === '' ? '' : `&number=${encodeURIComponent(number)}`}`
}

/** Everything wrong with a draft, the form's own rules first, then the wire's. */
function wrongIn(draft: Draft, page: Page): FieldError[] {
  return [...checkDraft(draft), ...wireErrors(inputOf(draft, page, 'other'))]
}

// a parameter that comes twice is a list
function numberOf(text: string | string[] | undefined): string {
  return plainItems(String(text ?? '').slice(0, 200)).join(' ')
}

function draftOf(form: Form): Draft {
  const draft = readDraft(form.values, form.files)
  return isDraftKey(draft.key) ? draft : { ...draft, key: randomUUID() }
}

async function file(d: Deps, intake: Intake, request: FastifyRequest, form: Form, draft: Draft, page: Page): Promise<Filed> {
  const signed = await signedFor(d, plainItems(draft.number)[0])
  const parsed = portalComplaint.safeParse(inputOf(draft, page, portalReason(d.policy().reasons, draft.about, signed)))
  if (!parsed.success) throw malformed(parsed.error, '')
  const input: Filing = parsed.data
  const ctx: Ctx = { db: d.db, actor: nobody, log: request.log, requestId: request.id, idempotency: null }
  const claim = { scope: `${nobody.kind}:${nobody.id} POST /p/complain`, key: draft.key, requestHash: requestHash(d.keys.indexKey, form.sent) }
  try {
    return await fileFromPortal(d, intake, ctx, input, ownClaim(d, request, claim, input.complainant?.phone))
  } catch (error) {
    if (error instanceof Replayed) return JSON.parse(error.body) as Filed
    throw error
  }
}

/** Whether the parcel counts as signed for: the reason of some choices depends on it. Unknown parcels don't. */
async function signedFor(d: Deps, number: string | undefined): Promise<boolean> {
  if (number === undefined) return false
  const found = await lookupWithin(d.carrier, number)
  return found.kind === 'found' && ['delivered', 'awaiting_collection'].includes(parcelPosition(found.waybill).state)
}

/** The draft as the wire has it. Without words, the answer that was tapped is what the customer said. */
function inputOf(draft: Draft, page: Page, reasonCode: string | null): Record<string, unknown> {
  const about = draft.about === '' ? 'other' : draft.about
  const preferences = { ...(draft.noCalls ? { doNotCall: true } : {}), ...(page.elder ? { elder: true } : {}), ...(page.locale === 'zh-CN' ? {} : { language: page.locale }) }
  const role = draft.role === '' ? 'consignee' : draft.role
  const complainant = draft.anonymous ? { role, preferences } : { phone: draft.phone, ...(draft.name === '' ? {} : { name: draft.name }), role, preferences }
  return {
    ...(reasonCode === null ? {} : { reasonCode }), items: plainItems(draft.number).map((number) => ({ type: 'waybill', number })), verbatim: draft.words === '' ? page.t(`portal.about.${about}`) : draft.words,
    complainant, anonymous: draft.anonymous, ...(draft.wishes.length === 0 ? {} : { demand: { kinds: draft.wishes } }), attachmentIds: draft.files.map((one) => one.token), consent: { text: consentText.version, locale: page.locale },
  }
}

const fieldOf: Readonly<Record<string, string>> = { verbatim: 'words', items: 'number', complainant: 'phone', 'complainant.phone': 'phone', 'complainant.name': 'name', attachmentIds: 'files' }

/** What the wire would refuse, at the fields of the form: control characters, numbers of impossible length. */
function wireErrors(input: Record<string, unknown>): FieldError[] {
  const parsed = portalComplaint.safeParse(input)
  if (parsed.success) return []
  const paths = parsed.error.issues.map((issue) => fieldOf[issue.path.join('.')] ?? fieldOf[String(issue.path[0])] ?? 'words')
  return [...new Set(paths)].filter((path) => path !== 'phone').map((path) => ({ path, code: 'invalid' }))
}

type Reply = Parameters<typeof sendPage>[0]

/** The acknowledgement, within the hour after filing; later the link leads to the case. */
async function received(f: Frame, request: FastifyRequest<{ Params: { secret: string } }>, reply: Reply): Promise<Reply> {
  const link = await readFollowLink(f.d.db, request.params.secret)
  if (!link) throw new Refusal('not_found', {}, 404)
  if (!link.isFresh) return reply.redirect(`/p/follow/${request.params.secret}`, 303)
  const found = await sql<{ received_at: number; reason: string | null; anonymous: boolean; item_number: string | null; first_at: number | null; due_at: number | null }>`select c.received_at, coalesce(c.reason_code, c.suggested ->> 'code') as reason, c.anonymous, c.item_number,
      (select k.due_at from clocks k where k.complaint_id = c.id and k.kind = 'first_contact') as first_at, (select k.due_at from clocks k where k.complaint_id = c.id and k.kind = 'decision' and k.epoch = 1) as due_at
    from complaints c where c.id = ${link.complaintId}`.execute(f.d.db)
  const row = found.rows[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  const iso = (at: number): string => new Date(at).toISOString()
  return sendPage(reply, receivedPage(await pageOf(f, request, reply), {
    complaintNo: link.complaintNo, receivedAt: iso(row.received_at), about: aboutOf(f.d, row.reason), promisedAt: iso(row.due_at ?? row.first_at ?? row.received_at), followUrl: `${f.d.publicUrl}/p/follow/${request.params.secret}`,
    anonymous: link.phoneIndex === null, numberPending: row.item_number === null, ...(link.phoneMasked === null ? {} : { phoneMasked: link.phoneMasked }), ...(row.first_at === null ? {} : { firstContactAt: iso(row.first_at) }),
  }))
}
