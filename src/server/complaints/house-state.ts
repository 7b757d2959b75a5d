// What everybody must know while they work: the surge in force and the channels that are down, held per process and read anew every two seconds.
import { sql } from 'kysely'
import type { houseState, suspendable } from '../../contract/administration.ts'
import type { z } from 'zod'
import type { Channel } from '../../domain/complaints/vocabulary.ts'
import type { LearntTime } from '../../domain/sla/expectation.ts'
import type { Db } from '../platform/context.ts'
import { readClock } from '../platform/database.ts'
import { loadLearnt } from './handling-times.ts'

export type SurgeInForce = { readonly id: string; readonly startsAt: number; readonly endsAt: number; readonly startedBy: string; readonly reason: string; readonly notice: string | null; readonly expectedHours: number; readonly shortIntake: boolean; readonly suspends: readonly (typeof suspendable)[number][] }
export type ChannelDown = { readonly channel: Channel; readonly reason: string | null; readonly message: string | null; readonly since: number }

export type HouseState = {
  /** The surge in force at an instant (epoch ms of the system's clock), or null. */
  readonly surgeAt: (now: number) => SurgeInForce | null
  readonly channelsDown: () => readonly ChannelDown[]
  /** What history says of how long cases still need; read anew every minute, and after each night's learning the sweep looks at every clock again. */
  readonly learntTimes: () => ReadonlyMap<string, LearntTime>
  /** Reads it anew; what changes it calls this once it is committed. */
  readonly refresh: () => Promise<void>
  /** Runs when another surge is in force or other channels are down than before. */
  readonly whenChanged: (run: () => void) => void
  readonly close: () => void
}

const everyMs = 2000
/** Rounds after which what was learnt is read again. */
const learntEvery = 30

/** Loads the state of the house and keeps it fresh until it is closed. A lost database leaves the last one known. */
export async function openHouseState(db: Db): Promise<HouseState> {
  let surges: readonly SurgeInForce[] = []
  let down: readonly ChannelDown[] = []
  const watchers: (() => void)[] = []
  let told = ''
  let learnt: ReadonlyMap<string, LearntTime> = new Map()
  let round = 0
  const refresh = async (): Promise<void> => {
    if (round++ % learntEvery === 0) learnt = await loadLearnt(db)
    let now: number
    [surges, down, now] = await Promise.all([loadSurges(db), loadDown(db), readClock(db)])
    const current = JSON.stringify([surges.find((s) => s.startsAt <= now && now < s.endsAt) ?? null, down])
    if (told !== '' && told !== current) for (const run of watchers) run()
    told = current
  }
  await refresh()
  const timer = setInterval(() => void refresh().catch(() => { /* no connection: the next round asks again */ }), everyMs)
  timer.unref()
  return {
    surgeAt: (now) => surges.find((s) => s.startsAt <= now && now < s.endsAt) ?? null,
    channelsDown: () => down,
    learntTimes: () => learnt,
    refresh, whenChanged: (run) => { watchers.push(run) },
    close: () => clearInterval(timer),
  }
}

/** Surges that run or will: those that begin later too, so that each begins on its instant. */
async function loadSurges(db: Db): Promise<SurgeInForce[]> {
  const rows = await sql<SurgeInForce>`select id, starts_at as "startsAt", coalesce(ended_at, ends_at) as "endsAt", started_by_name as "startedBy", reason, notice, expected_hours as "expectedHours", short_intake as "shortIntake", suspends
    from surges where coalesce(ended_at, ends_at) > app_now() - interval '1 minute' order by starts_at limit 50`.execute(db)
  return rows.rows
}

async function loadDown(db: Db): Promise<ChannelDown[]> {
  return (await sql<ChannelDown>`select channel, reason, message, since from channel_states where not available order by since`.execute(db)).rows
}

/** The state as everybody signed in is told it. */
export function showHouseState(house: HouseState, now: number): z.output<typeof houseState> {
  const s = house.surgeAt(now)
  const iso = (ms: number): string => new Date(ms).toISOString()
  return {
    surge: s === null ? null : { id: s.id, startsAt: iso(s.startsAt), endsAt: iso(s.endsAt), startedBy: s.startedBy, reason: s.reason, expectedHours: s.expectedHours, shortIntake: s.shortIntake, suspends: [...s.suspends] },
    channelsDown: house.channelsDown().map((c) => ({ channel: c.channel, reason: c.reason, since: iso(c.since) })),
  }
}
