// Simulations and recomputes as people lay them down, read and stop them; the work itself is the sweep's (ADR 058).
import { sql } from 'kysely'
import type { BodyOf, QueryOf } from '../../contract/endpoint.ts'
import { samplesKept } from '../../contract/policy-runs.ts'
import type { listSimulations, PlayedDocument, Recompute, RecomputeScope, RunEffect, Simulation, startSimulation } from '../../contract/policy-runs.ts'
import { Refusal, insist, why } from '../../domain/refusal.ts'
import type { Why } from '../../domain/refusal.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { nothingCounted } from '../../domain/policy/tally.ts'
import type { Tally } from '../../domain/policy/tally.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { write } from '../platform/write.ts'
import type { PolicyInForce } from './policy.ts'
import { visibleTo } from './visible.ts'

export type RunState = Recompute['state']
export type PlayedScope = { readonly document: PlayedDocument; readonly version: number }
export type RunRow = {
  readonly id: string; readonly scope: PlayedScope | RecomputeScope; readonly body_hash: string | null; readonly days: number | null; readonly since: number | null; readonly state: RunState; readonly total: number; readonly looked: number; readonly moved: number
  readonly result: Tally<RunEffect>; readonly failure: string | null; readonly by_id: string; readonly by_name: string; readonly at: number; readonly started_at: number | null; readonly ended_at: number | null
}
type What = 'simulation' | 'recompute'

const day = 86_400_000
const listed = 20
const active = sql`('previewing','ready','running')`
const head = sql`r.id, r.scope, r.body_hash, r.days, r.since, r.state, r.total, r.looked, r.moved, r.failure, r.by_id, r.by_name, r.at, r.started_at, r.ended_at`
const columns = sql`${head}, r.result`
/** A list is told without the cases, which are most of a result. */
const listedColumns = sql`${head}, jsonb_set(r.result, '{examples}', '[]') as result`

/**
 * Lays a simulation down; the sweep plays it.
 * @throws Refusal 404 for a version that isn't there, 409 `policy_run.not_draft` and `policy_run.running`.
 */
export async function layDownSimulation(ctx: Ctx, { document, version, days }: BodyOf<typeof startSimulation>): Promise<Simulation> {
  insistPerson(ctx.actor)
  return write(ctx, async ({ tx, now }) => {
    const draft = (await sql<{ state: string; hash: string; body: string }>`select state, body_hash as hash, body::text as body from policy_versions where kind = ${document} and version = ${version}`.execute(tx)).rows[0]
    if (!draft) throw new Refusal('not_found', {}, 404)
    if (draft.state !== 'draft') throw new Refusal('policy_run.not_draft', { version })
    const id = newId(now)
    await insertRun(tx, 'simulation', sql`insert into policy_runs (id, what, scope, body, body_hash, days, since, state, result, by_id, by_name, at, started_at)
      values (${id}, 'simulation', ${JSON.stringify({ document, version })}, ${draft.body}, ${draft.hash}, ${days}, ${new Date(now - days * day)}, 'running', ${JSON.stringify(nothingCounted)}, ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)}, ${new Date(now)}) on conflict do nothing returning 1`)
    return readSimulation(tx, ctx.actor, id)
  }, 201)
}

/** Lays a recompute down: first it is only looked through. A preview nobody started gives way. @throws Refusal 409 `policy_run.not_in_force`, `policy_run.running`. */
export async function layDownRecompute(ctx: Ctx, policy: PolicyInForce, scope: RecomputeScope): Promise<Recompute> {
  insistPerson(ctx.actor)
  return write(ctx, async ({ tx, now }) => {
    insist(whyNotNow(scope, policy))
    const id = newId(now)
    await endRuns(tx, sql`what = 'recompute' and state = 'ready'`, now)
    await insertRun(tx, 'recompute', sql`insert into policy_runs (id, what, scope, state, result, by_id, by_name, at) values (${id}, 'recompute', ${JSON.stringify(scope)}, 'previewing', ${JSON.stringify(nothingCounted)}, ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)}) on conflict do nothing returning 1`)
    return readRecompute(tx, ctx.actor, policy, id)
  }, 201)
}

