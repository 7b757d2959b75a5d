// What to do next on a case: one likely button, a few usual ones, the rest in a list that says why not.
import { useEffect, useId, useRef } from 'react'
import { Button } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { countViews, listComplaints, listReasons } from '../../contract/desk.ts'
import type { CaseView } from '../../contract/desk.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import { useMe } from '../identity/session.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { callAny, intentOf } from '../kit/api.ts'
import type { Intent } from '../kit/api.ts'
import { Icon } from '../kit/Icon.tsx'
import { useKeys } from '../kit/keys.ts'
import { isStale, problemError, problemOf, sayProblem } from '../kit/problem.ts'
import { toast } from '../kit/toast.tsx'
import { forget, useApi } from '../kit/use-api.ts'
import { hasWords, t } from '../kit/words.ts'
import { acts, planTotal } from './actions.ts'
import { nextStep } from './next-step.ts'
import type { Abilities } from './next-step.ts'

const usual: readonly Action[] = ['contact', 'order', 'note', 'handover']
const groups: readonly { name: string; actions: readonly Action[] }[] = [
  { name: 'work', actions: ['take', 'classification', 'supplement', 'acceptance', 'assignment', 'finding', 'judgement', 'plan', 'approval', 'offer', 'answer', 'decision', 'execution', 'confirmation', 'closing', 'archiving'] },
  { name: 'talk', actions: ['contact', 'promise', 'pause', 'resume', 'chaser', 'note', 'material'] },
  { name: 'others', actions: ['order', 'handover', 'handover_answer'] },
  { name: 'turn', actions: ['over_age_decision', 'rejection', 'withdrawal', 'withdrawal_verification', 'objection', 'review', 'reopening'] },
]

/** What one must have before one's eyes while filling in an act: the part of the letter above its form. */
const readWhile: Readonly<Partial<Record<Action, string>>> = { plan: 'finding', judgement: 'finding', approval: 'plan', offer: 'plan', answer: 'offer', decision: 'offer', execution: 'plan', withdrawal_verification: 'withdrawal', review: 'review' }

/** The words of an act: button, and consequence when it has one. */
const titleOf = (action: Action) => t(`console.action.${action}`)

function consequenceOf(action: Action, seen: CaseView): string | undefined {
  const key = `console.consequence.${action}`
  return hasWords(key) ? t(key, { total: planTotal(seen), no: seen.complaintNo }) : undefined
}

/** An act one would expect but may not do yet: it keeps its place, takes the focus, and the reason stands below the buttons. */
function Refused({ action, why }: { action: Action; why: { code: string; params: Readonly<Record<string, unknown>> } }) {
  const id = useId()
  return (
    <span className="refused">
      <button type="button" className="refused-button" aria-disabled="true" aria-describedby={id}><Icon name="lock" size={14} />{titleOf(action)}</button>
      <span id={id} role="tooltip" className="refused-why">{sayProblem(why)}</span>
    </span>
  )
}

function AllActs({ abilities, onChoose }: { abilities: Abilities; onChoose: (action: Action) => void }) {
  const hide = () => document.getElementById('all-acts')?.hidePopover()
  return (
    <div id="all-acts" popover="auto" className="acts">
      {groups.map(({ name, actions }) => {
        const shown = actions.filter((action) => { const answer = abilities[action]; return acts[action] !== undefined && answer !== undefined && (answer === true || (answer.code !== 'permission.missing' && !answer.code.startsWith('lifecycle.'))) })
        return shown.length === 0 ? null : (
          <section key={name}><h3>{t(`console.acts.${name}`)}</h3>
            {shown.map((action) => {
              const answer = abilities[action]
              const act = acts[action]
              return answer === true && act !== undefined ? (
                <button key={action} type="button" className="menu-item" onClick={() => { hide(); onChoose(action) }}><Icon name={act.icon} />{titleOf(action)}{act.keys === undefined ? null : <kbd>{act.keys.toUpperCase()}</kbd>}</button>
              ) : (
                <div key={action} className="act-refused"><Icon name="lock" /><span>{titleOf(action)}<span className="hint">{answer === undefined || answer === true ? '' : sayProblem(answer)}</span></span></div>
              )
            })}
          </section>
        )
      })}
    </div>
  )
}

