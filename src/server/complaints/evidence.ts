// Evidence enters a case: the file is bound, its row says what it is and whose, its custody begins, and the record tells of it with its fingerprint.
import { sql } from 'kysely'
import { guessSide, guessType } from '../../domain/complaints/evidence.ts'
import type { EvidenceOrigin, EvidenceSide, EvidenceType } from '../../domain/complaints/evidence.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import type { NewEvent } from '../platform/chain.ts'
import type { Db } from '../platform/context.ts'
import { nobody } from '../platform/http.ts'
import { newId } from '../platform/ids.ts'
import { attachFiles } from './attach.ts'
import type { BoundFile } from './attach.ts'
import type { Step } from './gate.ts'
import { unitScope } from './visible.ts'
import { cleanMaybe, gist } from './words.ts'

/**
 * One piece: a file, words, or both. What isn't said is guessed: the type by origin and content, the side by who brings it.
 * `originId` is the row it came with (order, contact, statement…), `orderId` the question whose unit may see it.
 */
export type NewEvidence = {
  readonly attachmentId?: string | undefined
  readonly text?: string | undefined
  readonly type?: EvidenceType | undefined
  readonly side?: EvidenceSide | undefined
  readonly unitId?: string | null | undefined
  readonly aboutAt?: number | undefined
  readonly origin: EvidenceOrigin
  readonly originId: string | null
  readonly orderId?: string | null | undefined
}

type Place = { readonly complaintId: string; readonly now: number; readonly actor: Actor }

/** Binds the files of the pieces to the step's case and registers them; the gate adds `evidence.added` to the record. Gives the ids in order. @throws Refusal 404 `attachment.not_yours` */
export async function registerEvidence(step: Step, items: readonly NewEvidence[]): Promise<readonly string[]> {
  if (items.length === 0) return []
  const added = await addEvidence(step.tx, { complaintId: step.row.id, now: step.now, actor: step.ctx.actor }, items)
  if (!step.told) throw new Error('evidence is registered within a step of the gate')
  step.told.push(added.event)
  return added.ids
}

/** The same where there is no step: a case being filed. The caller puts the event into the record. */
export async function addEvidence(tx: Db, { complaintId, now, actor }: Place, items: readonly NewEvidence[]): Promise<{ readonly ids: readonly string[]; readonly event: NewEvent }> {
  // uploads from the portal belong to nobody until they are bound: their ids are known to the uploader alone
  const uploader = actor.kind === 'customer' ? nobody : actor
  const files = new Map<string, BoundFile>()
  for (const orderId of new Set(items.map((i) => i.orderId ?? null))) {
    for (const f of await attachFiles(tx, uploader, complaintId, items.flatMap((i) => ((i.orderId ?? null) === orderId && i.attachmentId !== undefined ? [i.attachmentId] : [])), orderId)) files.set(f.id, f)
  }
  const unit = actor.unitId === null ? undefined : (await sql<{ kind: string }>`select kind from org_units where id = ${actor.unitId}`.execute(tx)).rows[0]
  const side = guessSide({ kind: actor.kind, isOfUnit: unitScope(actor) !== null || actor.kind === 'link', isPartner: unit?.kind === 'partner' })
  const last = (await sql<{ n: number }>`select coalesce(max(seq), 0)::int as n from evidence where complaint_id = ${complaintId}`.execute(tx)).rows[0]?.n ?? 0
  const unique = items.filter((item, i) => item.attachmentId === undefined || items.findIndex((other) => other.attachmentId === item.attachmentId) === i)
  const rows = unique.map((item, i) => rowOf(item, item.attachmentId === undefined ? null : (files.get(item.attachmentId) ?? null), { complaintId, now, actor }, last + 1 + i, side))
  await insertRows(tx, rows, { complaintId, now, actor })
  const idOf = new Map(rows.map((r) => [r.attachment_id, r.id]))
  return { ids: items.map((item) => (item.attachmentId === undefined ? (rows[unique.indexOf(item)]?.id ?? '') : (idOf.get(item.attachmentId) ?? ''))), event: { type: 'evidence.added', data: { items: rows.map(toldOf) } } }
}

type Row = ReturnType<typeof rowOf>

function rowOf(item: NewEvidence, file: BoundFile | null, { now, actor }: Place, seq: number, side: EvidenceSide) {
  return {
    id: newId(now), seq, type: item.type ?? guessType(item.origin, file?.media_type ?? null), side: item.side ?? side, unit_id: item.unitId ?? (unitScope(actor) === null ? null : actor.unitId), attachment_id: file?.id ?? null, text: cleanMaybe(item.text), about_at: item.aboutAt === undefined ? null : new Date(item.aboutAt).toISOString(),
    origin: item.origin, origin_id: item.originId, order_id: item.orderId ?? null, sha256: file?.sha256.toString('hex') ?? null, size: file?.size ?? null, from_place: file?.from_place ?? null,
  }
}

async function insertRows(tx: Db, rows: readonly Row[], { complaintId, now, actor }: Place): Promise<void> {
  await sql`with new_rows as (
      insert into evidence (complaint_id, id, seq, type, side, unit_id, attachment_id, sha256, text, about_at, origin, origin_id, order_id, added_by_kind, added_by, added_by_name, added_by_unit_id, added_at, from_place)
      select ${complaintId}, r.id, r.seq, r.type, r.side, r.unit_id, r.attachment_id, decode(r.sha256, 'hex'), r.text, r.about_at, r.origin, r.origin_id, r.order_id, ${actor.kind}, ${actor.id}, ${actor.name}, ${actor.unitId}, ${new Date(now)}, r.from_place
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, seq int, type text, side text, unit_id uuid, attachment_id uuid, sha256 text, text text, about_at timestamptz, origin text, origin_id uuid, order_id uuid, from_place text) returning *)
    insert into evidence_custody (id, complaint_id, evidence_id, at, act, by_kind, by_id, by_name, unit_id, from_place)
    select id, complaint_id, id, added_at, 'added', added_by_kind, added_by, added_by_name, added_by_unit_id, case when added_by_kind = 'customer' then null else from_place end from new_rows`.execute(tx)
}

/** What the record keeps of a piece: enough to hold row and file against it. */
function toldOf(r: Row): Readonly<Record<string, unknown>> {
  return {
    evidence: r.id, seq: r.seq, type: r.type, side: r.side, origin: r.origin, unit: r.unit_id, ...(r.attachment_id === null ? {} : { attachment: r.attachment_id, sha256: r.sha256, size: r.size }), ...(r.text === null ? {} : { text: gist(r.text) }), ...(r.about_at === null ? {} : { aboutAt: r.about_at }),
  }
}
