// What happened to one's own work while one looked elsewhere: a bell with a count, and the list behind it.
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { countNotifications, listNotifications, readNotifications } from '../../contract/notifications.ts'
import type { Notice } from '../../contract/notifications.ts'
import { holds, useMe } from '../identity/session.ts'
import type { Me } from '../identity/session.ts'
import { call } from '../kit/api.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { wordParams } from '../kit/problem.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { forget, useApi, usePages } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'

function Line({ notice, onOpen }: { notice: Notice; onOpen: () => void }) {
  return (
    <button type="button" className={`notice-line${notice.readAt === null ? ' is-unread' : ''}`} onClick={onOpen}>
      <span>{t(`notifications.${notice.kind}`, { ...wordParams(notice.params), keyword: notice.complaint?.keyword ?? '', times: notice.times })}{notice.times > 1 ? <span className="hint"> {t('console.bell.times', { n: notice.times })}</span> : null}</span>
      <span className="hint">{notice.complaint === null ? null : `${notice.complaint.keyword} · `}<Moment at={notice.at} /></span>
    </button>
  )
}

/** The list; read when it is open. */
function Notices({ onOpen }: { onOpen: (notice: Notice) => void }) {
  const { items, isPending, isError, error, refetch, hasNextPage, fetchNextPage } = usePages(listNotifications, { query: { limit: 20 } })
  if (isPending) return <Skeleton rows={4} />
  if (isError) return <ErrorState error={error} retry={() => void refetch()} />
  if ((items ?? []).length === 0) return <Empty icon="check" title={t('console.bell.none')} hint={t('console.bell.none_hint')} />
  return <>{(items ?? []).map((notice) => <Line key={notice.id} notice={notice} onOpen={() => onOpen(notice)} />)}{hasNextPage ? <button type="button" className="text-button" onClick={() => void fetchNextPage()}>{t('console.bell.more')}</button> : null}</>
}

const ofNotices = [listNotifications.path, countNotifications.path] as const

/** Where a notice leads: to the case; what concerns responsibility, to where it is acted on. */
function addressOf(kind: string, id: string, me: Me | null | undefined): string {
  if (!kind.startsWith('liability_') || me === null || me === undefined) return `/queue/${id}?view=open`
  return holds(me, 'liability:judge') ? `/liability/case/${id}` : holds(me, 'liability:contest') ? `/judgements?case=${id}` : `/queue/${id}?view=open`
}

/** The bell in the frame. */
export function Bell() {
  const navigate = useNavigate()
  const me = useMe().data
  const [open, setOpen] = useState(false)
  const counts = useApi(countNotifications, {}, { refetchInterval: 60_000 }).data
  const unread = counts?.unread ?? 0
  const shown = unread > (counts?.cap ?? 99) ? `${counts?.cap ?? 99}+` : String(unread)
  const read = (body: { ids: string[] } | { all: true }) => void call(readNotifications, { body }).then(() => forget(...ofNotices), () => undefined)
  const go = (notice: Notice) => {
    document.getElementById('notices')?.hidePopover()
    if (notice.readAt === null) read({ ids: [notice.id] })
    if (notice.complaint !== null) void navigate(addressOf(notice.kind, notice.complaint.id, me))
  }
  return (
    <>
      <button type="button" className="ghost bell" popoverTarget="notices" aria-label={unread === 0 ? t('console.bell.open_none') : t('console.bell.open', { n: shown })}><Icon name="bell" />{unread === 0 ? null : <span className="bell-count num" aria-hidden="true">{shown}</span>}</button>
      <div id="notices" popover="auto" className="menu notices" onToggle={(event) => setOpen(event.newState === 'open')}>
        <header className="notices-head"><h2>{t('console.bell.title')}</h2>{unread === 0 ? null : <button type="button" className="text-button" onClick={() => read({ all: true })}>{t('console.bell.all_read')}</button>}</header>
        {open ? <Notices onOpen={go} /> : null}
      </div>
    </>
  )
}
