// Cases that belong together without being one: parent and children, links, duplicates that turned out to be none (ADR 048).
import { sql } from 'kysely'
import type { Head } from '../../contract/complaints.ts'
import type { BodyOf } from '../../contract/endpoint.ts'
import * as contract from '../../contract/relations.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import type { NewEvent } from '../platform/chain.ts'
import { rowsOf } from '../platform/own-rows.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { write } from '../platform/write.ts'
import type { Deps } from './deps.ts'
import { loadFacts } from './facts.ts'
import { lockPair, saveBeside, stepWithin } from './gate.ts'
import type { CaseRow, Decided, Step } from './gate.ts'
import { mergeCase } from './merge.ts'
import { resolveCase } from './merge-store.ts'
import { unmergeCase } from './unmerge.ts'
import { cleanMaybe, clean, gist } from './words.ts'

/** The routes of `contract/relations.ts` that change something; what belongs together is read by the desk. */
export function relationRoutes(deps: Deps): Route[] {
  return [
    route(contract.merge, (ctx, { params, body }) => mergeCase(deps, ctx, params.id, body)),
    route(contract.unmerge, (ctx, { params, body }) => unmergeCase(deps, ctx, params.id, body)),
    route(contract.setParent, (ctx, { params, body }) => setParent(deps, ctx, params.id, body)),
    route(contract.link, (ctx, { params, body }) => withOther(deps, ctx, params.id, 'link', body.version, body.otherId, (step, other) => link(step, other, body))),
    route(contract.unlink, (ctx, { params, body }) => unlink(deps, ctx, params.id, body)),
    route(contract.dismissDuplicate, (ctx, { params, body }) => withOther(deps, ctx, params.id, 'dismissal', body.version, body.otherId, (step, other) => dismiss(step, other, body.reason))),
  ]
}

/** A step on one case that also writes on another. @throws Refusal `relation.no_other_case` when there is none for the actor, or it is the same. */
async function withOther(deps: Deps, ctx: Ctx, id: string, action: Action, version: number, otherRef: string, work: (step: Step, other: CaseRow) => Promise<Decided>): Promise<Head> {
  return write(ctx, async (open) => {
    const otherId = await resolveCase(open.tx, otherRef)
    const [, other] = otherId === null || otherId === id ? [null, null] : await lockPair(open.tx, ctx, id, otherId)
    return stepWithin(deps, open, id, action, version, (step) => {
      if (other === null) throw new Refusal('relation.no_other_case')
      return work(step, other)
    })
  })
}

async function beside(step: Step, other: CaseRow, event: NewEvent): Promise<void> {
  await saveBeside({ ...step, row: other, facts: await loadFacts(step.tx, other) }, event)
}

async function setParent(deps: Deps, ctx: Ctx, id: string, body: BodyOf<typeof contract.setParent>): Promise<Head> {
  const former = (await sql<{ parent_id: string | null }>`select parent_id from complaints where id = ${id}`.execute(ctx.db)).rows[0]?.parent_id ?? null
  const parentRef = body.parentId
  if (parentRef !== null) return withOther(deps, ctx, id, 'parent', body.version, parentRef, (step, parent) => putUnder(step, parent, body.reason))
  if (former === null) return write(ctx, (open) => stepWithin(deps, open, id, 'parent', body.version, async () => { throw new Refusal('relation.no_parent') }))
  return withOther(deps, ctx, id, 'parent', body.version, former, async (step, parent) => {
    if (step.row.parent_id !== parent.id) throw new Refusal('relation.no_parent')
    await beside(step, parent, { type: 'complaint.child_set', data: { case: step.row.id, caseNo: step.row.complaint_no, under: false } })
    return { set: { parent_id: null }, data: { parent: null, parentNo: null, previous: parent.id, reason: gist(body.reason) } }
  })
}

/** One level deep: a tree of cases would hide whose clock counts. */
async function putUnder(step: Step, parent: CaseRow, reason: string): Promise<Decided> {
  const { tx, row } = step
  if (row.parent_id !== null) throw new Refusal('relation.has_parent')
  if (parent.parent_id !== null) throw new Refusal('relation.parent_is_child')
  if (row.merged_into !== null || parent.merged_into !== null) throw new Refusal('relation.merged')
  const own = await sql`select 1 from complaints where parent_id = ${row.id} limit 1`.execute(tx)
  if (own.rows.length > 0) throw new Refusal('relation.has_children')
  if (secrecyOf(row) !== secrecyOf(parent)) throw new Refusal('relation.restricted')
  await beside(step, parent, { type: 'complaint.child_set', data: { case: row.id, caseNo: row.complaint_no, under: true } })
  return { set: { parent_id: parent.id }, data: { parent: parent.id, parentNo: parent.complaint_no, previous: null, reason: gist(reason) } }
}

