// The drill of deadlines: tens of thousands due at once, three sweepers, one killed again and again, one stopped: each breach once and in time.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { chanceFrom } from '../../bench/bodies.ts'

export type DeadlineDrill = {
  readonly ownerUrl: string; readonly appUrl: string; readonly seed: number
  /** So many clocks are due within `withinMs`; one sweeper is killed every `killMs`, another stands still for `stopMs`. */
  readonly clocks: number; readonly withinMs: number; readonly killMs: number; readonly stopMs: number
  readonly say: (line: string) => void
}
export type DeadlineReport = {
  readonly clocks: number; readonly breaches: number; readonly lines: number; readonly twice: number; readonly early: number; readonly missed: number; readonly kills: number
  /** Seconds from the due instant to the breach's row. */
  readonly lateness: { readonly p50: number; readonly p99: number; readonly max: number }
  readonly isGood: boolean
}

const worst = 10

/** Runs it on a migrated database with people in it; its clock is the database's own. */
export async function runDeadlineDrill(options: DeadlineDrill): Promise<DeadlineReport> {
  const { ownerUrl, clocks, withinMs, killMs, stopMs, say } = options
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  const sweepers: Sweeper[] = []
  try {
    for (let i = 0; i < 3; i++) sweepers.push(startSweeper(options.appUrl))
    await Promise.all(sweepers.map((s) => s.ready))
    // The first look at every clock takes its time; those due begin only then.
    const leadMs = Math.max(5000, clocks / 2)
    await put(client, clocks, leadMs, withinMs)
    const startsAt = performance.now() + leadMs
    say(`${clocks} clocks; the first is due in ${Math.round(leadMs / 1000)} s, the last ${Math.round(withinMs / 1000)} s later`)
    await sleep(Math.max(0, startsAt - performance.now()))
    const kills = await strike({ ...options, sweepers, untilAt: startsAt + withinMs, stopAt: startsAt + Math.min(5000, withinMs / 6), stopMs, killMs })
    await settle(client, clocks, performance.now() + 60_000)
    const found = await measure(client)
    const report = { ...found, clocks, kills }
    return { ...report, isGood: found.breaches === clocks && found.lines === clocks && found.twice === 0 && found.early === 0 && found.missed === 0 && found.lateness.p99 <= worst }
  } finally {
    for (const s of sweepers) s.kill()
    await client.end()
  }
}

/** One line of figures, as the drill prints it. */
export function sayReport(r: DeadlineReport): string {
  return `${r.clocks} clocks, ${r.kills} sweepers killed, one stopped: ${r.breaches} breaches, ${r.lines} lines in the feed, ${r.twice} steps told twice, ${r.early} too early, ${r.missed} missed; lateness p50 ${r.lateness.p50.toFixed(1)} s, p99 ${r.lateness.p99.toFixed(1)} s, at most ${r.lateness.max.toFixed(1)} s`
}

// Cases of five people with one clock each, due one after the other; minimal rows: nothing but the sweep reads them.
async function put(client: pg.Client, clocks: number, leadMs: number, withinMs: number): Promise<void> {
  await client.query(`insert into complaints (id, complaint_no, kind, channel, status, reason_code, priority, severity, impact, mood, keyword, verbatim_masked, complainant_role, sealed, received_at, recorded_at, search, chain_seq, chain_hash, owner_id)
    select gen_random_uuid(), lpad(n::text, 17, '0'), 'complaint', 'phone', 'decided', 'damage', 3, 1, 1, 1, '演练', '演练', 'consignee', '\\x00', app_now(), app_now(), '', 0, '\\x00', ids[1 + n % 5]
    from generate_series(1, $1::int) n, (select array_agg(id) as ids from (select id from users where status = 'active' order by username limit 5) u) owners`, [clocks])
  await client.query(`insert into clocks (complaint_id, kind, epoch, opened_at, due_at, strict_due_at, statutory, policy_version, calendar_version)
    select c.id, (array['decision','promise','substantive_reply','statutory_watch','callback'])[1 + n % 5], 1, d - interval '5 days', d, d, n % 5 = 3, 'p', 'c'
    from (select id, complaint_no::bigint as n from complaints) c, lateral (select clock_timestamp() + make_interval(secs => ($2::float8 + $3::float8 * n / $1::float8) / 1000) as d) d`, [clocks, leadMs, withinMs])
  await client.query('analyze complaints, clocks, clock_news')
}

