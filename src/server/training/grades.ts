// Reads what was done on the made-up cases of a practice room, for grading.
import { sql } from 'kysely'
import type { PracticeReport } from '../../contract/training.ts'
import { objectionsTo } from '../../domain/messages/speech.ts'
import { gradeCase, isTouched } from '../../domain/training/grading.ts'
import { shippedSpeech } from '../messages/speech.ts'
import type { Db } from '../platform/context.ts'

/** A made-up case and what would be right for it. */
export type PracticeCase = { readonly id: string; readonly complaintNo: string; readonly reason: string; readonly does: readonly string[]; readonly pays: boolean }

type Row = {
  id: string; keyword: string; reason_code: string | null; now: number; due_at: number | null; spoken_at: number | null; said: string[]; kinds: string[] | null; amount: number; told: boolean; closed: boolean
}

/** The lessons of every case, those that were worked on first. */
export async function gradeRoom(db: Db, cases: readonly PracticeCase[]): Promise<PracticeReport> {
  const rows = (await sql<Row>`select c.id, c.keyword, c.reason_code, app_now() as now,
      (select k.due_at from clocks k where k.complaint_id = c.id and k.kind = 'first_contact' order by k.epoch limit 1) as due_at,
      (select min(k.at) from contacts k where k.complaint_id = c.id and k.direction = 'out') as spoken_at,
      array(select k.summary from contacts k where k.complaint_id = c.id union all select o.text from offers o where o.complaint_id = c.id union all select d.text || ' ' || d.reasons from decisions d where d.complaint_id = c.id) as said,
      (select array_agg(m.kind) from plan_measures m join plans p on p.complaint_id = m.complaint_id and p.id = m.plan_id where p.complaint_id = c.id and p.state <> 'superseded') as kinds,
      (select coalesce(sum(m.amount_minor), 0)::bigint from plan_measures m join plans p on p.complaint_id = m.complaint_id and p.id = m.plan_id where p.complaint_id = c.id and p.state <> 'superseded') as amount,
      exists (select from decisions d where d.complaint_id = c.id) as told, c.status in ('closed', 'archived') as closed
    from complaints c where c.id = any(${cases.map((c) => c.id)}::uuid[])`.execute(db)).rows
  const { forbidden } = shippedSpeech()
  const graded = cases.flatMap((c) => {
    const row = rows.find((r) => r.id === c.id)
    if (!row) return []
    const facts = {
      now: row.now, contact: row.due_at === null ? null : { dueAt: row.due_at, at: row.spoken_at }, reason: { expected: c.reason, chosen: row.reason_code }, said: row.said,
      objections: row.said.flatMap((text) => objectionsTo(text, forbidden)).length, plan: { expected: c.does, pays: c.pays, kinds: row.kinds, amountMinor: row.amount }, told: row.told, closed: row.closed,
    }
    return [{ id: c.id, complaintNo: c.complaintNo, keyword: row.keyword, touched: isTouched(facts), lessons: [...gradeCase(facts)] }]
  })
  return { touched: graded.filter((c) => c.touched).length, cases: graded.toSorted((a, b) => Number(b.touched) - Number(a.touched)) }
}
