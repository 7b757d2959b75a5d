// A list that parts of the page add to while they are on screen and others read: the commands of the palette, the keys of the sheet.
import { useEffect, useRef, useSyncExternalStore } from 'react'

export type Registry<T> = Readonly<{ use: (items: readonly T[]) => void; read: () => readonly T[]; useAll: () => readonly T[] }>

/** Makes a registry. `use` keeps items registered while the component is mounted; the latest ones count, so they may close over fresh state. */
export function createRegistry<T>(): Registry<T> {
  const layers: { current: readonly T[] }[] = []
  const listeners = new Set<() => void>()
  let snapshot: readonly T[] = []
  const collect = () => { snapshot = layers.flatMap((layer) => layer.current) }
  const announce = () => {
    collect()
    for (const listener of listeners) listener()
  }
  function use(items: readonly T[]): void {
    const layer = useRef({ current: items })
    useEffect(() => {
      // More or fewer is news to those who read; the same ones with fresh state are picked up when they next look.
      const sameCount = layer.current.current.length === items.length
      layer.current.current = items
      if (sameCount) collect()
      else announce()
    })
    useEffect(() => {
      const mine = layer.current
      layers.push(mine)
      announce()
      return () => {
        layers.splice(layers.indexOf(mine), 1)
        announce()
      }
    }, [])
  }
  const useAll = () => useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, () => snapshot)
  return { use, read: () => snapshot, useAll }
}
