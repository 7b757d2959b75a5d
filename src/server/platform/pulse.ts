// How the floor feels right now: the latency of requests over the last two seconds beside what it is on a calm floor, in memory that threads of this process share.

/** What a thread needs to look at the pulse: four numbers, see `readPulse`. */
export type PulseMemory = SharedArrayBuffer
/** Milliseconds below which nineteen of twenty recent requests stayed, 0 while too few come to say; the same on a calm floor. */
export type Felt = { readonly recentMs: number; readonly calmMs: number }

export type Pulse = {
  /** Takes note of a request's milliseconds. */
  readonly note: (ms: number) => void
  /** Says that heavy work begins or ends: meanwhile what is felt does not become what is usual. */
  readonly burden: (isHeavy: boolean) => void
  readonly memory: PulseMemory
  readonly close: () => void
}

const everyMs = 200
const windowMs = 2000
/** Fewer requests than these in the window say nothing. */
const enough = 8
/** What is usual follows what is felt this slowly: half of a change after about half a minute. */
const share = 0.005
/** Samples kept at most, whatever comes in. */
const most = 2048

/** Starts to feel; costs one short pass over the last requests five times a second. */
export function startPulse(now: () => number = () => performance.now()): Pulse {
  const memory = new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT)
  const told = new Float64Array(memory)
  let samples: { readonly at: number; readonly ms: number }[] = []
  let heavy = false
  const timer = setInterval(() => {
    const since = now() - windowMs
    samples = samples.filter((s) => s.at >= since)
    const recent = samples.length < enough ? 0 : at95(samples.map((s) => s.ms))
    told[0] = recent
    if (!heavy && recent > 0) told[1] = told[1] ? told[1] + (recent - told[1]) * share : recent
  }, everyMs)
  timer.unref()
  return {
    note: (ms) => { if (samples.length < most) samples.push({ at: now(), ms }) },
    burden: (isHeavy) => { heavy = isHeavy },
    memory,
    close: () => clearInterval(timer),
  }
}

/** What the floor feels, from any thread. */
export function readPulse(memory: PulseMemory): Felt {
  const [recentMs = 0, calmMs = 0] = new Float64Array(memory)
  return { recentMs, calmMs }
}

function at95(values: readonly number[]): number {
  return Float64Array.from(values).sort()[Math.floor(values.length * 0.95)] ?? 0
}
