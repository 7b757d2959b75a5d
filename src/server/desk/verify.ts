// Re-computes every chain of the record and holds heads, columns, complaint numbers and the tables of the cases against it, in one snapshot and little memory.
import pg from 'pg'
import { showComplaintNumber } from '../../domain/complaints/number.ts'
import { chainHash, chainStart } from '../platform/chain.ts'
import { rowsInBatches } from './batches.ts'
import { millis, openHeld, same } from './held.ts'
import type { Held } from './held.ts'
import { replay, startReplay } from './replay.ts'
import type { RecordedEvent, Replay } from './replay-rows.ts'
import { verifyCalendars, verifyCalendarVersions } from './verify-calendars.ts'
import { verifyClocks } from './verify-clocks.ts'
import { verifyFiles } from './verify-files.ts'
import { verifyLiability } from './verify-liability.ts'
import { verifyMeasures } from './verify-measures.ts'
import { verifyOrderLinks } from './verify-order-links.ts'
import { verifyOrders } from './verify-orders.ts'
import { verifyPolicy } from './verify-policy.ts'
import { verifyReports } from './verify-reports.ts'
import { verifySettlements } from './verify-settlements.ts'

/**
 * What is wrong at a place: `altered` bytes don't give the stored hash · `missing` a number is skipped · `extra` a number comes twice · `column` repeats
 * the bytes wrongly · `cut` the chain ends before its head · `beyond_head` it goes on after it · `head` the head has another hash · `no_rows` a head
 * without events · `no_head` events without their complaint or head · `number` the register of complaint numbers disagrees · `words` what the customer said isn't what was recorded
 * · `table` a row of the case's tables (or the case's own) isn't what the events tell, isn't told by any, or is gone.
 */
export type Fault = 'altered' | 'missing' | 'extra' | 'column' | 'cut' | 'beyond_head' | 'head' | 'no_rows' | 'no_head' | 'number' | 'words' | 'table'
export type Break = { readonly streamId: string; readonly kind: string; readonly complaintNo: string | null; readonly seq: number; readonly fault: Fault; readonly detail?: string }
export type Verification = { readonly events: number; readonly chains: number; readonly complaints: number; /** Rows older events tell too little of to be held against the record. */ readonly notHeld: number; readonly fileBytes: number; readonly seconds: number; readonly broken: number; readonly breaks: readonly Break[] }

type EventRow = [streamId: string, seq: string, at: string, kind: string, type: string, actorId: string, body: string, hash: Buffer]
type HeadRow = [streamId: string, kind: string, seq: string, hash: Buffer, complaintNo: string | null, sealed: string | null, words: string | null, status: string | null, outcome: string | null, owner: string | null, decidedAt: string | null, mergedInto: string | null, parent: string | null, process: string | null, policyVersion: string | null]
type Chain = { streamId: string; kind: string; seq: number; hash: Buffer; sealed: string | null; words: string | null; told: Replay; fault: { seq: number; fault: Fault; detail?: string } | null }

const kept = 100

/** Checks the whole record of the database at `url` (any login that may read it), and with `filesDir` the bytes of every file. Gives at most one break per chain, and when the chain is whole every field that differs from it; the first hundred of all. */
export async function verifyRecord(url: string, filesDir: string | null = null): Promise<Verification> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 15_000, options: '-c TimeZone=UTC' })
  client.on('error', () => {})
  await client.connect()
  const started = performance.now()
  try {
    await client.query('begin isolation level repeatable read read only')
    const found = await verifyChains(client)
    const numbers = await verifyNumbers(client)
    const differs = (kind: string) => (at: { readonly streamId: string; readonly detail: string }): Break => ({ ...at, kind, complaintNo: null, seq: 0, fault: 'table' })
    const files = await verifyFiles(client, filesDir)
    const [links, measures, versions] = [await verifyOrderLinks(client), await verifyMeasures(client), await verifyCalendarVersions(client)]
    const breaks = [...found.breaks, ...numbers, ...files.breaks.map(differs('complaint')), ...(await verifyClocks(client)).map(differs('complaint')), ...(await verifyLiability(client)).map(differs('complaint')), ...(await verifyOrders(client)).map(differs('complaint')), ...(await verifyReports(client)).map(differs('complaint')), ...(await verifyPolicy(client)).map(differs('policy')), ...(await verifyCalendars(client)).map(differs('calendar')), ...(await verifySettlements(client)).map(differs('settlement')), ...links.breaks.map(differs('order_link')), ...measures.breaks.map(differs('staff_measure')), ...versions.breaks.map(differs('calendar'))]
    await nameComplaints(client, breaks)
    return { ...found, notHeld: found.notHeld + links.notHeld + measures.notHeld + versions.notHeld, fileBytes: files.bytes, seconds: (performance.now() - started) / 1000, broken: breaks.length, breaks: breaks.slice(0, kept) }
  } finally {
    await client.end().catch(() => {})
  }
}

