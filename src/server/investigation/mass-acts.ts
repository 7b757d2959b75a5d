// What each kind of mass act does to one case: always the same functions as when a person does it on the case alone.
import { sql } from 'kysely'
import { orderAnswerBody, recordContact } from '../../contract/complaints.ts'
import { find, issueOrder as issueEndpoint } from '../../contract/investigation.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import { Refusal } from '../../domain/refusal.ts'
import { contacted } from '../complaints/contact.ts'
import type { Deps } from '../complaints/deps.ts'
import { stepWithin } from '../complaints/gate.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { personNow } from '../complaints/person-now.ts'
import type { Post } from '../complaints/person-now.ts'
import type { Db } from '../platform/context.ts'
import type { Tx } from '../platform/write.ts'
import { recordFinding } from './finding.ts'
import { insistIn, joined } from './incident-steps.ts'
import { noticed } from './incident-notices.ts'
import { answerOrder, issueOrder } from './orders.ts'
import type { Act, Item } from './mass-work.ts'
import type { RunRow } from './mass-runs.ts'

type Work = (step: Step) => Promise<Decided>
/** The step of a case each kind of run takes, and so the right it needs. */
export const actionOf: Readonly<Record<RunRow['kind'], Action>> = { join: 'incident', notice: 'incident', orders: 'order', standing: 'order', answers: 'order_answer', finding: 'finding', contact: 'contact' }
export type Standing = { readonly answer: string; readonly text: string; readonly otherUnitCode?: string; readonly post: Post; readonly at: string }

/** The act of a run, ready to be done case by case. @throws Refusal `mass.maker_left` when a standing answer's giver is gone. */
export async function actOf(d: Deps, run: RunRow, actor: Actor): Promise<Act> {
  const through = (action: Action, work: (item: Item) => Work): Act => async (open, item) => (await stepWithin(d, open, item.complaint_id, action, null, marked(run, work(item)))).made
  switch (run.kind) {
    case 'join': return through('incident', () => (step) => joined(step, run.incident_id ?? '', { how: 'rule' }))
    case 'notice': return through('incident', () => (step) => noticed(step, run))
    case 'orders': return ordering(d, run)
    case 'standing': return standing(d, run)
    case 'answers': return async (open, item) => answering(d, run, open, item, item.body ?? run.body)
    case 'finding': return through('finding', () => (step) => recordFinding(step, find.body.parse({ version: step.row.version, ...run.body })))
    case 'contact': return through('contact', () => (step) => contacted(step, recordContact.body.parse({ version: step.row.version, ...run.body })))
  }
  throw new Error(`no act for ${String(run.kind)} of ${actor.id}`)
}

/** The record says of each step to which act on many it belongs. */
function marked(run: RunRow, work: Work): Work {
  return async (step) => {
    const decided = await work(step)
    return { ...decided, data: { ...decided.data, bulk: run.id } }
  }
}

function ordering(d: Deps, run: RunRow): Act {
  return async (open, item) => {
    const asked = await sql`select 1 from orders where complaint_id = ${item.complaint_id} and batch_id = ${run.batch_id} limit 1`.execute(open.tx)
    if (asked.rows.length > 0) throw new Refusal('batch.asked_already')
    const head = await stepWithin(d, open, item.complaint_id, 'order', null, marked(run, async (step) => {
      await insistIn(step.tx, run.incident_id, step.row.id)
      return issueOrder(step, issueEndpoint.body.parse({ version: step.row.version, ...run.body }))
    }))
    await sql`update orders set batch_id = ${run.batch_id} where complaint_id = ${item.complaint_id} and id = ${head.made}`.execute(open.tx)
    return head.made
  }
}

/** A case that came later is asked and gets the answer the unit gave for the others; who confirmed that stands in the answer. */
async function standing(d: Deps, run: RunRow): Promise<Act> {
  const given = await standingOf(d.db, run.batch_id)
  const unitActor = given && await personNow(d.db, given.post)
  const ask = ordering(d, run)
  return async (open, item) => {
    if (!given || !unitActor) throw new Refusal('mass.maker_left')
    const made = await ask(open, item)
    const confirmed = `\n（${run.by_name}）`
    // an answer as long as may be makes room for who confirmed it
    const body = { answer: given.answer, text: given.text.slice(0, 2000 - confirmed.length) + confirmed, ...(given.otherUnitCode === undefined ? {} : { otherUnitCode: given.otherUnitCode }) }
    return answering(d, run, { ...open, ctx: { ...open.ctx, actor: unitActor } }, { ...item, order_id: made }, body)
  }
}

async function standingOf(db: Db, batchId: string | null): Promise<Standing | null> {
  return (await sql<{ standing: Standing | null }>`select standing from order_batches where id = ${batchId}`.execute(db)).rows[0]?.standing ?? null
}

async function answering(d: Deps, run: RunRow, open: Tx, item: Item, body: Readonly<Record<string, unknown>>): Promise<string | null> {
  const orderId = item.order_id ?? ''
  return (await stepWithin(d, open, item.complaint_id, 'order_answer', null, marked(run, (step) => answerOrder(step, orderId, orderAnswerBody.parse(body))))).made
}
