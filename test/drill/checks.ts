// What must hold after the drill: nothing acknowledged is lost or doubled, no case is half there, the record verifies, queue and feed are whole.
import pg from 'pg'
import { describeBreak, verifyRecord } from '../../src/server/desk/verify.ts'
import type { Acknowledged } from './clients.ts'
import { resend } from './clients.ts'

export type Check = { readonly name: string; readonly found: string; readonly isGood: boolean }

// Rows that must not be: each statement counts them.
const mustBeNone: Readonly<Record<string, string>> = {
  'complaints without a number': `select count(*) from complaints c where not exists (select 1 from complaint_numbers n where n.complaint_id = c.id and n.complaint_no = c.complaint_no)`,
  'numbers without a complaint': `select count(*) from complaint_numbers n where not exists (select 1 from complaints c where c.id = n.complaint_id)`,
  'complaints without their first event': `select count(*) from complaints c where not exists (select 1 from events e where e.stream_id = c.id and e.seq = 1 and e.type = 'complaint.received')`,
  'events without a complaint': `select count(*) from events e where e.stream_kind = 'complaint' and not exists (select 1 from complaints c where c.id = e.stream_id)`,
  'complaints with other clocks than their event tells': `select count(*) from complaints c join events e on e.stream_id = c.id and e.seq = 1 where (select count(*) from clocks k where k.complaint_id = c.id) <> json_array_length(e.body::json -> 'data' -> 'clocks')`,
  'complaints with other items than their event tells': `select count(*) from complaints c join events e on e.stream_id = c.id and e.seq = 1 where (select count(*) from complaint_items i where i.complaint_id = c.id) <> (e.body::json -> 'data' ->> 'items')::int`,
  'complaints without a row in the feed': `select count(*) from complaints c where not exists (select 1 from outbox o where o.complaint_id = c.id and o.version = 1)`,
  'rows in the feed without a complaint': `select count(*) from outbox o where o.complaint_id is not null and not exists (select 1 from complaints c where c.id = o.complaint_id)`,
  'complaints without exactly one key': `select count(*) from complaints c where (select count(*) from idempotency_keys k where k.complaint_id = c.id) <> 1`,
  'keys without an answer': `select count(*) from idempotency_keys where status is null or reply is null`,
  'complaints without exactly one job that tells the customer': `select count(*) from complaints c where (select count(*) from pgboss.job j where j.name = 'tell_customer' and j.data ->> 'complaintId' = c.id::text) <> 1`,
  'jobs about no complaint': `select count(*) from pgboss.job j where j.name = 'tell_customer' and not exists (select 1 from complaints c where c.id::text = j.data ->> 'complaintId')`,
  'jobs given up': `select count(*) from pgboss.job j where j.state in ('failed', 'cancelled')`,
  'finished jobs without their message': `select count(*) from pgboss.job j where j.name = 'tell_customer' and j.state = 'completed' and not exists (select 1 from messages m where m.complaint_id::text = j.data ->> 'complaintId')`,
  'customers told twice': `select count(*) from (select 1 from messages group by complaint_id, template having count(*) > 1) twice`,
}

/** Runs every check against the database at `ownerUrl` and the server at `url`. */
export async function checkAll(options: { readonly ownerUrl: string; readonly url: string; readonly token: string; readonly acknowledged: readonly Acknowledged[]; readonly resends: number }): Promise<Check[]> {
  const client = new pg.Client({ connectionString: options.ownerUrl })
  await client.connect()
  try {
    await client.query('create index if not exists drill_jobs on pgboss.job ((data ->> \'complaintId\')); create index if not exists drill_messages on messages (complaint_id); create index if not exists drill_outbox on outbox (complaint_id); create index if not exists drill_keys on idempotency_keys (complaint_id); create index if not exists drill_numbers on complaint_numbers (complaint_id); analyze')
    const checks = await checkAcknowledged(client, options.acknowledged)
    for (const [name, text] of Object.entries(mustBeNone)) {
      const count = Number((await client.query<{ count: string }>(text)).rows[0]?.count)
      checks.push({ name, found: String(count), isGood: count === 0 })
    }
    checks.push(...await checkResends(options))
    const record = await verifyRecord(options.ownerUrl)
    checks.push({ name: 'breaks of the record', found: record.broken === 0 ? `0 (${record.events} events, ${record.chains} chains)` : record.breaks.slice(0, 3).map(describeBreak).join('; '), isGood: record.broken === 0 })
    return checks
  } finally {
    await client.end()
  }
}

/** Every acknowledged complaint is there under its key, with the very bytes that were answered. */
async function checkAcknowledged(client: pg.Client, acknowledged: readonly Acknowledged[]): Promise<Check[]> {
  let lost = 0
  let different = 0
  for (let i = 0; i < acknowledged.length; i += 1000) {
    const some = acknowledged.slice(i, i + 1000)
    const rows = await client.query<{ key: string; reply: string; id: string | null }>('select k.key, k.reply, c.id from idempotency_keys k left join complaints c on c.id = k.complaint_id where k.key = any($1)', [some.map((a) => a.key)])
    const byKey = new Map(rows.rows.map((r) => [r.key, r]))
    for (const a of some) {
      const row = byKey.get(a.key)
      if (!row || row.id !== a.id) lost += 1
      else if (row.reply !== a.reply) different += 1
    }
  }
  const ids = new Set(acknowledged.map((a) => a.id))
  return [
    { name: 'acknowledged and lost', found: `${lost} of ${acknowledged.length}`, isGood: lost === 0 && acknowledged.length > 0 },
    { name: 'acknowledged with other bytes than kept', found: String(different), isGood: different === 0 },
    { name: 'two keys for one complaint', found: String(acknowledged.length - ids.size), isGood: ids.size === acknowledged.length },
  ]
}

/** The same key gets the same bytes again; with another body it is refused. A sample over the whole drill. */
async function checkResends(options: { readonly url: string; readonly token: string; readonly acknowledged: readonly Acknowledged[]; readonly resends: number }): Promise<Check[]> {
  const { url, token, acknowledged } = options
  const step = Math.max(1, Math.floor(acknowledged.length / options.resends))
  const sample = acknowledged.filter((_a, i) => i % step === 0)
  let unequal = 0
  let accepted = 0
  for (const a of sample) {
    const again = await resend(url, token, a.key, a.body)
    if (again.status !== 201 || again.text !== a.reply) unequal += 1
    const other = await resend(url, token, a.key, JSON.stringify({ ...(JSON.parse(a.body) as object), verbatim: '换一句话。' }))
    if (other.status !== 422) accepted += 1
  }
  return [
    { name: 'resent and answered otherwise', found: `${unequal} of ${sample.length}`, isGood: unequal === 0 },
    { name: 'key with another body not refused', found: `${accepted} of ${sample.length}`, isGood: accepted === 0 },
  ]
}
