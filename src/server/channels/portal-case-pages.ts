// The pages of one case: the case itself, and a form for each thing its customer may do.
import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PortalCase } from '../../contract/portal.ts'
import { Refusal } from '../../domain/refusal.ts'
import { objectionGrounds, objectionPage } from '../../portal/appeals/objection-page.ts'
import { casePage } from '../../portal/channels/case-page.ts'
import { ratingPage } from '../../portal/complaints/rating-page.ts'
import { casePath } from '../../portal/kit/format.ts'
import { materialPage } from '../../portal/messages/material-page.ts'
import type { CaseFormModel, FieldError, Page } from '../../portal/models.ts'
import { answerPage } from '../../portal/resolution/answer-page.ts'
import { withdrawPage, withdrawalReasons } from '../../portal/resolution/withdraw-page.ts'
import type { Ctx } from '../platform/context.ts'
import { requestHash } from '../platform/ids.ts'
import { understood } from '../platform/problems.ts'
import { Replayed } from '../platform/routes.ts'
import * as acts from './portal-acts.ts'
import { viewPortalCase } from './portal-case.ts'
import { maskedPhone, needSession } from './portal-follow.ts'
import { maxFileMb, maxFiles, one, readForm } from './portal-form.ts'
import type { Form } from './portal-form.ts'
import { pageOf, sendPage } from './portal-frame.ts'
import type { Frame } from './portal-frame.ts'
import { caseOf, customer } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

/** What a form's page is drawn from. */
type Standing = { readonly page: Page; readonly view: PortalCase; readonly form: Form; readonly base: CaseFormModel; readonly phoneMasked: string }
type Sent = { readonly ctx: Ctx; readonly session: PortalSession; readonly form: Form; readonly complaintNo: string; readonly t: Page['t'] }

/** One act with a page of its own. `check` finds every error at once, `send` acts and gives the code of what was done. */
type Act = {
  readonly name: string
  readonly may: (view: PortalCase) => boolean
  readonly draw: (s: Standing) => string
  readonly check: (form: Form, view: PortalCase) => FieldError[]
  readonly send: (f: Frame, s: Sent) => Promise<string>
}

const empty: Form = { sent: {}, values: {}, files: [], errors: [], switched: null }
const missing = (path: string): FieldError => ({ path, code: 'required' })

