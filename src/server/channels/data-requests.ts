// Requests about one's own data: opened once for a case of that kind, listed for who handles them, answered through the gate.
import { sql } from 'kysely'
import type { z } from 'zod'
import { id as caseId } from '../../contract/common.ts'
import type { Head } from '../../contract/complaints.ts'
import type { answerDataRequest as wire, dataRequest, dataRequestView, listDataRequests as listWire } from '../../contract/data-requests.ts'
import type { BodyOf, QueryOf, ReplyOf } from '../../contract/endpoint.ts'
import { dataWants, fateOf, readWant, whyNotAnswered } from '../../domain/customers/data-requests.ts'
import type { DataResult, DataWant } from '../../domain/customers/data-requests.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { insist, Refusal } from '../../domain/refusal.ts'
import { dueAfter } from '../../domain/sla/budgets.ts'
import { plainFacts } from '../../domain/sla/profiles.ts'
import type { Deps } from '../complaints/deps.ts'
import { stepWithin } from '../complaints/gate.ts'
import { visibleTo } from '../complaints/visible.ts'
import { clean, gist } from '../complaints/words.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { unseal } from '../platform/crypto.ts'
import { newId } from '../platform/ids.ts'
import type { Sweep } from '../platform/jobs.ts'
import { write } from '../platform/write.ts'
import type { Tx } from '../platform/write.ts'
import { makeCopy } from './data-copy.ts'
import { eraseCase } from './data-erasure.ts'
import { keeping } from './data-policy.ts'

/** The house itself, which may do nothing but open what somebody asked for. */
const house: Actor = { kind: 'system', id: 'system', name: 'Huiyin', roleCode: null, unitId: null, permissions: new Set(['data_request:handle']), scope: { kind: 'all' } }

type Row = { complaint_id: string; complaint_no: string; version: number; wants: DataWant; verbatim_masked: string; phone_masked: string | null; name_masked: string | null; opened_at: number; due_at: number; state: 'open' | 'answered'; result: DataResult | null; reason: string | null; answered_at: number | null; answered_by_name: string | null }

/** When a request that came at an instant (epoch ms) must be answered. */
export function dataDueAt(d: Pick<Deps, 'policy'>, receivedAt: number): number {
  const { profileFor, time } = d.policy()
  const { budget, roll } = profileFor(plainFacts).rules.data_request
  if (!budget) throw new Error('the profile sets no limit for data requests')
  return dueAfter(budget, roll, receivedAt, time).strictDueAt
}

/** Opens the request of a case with its clock; does nothing when it was opened before. What is wanted and about which case stands in the case itself, so that whoever opens it first opens it alike. */
export async function openDataRequest(d: Deps, id: string): Promise<void> {
  const ctx: Ctx = { db: d.db, actor: house, log: d.log, requestId: newId(), idempotency: null }
  await write(ctx, async (open) => {
    const head = await sql<{ received_at: number; wants: string | null; words: string; unreached: boolean; sealed: Buffer }>`select c.received_at, c.details ->> 'wants' as wants, c.verbatim_masked as words, c.phone_index is null as unreached, c.sealed from complaints c where c.id = ${id} and c.kind = 'data_request' and not exists (select from data_requests r where r.complaint_id = c.id) for no key update of c`.execute(open.tx)
    const row = head.rows[0]
    if (!row) return
    const wants = dataWants.find((one) => one === row.wants) ?? readWant(row.words)
    const subjectId = row.unreached ? await subjectOf(d, open.tx, id, row.sealed) : null
    const dueAt = dataDueAt(d, row.received_at)
    await stepWithin(d, open, id, 'data_opening', null, async ({ tx, now }) => {
      await sql`insert into data_requests (complaint_id, wants, subject_id, opened_at, due_at) values (${id}, ${wants}, ${subjectId}, ${new Date(now)}, ${new Date(dueAt)})`.execute(tx)
      return { opens: [{ kind: 'data_request', startAt: row.received_at }], cancels: ['first_contact'], data: { wants, dueAt: new Date(dueAt).toISOString() } }
    })
  })
}

/** The one case a request without a phone is about, which nobody reaches but by its link; from the words as they came, because the masked ones may hide parts of an id. */
async function subjectOf(d: Deps, tx: Db, id: string, sealed: Buffer): Promise<string | null> {
  const told = JSON.parse(unseal(d.keys, `complaints|sealed|${id}`, sealed)) as { details?: { subject?: unknown } }
  const named = caseId.safeParse(told.details?.subject)
  if (!named.success) return null
  const found = await sql<{ id: string }>`select id from complaints where id = ${named.data} and phone_index is null`.execute(tx)
  return found.rows[0]?.id ?? null
}

