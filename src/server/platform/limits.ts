// Rate limits of the edge: token buckets in memory per key, and the key of an address that IPv6 privacy does not defeat.

export type Limiter = {
  /** Takes one, or `amount`, which may overdraw the bucket for those who come later; 0 when it was free, else the whole seconds to wait and nothing is taken. */
  readonly take: (key: string, nowMs?: number, amount?: number) => number
}

type Bucket = { tokens: number; at: number }

/** A limiter of `perSecond` with a burst; full buckets are forgotten, so memory is bounded by who asked lately. */
export function createLimiter(options: { readonly perSecond: number; readonly burst: number }): Limiter {
  const buckets = new Map<string, Bucket>()
  const fullAfterMs = (options.burst / options.perSecond) * 1000
  let sweptAt = 0
  function sweep(now: number): void {
    if (now - sweptAt < 60_000 && buckets.size < 50_000) return
    sweptAt = now
    for (const [key, bucket] of buckets) if (now - bucket.at > fullAfterMs) buckets.delete(key)
  }
  return {
    take(key, now = performance.now(), amount = 1) {
      sweep(now)
      const before = buckets.get(key) ?? { tokens: options.burst, at: now }
      const tokens = Math.min(options.burst, before.tokens + ((now - before.at) / 1000) * options.perSecond)
      if (tokens < 1) {
        buckets.set(key, { tokens, at: now })
        return Math.max(1, Math.ceil((1 - tokens) / options.perSecond))
      }
      buckets.set(key, { tokens: tokens - amount, at: now })
      return 0
    },
  }
}

/** Addresses of one subscriber share a key: IPv4 whole, IPv6 by its /64, IPv4-in-IPv6 as IPv4. */
export function placeKey(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)
  if (mapped?.[1]) return mapped[1]
  if (!ip.includes(':')) return ip
  const [head = '', tail = ''] = (ip.split('%')[0] ?? '').split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const groups = ip.includes('::') ? [...left, ...Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0'), ...right] : left
  return `${groups.slice(0, 4).map((g) => Number.parseInt(g || '0', 16).toString(16)).join(':')}::/64`
}
