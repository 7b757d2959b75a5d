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

/**
 * Opens the stream; the browser reconnects by itself and sends Last-Event-ID.
 * `onEvent` gets each event's name and data; `onGap` runs when the line came back after a break, since things may have been missed.
 * Answers a function that closes it.
 */
export function openStream(url: string, names: readonly string[], onEvent: (name: string, data: unknown) => void, onGap: () => void): () => void {
  const mine = new EventSource(url, { withCredentials: true })
  source?.close()
  source = mine
  become('connecting')
  mine.onopen = () => {
    if (wasLive) onGap()
    wasLive = true
    become('live')
  }
  mine.onerror = () => become(navigator.onLine ? 'connecting' : 'offline')
  for (const name of names) {
    mine.addEventListener(name, (event: MessageEvent<string>) => {
      try {
        onEvent(name, JSON.parse(event.data))
      } catch {
        onGap()
      }
    })
  }
  const onLine = () => become(navigator.onLine ? (mine.readyState === EventSource.OPEN ? 'live' : 'connecting') : 'offline')
  addEventListener('online', onLine)
  addEventListener('offline', onLine)
  return () => {
    removeEventListener('online', onLine)
    removeEventListener('offline', onLine)
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
