// Random but seeded lives of cases over thirty virtual days: what happens to each and when, to the minute. Knows nothing of how clocks are counted.

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** 2026-01-28 00:00 in Shanghai: the Spring Festival, its two make-up days and the end of the old notice lie in the thirty days after it. */
export const begins = Date.parse('2026-01-28T00:00:00+08:00')
export const ends = begins + 30 * day

export type Unit = 'hour' | 'working_hour' | 'workday' | 'calendar_day'
export type Roll = 'none' | 'off_days' | 'holidays'
export type Limit = { readonly value: number; readonly unit: Unit; readonly roll: Roll; readonly pausable: boolean }
/** What a house grants: the decision and the first contact; the watch of the law is the law's. */
export type Limits = { readonly first_contact: Limit; readonly decision: Limit }

export type Happening =
  | { readonly at: number; readonly what: 'contact' | 'decide' | 'close' | 'reopen' | 'keep_promise' | 'answer_unit' | 'import_calendar' | 'recompute' | 'sweep' | 'probe' }
  | { readonly at: number; readonly what: 'promise' | 'ask_unit'; readonly dueAt: number }
  | { readonly at: number; readonly what: 'pause'; readonly from: number; readonly id: number }
  | { readonly at: number; readonly what: 'resume'; readonly id: number }
  | { readonly at: number; readonly what: 'late_pause'; readonly from: number; readonly to: number; readonly id: number }
  /** Another case of the same matter, received then, ends in this one. */
  | { readonly at: number; readonly what: 'merge_in'; readonly receivedAt: number }
  | { readonly at: number; readonly what: 'merge_away' }

export type Life = { readonly number: number; readonly receivedAt: number; readonly limits: Limits; readonly newLimits: Limits; readonly happenings: readonly Happening[] }

/** A die that always falls the same way for a seed (mulberry32). */
export function diceOf(seed: number): (sides: number) => number {
  let state = seed >>> 0
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * sides)
  }
}

/** When the next notice is imported, and when the new limits are published and counted anew: between minutes, where no life does anything. */
export const importedAt = begins + 11 * day + 9 * hour + 30_500
export const recomputedAt = begins + 17 * day + 14 * hour + 30_500

export function lifeOf(seed: number, number: number): Life {
  const dice = diceOf(seed ^ Math.imul(number + 1, 0x9e3779b1))
  const receivedAt = begins + dice(26 * 1440) * minute
  const limits = limitsOf(dice)
  return { number, receivedAt, limits, newLimits: dice(3) === 0 ? limits : limitsOf(dice), happenings: happeningsOf(dice, receivedAt) }
}

function limitsOf(dice: (sides: number) => number): Limits {
  return { first_contact: limitOf(dice, false), decision: limitOf(dice, true) }
}

function limitOf(dice: (sides: number) => number, mayPause: boolean): Limit {
  const roll = (['none', 'off_days', 'holidays'] as const)[dice(3)]!
  const pausable = mayPause && dice(5) > 0
  switch (dice(4)) {
    case 0: return { value: 1 + dice(72), unit: 'hour', roll: 'none', pausable }
    case 1: return { value: 1 + dice(32), unit: 'working_hour', roll: 'none', pausable }
    case 2: return { value: dice(8), unit: 'workday', roll: 'none', pausable }
    default: return { value: 1 + dice(10), unit: 'calendar_day', roll, pausable }
  }
}

/** Steps follow each other as a person would take them: nobody decides while the case stands, nothing but sweeps looks at one that ended. */
function happeningsOf(dice: (sides: number) => number, receivedAt: number): Happening[] {
  const steps: Happening[] = []
  let at = receivedAt
  let pauses = 0
  let epochs = 0
  const later = (mostMinutes: number): number => { at += (1 + dice(mostMinutes)) * minute; return at }
  const push = (h: Happening): void => { steps.push(h) }
  if (dice(8) > 0) push({ at: later(2 * 1440), what: 'contact' })
  for (let more = 1 + dice(5); more > 0; more--) {
    const id = pauses++
    switch (dice(7)) {
      case 0: case 1: {
        const from = later(1440)
        push({ at: from, what: 'pause', from, id })
        if (dice(4) === 0) push({ at: later(400), what: 'contact' })
        push({ at: later(5 * 1440), what: 'resume', id })
        break
      }
      case 2: {
        // entered after the fact: over already, and perhaps across another one
        const to = at - dice(600) * minute
        const from = to - (1 + dice(3 * 1440)) * minute
        push({ at: later(600), what: 'late_pause', from: Math.max(receivedAt, from), to: Math.max(receivedAt, to), id })
        break
      }
      case 3: push({ at: later(900), what: 'promise', dueAt: at + (1 + dice(3000)) * minute }); if (dice(2) === 0) push({ at: later(2000), what: 'keep_promise' }); break
      case 4: push({ at: later(900), what: 'ask_unit', dueAt: at + (1 + dice(48)) * hour }); if (dice(2) === 0) push({ at: later(2000), what: 'answer_unit' }); break
      case 5: push({ at: later(1440), what: 'merge_in', receivedAt: begins + dice(Math.max(1, (at - begins) / minute)) * minute }); break
      default: later(2000)
    }
  }
  if (dice(20) === 0) push({ at: later(1440), what: 'merge_away' })
  else if (dice(6) > 0) {
    push({ at: later(3 * 1440), what: 'decide' })
    if (dice(3) > 0) {
      push({ at: later(2000), what: 'close' })
      if (epochs++ === 0 && dice(4) === 0) { push({ at: later(2000), what: 'reopen' }); if (dice(2) === 0) push({ at: later(4000), what: 'decide' }) }
    }
  }
  const world: Happening[] = [{ at: importedAt, what: 'import_calendar' }, { at: recomputedAt, what: 'recompute' }]
  const looks = (what: 'sweep' | 'probe', n: number): Happening[] => Array.from({ length: n }, () => ({ at: receivedAt + dice(Math.max(1, (ends - receivedAt) / 1000)) * 1000, what }))
  const all = [...steps.filter((s) => s.at < ends), ...world.filter((w) => w.at > receivedAt), ...looks('sweep', 6), ...looks('probe', 3), { at: ends, what: 'probe' } as const]
  return all.map((h, i) => ({ h, i })).sort((a, b) => a.h.at - b.h.at || a.i - b.i).map(({ h }) => h)
}
