// Notes written while the line was down: kept on this device, sent in their order when it is back, each exactly once.
import { useSyncExternalStore } from 'react'
import { addNote } from '../../contract/complaints.ts'
import { getComplaint } from '../../contract/desk.ts'
import { call } from '../kit/api.ts'
import { keepDraft } from '../kit/drafts.ts'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { toast } from '../kit/toast.tsx'
import { forget } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'

/** A note as first tried. The same body under the same key is answered from what was done before, if that try did arrive. */
export type Unsent = Readonly<{ complaintId: string; body: Readonly<{ version: number; text: string }>; key: string }>

const storage = (owner: string) => `unsent.${owner}`
const watchers = new Set<() => void>()
let owner = ''
let waiting: readonly Unsent[] = []
let sending = false

function put(list: readonly Unsent[]): void {
  waiting = list
  try {
    localStorage.setItem(storage(owner), JSON.stringify(list))
  } catch {
    // Full storage: they stay in memory until the page closes.
  }
  for (const watcher of watchers) watcher()
}

const everyMs = 15_000

/** Takes up what this person left unsent on this device and sends it as soon as the line allows; answers a function that stops. */
export function keepSending(userId: string): () => void {
  openOutbox(userId)
  const go = () => void sendUnsent(giveBack).then((sent) => {
    if (sent === 0) return
    toast(t('console.offline.sent', { n: sent }))
    void forget('/api/complaints')
  })
  go()
  const timer = setInterval(go, everyMs)
  addEventListener('online', go)
  return () => { clearInterval(timer); removeEventListener('online', go) }
}

/** Words the server refused wait in the form they were written in. */
function giveBack({ complaintId, body }: Unsent, error: unknown): void {
  keepDraft(`act.${complaintId}.note`, { text: body.text })
  toast(t('console.offline.refused', { why: sayProblem(problemOf(error)) }), 'bad', { forMs: 20_000 })
}

function openOutbox(userId: string): void {
  owner = userId
  try {
    put(JSON.parse(localStorage.getItem(storage(userId)) ?? '[]') as Unsent[])
  } catch {
    put([])
  }
}

/** Puts a note at the end. */
export function putUnsent(note: Unsent): void {
  put([...waiting, note])
}

/** Sends what waits, first written first; stops at the first that finds no line. Answers how many went, and those the server refused, which are given back as words. */
async function sendUnsent(onRefused: (note: Unsent, error: unknown) => void): Promise<number> {
  if (sending) return 0
  sending = true
  let sent = 0
  try {
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      try {
        await sendOne(first)
        sent += 1
      } catch (error) {
        const { status } = problemOf(error)
        if (status === 0 || status === 401 || status >= 500) break
        onRefused(first, error)
      }
      put(waiting.slice(1))
    }
  } finally {
    sending = false
  }
  return sent
}

/** A version that moved on meanwhile means the first try was never done: then the note goes onto what is there now, for a note only adds. */
async function sendOne({ complaintId, body, key }: Unsent): Promise<void> {
  const params = { id: complaintId }
  try {
    await call(addNote, { params, body, idempotencyKey: key })
  } catch (error) {
    if (problemOf(error).code !== 'stale_version') throw error
    const { version } = await call(getComplaint, { params })
    await call(addNote, { params, body: { ...body, version }, idempotencyKey: crypto.randomUUID() })
  }
}

/** How many wait, as a React value. */
export function useUnsent(): number {
  return useSyncExternalStore((watcher) => {
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  }, () => waiting.length)
}
