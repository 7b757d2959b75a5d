// A unit's own judgements, made for a phone: what it is asked or judged for, its share and the reasons, and the one thing it may do now.
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { answerArbitration, askArbitration, contest, getLiability, listOwnJudgements, state } from '../../contract/liability.ts'
import type { OwnJudgement } from '../../contract/liability.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { contestGrounds } from '../../domain/liability/flow.ts'
import { reasonLabel } from '../complaints/tags.tsx'
import { upload } from '../complaints/upload.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { Countdown } from '../kit/Countdown.tsx'
import type { Field } from '../kit/form.ts'
import { Moment } from '../kit/Moment.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useApi, usePages } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { Said, Sides } from './CaseParts.tsx'
import '../kit/form.css'
import './liability.css'

type May = NonNullable<OwnJudgement['may']>
const files: Field = { kind: 'files', name: 'attachmentIds', words: t('console.field.attachmentIds'), upload }
const area = (name: string, words: string, hint?: string): Field => ({ kind: 'area', name, words, required: true, max: 2000, ...(hint === undefined ? {} : { hint }) })
const endpoints = { state, contest, arbitrate: askArbitration, answer: answerArbitration } as const

function fieldsOf(may: May, card: OwnJudgement, others: readonly { id: string; name: string }[], least: number): readonly Field[] {
  const percent: Field = { kind: 'number', name: 'wantedPercent', words: t('console.liability.wanted_percent'), hint: t('console.liability.now_percent', { n: card.percent }), min: 0, max: 100, required: true }
  const proof = { ...files, words: t('console.liability.proof') }
  switch (may) {
    case 'state': return [area('text', t('console.liability.own_words'), t('console.liability.own_words_hint')), proof]
    case 'contest': return [{ kind: 'select', name: 'ground', words: t('console.liability.contest_ground'), options: contestGrounds.map((value) => ({ value, words: t(`console.liability.ground.${value}`) })), required: true }, percent, area('text', t('console.liability.contest_text')), proof]
    case 'arbitrate': return [area('claim', t('console.liability.claim'), t('console.liability.least', { n: least })), percent, { kind: 'many', name: 'against', words: t('console.liability.against'), options: others.map((u) => ({ value: u.id, words: u.name })), required: true }, area('grounds', t('console.liability.grounds'), t('console.liability.least', { n: least })), proof]
    case 'answer': return [area('text', t('console.liability.answer_text')), proof]
  }
}

function Form({ card, may, onClose }: { card: OwnJudgement; may: May; onClose: () => void }) {
  const found = useApi(getLiability, { params: { id: card.id } })
  if (found.isPending) return <Skeleton rows={3} />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  const { others, leastWords, arbitration } = found.data
  return (
    <>
      {may === 'answer' && arbitration !== null ? <Sides view={found.data} id={card.id} /> : null}
      <ActionForm fields={fieldsOf(may, card, others, leastWords)} submit={t(`console.liability.may.${may}`)} consequence={t(`console.liability.may_hint.${may}`)} draftKey={`liability/${may}/${card.id}/${card.unit.id}`} onCancel={onClose}
        send={async (body) => {
          await call(endpoints[may], { params: { id: card.id }, body: { against: may === 'arbitrate' ? [] : undefined, ...body, unitId: card.unit.id } as never, idempotencyKey: crypto.randomUUID() })
          toast(t(`console.liability.sent.${may}`))
          await forget('/api/own-judgements', '/api/complaints')
          onClose()
        }} />
    </>
  )
}

function Card({ card, open }: { card: OwnJudgement; open: boolean }) {
  const [isOpen, setOpen] = useState(open && card.may !== null)
  return (
    <article className="own-card" aria-label={`${reasonLabel(card.reasonCode ?? 'other')} ${spokenNo(card.complaintNo)}`}>
      <header><strong>{reasonLabel(card.reasonCode ?? 'other')}</strong>{card.dueAt === null ? null : <Countdown dueAt={card.dueAt} what={card.may === null ? '' : t(`console.liability.may.${card.may}`)} />}</header>
      <p className="hint"><span className="mono">{spokenNo(card.complaintNo)}</span>{card.waybillNo === null ? null : <> · <span className="mono">{card.waybillNo}</span></>} · {card.unit.name}</p>
      {card.judgedAt === null ? <p>{t('console.liability.asked_you')}</p> : card.percent === 0 ? <p>{t('console.liability.bears_nothing')}</p>
        : <div className="own-share"><strong className="num">{card.percent}%</strong><span>{t('console.liability.bears')}</span><span className="hint"><Moment at={card.judgedAt} /></span></div>}
      {card.basis === '' ? null : <p>{card.basis}{card.staffNo === null ? null : <span className="hint"> {card.staffNo}</span>}</p>}
      {card.reasoning === null ? null : <details><summary>{t('console.liability.reasons')}</summary><Said text={card.reasoning} by={null} at={null} /></details>}
      <p className="judged-buttons"><Tag tone={card.state === 'final' ? 'good' : 'info'}>{t(`console.liability.state.${card.state}`)}</Tag>{card.statement === null ? null : <Tag tone={card.statement === 'silent' ? 'overdue' : 'plain'}>{t(`console.liability.statement.${card.statement}`)}</Tag>}{card.outcome === null ? null : <Tag tone="info">{t(`console.liability.outcome.${card.outcome}`)}</Tag>}</p>
      {card.state === 'reviewed' && card.may === null && card.percent > 0 ? <p className="hint">{t('console.liability.arbitration_later')}</p> : null}
      {card.may === null ? null : isOpen ? <Form card={card} may={card.may} onClose={() => setOpen(false)} /> : <Button type="primary" block onClick={() => setOpen(true)}>{t(`console.liability.may.${card.may}`)}</Button>}
    </article>
  )
}

/** Shows the page; `?show=all` shows what is over too, `?case=` opens the form of one. */
export default function OwnJudgementsPage() {
  const [query, setQuery] = useSearchParams()
  const show = query.get('show') === 'all' ? 'all' : 'open'
  const list = usePages(listOwnJudgements, { query: { show, limit: 30 } })
  const items = list.items ?? []
  const count = (list.data?.pages[0] as ReplyOf<typeof listOwnJudgements> | undefined)?.openCount ?? 0
  return (
    <div className="page">
      <div className="own-judgements">
        <h1>{t('console.liability.own_title')}</h1>
        <nav className="own-tabs" aria-label={t('console.liability.own_title')}>
          {(['open', 'all'] as const).map((each) => <a key={each} href={`?show=${each}`} aria-current={each === show ? 'page' : undefined} onClick={(event) => { event.preventDefault(); setQuery(each === 'open' ? {} : { show: each }) }}>{t(`console.liability.own_${each}`)}{each === 'open' && count > 0 ? <span className="num"> {count}</span> : null}</a>)}
        </nav>
        {list.isPending ? <Skeleton rows={6} /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} />
          : items.length === 0 ? <Empty icon="check" title={t(`console.liability.own_none_${show}`)} hint={t('console.liability.own_none_hint')} />
            : items.map((card) => <Card key={`${card.id}${card.unit.id}${card.state}`} card={card} open={query.get('case') === card.id} />)}
        {list.hasNextPage ? <Button block loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button> : null}
      </div>
    </div>
  )
}
