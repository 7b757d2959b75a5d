// The cases one had open last in this tab, for the palette; gone when the tab closes or its person leaves.
import { useSyncExternalStore } from 'react'

export type Recent = Readonly<{ id: string; keyword: string; complaintNo: string }>

const most = 8
const watchers = new Set<() => void>()
let list: readonly Recent[] = []

function put(next: readonly Recent[]): void {
  list = next
  for (const watcher of watchers) watcher()
}

/** Notes that a case was opened. */
export function noteOpened(opened: Recent): void {
  if (list[0]?.id !== opened.id) put([opened, ...list.filter((each) => each.id !== opened.id)].slice(0, most))
}

/** Forgets them. */
export function forgetOpened(): void {
  put([])
}

/** Latest first, as a React value. */
export function useRecent(): readonly Recent[] {
  return useSyncExternalStore((watcher) => {
    watchers.add(watcher)
    return () => watchers.delete(watcher)
  }, () => list)
}
