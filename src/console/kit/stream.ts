// The live stream: one EventSource per page, its state for the indicator, its events for whoever listens.
import { useSyncExternalStore } from 'react'

export type StreamState = 'connecting' | 'live' | 'offline'

let source: EventSource | undefined
let state: StreamState = 'connecting'
let wasLive = false
const watchers = new Set<() => void>()

function become(next: StreamState): void {
  state = next
  for (const watcher of watchers) watcher()
}

/** How long to wait before asking again after the server refused the stream: too many pages open, or about to leave. */
const refusedMs = 15_000

/**
 * Opens the stream; the browser reconnects by itself and sends Last-Event-ID.
 * `onEvent` gets each event's name and data; `onGap` runs when the line came back after a break, since things may have been missed;
 * `onRefused` when the server gave no stream at all, as it does once the session has ended. Answers a function that closes it.
 */
export function openStream(url: string, names: readonly string[], onEvent: (name: string, data: unknown) => void, onGap: () => void, onRefused: () => void): () => void {
  let mine: EventSource
  let again: ReturnType<typeof setTimeout> | undefined
  const connect = () => {
    mine = new EventSource(url, { withCredentials: true })
    source?.close()
    source = mine
    become('connecting')
    mine.onopen = () => {
      if (wasLive) onGap()
      wasLive = true
      become('live')
    }
    mine.onerror = () => {
      become(navigator.onLine ? 'connecting' : 'offline')
      if (mine.readyState !== EventSource.CLOSED) return
      again = setTimeout(connect, refusedMs)
      onRefused()
    }
    for (const name of names) {
      mine.addEventListener(name, (event: MessageEvent<string>) => {
        try {
          onEvent(name, JSON.parse(event.data))
        } catch {
          onGap()
        }
      })
    }
  }
  connect()
  const onLine = () => become(navigator.onLine ? (mine.readyState === EventSource.OPEN ? 'live' : 'connecting') : 'offline')
  addEventListener('online', onLine)
  addEventListener('offline', onLine)
  return () => {
    removeEventListener('online', onLine)
    removeEventListener('offline', onLine)
    clearTimeout(again)
    mine.close()
    if (source === mine) source = undefined
  }
}

/** The state of the line as a React value. */
export function useStreamState(): StreamState {
  return useSyncExternalStore((watcher) => {
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  }, () => state)
}
