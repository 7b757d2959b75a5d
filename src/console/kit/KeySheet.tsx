// The sheet on `?`: every shortcut registered on the page right now.
import { useBindings } from './keys.ts'
import { Sheet } from './Sheet.tsx'
import { t } from './words.ts'

/** Shows the keys as caps. */
export function Keys({ keys }: { keys: string }) {
  return <span className="keys">{keys.split(/[ +]/).map((key, i) => <kbd key={i}>{key === 'Ctrl' ? 'Ctrl/⌘' : key.length === 1 ? key.toUpperCase() : key}</kbd>)}</span>
}

/** Lists the shortcuts. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const bindings = useBindings()
  const seen = new Set<string>()
  const rows = bindings.filter((binding) => binding.label !== '' && !seen.has(binding.label) && seen.add(binding.label))
  return (
    <Sheet title={t('console.keys.title')} onClose={onClose}>
      <dl className="key-list">
        {rows.map((binding) => <div key={binding.label}><dt>{binding.label}</dt><dd><Keys keys={binding.keys} /></dd></div>)}
      </dl>
      <p className="hint">{t('console.keys.ime')}</p>
    </Sheet>
  )
}
