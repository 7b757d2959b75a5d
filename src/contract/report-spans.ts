// Spans of time as a report writes them: short, so that they fit a column.

/** Minutes in the words of `codes.report`. */
export function longNumber(minutes: number, say: (key: string, params?: Readonly<Record<string, string | number>>) => string): string {
  const [d, h, m] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60]
  if (d > 0) return say('days', { n: d, h })
  if (h > 0) return m === 0 ? say('hours', { n: h }) : say('hm', { n: h, m })
  return say('minutes', { n: m })
}
