// A process whose own clock is wrong: flags for Node that shift its Date, or let it jump back and forth while it runs.
const hour = 3_600_000
/** One hour and one day, ahead and behind. */
export const jumps = [hour, -hour, 24 * hour, -24 * hour] as const

/** Flags under which `Date` is off by this much. */
export function shiftedBy(ms: number): string[] {
  return preload(`const shift = () => ${ms}`)
}

/** Flags under which `Date` is off by each of the jumps in turn, by another one every `everyMs`. */
export function jumping(everyMs: number): string[] {
  return preload(`const all = ${JSON.stringify([0, ...jumps])}; const began = performance.now(); const shift = () => all[Math.floor((performance.now() - began) / ${everyMs}) % all.length]`)
}

function preload(shift: string): string[] {
  const code = `${shift}; const Real = Date; globalThis.Date = class extends Real {
    constructor(...given) { if (given.length === 0) super(Real.now() + shift()); else super(...given) }
    static now() { return Real.now() + shift() } }`
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`]
}
