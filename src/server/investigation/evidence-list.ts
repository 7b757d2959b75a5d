// The evidence of a case as who asks may see it: pieces in order, with links that end by themselves, what holds them and what was asked for.
import { sql } from 'kysely'
import type { RawBuilder, SqlBool } from 'kysely'
import type { EvidenceHold, EvidenceItem, EvidenceRequest, listCustody, listEvidence } from '../../contract/evidence.ts'
import type { QueryOf, ReplyOf } from '../../contract/endpoint.ts'
import { mediaKindOf } from '../../domain/complaints/evidence.ts'
import type { ScanState } from '../../domain/complaints/evidence.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { may } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import { metaPlace } from '../complaints/attachments.ts'
import type { Deps } from '../complaints/deps.ts'
import { ticketFor } from '../complaints/file-tickets.ts'
import { loadVisible, ordersOf, unitScope, visibleTo } from '../complaints/visible.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { unseal } from '../platform/crypto.ts'
import { cursorOf, readCursor } from '../platform/pages.ts'
import { Malformed } from '../platform/problems.ts'

type File = { id: string; name: string; media_type: string; size: number; sha256: string; scan: ScanState; scan_found: string | null; meta: string | null }
type Row = Omit<EvidenceItem, 'aboutAt' | 'addedAt' | 'stateAt' | 'file'> & { about_at: number | null; added_at: number; state_at: number | null; file: File | null }

/** Pieces (alias `e`) the actor may see: headquarters all, a unit those of the questions it may read and what else its people added. */
export function evidenceOf(actor: Actor): RawBuilder<SqlBool> {
  if (unitScope(actor) === null) return sql<SqlBool>`true`
  return sql<SqlBool>`case when e.order_id is null then e.added_by_unit_id = ${actor.unitId} else exists (select 1 from orders o where o.complaint_id = e.complaint_id and o.id = e.order_id and ${ordersOf(actor)}) end`
}

/** One page of the evidence of a case. @throws Refusal 404 */
export async function readEvidence(d: Deps, ctx: Ctx, complaintId: string, query: QueryOf<typeof listEvidence>): Promise<ReplyOf<typeof listEvidence>> {
  const { id } = await loadVisible(ctx.db, ctx.actor, complaintId)
  const after = readCursor(query.cursor)
  if (after !== null && !/^\d{1,9}$/.test(after)) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  const found = await sql<Row>`
    select e.id, e.seq, e.type, e.side, e.origin, e.origin_id as "originId", case when u.id is null then null else jsonb_build_object('id', u.id, 'name', u.name) end as unit, e.text, e.about_at, e.added_at, e.added_by_name as "addedBy", w.name as "addedByUnit",
      e.state, e.state_by_name as "stateBy", e.state_at, e.state_reason as "stateReason", exists (select from evidence_holds h where h.complaint_id = e.complaint_id and h.released_at is null and (h.evidence_id is null or h.evidence_id = e.id)) as held,
      case when a.id is null then null else jsonb_build_object('id', a.id, 'name', a.name, 'media_type', a.media_type, 'size', a.size, 'sha256', encode(a.sha256, 'hex'), 'scan', b.scan_state, 'scan_found', b.scan_found, 'meta', encode(a.meta_sealed, 'base64')) end as file
    from evidence e left join attachments a on a.id = e.attachment_id left join blobs b on b.sha256 = a.sha256 left join org_units u on u.id = e.unit_id left join org_units w on w.id = e.added_by_unit_id
    where e.complaint_id = ${id} and e.seq > ${Number(after ?? 0)} and ${evidenceOf(ctx.actor)} order by e.seq limit ${query.limit + 1}`.execute(ctx.db)
  const shown = found.rows.slice(0, query.limit)
  const inside = unitScope(ctx.actor) === null
  const links = ticketFor(d.keys, ctx.actor, id, 'picture')
  return {
    items: shown.map((row) => itemOf(d, ctx.actor, row)), nextCursor: cursorOf(found.rows.length > query.limit ? String(shown.at(-1)?.seq) : undefined), linksUntil: iso(links.expiresAt),
    holds: inside ? await listHolds(ctx.db, id) : [], requests: inside ? await listRequests(ctx.db, id) : [], scanner: d.scanner?.name ?? null,
  }
}