/** Opens what came by phone, letter or import, or was found later to be a request; gives how many. */
export async function openNewRequests(d: Deps): Promise<number> {
  const found = await sql<{ id: string }>`select c.id from complaints c where c.kind = 'data_request' and is_open_status(c.status) and not exists (select from data_requests r where r.complaint_id = c.id) limit 100`.execute(d.db)
  for (const { id } of found.rows) await openDataRequest(d, id)
  return found.rows.length
}

/** Every five seconds: a request is due from its receipt, so a late round only shows it later. */
export function dataRequestSweep(d: Deps): Sweep {
  return { name: 'data_requests', everyMs: 5000, run: () => openNewRequests(d) }
}

const rows = sql`select r.complaint_id, c.complaint_no, c.version, r.wants, c.verbatim_masked, c.phone_masked, c.name_masked, r.opened_at, r.due_at, case when is_open_status(c.status) then 'open' else r.state end as state, r.result, r.reason, r.answered_at, r.answered_by_name from data_requests r join complaints c on c.id = r.complaint_id and c.kind = 'data_request'`
/** Open for us: neither answered nor ended otherwise (withdrawn); one that was answered and reopened waits again. */
const waits = sql<boolean>`is_open_status(c.status)`
const iso = (at: number): string => new Date(at).toISOString()

function view(r: Row): z.output<typeof dataRequest> {
  return {
    id: r.complaint_id, version: r.version, complaintNo: r.complaint_no, wants: r.wants, words: r.verbatim_masked, phoneMasked: r.phone_masked, nameMasked: r.name_masked, openedAt: iso(r.opened_at), dueAt: iso(r.due_at), state: r.state,
    result: r.result, reason: r.reason, answeredAt: r.answered_at === null ? null : iso(r.answered_at), answeredBy: r.answered_by_name,
  }
}

/** A page of requests: open ones soonest due first, answered ones newest first. */
export async function listDataRequests(ctx: Ctx, query: QueryOf<typeof listWire>): Promise<ReplyOf<typeof listWire>> {
  const open = query.state === 'open'
  const [at, id] = readCursor(query.cursor)
  const after = at === null ? sql`true` : open ? sql`(r.due_at, r.complaint_id) > (${new Date(at)}, ${id}::uuid)` : sql`(r.answered_at, r.complaint_id) < (${new Date(at)}, ${id}::uuid)`
  const order = open ? sql`r.due_at, r.complaint_id` : sql`r.answered_at desc, r.complaint_id desc`
  const found = await sql<Row>`${rows} where ${open ? waits : sql`r.state = 'answered' and not ${waits}`} and ${visibleTo(ctx.actor)} and ${after} order by ${order} limit ${query.limit + 1}`.execute(ctx.db)
  const count = await sql<{ n: number }>`select count(*)::int as n from (select from data_requests r join complaints c on c.id = r.complaint_id and c.kind = 'data_request' where ${waits} and ${visibleTo(ctx.actor)} limit 1000) x`.execute(ctx.db)
  const shown = found.rows.slice(0, query.limit)
  const last = shown.at(-1)
  return { items: shown.map(view), nextCursor: found.rows.length > query.limit && last ? `${open ? last.due_at : (last.answered_at ?? 0)}_${last.complaint_id}` : null, openCount: count.rows[0]?.n ?? 0 }
}

function readCursor(cursor: string | undefined): [number | null, string] {
  const found = /^(\d{1,14})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor ?? '')
  return found ? [Number(found[1]), found[2] ?? ''] : [null, '']
}

