// The date under a tick of the axis, in business time.
const zone = 8 * 3_600_000

/** "11/25". */
export function dayOfMonth(at: number): string {
  const on = new Date(at + zone)
  return `${on.getUTCMonth() + 1}/${on.getUTCDate()}`
}
