// Words typed and not sent: kept on this device at every change, sealed on the server every ten seconds, given back after a crash or a new sign-in.
import { useEffect, useRef, useState } from 'react'
import { dropDraft as dropOnServer, listDrafts, saveDraft } from '../../contract/drafts.ts'
import { call, callLeaving } from './api.ts'
import { serverNow } from './clock.ts'

/** What is kept of one form: its values, when they were typed, and what the writer had before their eyes when beginning. */
export type Draft<T> = Readonly<{ at: number; values: T; begun?: Begun }>
/** The version of the case a form was begun on, and when (epoch ms, server time). */
export type Begun = Readonly<{ version: number; at: number }>

const serverEveryMs = 10_000
const prefix = 'draft.'

let writer = ''
let kept = new Map<string, Draft<unknown>>()
let unsaved = new Set<string>()
let timer: ReturnType<typeof setTimeout> | undefined
const watchers = new Set<() => void>()

const placeOf = (key: string) => `${prefix}${writer}.${key}`

function readLocal(key: string): Draft<unknown> | undefined {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(placeOf(key)) ?? 'null')
    return typeof stored === 'object' && stored !== null && 'values' in stored ? stored as Draft<unknown> : undefined
  } catch {
    return undefined
  }
}

/** The draft of a form, this device's or the server's, whichever is newer. */
export function readDraft<T>(key: string): Draft<T> | undefined {
  const [here, there] = [readLocal(key), kept.get(key)]
  return (here === undefined || (there !== undefined && there.at > here.at) ? there : here) as Draft<T> | undefined
}

/** Keeps values now on this device and soon on the server. */
export function keepDraft<T>(key: string, values: T, begun?: Begun): void {
  const draft: Draft<T> = { at: serverNow(), values, ...(begun === undefined ? {} : { begun }) }
  kept.set(key, draft)
  unsaved.add(key)
  try {
    localStorage.setItem(placeOf(key), JSON.stringify(draft))
  } catch {
    // Full or forbidden storage: the server's copy remains.
  }
  timer ??= setTimeout(() => void saveDrafts(), serverEveryMs)
}

/** Forgets a draft everywhere: it was sent, or thrown away. */
export function dropDraft(key: string): void {
  const known = kept.delete(key)
  const waiting = unsaved.delete(key)
  localStorage.removeItem(placeOf(key))
  if ((known || waiting) && writer !== '') void call(dropOnServer, { params: { key } }).catch(() => undefined)
}

/** One's own act moved a case on: other words one has begun on it know of that. */
export function advanceDrafts(keyPrefix: string, from: number, to: number): void {
  const places = Object.keys(localStorage).filter((place) => place.startsWith(placeOf(keyPrefix))).map((place) => place.slice(placeOf('').length))
  for (const key of new Set([...places, ...[...kept.keys()].filter((each) => each.startsWith(keyPrefix))])) {
    const draft = readDraft(key)
    if (draft?.begun?.version === from) keepDraft(key, draft.values, { ...draft.begun, version: to })
  }
}

/** Puts what is new onto the server; what fails is tried again with the next. */
export async function saveDrafts(): Promise<void> {
  clearTimeout(timer)
  timer = undefined
  const mine = writer
  const keys = [...unsaved]
  unsaved = new Set()
  await Promise.all(keys.map(async (key) => {
    const draft = kept.get(key)
    if (draft === undefined || writer !== mine) return
    try {
      await call(saveDraft, { params: { key }, body: { text: JSON.stringify(draft) } })
      // Sent or thrown away while this was under way.
      if (!kept.has(key)) await call(dropOnServer, { params: { key } })
    } catch {
      if (kept.get(key) === draft) unsaved.add(key)
    }
  }))
  if (unsaved.size > 0) timer ??= setTimeout(() => void saveDrafts(), serverEveryMs)
}

/** The page may be gone in a moment: one last try that outlives it. */
function saveLeaving(): void {
  if (document.visibilityState !== 'hidden') return
  for (const key of unsaved) {
    const draft = kept.get(key)
    if (draft !== undefined) void callLeaving(saveDraft, { params: { key }, body: { text: JSON.stringify(draft) } }).then((ok) => { if (ok) unsaved.delete(key) })
  }
}

/** Begins to keep drafts for a person: what others left on this device goes, what the server has of theirs comes. */
export function beginDrafts(userId: string): void {
  if (writer === userId) return
  if (writer === '') document.addEventListener('visibilitychange', saveLeaving)
  writer = userId
  kept = new Map()
  unsaved = new Set()
  for (const place of Object.keys(localStorage)) if (place.startsWith(prefix) && !place.startsWith(placeOf('')) && !place.startsWith(`${prefix}order.`)) localStorage.removeItem(place)
  void call(listDrafts, {}).then(({ items }) => {
    if (writer !== userId) return
    for (const { key, text } of items) learn(key, text)
    for (const watcher of watchers) watcher()
  }, () => undefined)
}

function learn(key: string, text: string): void {
  try {
    const draft = JSON.parse(text) as Draft<unknown>
    if ((kept.get(key)?.at ?? 0) < draft.at) kept.set(key, draft)
  } catch {
    // Cut-off text is no draft.
  }
}

/** The session ended by itself: what is on this device waits for the same person. */
export function pauseDrafts(): void {
  document.removeEventListener('visibilitychange', saveLeaving)
  clearTimeout(timer)
  timer = undefined
  writer = ''
}

/** The person leaves: the server keeps what they wrote, this device nothing. */
export async function endDrafts(): Promise<void> {
  await saveDrafts()
  for (const place of Object.keys(localStorage)) if (place.startsWith(placeOf(''))) localStorage.removeItem(place)
  pauseDrafts()
}

/** Values of a form that survive: what was kept comes back, also when the server answers late and nothing was typed meanwhile. `restoredAt` says so until discarded. */
export function useDraft<T extends object>(key: string | undefined, start: () => T, begun?: Begun): { values: T; setValues: (change: (old: T) => T) => void; restoredAt: number | undefined; begun: Begun | undefined; discard: () => void; drop: () => void } {
  const [state, setState] = useState<{ values: T; restoredAt: number | undefined; touched: boolean; begun: Begun | undefined }>(() => {
    const draft = key === undefined ? undefined : readDraft<T>(key)
    return { values: draft === undefined ? start() : { ...start(), ...draft.values }, restoredAt: draft?.at, touched: false, begun: draft?.begun ?? begun }
  })
  const [empty] = useState(() => JSON.stringify(start()))
  const gone = useRef(false)
  useEffect(() => {
    if (key === undefined) return undefined
    const arrived = () => {
      const draft = readDraft<T>(key)
      if (draft !== undefined) setState((old) => (old.touched || old.restoredAt !== undefined ? old : { ...old, values: { ...old.values, ...draft.values }, restoredAt: draft.at, begun: draft.begun ?? old.begun }))
    }
    watchers.add(arrived)
    return () => { watchers.delete(arrived) }
  }, [key])
  useEffect(() => {
    if (key === undefined || !state.touched || gone.current) return
    if (JSON.stringify(state.values) === empty) dropDraft(key)
    else keepDraft(key, state.values, state.begun)
  }, [key, state, empty])
  return {
    values: state.values, restoredAt: state.restoredAt, begun: state.begun,
    setValues: (change) => { gone.current = false; setState((old) => ({ ...old, values: change(old.values), touched: true })) },
    discard: () => { if (key !== undefined) dropDraft(key); setState({ values: start(), restoredAt: undefined, touched: false, begun }) },
    drop: () => { gone.current = true; if (key !== undefined) dropDraft(key) },
  }
}
