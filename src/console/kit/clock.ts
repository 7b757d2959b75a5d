// The one clock of the page: server time (never the workstation's own), one tick a second shared by every countdown.
import { useSyncExternalStore } from 'react'

let offset = 0
let tick = Date.now()
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

/** Learns the server's time (epoch ms) from a reply, so demo clocks and wrong workstations count down rightly. */
export function noteServerTime(serverNow: number): void {
  const next = serverNow - Date.now()
  if (Math.abs(next - offset) > 1500) offset = next
}

/** Server time now, epoch ms. */
export function serverNow(): number {
  return Date.now() + offset
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    tick = Date.now()
    for (const each of listeners) each()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0 && timer !== undefined) {
      clearInterval(timer)
      timer = undefined
    }
  }
}

/** Server time as a React value that changes once every `everyMs` (1000 for seconds, 60000 for calm text). */
export function useNow(everyMs = 1000): number {
  const step = useSyncExternalStore(subscribe, () => Math.floor(((timer === undefined ? Date.now() : tick) + offset) / everyMs))
  return step * everyMs
}