/** Lets a previewed recompute move the clocks. Who starts it is who the record names. @throws Refusal 409 `policy_run.not_ready`, `policy_run.not_in_force`. */
export async function beginRecompute(ctx: Ctx, policy: PolicyInForce, id: string): Promise<Recompute> {
  insistPerson(ctx.actor)
  return write(ctx, async ({ tx, now }) => {
    const run = await lockRun(tx, 'recompute', id)
    if (run.state !== 'ready') throw new Refusal('policy_run.not_ready', { state: run.state })
    insist(whyNotNow(run.scope as RecomputeScope, policy))
    const begun = await sql`update policy_runs set state = 'running', cursor = null, looked = 0, moved = 0, by_id = ${ctx.actor.id}, by_name = ${ctx.actor.name}, started_at = ${new Date(now)} where id = ${id}
      and not exists (select 1 from policy_runs o where o.what = 'recompute' and o.state in ('previewing','running')) returning 1`.execute(tx)
    if (begun.rows.length === 0) throw await isRunning(tx, 'recompute')
    return readRecompute(tx, ctx.actor, policy, id)
  })
}

/** Stops a run; what it has moved stays moved. @throws Refusal 409 `policy_run.ended`. */
export async function cancelRun(ctx: Ctx, what: What, id: string): Promise<void> {
  await write(ctx, async ({ tx, now }) => {
    const run = await lockRun(tx, what, id)
    if (run.ended_at !== null) throw new Refusal('policy_run.ended', { state: run.state })
    await endRuns(tx, sql`id = ${id}`, now)
  })
}

export async function readSimulation(db: Db, actor: Actor, id: string): Promise<Simulation> {
  return (await showSimulations(db, actor, [await runOf(db, 'simulation', id)], true))[0]!
}

export async function listLatestSimulations(ctx: Ctx, { document, version }: QueryOf<typeof listSimulations>): Promise<{ items: Simulation[] }> {
  const found = await sql<RunRow>`select ${listedColumns} from policy_runs r where r.what = 'simulation' and (${document ?? null}::text is null or r.scope ->> 'document' = ${document ?? null}) and (${version ?? null}::int is null or (r.scope ->> 'version')::int = ${version ?? null}) order by r.at desc, r.id desc limit ${listed}`.execute(ctx.db)
  return { items: await showSimulations(ctx.db, ctx.actor, found.rows, false) }
}

export async function readRecompute(db: Db, actor: Actor, policy: PolicyInForce, id: string): Promise<Recompute> {
  const row = await runOf(db, 'recompute', id)
  return showRecompute(row, await common(db, actor, [row], true), policy)
}

export async function listLatestRecomputes(ctx: Ctx, policy: PolicyInForce): Promise<{ items: Recompute[] }> {
  const { rows } = await sql<RunRow>`select ${listedColumns} from policy_runs r where r.what = 'recompute' order by r.at desc, r.id desc limit ${listed}`.execute(ctx.db)
  const told = await common(ctx.db, ctx.actor, rows, false)
  return { items: rows.map((row) => showRecompute(row, told, policy)) }
}

/** Why clocks can't be moved by this scope just now: another version came into force. */
export function whyNotNow(scope: RecomputeScope, policy: PolicyInForce): Why | null {
  return scope.kind === 'policy' && policy.versions.get(scope.document) !== scope.version ? why('policy_run.not_in_force', { version: scope.version, inForce: policy.versions.get(scope.document) ?? 0 }) : null
}

/** The record of every moved clock names who let it move: no machine can answer for that. */
function insistPerson(actor: Actor): void {
  if (actor.kind !== 'user') throw new Refusal('identity.session_needed', {}, 403)
}

async function insertRun(tx: Db, what: What, insert: ReturnType<typeof sql>): Promise<void> {
  if ((await insert.execute(tx)).rows.length === 0) throw await isRunning(tx, what)
}

async function isRunning(tx: Db, what: What): Promise<Refusal> {
  const other = (await sql<{ by: string }>`select by_name as by from policy_runs where what = ${what} and state in ('previewing','running')`.execute(tx)).rows[0]
  return new Refusal('policy_run.running', { by: other?.by ?? '' })
}

