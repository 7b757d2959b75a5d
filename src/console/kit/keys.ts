// The keyboard: pages register keys while they are on screen; the sheet on `?` lists what is registered.
import { useEffect } from 'react'
import { isSingle, keyTable } from './key-table.ts'
import type { Command } from './key-table.ts'
import { preferences } from './preferences.ts'
import { createRegistry } from './registry.ts'

/** One shortcut. `keys` is 'j', 'Enter', '?', 'Ctrl+Enter' or a sequence 'g q', as the table has them; `label` its words; `inFields` lets it work while typing. */
export type Binding = { keys: string; label: string; run: () => void; inFields?: boolean }

export type KeyPress = Pick<KeyboardEvent, 'key' | 'keyCode' | 'isComposing' | 'ctrlKey' | 'metaKey' | 'altKey'> & { shiftKey?: boolean }

const commandOf: ReadonlyMap<string, Command> = new Map((Object.entries(keyTable) as [Command, string][]).map(([command, keys]) => [keys, command]))

/** The command whose shipped key this is. */
export function commandWith(keys: string): Command | undefined {
  return commandOf.get(keys)
}

/** The key this person presses for what ships with `keys`; undefined when they turned such keys off. */
export function chosenKeys(keys: string): string | undefined {
  const { keys: chosen, singleKeys } = preferences()
  const command = commandOf.get(keys)
  const mine = (command === undefined ? undefined : chosen[command]) ?? keys
  return singleKeys || !isSingle(mine) ? mine : undefined
}

/** The name of a key press as bindings write it, or undefined while an input method composes (Enter then belongs to the IME). */
export function pressName(event: KeyPress): string | undefined {
  if (event.isComposing || event.keyCode === 229 || event.altKey) return undefined
  const key = event.key.length === 1 && event.key !== '?' ? event.key.toLowerCase() : event.key
  // Shift is part of a sign (?) and of nothing else but where the table names it; a capital letter by Caps Lock is the same key.
  const shift = event.shiftKey === true && (event.key === 'Enter' || (/^[a-z]$/.test(key) && event.key !== key)) ? 'Shift+' : ''
  return event.ctrlKey || event.metaKey ? `Ctrl+${shift}${key}` : `${shift}${key}`
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

const registry = createRegistry<Binding>()
let users = 0
let pending = ''
let pendingAt = 0

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
  const usable = registry.read().filter((binding) => !inField || binding.inFields === true).flatMap((binding) => { const keys = chosenKeys(binding.keys); return keys === undefined ? [] : [{ ...binding, keys }] })
  const found = match(usable, name, event.timeStamp - pendingAt < 1200 ? pending : '')
  pending = found === 'wait' ? name : ''
  pendingAt = event.timeStamp
  if (found === undefined || found === 'wait') return
  event.preventDefault()
  found.run()
}

/** Registers shortcuts while the component is mounted. Bindings may close over fresh state: the latest ones run. */
export function useKeys(bindings: readonly Binding[]): void {
  registry.use(bindings)
  useEffect(() => {
    users += 1
    if (users === 1) addEventListener('keydown', onKeyDown)
    return () => {
      users -= 1
      if (users === 0) removeEventListener('keydown', onKeyDown)
    }
  }, [])
}

/** Every shortcut now registered, for the sheet. */
export const useBindings = registry.useAll
