// What the record tells of work contact orders: who was asked what, who took it on, what they answered, where it went.
import { gists, put, rowOf, rowsOf, told, when } from './replay-rows.ts'
import type { Data, RecordedEvent, Replay, ToldRow } from './replay-rows.ts'

/** Takes what an event says of an order into what is known. Whether a question still stands open the ending of its case decides too, which tells of none: an open one is compared with nothing. */
export function replayOrders(r: Replay, e: RecordedEvent): void {
  // a merge taken back gives the questions it stopped their time again
  if (e.type === 'complaint.unmerged') for (const row of rowsOf(r, 'orders').values()) row.delete('due_at')
  tells[e.type]?.(r, e)
}

const orderOf = (r: Replay, d: Data): ToldRow | undefined => rowsOf(r, 'orders').get(String(d['order']))
const fresh = { answer: null, answer_text: null, answered_by: null, answered_by_name: null, answered_at: null, other_unit_code: null, accepted_at: null, accepted_by_name: null, settled_at: null, settled_by_name: null, ended_as: null, ended_at: null, successor_id: null, former_id: null, missing: null, returned: '0' } as const

const tells: Readonly<Record<string, (r: Replay, e: RecordedEvent) => void>> = {
  'order.issued': (r, { at, data: d }) => void rowOf(r, 'orders', d['order'], { ...fresh, asked_at: String(at), ...told({ unit_id: d['unit'], kind: d['kind'] ?? 'question', staff_id: d['staff'] ?? null }), ...gists({ question: d['question'] }), ...when('due_at', d['dueAt']) }),
  'order.notice_given': (r, { at, data: d }) => void rowOf(r, 'orders', d['order'], { ...fresh, asked_at: String(at), ...told({ unit_id: d['unit'], kind: 'notice', staff_id: null }) }),
  'order.accepted': (r, { at, actor, data: d }) => {
    const row = orderOf(r, d)
    put(row, { accepted_at: String(at), ...told({ accepted_by_name: actor.name }) })
    if (row?.get('kind') === 'notice') put(row, { state: 'answered', answered_at: String(at), settled_at: String(at), ...told({ answered_by: actor.id, answered_by_name: actor.name }) })
  },
  'order.part_answered': (r, e) => takenWith(orderOf(r, e.data)),
  'order.answered': (r, { at, actor, data: d }) => {
    takenWith(orderOf(r, d))
    put(orderOf(r, d), { state: 'answered', answered_at: String(at), ...told({ answer: d['answer'], answered_by: actor.id, answered_by_name: actor.name, other_unit_code: d['otherUnit'] ?? (d['answer'] === 'other_unit' ? undefined : null) }), ...gists({ answer_text: d['text'] }) })
  },
  'order.returned': (r, { data: d }) => {
    orderOf(r, d)?.delete('state')
    put(orderOf(r, d), { ...told({ returned: d['time'] }), ...gists({ missing: d['missing'] }), ...when('due_at', d['dueAt']) })
  },
  'order.settled': (r, { at, actor, data: d }) => put(orderOf(r, d), { settled_at: String(at), ...told({ settled_by_name: actor.name }) }),
  'order.extended': (r, { data: d }) => put(orderOf(r, d), when('due_at', d['dueAt'])),
  'order.handed_over': (r, e) => passedOn(r, e, 'handed_over', e.data['reason']),
  'order.rerouted': (r, e) => passedOn(r, e, 'rerouted', e.data['state']),
  'order.cancelled': (r, e) => ended(r, e, 'cancelled', e.data['reason']),
}

/** Who answers without having taken a question on takes it on with that; earlier releases knew no taking on. */
function takenWith(row: ToldRow | undefined): void {
  if (row?.get('accepted_at') !== null) return
  row.delete('accepted_at')
  row.delete('accepted_by_name')
}

function ended(r: Replay, { at, actor, data: d }: RecordedEvent, as: string, reason: unknown): void {
  put(orderOf(r, d), { state: 'cancelled', ended_as: as, ended_at: String(at), ...told({ ended_by_name: actor.name }), ...gists({ end_reason: reason }) })
}

/** The same question at another unit; of a partner's enquiry that goes elsewhere the kind changes. */
function passedOn(r: Replay, e: RecordedEvent, as: string, reason: unknown): void {
  const { at, data: d } = e
  ended(r, e, as, reason)
  const former = orderOf(r, d)
  put(former, told({ successor_id: d['next'] }))
  const [question, kind] = [former?.get('question'), former?.get('kind')]
  rowOf(r, 'orders', d['next'], { ...fresh, asked_at: String(at), ...told({ unit_id: d['nextUnit'], former_id: d['order'], staff_id: null }), ...when('due_at', d['dueAt']), ...(question === undefined ? {} : { question }), ...(kind === undefined || kind === 'partner_enquiry' ? {} : { kind }) })
}
