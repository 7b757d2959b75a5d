// The channels customers come by (CH-13): which are open, which are down since when, and what customers are told instead.
import { useState } from 'react'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { listChannels, setChannel } from '../../contract/administration.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { holds, useMe } from './session.ts'

type State = ReplyOf<typeof listChannels>['items'][number]
const again = () => forget('/api/channels', '/api/house-state')

/** Shows the tab. */
export default function Channels() {
  const found = useApi(listChannels, {})
  const me = useMe().data
  const [marking, setMarking] = useState<State | undefined>(undefined)
  if (found.isPending) return <Skeleton />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  const manage = me !== null && me !== undefined && holds(me, 'surge:manage')
  const open = (channel: State['channel']) => void call(setChannel, { params: { channel }, body: { available: true } }).then(() => { toast(t('console.channels.opened', { channel: label('channel', channel) })); return again() }, (error: unknown) => toast(sayProblem(problemOf(error)), 'bad'))
  return (
    <>
      <PageHead title={t('console.admin.channels')} hint={t('console.channels.hint')} />
      <div className="card table-wrap"><table className="plain is-short"><thead><tr>{['channel', 'state', 'told'].map((each) => <th key={each} scope="col">{t(`console.channels.${each}`)}</th>)}<th scope="col"><span className="sr">{t('console.people.acts')}</span></th></tr></thead>
        <tbody>{found.data.items.map((each) => (
          <tr key={each.channel}><td>{label('channel', each.channel)}</td>
            <td>{each.available ? <span className="quiet">{t('console.channels.open')}</span> : <Tag tone="soon" icon="alarm">{t('console.channels.down')}</Tag>}{each.available || each.since === null ? null : <p className="hint"><Moment at={each.since} distance /> · {each.by} · {each.reason}</p>}</td>
            <td className="quiet">{each.available ? null : each.message ?? t('console.channels.standard')}</td>
            <td>{manage ? <span className="row-acts"><button type="button" className="text-button" onClick={() => (each.available ? setMarking(each) : open(each.channel))}>{t(each.available ? 'console.channels.mark' : 'console.channels.reopen')}</button></span> : null}</td></tr>
        ))}</tbody></table></div>
      {marking === undefined ? null : (
        <Sheet side title={`${t('console.channels.mark')} · ${label('channel', marking.channel)}`} onClose={() => setMarking(undefined)}>
          <ActionForm submit={t('console.channels.mark')} consequence={t('console.channels.consequence')} fields={[
            { kind: 'line', name: 'reason', words: t('console.channels.reason'), hint: t('console.channels.reason_hint'), required: true, max: 200, wide: true }, { kind: 'area', name: 'message', words: t('console.channels.message'), hint: t('console.channels.message_hint'), max: 200 },
          ]} send={async (body) => { await call(setChannel, { params: { channel: marking.channel }, body: { available: false, reason: String(body['reason']), ...(body['message'] === undefined ? {} : { message: String(body['message']).replaceAll(/\s+/g, ' ') }) } }); setMarking(undefined); await again() }} />
        </Sheet>
      )}
    </>
  )
}
