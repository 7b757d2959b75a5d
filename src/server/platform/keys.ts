// The encryption and index keys: made once, kept in a file of their own, and checked against the database they belong to.
import { createHmac, randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import pg from 'pg'
import { z } from 'zod'
import { bootProblem, codeOf, messageOf } from './boot-problem.ts'

/** 32-byte keys: `fieldKey` encrypts personal data (AES-256-GCM), `indexKey` makes its blind indexes (HMAC-SHA-256). */
export type Keys = Readonly<{ version: 1, fieldKey: Buffer, indexKey: Buffer }>

const key = z.base64().refine(text => Buffer.from(text, 'base64').length === 32, 'must hold 32 bytes')
const keyFile = z.object({ version: z.literal(1), fieldKey: key, indexKey: key })

const names = ['fieldKey', 'indexKey'] as const

/**
 * Reads the key file, or makes it when neither file nor fingerprints exist, and compares with the table `key_checks`.
 * Throws a boot problem when the file is missing, unreadable or another one than the data were written with.
 */
export async function ensureKeys(path: string, ownerUrl: string, say: (line: string) => void): Promise<Keys> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 15_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(4710003)')
    const known = await readFingerprints(client)
    if (!existsSync(path)) {
      if (known && known.size > 0) {
        throw bootProblem(`The key file ${path} is missing, and the personal data in the database cannot be read without it: restore it from its backup, or point KEY_FILE at it.`)
      }
      create(path)
      say(`Made the key file ${path}: back it up apart from the database, nothing can replace it.`)
    }
    const keys = readKeys(path)
    if (known) await compare(client, known, keys, path)
    return keys
  } finally {
    await client.end().catch(() => {})
  }
}

/** Reads and validates a key file. */
export function readKeys(path: string): Keys {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw bootProblem(`The key file ${path} cannot be read (${codeOf(error) || 'it is not JSON'}).`, error)
  }
  const parsed = keyFile.safeParse(content)
  if (!parsed.success) throw bootProblem(`The key file ${path} is damaged: ${parsed.error.issues.map(issue => `${issue.path.join('.')} ${issue.message}`).join(', ')}; restore it from its backup.`)
  if (process.platform !== 'win32' && (statSync(path).mode & 0o007) !== 0) {
    throw bootProblem(`The key file ${path} can be read by every user of this machine; run "chmod 600 ${path}".`)
  }
  return Object.freeze({ version: 1, fieldKey: Buffer.from(parsed.data.fieldKey, 'base64'), indexKey: Buffer.from(parsed.data.indexKey, 'base64') })
}

// Written and synced under another name first: the file exists completely or not at all, and never replaces one.
function create(path: string): void {
  const fresh = `${path}.${process.pid}`
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const file = openSync(fresh, 'wx', 0o600)
    const content = { version: 1, fieldKey: randomBytes(32).toString('base64'), indexKey: randomBytes(32).toString('base64') }
    writeSync(file, `${JSON.stringify(content, null, 2)}\n`)
    fsyncSync(file)
    closeSync(file)
    linkSync(fresh, path)
    const folder = openSync(dirname(path), 'r')
    fsyncSync(folder)
    closeSync(folder)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw bootProblem(`The key file ${path} cannot be written (${codeOf(error) || messageOf(error)}); set KEY_FILE to a place this user may write.`, error)
  } finally {
    rmSync(fresh, { force: true })
  }
}

async function readFingerprints(client: pg.Client): Promise<Map<string, string> | undefined> {
  const table = await client.query(`select to_regclass('key_checks') as name`)
  if (table.rows[0]?.name === null) return undefined
  const rows = await client.query<{ name: string, fingerprint: string }>('select name, fingerprint from key_checks')
  return new Map(rows.rows.map(row => [row.name, row.fingerprint]))
}

async function compare(client: pg.Client, known: ReadonlyMap<string, string>, keys: Keys, path: string): Promise<void> {
  for (const name of names) {
    const fingerprint = createHmac('sha256', keys[name]).update(`huiyin key check ${name}`).digest('hex').slice(0, 32)
    const before = known.get(name)
    if (before === undefined) await client.query('insert into key_checks (name, fingerprint) values ($1, $2)', [name, fingerprint])
    else if (before !== fingerprint) {
      throw bootProblem(`The key file ${path} is not the one this database was written with (${name} differs): point KEY_FILE at the right one.`)
    }
  }
}
