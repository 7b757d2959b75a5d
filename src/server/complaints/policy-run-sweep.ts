// Does the work of simulations and recomputes in short transactions that each remember how far they came, with rests in between, so that the floor hardly notices and a killed worker loses nothing (ADR 058).
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { samplesKept } from '../../contract/policy-runs.ts'
import type { RecomputeScope, RunEffect } from '../../contract/policy-runs.ts'
import { Refusal } from '../../domain/refusal.ts'
import { addUp } from '../../domain/policy/tally.ts'
import type { Tally } from '../../domain/policy/tally.ts'
import type { PolicyKind } from '../../domain/policy/documents.ts'
import type { Db } from '../platform/context.ts'
import { databaseTrouble, inTransaction } from '../platform/database.ts'
import type { Sweep } from '../platform/jobs.ts'
import type { PolicyBody } from '../policy/documents.ts'
import type { Deps } from './deps.ts'
import type { PolicyInForce } from './policy.ts'
import type { PlayedScope, RunState } from './policy-runs.ts'
import { whyNotNow } from './policy-runs.ts'
import { countCases, nextCases } from './players.ts'
import type { Cursor, Player } from './players.ts'
import { moveCases, previewCases, stageCases } from './recompute.ts'

/** What the sweep works with: the players, and the policy in force with a draft in the place of one document. */
export type PolicyRunning = Pick<Deps, 'db' | 'log' | 'policy' | 'closing'> & { readonly players: readonly Player[]; readonly tryOut: (kind: PolicyKind, version: number, body: PolicyBody) => PolicyInForce; readonly pace?: Pace }

/** How long reading goes on in one transaction before it writes down how far it came, and how many cases a page of it has. */
type Pace = { readonly readingMs: number; readonly cases: number }

type Work = { readonly id: string; readonly what: 'simulation' | 'recompute'; readonly scope: PlayedScope | RecomputeScope; readonly body: PolicyBody | null; readonly state: RunState; readonly total: number; readonly looked: number; readonly moved: number; readonly cursor: unknown; readonly result: Tally<RunEffect>; readonly since: number | null; readonly at: number; readonly by_id: string; readonly by_name: string }

const usualPace: Pace = { readingMs: 400, cases: 400 }
/** Rest after work, as a share of it: at least half of one core and of one connection is left to the floor. */
const restShare = { reading: 1, moving: 0.25 }
const longestRestMs = 2000

/** Works on whatever waits until nothing is left or the process leaves; gives how many transactions it took. Any number of workers may run it: the run's own row is their lock. */
export async function workPolicyRuns(running: PolicyRunning): Promise<number> {
  const tried: Tried = {}
  for (let done = 0; ; done++) {
    const started = performance.now()
    const worked = running.closing.aborted ? null : await workNext(running, tried)
    if (worked === null || worked === 'held') return done
    await sleep(Math.min(longestRestMs, (performance.now() - started) * restShare[worked]))
  }
}

/** The draft last tried out: composing a whole policy takes longer than playing many cases under it. */
type Tried = { run?: string; before?: PolicyInForce; after?: PolicyInForce }

/** Every second. */
export function policyRunSweep(running: PolicyRunning): Sweep {
  return { name: 'policy_runs', everyMs: 1000, run: () => workPolicyRuns(running) }
}

/** One transaction's worth; `held` when all that is left is in other hands just now. */
async function workNext(running: PolicyRunning, tried: Tried): Promise<'reading' | 'moving' | 'held' | null> {
  let work: Work | undefined
  try {
    return await inTransaction(running.db, async ({ tx, now }) => {
      work = (await sql<Work>`select id, what, scope, body, state, total, looked, moved, cursor, result, since, at, by_id, by_name from policy_runs where state in ('previewing','running') order by at limit 1 for update skip locked`.execute(tx)).rows[0]
      if (!work) return null
      await sql`select set_config('statement_timeout', '10s', true)`.execute(tx)
      if (work.what === 'simulation') return await playOn(running, tried, tx, work, now)
      return work.state === 'previewing' ? await previewOn(running, tx, work, now) : await moveOn(running, tx, work, now)
    })
  } catch (error) {
    if (work === undefined || databaseTrouble(error) !== undefined) throw error
    // tried again it would fail again, and would be in everybody's way; what it moved so far is whole
    running.log.error({ err: error, run: work.id }, 'policy run')
    await fail(running.db, work.id, error instanceof Refusal ? error.code : 'policy_run.unfit')
    return 'reading'
  }
}

