// Part B over HTTP: the same large data set behind a real server, asked as an agent and as an outlet; generated once per schema and size.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { complaintNumber } from '../src/domain/complaints/number.ts'
import { phoneIndex } from '../src/server/customers/indexes.ts'
import { bootDatabase } from '../src/server/platform/boot.ts'
import { newSecret } from '../src/server/platform/ids.ts'
import { readKeys } from '../src/server/platform/keys.ts'
import { schemaHash } from '../src/server/platform/migrations.ts'
import { freePort, postgresOf, startServer } from '../test/server-process.ts'
import { generateComplaints, madeComplaintNo, madeNumber } from './data.ts'
import type { ReadRow } from './reads.ts'

export type HttpReadReport = { readonly complaints: number; readonly rows: readonly ReadRow[] }
type Options = { readonly cache: string; readonly complaints: number; readonly times: number; readonly say: (line: string) => void }
type Sample = { readonly no: string; readonly number: string; readonly phone: string }

const sampled = 200
const phoneOf = (i: number): string => `139${String(10_000_000 + i * 31)}`
const validNo = (i: number): string => complaintNumber('2026-01-05', String(i).padStart(10, '0'))

/** Starts a server on the data set and times each question, one at a time as one person asks, `times` times with other values. */
export async function measureHttpReads(options: Options): Promise<HttpReadReport> {
  const dataDir = await prepareData(options)
  const server = await startServer({ dataDir, port: await freePort(), flags: ['--no-worker'], demo: false })
  try {
    const { ownerUrl } = postgresOf(dataDir)
    const samples = await makeFindable(ownerUrl, dataDir, options.complaints)
    const agent = await openSession(ownerUrl, 'a1', 'agent', 'HQ')
    const outlet = await openSession(ownerUrl, 'a2', 'outlet_manager', 'W37')
    const inOutlet = await casesOfOutlet(ownerUrl, 'W37')
    const ask = (cookie: string, path: (i: number) => string) => async (i: number): Promise<number> => {
      const answer = await fetch(server.url + path(i), { headers: { cookie } })
      const text = await answer.text()
      if (answer.status !== 200) throw new Error(`${path(i)}: ${answer.status} ${text.slice(0, 200)}`)
      return (JSON.parse(text) as { items?: unknown[] }).items?.length ?? 1
    }
    const sample = (i: number): Sample => samples[i % samples.length] as Sample
    const questions: Record<string, (i: number) => Promise<number>> = {
      'agent: queue': ask(agent, () => '/api/complaints'), 'agent: queue, mine': ask(agent, () => '/api/complaints?view=mine'), 'agent: counters': ask(agent, () => '/api/complaint-counts'),
      'agent: case page': ask(agent, (i) => `/api/complaints/${sample(i).no}`), 'agent: lookup by number': ask(agent, (i) => `/api/lookups?q=${sample(i).no}`), 'agent: lookup by waybill': ask(agent, (i) => `/api/lookups?q=${sample(i).number}`),
      'agent: lookup by phone': ask(agent, (i) => `/api/lookups?q=${sample(i).phone}`), 'agent: search two characters': ask(agent, (i) => `/api/complaints?q=${encodeURIComponent(['碎了', '生鲜', '余杭', '道歉'][i % 4] ?? '')}`),
      'outlet: queue': ask(outlet, () => '/api/complaints'), 'outlet: counters': ask(outlet, () => '/api/complaint-counts'), 'outlet: case page': ask(outlet, (i) => `/api/complaints/${inOutlet[i % inOutlet.length]?.id}`),
      'outlet: lookup by waybill': ask(outlet, (i) => `/api/lookups?q=${inOutlet[i % inOutlet.length]?.number}`),
    }
    const rows: ReadRow[] = []
    for (const [name, question] of Object.entries(questions)) rows.push(await time(name, question, options.times))
    return { complaints: options.complaints, rows }
  } finally {
    await server.end('SIGTERM')
  }
}

async function time(name: string, question: (i: number) => Promise<number>, times: number): Promise<ReadRow> {
  let rows = 0
  for (let i = 0; i < Math.min(30, times); i++) rows = Math.max(rows, await question(i))
  const took: number[] = []
  for (let i = 0; i < times; i++) {
    const began = performance.now()
    await question(i)
    took.push(performance.now() - began)
  }
  took.sort((a, b) => a - b)
  const at = (share: number): number => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? Number.NaN
  return { name, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), rows, aimMs: 30, walked: [] }
}

/** The data folder for this schema, generator and size; made when it isn't there. */
async function prepareData(options: Options): Promise<string> {
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

/** Gives some cases a number with a true check digit and a phone's true blind index, so that they are found as typed. */
async function makeFindable(ownerUrl: string, dataDir: string, complaints: number): Promise<Sample[]> {
  const keys = readKeys(join(dataDir, 'keys.json'))
  const samples = Array.from({ length: sampled }, (_x, k) => ({ i: 1 + (k * 7919) % complaints, no: validNo(k), phone: phoneOf(k) }))
  const rows = samples.map((s) => ({ old: madeComplaintNo(s.i), no: s.no, phone: phoneIndex(keys, s.phone)?.toString('hex') }))
  await run(ownerUrl, `with s as (select * from json_to_recordset($1::json) as t (old text, no text, phone text)), n as (update complaint_numbers c set complaint_no = s.no from s where c.complaint_no = s.old)
    update complaints c set complaint_no = s.no, phone_index = decode(s.phone, 'hex') from s where c.id = (select complaint_id from complaint_numbers where complaint_no = s.old)`, [JSON.stringify(rows)])
  return samples.map((s) => ({ no: s.no, phone: s.phone, number: madeNumber(s.i) }))
}

/** A session of a generated person on a post of a unit, as signing in would open it; gives the cookie. */
async function openSession(ownerUrl: string, username: string, role: string, unitCode: string): Promise<string> {
  const { secret, hash } = newSecret()
  await run(ownerUrl, `with p as (insert into posts (id, user_id, role_code, unit_id) select gen_random_uuid(), u.id, $2, o.id from users u, org_units o where u.username = $1 and o.code = $3 returning id, user_id)
    insert into sessions (id, token_hash, user_id, post_id, expires_at) select gen_random_uuid(), $4, user_id, id, now() + interval '1 hour' from p`, [username, role, unitCode, hash])
  await run(ownerUrl, 'update users set must_change_password = false where username = $1', [username])
  return `huiyin=${secret}`
}

async function casesOfOutlet(ownerUrl: string, code: string): Promise<{ id: string; number: string }[]> {
  return run<{ id: string; number: string }>(ownerUrl, `select p.complaint_id as id, i.number from parties p join org_units o on o.id = p.outlet_id join complaint_items i on i.complaint_id = p.complaint_id join complaints c on c.id = p.complaint_id
    where o.code = $1 and not 'restricted' = any(c.flags) limit 50`, [code])
}

async function run<R extends pg.QueryResultRow>(url: string, text: string, values: unknown[] = []): Promise<R[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<R>(text, values)).rows
  } finally {
    await client.end()
  }
}
