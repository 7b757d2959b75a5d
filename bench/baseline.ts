// What PostgreSQL alone does with the rows of a complaint: samples captured from real ones, and pgbench scripts that insert copies of them.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type pg from 'pg'
import { columns, intakeStatement } from '../src/server/complaints/intake-statement.ts'

/** Complaints per statement of the batch script, as many as an intake lane takes at most. */
export const perStatement = 64

// How each table's own columns stay unique in a copy: `:r` is the copy's random number, from which its id is made in every statement alike.
const fresh: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  complaints: { id: 'bench.id(:r)', complaint_no: 'bench.no(:r)', phone_index: 'case when s.phone_index is not null then bench.bytes(:r) end', search: 'array_to_tsvector(s.tokens)' },
  complaint_numbers: { complaint_id: 'bench.id(:r)', complaint_no: 'bench.no(:r)' },
  complaint_items: { complaint_id: 'bench.id(:r)', number: "'HY' || substr(bench.no(:r), 4, 13)", number_index: "'HY' || substr(bench.no(:r), 4, 13)" },
  parties: { complaint_id: 'bench.id(:r)' }, clock_watches: { complaint_id: 'bench.id(:r)' }, clocks: { complaint_id: 'bench.id(:r)' }, events: { stream_id: 'bench.id(:r)' }, waybill_snapshots: { complaint_id: 'bench.id(:r)' },
  idempotency_keys: { complaint_id: 'bench.id(:r)', key: 'md5(:r::text)', created_at: 'now()' },
  outbox: { complaint_id: 'bench.id(:r)', id: '', tx: '', at: 'now()' },
  jobs: { id: 'bench.job_id(:r)', created_on: 'now()', start_after: 'now()' },
}
const caseOf: Readonly<Record<string, string>> = { complaints: 'id', complaint_numbers: 'complaint_id', complaint_items: 'complaint_id', parties: 'complaint_id', clock_watches: 'complaint_id', clocks: 'complaint_id', events: 'stream_id', waybill_snapshots: 'complaint_id', idempotency_keys: 'complaint_id', outbox: 'complaint_id' }
const relation = (table: string): string => (table === 'jobs' ? 'pgboss.job' : `public.${table}`)

const functions = `
  create function bench.id(r bigint) returns uuid language sql stable as $$ select (lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(r), 15, '0') || '0000')::uuid $$;
  create function bench.no(r bigint) returns text language sql immutable as $$ select '26' || lpad((r % 999999999999989)::text, 15, '0') $$;
  create function bench.bytes(r bigint) returns bytea language sql immutable as $$ select decode(md5(r::text), 'hex') $$;
  create function bench.job_id(r bigint) returns uuid language sql immutable as $$ select md5('job' || r)::uuid $$;`

export type Sampled = { readonly cases: number; readonly withParcel: number }

/** Keeps copies of the newest `count` complaints with all their rows in the schema `bench`, those with a parcel first. Uncompressed, so that a copy pays for compression as a new row does. */
export async function captureSamples(owner: pg.Client, count: number): Promise<Sampled> {
  await owner.query(`drop schema if exists bench cascade; create schema bench; ${functions}`)
  await owner.query(`create table bench.cases as select row_number() over (order by parcels desc, id) as k, id, parcels from (select c.id, (select count(*) from complaint_items i where i.complaint_id = c.id) as parcels from complaints c order by c.id desc limit ${count}) x`)
  for (const [table, key] of Object.entries(caseOf)) {
    const more = table === 'complaints' ? ', tsvector_to_array(t.search) as tokens' : ''
    await owner.query(`create table bench.${table} (like ${relation(table)}${table === 'complaints' ? ', tokens text[]' : ''}, k bigint)`)
    await keepUncompressed(owner, table)
    await owner.query(`insert into bench.${table} select t.*${more}, s.k from ${relation(table)} t join bench.cases s on s.id = t.${key}; create index on bench.${table} (k); analyze bench.${table}`)
  }
  await owner.query(`create table bench.jobs (like pgboss.job, k bigint)`)
  await keepUncompressed(owner, 'jobs')
  await owner.query(`insert into bench.jobs select j.*, s.k from pgboss.job j join bench.cases s on s.id::text = j.data ->> 'complaintId' where j.state = 'created'; create index on bench.jobs (k); analyze bench.jobs; analyze bench.cases`)
  const made = await owner.query<{ cases: string; parcels: string }>('select count(*) as cases, count(*) filter (where parcels > 0) as parcels from bench.cases')
  return { cases: Number(made.rows[0]?.cases), withParcel: Number(made.rows[0]?.parcels) }
}

