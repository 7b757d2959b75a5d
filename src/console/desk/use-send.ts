// Sends an act: money, closing and answers wait for the server; notes and assignments show at once and are taken back visibly when refused.
import { useRef } from 'react'
import { undo } from '../../contract/duty.ts'
import { countViews, getComplaint, listComplaints } from '../../contract/desk.ts'
import type { CaseView } from '../../contract/desk.ts'
import type { Head } from '../../contract/complaints.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import { call, callAny, intentOf } from '../kit/api.ts'
import type { Intent } from '../kit/api.ts'
import { serverNow } from '../kit/clock.ts'
import { advanceDrafts, keepDraft } from '../kit/drafts.ts'
import type { Option, Values } from '../kit/form.ts'
import { isStale, problemError, problemOf, sayProblem } from '../kit/problem.ts'
import { toast } from '../kit/toast.tsx'
import { forget, keyOf, queries } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { acts } from './actions.ts'
import { putUnsent } from './outbox.ts'

/** Acts that only add to the case: what changed meanwhile can't be overwritten by them. */
export const adds: ReadonlySet<Action> = new Set(['note', 'contact', 'material', 'chaser', 'promise', 'order', 'take', 'evidence_request'])

/** What the page shows before the server has answered, by act; anything else waits. */
const ahead: Readonly<Partial<Record<Action, (seen: CaseView, values: Values) => Partial<CaseView>>>> = {
  note: () => ({}),
  assignment: (_, values) => { const to = values['ownerId'] as Option; return { owner: { id: to.value, name: to.words.split('  ')[0] ?? '' } } },
}

export type Sending = Readonly<{ action: Action; version: number; body: Record<string, unknown>; values: Values }>

/** Where the typed words of an act are kept. */
export const draftKeyOf = (id: string, action: Action): string => `act.${id}.${action}`

async function reread(): Promise<void> {
  await forget('/api/complaints/:id')
  void forget(listComplaints.path, countViews.path)
}

/** The step can be taken back for some seconds: say so, and how. */
function sayDone(seen: CaseView, action: Action, head: Head): void {
  const what = t('console.act.done', { what: t(`codes.action.${action}`) })
  const left = head.undoUntil === null || head.undoUntil === undefined ? 0 : Date.parse(head.undoUntil) - serverNow()
  if (left < 1000) return toast(what)
  const back = () => void call(undo, { params: { id: seen.id }, body: { version: head.version }, idempotencyKey: crypto.randomUUID() }).then(async () => { toast(t('console.act.undone', { what: t(`codes.action.${action}`) })); await reread() }, (error: unknown) => toast(sayProblem(problemOf(error)), 'bad'))
  toast(what, 'good', { forMs: left, topic: 'undo', offer: { words: t('console.act.undo'), run: back } })
}

/** Answers a function that sends an act on this case and then calls `after`; `reopen` shows its form again when it failed after all. */
export function useSend(seen: CaseView, after: () => void, reopen: (action: Action) => void) {
  const intent = useRef<Intent>(undefined)

  const attempt = async (sending: Sending): Promise<Head> => {
    const { action, version, body } = sending
    const act = acts[action]
    if (act === undefined) throw new Error(`no act ${action}`)
    const parts = { params: { id: seen.id }, body: { version, ...(act.finish === undefined ? body : act.finish(body)) } }
    intent.current = intentOf(intent.current, { action, parts })
    const { key } = intent.current
    try {
      const head = await callAny(act.endpoint, { ...parts, idempotencyKey: key }) as Head
      intent.current = undefined
      advanceDrafts(`act.${seen.id}.`, version, head.version)
      return head
    } catch (error) {
      if (action === 'note' && problemOf(error).code === 'client.offline') {
        putUnsent({ complaintId: seen.id, body: parts.body as unknown as { version: number; text: string }, key })
        intent.current = undefined
        toast(t('console.offline.kept'), 'good', { topic: 'offline' })
        throw error
      }
      if (!isStale(problemOf(error))) throw error
      if (action === 'note') {
        const { version: fresh } = await call(getComplaint, { params: { id: seen.id } })
        if (fresh !== version) return attempt({ ...sending, version: fresh })
      }
      await forget('/api/complaints/:id')
      throw problemError({ status: 409, code: 'client.stale', params: {} })
    }
  }

  const sendAhead = (sending: Sending, change: Partial<CaseView>): void => {
    const key = keyOf(getComplaint, { params: { id: seen.id } })
    const before = queries.getQueryData<CaseView>(key)
    if (before !== undefined) queries.setQueryData(key, { ...before, ...change })
    after()
    attempt(sending).then(async (head) => { sayDone(seen, sending.action, head); await reread() }, (error: unknown) => {
      if (before !== undefined) queries.setQueryData(key, before)
      const problem = problemOf(error)
      if (sending.action === 'note' && problem.code === 'client.offline') return
      keepDraft(draftKeyOf(seen.id, sending.action), sending.values)
      void forget('/api/complaints/:id')
      toast(t('console.act.taken_back', { what: t(`codes.action.${sending.action}`), why: sayProblem(problem) }), 'bad', { offer: { words: t('console.act.again'), run: () => reopen(sending.action) }, forMs: 15_000, topic: 'back' })
    })
  }

  return async (sending: Sending): Promise<void> => {
    const change = ahead[sending.action]
    if (change !== undefined && sending.version === seen.version) return sendAhead(sending, change(seen, sending.values))
    const head = await attempt(sending)
    sayDone(seen, sending.action, head)
    after()
    await reread()
  }
}