/** From its arrival on. @throws Refusal 404 */
export async function readCustody(ctx: Ctx, evidenceId: string): Promise<ReplyOf<typeof listCustody>> {
  const there = await sql`select 1 from evidence e join complaints c on c.id = e.complaint_id where e.id = ${evidenceId} and ${evidenceOf(ctx.actor)} and ${visibleTo(ctx.actor)}`.execute(ctx.db)
  if (there.rows.length === 0) throw new Refusal('not_found', {}, 404)
  const found = await sql<Omit<ReplyOf<typeof listCustody>['items'][number], 'at'> & { at: number }>`select k.id, k.at, k.act, k.by_name as by, u.name as unit, k.from_place as "from", k.note from evidence_custody k left join org_units u on u.id = k.unit_id where k.evidence_id = ${evidenceId} order by k.at, k.id limit 500`.execute(ctx.db)
  return { items: found.rows.map((k) => ({ ...k, at: iso(k.at) })) }
}

function itemOf(d: Deps, actor: Actor, { about_at, added_at, state_at, file, ...row }: Row): EvidenceItem {
  return { ...row, aboutAt: isoOrNull(about_at), addedAt: iso(added_at), stateAt: isoOrNull(state_at), file: file === null ? null : fileOf(d, actor, file) }
}

function fileOf(d: Deps, actor: Actor, f: File): EvidenceItem['file'] {
  const kind = mediaKindOf(f.media_type)
  const isGiven = f.scan !== 'infected'
  const investigates = actor.scope.kind === 'all' && may(actor, 'complaint:investigate')
  return {
    id: f.id, name: f.name, mediaType: f.media_type, kind: kind ?? 'other', size: f.size, sha256: f.sha256, scan: f.scan, scanFound: f.scan_found,
    picture: isGiven && kind === 'image' ? `/api/attachments/${f.id}?ticket=${ticketFor(d.keys, actor, f.id, 'picture').ticket}` : null,
    original: isGiven ? `/api/attachments/${f.id}/original?ticket=${ticketFor(d.keys, actor, f.id, 'original').ticket}` : null,
    taken: f.meta === null || !investigates ? null : (JSON.parse(unseal(d.keys, metaPlace(f.id), Buffer.from(f.meta, 'base64'))) as NonNullable<EvidenceItem['file']>['taken']),
  }
}

async function listHolds(db: Db, id: string): Promise<EvidenceHold[]> {
  const found = await sql<Omit<EvidenceHold, 'at' | 'releasedAt'> & { at: number; released_at: number | null }>`select id, evidence_id as "evidenceId", reason, by_name as by, at, released_by_name as "releasedBy", released_at, release_reason as "releaseReason" from evidence_holds where complaint_id = ${id} order by at desc, id limit 100`.execute(db)
  return found.rows.map(({ released_at, ...h }) => ({ ...h, at: iso(h.at), releasedAt: isoOrNull(released_at) }))
}

type RequestRow = Omit<EvidenceRequest, 'dueAt' | 'askedAt' | 'endedAt'> & { due_at: number; asked_at: number; ended_at: number | null }

async function listRequests(db: Db, id: string): Promise<EvidenceRequest[]> {
  const found = await sql<RequestRow>`select id, what, reason, due_at, adverse_effect_told as "adverseEffectTold", channel, contact_id as "contactId", asked_by_name as "askedBy", asked_at, case when state = 'asked' and due_at < app_now() then 'expired' else state end as state,
      ended_at, ended_via as "endedVia", ended_by_name as "endedBy", words, evidence_ids as "evidenceIds" from evidence_requests where complaint_id = ${id} order by asked_at desc, id limit 100`.execute(db)
  return found.rows.map(({ due_at, asked_at, ended_at, ...r }) => ({ ...r, dueAt: iso(due_at), askedAt: iso(asked_at), endedAt: isoOrNull(ended_at) }))
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at)
}
