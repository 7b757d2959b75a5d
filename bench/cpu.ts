// CPU time of processes as the system counts it: unlike cases per second it stays true while others use the machine too.
import { readFileSync, readdirSync } from 'node:fs'

type Times = { readonly parent: number; readonly own: number; readonly reaped: number }

// The unit of /proc/PID/stat is fixed at 100 per second for user space on Linux.
const tickMs = 10

function timesOf(pid: number | string): Times | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number)
    const [parent = 0, utime = 0, stime = 0, cutime = 0, cstime = 0] = [fields[1], fields[11], fields[12], fields[13], fields[14]]
    return { parent, own: (utime + stime) * tickMs, reaped: (cutime + cstime) * tickMs }
  } catch {
    return null
  }
}

/** CPU milliseconds a process has used, its threads included; NaN where /proc is not there. */
export function cpuMs(pid: number): number {
  return timesOf(pid)?.own ?? Number.NaN
}

/** CPU milliseconds of a process and all its children, living and ended. */
export function familyCpuMs(pid: number): number {
  const head = timesOf(pid)
  if (!head) return Number.NaN
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(timesOf).filter((t) => t?.parent === pid)
  return head.own + head.reaped + children.reduce((sum, t) => sum + (t?.own ?? 0), 0)
}
