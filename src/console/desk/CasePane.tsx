// One case on screen: loads it with what the viewer may do, letter in the middle, context at the side.
import { useEffect, useState } from 'react'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import { getAbilities, getComplaint } from '../../contract/desk.ts'
import { Panel } from '../kit/Panel.tsx'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { ActionBar } from './ActionBar.tsx'
import { CaseLetter } from './CaseLetter.tsx'
import { CaseRecord } from './CaseRecord.tsx'
import { CaseSections } from './CaseSections.tsx'
import { ContextPane } from './ContextPane.tsx'

/** Shows a case by id (uuid); the page keys it by the id, so nothing of one case lingers in the next. */
export function CasePane({ id }: { id: string }) {
  const found = useApi(getComplaint, { params: { id } })
  const abilities = useApi(getAbilities, { params: { id } })
  const [doing, setDoing] = useState<Action | undefined>(undefined)
  useEffect(() => {
    if (found.data === undefined) return
    const before = document.title
    document.title = `${found.data.keyword} · ${t('console.app.name')}`
    return () => { document.title = before }
  }, [found.data])

  if (found.isPending) return <div className="case-pane"><Skeleton rows={10} /></div>
  if (found.isError) return <div className="case-pane"><ErrorState error={found.error} retry={() => void found.refetch()} /></div>
  const seen = found.data
  return (
    <div className="case-pane">
      <article className="case-main" aria-label={seen.keyword}>
        <div className="case-scroll" tabIndex={-1}>
          <div className="letter">
            <CaseLetter seen={seen} {...(abilities.data?.supplement === true ? { onSupplement: () => setDoing('supplement') } : {})} />
            <CaseSections seen={seen} />
            <Panel title={t('console.case.record')}><CaseRecord id={seen.id} /></Panel>
          </div>
        </div>
        {abilities.data === undefined ? <div className="action-bar" /> : <ActionBar seen={seen} abilities={abilities.data} open={doing} onOpen={setDoing} />}
      </article>
      <aside className="case-context" aria-label={t('console.context.title')}>
        <ContextPane seen={seen} abilities={abilities.data ?? {}} />
      </aside>
    </div>
  )
}
