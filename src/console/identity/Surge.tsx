// Surge mode: the button, what it will do in words, the one that runs, and those that were.
import { useState } from 'react'
import { Button } from '../kit/Button.tsx'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { endSurge, lendStaff, listSurges, startSurge, suggestSurge, suspendable } from '../../contract/administration.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import { serverNow } from '../kit/clock.ts'
import { momentToField } from '../kit/form.ts'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useApi, usePages } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { findPeople } from './find.ts'

type Surge = ReplyOf<typeof listSurges>['items'][number]
type Doing = { what: 'start' } | { what: 'end' | 'lend'; surge: Surge }

const tones = { running: 'soon', planned: 'info', over: 'plain' } as const
const again = () => forget('/api/surge', '/api/house-state', '/api/reasons')
const comma = (words: readonly string[]): string => words.join(t('console.app.list_comma'))

function StartForm({ onDone }: { onDone: () => void }) {
  const found = useApi(suggestSurge, {}, { staleTime: 0 })
  if (found.isPending) return <Skeleton rows={3} />
  const { received = 0, waiting = 0, firstContactHours = null } = found.data ?? {}
  const hours = Math.min(168, Math.max(1, Math.ceil(firstContactHours ?? 4)))
  return (
    <>
      <p className="notice is-info"><span>{t('console.surge.measured', { received, waiting })} {firstContactHours === null ? '' : t('console.surge.measured_hours', { n: firstContactHours })}</span></p>
      <ActionForm submit={t('console.surge.do_start')} consequence={t('console.surge.consequence_start')}
        given={{ endsAt: momentToField(serverNow() + 72 * 3_600_000), expectedHours: String(hours), shortIntake: true, suspends: [...suspendable] }}
        fields={[
          { kind: 'line', name: 'reason', words: t('console.surge.reason'), hint: t('console.surge.reason_hint'), required: true, max: 200, wide: true },
          { kind: 'moment', name: 'startsAt', words: t('console.surge.starts'), hint: t('console.surge.starts_hint') }, { kind: 'moment', name: 'endsAt', words: t('console.surge.ends'), hint: t('console.surge.ends_hint'), required: true },
          { kind: 'number', name: 'expectedHours', words: t('console.surge.expected'), hint: t('console.surge.expected_hint'), required: true, min: 1, max: 168, wide: true },
          { kind: 'area', name: 'notice', words: t('console.surge.notice'), hint: t('console.surge.notice_hint'), max: 300 },
          { kind: 'check', name: 'shortIntake', words: t('console.surge.short_intake') },
          { kind: 'many', name: 'suspends', words: t('console.surge.suspends'), options: suspendable.map((each) => ({ value: each, words: t(`console.surge.${each}`) })) },
        ]}
        send={async (body) => { await call(startSurge, { body: body as never, idempotencyKey: crypto.randomUUID() }); toast(t('console.surge.started')); onDone(); await again() }} />
    </>
  )
}

function LendForm({ surge, onDone }: { surge: Surge; onDone: () => void }) {
  return (
    <ActionForm submit={t('console.surge.do_lend')} consequence={t('console.surge.consequence_lend')}
      fields={[{ kind: 'rows', name: 'people', words: t('console.surge.people'), add: t('console.surge.add_person'), most: 50, of: [{ kind: 'pick', name: 'id', words: t('console.surge.person'), required: true, find: findPeople }] }]}
      send={async (body) => { await call(lendStaff, { params: { id: surge.id }, body: { userIds: (body['people'] as { id: string }[]).map((each) => each.id) } }); toast(t('console.people.done')); onDone(); await again() }} />
  )
}

