// The load of the drill: clients that file complaints with idempotency keys, resend them in parallel and after every failure, and write down what was acknowledged.
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { complaintBody, chanceFrom } from '../../bench/bodies.ts'
import type { Chance } from '../../bench/bodies.ts'
import { demoNumber } from '../../src/server/waybills/demo-number.ts'

/** One acknowledged complaint: its key, the body as sent and the reply's bytes. */
export type Acknowledged = { readonly key: string; readonly body: string; readonly reply: string; readonly id: string }

export type Clients = {
  readonly acknowledged: readonly Acknowledged[]
  /** Keys sent that have no answer yet. */
  readonly open: () => number
  /** How often each way of failing was seen since the start. */
  readonly failures: Readonly<Record<string, number>>
  /** Answers that no fault excuses. */
  readonly wrong: readonly string[]
  /** When the last one was acknowledged (ms of performance.now). */
  readonly lastAt: () => number
  /** Lets every client finish its present complaint, at most for some seconds, and ends. */
  readonly stop: (patienceMs: number) => Promise<void>
}

type State = { readonly acknowledged: Acknowledged[]; readonly failures: Record<string, number>; readonly wrong: string[]; readonly history: number; readonly url: string; readonly token: string; open: number; lastAt: number; isStopping: boolean; readonly gaveUp: AbortController }
type Answer = { readonly status: number; readonly text: string } | { readonly failed: string }

// What a server in trouble may say (`contract.md`): busy or in flight, unavailable.
const excused = new Set([409, 503])

/** Starts `count` clients against `url`. Every acknowledgement is on the disk (fdatasync of `historyFile`) before the client goes on. */
export function startClients(options: { readonly url: string; readonly token: string; readonly count: number; readonly seed: number; readonly historyFile: string }): Clients {
  const state: State = { acknowledged: [], failures: {}, wrong: [], history: openSync(options.historyFile, 'a'), url: options.url, token: options.token, open: 0, lastAt: performance.now(), isStopping: false, gaveUp: new AbortController() }
  const running = Array.from({ length: options.count }, (_x, i) => client(state, chanceFrom(options.seed + i * 7919), `${options.seed}-${i}`))
  return {
    acknowledged: state.acknowledged, failures: state.failures, wrong: state.wrong, open: () => state.open, lastAt: () => state.lastAt,
    stop: async (patienceMs) => {
      state.isStopping = true
      const timer = setTimeout(() => state.gaveUp.abort(), patienceMs)
      await Promise.all(running)
      clearTimeout(timer)
      closeSync(state.history)
    },
  }
}

async function client(state: State, chance: Chance, name: string): Promise<void> {
  for (let n = 0; !state.isStopping; n++) {
    const key = `drill-${name}-${n}-${Math.floor(chance() * 2 ** 32).toString(16)}`
    const body = JSON.stringify(bodyOf(chance))
    state.open += 1
    const isDone = await fileOne(state, chance, key, body)
    if (isDone) state.open -= 1
  }
}

// Some complaints are about the same few parcels, so that possible duplicates meet in one batch.
function bodyOf(chance: Chance): Record<string, unknown> {
  const body = complaintBody(chance)
  return chance() < 0.15 ? { ...body, items: [{ type: 'waybill', number: demoNumber('delayed', Math.floor(chance() * 20)) }] } : body
}

/** Sends one to three times in parallel until it is acknowledged; false when the drill ended before. */
async function fileOne(state: State, chance: Chance, key: string, body: string): Promise<boolean> {
  const copies = 1 + Math.floor(chance() * 3)
  for (let attempt = 0; !state.gaveUp.signal.aborted; attempt++) {
    const answers = await Promise.all(Array.from({ length: copies }, () => send(state, key, body)))
    const good = answers.flatMap((a) => ('status' in a && a.status === 201 ? [a.text] : []))
    for (const a of answers) note(state, key, a)
    const [reply] = good
    if (reply !== undefined) {
      if (good.some((text) => text !== reply)) state.wrong.push(`${key}: resends were answered differently`)
      acknowledge(state, { key, body, reply, id: (JSON.parse(reply) as { id: string }).id })
      return true
    }
    await sleep(Math.min(50 * 2 ** Math.min(attempt, 4), 500) * (0.5 + chance()))
  }
  return false
}

function note(state: State, key: string, a: Answer): void {
  if ('status' in a && a.status === 201) return
  const what = 'status' in a ? String(a.status) : a.failed
  state.failures[what] = (state.failures[what] ?? 0) + 1
  if ('status' in a && !excused.has(a.status)) state.wrong.push(`${key}: answered ${a.status} ${a.text.slice(0, 200)}`)
  if (what === 'TimeoutError') state.wrong.push(`${key}: no answer within 15 s`)
}

function acknowledge(state: State, a: Acknowledged): void {
  writeSync(state.history, `${JSON.stringify({ key: a.key, id: a.id, reply: a.reply })}\n`)
  fdatasyncSync(state.history)
  state.acknowledged.push(a)
  state.lastAt = performance.now()
}

async function send(state: State, key: string, body: string): Promise<Answer> {
  try {
    const response = await fetch(`${state.url}/api/complaints`, { method: 'POST', body, headers: { authorization: `Bearer ${state.token}`, 'content-type': 'application/json', 'idempotency-key': key }, signal: AbortSignal.timeout(15_000) })
    return { status: response.status, text: await response.text() }
  } catch (error) {
    const e = error as Error & { cause?: { code?: string } }
    return { failed: e.cause?.code ?? e.name }
  }
}

/** Sends a request once more, as the final checks do. */
export async function resend(url: string, token: string, key: string, body: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}/api/complaints`, { method: 'POST', body, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key } })
  return { status: response.status, text: await response.text() }
}
