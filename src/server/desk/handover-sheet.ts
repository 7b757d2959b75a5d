// The hand-over sheet: a person's open cases as the next shift needs them, offered and answered many at once (OPN-32, C14).
import { sql } from 'kysely'
import type { z } from 'zod'
import type { answerSheet, getSheet, offerSheet, sheetCase } from '../../contract/duty.ts'
import type { BodyOf, ReplyOf } from '../../contract/endpoint.ts'
import { may } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import { stepWithin } from '../complaints/gate.ts'
import { answerOffered, offerHandOver, readLines, wordedLines } from '../complaints/hand-over.ts'
import { countOpen } from '../complaints/loads.ts'
import { isOpenSql } from '../complaints/open.ts'
import { visibleTo } from '../complaints/visible.ts'
import { loadDuty, nextShiftOf } from '../identity/duty-people.ts'
import type { Ctx } from '../platform/context.ts'
import { rowsOf } from '../platform/own-rows.ts'
import { write } from '../platform/write.ts'
import type { Tx } from '../platform/write.ts'
import { readRows, toQueueRow } from './rows.ts'

type Sheet = ReplyOf<typeof getSheet>
type Extra = { id: string; missing: string[]; classified: boolean; promises: { text: string | null; dueAt: string }[] | null; pending: { id: string; name: string } | null }

/** As many cases as one can hand over in one go. */
const sheetLimit = 100
const iso = (ms: number): string => new Date(ms).toISOString()

/** One's own sheet, or another person's for who plans the floor. @throws Refusal `permission.missing` (403), `not_found` (404). */
export async function readSheet(deps: Deps, ctx: Ctx, ownerId: string | undefined): Promise<Sheet> {
  if (ownerId !== undefined && ownerId !== ctx.actor.id && !may(ctx.actor, 'duty:manage')) throw new Refusal('permission.missing', { permission: 'duty:manage' }, 403)
  if (ctx.actor.kind !== 'user') throw new Refusal('duty.people_only', {}, 403)
  const { people, now } = await loadDuty(ctx.db, deps.policy().duty)
  const owner = people.find((p) => p.id === (ownerId ?? ctx.actor.id))
  if (!owner) throw new Refusal('not_found', {}, 404)
  const returnsAt = owner.standing.away?.returnsAt ?? nextShiftOf(owner, now)
  const rows = await readRows(ctx.db, sql`${isOpenSql} and c.owner_id = ${owner.id} and ${visibleTo(ctx.actor)}`, sql`c.next_due_at, c.id`, sheetLimit + 1)
  const ids = rows.slice(0, sheetLimit).map((r) => r.id)
  const [lines, extras, loads] = await Promise.all([readLines(ctx.db, ids), readExtras(ctx, ids), countOpen(ctx.db, people.map((p) => p.id))])
  const before = returnsAt ?? now + deps.policy().duty.soonMs
  const items = rows.slice(0, sheetLimit).flatMap((r): z.output<typeof sheetCase>[] => {
    const [three, extra] = [lines.get(r.id), extras.get(r.id)]
    return three && extra ? [{ row: toQueueRow(r), lines: JSON.parse(JSON.stringify(three)) as z.output<typeof sheetCase>['lines'], dueBeforeReturn: r.next_due_at !== null && r.next_due_at < before, promises: (extra.promises ?? []).map((p) => ({ text: p.text, dueAt: new Date(p.dueAt).toISOString() })), blocked: blockOf(extra), pendingTo: extra.pending }] : []
  })
  const candidates = people.filter((p) => p.id !== owner.id && (p.standing.shift !== null || p.isSeen) && p.standing.absence === null)
    .map((p) => ({ person: { id: p.id, name: p.name }, open: loads.get(p.id)?.open ?? 0, capacity: p.capacity, shiftEndsAt: p.standing.shift ? iso(p.standing.shift.to) : null })).toSorted((a, b) => a.open / Math.max(1, a.capacity) - b.open / Math.max(1, b.capacity)).slice(0, 50)
  return { owner: { id: owner.id, name: owner.name }, at: iso(now), returnsAt: returnsAt === null ? null : iso(returnsAt), items, more: rows.length > sheetLimit, candidates }
}

