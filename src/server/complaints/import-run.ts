// Runs an import from where it stands to its end: each line through the one intake under its own key, so that a line repeated after a crash finds its answer.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { newComplaint } from '../../contract/complaints.ts'
import type { NewComplaint } from '../../contract/complaints.ts'
import type { lineProblem } from '../../contract/imports.ts'
import { cellText } from '../../domain/complaints/import-cells.ts'
import type { Cell } from '../../domain/complaints/import-cells.ts'
import { fieldOfPath, readLine } from '../../domain/complaints/import-line.ts'
import type { ImportVocabulary, LineProblem } from '../../domain/complaints/import-line.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { isPermission } from '../../domain/identity/permissions.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { z } from 'zod'
import type { Ctx } from '../platform/context.ts'
import { seal } from '../platform/crypto.ts'
import { databaseTrouble } from '../platform/database.ts'
import { requestHash } from '../platform/ids.ts'
import { malformed } from '../platform/problems.ts'
import { Replayed } from '../platform/routes.ts'
import type { Deps } from './deps.ts'
import type { Row } from './import-csv.ts'
import { dropFile, keptFile } from './import-file.ts'
import { linesOf } from './import-look.ts'
import type { Look } from './import-look.ts'
import { importVocabulary } from './import-words.ts'
import { lookOf, rejectionPlace } from './import-rows.ts'
import type { ImportRow } from './import-rows.ts'
import type { Intake } from './intake.ts'
import { personNow } from './person-now.ts'
import { seenLines } from './import-seen.ts'
import type { SeenLines } from './import-seen.ts'

/** Lines between two saves of the place reached, and lines that set out together: they share a commit, and are so few that a request of the floor never meets a long statement. */
const chunkLines = 512
const together = 16
/** How long a runner may be silent before another takes over. */
const lease = "interval '15 seconds'"

type Problem = z.output<typeof lineProblem>
type Rejection = { readonly line: number; readonly problems: readonly Problem[]; readonly cells: readonly string[] }
type Run = { readonly deps: Deps; readonly intake: Intake; readonly row: ImportRow; readonly leaseBy: string; readonly ctx: Ctx; readonly look: Look; readonly vocabulary: ImportVocabulary; readonly seen: SeenLines; readonly pace: Pace }
/** Waits until so many lines may set out. */
export type Pace = (lines: number) => Promise<void>
export type RunOptions = { readonly deps: Deps; readonly intake: Intake; readonly ctx: Omit<Ctx, 'actor'>; readonly id: string; readonly leaseBy: string; readonly pace: Pace; readonly isLeaving: () => boolean }

/** Takes a run that nobody runs; null when there is none. */
export async function claimImport(db: Deps['db'], leaseBy: string): Promise<{ readonly id: string; readonly lines: number; readonly format: string } | null> {
  const found = await sql<{ id: string; lines: number; format: string }>`update imports set lease_by = ${leaseBy}::uuid, lease_until = now() + ${sql.raw(lease)}
    where id = (select id from imports where state = 'running' and (lease_until is null or lease_until < now()) order by started_at limit 1 for update skip locked) returning id, lines, format`.execute(db)
  return found.rows[0] ?? null
}

/** Runs a claimed import until its end, until it is cancelled, or until the process leaves. @throws what the database says when it can't be reached: the lease lapses and another run goes on. */
export async function runImport(options: RunOptions): Promise<void> {
  const { deps, id, leaseBy } = options
  const row = (await sql<ImportRow>`select * from imports where id = ${id}`.execute(deps.db)).rows[0]
  if (!row) return
  try {
    const actor = await makerOf(deps, row)
    const run: Run = { deps, intake: options.intake, row, leaseBy, ctx: { ...options.ctx, actor }, look: lookOf(deps, row), vocabulary: importVocabulary(deps.policy().reasons), seen: seenLines(row.lines), pace: options.pace }
    await runLines(run, options.isLeaving)
  } catch (error) {
    if (!(error instanceof Refusal)) {
      await release(deps, id, leaseBy).catch(() => undefined)
      throw error
    }
    await failImport(deps.db, id, leaseBy, error.code)
  }
}

