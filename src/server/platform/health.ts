// Whether the process lives and is ready, which build it is, and the interface as a document.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import * as wire from '../../contract/system.ts'
import { problem } from '../../contract/common.ts'
import type { Endpoint } from '../../contract/endpoint.ts'
import type { Db } from './context.ts'
import { readMigrations } from './migrations.ts'
import { openApiOf } from './openapi.ts'
import { route } from './routes.ts'
import type { Route } from './routes.ts'

/** The version in package.json. */
export const version: string = String((JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as { version: string }).version)

export type Health = { readonly db: Db; readonly isLeaving: () => boolean }

/** `/livez /readyz /version /openapi.json` for the given endpoints. */
export function systemRoutes(health: Health, endpoints: readonly Endpoint[]): Route[] {
  const schema = readMigrations().length
  let document: unknown
  return [
    route(wire.livez, async () => ({ ok: true as const })),
    route(wire.readyz, async (_ctx, _input, exchange) => {
      const failing = await whatFails(health, schema)
      // The reply's status says it too, for balancers that read nothing else.
      if (failing.length > 0) await exchange.reply.status(503).header('cache-control', 'no-store').header('retry-after', '2').send({ ok: false, failing })
      return { ok: true, failing: [] }
    }),
    route(wire.getVersion, async () => ({ version, schema })),
    route(wire.openapi, async () => {
      document ??= openApiOf(endpoints, problem, version)
      return document
    }),
  ]
}

async function whatFails(health: Health, schema: number): Promise<string[]> {
  if (health.isLeaving()) return ['leaving']
  try {
    const found = await within(2000, sql<{ version: number }>`select max(version) as version from schema_migrations`.execute(health.db))
    return found.rows[0]?.version === schema ? [] : ['schema']
  } catch {
    return ['database']
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error('too late')), ms)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
