// The acts on policy drafts: begun from a version, saved, published by another person, given up; each writes one event into the stream of its kind.
import { sql } from 'kysely'
import type { draftPolicy, publishPolicy, savePolicy } from '../../contract/policy.ts'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { PolicyKind } from '../../domain/policy/documents.ts'
import type { PolicyEvent } from '../../domain/policy/events.ts'
import { whyNotWithdraw } from '../../domain/policy/publishing.ts'
import { insist, Refusal } from '../../domain/refusal.ts'
import type { Why } from '../../domain/refusal.ts'
import { nameStream } from '../identity/record.ts'
import { Malformed } from '../platform/problems.ts'
import { appendToStream } from '../platform/record.ts'
import type { Tx } from '../platform/write.ts'
import { checkText, storedText } from './check.ts'
import { shippedDocument } from './documents.ts'
import { bodyOf, dayOf, documentOf, findVersion, frameOf, publishedOf, readVersion } from './versions.ts'
import type { PolicyRoom, VersionRow } from './versions.ts'

/** Begins a draft with the content, sources and legal reasons of a published version; gives its number. @throws Refusal `policy.version_unknown` (404), `policy.not_published` (409). */
export async function beginDraft(t: Tx, room: PolicyRoom, kind: PolicyKind, body: BodyOf<typeof draftPolicy>): Promise<number> {
  const actor = insistPerson(t)
  const document = documentOf(room, kind)
  await lockKind(t, kind)
  const base = body.basedOn === 1 ? { body: shippedDocument(document).body, exceptions: shippedDocument(document).exceptions, state: 'published' } : await findVersion(t.tx, kind, body.basedOn)
  if (!base) throw new Refusal('policy.version_unknown', { version: body.basedOn }, 404)
  if (base.state !== 'published') throw new Refusal('policy.not_published', { version: body.basedOn })
  const stored = storedText(base.body)
  const made = await sql<{ version: number }>`insert into policy_versions (kind, version, state, body, body_hash, based_on, reason, exceptions, author_id, author_name, author_ids)
    select ${kind}, coalesce(max(version), 1) + 1, 'draft', ${stored.text}::json, ${stored.hash}, ${body.basedOn}, ${body.reason}, ${JSON.stringify(base.exceptions)}::jsonb, ${actor.id}, ${actor.name}, array[${actor.id}::uuid] from policy_versions where kind = ${kind} returning version`.execute(t.tx)
  const version = made.rows[0]?.version ?? 0
  await tell(t, kind, { type: 'policy.drafted', data: { kind, version, basedOn: body.basedOn, bodyHash: stored.hash, reason: body.reason } })
  return version
}

/** Keeps a draft as it was written. @throws Refusal `not_found`, `policy.not_a_draft`, `policy.edited_meanwhile` (409); Malformed for a text that has not the document's shape. */
export async function saveDraft(t: Tx, room: PolicyRoom, kind: PolicyKind, version: number, body: BodyOf<typeof savePolicy>): Promise<void> {
  const actor = insistPerson(t)
  const document = documentOf(room, kind)
  const row = await lockDraft(t, kind, version, body.edition)
  const base = await publishedBody(t, room, kind, body.basedOn)
  const check = checkText(document, body.text, await frameOf(t.tx, room, document, { version, base, sources: body.sources, exceptions: body.exceptions, on: dayOf(t.now), fits: false }))
  if (check.body === null) throw new Malformed(check.problems.map((p) => ({ path: `text${p.path === null ? '' : `.${p.path}`}`, code: typeof p.params['field'] === 'string' ? p.params['field'] : 'invalid_format' })))
  const stored = storedText(check.body)
  await sql`update policy_versions set body = ${stored.text}::json, body_hash = ${stored.hash}, edition = edition + 1, based_on = ${body.basedOn}, reason = ${body.reason}, sources = ${JSON.stringify(body.sources)}::jsonb, exceptions = ${JSON.stringify(body.exceptions)}::jsonb,
    author_ids = case when ${actor.id}::uuid = any (author_ids) then author_ids else author_ids || ${actor.id}::uuid end, updated_at = ${new Date(t.now)} where kind = ${kind} and version = ${version}`.execute(t.tx)
  await tell(t, kind, { type: 'policy.draft_saved', data: { kind, version, edition: row.edition + 1, basedOn: body.basedOn, bodyHash: stored.hash, reason: body.reason } })
}

