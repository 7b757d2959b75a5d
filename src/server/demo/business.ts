// A carrier's business over many days: when contacts come in, by the day's rhythm and the rush after 双11, and their lives played to the present.
import { demoNetwork } from '../waybills/demo-network.ts'
import { seedOf } from '../waybills/demo-random.ts'
import { diceOf } from './dice.ts'
import type { House } from './house.ts'
import { live } from './life.ts'
import { day, hour, minute } from './script.ts'
import type { People } from './people.ts'
import { makeRoom, play } from './play.ts'
import type { Beginning, PlayClock, Played, Progress } from './play.ts'

export type Business = { readonly days: number; readonly complaints: number; readonly seed: number; /** Until when it is played, epoch ms; the demo's parcels lead up to it. */ readonly until: number }

const zone = 8 * hour
/** How many come in each hour of the day, of about a thousand: quiet nights, busy mornings, a second wave after work. */
const hours = [4, 2, 1, 1, 1, 3, 10, 26, 62, 92, 98, 80, 58, 60, 74, 76, 70, 66, 58, 54, 46, 32, 18, 8]

/** Plays so many contacts that come in over the last days; what hasn't ended by `until` is open then. */
export async function playBusiness(house: House, people: People, business: Business, progress?: Progress): Promise<Played> {
  const { until, seed, days } = business
  await makeRoom(house, until - days * day)
  const clock: PlayClock = { at: until }
  const stage = { house, people, network: demoNetwork(), anchorAt: until, now: () => clock.at }
  const beginnings = arrivals(business).map((at, n): Beginning => ({ at, script: live(stage, diceOf(seedOf(`${seed}:${n}`)), n, Math.min(99, Math.ceil((until - at) / day))) }))
  return play(house, clock, beginnings, until, progress)
}

/** The instants contacts come in, in order: the same for the same business. */
export function arrivals({ days, complaints, seed, until }: Business): number[] {
  const dice = diceOf(seedOf(`arrivals ${seed}`))
  const last = Math.floor((until + zone) / day)
  const dates = Array.from({ length: days }, (_, i) => ({ date: last - days + 1 + i, weight: rushOf((last - days + 1 + i) * day - zone) }))
  const byHour = hours.map((weight, at) => ({ at, weight }))
  const begin = until - days * day
  return Array.from({ length: complaints }, () => {
    const at = dice.weighed(dates).date * day - zone + dice.weighed(byHour).at * hour + dice.between(0, 59) * minute + dice.between(0, 59_999)
    // of the first and the last day only a part belongs to the business
    return at >= until ? at - day : at < begin ? at + day : at
  }).filter((at) => at < until).sort((a, b) => a - b)
}

/** How busy a day is, of ten in ordinary times: the parcels of 11 November cause most trouble two to eight days later. */
function rushOf(at: number): number {
  const local = new Date(at + zone)
  const since = Math.round((local.getTime() - Date.UTC(local.getUTCFullYear(), 10, 11)) / day)
  const rush = since >= 1 && since <= 12 ? [14, 20, 27, 32, 34, 32, 28, 24, 20, 17, 14, 12][since - 1] ?? 10 : 10
  return local.getUTCDay() % 6 === 0 ? Math.round(rush * 0.7) : rush
}
