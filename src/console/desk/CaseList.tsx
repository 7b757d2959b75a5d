// The list of the queue: still under the cursor, deadlines counting, one key to the next case; only what is in view is drawn.
import { memo, useCallback, useEffect, useMemo, useRef } from 'react'
import { base } from '../kit/base.ts'
import { Button } from '../kit/Button.tsx'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { QueueRow } from '../../contract/desk.ts'
import { isOpen } from '../../domain/complaints/vocabulary.ts'
import { FlagTags, PriorityTag, reasonLabel, StatusTag } from '../complaints/tags.tsx'
import { Countdown, useLevel } from '../kit/Countdown.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Tag } from '../kit/Tag.tsx'
import { label, t } from '../kit/words.ts'
import { LikelyTag } from '../sla/LikelyTag.tsx'
import { WhyDue } from '../sla/WhyDue.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { hiddenClasses, styleOf } from './layout.ts'
import type { Layout } from './layout.ts'
import { RelationTags } from './RelationTags.tsx'
import { warmCase } from './prefetch.ts'

type RowProps = { row: QueueRow; current: boolean; picked: boolean; onOpen: (id: string) => void; onPick: ((id: string, range: boolean) => void) | undefined }

const Row = memo(function Row({ row, current, picked, onOpen, onPick }: RowProps) {
  const level = useLevel(row.nextDue?.dueAt)
  return (
    <>
      {onPick === undefined ? null : (
        <label className="queue-pick"><input type="checkbox" checked={picked} aria-label={t('console.bulk.pick', { what: row.keyword })} onChange={() => undefined}
          onClick={(event) => onPick(row.id, event.shiftKey)} /></label>
      )}
      <a href={`${base}/queue/${row.id}`} className={`queue-row is-${level}${current ? ' is-current' : ''}${picked ? ' is-picked' : ''}`} aria-current={current ? 'true' : undefined} onPointerEnter={() => warmCase(row.id)}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.button !== 0) return
          event.preventDefault()
          if (event.shiftKey && onPick !== undefined) onPick(row.id, true)
          else onOpen(row.id)
        }}>
        <span className="queue-due col-due">{row.nextDue === null ? <span className={isOpen(row.status) ? 'hint' : 'hint is-ended'}>{t('console.list.no_due')}</span> : <WhyDue id={row.id} kind={row.nextDue.kind} epoch={row.nextDue.epoch}><Countdown dueAt={row.nextDue.dueAt} what={t(`clocks.kind.${row.nextDue.kind}`)} provisional={row.nextDue.provisional} /></WhyDue>}</span>
        <span className="queue-clock col-clock hint">{row.nextDue === null ? null : t(`clocks.kind.${row.nextDue.kind}`)}</span>
        <span className="queue-keyword col-keyword">{row.keyword}</span>
        <span className="queue-priority col-priority"><PriorityTag level={row.priority} /></span>
        <span className="queue-who"><span className="col-status"><StatusTag status={row.status} /></span><span className="col-customer">{row.customer ?? t('console.case.no_name')}</span><span className="mono col-number">{row.number}</span><span className="mono col-complaint_no">{spokenNo(row.complaintNo)}</span><span className="col-reason">{row.reasonCode === null ? null : reasonLabel(row.reasonCode)}</span></span>
        <span className="queue-tags col-tags">
          {row.kind === 'complaint' ? null : <Tag tone="info">{label('kind', row.kind)}</Tag>}
          {row.reopened > 0 ? <Tag tone="soon" icon="repeat">{t('console.list.reopened', { n: row.reopened })}</Tag> : null}
          {row.chased > 0 ? <Tag tone="soon" icon="repeat">{t('console.list.chased', { n: row.chased })}</Tag> : null}
          {row.likely === undefined ? null : <LikelyTag likely={row.likely} />}
          <RelationTags relations={row.relations} />
          <FlagTags flags={row.flags.filter((flag) => flag !== 'chaser')} />
        </span>
        <span className="queue-owner hint"><span className="col-owner">{row.owner === null ? t('console.case.no_owner') : row.owner.name}</span><span className="queue-received col-received"><Moment at={row.receivedAt} /></span></span>
      </a>
    </>
  )
})

/** About the height of a row before it is measured, in px. */
const guessedHeight = 48

type ListProps = {
  rows: readonly QueueRow[]; arrivals: number; currentId: string | undefined; cursor: string | null; loadingMore: boolean; picked: ReadonlySet<string>; layout: Layout; onShowNew: () => void; onMore: () => void; onOpen: (id: string) => void; onPick?: (id: string, range: boolean) => void
}

/** Draws held rows, the notice of new ones above, and loads the next page when its end comes into view. */
export function CaseList({ rows, arrivals, currentId, cursor, loadingMore, picked, layout, onShowNew, onMore, onOpen, onPick }: ListProps) {
  const scroll = useRef<HTMLDivElement>(null)
  // a new function each time would have all places reckoned anew with every frame
  const keyOf = useCallback((i: number) => rows[i]?.id ?? i, [rows])
  // oxlint-disable-next-line react/incompatible-library -- it says itself when to draw; nothing of it is handed on
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroll.current, estimateSize: () => guessedHeight, overscan: 8, useFlushSync: false, getItemKey: keyOf, initialRect: { width: 800, height: 900 } })
  const at = useMemo(() => rows.findIndex((row) => row.id === currentId), [rows, currentId])
  const current = useRef(at)
  current.current = at
  const { scrollToIndex } = virtual
  // only when another case is opened: rows that come and go above must not move the list
  useEffect(() => { if (current.current >= 0) scrollToIndex(current.current, { align: 'auto' }) }, [currentId, scrollToIndex])
  const watchEnd = useCallback((end: HTMLDivElement) => {
    if (cursor === null) return undefined
    const watcher = new IntersectionObserver((seen) => { if (seen.some((each) => each.isIntersecting)) onMore() }, { rootMargin: '400px' })
    watcher.observe(end)
    return () => watcher.disconnect()
  }, [cursor, onMore])
  return (
    <div className={`queue-scroll ${hiddenClasses(layout)}${picked.size > 0 ? ' is-picking' : ''}`} style={styleOf(layout)} ref={scroll}>
      <div role="status" className="queue-news">{arrivals > 0 ? <button type="button" onClick={onShowNew}>{t('console.list.arrivals', { n: arrivals })} <Icon name="up" size={12} /><kbd>.</kbd></button> : null}</div>
      <ul className="queue-rows" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index]
          return row === undefined ? null : (
            <li key={key} ref={virtual.measureElement} data-index={index} aria-setsize={cursor === null ? rows.length : -1} aria-posinset={index + 1} className="queue-item" style={{ transform: `translateY(${start}px)` }}>
              <Row row={row} current={row.id === currentId} picked={picked.has(row.id)} onOpen={onOpen} onPick={onPick} />
            </li>
          )
        })}
      </ul>
      <div key={cursor} ref={watchEnd} className="list-end">{cursor !== null ? <Button type="text" loading={loadingMore} onClick={onMore}>{t(loadingMore && rows.length === 0 ? 'console.list.looking' : 'console.list.more')}</Button> : <span className="hint">{t('console.list.end', { n: rows.length })}</span>}</div>
    </div>
  )
}
