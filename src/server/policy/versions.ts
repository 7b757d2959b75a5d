// Reads versions of policy documents: the table's rows and what the house ships, as the wire tells them.
import { sql } from 'kysely'
import type { PolicySummary, PolicyVersion, PolicyVersionLine } from '../../contract/policy.ts'
import { isSimulated } from '../../contract/policy.ts'
import { may } from '../../domain/identity/actor.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import type { LegalException, PolicyKind, PolicyStanding, PolicyState } from '../../domain/policy/documents.ts'
import { whyNotPublish, whyNotWithdraw } from '../../domain/policy/publishing.ts'
import { Refusal, why } from '../../domain/refusal.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { readClock } from '../platform/database.ts'
import { checkBody, storedText, writtenText } from './check.ts'
import type { CheckFrame } from './check.ts'
import { readDocument, shippedDocument } from './documents.ts'
import type { PolicyBody, PolicyDocument } from './documents.ts'

/** What the routes of policy are built with: every kind there is, and the house that follows them. */
export type PolicyRoom = {
  readonly documents: readonly PolicyDocument<unknown>[]
  readonly house: { readonly refresh: () => Promise<void>; readonly tryOut: (kind: PolicyKind, version: number, body: PolicyBody) => unknown }
}

export type VersionRow = {
  kind: PolicyKind; version: number; state: PolicyState; body: PolicyBody; body_hash: string; edition: number; based_on: number; reason: string; sources: Record<string, string>; exceptions: LegalException[]
  author_id: string; author_name: string; author_ids: string[]; created_at: number; updated_at: number; valid_from: number | null; published_by_name: string | null; published_at: number | null; withdrawn_by_name: string | null; withdrawn_at: number | null; withdrawn_reason: string | null
}
type LineRow = Omit<VersionRow, 'body'>

const columns = sql.raw('kind, version, state, body_hash, edition, based_on, reason, sources, exceptions, author_id, author_name, author_ids, created_at, updated_at, valid_from, published_by_name, published_at, withdrawn_by_name, withdrawn_at, withdrawn_reason')
const longest = 300

/** The document of a kind. @throws Refusal `not_found` (404) for a kind the house does not keep. */
export function documentOf(room: PolicyRoom, kind: PolicyKind): PolicyDocument<unknown> {
  const found = room.documents.find((d) => d.kind === kind)
  if (!found) throw new Refusal('not_found', {}, 404)
  return found
}

/** Policy belongs to the house: units of others read only what reaches them in their work. @throws Refusal `not_found` (404) for who sees but their unit. */
export function insistReader(actor: Actor): void {
  if (actor.scope.kind !== 'all') throw new Refusal('not_found', {}, 404)
}

/** Every kind with what is in force and what comes next. */
export async function listKinds(ctx: Ctx, room: PolicyRoom): Promise<{ items: PolicySummary[] }> {
  insistReader(ctx.actor)
  const now = await readClock(ctx.db)
  const rows = (await sql<LineRow>`select ${columns} from policy_versions where ${seen(ctx.actor)} order by version desc`.execute(ctx.db)).rows
  return { items: room.documents.map((d) => {
    const lines = linesOf(d, rows.filter((r) => r.kind === d.kind), now)
    const [first] = lines.filter((l) => l.standing === 'waiting').sort((a, b) => (a.validFrom ?? '').localeCompare(b.validFrom ?? ''))
    return { kind: d.kind, inForce: lines.find((l) => l.standing === 'in_force') ?? shippedLine(d, 'in_force'), next: first ?? null, drafts: lines.filter((l) => l.standing === 'draft').length, versions: lines.length, simulated: isSimulated(d.kind) }
  }) }
}

/** The versions of a kind, newest first. */
export async function listVersions(ctx: Ctx, room: PolicyRoom, kind: PolicyKind): Promise<{ kind: PolicyKind; simulated: boolean; items: PolicyVersionLine[] }> {
  insistReader(ctx.actor)
  const document = documentOf(room, kind)
  const rows = (await sql<LineRow>`select ${columns} from policy_versions where kind = ${kind} and ${seen(ctx.actor)} order by version desc limit ${longest}`.execute(ctx.db)).rows
  return { kind, simulated: isSimulated(kind), items: linesOf(document, rows, await readClock(ctx.db)) }
}

/** One version, whole. @throws Refusal `not_found` (404). */
export async function readVersion(ctx: Pick<Ctx, 'db' | 'actor'>, room: PolicyRoom, kind: PolicyKind, version: number): Promise<PolicyVersion> {
  insistReader(ctx.actor)
  const document = documentOf(room, kind)
  const now = await readClock(ctx.db)
  const published = await publishedOf(ctx.db, kind)
  const row = version === 1 ? null : await findVersion(ctx.db, kind, version)
  if (version > 1 && (!row || (row.state !== 'published' && !isDrafter(ctx.actor)))) throw new Refusal('not_found', {}, 404)
  const shipped = shippedDocument(document)
  const inForce = inForceOf(published, now)
  const written = row ?? { body: shipped.body, sources: {}, exceptions: [...shipped.exceptions], edition: 1, based_on: 1 }
  const line = row ? lineOf(row, inForce, now) : shippedLine(document, inForce === 1 ? 'in_force' : 'superseded')
  const base = row ? await bodyOf(ctx.db, document, row.based_on) : shipped.body
  const { body: _body, ...check } = checkBody(document, written.body, await frameOf(ctx.db, room, document, { version, base, sources: written.sources, exceptions: written.exceptions, on: dayOf(row?.valid_from ?? now), fits: row?.state === 'draft' }))
  const simulated = !isSimulated(kind) ? null : row ? await isPlayed(ctx.db, row) : true
  const latest = Math.max(1, ...published.map((p) => p.version))
  const facts = { state: row?.state ?? 'published' as const, isPerson: ctx.actor.kind === 'user', isAuthor: row?.author_ids.includes(ctx.actor.id) ?? false, basedOn: written.based_on, latest, changes: check.changes.length, problems: check.problems.length, looser: check.looser.filter((l) => !l.allowed), unsourced: check.unsourced, simulated }
  const mayDraft = may(ctx.actor, 'policy:draft') && ctx.actor.kind === 'user'
  return {
    ...line, edition: written.edition, bodyHash: row?.body_hash ?? storedText(shipped.body).hash, body: { ...written.body }, text: writtenText(written.body), sources: written.sources, exceptions: written.exceptions, check, simulated, latest,
    mayEdit: mayDraft && line.standing === 'draft',
    refused: { publish: may(ctx.actor, 'policy:publish') ? whyNotPublish(facts) : why('permission.missing', { permission: 'policy:publish' }), withdraw: mayDraft ? whyNotWithdraw(facts.state) : why('permission.missing', { permission: 'policy:draft' }) },
  }
}

