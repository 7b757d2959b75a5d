// The filters of the queue: plain selects, each choice goes to the address bar and shows as a chip when the bar is folded.
import { contactKinds, flags, openStatuses, priorityLevels, reasonCodes } from '../../domain/complaints/vocabulary.ts'
import { reasonLabel } from '../complaints/tags.tsx'
import { Icon } from '../kit/Icon.tsx'
import { label, t } from '../kit/words.ts'
import { filterNames } from './filters.ts'
import type { FilterName } from './filters.ts'
import '../kit/form.css'

const choices: Readonly<Record<FilterName, readonly string[]>> = { priority: priorityLevels, reason: reasonCodes, status: openStatuses, flag: flags, kind: contactKinds, sort: ['newest'] }

function wordsOf(name: FilterName, value: string): string {
  if (name === 'reason') return reasonLabel(value)
  if (name === 'priority') return value.toUpperCase()
  if (name === 'sort') return t(`console.filter.sort_${value}`)
  return label(name, value)
}

/** Draws the bar, or only the chips of what is filtered. */
export function FilterBar({ open, search, onChange }: { open: boolean; search: URLSearchParams; onChange: (search: URLSearchParams) => void }) {
  const set = (name: FilterName, value: string) => {
    const next = new URLSearchParams(search)
    if (value === '') next.delete(name)
    else next.set(name, value)
    onChange(next)
  }
  const on = filterNames.filter((name) => (search.get(name) ?? '') !== '')
  if (!open) {
    return on.length === 0 ? null : (
      <div className="filter-chips chips">
        {on.map((name) => <button key={name} type="button" className="chip is-on" onClick={() => set(name, '')} aria-label={t('console.filter.remove', { what: wordsOf(name, search.get(name) ?? '') })}>{wordsOf(name, search.get(name) ?? '')} <Icon name="close" size={12} /></button>)}
      </div>
    )
  }
  return (
    <div className="filter-bar">
      {filterNames.map((name) => (
        <label key={name} className="field"><span className="field-label">{t(`console.filter.${name}`)}</span>
          <select className="input" value={search.get(name) ?? ''} onChange={(event) => set(name, event.target.value)}>
            <option value="">{t(name === 'sort' ? 'console.filter.sort_due' : 'console.filter.any')}</option>
            {choices[name].map((value) => <option key={value} value={value}>{wordsOf(name, value)}</option>)}
          </select>
        </label>
      ))}
    </div>
  )
}
