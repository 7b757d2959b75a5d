// The pages behind a single-order link (/p/o/…): one question for who has no account. Whatever opens nothing looks alike and takes the same work.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { orderAnswers } from '../../domain/complaints/vocabulary.ts'
import { Refusal } from '../../domain/refusal.ts'
import { deadLinkPage, orderPage, orderThanksPage } from '../../portal/investigation/order-page.ts'
import type { FieldError, Refused } from '../../portal/models.ts'
import type { FoundLink } from '../investigation/order-links.ts'
import { answerThroughLink } from '../investigation/link-answers.ts'
import { readLinkedOrder } from '../investigation/order-cards.ts'
import type { OrderCard } from '../investigation/order-cards.ts'
import { findLink, holderOf, linkPath, noteOpening } from '../investigation/order-links.ts'
import { inTransaction } from '../platform/database.ts'
import { requestHash } from '../platform/ids.ts'
import { createLimiter } from '../platform/limits.ts'
import { understood } from '../platform/problems.ts'
import { Replayed } from '../platform/routes.ts'
import { maxFileMb, maxFiles, one, readForm } from './portal-form.ts'
import type { Form } from './portal-form.ts'
import { pageOf, sendSecret } from './portal-frame.ts'
import type { Frame } from './portal-frame.ts'
import { slowDown } from './portal-routes.ts'

/** From one place: a station's people open theirs behind one address. Guessing a secret of 256 bits gains nothing at any rate. */
export const linkLimit = createLimiter({ perSecond: 1, burst: 120 })

type Params = { Params: { secret: string } }
type Request = FastifyRequest<Params>
const empty: Form = { sent: {}, values: {}, files: [], errors: [], switched: null }
/** Stands for a link that isn't there, so that the same questions are asked of the database. */
const noLink = '00000000-0000-7000-8000-000000000000'

/** Registers the pages below /p/o/. */
export function orderPages(app: FastifyInstance, f: Frame): void {
  const { d } = f
  app.get<Params>('/p/o/:secret', async (request, reply) => {
    slowDown(linkLimit, request.ip)
    const link = await openLink(request)
    if (!link) return dead(request, reply)
    await inTransaction(d.db, (t) => noteOpening(t, link))
    return show(request, reply, link, empty, [])
  })
  app.post<Params>('/p/o/:secret', async (request, reply) => {
    slowDown(linkLimit, request.ip)
    const link = await findLink(d.db, request.params.secret)
    // a form is read only for a link that opens, or that was used: files for any other are not kept
    const form = link?.state === 'open' || link?.state === 'answered' ? await readForm(d, request) : empty
    const key = one(form, 'key') ?? ''
    // asked for every secret, so that one nobody was given takes no less work
    if ((await wasAnswered(link, key)) && link) return thanks(request, reply, link)
    if (link?.state !== 'open') return dead(request, reply)
    if (form.switched) return show(request, reply, link, form, [])
    const errors = check(form)
    return errors.length > 0 ? show(request, reply, link, form, errors) : answer(request, reply, link, form, key)
  })

  async function openLink(request: Request): Promise<FoundLink | null> {
    const link = await findLink(d.db, request.params.secret)
    return link?.state === 'open' ? link : null
  }

  async function dead(request: Request, reply: FastifyReply): Promise<FastifyReply> {
    return sendSecret(reply, deadLinkPage(await pageOf(f, request, reply)), 404)
  }

  async function thanks(request: Request, reply: FastifyReply, link: FoundLink): Promise<FastifyReply> {
    const { unit } = await readLinkedOrder(d, d.db, holderOf(link, ''), link.orderId)
    return sendSecret(reply, orderThanksPage(await pageOf(f, request, reply), { unit: unit.name, draft: draftOf(link) }))
  }

  /** The same form sent once more, over a line that broke: its sender is told that it has arrived. */
  async function wasAnswered(link: FoundLink | null, key: string): Promise<boolean> {
    const found = await sql`select 1 from idempotency_keys where scope = ${scopeOf(link?.id ?? noLink)} and key = ${key} and reply is not null`.execute(d.db)
    return found.rows.length > 0
  }

  async function show(request: Request, reply: FastifyReply, link: FoundLink, form: Form, errors: readonly FieldError[], problem?: Refused & { status: number }): Promise<FastifyReply> {
    const card = await readLinkedOrder(d, d.db, holderOf(link, ''), link.orderId)
    const page = await pageOf(f, request, reply, form.switched)
    const text = orderPage(page, {
      path: linkPath(request.params.secret), draft: draftOf(link), key: one(form, 'key') ?? randomUUID(), ...askedOf(card), values: form.values, files: form.files, errors, ...(problem ? { problem } : {}), maxFiles, maxFileMb,
    })
    return sendSecret(reply, text, problem?.status ?? (errors.length > 0 ? 422 : 200))
  }

  async function answer(request: Request, reply: FastifyReply, link: FoundLink, form: Form, key: string): Promise<FastifyReply> {
    const idempotency = /^[\x21-\x7e]{8,100}$/.test(key) ? { scope: scopeOf(link.id), key, requestHash: requestHash(d.keys.indexKey, form.sent) } : null
    const chosen = orderAnswers.find((a) => a === one(form, 'answer')) ?? 'true'
    const unit = one(form, 'unit')
    try {
      await answerThroughLink(d, { db: d.db, log: request.log, requestId: request.id, idempotency }, link, { name: one(form, 'who') ?? '', role: one(form, 'role') ?? '' }, {
        partial: false, kit: false, answer: chosen, text: one(form, 'words') ?? '', ...(chosen === 'other_unit' && unit !== undefined ? { otherUnitCode: unit } : {}), attachmentIds: form.files.map((file) => file.token),
      })
      return await thanks(request, reply, link)
    } catch (error) {
      if (error instanceof Replayed) return thanks(request, reply, link)
      const known = understood(error)
      if (!known) throw error
      return known.status === 404 && error instanceof Refusal && error.code === 'not_found' ? dead(request, reply) : show(request, reply, link, form, [], { code: known.code, status: known.status })
    }
  }
}

const scopeOf = (id: string): string => `link:${id} POST /p/o`
const draftOf = (link: FoundLink): string => `order-${link.id}`

/** No name of the customer and none of their words: who holds a link learns what is asked. */
function askedOf(card: OrderCard) {
  return { unit: card.unit.name, keyword: card.keyword, waybillNo: card.waybillNo, question: card.question, isPriority: card.kind === 'priority_instruction', item: card.fields === null ? [] : [card.fields.itemNumber, card.fields.contents, card.fields.destination].flatMap((each) => each ?? []), wantedTypes: card.wantedTypes, wanted: card.wanted, missing: card.stage === 'returned' ? card.missing : null, dueAt: card.dueAt, verdict: card.kit?.verdict ?? null, because: card.likely }
}

function check(form: Form): FieldError[] {
  const need = (path: string, name = path): FieldError[] => (one(form, name) === undefined ? [{ path, code: 'required' }] : [])
  const short = (name: string, limit: number): FieldError[] => ((one(form, name) ?? '').length > limit ? [{ path: name, code: 'too_long', params: { limit } }] : [])
  const chosen = one(form, 'answer')
  return [
    ...(orderAnswers.some((a) => a === chosen) ? [] : [{ path: 'answer', code: 'required' }]), ...need('words'), ...short('words', 2000), ...(chosen === 'other_unit' ? need('unit') : []), ...short('unit', 30),
    ...need('who'), ...short('who', 20), ...need('role'), ...short('role', 20), ...form.errors,
  ]
}
