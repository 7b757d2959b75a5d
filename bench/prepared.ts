// The large data set behind a server: made once per schema and size into an ignored folder, with sessions and tokens of its people.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { bootDatabase } from '../src/server/platform/boot.ts'
import { newSecret } from '../src/server/platform/ids.ts'
import { schemaHash } from '../src/server/platform/migrations.ts'
import { tokenPrefix } from '../src/server/identity/sessions.ts'
import { generateComplaints } from './data.ts'

export type DataOptions = { readonly cache: string; readonly complaints: number; readonly say: (line: string) => void }

/** The data folder for this schema, generator and size; made when it isn't there. */
export async function prepareData(options: DataOptions): Promise<string> {
  const made = createHash('sha256').update(schemaHash()).update(readFileSync(join(import.meta.dirname, 'data.ts'))).digest('hex').slice(0, 12)
  const dataDir = join(options.cache, `reads-${options.complaints}-${made}`)
  const done = join(dataDir, 'generated')
  if (existsSync(done)) return dataDir
  rmSync(dataDir, { recursive: true, force: true })
  mkdirSync(dataDir, { recursive: true })
  options.say(`Generating ${options.complaints.toLocaleString('en')} complaints for the server …`)
  const booted = await bootDatabase({ dataDir, databaseUrl: undefined, migrationDatabaseUrl: undefined, keyFile: join(dataDir, 'keys.json') }, () => {})
  try {
    await generateComplaints(booted.ownerUrl, options.complaints)
    await run(booted.ownerUrl, 'vacuum analyze')
  } finally {
    await booted.stop()
  }
  writeFileSync(done, '')
  return dataDir
}

/** A session of a generated person on a post of a unit, as signing in would open it; gives the cookie. */
export async function openSession(ownerUrl: string, username: string, role: string, unitCode: string): Promise<string> {
  const { secret, hash } = newSecret()
  await run(ownerUrl, `with p as (insert into posts (id, user_id, role_code, unit_id) select gen_random_uuid(), u.id, $2, o.id from users u, org_units o where u.username = $1 and o.code = $3 returning id, user_id)
    insert into sessions (id, token_hash, user_id, post_id, expires_at) select gen_random_uuid(), $4, user_id, id, now() + interval '1 hour' from p`, [username, role, unitCode, hash])
  await run(ownerUrl, 'update users set must_change_password = false where username = $1', [username])
  return `huiyin=${secret}`
}

/** Sessions of the first `n` people, all in the same post; what agents-load needs of each. */
export async function openSessions(ownerUrl: string, n: number, role: string, unitCode: string): Promise<{ cookie: string; userId: string }[]> {
  const secrets = Array.from({ length: n }, newSecret)
  const rows = await run<{ username: string; id: string }>(ownerUrl, `with s as (select ord, decode(h, 'hex') as hash from unnest($1::text[]) with ordinality t (h, ord)),
      p as (insert into posts (id, user_id, role_code, unit_id) select gen_random_uuid(), u.id, $2, o.id from s join users u on u.username = 'a' || s.ord, org_units o where o.code = $3 returning id, user_id),
      made as (insert into sessions (id, token_hash, user_id, post_id, expires_at) select gen_random_uuid(), s.hash, p.user_id, p.id, now() + interval '3 hours' from p join users u on u.id = p.user_id join s on 'a' || s.ord = u.username),
      freed as (update users set must_change_password = false where id in (select user_id from p))
    select u.username, u.id from users u join s on u.username = 'a' || s.ord order by s.ord`, [secrets.map((one) => one.hash.toString('hex')), role, unitCode])
  return rows.map((row, i) => ({ cookie: `huiyin=${secrets[i]?.secret}`, userId: row.id }))
}

/** An API token as an administrator would make it; gives the secret. */
export async function openToken(ownerUrl: string, permissions: readonly string[]): Promise<string> {
  const { secret } = newSecret()
  const token = tokenPrefix + secret
  await run(ownerUrl, `insert into api_tokens (id, name, token_hash, permissions, created_by) select gen_random_uuid(), 'bench', $1, $2, id from users where username = 'a1'`, [createHash('sha256').update(token).digest(), permissions])
  return token
}

/** One statement with the owner's login. */
export async function run<R extends pg.QueryResultRow>(url: string, text: string, values: unknown[] = []): Promise<R[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<R>(text, values)).rows
  } finally {
    await client.end()
  }
}