/** What a check of a draft looks at. */
export async function frameOf(db: Db, room: PolicyRoom, document: PolicyDocument<unknown>, of: Pick<CheckFrame, 'version' | 'base' | 'sources' | 'exceptions' | 'on'> & { readonly fits: boolean }): Promise<CheckFrame> {
  const inForce = inForceOf(await publishedOf(db, document.kind), await readClock(db))
  const value = readDocument(document, inForce, of.on, await bodyOf(db, document, inForce))
  return { ...of, inForce: value, fits: (body) => { if (of.fits) room.house.tryOut(document.kind, of.version, body) } }
}

/** The body of a version. @throws Refusal `policy.version_unknown` (404) for one that is not there. */
export async function bodyOf(db: Db, document: PolicyDocument<unknown>, version: number): Promise<PolicyBody> {
  if (version === 1) return shippedDocument(document).body
  const row = await findVersion(db, document.kind, version)
  if (!row) throw new Refusal('policy.version_unknown', { version }, 404)
  return row.body
}

/** A row of the table, null when there is none. */
export async function findVersion(db: Db, kind: PolicyKind, version: number, lock = false): Promise<VersionRow | null> {
  return (await sql<VersionRow>`select ${columns}, body from policy_versions where kind = ${kind} and version = ${version} ${lock ? sql`for update` : sql``}`.execute(db)).rows[0] ?? null
}

/** The published versions of a kind with their first instants. */
export async function publishedOf(db: Db, kind: PolicyKind): Promise<{ version: number; valid_from: number }[]> {
  return (await sql<{ version: number; valid_from: number }>`select version, valid_from from policy_versions where kind = ${kind} and state = 'published'`.execute(db)).rows
}

/** Whether the draft was played on real history with the very content it has. */
export async function isPlayed(db: Db, row: Pick<VersionRow, 'kind' | 'version' | 'body_hash'>): Promise<boolean> {
  return (await sql`select 1 from policy_runs where what = 'simulation' and state = 'done' and scope ->> 'document' = ${row.kind} and (scope ->> 'version')::int = ${row.version} and body_hash = ${row.body_hash} limit 1`.execute(db)).rows.length > 0
}

/** The day of an instant where the house works. */
export function dayOf(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)
}

function inForceOf(published: readonly { version: number; valid_from: number }[], now: number): number {
  return Math.max(1, ...published.filter((p) => p.valid_from <= now).map((p) => p.version))
}

function linesOf(document: PolicyDocument<unknown>, rows: readonly LineRow[], now: number): PolicyVersionLine[] {
  const inForce = inForceOf(rows.flatMap((r) => (r.state === 'published' && r.valid_from !== null ? [{ version: r.version, valid_from: r.valid_from }] : [])), now)
  return [...rows.map((r) => lineOf(r, inForce, now)), shippedLine(document, inForce === 1 ? 'in_force' : 'superseded')]
}

function lineOf(r: LineRow, inForce: number, now: number): PolicyVersionLine {
  const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
  return {
    kind: r.kind, version: r.version, standing: standingOf(r, inForce, now), validFrom: iso(r.valid_from), basedOn: r.based_on, reason: r.reason, author: r.author_name, createdAt: iso(r.created_at), updatedAt: iso(r.updated_at),
    publishedBy: r.published_by_name, publishedAt: iso(r.published_at), withdrawnBy: r.withdrawn_by_name, withdrawnAt: iso(r.withdrawn_at), withdrawnReason: r.withdrawn_reason,
  }
}

function standingOf(r: LineRow, inForce: number, now: number): PolicyStanding {
  if (r.state !== 'published') return r.state
  return r.version === inForce ? 'in_force' : r.version > inForce && (r.valid_from ?? 0) > now ? 'waiting' : 'superseded'
}

function shippedLine(document: PolicyDocument<unknown>, standing: PolicyStanding): PolicyVersionLine {
  const none = { basedOn: null, reason: null, author: null, createdAt: null, updatedAt: null, publishedBy: null, publishedAt: null, withdrawnBy: null, withdrawnAt: null, withdrawnReason: null }
  return { kind: document.kind, version: 1, standing, validFrom: new Date(`${shippedDocument(document).validFrom.slice(0, 10)}T00:00:00+08:00`).toISOString(), ...none }
}

function isDrafter(actor: Actor): boolean {
  return may(actor, 'policy:draft') || may(actor, 'policy:publish')
}

/** Drafts and what was given up are the business of who drafts and publishes. */
function seen(actor: Actor) {
  return isDrafter(actor) ? sql`true` : sql`state = 'published'`
}
