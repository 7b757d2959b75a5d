// What differs from the version below, place by place, with what still lacks its source.
import type { PolicyChange } from '../../contract/policy.ts'
import { Tag } from '../kit/Tag.tsx'
import { t } from '../kit/words.ts'
import { placeWords, valueWords } from './policy-words.ts'

const most = 60

/** Shows the changes; `unsourced` are places whose new value comes from nowhere yet. */
export function ChangesTable({ changes, unsourced = [] }: { changes: readonly PolicyChange[]; unsourced?: readonly string[] }) {
  if (changes.length === 0) return <p className="hint">{t('console.policy.no_changes')}</p>
  return (
    <>
      <div className="table-wrap"><table className="plain policy-changes">
        <thead><tr><th scope="col">{t('console.policy.place')}</th><th scope="col">{t('console.policy.before')}</th><th scope="col">{t('console.policy.after')}</th></tr></thead>
        <tbody>{changes.slice(0, most).map((c) => (
          <tr key={c.path}><th scope="row" title={c.path}>{placeWords(c.path)}{unsourced.includes(c.path) ? <> <Tag tone="soon" icon="question">{t('console.policy.no_source')}</Tag></> : null}</th><td className="policy-was" data-head={t('console.policy.before')}>{valueWords(c.before)}</td><td className="policy-is" data-head={t('console.policy.after')}>{valueWords(c.after)}</td></tr>
        ))}</tbody>
      </table></div>
      {changes.length > most ? <p className="hint">{t('console.policy.more_changes', { n: changes.length - most })}</p> : null}
    </>
  )
}
