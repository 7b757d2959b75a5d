// Plays lives in the order of their times: the clock is set, who is due acts at once, what they enqueued runs, and the clock goes on.
import { sql } from 'kysely'
import { Refusal } from '../../domain/refusal.ts'
import { lanes } from './house.ts'
import type { House } from './house.ts'
import { day, hour, minute } from './script.ts'
import type { Script } from './script.ts'

/** `exact` scripts wait to the minute; the others' people have working hours. */
export type Beginning = { readonly at: number; readonly script: Script; readonly exact?: boolean }
export type Played = { readonly steps: number; readonly refused: Readonly<Record<string, number>> }
export type Progress = (done: { readonly at: number; readonly begun: number; readonly steps: number }) => void

/** Acts within this span are done together; each is as precise as that. Those that wait to the minute are. */
const span = 4 * minute
const spanOf = (due: Beginning): number => (due.exact ? minute : span)
const zone = 8 * hour

type Due = Beginning & { readonly isNew: boolean }

/** A clock for scripts that are written before it runs. */
export type PlayClock = { at: number }

/**
 * Plays scripts until an instant (epoch ms); what is due later stays undone. The clock is given back to the present at the end, whatever
 * happens. A step that is refused ends its script and is counted.
 */
export async function play(house: House, clock: PlayClock, beginnings: readonly Beginning[], until: number, progress: Progress = () => {}): Promise<Played> {
  const queue = heap()
  for (const b of beginnings) queue.push({ ...b, isNew: true })
  const refused: Record<string, number> = {}
  const count = { begun: 0, steps: 0 }
  const sweeps = sweepsBy(house)
  let set = { at: 0, real: 0 }
  try {
    for (let first = queue.pop(); first && first.at <= until; first = queue.pop()) {
      const batch = [first]
      for (let next = queue.peek(); next && next.at <= Math.min(until, first.at + spanOf(next)) && batch.length < lanes; next = queue.peek()) batch.push(queue.pop() ?? next)
      // never back: what the last batch took in real time has passed
      clock.at = Math.max(first.at, set.at + (performance.now() - set.real))
      await sweeps(clock.at)
      await house.setClock(clock.at)
      set = { at: clock.at, real: performance.now() }
      const waits = await Promise.all(batch.map((due) => goOn(due.script, refused)))
      waits.forEach((wait, i) => {
        const due = batch[i]
        if (due && wait !== null) queue.push({ ...due, at: due.exact ? due.at + wait : atWork(Math.max(clock.at, due.at) + wait), isNew: false })
      })
      await house.runJobs()
      count.begun += batch.filter((b) => b.isNew).length
      count.steps += batch.length
      progress({ at: clock.at, ...count })
    }
    await sweeps(until)
  } finally {
    await house.setClock(null)
  }
  return { steps: count.steps, refused }
}

async function goOn(script: Script, refused: Record<string, number>): Promise<number | null> {
  try {
    const next = await script.next()
    return next.done ? null : next.value
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    refused[error.code] = (refused[error.code] ?? 0) + 1
    return null
  }
}

/** People work from eight to half past nine in the evening. */
function atWork(at: number): number {
  const local = (at + zone) % day
  if (local < 8 * hour) return at + (8 * hour - local) + (at % (37 * minute))
  return local > 21.5 * hour ? at + (day - local) + 8 * hour + (at % (53 * minute)) : at
}

/** Messages held for an undo leave after minutes, breaches are booked and pauses end within the hour: each sweep at the times it was for. */
function sweepsBy(house: House): (to: number) => Promise<void> {
  const held = house.sweeps.filter((s) => s.name === 'held_messages')
  const hourly = house.sweeps.filter((s) => s.name === 'deadlines' || s.name === 'pauses')
  let heldAt = 0
  let hourlyAt = 0
  return async (to) => {
    if (hourlyAt === 0) hourlyAt = to
    for (; hourlyAt + hour <= to; hourlyAt += hour) {
      await house.setClock(hourlyAt + hour)
      for (const s of hourly) await s.run()
    }
    if (to - heldAt < 5 * minute) return
    heldAt = to
    await house.setClock(to)
    for (const s of held) if (await s.run() > 0) await house.runJobs()
  }
}

/** The partitions that the months from `from` on need. */
export async function makeRoom(house: House, from: number): Promise<void> {
  await sql`select ensure_partitions(${new Date(from - 31 * day)}::date, (now() + interval '2 months')::date)`.execute(house.db)
}

/** What is due first comes out first; at one time, what was put in first. */
function heap(): { push: (due: Due) => void; pop: () => Due | undefined; peek: () => Due | undefined } {
  const items: (Due & { n: number })[] = []
  let n = 0
  const before = (a: Due & { n: number }, b: Due & { n: number }): boolean => a.at < b.at || (a.at === b.at && a.n < b.n)
  const swap = (i: number, j: number): void => { const [a, b] = [items[i], items[j]]; if (a && b) { items[i] = b; items[j] = a } }
  const isBefore = (i: number, j: number): boolean => { const [a, b] = [items[i], items[j]]; return a !== undefined && b !== undefined && before(a, b) }
  return {
    peek: () => items[0],
    push: (due) => {
      items.push({ ...due, n: n++ })
      for (let i = items.length - 1, up = (i - 1) >> 1; i > 0 && isBefore(i, up); i = up, up = (i - 1) >> 1) swap(i, up)
    },
    pop: () => {
      const top = items[0]
      const last = items.pop()
      if (items.length > 0 && last) {
        items[0] = last
        for (let i = 0; ;) {
          const [left, right] = [2 * i + 1, 2 * i + 2]
          const least = isBefore(right, left) ? right : left
          if (!isBefore(least, i)) break
          swap(i, least)
          i = least
        }
      }
      return top
    },
  }
}