async function endRuns(tx: Db, which: ReturnType<typeof sql>, now: number): Promise<void> {
  const ended = await sql<{ id: string }>`update policy_runs set state = 'cancelled', ended_at = ${new Date(now)} where ${which} and state in ${active} returning id`.execute(tx)
  await sql`delete from policy_run_cases where run_id = any(${ended.rows.map((r) => r.id)}::uuid[])`.execute(tx)
}

async function lockRun(tx: Db, what: What, id: string): Promise<RunRow> {
  const found = (await sql<RunRow>`select ${columns} from policy_runs r where r.id = ${id} and r.what = ${what} for update`.execute(tx)).rows[0]
  if (!found) throw new Refusal('not_found', {}, 404)
  return found
}

async function runOf(db: Db, what: What, id: string): Promise<RunRow> {
  const found = (await sql<RunRow>`select ${columns} from policy_runs r where r.id = ${id} and r.what = ${what}`.execute(db)).rows[0]
  if (!found) throw new Refusal('not_found', {}, 404)
  return found
}

type Shown = Omit<Recompute, 'scope' | 'refused'>

/** What both tell. Cases that don't exist for the reader are left out, whoever asked for the run; units are named. */
async function common(db: Db, actor: Actor, rows: readonly RunRow[], withSamples: boolean): Promise<Map<string, Shown>> {
  const examples = withSamples ? rows.flatMap((r) => r.result.examples) : []
  const cases = examples.length === 0 ? [] : (await sql<{ id: string; no: string; keyword: string }>`select c.id, c.complaint_no as no, c.keyword from complaints c where c.id = any(${examples.map((e) => e.id)}::uuid[]) and ${visibleTo(actor)}`.execute(db)).rows
  const units = (await sql<{ id: string; code: string; name: string }>`select id, code, name from org_units where id::text = any(${rows.flatMap((r) => r.result.groups.flatMap((g) => (g.by === 'unit' ? [g.key] : [])))}::text[])`.execute(db)).rows
  const caseOf = new Map(cases.map((c) => [c.id, c]))
  const unitOf = new Map(units.map((u) => [u.id, u]))
  return new Map(rows.map((r) => [r.id, {
    id: r.id, state: r.state, total: r.total, looked: r.looked, moved: r.moved, counts: { ...r.result.counts }, failure: r.failure,
    groups: r.result.groups.map((g) => ({ by: g.by, key: unitOf.get(g.key)?.code ?? g.key, name: unitOf.get(g.key)?.name ?? null, counts: { ...g.counts } })),
    samples: withSamples ? r.result.examples.slice(0, samplesKept).flatMap((e) => {
      const c = caseOf.get(e.id)
      return c === undefined ? [] : [{ id: c.id, complaintNo: c.no, keyword: c.keyword, effect: e.effect, clock: e.clock as ClockKind | null, before: e.before, after: e.after }]
    }) : [],
    at: iso(r.at), by: r.by_name, startedAt: r.started_at === null ? null : iso(r.started_at), endedAt: r.ended_at === null ? null : iso(r.ended_at), mayCancel: r.ended_at === null,
  }]))
}

async function showSimulations(db: Db, actor: Actor, rows: readonly RunRow[], withSamples: boolean): Promise<Simulation[]> {
  const told = await common(db, actor, rows, withSamples)
  const drafts = (await sql<{ kind: string; version: number; hash: string }>`select kind, version, body_hash as hash from policy_versions where kind || '@' || version = any(${rows.map((r) => `${(r.scope as PlayedScope).document}@${(r.scope as PlayedScope).version}`)}::text[])`.execute(db)).rows
  return rows.map((r) => {
    const { document, version } = r.scope as PlayedScope
    return { ...told.get(r.id)!, document, version, days: r.days ?? 0, since: iso(r.since ?? r.at), isCurrent: drafts.some((d) => d.kind === document && d.version === version && d.hash === r.body_hash) }
  })
}

function showRecompute(row: RunRow, told: ReadonlyMap<string, Shown>, policy: PolicyInForce): Recompute {
  const scope = row.scope as RecomputeScope
  const refused = row.state === 'ready' ? whyNotNow(scope, policy) : null
  return { ...told.get(row.id)!, scope, refused: refused && { code: refused.code, params: { ...refused.params } } }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
