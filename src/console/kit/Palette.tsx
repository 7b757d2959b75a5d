// The command palette: everything that can be done now, found by typing a few letters; one list, one Enter.
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { registeredSources, useRegistered } from './commands.ts'
import type { PaletteCommand } from './commands.ts'
import { Icon } from './Icon.tsx'
import { chosenKeys } from './keys.ts'
import { Keys } from './KeySheet.tsx'
import { loadReader, plainReader, rankOf } from './pinyin.ts'
import type { Reader } from './pinyin.ts'
import { t } from './words.ts'

/** How many lines of a group show before anything is typed, and in all. */
const shownOfGroup = 6
const shownInAll = 40

/** The lines for what was typed: best first, in order of groups before anything is typed. */
function ranked(all: readonly PaletteCommand[], typed: string, read: Reader): readonly PaletteCommand[] {
  if (typed.trim() === '') {
    const seen = new Map<string, number>()
    const allowed = all.filter(({ refused }) => refused === undefined).toSorted((a, b) => a.place - b.place)
    return allowed.filter(({ group }) => { const n = (seen.get(group) ?? 0) + 1; seen.set(group, n); return n <= shownOfGroup })
  }
  return all.flatMap((command) => {
    const ranks = [command.words, ...(command.also ?? '').split(' ')].flatMap((words) => (words === '' ? [] : [rankOf(words, typed, read)])).filter((rank) => rank !== undefined)
    return ranks.length === 0 ? [] : [{ command, rank: Math.min(...ranks) + (command.refused === undefined ? 0 : 0.5) }]
  }).toSorted((a, b) => a.rank - b.rank).map(({ command }) => command).slice(0, shownInAll)
}

/** What the server finds for the typed words, a moment after typing stops. */
function useFound(typed: string): readonly PaletteCommand[] {
  const [found, setFound] = useState<{ typed: string; list: readonly PaletteCommand[] }>({ typed: '', list: [] })
  useEffect(() => {
    if (typed.trim().length < 2 && !/\p{Script=Han}/u.test(typed)) return
    let gone = false
    const timer = setTimeout(() => {
      void Promise.allSettled(registeredSources().map((source) => source(typed.trim()))).then((answers) => {
        if (!gone) setFound({ typed, list: answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : [])) })
      })
    }, 120)
    return () => { gone = true; clearTimeout(timer) }
  }, [typed])
  return found.typed === typed ? found.list : []
}

function Line({ command, id, active, onPick, onPoint }: { command: PaletteCommand; id: string; active: boolean; onPick: () => void; onPoint: () => void }) {
  const line = useRef<HTMLLIElement>(null)
  useEffect(() => { if (active) line.current?.scrollIntoView({ block: 'nearest' }) }, [active])
  const keys = command.keys === undefined ? undefined : chosenKeys(command.keys)
  return (
    <li ref={line} id={id} role="option" aria-selected={active} aria-disabled={command.refused !== undefined} className={command.refused === undefined ? 'palette-line' : 'palette-line is-refused'} onPointerMove={onPoint} onMouseDown={(event) => { event.preventDefault(); onPick() }}>
      <Icon name={command.refused === undefined ? command.icon : 'lock'} />
      <span className="palette-words"><span>{command.words}</span>{command.refused !== undefined ? <span className="hint">{command.refused}</span> : command.hint === undefined ? null : <span className="hint">{command.hint}</span>}</span>
      <span className="hint palette-group">{command.group}</span>
      {keys === undefined ? null : <Keys keys={keys} />}
    </li>
  )
}

/** Shows the palette until something is chosen or it is left. */
export function Palette({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const list = useId()
  const all = useRegistered()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const [read, setRead] = useState<Reader>(() => plainReader)
  const found = useFound(typed)
  // what the server found leads only when it is the very thing typed (a pasted number); people come after the commands one knows by heart
  const shown = useMemo(() => [...found.filter((each) => each.place < 1), ...ranked(all, typed, read), ...found.filter((each) => each.place >= 1)], [found, all, typed, read])
  useEffect(() => {
    dialog.current?.showModal()
    let gone = false
    loadReader().then((reader) => { if (!gone) setRead(() => reader) }, () => undefined)
    return () => { gone = true }
  }, [])

  // Told at once: the browser's own event comes late, and a palette asked for meanwhile would stay shut.
  const leave = () => {
    dialog.current?.close()
    onClose()
  }
  const pick = (command: PaletteCommand | undefined) => {
    if (command === undefined || command.refused !== undefined) return
    leave()
    // After the dialog has given the focus back, so that what the command opens may take it.
    setTimeout(command.run)
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      setAt((now) => (shown.length === 0 ? 0 : (now + step + shown.length) % shown.length))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      pick(shown[at])
    } else if (event.key === 'Escape') {
      event.preventDefault()
      leave()
    }
  }
  return (
    <dialog ref={dialog} className="sheet palette" aria-label={t('console.palette.title')} onClose={onClose} onMouseDown={(event) => { if (event.target === dialog.current) dialog.current.close() }}>
      <div className="palette-head">
        <Icon name="search" />
        <input role="combobox" aria-expanded="true" aria-controls={list} aria-autocomplete="list" aria-label={t('console.palette.label')} placeholder={t('console.palette.placeholder')} autoFocus autoComplete="off" spellCheck={false} maxLength={80}
          aria-activedescendant={shown[at] === undefined ? undefined : `${list}${at}`} value={typed} onChange={(event) => { setTyped(event.target.value); setAt(0) }} onKeyDown={onKeyDown} />
        <kbd>Esc</kbd>
      </div>
      <ul id={list} role="listbox" aria-label={t('console.palette.title')} className="palette-list">
        {shown.map((command, i) => <Line key={command.id} id={`${list}${i}`} command={command} active={i === at} onPick={() => pick(command)} onPoint={() => setAt(i)} />)}
      </ul>
      <p className="palette-foot hint" role="status">{shown.length === 0 ? t('console.palette.nothing') : t('console.palette.hint')}</p>
    </dialog>
  )
}