async function load(db: Db, actor: Actor, id: string): Promise<Row & { subject_id: string | null; copy_until: number | null; taken_at: number | null }> {
  const found = await sql<Row & { subject_id: string | null; copy_until: number | null; taken_at: number | null }>`select x.*, (select q.subject_id from data_requests q where q.complaint_id = x.complaint_id) as subject_id, k.expires_at as copy_until, k.taken_at from (${rows} where r.complaint_id = ${id} and ${visibleTo(actor)}) x left join data_copies k on k.complaint_id = x.complaint_id`.execute(db)
  const row = found.rows[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  return row
}

/** More cases than one answer may touch in its transaction belong to a business, which is served by its account manager. */
const mostCases = 5000

export type Held = { readonly id: string; readonly complaint_no: string; readonly kind: z.output<typeof dataRequestView>['cases'][number]['kind']; readonly status: z.output<typeof dataRequestView>['cases'][number]['status']; readonly received_at: number; readonly ended_at: number | null; readonly on_hold: boolean }

/**
 * The cases a request is about: those of its phone, or the one it names; requests themselves are the proof that they were answered and stay.
 * What was merged runs as long as the case it lives on in, and what is objected to is not over.
 */
export async function heldCases(db: Db, requestId: string): Promise<Held[]> {
  const found = await sql<Held>`select c.id, c.complaint_no, c.kind, c.status, c.received_at, case when is_open_status(c.status) or is_open_status(s.status) or exists (select from reviews v where v.complaint_id = c.id and v.state = 'open') then null
        else greatest(coalesce(c.closed_at, c.decided_at, (select max(e.at) from events e where e.stream_id = c.id)), s.closed_at) end as ended_at, exists (select from evidence_holds h where h.complaint_id = c.id and h.evidence_id is null and h.released_at is null) as on_hold
    from complaints c left join complaints s on s.id = c.merged_into where c.id in (
      select x.id from complaints q join complaints x on x.phone_index = q.phone_index where q.id = ${requestId}
      union select r.subject_id from data_requests r where r.complaint_id = ${requestId}) and c.kind <> 'data_request' order by c.received_at, c.id limit ${mostCases + 1}`.execute(db)
  return found.rows
}

const records: ReadonlySet<string> = new Set(['complaint', 'claim_request'])

/** One request with what it touches. @throws Refusal 404 */
export async function getDataRequest(d: Pick<Deps, 'policy'>, ctx: Ctx, id: string, now: number): Promise<z.output<typeof dataRequestView>> {
  const row = await load(ctx.db, ctx.actor, id)
  const cases = (await heldCases(ctx.db, id)).map((c) => {
    const fate = fateOf({ isRecord: records.has(c.kind), isOnHold: c.on_hold, endedAt: c.ended_at }, d.policy().of(keeping).recordYears, now)
    return { complaintNo: c.complaint_no, kind: c.kind, status: c.status, receivedAt: iso(c.received_at), fate: fate.fate, because: fate.fate === 'keep' ? fate.because : null, until: fate.fate === 'keep' && fate.until !== null ? iso(fate.until) : null }
  })
  return { ...view(row), cases, copyUntil: row.copy_until === null ? null : iso(row.copy_until), copyTakenAt: row.taken_at === null ? null : iso(row.taken_at) }
}

/** Answers a request: the copy is made, what may be destroyed is, or it is refused; the case closes with it. */
export async function answerDataRequest(d: Deps, ctx: Ctx, id: string, body: BodyOf<typeof wire>): Promise<Head> {
  return write(ctx, async (open) => {
    const row = await load(open.tx, ctx.actor, id)
    insist(whyNotAnswered(row.wants, body.result, body.reason), 400)
    const reason = body.reason === undefined ? null : clean(body.reason)
    // nothing is copied or destroyed before the request is locked and found open: of two who answer at once, one does
    return stepWithin(d, open, id, 'data_answer', body.version, async ({ tx, now }) => {
      const cases = await heldCases(tx, id)
      if (cases.length > mostCases && (body.result === 'erased' || body.result === 'copied')) throw new Refusal('data_request.too_many', { limit: mostCases })
      const told = body.result === 'erased' ? await erase(d, open, id, cases) : body.result === 'copied' ? await makeCopy(d, open, id, cases) : { data: {}, kept: [] }
      await sql`update data_requests set state = 'answered', result = ${body.result}, reason = ${reason}, kept = ${JSON.stringify(told.kept)}::jsonb, erased = ${'erased' in told.data ? told.data.erased : null}, answered_at = ${new Date(now)}, answered_by = ${ctx.actor.kind === 'user' ? ctx.actor.id : null}, answered_by_name = ${ctx.actor.name} where complaint_id = ${id}`.execute(tx)
      return { to: 'closed', cancelRest: true, set: { closed_at: new Date(now) }, data: { wants: row.wants, result: body.result, ...(reason === null ? {} : { reason: gist(reason) }), ...told.data } }
    })
  })
}

type Erased = { readonly data: { readonly erased: number; readonly kept: number }; readonly kept: readonly { complaintNo: string; because: string; until: string | null }[] }

async function erase(d: Deps, open: Tx, requestId: string, cases: readonly Held[]): Promise<Erased> {
  const { recordYears } = d.policy().of(keeping)
  const kept: Erased['kept'][number][] = []
  let erased = 0
  for (const c of cases) {
    const fate = fateOf({ isRecord: records.has(c.kind), isOnHold: c.on_hold, endedAt: c.ended_at }, recordYears, open.now)
    if (fate.fate === 'keep') kept.push({ complaintNo: c.complaint_no, because: fate.because, until: fate.until === null ? null : iso(fate.until) })
    else {
      await stepWithin(d, open, c.id, 'erasure', null, (step) => eraseCase(step, requestId))
      erased += 1
    }
  }
  return { data: { erased, kept: kept.length }, kept }
}