const all: readonly Act[] = [
  {
    name: 'material',
    may: (view) => view.can.material,
    draw: ({ page, view, form, base }) => materialPage(page, { ...base, ask: view.ask, files: form.files, maxFiles, maxFileMb }),
    check: (form) => [...(one(form, 'words') === undefined && form.files.length === 0 && form.sent['kept'] === undefined ? [missing('files')] : []), ...tooLong(form, 'words', 1000), ...form.errors],
    send: async ({ d }, { ctx, session, form, complaintNo }) => {
      await acts.addMaterial(d, ctx, session, { complaintNo, attachmentIds: form.files.map((file) => file.token), words: one(form, 'words') })
      return 'material'
    },
  },
  {
    name: 'answer',
    may: (view) => view.can.answer && view.offer !== null,
    draw: ({ page, view, form, base }) => {
      if (!view.offer) throw new Refusal('offer.none_open')
      return answerPage(page, { ...base, offer: view.offer, answer: one(form, 'answer') === 'accept' ? 'accept' : 'refuse', minor: base.problem?.code === 'offer.guardian_needed' || form.values['guardianConfirmed'] !== undefined })
    },
    check: (form) => (one(form, 'answer') === 'accept' ? [] : [...(one(form, 'words') === undefined && one(form, 'amount') === undefined ? [missing('words')] : []), ...tooLong(form, 'words', 1000), ...(fenOf(one(form, 'amount')) === null ? [{ path: 'amount', code: 'invalid' }] : [])]),
    send: async ({ d }, { ctx, session, form, complaintNo }) => {
      const offerId = one(form, 'offerId') ?? ''
      if (!/^[0-9a-f-]{36}$/.test(offerId)) throw new Refusal('offer.none_open')
      const minor = fenOf(one(form, 'amount')) ?? undefined
      const words = one(form, 'words')
      if (one(form, 'answer') === 'accept') await acts.answer(d, ctx, session, { complaintNo, offerId, answer: 'accept', ...(one(form, 'guardianConfirmed') === 'yes' ? { guardianConfirmed: true } : {}) })
      else if (minor !== undefined) await acts.answer(d, ctx, session, { complaintNo, offerId, answer: 'counter', words, counterAmount: { minor, currency: 'CNY' } })
      else await acts.answer(d, ctx, session, { complaintNo, offerId, answer: 'refuse', words })
      return one(form, 'answer') === 'accept' ? 'accepted' : 'refused'
    },
  },
  {
    name: 'withdrawal',
    may: (view) => view.can.withdrawal && !view.withdrawalPending,
    draw: ({ page, base, phoneMasked }) => withdrawPage(page, { ...base, ...(phoneMasked === '' ? {} : { phoneMasked }) }),
    check: (form) => (withdrawalReasons.some((reason) => reason === one(form, 'reason')) ? [] : [missing('reason')]),
    send: async ({ d }, { ctx, session, form, complaintNo, t }) => {
      const verifyBy = one(form, 'verifyBy') === 'code' ? 'code' : 'call'
      const words = [t(`portal.withdraw.reason.${one(form, 'reason') ?? 'other'}`), ...(one(form, 'pressed') === 'yes' ? [t('portal.withdraw.pressed')] : []), t(`portal.withdraw.verifyBy.${verifyBy}`)]
      await acts.withdraw(d, ctx, session, { complaintNo, words: words.join(t('portal.form.stop')) })
      return 'withdrawal'
    },
  },
  {
    name: 'objection',
    may: (view) => view.can.objection,
    draw: ({ page, view, form, base }) => objectionPage(page, { ...base, decision: view.decision, files: form.files, maxFiles, maxFileMb }),
    check: (form) => [...(objectionGrounds.some((ground) => ground === one(form, 'ground')) ? [] : [missing('ground')]), ...(one(form, 'words') === undefined ? [missing('words')] : tooLong(form, 'words', 1800)), ...form.errors],
    send: async ({ d }, { ctx, session, form, complaintNo, t }) => {
      await acts.object(d, ctx, session, { complaintNo, kind: 'objection', words: `${t(`portal.objection.grounds.${one(form, 'ground') ?? 'other'}`)}\n${one(form, 'words') ?? ''}`, attachmentIds: form.files.map((file) => file.token) })
      return 'objection'
    },
  },
  {
    name: 'rating',
    may: (view) => view.can.rating,
    draw: ({ page, base }) => ratingPage(page, base),
    check: (form) => [...(/^[1-5]$/.test(one(form, 'score') ?? '') ? [] : [missing('score')]), ...tooLong(form, 'comment', 1000)],
    send: async ({ d }, { ctx, session, form, complaintNo }) => {
      await acts.rate(d, ctx, session, { complaintNo, score: Number(one(form, 'score')), comment: one(form, 'comment') })
      return 'rating'
    },
  },
]

function tooLong(form: Form, name: string, limit: number): FieldError[] {
  return (one(form, name) ?? '').length > limit ? [{ path: name, code: 'too_long', params: { limit } }] : []
}

