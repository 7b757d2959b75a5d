// Holds what no single step tells of work contact orders: that silence stands in the record, and that a question which went on has one successor at another unit.
import type pg from 'pg'

/** One line per order that is not as it must be, as "table.field (key)". */
export async function verifyOrders(client: pg.Client): Promise<readonly { readonly streamId: string; readonly detail: string }[]> {
  const found = await client.query<{ id: string; detail: string }>(`
    select t.complaint_id::text as id, 'order_turns.silent (' || t.order_id || ')' as detail from order_turns t where t.step = 'silent' and not exists (select from events e where e.stream_id = t.complaint_id and e.type = 'order.silent' and e.body::jsonb #>> '{data,order}' = t.order_id::text)
    union all select e.stream_id::text, 'order_turns.silent (' || (e.body::jsonb #>> '{data,order}') || ')' from events e where e.type = 'order.silent' and not exists (select from order_turns t where t.complaint_id = e.stream_id and t.order_id::text = e.body::jsonb #>> '{data,order}' and t.step = 'silent')
    union all select o.complaint_id::text, 'orders.successor_id (' || o.id || ')' from orders o where o.ended_as in ('handed_over','rerouted') and not exists (select from orders n where n.complaint_id = o.complaint_id and n.id = o.successor_id and n.former_id = o.id and n.unit_id <> o.unit_id)
    order by 1, 2`)
  return found.rows.map((r) => ({ streamId: r.id, detail: r.detail }))
}
