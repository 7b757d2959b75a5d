// Holds what no single step tells of work contact orders: that their history says what the record says, and that a question which went on has one successor at another unit.
import type pg from 'pg'
import { rowsInBatches } from './batches.ts'
import { same } from './held.ts'

type Line = { readonly streamId: string; readonly detail: string }
type Turn = [complaintId: string, orderId: string, step: string, text: string | null, answer: string | null, byName: string, body: string | null]

/** What a turn of each step says in words, as its event names it; of a successor the question is the former one's. */
const wordsOf: Readonly<Record<string, string>> = { issued: 'question', answered: 'text', part_answered: 'text', returned: 'missing', settled: 'note', handed_over: 'reason', rerouted: 'state', cancelled: 'reason', extension_asked: 'reason', extended: 'reason', extension_refused: 'reason' }

/** One line per order that is not as it must be, as "table.field (key)". */
export async function verifyOrders(client: pg.Client): Promise<readonly Line[]> {
  const found = await client.query<{ id: string; detail: string }>(`
    select e.stream_id::text as id, 'order_turns.' || substr(e.type, 7) || ' (' || (e.body::jsonb #>> '{data,order}') || ')' as detail from events e where e.type like 'order.%' and e.stream_kind = 'complaint' and e.type not in ('order.issued', 'order.notice_given')
      and exists (select from order_turns t where t.complaint_id = e.stream_id and t.order_id::text = e.body::jsonb #>> '{data,order}' and t.step = 'issued')
      and not exists (select from order_turns t where t.complaint_id = e.stream_id and t.order_id::text = e.body::jsonb #>> '{data,order}' and 'order.' || t.step = e.type and t.at = e.at)
    union all select o.complaint_id::text, 'orders.successor_id (' || o.id || ')' from orders o where o.ended_as in ('handed_over','rerouted') and not exists (select from orders n where n.complaint_id = o.complaint_id and n.id = o.successor_id and n.former_id = o.id and n.unit_id <> o.unit_id)
    order by 1, 2`)
  return [...found.rows.map((r) => ({ streamId: r.id, detail: r.detail })), ...(await verifyTurns(client))]
}

/** Every turn is told by an event of its instant, in the same words. */
async function verifyTurns(client: pg.Client): Promise<Line[]> {
  const wrong: Line[] = []
  const query = `select t.complaint_id, t.order_id, t.step, left(t.text, 201), t.answer, t.by_name, e.body from order_turns t left join lateral (select e.body from events e where e.stream_id = t.complaint_id and e.at = t.at
      and (e.type = 'order.' || t.step and e.body::jsonb #>> '{data,order}' = t.order_id::text or t.step = 'issued' and (e.type = 'order.notice_given' and e.body::jsonb #>> '{data,order}' = t.order_id::text or e.body::jsonb #>> '{data,next}' = t.order_id::text)) limit 1) e on true order by t.complaint_id, t.order_id, t.seq`
  for await (const rows of rowsInBatches<Turn>(client, 'turns', query)) {
    for (const [streamId, orderId, step, text, answer, byName, body] of rows) if (!isTold(step, text, answer, byName, body)) wrong.push({ streamId, detail: `order_turns.${step} (${orderId})` })
  }
  return wrong
}

function isTold(step: string, text: string | null, answer: string | null, byName: string, body: string | null): boolean {
  if (body === null) return false
  const { actor, data } = JSON.parse(body) as { actor?: { name?: string }; data?: Record<string, unknown> }
  const told = data?.[wordsOf[step] ?? '']
  return actor?.name === byName && (typeof told !== 'string' || same({ gist: told }, text)) && (answer === null || answer === data?.['answer'])
}
