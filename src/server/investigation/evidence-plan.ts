// The plan of evidence of a case: items taken from policy or added, and what a person said of one that evidence didn't settle by itself.
import { sql } from 'kysely'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { planEvidence, settleItem } from '../../contract/inquiry.ts'
import { hourMillis } from '../../domain/sla/days.ts'
import { planFor } from '../../domain/investigation/plan.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { clean, gist } from '../complaints/words.ts'
import { newId } from '../platform/ids.ts'
import { evidencePlansDocument } from './policy.ts'

type NewItem = { readonly code: string | null; readonly what: string; readonly why: string; readonly givers: readonly string[]; readonly types: readonly string[]; readonly mandatory: boolean; readonly dueAt: string }

/** Puts items into the plan; one that policy names comes in once. @throws Refusal `evidence_plan.nothing` (400) · `evidence_plan.item_unknown` (400) */
export async function addToPlan({ deps, tx, row, now, ctx }: Step, body: BodyOf<typeof planEvidence>): Promise<Decided> {
  const policy = deps.policy().of(evidencePlansDocument)
  const mandatory = new Map(planFor(policy, row.reason_code).wants.map((w) => [w.item, w.mandatory]))
  const known = (await sql<{ code: string | null }>`select code from evidence_plan_items where complaint_id = ${row.id}`.execute(tx)).rows
  const taken = [...new Set(body.take)].filter((code) => !known.some((k) => k.code === code)).map((code): NewItem => {
    const kind = policy.items[code]
    if (kind === undefined) throw new Refusal('evidence_plan.item_unknown', { item: code }, 400)
    return { code, what: kind.what['zh-CN'], why: kind.why['zh-CN'], givers: kind.givers, types: kind.types, mandatory: mandatory.get(code) ?? false, dueAt: new Date(now + kind.hours * hourMillis).toISOString() }
  })
  const own = body.add.map((a): NewItem => ({ ...a, code: null, what: clean(a.what), why: clean(a.why), dueAt: a.dueAt ?? new Date(now + 48 * hourMillis).toISOString() }))
  const items = [...taken, ...own].map((item, i) => ({ ...item, id: newId(now), seq: known.length + 1 + i }))
  if (items.length === 0) throw new Refusal('evidence_plan.nothing', {}, 400)
  await sql`insert into evidence_plan_items (complaint_id, id, seq, code, what, why, givers, types, mandatory, due_at, added_by, added_by_name, added_at)
    select ${row.id}, i.id, i.seq, i.code, i.what, i.why, array(select jsonb_array_elements_text(i.givers)), array(select jsonb_array_elements_text(i.types)), i.mandatory, i."dueAt", ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)}
    from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as i (id uuid, seq int, code text, what text, why text, givers jsonb, types jsonb, mandatory boolean, "dueAt" timestamptz)`.execute(tx)
  return { data: { items: items.map((i) => ({ item: i.id, ...(i.code === null ? { what: gist(i.what) } : { code: i.code }), mandatory: i.mandatory })) } }
}

/** Settles an item by a person's word, or opens it again. @throws Refusal 404 `not_found` · 400 `evidence_plan.reason_missing` */
export async function settlePlanItem({ tx, row, now, ctx }: Step, body: BodyOf<typeof settleItem>): Promise<Decided> {
  if (body.settled !== null && (body.reason ?? '') === '') throw new Refusal('evidence_plan.reason_missing', {}, 400)
  const reason = body.settled === null ? null : clean(body.reason ?? '')
  const by = body.settled === null ? { id: null, name: null, at: null } : { id: ctx.actor.id, name: ctx.actor.name, at: new Date(now) }
  const changed = await sql`update evidence_plan_items set settled = ${body.settled}, reason = ${reason}, settled_by = ${by.id}, settled_by_name = ${by.name}, settled_at = ${by.at} where complaint_id = ${row.id} and id = ${body.item} returning id`.execute(tx)
  if (changed.rows.length === 0) throw new Refusal('not_found', {}, 404)
  return { made: body.item, event: 'investigation.evidence_settled', data: { item: body.item, settled: body.settled, reason: reason === null ? null : gist(reason) } }
}