async function keepUncompressed(owner: pg.Client, table: string): Promise<void> {
  await owner.query(`alter table bench.${table} set (toast_tuple_target = 8160, autovacuum_enabled = off)`)
  const wide = await owner.query<{ attname: string }>(`select attname from pg_attribute where attrelid = 'bench.${table}'::regclass and attnum > 0 and not attisdropped and attstorage = 'x'`)
  for (const { attname } of wide.rows) await owner.query(`alter table bench.${table} alter column ${attname} set storage external`)
}

async function insertOne(owner: pg.Client, table: string, where = ''): Promise<string> {
  const found = await owner.query<{ column_name: string }>(`select column_name from information_schema.columns where table_schema || '.' || table_name = $1 and is_identity = 'NO' order by ordinal_position`, [relation(table)])
  const pairs = found.rows.flatMap(({ column_name: name }) => { const own = fresh[table]?.[name]; return own === '' ? [] : [[name, own ?? `s.${name}`] as const] })
  return `insert into ${relation(table)} (${pairs.map(([name]) => name).join(', ')}) select ${pairs.map(([, value]) => value).join(', ')} from bench.${table} s where s.k = :k${where};`
}

/**
 * The plain way: each row's table in a round trip of its own, one case per commit. Cases without a parcel skip the three statements
 * about parcels, as a program would. What a program also reads (token, key, duplicates) is left out: it only favours the plain way.
 */
export async function plainScript(owner: pg.Client, sampled: Sampled): Promise<string> {
  const one = (table: string, where?: string): Promise<string> => insertOne(owner, table, where)
  return [
    `\\set k random(1, ${sampled.cases})`, '\\set r random(1, 1000000000000000000)', 'begin;',
    await one('complaint_numbers'), await one('complaints'),
    `\\if :k <= ${sampled.withParcel}`, await one('complaint_items'), await one('parties'), await one('waybill_snapshots'), '\\endif',
    await one('clock_watches'), await one('clocks', " and s.kind = 'first_contact'"), await one('clocks', " and s.kind = 'decision'"), await one('clocks', " and s.kind not in ('first_contact', 'decision')"),
    await one('events'), await one('outbox'), await one('idempotency_keys'), await one('jobs'), 'commit;', '',
  ].join('\n')
}

// The marks stand where a copy needs fresh values; as wide as these, and in no text of a complaint.
const marks = { id: 'ffffffff-ffff-7fff', hex: 'mmmmmmmmmmmm', digits: 'nnnnnnn' }

/** The batch way: the intake's own statement on prepared JSON of 64 captured cases, and their jobs in one more, in one commit. */
export async function batchScript(owner: pg.Client, sampled: Sampled): Promise<string> {
  await owner.query(`create table bench.batches (k bigint primary key, ${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `p${n} text`).join(', ')}) with (toast_tuple_target = 8160)`)
  for (const n of [1, 2, 3, 4, 5, 6, 7, 8, 9]) await owner.query(`alter table bench.batches alter p${n} set storage external`)
  const batches = Math.floor(sampled.cases / perStatement)
  for (let k = 1; k <= batches; k++) await owner.query(`insert into bench.batches values (${[k, ...Array.from({ length: 9 }, (_x, i) => `$${i + 1}`)].join(', ')})`, await batchParameters(owner, k, batches))
  await owner.query('analyze bench.batches')
  const renewed = (n: string): string => `(select replace(replace(replace(b.p${n}, '${marks.id}', f.id), '${marks.hex}', f.hex), '${marks.digits}', f.digits) from b, f)::json`
  // Fresh values of the batch: an id that begins with the time, as ours do, and the same in an order that scatters over an index.
  const values = `select substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-7' || lpad(to_hex(:client_id::int), 3, '0') as id, left(reverse(h), 11) || to_hex(:client_id::int) as hex, lpad(((e * 8 + :client_id::int) % 10000000)::text, 7, '0') as digits
    from (select e, lpad(to_hex(e), 12, '0') as h from (select (extract(epoch from now()) * 1000)::bigint as e) x) y`
  const statement = intakeStatement.trim().replace(/\$(\d)::json/g, (_whole, n: string) => renewed(n)).replace(/^with /, `with b as materialized (select * from bench.batches where k = :k), f as materialized (${values}), `)
  const jobs = await insertOne(owner, 'jobs')
  const manyJobs = jobs.replaceAll('(:r)', '(:r + s.k)').replace('s.k = :k', `s.k % ${batches} = :k - 1`)
  return [`\\set k random(1, ${batches})`, '\\set r random(1, 1000000000000000000)', 'begin;', `${statement.replace(/\n\s*/g, ' ')};`, manyJobs, 'commit;', ''].join('\n')
}

