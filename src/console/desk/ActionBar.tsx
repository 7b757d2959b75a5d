// What to do next on a case: one likely button, a few usual ones, the rest in a list that says why not.
import { useEffect, useId, useRef } from 'react'
import { useIsFetching } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { Button } from '../kit/Button.tsx'
import { getAbilities, getComplaint, listReasons } from '../../contract/desk.ts'
import type { CaseView } from '../../contract/desk.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import { findPeople } from '../identity/find.ts'
import { holds, useMe } from '../identity/session.ts'
import { useCommands, useCommandSources } from '../kit/commands.ts'
import type { PaletteCommand } from '../kit/commands.ts'
import type { Option } from '../kit/form.ts'
import { Icon } from '../kit/Icon.tsx'
import { keyTable } from '../kit/key-table.ts'
import { chosenKeys, useKeys } from '../kit/keys.ts'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { toast } from '../kit/toast.tsx'
import { useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { acts } from './actions.ts'
import { nextStep } from './next-step.ts'
import type { Abilities } from './next-step.ts'
import { OpenAct } from './OpenAct.tsx'
import { useSend } from './use-send.ts'

const usual: readonly Action[] = ['contact', 'order', 'note', 'handover']
const groups: readonly { name: string; actions: readonly Action[] }[] = [
  { name: 'work', actions: ['take', 'classification', 'supplement', 'acceptance', 'assignment', 'finding', 'judgement', 'plan', 'approval', 'offer', 'answer', 'decision', 'execution', 'confirmation', 'closing', 'archiving'] },
  { name: 'talk', actions: ['contact', 'promise', 'promise_keeping', 'promise_breaking', 'pause', 'pause_decision', 'resume', 'chaser', 'note', 'material', 'evidence_request'] },
  { name: 'others', actions: ['order', 'handover', 'handover_answer', 'merging', 'unmerging', 'link', 'parent'] },
  { name: 'turn', actions: ['over_age_decision', 'rejection', 'withdrawal', 'withdrawal_verification', 'objection', 'review', 'reopening'] },
]

/** What one must have before one's eyes while filling in an act: the part of the letter above its form. */
const readWhile: Readonly<Partial<Record<Action, string>>> = { plan: 'finding', judgement: 'finding', approval: 'plan', offer: 'plan', answer: 'offer', decision: 'offer', execution: 'plan', withdrawal_verification: 'withdrawal', review: 'review' }

/** The words of an act's button. */
const titleOf = (action: Action) => t(`codes.action.${action}`)
/** The key of an act as this person has it. */
const keyHint = (action: Action) => { const keys = acts[action]?.keys; return keys === undefined ? '' : (chosenKeys(keys) ?? '').toUpperCase() }

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
                <button key={action} type="button" className="menu-item" onClick={() => { hide(); onChoose(action) }}><Icon name={act.icon} />{titleOf(action)}{keyHint(action) === '' ? null : <kbd>{keyHint(action)}</kbd>}</button>
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

/** What the palette offers on the open case: every act that may come up, refused ones with their reason. */
function useActCommands(abilities: Abilities, primary: Action | undefined, choose: (action: Action) => void): void {
  useCommands((Object.entries(acts) as [Action, (typeof acts)[Action]][]).flatMap(([action, act]): PaletteCommand[] => {
    const answer = abilities[action]
    if (act === undefined || answer === undefined || (answer !== true && answer.code === 'permission.missing')) return []
    return [{ id: `act.${action}`, place: action === primary ? 0 : usual.includes(action) ? 0.1 : act.danger === true ? 0.3 : 0.2, group: t('console.palette.this_case'), words: titleOf(action), icon: act.icon, also: t(`console.palette.also.${action}`, {}, ''), ...(act.keys === undefined ? {} : { keys: act.keys }), ...(answer === true ? {} : { refused: sayProblem(answer) }), run: () => choose(action) }]
  }))
}

/** What an act is begun with when the palette already knows an answer, e.g. whom to assign to. */
export type Begin = (action: Action, given?: Record<string, unknown>) => void

/** People to assign the case to, asked of the server while one types: by characters, pinyin, initials, user name or number, however many there are. */
function usePeopleCommands(may: boolean, begin: Begin): void {
  const command = (person: Option): PaletteCommand => ({ id: `assign.${person.value}`, place: 7, group: t('console.palette.people'), words: t('console.palette.assign_to', { name: person.words }), also: person.words.split('  ')[0] ?? '', icon: 'person', run: () => begin('assignment', { ownerId: person }) })
  useCommandSources(may ? [async (typed) => (await findPeople(typed)).slice(0, 6).map(command)] : [])
}

const runs = ['running', 'soon', 'overdue']

/** Nothing of the case is the reader's; a unit that was asked is shown to where it answers. */
function NothingNext({ seen }: { seen: CaseView }) {
  const me = useMe().data
  const navigate = useNavigate()
  const isAsked = me !== null && me !== undefined && holds(me, 'order:answer') && seen.clocks.some((clock) => clock.kind === 'outlet_reply' && runs.includes(clock.state))
  return isAsked ? <Button type="primary" onClick={() => void navigate('/outlet')}>{t('console.orders.answer_there')}</Button> : <span className="hint">{t('console.case.nothing_next')}</span>
}

/** Draws the bar and, when an act is open, its form in its place. `onNext` leads to the case after this one. */
export function ActionBar({ seen, abilities, open, given, onOpen: setOpen, onNext }: { seen: CaseView; abilities: Abilities; open: Action | undefined; given: Record<string, unknown> | undefined; onOpen: (action: Action | undefined, given?: Record<string, unknown>) => void; onNext?: () => void }) {
  const reasons = useApi(listReasons, {}, { staleTime: 3_600_000, enabled: open === 'classification' })
  const close = () => setOpen(undefined)
  const send = useSend(seen, close, setOpen)
  const { primary, blocked } = nextStep(seen, abilities, useMe().data?.id)

  const begin: Begin = (action, answers) => {
    if (acts[action]?.fields({ seen, reasons: [] }).length === 0) send({ action, version: seen.version, body: {}, values: {} }).catch((error: unknown) => toast(sayProblem(problemOf(error)), 'bad'))
    else setOpen(action, answers)
  }
  // A key pressed while the last act is still being read back waits for what is then allowed.
  const settling = useIsFetching({ predicate: ({ queryKey: [path, params] }) => (path === getAbilities.path || path === getComplaint.path) && (params as { id?: string } | undefined)?.id === seen.id }) > 0
  const wanted = useRef<Action | 'primary'>(undefined)
  const press = (key: Action | 'primary') => {
    const action = key === 'primary' ? primary : key
    const answer = action === undefined ? undefined : abilities[action]
    if (settling) wanted.current = key
    else if (action !== undefined && answer === true) begin(action)
    else if (answer !== undefined && answer !== true) toast(sayProblem(answer), 'bad', { topic: 'refused' })
  }
  useEffect(() => {
    const key = wanted.current
    if (settling || key === undefined) return
    wanted.current = undefined
    press(key)
  })
  const keyed = (Object.entries(acts) as [Action, (typeof acts)[Action]][]).flatMap(([action, act]) => { const answer = abilities[action]; return act?.keys === undefined || answer === undefined || (answer !== true && answer.code === 'permission.missing') ? [] : [{ keys: act.keys, label: titleOf(action), run: () => press(action) }] })
  useKeys([...keyed, { keys: keyTable.primary, label: t('console.keys.primary'), run: () => { if (open === undefined) press('primary') } }, ...(open === undefined ? [] : [{ keys: keyTable.back, label: '', run: close }])])
  useActCommands(abilities, primary, begin)
  usePeopleCommands(abilities.assignment === true, begin)

  const part = open === undefined ? undefined : readWhile[open]
  useEffect(() => { if (part !== undefined) document.querySelector(`.letter [data-part="${part}"]`)?.scrollIntoView({ block: 'start' }) }, [part])

  const blockedWhy = blocked === undefined ? undefined : abilities[blocked]
  const loaded = open !== 'classification' || reasons.data !== undefined
  return (
    <section className={open === undefined ? 'action-bar' : 'action-bar is-open'} aria-label={t('console.case.next')}>
      {open !== undefined && loaded ? (
        <OpenAct key={`${seen.id}${open}`} seen={seen} action={open} reasons={reasons.data?.items ?? []} given={given} send={send} onClose={close} {...(onNext === undefined ? {} : { onNext })} />
      ) : (
        <div className="action-row">
          {primary === undefined ? (blocked === undefined ? <NothingNext seen={seen} /> : null) : <Button type="primary" onClick={() => begin(primary)}>{titleOf(primary)}<kbd className="on-primary">↵</kbd></Button>}
          {blocked === undefined || blockedWhy === undefined || blockedWhy === true ? null : <Refused action={blocked} why={blockedWhy} />}
          {usual.filter((action) => action !== primary && abilities[action] === true).map((action) => <Button key={action} onClick={() => begin(action)} title={keyHint(action)}>{titleOf(action)}</Button>)}
          <span className="spring" />
          <button type="button" className="ghost" popoverTarget="all-acts">{t('console.acts.all')}<Icon name="up" size={12} /></button>
          <AllActs abilities={abilities} onChoose={begin} />
        </div>
      )}
    </section>
  )
}