/** Ends a run that can't go on as it is, with the code of why. */
export async function failImport(db: Deps['db'], id: string, leaseBy: string, code: string): Promise<void> {
  await sql`update imports set state = 'failed', problem = ${code}, ended_at = app_now() where id = ${id} and lease_by = ${leaseBy}::uuid and state = 'running'`.execute(db)
}

async function runLines(run: Run, isLeaving: () => boolean): Promise<void> {
  const { row, look } = run
  let skip = row.done
  let chunk: Row<Cell>[] = []
  let began = performance.now()
  const flush = async (): Promise<boolean> => {
    const rejected = await fileChunk(run, chunk)
    const goesOn = await save(run, chunk.length, rejected, Math.round(performance.now() - began))
    chunk = []
    began = performance.now()
    return goesOn
  }
  for await (const batch of linesOf(keptFile(run.deps, row.id), look)) {
    for (const line of batch) {
      if (skip > 0) { skip -= 1; remember(run.seen, line); continue }
      chunk.push(line)
      if (chunk.length < chunkLines) continue
      if (!(await flush())) return
      if (isLeaving()) return release(run.deps, row.id, run.leaseBy)
    }
  }
  if (chunk.length > 0 && !(await flush())) return
  await sql`update imports set state = 'done', ended_at = app_now(), lease_until = null, file_kept = false where id = ${row.id} and lease_by = ${run.leaseBy}::uuid and state = 'running'`.execute(run.deps.db)
  await dropFile(run.deps, row.id)
}

/** Lets another go on in a moment, here or elsewhere. */
async function release(deps: Deps, id: string, leaseBy: string): Promise<void> {
  await sql`update imports set lease_until = now() + interval '1 second' where id = ${id} and lease_by = ${leaseBy}::uuid`.execute(deps.db)
}

/** Files the lines of a chunk, a group at a time so that the floor meets them evenly, and gives those that could not be. */
async function fileChunk(run: Run, chunk: readonly Row<Cell>[]): Promise<Rejection[]> {
  const rejections: Rejection[] = []
  const one = async (line: Row<Cell>): Promise<void> => {
    const problems = await fileLine(run, line)
    if (problems.length > 0) rejections.push({ line: line.line, problems: problems.map((p) => ({ ...p, column: columnOf(run, p.field) })), cells: line.cells.slice(0, run.look.columns.length).map((cell) => cellText(cell)) })
  }
  for (let from = 0; from < chunk.length; from += together) {
    const group = chunk.slice(from, from + together)
    await run.pace(group.length)
    await Promise.all(group.map(one))
  }
  return rejections
}

async function fileLine(run: Run, line: Row<Cell>): Promise<readonly Omit<Problem, 'column'>[]> {
  const same = remember(run.seen, line)
  if (same !== undefined) return [{ field: null, code: 'import.same_line', params: { line: same } }]
  const read = readLine(line.cells, run.look.columns.length, run.row.mapping ?? {}, run.row.defaults ?? {}, run.vocabulary)
  const parsed = newComplaint.safeParse(read.input, { reportInput: true })
  const problems: LineProblem[] = [...read.problems, ...(parsed.success ? [] : contractProblems(read.input, read.problems, parsed.error))]
  if (problems.length > 0 || !parsed.success) return problems
  return file(run, parsed.data, line.line, read.input['kind'] === undefined)
}

async function file(run: Run, input: NewComplaint, line: number, kindUnsaid: boolean): Promise<LineProblem[]> {
  const { ctx, row, deps } = run
  const idempotency = { scope: `import:${row.id}`, key: String(line), requestHash: requestHash(deps.keys.indexKey, [input]) }
  try {
    await run.intake.file(ctx, { input, actor: ctx.actor, idempotency, registeredBy: null, followHash: null, ...(kindUnsaid ? { kindUnsaid } : {}), reply: (filed) => ({ id: filed.id, complaintNo: filed.complaintNo }) })
    return []
  } catch (error) {
    // the key's request reads otherwise than then (a newer version reads lines better): filed it was all the same
    if (error instanceof Replayed || (error instanceof Refusal && error.code === 'idempotency.other_body')) return []
    if (error instanceof Refusal) return [{ field: typeof error.params['field'] === 'string' ? fieldOfPath([error.params['field']], input) : error.code === 'complaint.unknown_reason' ? 'reason' : null, code: error.code, params: {} }]
    if (databaseTrouble(error)) throw error
    deps.log.error({ err: error, line }, 'import line')
    return [{ field: null, code: 'import.line_failed', params: {} }]
  }
}

