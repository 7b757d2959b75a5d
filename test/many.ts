// Thousands of cases in seconds: whole cases of a world, with all their rows, copied by the database itself under new ids; no statistics are gathered.
import pg from 'pg'
import type { World } from './world.ts'

type Column = { readonly table: string; readonly column: string; readonly type: string }

/** What is told again elsewhere, or by a number of its own: left out of a copy. */
const leftOut = ['outbox', 'idempotency_keys']

/** Copies each of the cases `ids` `times` times; the copies share no phone, no parcel and no number, and came a second apart. */
export async function copyCases(world: World, ids: readonly string[], times: number): Promise<void> {
  const client = new pg.Client({ connectionString: world.databaseUrls.super })
  await client.connect()
  try {
    await client.query('set session_replication_role = replica; set synchronous_commit = off')
    await client.query(`create temp table copied (old uuid, k int, new uuid, primary key (k, old))`)
    const tables = await tablesOfCases(client)
    for (const [table, columns] of tables) {
      for (const { column } of columns.filter((c) => c.column === 'id')) {
        await client.query(`insert into copied select distinct t.${column}, k, overlay(overlay(md5(t.${column}::text || k) placing '7' from 13) placing '8' from 17)::uuid from ${table} t, generate_series(1, ${times}) as n (k) where ${caseOf(table)} = any($1::uuid[]) on conflict do nothing`, [ids])
      }
    }
    await client.query('analyze copied')
    for (const [table, columns] of tables) {
      const uuids = columns.filter((c) => c.type === 'uuid').map((c) => c.column)
      await client.query(`insert into ${table} (${columns.map((c) => `"${c.column}"`).join(', ')})
        select ${columns.map((c) => copyOf(c)).join(', ')} from ${table} t cross join generate_series(1, ${times}) as n (k)
        ${uuids.map((u) => `left join copied "m_${u}" on "m_${u}".old = t."${u}" and "m_${u}".k = n.k`).join(' ')} where t.${caseOf(table)} = any($1::uuid[])`, [ids])
    }
  } finally {
    await client.end()
  }
}

const caseOf = (table: string): string => (table === 'complaints' ? 'id' : table === 'events' ? 'stream_id' : 'complaint_id')

function copyOf({ table, column, type }: Column): string {
  if (type === 'uuid') return `coalesce("m_${column}".new, t."${column}")`
  if (type === 'timestamp with time zone') return `t."${column}" - make_interval(secs => n.k)`
  if (column === 'complaint_no') return `'2601' || lpad((('x' || substr(md5(t.complaint_no), 1, 4))::bit(16)::int % 1000 * 100000 + n.k)::text, 12, '0') || '0'`
  if (column === 'phone_index') return `substr(sha256(convert_to(n.k::text || t.phone_index::text, 'UTF8')), 1, 16)`
  if (table === 'complaint_items' && ['number', 'number_index', 'family_key'].includes(column)) return `t."${column}" || n.k`
  return `t."${column}"`
}

async function tablesOfCases(client: pg.Client): Promise<[string, Column[]][]> {
  const found = await client.query<Column>(`select c.relname as table, a.attname as column, format_type(a.atttypid, null) as type
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attidentity = ''
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and not c.relname = any($1)
      and (c.relname in ('complaints', 'events') or exists (select from pg_attribute x where x.attrelid = c.oid and x.attname = 'complaint_id' and not x.attisdropped)) order by c.relname, a.attnum`, [leftOut])
  return [...Map.groupBy(found.rows, (row) => row.table)]
}
