// A finding takes over the board: every fact as it stands then, weighed once more, so that none rests on evidence that was withdrawn.
import { sql } from 'kysely'
import type { z } from 'zod'
import type { factInput } from '../../contract/inquiry.ts'
import type { EvidenceSide } from '../../domain/complaints/evidence.ts'
import type { FactCode, FactVerdict } from '../../domain/investigation/facts.ts'
import type { Step } from '../complaints/gate.ts'
import { newId } from '../platform/ids.ts'
import { factTold, keepFact, weigh } from './fact-board.ts'
import type { Weighed } from './fact-board.ts'
import { knowledgeOf } from './known.ts'

type Kept = { readonly code: FactCode; readonly unit_id: string | null; readonly staff_no: string | null; readonly verdict: FactVerdict; readonly text: string; readonly evidence_ids: string[]; readonly opposing: string | null; readonly opposing_side: EvidenceSide | null }

/** Keeps the board, with the facts that come in the finding itself, as the finding's own; gives what the record says of each. @throws Refusal those of `weigh` */
export async function takeOverFacts(step: Step, findingId: string, added: readonly z.output<typeof factInput>[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { deps, tx, row, now } = step
  const board = (await sql<Kept>`select code, unit_id, staff_no, verdict, text, evidence_ids, opposing, opposing_side from case_facts where complaint_id = ${row.id} and dropped_at is null order by seq`.execute(tx)).rows
  if (board.length === 0 && added.length === 0) return []
  const known = await knowledgeOf(tx, deps.policy(), row)
  const kept = new Set(known.evidence.map((e) => e.id))
  const all: Weighed[] = []
  for (const f of board) all.push(await weigh(step, known, { code: f.code, verdict: f.verdict, text: f.text, evidenceIds: f.evidence_ids.filter((id) => kept.has(id)), ...given('unitId', f.unit_id), ...given('staffNo', f.staff_no), ...given('opposing', f.opposing), ...given('opposingSide', f.opposing_side) }))
  for (const input of added) {
    const weighed = await weigh(step, known, input)
    await keepFact(step, newId(now), weighed)
    all.push(weighed)
  }
  const rows = all.map((f, i) => ({ seq: i + 1, code: f.code, unit: f.unitId ?? null, staff: f.staffNo ?? null, verdict: f.verdict, text: f.text, evidence: f.evidenceIds, opposing: f.opposing ?? null, side: f.opposingSide ?? null, heard: f.heard }))
  await sql`insert into finding_facts (complaint_id, finding_id, seq, code, unit_id, staff_no, verdict, text, evidence_ids, opposing, opposing_side, heard)
    select ${row.id}, ${findingId}, f.seq, f.code, f.unit, f.staff, f.verdict, f.text, array(select jsonb_array_elements_text(f.evidence)::uuid), f.opposing, f.side, array(select jsonb_array_elements_text(f.heard))
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as f (seq int, code text, unit uuid, staff text, verdict text, text text, evidence jsonb, opposing text, side text, heard jsonb)`.execute(tx)
  return all.map(factTold)
}

function given<K extends string, V>(key: K, value: V | null): { [P in K]?: V } {
  return value === null ? {} : ({ [key]: value } as { [P in K]: V })
}
