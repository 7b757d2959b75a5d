// Prohibited or seized goods that went to an authority: the document, and what may be told of it (OPN-20).
import { sql } from 'kysely'
import type { handOverGoods, listGoodsHandovers } from '../../contract/leak-inquiries.ts'
import type { BodyOf, ReplyOf } from '../../contract/endpoint.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { loadVisible, unitScope } from '../complaints/visible.ts'
import { clean, gist } from '../complaints/words.ts'
import type { Ctx } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'

const isSecurity = (reason: string | null): boolean => reason?.startsWith('security_prohibited') ?? false

/** Records one. @throws Refusal 409 `inquiry.no_security_case`; 400 `instant.in_future`. */
export async function goodsHandedOver({ tx, row, now, ctx }: Step, body: BodyOf<typeof handOverGoods>): Promise<Decided> {
  if (!isSecurity(row.reason_code)) throw new Refusal('inquiry.no_security_case')
  if (Date.parse(body.handedAt) > now + 60_000) throw new Refusal('instant.in_future', { field: 'handedAt' }, 400)
  if (ctx.actor.kind !== 'user') throw new Refusal('identity.session_needed', {}, 403)
  const id = newId(now)
  await sql`insert into goods_handovers (id, complaint_id, authority, document_no, goods, handed_at, tellable, by_id, by_name, at) values (${id}, ${row.id}, ${clean(body.authority)}, ${body.documentNo}, ${clean(body.goods)}, ${new Date(body.handedAt)}, ${clean(body.tellable)}, ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)})`.execute(tx)
  return { made: id, data: { handover: id, authority: gist(body.authority), documentNo: body.documentNo, handedAt: new Date(body.handedAt).toISOString() } }
}

/** Those of a case; a unit learns nothing of what went to an authority. */
export async function listHandovers({ db, actor }: Ctx, id: string): Promise<ReplyOf<typeof listGoodsHandovers>> {
  const row = await loadVisible(db, actor, id)
  if (unitScope(actor) !== null) return { isSecurity: false, items: [] }
  const found = await sql<{ id: string; authority: string; document_no: string; goods: string; handed_at: number; tellable: string; by_name: string; at: number }>`select id, authority, document_no, goods, handed_at, tellable, by_name, at from goods_handovers where complaint_id = ${row.id} order by at`.execute(db)
  return { isSecurity: isSecurity(row.reason_code), items: found.rows.map((g) => ({ id: g.id, authority: g.authority, documentNo: g.document_no, goods: g.goods, handedAt: new Date(g.handed_at).toISOString(), tellable: g.tellable, by: g.by_name, at: new Date(g.at).toISOString() })) }
}
