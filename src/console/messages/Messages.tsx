// Messages to customers as they would be sent; the log stands in until a provider is configured.
import { Button } from 'antd'
import { listMessages } from '../../contract/messages.ts'
import { Moment } from '../kit/Moment.tsx'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { usePages } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'

/** Shows the tab. */
export default function Messages() {
  const list = usePages(listMessages, { query: { limit: 50 } })
  if (list.isPending) return <Skeleton />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  const items = list.items ?? []
  if (items.length === 0) return <Empty icon="send" title={t('console.messages.none')} hint={t('console.messages.none_hint')} />
  return (
    <>
      <div className="card table-wrap"><table className="plain"><thead><tr>{['at', 'to', 'body', 'state'].map((each) => <th key={each} scope="col">{t(`console.messages.${each}`)}</th>)}</tr></thead>
        <tbody>{items.map((message) => (
          <tr key={message.id}><td className="num"><Moment at={message.at} /></td><td><span className="mono">{message.to}</span><p className="hint">{label('noticeChannel', message.channel)}</p></td><td>{message.body}{message.complaintNo === null ? null : <p className="hint mono">{message.complaintNo}</p>}</td>
            <td><Tag tone={message.state === 'sent' ? 'good' : message.state === 'failed' ? 'overdue' : 'plain'}>{t(`console.messages.${message.state}`)}</Tag></td></tr>
        ))}</tbody></table></div>
      {list.hasNextPage ? <div className="queue-end"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button></div> : null}
    </>
  )
}
