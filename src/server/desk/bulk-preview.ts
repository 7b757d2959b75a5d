// What a bulk act would change in each case, asked of the same table that refuses a step; nothing is written.
import { sql } from 'kysely'
import type { BulkAct, PreviewItem } from '../../contract/bulk.ts'
import { transitionOf, whyNot } from '../../domain/complaints/lifecycle.ts'
import { may } from '../../domain/identity/actor.ts'
import { findReason } from '../../domain/policy/reason-tree.ts'
import { Refusal, why } from '../../domain/refusal.ts'
import type { Why } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import type { CaseRow } from '../complaints/gate.ts'
import { loadStepFacts } from '../complaints/process-store.ts'
import { visibleTo } from '../complaints/visible.ts'
import type { Ctx } from '../platform/context.ts'

type Listed = CaseRow & { owner_name: string | null }

/** The cases as the act would leave them, in the order asked for; those that aren't there for the actor are left out. */
export async function previewBulkAct(deps: Deps, ctx: Ctx, act: BulkAct, ids: readonly string[]): Promise<{ items: PreviewItem[] }> {
  refuseAct(deps, ctx, act)
  const target = act.act === 'assignment' ? await nameOf(ctx, act.ownerId) : null
  const found = await sql<Listed>`select c.*, u.name as owner_name from complaints c left join users u on u.id = c.owner_id where c.id = any(${[...new Set(ids)]}::uuid[]) and ${visibleTo(ctx.actor)}`.execute(ctx.db)
  const byId = new Map(found.rows.map((row) => [row.id, row]))
  const items: PreviewItem[] = []
  for (const id of new Set(ids)) {
    const row = byId.get(id)
    if (!row) continue
    const facts = await loadStepFacts(ctx.db, deps.policy(), row)
    const no = whyNot(act.act, facts, ctx.actor) ?? sameOrBarred(act, row, facts.barredIds)
    items.push({ id, complaintNo: row.complaint_no, keyword: row.keyword, version: row.version, status: row.status, ...changeOf(act, row, act.act === 'take' ? ctx.actor.name : target), refused: no && { code: no.code, params: { ...no.params } } })
  }
  return { items }
}

/** What is refused whatever the case. @throws Refusal when the actor may not do such acts or the act names what isn't there. */
export function refuseAct(deps: Deps, ctx: Ctx, act: BulkAct): void {
  const { permission } = transitionOf(act.act)
  if (ctx.actor.kind !== 'user') throw new Refusal('bulk.persons_only', {}, 403)
  if (!may(ctx.actor, permission)) throw new Refusal('permission.missing', { permission }, 403)
  if (act.act === 'classification' && !findReason(deps.policy().reasons, act.reasonCode)) throw new Refusal('complaint.unknown_reason', { reason: act.reasonCode }, 400)
}

/** An act that would change nothing is no act: five hundred empty lines in five hundred records help nobody. */
export function sameOrBarred(act: BulkAct, row: Pick<CaseRow, 'owner_id' | 'reason_code' | 'link'>, barredIds: readonly string[]): Why | null {
  if (act.act === 'assignment') return barredIds.includes(act.ownerId) ? why('review.same_handler') : row.owner_id === act.ownerId ? why('bulk.no_change') : null
  if (act.act === 'classification') return row.reason_code === act.reasonCode && (act.link === undefined || act.link === row.link) ? why('bulk.no_change') : null
  return null
}

function changeOf(act: BulkAct, row: Listed, owner: string | null): { from: string | null; to: string | null } {
  if (act.act === 'assignment' || act.act === 'take') return { from: row.owner_name, to: owner }
  if (act.act === 'classification') return { from: row.reason_code, to: act.reasonCode }
  return act.act === 'archiving' ? { from: row.status, to: 'archived' } : { from: null, to: null }
}

async function nameOf(ctx: Ctx, id: string): Promise<string> {
  const found = await sql<{ name: string }>`select name from users where id = ${id} and status = 'active'`.execute(ctx.db)
  const user = found.rows[0]
  if (!user) throw new Refusal('complaint.owner_unfit')
  return user.name
}
