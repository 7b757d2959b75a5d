// The filters of the queue: each choice goes to the address bar and shows as a chip when the bar is folded.
import { useId, useState } from 'react'
import { channels, contactKinds, flags, openStatuses, priorityLevels, reasonCodes } from '../../domain/complaints/vocabulary.ts'
import { clockKinds } from '../../domain/sla/kinds.ts'
import { reasonLabel } from '../complaints/tags.tsx'
import { findUnits } from '../identity/find.ts'
import { DayField } from '../kit/DayField.tsx'
import { Icon } from '../kit/Icon.tsx'
import { PickField } from '../kit/PickField.tsx'
import { label, t } from '../kit/words.ts'
import { dayFilters, filterNames, manyFilters, oneFilters } from './filters.ts'
import type { FilterName } from './filters.ts'
import '../kit/form.css'

type Many = (typeof manyFilters)[number]
type One = (typeof oneFilters)[number]
const many: Readonly<Record<Many, readonly string[]>> = { priority: priorityLevels, reason: reasonCodes, status: openStatuses, channel: channels, kind: contactKinds, due: clockKinds }
const one: Readonly<Record<One, readonly string[]>> = { flag: flags, owner: ['me', 'none'], due_within: ['1', '4', '24', '72'], received_within: ['4', '24', '72', '168', '720'], sort: ['newest'] }

function wordOf(name: FilterName, value: string): string {
  if (name === 'reason') return reasonLabel(value)
  if (name === 'priority') return value.toUpperCase()
  if (name === 'due') return t(`clocks.kind.${value}`)
  if (name === 'sort' || name === 'owner') return t(`console.filter.${name}_${value}`, {}, t(`console.filter.${name}`))
  if (name === 'due_within' || name === 'received_within') return Number(value) % 24 === 0 ? t(`console.filter.${name}_days`, { n: Number(value) / 24 }) : t(`console.filter.${name}_hours`, { n: Number(value) })
  return name === 'received_from' || name === 'received_to' ? t(`console.filter.${name}_day`, { day: value }) : label(name, value)
}

function wordsOf(name: FilterName, value: string): string {
  return value.split(',').map((each) => wordOf(name, each)).join(t('console.filter.or'))
}

/** Names of units chosen here; an address from elsewhere only says that it asks for certain ones. */
const unitNames = new Map<string, string>()

function unitWords(value: string): string {
  const names = value.split(',').map((each) => unitNames.get(each))
  return names.every((name) => name !== undefined) ? names.join(t('console.filter.or')) : t('console.filter.org')
}

/** What filters hold, in words: the view, then each filter. */
export function FilterWords({ filters }: { filters: Readonly<Record<string, string>> }) {
  const told = [t(`console.views.${filters['view'] ?? 'mine'}`), ...filterNames.flatMap((name) => (filters[name] === undefined ? [] : [wordsOf(name, filters[name])])), ...(filters['org'] === undefined ? [] : [unitWords(filters['org'])])]
  return <>{told.map((each) => <span key={each} className="chip is-told">{each}</span>)}</>
}

function ManyField({ name, value, onChange }: { name: Many; value: string; onChange: (value: string) => void }) {
  const id = useId()
  const on = value === '' ? [] : value.split(',')
  const toggle = (each: string) => onChange(many[name].filter((option) => (option === each ? !on.includes(each) : on.includes(option))).join(','))
  return (
    <div className="field" role="group" aria-label={t(`console.filter.${name}`)}>
      <span className="field-label">{t(`console.filter.${name}`)}</span>
      <button type="button" className="input many-button" popoverTarget={id} style={{ anchorName: `--many-${name}` } as React.CSSProperties}><span>{on.length === 0 ? t('console.filter.any') : wordsOf(name, value)}</span><Icon name="down" size={12} /></button>
      <div id={id} popover="auto" className="many-list" style={{ positionAnchor: `--many-${name}` } as React.CSSProperties}>
        {many[name].map((option) => <label key={option} className="check"><input type="checkbox" checked={on.includes(option)} onChange={() => toggle(option)} />{wordOf(name, option)}</label>)}
      </div>
    </div>
  )
}

/** Units whose cases are asked for, a region's among them; each pick adds one. */
function UnitField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const id = useId()
  const [picks, setPicks] = useState(0)
  const add = (option: { value: string; words: string } | undefined) => {
    if (option === undefined) return
    unitNames.set(option.value, option.words.split('  ')[0] ?? option.words)
    onChange([...new Set([...(value === '' ? [] : value.split(',')), option.value])].slice(0, 10).join(','))
    setPicks(picks + 1)
  }
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>{t('console.filter.unit')}</label>
      <PickField key={picks} id={id} find={findUnits} value={undefined} onChange={add} />
      {value === '' ? null : <button type="button" className="chip is-on" onClick={() => onChange('')} aria-label={t('console.filter.remove', { what: unitWords(value) })}>{unitWords(value)} <Icon name="close" size={12} /></button>}
    </div>
  )
}

/** Draws the bar, or only the chips of what is filtered. */
export function FilterBar({ open, search, onChange }: { open: boolean; search: URLSearchParams; onChange: (search: URLSearchParams) => void }) {
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(search)
    if (value === '') next.delete(name)
    else next.set(name, value)
    onChange(next)
  }
  const value = (name: string) => search.get(name) ?? ''
  const on = filterNames.filter((name) => value(name) !== '')
  const quiet = (['same_as', 'org'] as const).filter((name) => value(name) !== '')
  const chip = (name: string, words: string) => <button key={name} type="button" className="chip is-on" onClick={() => set(name, '')} aria-label={t('console.filter.remove', { what: words })}>{words} <Icon name="close" size={12} /></button>
  if (!open) {
    return on.length + quiet.length === 0 ? null : <div className="filter-chips chips">{on.map((name) => chip(name, wordsOf(name, value(name))))}{quiet.map((name) => chip(name, name === 'org' ? unitWords(value(name)) : t('console.filter.same_as')))}</div>
  }
  return (
    <div className="filter-bar">
      {manyFilters.map((name) => <ManyField key={name} name={name} value={value(name)} onChange={(next) => set(name, next)} />)}
      <UnitField value={value('org')} onChange={(next) => set('org', next)} />
      {oneFilters.map((name) => (
        <label key={name} className="field"><span className="field-label">{t(`console.filter.${name}`)}</span>
          <select className="input" value={value(name)} onChange={(event) => set(name, event.target.value)}>
            <option value="">{t(name === 'sort' ? 'console.filter.sort_due' : 'console.filter.any')}</option>
            {[...new Set([...one[name], ...(value(name) === '' ? [] : [value(name)])])].map((option) => <option key={option} value={option}>{wordOf(name, option)}</option>)}
          </select>
        </label>
      ))}
      {dayFilters.map((name) => <div key={name} className="field"><label className="field-label" htmlFor={`filter-${name}`}>{t(`console.filter.${name}`)}</label><DayField id={`filter-${name}`} value={value(name)} onChange={(next) => set(name, next)} /></div>)}
    </div>
  )
}