// What a cell already got a reason for needs no second one from the contract.
function contractProblems(input: Readonly<Record<string, unknown>>, before: readonly LineProblem[], error: z.ZodError): LineProblem[] {
  return malformed(error, '').fields.map(({ path, code }) => ({ field: fieldOfPath(path.split('.'), input), code: code === 'unreachable' ? 'import.unreachable' : `field.${code}`, params: {} })).filter((p) => !before.some((b) => b.field === p.field))
}

/** Remembers what a line says; gives the line that said exactly the same before. */
function remember(seen: SeenLines, line: Row<Cell>): number | undefined {
  return seen.meet(createHash('sha256').update(JSON.stringify(line.cells)).digest(), line.line)
}

function columnOf(run: Run, field: LineProblem['field']): string | null {
  const column = field === null ? undefined : run.row.mapping?.[field]
  return column === undefined ? null : (run.look.columns[column]?.name ?? null)
}

/** Saves how far it is with what could not be filed, and holds the lease; false when the run was stopped or taken over. Its commit waits for the disk, and with it every line before it is there. */
async function save(run: Run, lines: number, rejected: readonly Rejection[], tookMs: number): Promise<boolean> {
  const { id } = run.row
  const rows = rejected.map((r) => ({ line: r.line, problems: r.problems, sealed: `\\x${seal(run.deps.keys, rejectionPlace(id, r.line), JSON.stringify(r.cells)).toString('hex')}` }))
  const saved = await sql<{ state: string }>`with saved as (update imports set done = done + ${lines}, accepted = accepted + ${lines - rejected.length}, rejected = rejected + ${rejected.length}, ran_ms = ran_ms + ${Math.round(tookMs)}, lease_until = now() + ${sql.raw(lease)}
      where id = ${id} and lease_by = ${run.leaseBy}::uuid returning state),
    bad as (insert into import_rejections (import_id, line, problems, sealed) select ${id}::uuid, t.line, t.problems, t.sealed from json_to_recordset(${JSON.stringify(rows)}::json) as t (line integer, problems jsonb, sealed bytea), saved on conflict do nothing)
    select state, set_config('synchronous_commit', 'on', true) from saved`.execute(run.deps.db)
  return saved.rows[0]?.state === 'running'
}

/** Who imports, as they may now. They own none of it: imported cases wait for the queue like others. @throws Refusal `import.maker_left`. */
async function makerOf(deps: Deps, row: ImportRow): Promise<Actor> {
  const { maker_role: role, maker_unit_id: unitId } = row
  const held = row.maker_kind === 'token' ? await machineNow(deps, row) : role === null || unitId === null ? null : await personNow(deps.db, { id: row.maker_id, name: row.maker_name, role, unitId })
  if (!held?.permissions.has('complaint:import')) throw new Refusal('import.maker_left')
  return { ...held, permissions: new Set([...held.permissions].filter((p) => p !== 'complaint:take')) }
}

async function machineNow(deps: Deps, row: ImportRow): Promise<Actor | null> {
  const found = await sql<{ permissions: string[] }>`select t.permissions from api_tokens t join users u on u.id = t.created_by where t.id = ${row.maker_id} and t.revoked_at is null and (t.expires_at is null or t.expires_at > now()) and u.status = 'active'`.execute(deps.db)
  const held = found.rows[0]
  return held ? { kind: 'token', id: row.maker_id, name: row.maker_name, roleCode: null, unitId: null, permissions: new Set(held.permissions.filter(isPermission)), scope: { kind: 'all' } } : null
}