/** "86", "86.50" in fen; undefined when empty, null when it is no amount. */
function fenOf(text: string | undefined): number | undefined | null {
  if (text === undefined) return undefined
  const plain = text.normalize('NFKC').replace(/[¥,\s元]/g, '')
  return /^\d{1,8}(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : null
}

type Params = { Params: { complaintNo: string } }
type Request = FastifyRequest<Params>

/** Registers the pages below /p/case/:complaintNo. */
export function casePages(app: FastifyInstance, f: Frame): void {
  const { d } = f
  const open = async (request: Request): Promise<{ session: PortalSession; view: PortalCase; complaintNo: string }> => {
    const session = await needSession(d, request)
    const complaintNo = request.params.complaintNo.replace(/\D/g, '')
    const id = await caseOf(d.db, session, complaintNo)
    return { session, view: await viewPortalCase(d, d.db, id), complaintNo }
  }
  app.get<Params>('/p/case/:complaintNo', async (request, reply) => {
    const { session, view } = await open(request)
    const { done } = request.query as { done?: string }
    return sendPage(reply, casePage(await pageOf(f, request, reply), { ...view, several: session.complaintId === null, ...(done !== undefined && /^[a-z_]{1,30}$/.test(done) ? { done } : {}) }))
  })
  for (const act of all) {
    app.get<Params>(`/p/case/:complaintNo/${act.name}`, async (request, reply) => {
      const { session, view, complaintNo } = await open(request)
      if (!act.may(view)) return reply.redirect(casePath(complaintNo), 303)
      const query = request.query as Record<string, unknown>
      const values = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [String(value)]]))
      return show(act, request, reply, { session, view, form: { ...empty, values }, errors: [] })
    })
    app.post<Params>(`/p/case/:complaintNo/${act.name}`, async (request, reply) => {
      const { session, view, complaintNo } = await open(request)
      const form = await readForm(d, request)
      if (form.switched) return show(act, request, reply, { session, view, form, errors: [] })
      const errors = act.check(form, view)
      if (errors.length > 0) return show(act, request, reply, { session, view, form, errors })
      const { t } = await pageOf(f, request, reply)
      return send(request, reply, complaintNo, form, act.name, (ctx) => act.send(f, { ctx, session, form, complaintNo, t }), (problem) => show(act, request, reply, { session, view, form, errors: [], problem }))
    })
  }
  app.post<Params>('/p/case/:complaintNo/chaser', async (request, reply) => {
    const { session, complaintNo } = await open(request)
    return send(request, reply, complaintNo, empty, 'chaser', async (ctx) => { await acts.urge(d, ctx, session, { complaintNo }); return 'chaser' })
  })
  app.post<Params>('/p/case/:complaintNo/confirmation', async (request, reply) => {
    const { session, complaintNo } = await open(request)
    const form = await readForm(d, request)
    const satisfied = one(form, 'satisfied') === 'yes'
    return send(request, reply, complaintNo, empty, 'confirmation', async (ctx) => { await acts.confirm(d, ctx, session, { complaintNo, satisfied }); return satisfied ? 'confirmed' : 'not_received' })
  })

  async function show(act: Act, request: Request, reply: FastifyReply, s: { session: PortalSession; view: PortalCase; form: Form; errors: readonly FieldError[]; problem?: { code: string; status: number } }): Promise<FastifyReply> {
    const page = await pageOf(f, request, reply, s.form.switched)
    const base: CaseFormModel = { complaintNo: s.view.complaintNo, key: one(s.form, 'key') ?? randomUUID(), values: s.form.values, errors: s.errors, ...(s.problem ? { problem: s.problem } : {}) }
    return sendPage(reply, act.draw({ page, view: s.view, form: s.form, base, phoneMasked: await maskedPhone(d, s.session) }), s.problem?.status ?? (s.errors.length > 0 ? 422 : 200))
  }

  /** Acts, then shows the case with a word of thanks; a refusal comes back with everything typed where the form can show it. */
  async function send(request: Request, reply: FastifyReply, complaintNo: string, form: Form, name: string, run: (ctx: Ctx) => Promise<string>, again?: (problem: { code: string; status: number }) => Promise<FastifyReply>): Promise<FastifyReply> {
    const key = one(form, 'key')
    const idempotency = key !== undefined && /^[\x21-\x7e]{8,100}$/.test(key) ? { scope: `customer:${complaintNo} POST /p/case/${name}`, key, requestHash: requestHash(d.keys.indexKey, form.sent) } : null
    const ctx: Ctx = { db: d.db, actor: customer(null), log: request.log, requestId: request.id, idempotency }
    try {
      return reply.redirect(`${casePath(complaintNo)}?done=${await run(ctx)}`, 303)
    } catch (error) {
      if (error instanceof Replayed) return reply.redirect(`${casePath(complaintNo)}?done=${name}`, 303)
      const known = understood(error)
      if (!known || known.status === 401 || known.status === 404) throw error
      return again ? again({ code: known.code, status: known.status }) : reply.redirect(casePath(complaintNo), 303)
    }
  }
}
