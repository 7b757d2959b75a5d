// The list of the queue: still under the cursor, deadlines counting, one key to the next case.
import { useCallback, useEffect, useRef } from 'react'
import { Button } from 'antd'
import type { QueueRow } from '../../contract/desk.ts'
import { isOpen } from '../../domain/complaints/vocabulary.ts'
import { FlagTags, PriorityTag, StatusTag } from '../complaints/tags.tsx'
import { Countdown, useLevel } from '../kit/Countdown.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Tag } from '../kit/Tag.tsx'
import { label, t } from '../kit/words.ts'

function Row({ row, current, onOpen }: { row: QueueRow; current: boolean; onOpen: (id: string) => void }) {
  const level = useLevel(row.nextDue?.dueAt)
  const place = useRef<HTMLAnchorElement>(null)
  useEffect(() => { if (current) place.current?.scrollIntoView({ block: 'nearest' }) }, [current])
  return (
    <li className="queue-item">
      <a ref={place} href={`/queue/${row.id}`} className={`queue-row is-${level}${current ? ' is-current' : ''}`} aria-current={current ? 'true' : undefined}
        onClick={(event) => { if (event.metaKey || event.ctrlKey || event.button !== 0) return; event.preventDefault(); onOpen(row.id) }}>
        <span className="queue-due">{row.nextDue === null ? <span className={isOpen(row.status) ? 'hint' : 'hint is-ended'}>{t('console.list.no_due')}</span> : <Countdown dueAt={row.nextDue.dueAt} what={t(`clocks.kind.${row.nextDue.kind}`)} />}{row.nextDue === null ? null : <span className="queue-clock hint">{t(`clocks.kind.${row.nextDue.kind}`)}</span>}</span>
        <span className="queue-keyword">{row.keyword}</span>
        <PriorityTag level={row.priority} />
        <span className="queue-who"><StatusTag status={row.status} /><span>{row.customer ?? t('console.case.no_name')}</span><span className="mono">{row.number}</span></span>
        <span className="queue-tags">
          {row.kind === 'complaint' ? null : <Tag tone="info">{label('kind', row.kind)}</Tag>}
          {row.reopened > 0 ? <Tag tone="soon" icon="repeat">{t('console.list.reopened', { n: row.reopened })}</Tag> : null}
          {row.chased > 0 ? <Tag tone="soon" icon="alarm">{t('console.list.chased', { n: row.chased })}</Tag> : null}
          <FlagTags flags={row.flags.filter((flag) => flag !== 'chaser')} />
        </span>
        <span className="queue-owner hint"><span>{row.owner === null ? t('console.case.no_owner') : row.owner.name}</span><span className="queue-received"><Moment at={row.receivedAt} /></span></span>
      </a>
    </li>
  )
}

/** Draws held rows, the notice of new ones above, and loads the next page when its end comes into view. */
export function CaseList({ rows, arrivals, currentId, hasMore, loadingMore, onShowNew, onMore, onOpen }: {
  rows: readonly QueueRow[]; arrivals: number; currentId: string | undefined; hasMore: boolean; loadingMore: boolean; onShowNew: () => void; onMore: () => void; onOpen: (id: string) => void
}) {
  const watchEnd = useCallback((end: HTMLDivElement) => {
    if (!hasMore) return undefined
    const watcher = new IntersectionObserver((seen) => { if (seen.some((each) => each.isIntersecting)) onMore() }, { rootMargin: '400px' })
    watcher.observe(end)
    return () => watcher.disconnect()
  }, [hasMore, onMore])
  return (
    <div className="queue-scroll">
      <div role="status" className="queue-news">{arrivals > 0 ? <button type="button" onClick={onShowNew}>{t('console.list.arrivals', { n: arrivals })} <Icon name="up" size={12} /><kbd>.</kbd></button> : null}</div>
      <ul>{rows.map((row) => <Row key={row.id} row={row} current={row.id === currentId} onOpen={onOpen} />)}</ul>
      <div key={rows.length} ref={watchEnd} className="queue-end">{hasMore ? <Button type="text" loading={loadingMore} onClick={onMore}>{t('console.list.more')}</Button> : <span className="hint">{t('console.list.end', { n: rows.length })}</span>}</div>
    </div>
  )
}
