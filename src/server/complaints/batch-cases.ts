// A merchant's batch case: its lines looked at, the parent filed, the rest left to a job that files each line once (OPN-18, ADR 081).
import { sql } from 'kysely'
import type { BatchHead, BatchLine, createBatchCase as createEndpoint, previewBatchCase as previewEndpoint } from '../../contract/batch-cases.ts'
import { batchLimit } from '../../contract/batch-cases.ts'
import { newComplaint } from '../../contract/complaints.ts'
import type { Filed, NewComplaint } from '../../contract/complaints.ts'
import type { BodyOf, ReplyOf } from '../../contract/endpoint.ts'
import { readBatchLines } from '../../domain/complaints/batch-lines.ts'
import type { ReadBatchLine, Row } from '../../domain/complaints/batch-lines.ts'
import { findReason } from '../../domain/policy/reason-tree.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx } from '../platform/context.ts'
import { seal } from '../platform/crypto.ts'
import { newId, requestHash } from '../platform/ids.ts'
import { Replayed } from '../platform/routes.ts'
import { write } from '../platform/write.ts'
import { readBatchHead } from './batch-rows.ts'
import type { Deps } from './deps.ts'
import { csvRows } from './import-csv.ts'
import { importVocabulary } from './import-words.ts'
import type { Intake } from './intake.ts'
import { isOpenText } from './open.ts'
import { postOf } from './person-now.ts'
import { visibleTo } from './visible.ts'
import { clean, gist } from './words.ts'

/** A line that broke for no rule's reason: what it says is kept, and going on files it. */
export const lineFailed = sql<boolean>`state = 'refused' and sealed is not null`
export const batchPlace = (id: string, line: number): string => `batch_lines|sealed|${id}|${line}`

/** What each line would become; nothing is kept. */
export async function previewBatchCase(d: Deps, ctx: Ctx, body: Pick<BodyOf<typeof createEndpoint>, 'pasted' | 'leaveOpen'>): Promise<ReplyOf<typeof previewEndpoint>> {
  const lines = await judged(d, ctx, await readPasted(d, body.pasted), body.leaveOpen)
  const count = (state: BatchLine['state']): number => lines.filter((l) => l.state === state).length
  return { lines: lines.map(({ read: _read, ...shown }) => shown), ready: count('ready'), wrong: count('wrong'), same: count('same'), open: count('open') }
}

/** Files the parent through the one intake and lays its lines down; they are filed by a job. @throws Refusal `batch_case.no_lines` */
export async function createBatchCase(d: Deps, intake: Intake, ctx: Ctx, body: BodyOf<typeof createEndpoint>): Promise<BatchHead> {
  const post = postOf(ctx.actor)
  if (post === null) throw new Refusal('bulk.persons_only', {}, 403)
  if (findReason(d.policy().reasons, body.reasonCode) === null) throw new Refusal('complaint.unknown_reason', { reason: body.reasonCode }, 400)
  const lines = await judged(d, ctx, await readPasted(d, body.pasted), body.leaveOpen)
  const ready = lines.filter((l) => l.state === 'ready')
  if (ready.length === 0) throw new Refusal('batch_case.no_lines', {}, 400)
  const parent = await fileParent(d, intake, ctx, body, ready.length)
  const { pasted: _pasted, leaveOpen: _leaveOpen, title, words: _words, merchant: _merchant, ...defaults } = body
  return write({ ...ctx, idempotency: null }, async ({ tx, now }) => {
    // asked again with the same key: the parent is the same, and so are its lines
    const made = await sql`insert into batch_cases (parent_id, title, lines, state, defaults, by_id, by_name, by_role, by_unit_id, at) values (${parent}, ${clean(title)}, ${ready.length}, 'filing', ${JSON.stringify(defaults)}::jsonb, ${post.id}, ${post.name}, ${post.role}, ${post.unitId}, ${new Date(now)}) on conflict do nothing returning 1`.execute(tx)
    if (made.rows.length > 0) {
      const rows = ready.map((l) => ({ line: l.line, number: l.number, sealed: seal(d.keys, batchPlace(parent, l.line), JSON.stringify(inputOf(body, l.read))).toString('hex') }))
      await sql`insert into batch_lines (parent_id, line, number, sealed) select ${parent}, t.line, t.number, decode(t.sealed, 'hex') from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t (line integer, number text, sealed text)`.execute(tx)
      await d.enqueue(tx, [{ name: 'file_batch', payload: { id: parent }, key: parent }])
    }
    return readBatchHead(tx, ctx.actor, parent)
  })
}

