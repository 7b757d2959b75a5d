// Versions of policy documents for tests: the shipped body changed in a place, as a draft or published, told to the running server.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { PolicyKind } from '../src/domain/policy/documents.ts'
import { policyDocuments } from '../src/server/policy-documents.ts'
import { shippedDocument } from '../src/server/policy/documents.ts'
import type { PolicyBody } from '../src/server/policy/documents.ts'
import type { World } from './world.ts'

/** The shipped body of a kind, to be changed freely. */
export function shippedBody(kind: PolicyKind): Record<string, never> {
  const document = policyDocuments.find((d) => d.kind === kind)
  if (!document) throw new Error(`no policy document ${kind}`)
  return structuredClone(shippedDocument(document).body) as Record<string, never>
}

function exceptionsOf(kind: PolicyKind): readonly unknown[] {
  const document = policyDocuments.find((d) => d.kind === kind)
  return document === undefined ? [] : shippedDocument(document).exceptions
}

/** Stores a draft by the analyst; gives its version. */
export async function storeDraft(world: World, kind: PolicyKind, body: PolicyBody): Promise<number> {
  const text = JSON.stringify(body)
  const { id, name } = world.users.analyst
  const stored = await sql<{ version: number }>`insert into policy_versions (kind, version, state, body, body_hash, based_on, reason, exceptions, author_id, author_name, author_ids)
    select ${kind}, coalesce(max(version), 1) + 1, 'draft', ${text}::json, ${createHash('sha256').update(text).digest('hex')}, 1, '试行', ${JSON.stringify(exceptionsOf(kind))}::jsonb, ${id}::uuid, ${name}, array[${id}::uuid] from policy_versions where kind = ${kind} returning version`.execute(world.db)
  return stored.rows[0]?.version ?? 0
}

/** Publishes it at once and waits until the server goes by it. */
export async function publishDraft(world: World, kind: PolicyKind, version: number): Promise<void> {
  const { id, name } = world.users.liaison
  await sql`update policy_versions set state = 'published', valid_from = app_now(), published_by = ${id}, published_by_name = ${name}, published_at = app_now() where kind = ${kind} and version = ${version}`.execute(world.db)
  for (let left = 100; world.app.deps.policy().versions.get(kind) !== version; left--) {
    if (left === 0) throw new Error(`${kind}@${version} did not come into force`)
    await new Promise((done) => setTimeout(done, 100))
  }
}
