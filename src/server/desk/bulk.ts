// Bulk runs: laid down whole, then done case by case through the gate, each in a transaction with its result, so that a run goes on wherever it was cut off.
import { sql } from 'kysely'
import type { BodyOf } from '../../contract/endpoint.ts'
import { bulkChunk } from '../../contract/bulk.ts'
import type { BulkAct, BulkRun, startRun } from '../../contract/bulk.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import { stepWithin } from '../complaints/gate.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { archived, assigned, classify, noted, taken } from '../complaints/steps.ts'
import { undoStep } from '../complaints/undo.ts'
import { clean, cleanMaybe } from '../complaints/words.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { databaseTrouble } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { write } from '../platform/write.ts'
import type { Tx } from '../platform/write.ts'
import { refuseAct, sameOrBarred } from './bulk-preview.ts'
import { readRun, undoMinutes } from './bulk-runs.ts'
import type { RunRow } from './bulk-runs.ts'

type ItemRow = { place: number; complaint_id: string; version: number; previous_owner_id: string | null }

/** Lays a run down; nothing is done to a case yet. */
export async function startBulkRun(deps: Deps, ctx: Ctx, body: NonNullable<BodyOf<typeof startRun>>): Promise<BulkRun> {
  refuseAct(deps, ctx, body.act)
  return write(ctx, async ({ tx, now }) => {
    const id = newId(now)
    await layDown(tx, { id, byId: ctx.actor.id, act: scrubbed(body.act), undoes: null, now }, [...new Map(body.items.map((item) => [item.id, { ...item, previousOwnerId: null }])).values()])
    return readRun(tx, ctx.actor, id)
  }, 201)
}

/** Lays down the run that gives the cases back to their former owners. @throws Refusal when there is nothing to take back any more. */
export async function undoBulkRun(ctx: Ctx, id: string): Promise<BulkRun> {
  return write(ctx, async ({ tx, now }) => {
    await sql`select 1 from bulk_runs where id = ${id} for update`.execute(tx)
    const run = await readRun(tx, ctx.actor, id)
    if (!run.mayUndo) throw new Refusal('bulk.no_undo', { minutes: undoMinutes })
    const done = await sql<{ id: string; version: number; previousOwnerId: string | null }>`select complaint_id as id, new_version as version, previous_owner_id as "previousOwnerId" from bulk_items where run_id = ${id} and state = 'done' order by place`.execute(tx)
    const undo = newId(now)
    const { act } = await rowOf(tx, ctx, id)
    await layDown(tx, { id: undo, byId: ctx.actor.id, act, undoes: id, now }, done.rows)
    return readRun(tx, ctx.actor, undo)
  }, 201)
}

/** Does the next cases of a run. */
export async function workBulkRun(deps: Deps, ctx: Ctx, id: string): Promise<BulkRun> {
  const run = await rowOf(ctx.db, ctx, id)
  for (let i = 0; i < bulkChunk; i++) if (!await doNext(deps, ctx, run)) break
  // what was typed stands in the records of the cases now
  await sql`update bulk_runs r set body = r.body - 'text' - 'reason' - 'note' where r.id = ${id} and not exists (select 1 from bulk_items i where i.run_id = r.id and i.state = 'waiting')`.execute(ctx.db)
  return readRun(ctx.db, ctx.actor, id)
}

/** Takes the next waiting case that nobody else is doing; false when there is none. */
async function doNext(deps: Deps, ctx: Ctx, run: RunRow & { act: BulkAct }): Promise<boolean> {
  let taken: ItemRow | undefined
  try {
    await write(ctx, async (open) => {
      taken = await nextItem(open.tx, run.id)
      if (taken) await doItem(deps, open, run, taken)
    })
    return taken !== undefined
  } catch (error) {
    if (!taken || databaseTrouble(error) || deps.closing.aborted) throw error
    const { place } = taken
    const refused = error instanceof Refusal ? { code: error.code, params: error.params } : { code: 'bulk.item_failed', params: {} }
    // what nobody foresaw in one case holds up none of the others
    if (!(error instanceof Refusal)) ctx.log.error({ err: error, run: run.id, place }, 'bulk run: a case failed')
    const state = refused.code === 'stale_version' ? 'changed' : 'refused'
    await sql`update bulk_items set state = ${state}, refusal = ${JSON.stringify(refused)} where run_id = ${run.id} and place = ${place} and state = 'waiting'`.execute(ctx.db)
    return true
  }
}