async function readExtras(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, Extra>> {
  const found = await sql<Extra>`select c.id, c.missing_fields as missing, c.reason_code is not null as classified,
      (select jsonb_agg(jsonb_build_object('text', k.note, 'dueAt', k.due_at) order by k.due_at) from clocks k where k.complaint_id = c.id and k.kind = 'promise' and k.stopped_at is null) as promises,
      (select jsonb_build_object('id', u.id, 'name', u.name) from ${rowsOf('handovers', sql`c.id`)} h join users u on u.id = h.to_id where h.state = 'offered' limit 1) as pending
    from complaints c where c.id = any(${[...ids]}::uuid[])`.execute(ctx.db)
  return new Map(found.rows.map((r) => [r.id, r]))
}

/** Why it may not be handed over yet, in the lifecycle's own words (SOL-15). */
function blockOf(extra: Extra): { code: string; params: Record<string, unknown> } | null {
  if (extra.pending) return { code: 'complaint.hand_over_pending', params: {} }
  return extra.classified ? null : { code: 'complaint.not_classified', params: {} }
}

/** Offers cases to a colleague, each with the three lines its record gives; what can't be offered comes back with its reason. */
export async function offerCases(deps: Deps, ctx: Ctx, body: BodyOf<typeof offerSheet>): Promise<ReplyOf<typeof offerSheet>> {
  return write(ctx, async (open) => {
    const seen = await visibleIds(open, body.cases.map((c) => c.id))
    const lines = await readLines(open.tx, seen)
    const items = await each(body.cases, async (c) => {
      const three = lines.get(c.id)
      if (!three) throw new Refusal('not_found', {}, 404)
      await stepWithin(deps, open, c.id, 'handover', c.version, (step) => offerHandOver(step, { toId: body.toId, reason: body.reason, ...wordedLines(three) }))
    })
    return { items: items.map(({ id, refused }) => ({ id, offered: refused === null, refused })) }
  }, 201)
}

/** Accepts or declines hand-overs offered to the actor; what can't be answered comes back with its reason. */
export async function answerCases(deps: Deps, ctx: Ctx, body: BodyOf<typeof answerSheet>): Promise<ReplyOf<typeof answerSheet>> {
  return write(ctx, async (open) => {
    const items = await each(body.cases, (c) => stepWithin(deps, open, c.id, 'handover_answer', c.version, (step) => answerOffered(step, { accept: body.accept, ...(body.reason === undefined ? {} : { reason: body.reason }) })))
    return { items: items.map(({ id, refused }) => ({ id, done: refused === null, refused })) }
  })
}

/** In the order of their ids, so that two who hand over at once don't wait for each other in a ring. A refusal comes before anything is written. */
async function each<C extends { readonly id: string }>(cases: readonly C[], act: (c: C) => Promise<unknown>): Promise<{ id: string; refused: { code: string; params: Record<string, unknown> } | null }[]> {
  const done = new Map<string, { code: string; params: Record<string, unknown> } | null>()
  for (const c of cases.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    if (done.has(c.id)) continue
    await act(c).then(() => done.set(c.id, null), (error: unknown) => {
      if (!(error instanceof Refusal)) throw error
      done.set(c.id, { code: error.code, params: { ...error.params } })
    })
  }
  return [...done].map(([id, refused]) => ({ id, refused }))
}

async function visibleIds({ tx, ctx }: Tx, ids: readonly string[]): Promise<string[]> {
  const found = await sql<{ id: string }>`select c.id from complaints c where c.id = any(${[...ids]}::uuid[]) and ${visibleTo(ctx.actor)}`.execute(tx)
  return found.rows.map((r) => r.id)
}
