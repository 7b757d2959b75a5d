// Messages to customers as they would be sent; the log stands in until a provider is configured. Found by state, channel, template and case; a failed one is sent again.
import { Button } from '../kit/Button.tsx'
import { useSearchParams } from 'react-router'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { resendMessage } from '../../contract/administration.ts'
import { listMessages, messageChannels, messageStates } from '../../contract/messages.ts'
import { holds, useMe } from '../identity/session.ts'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { spokenNo } from '../kit/spoken-no.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, usePages } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'

type Message = ReplyOf<typeof listMessages>['items'][number]
const templates = ['received', 'accepted', 'offer', 'decision', 'rejected', 'closed', 'reopened', 'withdrawal', 'review', 'review_decided', 'portal_code', 'deadline_step'] as const
const tones = { sent: 'good', failed: 'overdue', queued: 'plain', cancelled: 'plain' } as const

function Filters({ search, set }: { search: URLSearchParams; set: (name: string, value: string) => void }) {
  const select = (name: string, options: readonly (readonly [string, string])[]) => (
    <select className="input" aria-label={t(`console.messages.filter_${name}`)} value={search.get(name) ?? ''} onChange={(event) => set(name, event.target.value)}><option value="">{t(`console.messages.any_${name}`)}</option>{options.map(([value, words]) => <option key={value} value={value}>{words}</option>)}</select>
  )
  return (
    <div className="bar">
      <input className="input" type="search" aria-label={t('console.messages.find')} placeholder={t('console.messages.find')} maxLength={40} defaultValue={search.get('case') ?? ''} onChange={(event) => set('case', /^[\d -]{0,40}$/.test(event.target.value) ? event.target.value.trim() : '')} />
      {select('state', messageStates.map((each) => [each, t(`console.messages.${each}`)]))}
      {select('channel', messageChannels.map((each) => [each, label('noticeChannel', each)]))}
      {select('template', templates.map((each) => [each, t(`console.messages.template.${each}`)]))}
    </div>
  )
}

function Row({ message, mayResend }: { message: Message; mayResend: boolean }) {
  const again = useAct(resendMessage, { onDone: () => { toast(t('console.messages.resent')); void forget('/api/messages') } })
  const template = templates.find((each) => each === message.template)
  return (
    <tr>
      <td className="num"><Moment at={message.at} /></td>
      <td>{message.concealed ? '—' : <span className="mono">{message.to}</span>}<p className="hint">{label('noticeChannel', message.channel)}</p></td>
      <td>{message.concealed ? <><span className="hint">{t('console.messages.concealed')}</span>{template === undefined ? null : <p>{t(`console.messages.template.${template}`)}</p>}</> : message.body}{message.complaintNo === null || message.body.includes(spokenNo(message.complaintNo)) ? null : <p className="hint mono">{spokenNo(message.complaintNo)}</p>}{again.isError ? <p className="field-error" role="alert">{sayProblem(problemOf(again.error))}</p> : null}</td>
      <td><Tag tone={tones[message.state]}>{t(`console.messages.${message.state}`)}</Tag>{message.state === 'failed' && mayResend ? <p><button type="button" className="text-button" disabled={again.isPending} onClick={() => again.mutate({ params: { id: message.id } })}>{t('console.messages.resend')}</button></p> : null}</td>
    </tr>
  )
}

/** Shows the tab. */
export default function Messages() {
  const [search, setSearch] = useSearchParams()
  const me = useMe().data
  const query = Object.fromEntries(['case', 'state', 'channel', 'template'].flatMap((name) => { const value = search.get(name); return value === null || value === '' ? [] : [[name, value]] }))
  const list = usePages(listMessages, { query: { limit: 50, ...query } }, { keep: true })
  const set = (name: string, value: string) => setSearch((old) => { const next = new URLSearchParams(old); if (value === '') next.delete(name); else next.set(name, value); return next }, { replace: true })
  const items = list.items ?? []
  return (
    <>
      <PageHead title={t('console.admin.messages')} />
      <Filters search={search} set={set} />
      {list.isPending ? <Skeleton /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : items.length === 0 ? <Empty icon="send" title={t(Object.keys(query).length > 0 ? 'console.messages.none_found' : 'console.messages.none')} hint={t('console.messages.none_hint')} /> : (
        <div className="card table-wrap"><table className="plain"><thead><tr>{['at', 'to', 'body', 'state'].map((each) => <th key={each} scope="col">{t(`console.messages.${each}`)}</th>)}</tr></thead>
          <tbody>{items.map((message) => <Row key={message.id} message={message} mayResend={me !== null && me !== undefined && holds(me, 'system:manage')} />)}</tbody></table></div>
      )}
      {list.hasNextPage ? <div className="list-end"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button></div> : null}
    </>
  )
}