async function doItem(deps: Deps, open: Tx, run: RunRow & { act: BulkAct }, item: ItemRow): Promise<void> {
  let previous: string | null = null
  const marked = (work: (step: Step) => Promise<Decided> | Decided) => async (step: Step): Promise<Decided> => {
    previous = step.row.owner_id
    const decided = await work(step)
    return { ...decided, data: { ...decided.data, bulk: run.id } }
  }
  const head = run.undoes === null
    ? await stepWithin(deps, open, item.complaint_id, run.act.act, item.version, marked((step) => decide(step, run.act)))
    : await giveBack(deps, open, item, marked)
  await sql`update bulk_items set state = 'done', previous_owner_id = ${previous}, new_version = ${head.version} where run_id = ${run.id} and place = ${item.place}`.execute(open.tx)
}

async function decide(step: Step, act: BulkAct): Promise<Decided> {
  const no = sameOrBarred(act, step.row, step.facts.barredIds)
  if (no) throw new Refusal(no.code, no.params)
  switch (act.act) {
    case 'assignment': return assigned(step, act)
    case 'take': return taken(step)
    case 'classification': return classify(step, { reasonCode: act.reasonCode, link: act.link, reason: act.reason })
    case 'note': return noted(step, act.text)
    case 'archiving': return archived(act.note)
  }
}

/** Within the seconds of a step it is taken back as if it had not been; later the case is assigned to its former owner. */
async function giveBack(deps: Deps, open: Tx, item: ItemRow, marked: (work: (step: Step) => Promise<Decided> | Decided) => (step: Step) => Promise<Decided>) {
  try {
    return await stepWithin(deps, open, item.complaint_id, 'undo', item.version, marked(undoStep))
  } catch (error) {
    const ownerId = item.previous_owner_id
    if (!(error instanceof Refusal) || error.code !== 'undo.too_late' || ownerId === null) throw error
    return stepWithin(deps, open, item.complaint_id, 'assignment', item.version, marked((step) => assigned(step, { ownerId })))
  }
}

async function nextItem(tx: Db, runId: string): Promise<ItemRow | undefined> {
  const found = await sql<ItemRow>`select place, complaint_id, version, previous_owner_id from bulk_items where run_id = ${runId} and state = 'waiting' order by place limit 1 for update skip locked`.execute(tx)
  return found.rows[0]
}

/** @throws Refusal 404 when the run isn't the actor's. */
async function rowOf(db: Db, ctx: Ctx, id: string): Promise<RunRow & { act: BulkAct }> {
  const found = await sql<RunRow & { body: BulkAct }>`select id, act, undoes, at, body from bulk_runs where id = ${id} and by_id = ${ctx.actor.kind === 'user' ? ctx.actor.id : null}::uuid`.execute(db)
  const row = found.rows[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  return { ...row, act: row.body }
}

type NewRun = { readonly id: string; readonly byId: string; readonly act: BulkAct; readonly undoes: string | null; readonly now: number }

async function layDown(tx: Db, run: NewRun, items: readonly { id: string; version: number; previousOwnerId: string | null }[]): Promise<void> {
  await sql`insert into bulk_runs (id, by_id, act, body, undoes, at) values (${run.id}, ${run.byId}, ${run.act.act}, ${JSON.stringify(run.act)}, ${run.undoes}, ${new Date(run.now)})`.execute(tx)
  // a case that isn't there gets its refusal when its turn comes; one that never was can't be written down at all
  await sql`insert into bulk_items (run_id, place, complaint_id, version, previous_owner_id) select ${run.id}, t.place, t.id, t.version, t."previousOwnerId" from jsonb_to_recordset(${JSON.stringify(items.map((item, place) => ({ ...item, place: place + 1 })))}::jsonb)
    as t (place integer, id uuid, version integer, "previousOwnerId" uuid) where exists (select 1 from complaints c where c.id = t.id)`.execute(tx)
}

/** The act as it is kept until it is done: words without what could name a customer. */
function scrubbed(act: BulkAct): BulkAct {
  if (act.act === 'note') return { ...act, text: clean(act.text) }
  if (act.act === 'archiving') return { ...act, note: cleanMaybe(act.note) ?? undefined }
  return act.act === 'take' ? act : { ...act, reason: cleanMaybe(act.reason) ?? undefined }
}
