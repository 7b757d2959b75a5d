// A search field for one of many (people, units): type, arrow down, Enter.
import { useEffect, useId, useState } from 'react'
import type { Option } from './form.ts'
import { t } from './words.ts'

/** A combobox by the ARIA pattern; `find` answers options for the typed words. */
export function PickField({ id, find, value, onChange, autoFocus = false, invalid = false }: {
  id: string; find: (words: string) => Promise<readonly Option[]>; value: Option | undefined; onChange: (value: Option | undefined) => void; autoFocus?: boolean; invalid?: boolean
}) {
  const list = useId()
  const [words, setWords] = useState(value?.words ?? '')
  const [open, setOpen] = useState(false)
  const [options, setOptions] = useState<readonly Option[]>([])
  const [at, setAt] = useState(0)

  useEffect(() => {
    if (!open) return
    let gone = false
    const timer = setTimeout(() => {
      find(value === undefined ? words : '').then((found) => { if (!gone) { setOptions(found); setAt(0) } }, () => setOptions([]))
    }, 150)
    return () => { gone = true; clearTimeout(timer) }
  }, [words, open, find, value])

  const choose = (option: Option | undefined) => {
    if (option === undefined) return
    onChange(option)
    setWords(option.words)
    setOpen(false)
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      setAt((now) => Math.max(0, Math.min(options.length - 1, now + (event.key === 'ArrowDown' ? 1 : -1))))
    } else if (event.key === 'Enter' && open && !event.ctrlKey) {
      event.preventDefault()
      choose(options[at])
    } else if (event.key === 'Escape' && open) {
      event.stopPropagation()
      setOpen(false)
    }
  }
  return (
    <div className="combo">
      <input id={id} className="input" role="combobox" aria-expanded={open} aria-controls={list} aria-autocomplete="list" aria-invalid={invalid} aria-activedescendant={open && options[at] !== undefined ? `${list}${at}` : undefined}
        autoComplete="off" autoFocus={autoFocus} value={words} placeholder={t('console.form.type_to_find')} onFocus={() => setOpen(true)} onBlur={() => setTimeout(() => setOpen(false), 120)}
        onChange={(event) => { setWords(event.target.value); setOpen(true); if (value !== undefined) onChange(undefined) }} onKeyDown={onKeyDown} />
      {open ? (
        <ul id={list} role="listbox" className="combo-list">
          {options.map((option, i) => <li key={option.value} id={`${list}${i}`} role="option" aria-selected={i === at} onMouseDown={(event) => { event.preventDefault(); choose(option) }}>{option.words}</li>)}
          {options.length === 0 ? <li className="hint" role="option" aria-selected={false} aria-disabled="true">{t('console.form.none_found')}</li> : null}
        </ul>
      ) : null}
    </div>
  )
}
