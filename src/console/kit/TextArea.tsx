// A field for sentences: "/" at the start of a line offers ready ones, and what should not be said is told while one writes.
import { createContext, useContext, useEffect, useId, useMemo, useRef, useState } from 'react'
import { Icon } from './Icon.tsx'
import { loadReader, plainReader, rankOf } from './pinyin.ts'
import type { Reader } from './pinyin.ts'
import { t } from './words.ts'

export type Snippet = Readonly<{ code: string; title: string; text: string }>
export type Remark = Readonly<{ words: string; blocks: boolean }>
/** What helps while writing: ready sentences, and remarks on what a customer would read. */
export type WritingAids = Readonly<{ snippets: readonly Snippet[]; remarksOn: (text: string) => readonly Remark[] }>

export const Aids = createContext<WritingAids>({ snippets: [], remarksOn: () => [] })

const most = 8

/** The "/…" being typed at the start of the caret's line. */
function commandAt(text: string, caret: number): { from: number; typed: string } | undefined {
  const from = text.lastIndexOf('\n', caret - 1) + 1
  const line = text.slice(from, caret)
  return /^\/\S{0,20}$/.test(line) ? { from, typed: line.slice(1) } : undefined
}

/** A text area; `told` says that a customer reads it. */
export function TextArea({ value, onChange, told = false, ...common }: {
  value: string; onChange: (value: string) => void; told?: boolean; id: string; rows: number; maxLength: number; className: string; placeholder?: string | undefined; autoFocus?: boolean; 'aria-describedby'?: string | undefined; 'aria-invalid'?: boolean
}) {
  const { snippets, remarksOn } = useContext(Aids)
  const list = useId()
  const place = useRef<HTMLTextAreaElement>(null)
  const [command, setCommand] = useState<{ from: number; typed: string } | undefined>(undefined)
  const [at, setAt] = useState(0)
  const [read, setRead] = useState<Reader>(() => plainReader)
  const offered = useMemo(() => (command === undefined ? [] : snippets.flatMap((snippet) => { const rank = rankOf(snippet.title, command.typed, read); return rank === undefined ? [] : [{ snippet, rank }] }).toSorted((a, b) => a.rank - b.rank).slice(0, most).map(({ snippet }) => snippet)), [command, snippets, read])
  const remarks = useMemo(() => (told ? remarksOn(value) : []), [told, value, remarksOn])
  const asked = command !== undefined
  useEffect(() => { if (asked) loadReader().then((reader) => setRead(() => reader), () => undefined) }, [asked])

  const insert = (snippet: Snippet | undefined) => {
    const field = place.current
    if (snippet === undefined || command === undefined || field === null) return
    const end = command.from + 1 + command.typed.length
    onChange(`${value.slice(0, command.from)}${snippet.text}${value.slice(end)}`)
    setCommand(undefined)
    const caret = command.from + snippet.text.length
    requestAnimationFrame(() => { field.focus(); field.setSelectionRange(caret, caret) })
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (offered.length === 0 || event.nativeEvent.isComposing || event.keyCode === 229) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) setAt((now) => (now + step + offered.length) % offered.length)
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.ctrlKey && !event.metaKey) insert(offered[at])
    else if (event.key === 'Escape') setCommand(undefined)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const open = offered.length > 0
  return (
    <div className="combo">
      <textarea {...common} ref={place} value={value} aria-autocomplete={snippets.length > 0 ? 'list' : undefined} aria-controls={open ? list : undefined} aria-activedescendant={open ? `${list}${at}` : undefined} onKeyDown={onKeyDown} onBlur={() => setCommand(undefined)}
        onChange={(event) => { onChange(event.target.value); setAt(0); setCommand(snippets.length === 0 ? undefined : commandAt(event.target.value, event.target.selectionStart)) }} />
      {open ? (
        <ul id={list} role="listbox" aria-label={t('console.speech.title')} className="combo-list snippet-list">
          {offered.map((snippet, i) => <li key={snippet.code} id={`${list}${i}`} role="option" aria-selected={i === at} onMouseDown={(event) => { event.preventDefault(); insert(snippet) }}><span><strong>{snippet.title}</strong><span className="hint snippet-text">{snippet.text}</span></span></li>)}
        </ul>
      ) : null}
      {remarks.length === 0 ? null : <ul className="remarks" role="status">{remarks.map(({ words, blocks }) => <li key={words} className={blocks ? 'is-blocking' : ''}><Icon name={blocks ? 'lock' : 'info'} size={14} />{words}</li>)}</ul>}
    </div>
  )
}
