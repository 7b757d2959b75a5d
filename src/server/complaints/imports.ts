// Runs of bulk intake as rows: uploaded, looked at, started, stopped, gone on with, and what could not be filed.
import { sql } from 'kysely'
import type { z } from 'zod'
import { importLimitBytes } from '../../contract/imports.ts'
import type { ImportPreview, ImportRun, lineProblem, startImport } from '../../contract/imports.ts'
import type { BodyOf } from '../../contract/endpoint.ts'
import { may } from '../../domain/identity/actor.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx, Exchange } from '../platform/context.ts'
import { seal, unseal } from '../platform/crypto.ts'
import { newId } from '../platform/ids.ts'
import { cursorOf, readCursor } from '../platform/pages.ts'
import { Malformed } from '../platform/problems.ts'
import { safeName } from './attachments.ts'
import type { Deps } from './deps.ts'
import { dropFile, keepFile } from './import-file.ts'
import type { Shelf } from './import-file.ts'
import type { Look } from './import-look.ts'
import { lookOf, lookPlace, rejectionPlace } from './import-rows.ts'
import type { ImportRow } from './import-rows.ts'

/** Looks at a file without keeping anybody else waiting (a thread of its own). */
export type Looker = (shelf: Shelf, id: string, sheet: string | null) => Promise<Look>

type RejectionRow = { line: number; problems: z.output<typeof lineProblem>[]; sealed: Buffer }

/** Keys of idempotency are kept 30 days; a run must not go on when its first ones may be gone. */
const resumable = "interval '25 days'"
// One file at a time is looked at: it takes a thread and its memory.
let looking: Promise<unknown> = Promise.resolve()
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = looking.then(work)
  looking = mine.catch(() => undefined)
  return mine
}

/** Takes in a file. @throws Refusal 409 `import.same_file` when it was imported before and `again` is not said. */
export async function uploadImport(deps: Deps, look: Looker, ctx: Ctx, again: boolean, { request }: Exchange): Promise<ImportRun> {
  const part = await request.file({ limits: { fileSize: importLimitBytes } })
  if (!part) throw new Refusal('attachment.missing', {}, 400)
  const id = newId()
  const { size, sha256 } = await keepFile(deps, id, part.file)
  try {
    if (part.file.truncated) throw new Refusal('too_large', {}, 413)
    const before = await sql<ImportRow>`select * from imports where sha256 = ${sha256} and state <> 'draft' order by id desc limit 1`.execute(ctx.db)
    const same = before.rows[0]
    if (same && !again) throw new Refusal('import.same_file', { importId: isVisible(ctx.actor, same) ? same.id : null, at: new Date(same.created_at).toISOString() })
    const found = await inTurn(() => look(deps, id, null))
    const { actor } = ctx
    const made = await sql<ImportRow>`insert into imports (id, state, maker_kind, maker_id, maker_name, maker_role, maker_unit_id, file_name, sha256, size, format, look, sheet, lines)
      values (${id}, 'draft', ${actor.kind}, ${actor.id}, ${actor.name}, ${actor.roleCode}, ${actor.unitId}, ${safeName(part.filename)}, ${sha256}, ${size}, ${found.format}, ${seal(deps.keys, lookPlace(id), JSON.stringify(found))}, ${found.sheet}, ${found.lines}) returning *`.execute(ctx.db)
    return view(made.rows[0]!, actor)
  } catch (error) {
    await dropFile(deps, id)
    throw error
  }
}

/** Runs the actor may see, newest first. */
export async function listImports(ctx: Ctx, query: { limit: number; cursor?: string | undefined; sha256?: string | undefined }): Promise<{ items: ImportRun[]; nextCursor: string | null }> {
  const after = readCursor(query.cursor)
  if (after !== null && !/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(after)) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  const { rows } = await sql<ImportRow>`select * from imports where ${after === null ? sql`true` : sql`id < ${after}::uuid`} and ${query.sha256 === undefined ? sql`true` : sql`sha256 = ${Buffer.from(query.sha256, 'hex')}`}
    and ${seesAll(ctx.actor) ? sql`true` : sql`(maker_kind = ${ctx.actor.kind} and maker_id = ${ctx.actor.id}::uuid)`} order by id desc limit ${query.limit + 1}`.execute(ctx.db)
  const last = rows[query.limit - 1]
  return { items: rows.slice(0, query.limit).map((row) => view(row, ctx.actor)), nextCursor: rows.length > query.limit && last ? cursorOf(last.id) : null }
}

