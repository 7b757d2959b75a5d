// The sheet on `?`: every shortcut of the page as this person has it; each can be given another key, or all single keys be turned off.
import { useState } from 'react'
import { clashOf, keyTable } from './key-table.ts'
import type { Command } from './key-table.ts'
import { chosenKeys, commandWith, pressName, useBindings } from './keys.ts'
import type { Binding } from './keys.ts'
import { preferences, setPreferences, usePreferences } from './preferences.ts'
import { Sheet } from './Sheet.tsx'
import { t } from './words.ts'

const names: Readonly<Record<string, string>> = { Ctrl: 'Ctrl/⌘', Escape: 'Esc', Enter: '↵', ArrowUp: '↑', ArrowDown: '↓' }

/** Shows the keys as caps. */
export function Keys({ keys }: { keys: string }) {
  return <span className="keys">{keys.split(/[ +]/).map((key, i) => <kbd key={i}>{names[key] ?? (key.length === 1 ? key.toUpperCase() : key)}</kbd>)}</span>
}

const fixed: ReadonlySet<string> = new Set([keyTable.back, keyTable.primary, keyTable.send, keyTable.send_and_next, keyTable.up, keyTable.down])

function choose(command: Command, keys: string | undefined): void {
  const { [command]: _, ...others } = preferences().keys
  setPreferences({ keys: keys === undefined || keys === keyTable[command] ? others : { ...others, [command]: keys } })
}

/** The key of one command; pressing the button waits for the next key, Escape leaves it as it was. */
function Chooser({ binding, command, labelOf }: { binding: Binding; command: Command; labelOf: (command: Command) => string }) {
  const [waiting, setWaiting] = useState(false)
  const [clash, setClash] = useState('')
  const shown = chosenKeys(binding.keys)
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (!waiting || event.key === 'Tab' || ['Shift', 'Control', 'Meta', 'Alt'].includes(event.key)) return
    event.preventDefault()
    event.stopPropagation()
    const pressed = event.key === 'Escape' ? undefined : pressName(event.nativeEvent)
    setWaiting(false)
    if (pressed === undefined) return
    const taken = clashOf(preferences().keys, command, pressed)
    setClash(taken === undefined ? '' : t('console.keys.taken', { what: labelOf(taken) }))
    if (taken === undefined) choose(command, pressed)
  }
  return (
    <span className="key-choice">
      {clash === '' ? null : <span className="field-error" role="alert">{clash}</span>}
      {preferences().keys[command] === undefined ? null : <button type="button" className="text-button" onClick={() => { choose(command, undefined); setClash('') }}>{t('console.keys.as_shipped')}</button>}
      <button type="button" className="ghost" aria-pressed={waiting} onClick={() => { setWaiting(true); setClash('') }} onKeyDown={onKeyDown} onBlur={() => setWaiting(false)}>
        <span className="sr">{t('console.keys.change', { what: binding.label })} </span>
        {waiting ? <span className="hint">{t('console.keys.press')}</span> : shown === undefined ? <span className="hint">{t('console.keys.off')}</span> : <Keys keys={shown} />}
      </button>
    </span>
  )
}

/** Lists the shortcuts. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const bindings = useBindings()
  const { singleKeys } = usePreferences()
  const seen = new Set<string>()
  const rows = bindings.filter((binding) => binding.label !== '' && !seen.has(binding.label) && seen.add(binding.label))
  const labelOf = (command: Command) => bindings.find((each) => each.keys === keyTable[command])?.label ?? t('console.keys.other_page')
  return (
    <Sheet title={t('console.keys.title')} onClose={onClose}>
      <label className="check key-switch"><input type="checkbox" checked={singleKeys} onChange={(event) => setPreferences({ singleKeys: event.target.checked })} />{t('console.keys.single')}</label>
      <dl className="key-list">
        {rows.map((binding) => {
          const command = commandWith(binding.keys)
          return <div key={binding.label}><dt>{binding.label}</dt><dd>{command === undefined || fixed.has(binding.keys) ? <Keys keys={binding.keys} /> : <Chooser binding={binding} command={command} labelOf={labelOf} />}</dd></div>
        })}
      </dl>
      <p className="hint">{t('console.keys.ime')}</p>
    </Sheet>
  )
}