/** A break as a sentence for the operator. */
export function describeBreak(b: Break): string {
  const where = b.complaintNo === null ? `${b.kind} ${b.streamId}` : `complaint ${showComplaintNumber(b.complaintNo)} (${b.streamId})`
  const says: Record<Fault, string> = {
    altered: `event ${b.seq} was altered: its bytes do not give the stored hash`, missing: `event ${b.seq} is missing`, extra: `event ${b.seq} is there twice`, column: `event ${b.seq} has a column that differs from its bytes: ${b.detail}`,
    cut: `the record ends before event ${b.seq}, up to which its head counts`, beyond_head: `event ${b.seq} lies beyond the head of the record`, head: `the head of the record does not have the hash of event ${b.seq}`, no_rows: `all ${b.seq} events are gone`,
    no_head: `events are there, but what they belong to is gone`, number: `the register of complaint numbers disagrees: ${b.detail}`, words: `what the customer said is not what was recorded: ${b.detail}`, table: `not as the record tells: ${b.detail}`,
  }
  return `${where}: ${says[b.fault]}`
}

type Found = { events: number; chains: number; complaints: number; notHeld: number; breaks: Break[] }

/** Walks events and heads side by side in the order of their streams. */
async function verifyChains(client: pg.Client): Promise<Found> {
  const held = await openHeld(client)
  const heads = eachOf<HeadRow>(client, 'heads', `select stream_id, kind, seq, hash, no, sealed, words, status, outcome, owner_id, decided, merged_into, parent_id, process, policy_version from (select id as stream_id, 'complaint' as kind, chain_seq as seq, chain_hash as hash, complaint_no as no, encode(sha256(sealed), 'hex') as sealed, encode(sha256(convert_to(verbatim_masked, 'UTF8')), 'hex') as words, status, outcome, owner_id, ${millis('decided_at')} as decided, merged_into, parent_id, process, policy_version from complaints
    union all select stream_id, stream_kind, seq, hash, null, null, null, null, null, null, null, null, null, null, null from stream_heads) h order by h.stream_id`)
  const found: Found = { events: 0, chains: 0, complaints: 0, notHeld: 0, breaks: [] }
  let head = await heads.next()
  const settle = async (chain: Chain | null, upTo: string | null): Promise<void> => {
    while (!head.done && (upTo === null || head.value[0] < upTo)) {
      const [streamId, kind, shownSeq, hash, complaintNo, sealed, words] = head.value
      const seq = Number(shownSeq)
      const own = chain?.streamId === streamId ? chain : null
      const wrong = own ? own.fault ?? compare(own, kind, seq, hash) ?? compareWords(own, sealed, words) : seq > 0 ? { seq, fault: 'no_rows' as const } : null
      if (wrong) found.breaks.push({ streamId, kind, complaintNo, ...wrong })
      found.chains += 1
      if (kind === 'complaint') {
        found.complaints += 1
        found.breaks.push(...(await compareTables(held, head.value, wrong ? null : own, found)))
      }
      if (own) chain = null
      head = await heads.next()
    }
    if (chain) found.breaks.push({ streamId: chain.streamId, kind: chain.kind, complaintNo: null, seq: chain.fault?.seq ?? chain.seq, fault: 'no_head' })
  }
  let chain = null as Chain | null
  for await (const rows of rowsInBatches<EventRow>(client, 'record', `select stream_id, seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), stream_kind, type, actor_id, body, hash from events order by stream_id, seq, at`)) {
    for (const row of rows) {
      if (chain?.streamId !== row[0]) {
        await settle(chain, row[0])
        chain = { streamId: row[0], kind: row[3], seq: 0, hash: chainStart, sealed: null, words: null, told: startReplay(), fault: null }
      }
      follow(chain, row)
    }
    found.events += rows.length
  }
  await settle(chain, null)
  found.breaks.push(...(await held.take('~', null)).map((detail) => ({ streamId: '', kind: 'tables', complaintNo: null, seq: 0, fault: 'table' as const, detail })))
  return found
}

function compare(chain: Chain, kind: string, seq: number, hash: Buffer): Chain['fault'] {
  if (chain.kind !== kind) return { seq: 1, fault: 'column', detail: 'stream_kind' }
  if (chain.seq < seq) return { seq: chain.seq + 1, fault: 'cut' }
  if (chain.seq > seq) return { seq: seq + 1, fault: 'beyond_head' }
  return chain.hash.equals(hash) ? null : { seq, fault: 'head' }
}

