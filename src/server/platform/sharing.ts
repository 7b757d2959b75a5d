// Reads that many ask for at the same moment, done once for all of them.

/**
 * Makes `read` shareable: who asks while a read of the same key is under way waits for the next one, together with everybody else
 * who came meanwhile. So each answer was read after it was asked for, as if each had read alone, and a crowd costs two reads.
 */
export function shareReads<V>(read: (key: string) => Promise<V>): (key: string) => Promise<V> {
  const slots = new Map<string, { readonly current: Promise<V>; next: Promise<V> | null }>()
  const start = (key: string): Promise<V> => {
    const slot = { current: read(key), next: null as Promise<V> | null }
    slots.set(key, slot)
    const settle = (): void => { if (slot.next === null) slots.delete(key) }
    slot.current.then(settle, settle)
    return slot.current
  }
  return (key) => {
    const slot = slots.get(key)
    if (!slot) return start(key)
    slot.next ??= slot.current.then(() => {}, () => {}).then(() => start(key))
    return slot.next
  }
}