/**
 * Publishes a draft of others, from now or from an instant to come.
 * @throws Refusal as `whyNotPublish` (409), `policy.valid_in_past` (400), `policy.edited_meanwhile` (409).
 */
export async function publishDraft(t: Tx, room: PolicyRoom, kind: PolicyKind, version: number, body: BodyOf<typeof publishPolicy>): Promise<void> {
  const actor = insistPerson(t)
  await lockKind(t, kind)
  const row = await lockDraft(t, kind, version, body.edition)
  const validFrom = body.validFrom === undefined ? t.now : Date.parse(body.validFrom)
  if (validFrom < t.now) throw new Refusal('policy.valid_in_past', {}, 400)
  const seen = await readVersion({ db: t.tx, actor: t.ctx.actor }, room, kind, version)
  insist(seen.refused.publish as Why | null)
  await insistReasons(t, room, row, validFrom)
  await sql`update policy_versions set state = 'published', valid_from = ${new Date(validFrom)}, published_by = ${actor.id}, published_by_name = ${actor.name}, published_at = ${new Date(t.now)} where kind = ${kind} and version = ${version}`.execute(t.tx)
  await tell(t, kind, { type: 'policy.published', data: { kind, version, basedOn: row.based_on, bodyHash: row.body_hash, validFrom: new Date(validFrom).toISOString(), author: row.author_name, reason: row.reason, sources: row.sources, exceptions: row.exceptions } })
}

/** Gives a draft up. @throws Refusal `not_found` (404), `policy.not_a_draft` (409). */
export async function withdrawDraft(t: Tx, room: PolicyRoom, kind: PolicyKind, version: number, reason: string): Promise<void> {
  const actor = insistPerson(t)
  documentOf(room, kind)
  const row = await lockDraft(t, kind, version, null)
  await sql`update policy_versions set state = 'withdrawn', withdrawn_by = ${actor.id}, withdrawn_by_name = ${actor.name}, withdrawn_at = ${new Date(t.now)}, withdrawn_reason = ${reason} where kind = ${kind} and version = ${version}`.execute(t.tx)
  await tell(t, kind, { type: 'policy.withdrawn', data: { kind, version, bodyHash: row.body_hash, reason } })
}

/** A machine has no second pair of eyes, and no name to ask later. */
function insistPerson(t: Tx): { readonly id: string; readonly name: string } {
  if (t.ctx.actor.kind !== 'user') throw new Refusal('identity.session_needed', {}, 403)
  return t.ctx.actor
}

async function lockDraft(t: Tx, kind: PolicyKind, version: number, edition: number | null): Promise<VersionRow> {
  const row = await findVersion(t.tx, kind, version, true)
  if (!row) throw new Refusal('not_found', {}, 404)
  insist(whyNotWithdraw(row.state))
  if (edition !== null && row.edition !== edition) throw new Refusal('policy.edited_meanwhile', { edition: row.edition })
  return row
}

/** Numbers are given and versions published one after the other within a kind. */
async function lockKind(t: Tx, kind: PolicyKind): Promise<void> {
  await sql`select pg_advisory_xact_lock(7216012, hashtext(${kind}))`.execute(t.tx)
}

async function publishedBody(t: Tx, room: PolicyRoom, kind: PolicyKind, version: number) {
  if (version > 1 && !(await publishedOf(t.tx, kind)).some((p) => p.version === version)) throw new Refusal('policy.not_published', { version })
  return bodyOf(t.tx, documentOf(room, kind), version)
}

/** Legal reasons must hold on the day the version begins, not only on the day it is published. */
async function insistReasons(t: Tx, room: PolicyRoom, row: VersionRow, validFrom: number): Promise<void> {
  const document = documentOf(room, row.kind)
  const base = await bodyOf(t.tx, document, row.based_on)
  const { looser } = checkText(document, JSON.stringify(row.body), await frameOf(t.tx, room, document, { version: row.version, base, sources: row.sources, exceptions: row.exceptions, on: dayOf(validFrom), fits: false }))
  const [uncovered] = looser.filter((l) => !l.allowed)
  if (uncovered) throw new Refusal('policy.looser_than_law', { path: uncovered.path, law: uncovered.law })
}

async function tell(t: Tx, kind: PolicyKind, event: PolicyEvent): Promise<void> {
  const { actor } = t.ctx
  await appendToStream(t.tx, t.now, { kind: actor.kind, id: actor.id, name: actor.name }, { id: nameStream('policy', kind), kind: 'policy' }, [event])
}