async function link(step: Step, other: CaseRow, body: BodyOf<typeof contract.link>): Promise<Decided> {
  const { tx, row, now, ctx } = step
  // number and reason stand in the record of both, which more people read than the restricted one's
  if (secrecyOf(row) !== secrecyOf(other)) throw new Refusal('relation.restricted')
  const there = await sql`select 1 from links where kind = ${body.kind} and removed_at is null and ((complaint_id = ${row.id} and other_id = ${other.id}) or (complaint_id = ${other.id} and other_id = ${row.id})) limit 1`.execute(tx)
  if (there.rows.length > 0) throw new Refusal('relation.linked_already')
  const id = newId(now)
  await sql`insert into links (id, complaint_id, other_id, kind, reason, at, by_id, by_name) values (${id}, ${row.id}, ${other.id}, ${body.kind}, ${clean(body.reason)}, ${new Date(now)}, ${ctx.actor.kind === 'user' ? ctx.actor.id : null}, ${ctx.actor.name})`.execute(tx)
  const data = { link: id, kind: body.kind, reason: gist(body.reason) }
  await beside(step, other, { type: 'complaint.linked', data: { ...data, other: row.id, otherNo: row.complaint_no, back: true } })
  return { made: id, data: { ...data, other: other.id, otherNo: other.complaint_no, back: false } }
}

async function unlink(deps: Deps, ctx: Ctx, id: string, body: BodyOf<typeof contract.unlink>): Promise<Head> {
  const found = await sql<{ other: string; kind: string; forward: boolean }>`select case when complaint_id = ${id} then other_id else complaint_id end as other, kind, complaint_id = ${id} as forward from links where id = ${body.linkId} and removed_at is null and (complaint_id = ${id} or other_id = ${id})`.execute(ctx.db)
  const there = found.rows[0]
  if (!there) return write(ctx, (open) => stepWithin(deps, open, id, 'unlink', body.version, async () => { throw new Refusal('relation.no_link') }))
  return withOther(deps, ctx, id, 'unlink', body.version, there.other, async (step, other) => {
    const removed = await sql`update links set removed_at = ${new Date(step.now)}, removed_by = ${ctx.actor.kind === 'user' ? ctx.actor.id : null}, removed_reason = ${clean(body.reason)} where id = ${body.linkId} and removed_at is null returning 1`.execute(step.tx)
    if (removed.rows.length === 0) throw new Refusal('relation.no_link')
    const data = { link: body.linkId, kind: there.kind, reason: gist(body.reason) }
    await beside(step, other, { type: 'complaint.unlinked', data: { ...data, other: step.row.id, otherNo: step.row.complaint_no, back: there.forward } })
    return { data: { ...data, other: other.id, otherNo: other.complaint_no, back: !there.forward } }
  })
}

/** Remembered on both sides; with the last suspicion gone the case loses its flag. */
async function dismiss(step: Step, other: CaseRow, reason: string | undefined): Promise<Decided> {
  const { tx, row, now, ctx } = step
  const gone = await sql`update duplicates set dismissed_at = ${new Date(now)}, dismissed_by = ${ctx.actor.kind === 'user' ? ctx.actor.id : null}, dismissed_reason = ${cleanMaybe(reason)} where dismissed_at is null and ((complaint_id = ${row.id} and other_id = ${other.id}) or (complaint_id = ${other.id} and other_id = ${row.id})) returning 1`.execute(tx)
  if (gone.rows.length === 0) throw new Refusal('relation.not_suspected')
  // the words stand where only those read them who may see both
  const [own, theirs] = [secrecyOf(row), secrecyOf(other)]
  const dataOf = (c: CaseRow): { reason?: string } => (reason === undefined || secrecyOf(c) < Math.max(own, theirs) ? {} : { reason: gist(reason) })
  const off = async (id: string): Promise<'possible_duplicate'[]> => (await isSuspected(tx, id) ? [] : ['possible_duplicate'])
  await saveBeside({ ...step, row: other, facts: await loadFacts(tx, other) }, { type: 'complaint.duplicate_dismissed', data: { ...dataOf(other), other: row.id, otherNo: row.complaint_no } }, { flagsOff: await off(other.id) })
  return { flagsOff: await off(row.id), data: { ...dataOf(row), other: other.id, otherNo: other.complaint_no } }
}

/** How closed a case is: 0 open, 1 restricted, 2 to named people only. */
function secrecyOf(c: CaseRow): number {
  return c.flags.includes('inquiry') ? 2 : c.flags.includes('restricted') ? 1 : 0
}

async function isSuspected(tx: Db, id: string): Promise<boolean> {
  const found = await sql`select 1 from ${rowsOf('duplicates', id)} d where dismissed_at is null limit 1`.execute(tx)
  return found.rows.length > 0
}