/** Sends an act with the version on screen; a stale version shows the fresh case and keeps the words typed. */
function useSend(seen: CaseView, after: () => void) {
  const cache = useQueryClient()
  const intent = useRef<Intent>(undefined)
  return async (action: Action, body: Record<string, unknown>): Promise<void> => {
    const act = acts[action]
    if (act === undefined) return
    const finished = act.finish === undefined ? body : act.finish(body)
    try {
      const parts = { params: { id: seen.id }, body: { version: seen.version, ...finished } }
      intent.current = intentOf(intent.current, { action, parts })
      await callAny(act.endpoint, { ...parts, idempotencyKey: intent.current.key })
      intent.current = undefined
    } catch (error) {
      if (!isStale(problemOf(error))) throw error
      await forget('/api/complaints/:id')
      throw problemError({ status: 409, code: 'client.stale', params: {} })
    }
    toast(t('console.act.done', { what: titleOf(action) }))
    after()
    await forget('/api/complaints/:id')
    void cache.invalidateQueries({ queryKey: [listComplaints.path] })
    void cache.invalidateQueries({ queryKey: [countViews.path] })
  }
}

/** Draws the bar and, when an act is open, its form in its place. */
export function ActionBar({ seen, abilities, open, onOpen: setOpen }: { seen: CaseView; abilities: Abilities; open: Action | undefined; onOpen: (action: Action | undefined) => void }) {
  const reasons = useApi(listReasons, {}, { staleTime: 3_600_000, enabled: open === 'classification' })
  const send = useSend(seen, () => setOpen(undefined))
  const { primary, blocked } = nextStep(seen, abilities, useMe().data?.id)

  const choose = (action: Action) => {
    if (acts[action]?.fields({ seen, reasons: [] }).length === 0) send(action, {}).catch((error: unknown) => toast(sayProblem(problemOf(error)), 'bad'))
    else setOpen(action)
  }
  const keyed = (Object.entries(acts) as [Action, (typeof acts)[Action]][]).flatMap(([action, act]) => (act?.keys !== undefined && abilities[action] === true ? [{ keys: act.keys, label: titleOf(action), run: () => choose(action) }] : []))
  useKeys([...keyed, ...(primary === undefined ? [] : [{ keys: 'Enter', label: t('console.keys.primary'), run: () => { if (open === undefined) choose(primary) } }])])

  const part = open === undefined ? undefined : readWhile[open]
  useEffect(() => { if (part !== undefined) document.querySelector(`.letter [data-part="${part}"]`)?.scrollIntoView({ block: 'start' }) }, [part])

  const act = open === undefined ? undefined : acts[open]
  const blockedWhy = blocked === undefined ? undefined : abilities[blocked]
  const loaded = open !== 'classification' || reasons.data !== undefined
  return (
    <section className={open === undefined ? 'action-bar' : 'action-bar is-open'} aria-label={t('console.case.next')}>
      {open !== undefined && act !== undefined && loaded ? (
        <div className="action-form">
          <header><h2><Icon name={act.icon} /> {titleOf(open)}</h2><button type="button" className="ghost" aria-label={t('console.form.cancel')} onClick={() => setOpen(undefined)}><Icon name="close" /></button></header>
          <ActionForm key={`${seen.id}${open}`} fields={act.fields({ seen, reasons: reasons.data?.items ?? [] })} given={act.given?.({ seen, reasons: [] }) ?? {}} submit={titleOf(open)} draftKey={`draft.${seen.id}.${open}`} danger={act.danger ?? false}
            {...(consequenceOf(open, seen) === undefined ? {} : { consequence: consequenceOf(open, seen) ?? '' })} send={(body) => send(open, body)} onCancel={() => setOpen(undefined)} />
        </div>
      ) : (
        <div className="action-row">
          {primary === undefined ? (blocked === undefined ? <span className="hint">{t('console.case.nothing_next')}</span> : null) : <Button type="primary" onClick={() => choose(primary)}>{titleOf(primary)}<kbd className="on-primary">↵</kbd></Button>}
          {blocked === undefined || blockedWhy === undefined || blockedWhy === true ? null : <Refused action={blocked} why={blockedWhy} />}
          {usual.filter((action) => action !== primary && abilities[action] === true).map((action) => <Button key={action} onClick={() => choose(action)} title={acts[action]?.keys?.toUpperCase() ?? ''}>{titleOf(action)}</Button>)}
          <span className="spring" />
          <button type="button" className="ghost" popoverTarget="all-acts">{t('console.acts.all')}<Icon name="up" size={12} /></button>
          <AllActs abilities={abilities} onChoose={choose} />
        </div>
      )}
    </section>
  )
}
