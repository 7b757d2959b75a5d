// Settled while the customer is there (C13, INT-15): plan, execution, decision and confirmation in the transaction that files the case, still on record.
import { sql } from 'kysely'
import type { Filed, NewComplaint } from '../../contract/complaints.ts'
import { moneyMeasures } from '../../domain/complaints/vocabulary.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import type { Deps } from './deps.ts'
import { loadFacts } from './facts.ts'
import { lockCase, saveStep } from './gate.ts'
import { loadClocks } from './clocks.ts'
import { viewClock } from './clock-view.ts'
import { clean, cleanMaybe, gist } from './words.ts'

type OnSpot = NonNullable<NewComplaint['onSpot']>

/** Settles a just filed case. @throws Refusal `on_spot.money` for measures that pay money: those need a plan and its approval. */
export async function settleOnSpot(deps: Deps, ctx: Ctx, tx: Db, now: number, id: string, spot: OnSpot): Promise<Pick<Filed, 'status' | 'outcome' | 'version' | 'clocks'>> {
  if (spot.measures.some((m) => moneyMeasures.includes(m.kind))) throw new Refusal('on_spot.money', {}, 400)
  const row = await lockCase(tx, ctx, id)
  const planId = newId(now)
  const [decisionId, confirmationId] = [newId(now), newId(now)]
  const at = new Date(now)
  const by = ctx.actor
  await sql`insert into plans (complaint_id, id, state, reasoning, basis, needs_consent, approval_levels, maker_id, maker_name, at) values (${id}, ${planId}, 'approved', ${clean(spot.remedy)}, 'on_spot', false, 0, ${by.id}, ${by.name}, ${at})`.execute(tx)
  for (const [i, m] of spot.measures.entries()) {
    await sql`insert into plan_measures (complaint_id, plan_id, seq, kind, description, state, evidence, executed_by, executed_by_name, executed_at) values (${id}, ${planId}, ${i + 1}, ${m.kind}, ${clean(m.description ?? spot.remedy)}, 'done', ${clean(spot.remedy)}, ${by.id}, ${by.name}, ${at})`.execute(tx)
  }
  await sql`insert into decisions (complaint_id, id, outcome, text, reasons, channel, told_at, recorded_at, by_id, by_name) values (${id}, ${decisionId}, 'on_spot', ${clean(spot.remedy)}, ${clean(spot.remedy)}, 'in_person', ${at}, ${at}, ${by.id}, ${by.name})`.execute(tx)
  await sql`insert into confirmations (complaint_id, id, method, satisfied, reference, at, by_id, by_name) values (${id}, ${confirmationId}, ${spot.confirmation.method}, true, ${cleanMaybe(spot.confirmation.reference)}, ${at}, ${by.id}, ${by.name})`.execute(tx)
  const facts = await loadFacts(tx, row)
  const head = await saveStep({ deps, ctx, tx, now, row, facts }, 'closing', {
    to: 'closed', outcome: 'on_spot', stops: ['first_contact', 'verification_call', 'substantive_reply', 'decision', 'statutory_watch'], cancelRest: true, set: { decided_at: at, closed_at: at },
    data: { outcome: 'on_spot', remedy: gist(spot.remedy), measures: spot.measures.map((m) => m.kind), method: spot.confirmation.method, plan: planId, confirmation: confirmationId },
    also: [{ type: 'complaint.decision_told', data: { decision: decisionId, outcome: 'on_spot', channel: 'in_person', toldAt: at.toISOString() } }],
  })
  return { status: head.status, outcome: head.outcome, version: head.version, clocks: (await loadClocks(tx, id)).map((c) => viewClock(c, now)) }
}