export async function getImport(ctx: Ctx, id: string): Promise<ImportRun> {
  return view(await loadImport(ctx, id), ctx.actor)
}

/** What was found in the file; another `sheet` of a workbook is looked at now and becomes the one to import. */
export async function previewImport(deps: Deps, look: Looker, ctx: Ctx, id: string, sheet: string | undefined): Promise<ImportPreview> {
  const row = await loadImport(ctx, id)
  const known = lookOf(deps, row)
  if (sheet === undefined || sheet === known.sheet || row.state !== 'draft') return previewOf(known)
  if (!isMaker(ctx.actor, row)) throw new Refusal('import.not_yours', {}, 403)
  const found = await inTurn(() => look(deps, id, sheet))
  await sql`update imports set look = ${seal(deps.keys, lookPlace(id), JSON.stringify(found))}, sheet = ${found.sheet}, lines = ${found.lines} where id = ${id} and state = 'draft'`.execute(ctx.db)
  return previewOf(found)
}

/** Starts a draft. @throws Refusal when no column holds what was said, or a column isn't there. */
export async function beginImport(deps: Deps, ctx: Ctx, id: string, body: BodyOf<typeof startImport>): Promise<ImportRun> {
  const row = await loadImport(ctx, id)
  if (!isMaker(ctx.actor, row)) throw new Refusal('import.not_yours', {}, 403)
  if (row.state !== 'draft') throw new Refusal('import.started_already')
  const { columns } = lookOf(deps, row)
  const wrong = Object.entries(body.mapping).filter(([, column]) => column !== undefined && column >= columns.length).map(([field]) => ({ path: `mapping.${field}`, code: 'too_big' }))
  if (body.mapping.verbatim === undefined) wrong.push({ path: 'mapping.verbatim', code: 'required' })
  if (body.mapping.channel === undefined && body.defaults.channel === undefined) wrong.push({ path: 'defaults.channel', code: 'required' })
  if (wrong.length > 0) throw new Malformed(wrong)
  const started = await sql<ImportRow>`update imports set state = 'running', mapping = ${JSON.stringify(body.mapping)}::jsonb, defaults = ${JSON.stringify(body.defaults)}::jsonb, started_at = app_now() where id = ${id} and state = 'draft' returning *`.execute(ctx.db)
  if (!started.rows[0]) throw new Refusal('import.started_already')
  return view(started.rows[0], ctx.actor)
}

/** Stops a run; whoever runs it notices at its next step. What is filed stays filed. */
export async function cancelImport(ctx: Ctx, id: string): Promise<ImportRun> {
  const row = await loadImport(ctx, id)
  const stopped = await sql<ImportRow>`update imports set state = 'cancelled', ended_at = app_now() where id = ${id} and state in ('draft', 'running') returning *`.execute(ctx.db)
  if (!stopped.rows[0]) throw new Refusal('import.over')
  return view({ ...row, ...stopped.rows[0] }, ctx.actor)
}

/** Goes on with a stopped run where it was. */
export async function resumeImport(ctx: Ctx, id: string): Promise<ImportRun> {
  const row = await loadImport(ctx, id)
  if (!isMaker(ctx.actor, row)) throw new Refusal('import.not_yours', {}, 403)
  const resumed = await sql<ImportRow>`update imports set state = 'running', problem = null, ended_at = null, lease_until = null where id = ${id} and state in ('cancelled', 'failed') and mapping is not null and file_kept and started_at > app_now() - ${sql.raw(resumable)} returning *`.execute(ctx.db)
  if (!resumed.rows[0]) throw new Refusal('import.not_resumable')
  return view(resumed.rows[0], ctx.actor)
}

