// The keyboard: pages register keys while they are on screen; the sheet on `?` lists what is registered.
import { useEffect, useRef, useSyncExternalStore } from 'react'

/** One shortcut. `keys` is 'j', 'Enter', '?', 'Ctrl+Enter' or a sequence 'g q'; `label` its words; `inFields` lets it work while typing. */
export type Binding = { keys: string; label: string; run: () => void; inFields?: boolean }

export type KeyPress = Pick<KeyboardEvent, 'key' | 'keyCode' | 'isComposing' | 'ctrlKey' | 'metaKey' | 'altKey'>

/** The name of a key press as bindings write it, or undefined while an input method composes (Enter then belongs to the IME). */
export function pressName(event: KeyPress): string | undefined {
  if (event.isComposing || event.keyCode === 229 || event.altKey) return undefined
  const key = event.key.length === 1 && event.key !== '?' ? event.key.toLowerCase() : event.key
  return event.ctrlKey || event.metaKey ? `Ctrl+${key}` : key
}

/** Whether a press goes to a field where plain keys are text. */
export function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest('[role="combobox"],[role="listbox"],[role="menu"]') !== null
}

/** Whether Enter or Space on this target already presses something. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, a[href], summary, [role="button"], [role="tab"], [role="switch"]') !== null
}

/** What lies above the page has the keyboard: a dialog all of it, an open menu the Escape that closes it. */
function belongsToLayer(name: string): boolean {
  return document.querySelector(name === 'Escape' ? 'dialog:modal, :popover-open' : 'dialog:modal') !== null
}

const layers: { current: readonly Binding[] }[] = []
const listeners = new Set<() => void>()
let snapshot: readonly Binding[] = []
let pending = ''
let pendingAt = 0

function announce(): void {
  snapshot = layers.flatMap((layer) => layer.current)
  for (const listener of listeners) listener()
}

/** Finds the binding of a press, newest page first; answers 'wait' inside a sequence. */
export function match(bindings: readonly Binding[], name: string, prefix: string): Binding | 'wait' | undefined {
  const whole = prefix === '' ? name : `${prefix} ${name}`
  const found = bindings.findLast((binding) => binding.keys === whole)
  if (found !== undefined) return found
  if (bindings.some((binding) => binding.keys.startsWith(`${whole} `))) return 'wait'
  return prefix === '' ? undefined : match(bindings, name, '')
}

function onKeyDown(event: KeyboardEvent): void {
  const name = pressName(event)
  if (name === undefined || event.defaultPrevented || belongsToLayer(name)) return
  const inField = isField(event.target)
  if (name === 'Enter' && isControl(event.target)) return
  const usable = inField ? snapshot.filter((binding) => binding.inFields === true) : snapshot
  const found = match(usable, name, event.timeStamp - pendingAt < 1200 ? pending : '')
  pending = found === 'wait' ? name : ''
  pendingAt = event.timeStamp
  if (found === undefined || found === 'wait') return
  event.preventDefault()
  found.run()
}

/** Registers shortcuts while the component is mounted. Bindings may close over fresh state: the latest ones run. */
export function useKeys(bindings: readonly Binding[]): void {
  const layer = useRef({ current: bindings })
  useEffect(() => {
    layer.current.current = bindings
    snapshot = layers.flatMap((each) => each.current)
  })
  useEffect(() => {
    const mine = layer.current
    layers.push(mine)
    if (layers.length === 1) addEventListener('keydown', onKeyDown)
    announce()
    return () => {
      layers.splice(layers.indexOf(mine), 1)
      if (layers.length === 0) removeEventListener('keydown', onKeyDown)
      announce()
    }
  }, [])
}

/** Every shortcut now registered, for the sheet. */
export function useBindings(): readonly Binding[] {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, () => snapshot)
}
