// What can be done with the rows picked; it stands below the list while some are.
import { useState } from 'react'
import type { QueueRow } from '../../contract/desk.ts'
import { bulkLimit, listRuns } from '../../contract/bulk.ts'
import { holds } from '../identity/session.ts'
import type { Me } from '../identity/session.ts'
import { Icon } from '../kit/Icon.tsx'
import { forget, useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { offeredActs, permissionOf } from './bulk-acts.ts'
import type { OfferedAct } from './bulk-acts.ts'
import { BulkSheet, RunSheet } from './BulkSheet.tsx'
import { LateralMerge, mergeLimit } from './LateralMerge.tsx'

const moved = () => void forget('/api/complaint', '/api/view-counts')
/** Only when a sheet closes: while it is open, its own run is no unfinished one. */
const ended = () => void forget(listRuns.path)

/** Draws the bar; `rows` are the picked ones that are on screen. */
export function BulkBar({ me, ids, rows, onClear, onSimilar }: { me: Me; ids: readonly string[]; rows: readonly QueueRow[]; onClear: () => void; onSimilar: (id: string) => void }) {
  const [act, setAct] = useState<OfferedAct | undefined>(undefined)
  const [merging, setMerging] = useState(false)
  const close = (): void => { setAct(undefined); setMerging(false); onClear(); ended() }
  const only = ids.length === 1 ? ids[0] : undefined
  const mayMerge = holds(me, 'complaint:merge')
  return (
    <div className="bulk-bar" role="toolbar" aria-label={t('console.bulk.picked', { n: ids.length })}>
      <span role="status" className="bulk-count">{t('console.bulk.picked', { n: ids.length })}{ids.length >= bulkLimit ? <span className="hint"> {t('console.bulk.most', { n: bulkLimit })}</span> : null}</span>
      {offeredActs.filter((each) => holds(me, permissionOf(each.name))).map((each) => <button key={each.name} type="button" className="chip" onClick={() => setAct(each)}><Icon name={each.icon} size={14} />{t(`codes.action.${each.name}`)}</button>)}
      {mayMerge && only !== undefined ? <button type="button" className="chip" onClick={() => { onClear(); onSimilar(only) }}><Icon name="search" size={14} />{t('console.bulk.similar')}</button> : null}
      {mayMerge && ids.length > 1 && ids.length <= mergeLimit ? <button type="button" className="chip" onClick={() => setMerging(true)}><Icon name="copy" size={14} />{t('console.bulk.merge_short')}</button> : null}
      <span className="spring" />
      <button type="button" className="ghost" onClick={onClear}><Icon name="close" size={14} />{t('console.bulk.clear')}</button>
      {act === undefined ? null : <BulkSheet act={act} ids={ids} onMoved={moved} onClose={close} />}
      {merging ? <LateralMerge rows={rows} onMoved={moved} onClose={close} /> : null}
    </div>
  )
}

/** Says that a run of one's own was cut off, and goes on with it. */
export function UnfinishedRun() {
  const found = useApi(listRuns, {}, { staleTime: 60_000 }).data?.items[0]
  const [id, setId] = useState<string | undefined>(undefined)
  if (id !== undefined) return <RunSheet id={id} onMoved={moved} onClose={() => { setId(undefined); ended() }} />
  return found === undefined ? null : <div className="bulk-unfinished" role="status">{t('console.bulk.unfinished_note', { act: t(`codes.action.${found.act}`), n: found.waiting })} <button type="button" className="text-button" onClick={() => setId(found.id)}>{t('console.bulk.go_on')}</button></div>
}