/** The case's own row and its tables against what a whole chain tells. */
async function compareTables(held: Held, [streamId, kind, , , complaintNo, , , status, outcome, owner, decidedAt, mergedInto, parent, process, policyVersion]: HeadRow, chain: Chain | null, found: Found): Promise<Break[]> {
  const own = { status, outcome, owner_id: owner, decided_at: decidedAt, merged_into: mergedInto, parent_id: parent, process, policy_version: policyVersion }
  if (chain && [chain.told.head.has('process') || process === null, chain.told.head.has('policy_version') || policyVersion === null].includes(false)) found.notHeld += 1
  const differ = chain ? [...chain.told.head].filter(([name, told]) => !same(told, own[name as keyof typeof own])).map(([name]) => `complaints.${name}`) : []
  return [...differ, ...(await held.take(streamId, chain?.told ?? null))].map((detail) => ({ streamId, kind, complaintNo, seq: chain?.seq ?? 0, fault: 'table', detail }))
}

/** The sealed personal data and the masked words of a case must be those its record last took the fingerprint of. */
function compareWords(chain: Chain, sealed: string | null, words: string | null): Chain['fault'] {
  if (chain.sealed !== null && chain.sealed !== sealed) return { seq: chain.seq, fault: 'words', detail: 'sealed' }
  return chain.words !== null && chain.words !== words ? { seq: chain.seq, fault: 'words', detail: 'verbatim_masked' } : null
}

/** Takes the next row into the chain; the first fault stays. */
function follow(chain: Chain, [, shownSeq, at, kind, type, actorId, body, hash]: EventRow): void {
  if (chain.fault) return
  const seq = Number(shownSeq)
  if (seq !== chain.seq + 1) {
    chain.fault = seq <= chain.seq ? { seq, fault: 'extra' } : { seq: chain.seq + 1, fault: 'missing' }
    return
  }
  chain.seq = seq
  if (!chainHash(chain.hash, seq, body).equals(hash)) {
    chain.fault = { seq, fault: 'altered' }
    return
  }
  chain.hash = hash
  const told = read(body)
  const wrong = told.stream !== chain.streamId ? 'stream_id' : told.type !== type ? 'type' : told.at?.replace('Z', '000') !== at ? 'at' : told.actor?.id !== actorId ? 'actor_id' : kind !== chain.kind ? 'stream_kind' : null
  if (wrong) chain.fault = { seq, fault: 'column', detail: wrong }
  chain.sealed = told.data?.sealedHash ?? chain.sealed
  chain.words = told.data?.wordsHash ?? chain.words
  if (kind === 'complaint') replay(chain.told, { type, at: Date.parse(told.at ?? ''), actor: told.actor ?? {}, data: told.data ?? {} })
}

function read(body: string): { stream?: string; type?: string; at?: string; actor?: RecordedEvent['actor']; data?: { sealedHash?: string; wordsHash?: string } & RecordedEvent['data'] } {
  try {
    return JSON.parse(body)
  } catch {
    return {}
  }
}

async function verifyNumbers(client: pg.Client): Promise<Break[]> {
  const found = await client.query<{ registered: string | null; held: string | null; id: string }>(`select n.complaint_no as registered, c.complaint_no as held, coalesce(n.complaint_id, c.id)::text as id
    from complaint_numbers n full join complaints c on c.id = n.complaint_id where c.id is null or n.complaint_no is null or c.complaint_no <> n.complaint_no order by 3, 1 limit ${kept}`)
  return found.rows.map((r) => ({ streamId: r.id, kind: 'complaint', complaintNo: r.held ?? r.registered, seq: 0, fault: 'number', detail: r.held === null ? `the complaint of number ${r.registered} is gone` : r.registered === null ? 'its number is not registered' : `${r.registered} is registered for it` }))
}

/** Chains whose complaint is gone still have their number in the register. */
async function nameComplaints(client: pg.Client, breaks: Break[]): Promise<void> {
  for (const [i, b] of breaks.entries()) {
    if (i >= kept || b.complaintNo !== null || b.kind !== 'complaint') continue
    const found = await client.query<{ complaint_no: string }>('select complaint_no from complaint_numbers where complaint_id = $1', [b.streamId])
    breaks[i] = { ...b, complaintNo: found.rows[0]?.complaint_no ?? null }
  }
}

/** The rows of a query one by one. */
async function* eachOf<R extends unknown[]>(client: pg.Client, name: string, query: string): AsyncGenerator<R, undefined> {
  for await (const rows of rowsInBatches<R>(client, name, query)) yield* rows
  return undefined
}
