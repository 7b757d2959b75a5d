// A repeat contact on a case: kept with its words, counted, and turned into a complaint when it is one (OPN-13).
import { sql } from 'kysely'
import { chaseEffect } from '../../domain/complaints/chasing.ts'
import type { RepeatKind } from '../../domain/complaints/chasing.ts'
import { complaintClocks } from '../../domain/complaints/clock-table.ts'
import { readText } from '../../domain/complaints/read-text.ts'
import { newId } from '../platform/ids.ts'
import type { Decided, Step } from './gate.ts'
import { cleanMaybe, gist } from './words.ts'

export type Repeat = { readonly kind: RepeatKind; readonly channel: string; readonly words?: string | undefined; readonly grievance: boolean }

/** Logs the contact. A lighter contact becomes a complaint from its receipt on: its clocks count from the first word, not from this one. */
export async function chased(step: Step, repeat: Repeat): Promise<Decided> {
  const { tx, row, now, ctx } = step
  const last = await sql<{ at: number | null }>`select max(at) as at from repeat_contacts where complaint_id = ${row.id} and kind = 'chaser'`.execute(tx)
  const grieves = repeat.grievance || (row.kind !== 'complaint' && repeat.words !== undefined && isGrievance(step, repeat.words))
  const effect = chaseEffect({ kind: row.kind, status: row.status, receivedAt: row.received_at, times: row.chased, lastAt: last.rows[0]?.at ?? null, priority: row.priority }, repeat.kind, grieves, now)
  const id = newId(now)
  await sql`insert into repeat_contacts (complaint_id, id, kind, channel, words, at, by_kind, by_name) values (${row.id}, ${id}, ${repeat.kind}, ${repeat.channel}, ${cleanMaybe(repeat.words)}, ${new Date(now)}, ${ctx.actor.kind}, ${ctx.actor.name})`.execute(tx)
  const opens = effect.becomesComplaint ? complaintClocks.filter((kind) => kind !== 'first_contact' || !step.facts.customerReached).map((kind) => ({ kind, startAt: row.received_at })) : []
  return {
    made: id, opens, flagsOn: repeat.kind === 'chaser' ? ['chaser'] : [], set: { chased: effect.times, priority: effect.priority, ...(effect.becomesComplaint ? { kind: 'complaint' } : {}) },
    data: { times: effect.times, channel: repeat.channel, repeat: id, as: repeat.kind, ...(repeat.words ? { words: gist(repeat.words) } : {}), ...(effect.becomesComplaint ? { previousKind: row.kind } : {}), ...(effect.priority === row.priority ? {} : { priority: `p${effect.priority}` }) },
  }
}

function isGrievance(step: Step, words: string): boolean {
  return readText({ text: words, anomalies: [] }, step.deps.policy().classifier).kind.kind === 'complaint'
}
