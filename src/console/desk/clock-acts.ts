// The acts about time as data for the action bar: promises kept or not, pauses asked for, granted and ended, and the first reply that says when.
import { breakPromise, decidePause } from '../../contract/clocks.ts'
import { keepPromise, makePromise, pause, resume } from '../../contract/complaints.ts'
import type { CaseView } from '../../contract/desk.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import { sayWhen } from '../../domain/complaints/say-when.ts'
import type { SayWhen } from '../../domain/complaints/say-when.ts'
import { pauseCodes } from '../../domain/sla/pause-rules.ts'
import { upload } from '../complaints/upload.ts'
import { serverNow } from '../kit/clock.ts'
import { momentToField } from '../kit/form.ts'
import type { Field, Values } from '../kit/form.ts'
import { keyTable } from '../kit/key-table.ts'
import { fullMoment } from '../kit/time-words.ts'
import { label, t } from '../kit/words.ts'
import type { Act } from './actions.ts'
import { PausePreview } from './PausePreview.tsx'

const running: readonly string[] = ['running', 'soon', 'overdue', 'paused']
const say = (name: string): string => t(`console.clocks.${name}`)
const line = (name: string, words: string, more: { required?: boolean; hint?: string; when?: (values: Values) => boolean } = {}): Field => ({ kind: 'line', name, words, max: 300, ...more })

/** Half hours from now, rounded up, as a form takes them. */
export function inHours(hours: number): string {
  return momentToField(Math.ceil((serverNow() + hours * 3_600_000) / 1_800_000) * 1_800_000)
}

/** Promises of the case still owed. */
export function openPromises(seen: CaseView): CaseView['clocks'] {
  return seen.clocks.filter((clock) => clock.kind === 'promise' && ['running', 'soon', 'overdue'].includes(clock.state))
}

/** What can be told about time now, from the case as it is on screen. */
export function whenOf(seen: CaseView): SayWhen | null {
  const open = seen.clocks.filter((clock) => running.includes(clock.state))
  const watch = open.find((clock) => clock.kind === 'statutory_watch')
  return sayWhen({
    status: seen.status, unitsAsked: [...new Set(seen.orders.filter((order) => order.state === 'open').map((order) => order.unit.name))], isPaused: open.some((clock) => clock.state === 'paused'),
    clocks: open.map((clock) => ({ kind: clock.kind, dueAt: Date.parse(clock.dueAt) })), statutoryAt: watch === undefined ? null : Date.parse(watch.dueAt),
  }, serverNow())
}

/** Why it takes that long, as one sentence for the customer. */
export function whyWords(said: Pick<SayWhen, 'because'>): string {
  return said.because.map(({ code, params }) => t(`console.clocks.${code.replace('.', '_')}`, { units: Array.isArray(params['units']) ? params['units'].join(t('console.app.list_comma')) : '' })).join(t('console.app.list_semicolon'))
}

const isReply = (values: Values): boolean => values['isReply'] === true

/** What makes a contact the first substantive reply; offered while it is owed. */
export function replyFields(seen: CaseView): readonly Field[] {
  if (!seen.clocks.some((clock) => clock.kind === 'substantive_reply' && running.includes(clock.state))) return []
  return [
    { kind: 'check', name: 'isReply', words: say('is_reply'), hint: say('is_reply_hint') },
    line('reply.process', say('process'), { required: true, when: isReply }), { kind: 'moment', name: 'reply.expectedAt', words: say('expected'), required: true, when: isReply }, line('reply.why', say('why'), { required: true, when: isReply }),
  ]
}

/** What is ready to say stands in the fields already. */
export function replyGiven(seen: CaseView): Values {
  const said = whenOf(seen)
  return { 'reply.process': say('process_default'), ...(said === null ? {} : { 'reply.expectedAt': momentToField(said.by), 'reply.why': whyWords(said) }) }
}

/** The tick itself says nothing on the wire. */
export function withoutTick({ isReply: _tick, ...body }: Record<string, unknown>): Record<string, unknown> {
  return body
}

const whichPromise = (seen: CaseView): Field => ({ kind: 'select', name: 'epoch', words: t('console.field.epoch'), required: true, options: openPromises(seen).map((each) => ({ value: String(each.epoch), words: fullMoment(Date.parse(each.dueAt)) })) })
const firstPromise = (seen: CaseView): Values => ({ epoch: String(openPromises(seen)[0]?.epoch ?? '') })
const numbered = (body: Record<string, unknown>): Record<string, unknown> => ({ ...body, epoch: Number(body['epoch']) })

/** Rows for `acts`. */
export const timing: Readonly<Partial<Record<Action, Act>>> = {
  promise: { endpoint: makePromise, icon: 'clock', fields: () => [line('text', t('console.field.text'), { required: true }), { kind: 'moment', name: 'dueAt', words: t('console.field.dueAt'), required: true }], given: () => ({ dueAt: inHours(4) }) },
  promise_keeping: {
    endpoint: keepPromise, icon: 'check', fields: ({ seen }) => [whichPromise(seen), line('note', say('told_what'), { required: true, hint: say('told_what_hint') }), { kind: 'check', name: 'progressOnly', words: say('progress_only') }],
    given: ({ seen }) => firstPromise(seen), finish: numbered,
  },
  promise_breaking: {
    endpoint: breakPromise, icon: 'close', fields: ({ seen }) => [whichPromise(seen), line('reason', t('console.field.reason'), { required: true }), { kind: 'check', name: 'customerTold', words: say('customer_told'), required: true }, { kind: 'moment', name: 'newDueAt', words: say('new_due'), hint: say('new_due_hint') }],
    given: ({ seen }) => firstPromise(seen), finish: numbered,
  },
  pause: {
    endpoint: pause, icon: 'pause', keys: keyTable.pause, preview: PausePreview,
    fields: () => [
      { kind: 'select', name: 'code', words: say('code'), required: true, options: pauseCodes.map((value) => ({ value, words: label('pauseReason', value) })) }, line('reason', say('what_for'), { required: true }),
      { kind: 'moment', name: 'untilAt', words: say('until'), required: true }, { kind: 'moment', name: 'fromAt', words: say('from'), past: true, hint: say('from_hint') },
      line('evidence', say('evidence'), { hint: say('evidence_hint') }), { kind: 'files', name: 'attachmentIds', words: t('console.field.attachmentIds'), upload, most: 5 },
    ],
    given: () => ({ code: 'waiting_customer', untilAt: inHours(48) }),
    finish: (body) => { const { attachmentIds, ...rest } = body; return (attachmentIds as string[]).length === 0 ? rest : body },
  },
  pause_decision: {
    endpoint: decidePause, icon: 'check', fields: () => [{ kind: 'radio', name: 'approve', words: say('approve'), required: true, options: [{ value: 'yes', words: say('grant') }, { value: 'no', words: say('refuse') }] }, line('reason', t('console.field.reason'), { required: true })],
    finish: (body) => ({ ...body, approve: body['approve'] === 'yes' }),
  },
  resume: { endpoint: resume, icon: 'right', fields: () => [line('note', t('console.field.note'))] },
}
