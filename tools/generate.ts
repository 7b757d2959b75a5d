// `npm run generate`: rewrites every generated file; `--check` only says which are stale. Each generator is one line of the list.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { withScratchDatabase } from '../test/scratch.ts'
import { clocksDoc } from './generate/clocks-doc.ts'
import { codesDoc } from './generate/codes-doc.ts'
import { writeDatabaseTypes } from './generate/database-types.ts'
import { eventsDoc } from './generate/events-doc.ts'
import { lifecycleDoc } from './generate/lifecycle-doc.ts'
import { openApiDoc } from './generate/openapi-doc.ts'
import { permissionsDoc } from './generate/permissions-doc.ts'
import { dumpSchema } from './generate/schema-dump.ts'

/** A generated file: its path from the repository's root and its text, made from a freshly migrated database where needed. */
type Generator = Readonly<{ path: string, make: (client: pg.Client) => string | Promise<string> }>

const generators: readonly Generator[] = [
  { path: 'src/server/platform/schema.ts', make: writeDatabaseTypes },
  { path: 'db/schema.sql', make: dumpSchema },
  { path: 'docs/generated/lifecycle.md', make: lifecycleDoc },
  { path: 'docs/generated/permissions.md', make: permissionsDoc },
  { path: 'docs/generated/events.md', make: eventsDoc },
  { path: 'docs/generated/clocks.md', make: clocksDoc },
  { path: 'docs/generated/codes.md', make: codesDoc },
  { path: 'docs/generated/openapi.json', make: openApiDoc },
]

const root = resolve(import.meta.dirname, '..')

/** Makes all texts from the database at `ownerUrl` and gives those that differ from what is checked in. */
export async function findStale(ownerUrl: string): Promise<{ path: string, text: string }[]> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const stale: { path: string, text: string }[] = []
    for (const { path, make } of generators) {
      const text = await make(client)
      const file = join(root, path)
      if (!existsSync(file) || readFileSync(file, 'utf8') !== text) stale.push({ path, text })
    }
    return stale
  } finally {
    await client.end()
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const isCheck = process.argv.includes('--check')
  const stale = await withScratchDatabase(ownerUrl => findStale(ownerUrl))
  for (const { path, text } of stale) {
    console.log(isCheck ? `${path} is stale` : `wrote ${path}`)
    if (isCheck) continue
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  if (stale.length === 0) console.log('Every generated file is up to date.')
  process.exitCode = isCheck && stale.length > 0 ? 1 : 0
}