function Running({ surge, onDo }: { surge: Surge; onDo: (doing: Doing) => void }) {
  return (
    <section className="card surge-now" aria-label={t(`console.surge.${surge.state}`)}>
      <h2><Tag tone={tones[surge.state]} icon="flag">{t(`console.surge.${surge.state}`)}</Tag> {surge.reason}</h2>
      <dl className="facts">
        <dt>{t('console.surge.time')}</dt><dd><Moment at={surge.startsAt} /> – <Moment at={surge.endsAt} distance /></dd>
        <dt>{t('console.surge.by')}</dt><dd>{surge.startedBy}</dd>
        <dt>{t('console.surge.expected')}</dt><dd>{t('console.surge.hours', { n: surge.expectedHours })}</dd>
        <dt>{t('console.surge.received')}</dt><dd className="num">{surge.received}</dd>
        {surge.shortIntake ? <><dt>{t('console.nav.intake')}</dt><dd>{t('console.surge.short_intake')}</dd></> : null}
        {surge.suspends.length === 0 ? null : <><dt>{t('console.surge.suspends')}</dt><dd>{comma(surge.suspends.map((each) => t(`console.surge.${each}`)))}</dd></>}
        {surge.notice === null ? null : <><dt>{t('console.surge.notice')}</dt><dd>{surge.notice}</dd></>}
        <dt>{t('console.surge.staff')}</dt><dd>{surge.staff.length === 0 ? <span className="hint">{t('console.surge.nobody')}</span> : comma(surge.staff.map((each) => each.name))}</dd>
      </dl>
      <p className="hint">{t('console.surge.never')}</p>
      <div className="chips"><Button onClick={() => onDo({ what: 'lend', surge })}>{t('console.surge.do_lend')}</Button><Button danger onClick={() => onDo({ what: 'end', surge })}>{t(surge.state === 'planned' ? 'console.surge.do_cancel' : 'console.surge.do_end')}</Button></div>
    </section>
  )
}

/** Shows the tab. */
export default function SurgePage() {
  const list = usePages(listSurges, { query: { limit: 20 } })
  const [doing, setDoing] = useState<Doing | undefined>(undefined)
  if (list.isPending) return <Skeleton />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  const items = list.items ?? []
  const now = items.filter((surge) => surge.state !== 'over')
  const over = items.filter((surge) => surge.state === 'over')
  const close = () => setDoing(undefined)
  return (
    <>
      <PageHead title={t('console.admin.surge')} hint={t('console.surge.hint')}><Button type={now.length === 0 ? 'primary' : 'default'} onClick={() => setDoing({ what: 'start' })}>{t('console.surge.do_start')}</Button></PageHead>
      {now.map((surge) => <Running key={surge.id} surge={surge} onDo={setDoing} />)}
      {items.length === 0 ? <Empty icon="flag" title={t('console.surge.none')} hint={t('console.surge.none_hint')} /> : over.length === 0 ? null : (
        <div className="card table-wrap"><table className="plain"><thead><tr>{['reason', 'time', 'by', 'received'].map((each) => <th key={each} scope="col">{t(`console.surge.${each}`)}</th>)}</tr></thead>
          <tbody>{over.map((surge) => <tr key={surge.id}><td>{surge.reason}{surge.endReason === null ? null : <p className="hint">{surge.endReason}</p>}</td><td><Moment at={surge.startsAt} /> – <Moment at={surge.endedAt ?? surge.endsAt} /></td><td>{surge.startedBy}</td><td className="num">{surge.received}</td></tr>)}</tbody></table></div>
      )}
      {list.hasNextPage ? <div className="list-end"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button></div> : null}
      {doing === undefined ? null : (
        <Sheet side title={t(`console.surge.do_${doing.what}`)} onClose={close}>
          {doing.what === 'start' ? <StartForm onDone={close} /> : doing.what === 'lend' ? <LendForm surge={doing.surge} onDone={close} /> : (
            <ActionForm danger submit={t('console.surge.do_end')} consequence={t('console.surge.consequence_end')} fields={[{ kind: 'line', name: 'reason', words: t('console.people.reason'), required: true, max: 200, wide: true }]}
              send={async (body) => { await call(endSurge, { params: { id: doing.surge.id }, body: { reason: String(body['reason']) } }); toast(t('console.surge.ended')); close(); await again() }} />
          )}
        </Sheet>
      )}
    </>
  )
}
