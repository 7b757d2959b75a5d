// How the floor feels right now: the latency of requests over the last two seconds beside what it is on a calm floor, and how many are under way, in memory that threads of this process share.

/** What a thread needs to feel the pulse: see `readPulse` and `standBack`. */
export type PulseMemory = SharedArrayBuffer
/** Milliseconds below which nineteen of twenty recent requests stayed, 0 while too few come to say; the same on a calm floor. */
export type Felt = { readonly recentMs: number; readonly calmMs: number }

export type Pulse = {
  /** Takes note of a request's milliseconds. */
  readonly note: (ms: number) => void
  /** Says that a request has come; what it gives is called once, when it is over. */
  readonly enter: () => () => void
  /** Says that heavy work begins or ends: meanwhile what is felt does not become what is usual. */
  readonly burden: (isHeavy: boolean) => void
  readonly memory: PulseMemory
  readonly close: () => void
}

/** Where in the memory the number of requests under way stands, behind the two latencies. */
const underWayAt = 2 * Float64Array.BYTES_PER_ELEMENT
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
  const memory = new SharedArrayBuffer(underWayAt + Int32Array.BYTES_PER_ELEMENT)
  const told = new Float64Array(memory, 0, 2)
  const underWay = new Int32Array(memory, underWayAt, 1)
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
    enter: () => {
      Atomics.add(underWay, 0, 1)
      return () => { if (Atomics.sub(underWay, 0, 1) === 1) Atomics.notify(underWay, 0) }
    },
    burden: (isHeavy) => { heavy = isHeavy },
    memory,
    close: () => clearInterval(timer),
  }
}

/** What the floor feels, from any thread. */
export function readPulse(memory: PulseMemory): Felt {
  const [recentMs = 0, calmMs = 0] = new Float64Array(memory, 0, 2)
  return { recentMs, calmMs }
}

/** Blocks a thread while requests are under way, `mostMs` at most, so that they find a processor free; gives how long in milliseconds. Never for the server's own thread. */
export function standBack(memory: PulseMemory, mostMs: number): number {
  const underWay = new Int32Array(memory, underWayAt, 1)
  const began = performance.now()
  for (let waited = 0; ; waited = performance.now() - began) {
    const some = Atomics.load(underWay, 0)
    if (some <= 0 || waited >= mostMs) return waited
    Atomics.wait(underWay, 0, some, mostMs - waited)
  }
}

function at95(values: readonly number[]): number {
  return Float64Array.from(values).sort()[Math.floor(values.length * 0.95)] ?? 0
}