type Sweeper = { readonly ready: Promise<void>; readonly kill: () => void; readonly stop: () => void; readonly go: () => void; readonly output: () => string }

/** Starts one; `nodeFlags` and `env` let it live in another time. */
export function startSweeper(appUrl: string, more: { readonly nodeFlags?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {}): Sweeper {
  const child: ChildProcess = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...(more.nodeFlags ?? []), resolve(import.meta.dirname, 'sweeper.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', DRILL_DATABASE_URL: appUrl, ...more.env },
  })
  let said = ''
  const ready = new Promise<void>((done) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-5000)
      if (said.includes('sweep')) done()
    })
    child.once('exit', () => done())
  })
  return { ready, kill: () => void child.kill('SIGKILL'), stop: () => void child.kill('SIGSTOP'), go: () => void child.kill('SIGCONT'), output: () => said }
}

type Strike = Pick<DeadlineDrill, 'appUrl' | 'seed' | 'killMs' | 'stopMs' | 'say'> & { readonly sweepers: Sweeper[]; readonly untilAt: number; readonly stopAt: number }

/** Kills one sweeper again and again and starts another for it; a second is stopped for a while; the third is left in peace. */
async function strike({ appUrl, seed, killMs, stopMs, say, sweepers, untilAt, stopAt }: Strike): Promise<number> {
  const chance = chanceFrom(seed)
  let kills = 0
  const stopped = sleep(Math.max(0, stopAt - performance.now())).then(async () => {
    sweepers[2]?.stop()
    say('one sweeper is stopped')
    await sleep(stopMs)
    sweepers[2]?.go()
    say('it goes on')
  })
  // by the clock, not after each other: starting one takes its time too
  for (let at = performance.now() + killMs; at < untilAt; at += killMs) {
    await sleep(Math.max(0, at - performance.now()))
    // at any moment of its work: from before its first word to the middle of a statement
    await sleep(chance() * killMs * 0.4)
    sweepers[0]?.kill()
    sweepers[0] = startSweeper(appUrl)
    kills += 1
  }
  await stopped
  return kills
}

async function settle(client: pg.Client, clocks: number, untilAt: number): Promise<void> {
  while (performance.now() < untilAt) {
    const found = await client.query<{ n: string }>('select count(*) as n from clock_breaches')
    if (Number(found.rows[0]?.n) >= clocks) return
    await sleep(200)
  }
}

async function measure(client: pg.Client): Promise<Omit<DeadlineReport, 'clocks' | 'kills' | 'isGood'>> {
  const found = await client.query<{ breaches: number; lines: number; twice: number; early: number; missed: number; p50: number; p99: number; max: number }>(`
    select (select count(*)::int from clock_breaches) as breaches, (select count(*)::int from outbox where type = 'clock.breached') as lines,
      (select count(*)::int from (select 1 from clock_steps group by complaint_id, kind, epoch, step having count(*) > 1) t) as twice,
      (select count(*)::int from clock_breaches b join clocks k using (complaint_id, kind, epoch) where b.noticed_at < k.due_at or b.due_at <> k.due_at) as early,
      (select count(*)::int from clocks k where not exists (select from clock_steps s where s.complaint_id = k.complaint_id and s.kind = k.kind and s.epoch = k.epoch and s.step = 'due')) as missed,
      l.* from (select percentile_cont(0.5) within group (order by late) as p50, percentile_cont(0.99) within group (order by late) as p99, max(late)::float8 as max from (select extract(epoch from noticed_at - due_at)::float8 as late from clock_breaches) b) l`)
  const r = found.rows[0]
  if (!r) throw new Error('nothing to measure')
  return { breaches: r.breaches, lines: r.lines, twice: r.twice, early: r.early, missed: r.missed, lateness: { p50: r.p50, p99: r.p99, max: r.max } }
}