// Cases are dealt to the batches in turn, so that each has its share of parcels.
async function batchParameters(owner: pg.Client, k: number, batches: number): Promise<string[]> {
  const id = `('${marks.id}-' || lpad(to_hex(s.k * 2654435761 % 65536), 4, '0') || '-' || lpad(to_hex(s.k), 12, '0'))`
  const spread = (width: number): string => `lpad(to_hex(s.k * 2654435761 % ${16 ** width}), ${width}, '0')`
  const no = `('261122' || lpad((s.k * 7919 % 10000)::text, 4, '0') || '${marks.digits}')`
  const watched = (column: string): string => `(select w.${column} from bench.clock_watches w where w.k = t.k and w.kind = t.kind and w.epoch = t.epoch)`
  const own: Record<string, Record<string, string>> = {
    complaints: { id, complaint_no: no, tokens: `array_to_string(t.tokens, ' ')`, phone_index: `case when t.phone_index is not null then '\\x' || ${spread(8)} || '${marks.hex}' || ${spread(8)} || '0000' end` },
    complaint_items: { complaint_id: id, number: `('HY' || substr(${no}, 5))`, number_index: `('HY' || substr(${no}, 5))` },
    clocks: { look_at: watched('step_at'), seen_at: watched('seen_at') },
    idempotency_keys: { complaint_id: id, key: `(${spread(8)} || '-' || '${marks.hex}' || '-' || s.k)` }, events: { stream_id: id },
  }
  const rows = async (table: string, names: readonly string[]): Promise<string> => {
    const value = (name: string): string => own[table]?.[name] ?? (name === 'complaint_id' ? id : `t.${name}`)
    const found = await owner.query<{ rows: string }>(`select coalesce(json_agg(row_to_json(x)), '[]')::text as rows from (select ${names.map((name) => `${value(name)} as ${name}`).join(', ')} from bench.${table} t join bench.cases s on s.k = t.k where s.k % ${batches} = ${k - 1}) x`)
    return found.rows[0]?.rows ?? '[]'
  }
  return [
    await rows('complaints', [...Object.keys(columns), 'tokens']), await rows('complaint_items', ['complaint_id', 'seq', 'type', 'number', 'number_index', 'family_key']), await rows('parties', ['complaint_id', 'unit_id', 'role', 'received_at']),
    await rows('clocks', ['complaint_id', 'kind', 'epoch', 'opened_at', 'due_at', 'strict_due_at', 'rolled_due_at', 'statutory', 'provisional', 'policy_version', 'calendar_version', 'look_at', 'seen_at']),
    await rows('events', ['stream_id', 'seq', 'at', 'stream_kind', 'type', 'actor_id', 'body', 'hash']), await rows('waybill_snapshots', ['complaint_id', 'number', 'taken_at', 'state', 'carrier', 'public', 'sealed']), '[]',
    await rows('idempotency_keys', ['scope', 'key', 'request_hash', 'reply', 'complaint_id']), '[]',
  ]
}

export type Measured = { readonly done: number; readonly casesPerSecond: number; readonly meanMs: number }

// The command line holds a password, so that a failure is told by what pgbench said alone.
const run = (program: string, args: readonly string[]): Promise<{ stdout: string }> => promisify(execFile)(program, args, { maxBuffer: 2 ** 24 }).catch((error: Error & { stderr?: string }) => { throw new Error(`pgbench: ${error.stderr?.split('\n').slice(0, 4).join(' ') ?? error.name}`) })

/** Runs a script for some seconds; `cases` is how many a transaction files. Any failed transaction is an error. */
export async function runPgbench(program: string, ownerUrl: string, folder: string, name: string, script: string, options: { clients: number; seconds: number; cases: number; seed: number; mode: 'prepared' | 'extended' }): Promise<Measured> {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${name}.sql`)
  writeFileSync(file, script)
  const { stdout } = await run(program, ['-n', '-M', options.mode, '-f', file, '-c', String(options.clients), '-j', '1', '-T', String(options.seconds), `--random-seed=${options.seed}`, ownerUrl])
  const tps = Number(/tps = ([\d.]+)/.exec(stdout)?.[1])
  const failed = Number(/number of failed transactions: (\d+)/.exec(stdout)?.[1] ?? 0)
  if (!(tps > 0) || failed > 0) throw new Error(`pgbench ${name}: ${stdout}`)
  return { done: Number(/actually processed: (\d+)/.exec(stdout)?.[1]) * options.cases, casesPerSecond: tps * options.cases, meanMs: Number(/latency average = ([\d.]+)/.exec(stdout)?.[1]) }
}