async function playOn(running: PolicyRunning, tried: Tried, tx: Db, work: Work, now: number): Promise<'reading'> {
  const { document, version } = work.scope as PlayedScope
  const player = running.players.find((p) => p.document === document)
  if (player === undefined) throw new Refusal('policy_run.not_played', { document })
  const before = running.policy()
  if (tried.run !== work.id || tried.before !== before) Object.assign(tried, { run: work.id, before, after: running.tryOut(document, version, work.body ?? {}) })
  const play = { since: work.since ?? work.at, until: work.at, before, after: tried.after ?? before }
  const total = work.cursor === null ? await countCases(tx, play) : work.total
  const { readingMs, cases } = running.pace ?? usualPace
  const ends = performance.now() + readingMs
  let { result, looked } = work
  let cursor = work.cursor as Cursor | null
  let isOver = false
  do {
    const next = await nextCases(tx, play, cursor, cases)
    isOver = next.ids.length === 0
    if (!isOver) result = addUp(result, await player.play(tx, next.ids, play), samplesKept)
    looked += next.ids.length
    cursor = next.cursor
  } while (!isOver && performance.now() < ends && !running.closing.aborted)
  await sql`update policy_runs set total = ${total}, looked = ${looked}, cursor = ${cursor === null ? null : JSON.stringify(cursor)}, result = ${JSON.stringify(result)}, moved = ${result.counts['moved'] ?? 0}, worked_at = ${new Date(now)}, state = ${isOver ? 'done' : 'running'}, ended_at = case when ${isOver} then ${new Date(now)}::timestamptz end where id = ${work.id}`.execute(tx)
  return 'reading'
}

async function previewOn(running: PolicyRunning, tx: Db, work: Work, now: number): Promise<'reading'> {
  const scope = work.scope as RecomputeScope
  const total = work.cursor === null ? await stageCases(tx, work.id, scope) : work.total
  const { readingMs, cases } = running.pace ?? usualPace
  const ends = performance.now() + readingMs
  let { result, looked } = work
  let place = Number(work.cursor ?? 0)
  let isOver = false
  do {
    const next = await previewCases(tx, work.id, scope, running.policy(), work.at, { after: place, cases })
    isOver = next.looked === 0
    result = addUp(result, next.found, samplesKept)
    looked += next.looked
    place = next.place
  } while (!isOver && performance.now() < ends && !running.closing.aborted)
  await sql`update policy_runs set total = ${total}, looked = ${looked}, cursor = ${JSON.stringify(place)}, result = ${JSON.stringify(result)}, worked_at = ${new Date(now)}, state = ${isOver ? 'ready' : 'previewing'} where id = ${work.id}`.execute(tx)
  return 'reading'
}

async function moveOn(running: PolicyRunning, tx: Db, work: Work, now: number): Promise<'moving' | 'held'> {
  const scope = work.scope as RecomputeScope
  const policy = running.policy()
  const refused = whyNotNow(scope, policy)
  if (refused) throw new Refusal(refused.code, refused.params)
  const step = await moveCases(tx, { id: work.id, scope, by: { kind: 'user', id: work.by_id, name: work.by_name } }, policy, now, Number(work.cursor ?? 0))
  const isOver = step.place === null && !(await isLeft(tx, work.id))
  // whom nobody holds any more is met on the way round again
  const place = step.place ?? 0
  await sql`update policy_runs set looked = ${work.looked + step.looked}, moved = ${work.moved + step.moved}, cursor = ${JSON.stringify(place)}, worked_at = ${new Date(now)}, state = ${isOver ? 'done' : 'running'}, ended_at = case when ${isOver} then ${new Date(now)}::timestamptz end where id = ${work.id}`.execute(tx)
  if (isOver) await sql`delete from policy_run_cases where run_id = ${work.id}`.execute(tx)
  return step.looked === 0 && !isOver ? 'held' : 'moving'
}

async function isLeft(tx: Db, runId: string): Promise<boolean> {
  return (await sql`select 1 from policy_run_cases where run_id = ${runId} and not is_done limit 1`.execute(tx)).rows.length > 0
}

async function fail(db: Db, id: string, code: string): Promise<void> {
  await sql`update policy_runs set state = 'failed', failure = ${code}, ended_at = app_now() where id = ${id} and state in ('previewing','running')`.execute(db)
  await sql`delete from policy_run_cases where run_id = ${id}`.execute(db)
}