/** Lines that could not be filed, in their order. */
export async function listRejections(deps: Deps, ctx: Ctx, id: string, query: { limit: number; cursor?: string | undefined }): Promise<{ items: { line: number; problems: z.output<typeof lineProblem>[] }[]; nextCursor: string | null }> {
  await loadImport(ctx, id)
  const after = readCursor(query.cursor)
  if (after !== null && !/^\d{1,9}$/.test(after)) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  const { rows } = await sql<RejectionRow>`select line, problems from import_rejections where import_id = ${id} and line > ${Number(after ?? 0)} order by line limit ${query.limit + 1}`.execute(deps.db)
  const last = rows[query.limit - 1]
  return { items: rows.slice(0, query.limit).map(({ line, problems }) => ({ line, problems })), nextCursor: rows.length > query.limit && last ? cursorOf(String(last.line)) : null }
}

/** The rejected lines with their cells in plain; only for who imported them. */
export async function rejectedLines(deps: Deps, ctx: Ctx, id: string): Promise<{ name: string; columns: readonly string[]; lines: readonly { line: number; problems: z.output<typeof lineProblem>[]; cells: string[] }[] }> {
  const row = await loadImport(ctx, id)
  if (!isMaker(ctx.actor, row)) throw new Refusal('import.not_yours', {}, 403)
  const { rows } = await sql<RejectionRow>`select line, problems, sealed from import_rejections where import_id = ${id} order by line`.execute(deps.db)
  return { name: row.file_name, columns: lookOf(deps, row).columns.map((column) => column.name), lines: rows.map((r) => ({ line: r.line, problems: r.problems, cells: JSON.parse(unseal(deps.keys, rejectionPlace(id, r.line), r.sealed)) as string[] })) }
}

function previewOf({ format, encoding, sheets, sheet, headerLine, lines, columns, sample }: Look): ImportPreview {
  return { format, encoding, sheets: [...sheets], sheet, headerLine, lines, columns: [...columns], sample: sample.map((each) => ({ line: each.line, cells: [...each.cells] })) }
}

// Who runs the floor sees all runs; everybody else their own.
const seesAll = (actor: Actor): boolean => may(actor, 'floor:read')
const isMaker = (actor: Actor, row: ImportRow): boolean => row.maker_kind === actor.kind && row.maker_id === actor.id
const isVisible = (actor: Actor, row: ImportRow): boolean => seesAll(actor) || isMaker(actor, row)

async function loadImport(ctx: Ctx, id: string): Promise<ImportRow> {
  const found = await sql<ImportRow>`select * from imports where id = ${id}`.execute(ctx.db)
  const row = found.rows[0]
  if (!row || !isVisible(ctx.actor, row)) throw new Refusal('not_found', {}, 404)
  return row
}

function view(row: ImportRow, actor: Actor): ImportRun {
  const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
  const perSecond = row.ran_ms > 0 && row.done > 0 ? row.done / (row.ran_ms / 1000) : null
  return {
    id: row.id, state: row.state, fileName: row.file_name, format: row.format, size: row.size, sheet: row.sheet, maker: row.maker_name, mine: isMaker(actor, row), lines: row.lines, done: row.done, accepted: row.accepted, rejected: row.rejected,
    perSecond: perSecond === null ? null : Math.round(perSecond * 10) / 10, remainingSeconds: row.state === 'running' && perSecond !== null ? Math.ceil((row.lines - row.done) / perSecond) : null,
    createdAt: new Date(row.created_at).toISOString(), startedAt: iso(row.started_at), endedAt: iso(row.ended_at), ranSeconds: Math.round(row.ran_ms / 100) / 10, problem: row.problem,
    canResume: (row.state === 'cancelled' || row.state === 'failed') && row.mapping !== null && row.file_kept && isMaker(actor, row),
  }
}