/** Goes on in one's own name with a batch case that stopped: files the lines that wait and those that failed, each once. @throws Refusal `mass.not_resumable` */
export async function resumeBatchCase(d: Deps, ctx: Ctx, id: string): Promise<BatchHead> {
  await readBatchHead(ctx.db, ctx.actor, id)
  const post = postOf(ctx.actor)
  if (post === null) throw new Refusal('bulk.persons_only', {}, 403)
  return write(ctx, async ({ tx }) => {
    const taken = await sql`update batch_cases set state = 'filing', problem = null, ended_at = null, by_id = ${post.id}, by_name = ${post.name}, by_role = ${post.role}, by_unit_id = ${post.unitId} where parent_id = ${id} and state = 'failed' returning 1`.execute(tx)
    if (taken.rows.length === 0) throw new Refusal('mass.not_resumable')
    await sql`update batch_lines set state = 'waiting', problem = null where parent_id = ${id} and ${lineFailed}`.execute(tx)
    await d.enqueue(tx, [{ name: 'file_batch', payload: { id }, key: `${id}:${newId()}` }])
    return readBatchHead(tx, ctx.actor, id)
  })
}

/** The parent holds the merchant's words and contact and no parcel, so that no clock of a parcel runs twice. */
async function fileParent(d: Deps, intake: Intake, ctx: Ctx, body: BodyOf<typeof createEndpoint>, lines: number): Promise<string> {
  const input: NewComplaint = newComplaint.parse({ kind: 'enquiry', channel: body.channel, reasonCode: body.reasonCode, verbatim: body.words, summary: `${body.title} ×${lines}`, complainant: body.merchant })
  const key = ctx.idempotency
  const idempotency = key === null ? null : { scope: `batch:${key.scope}`, key: key.key, requestHash: requestHash(d.keys.indexKey, [body]) }
  try {
    const filed = await intake.file(ctx, { input, actor: ctx.actor, idempotency, registeredBy: null, followHash: null, batch: { parentId: null }, reply: (f) => ({ id: f.id }) }) as Pick<Filed, 'id'>
    return filed.id
  } catch (error) {
    if (error instanceof Replayed) return (JSON.parse(error.body) as { id: string }).id
    throw error
  }
}

/** A line as the complaint it becomes: what it says itself, else what counts for all. */
function inputOf(body: BodyOf<typeof createEndpoint>, read: ReadBatchLine): Record<string, unknown> {
  return { channel: body.channel, reasonCode: body.reasonCode, verbatim: body.words, ...read.input, kind: 'complaint', items: [{ type: 'waybill', number: read.typed }], complainant: body.merchant }
}

async function readPasted(d: Deps, pasted: string): Promise<readonly ReadBatchLine[]> {
  const rows: Row[] = []
  for await (const some of csvRows((async function* () { yield Buffer.from(pasted) })(), 'utf-8')) {
    rows.push(...some)
    if (rows.length > batchLimit + 1) throw new Refusal('import.too_many_lines', { most: batchLimit }, 400)
  }
  const { reasons, numberRules } = d.policy()
  return readBatchLines(rows, importVocabulary(reasons), numberRules)
}

type Judged = BatchLine & { readonly read: ReadBatchLine }

async function judged(d: Deps, ctx: Ctx, lines: readonly ReadBatchLine[], leaveOpen: boolean): Promise<readonly Judged[]> {
  const found = await sql<{ number: string; id: string; no: string }>`select distinct on (i.number_index) i.number_index as number, c.id, c.complaint_no as no from complaint_items i join complaints c on c.id = i.complaint_id
    where i.number_index = any(${lines.map((l) => l.number)}::text[]) and ${sql.raw(isOpenText)} and c.kind = 'complaint' and ${visibleTo(ctx.actor)} order by i.number_index, c.received_at desc`.execute(d.db)
  const open = new Map(found.rows.map((r) => [r.number, { id: r.id, complaintNo: r.no }]))
  return lines.map((read) => {
    const openCase = open.get(read.number) ?? null
    const problems = read.sameAs === null ? [...read.problems] : [...read.problems, { code: 'batch_line.same', params: { line: read.sameAs } }]
    const words = read.input['verbatim']
    const amount = (read.input['demand'] as { amount?: { minor: number } } | undefined)?.amount
    const state = read.problems.length > 0 ? 'wrong' : read.sameAs !== null ? 'same' : openCase !== null && leaveOpen ? 'open' : 'ready'
    return { line: read.line, number: read.typed, words: typeof words === 'string' ? gist(words) : null, amount: amount === undefined ? null : { minor: amount.minor, currency: 'CNY' as const }, state, problems, openCase, read }
  })
}
