// The board of facts: each weighed with its evidence and what is said against it; a contested one needs several sides (INV-09).
import { sql } from 'kysely'
import type { z } from 'zod'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { dropFact, factInput, weighFact } from '../../contract/inquiry.ts'
import { voicesHeard, whyNotWeighed } from '../../domain/investigation/sides.ts'
import type { Voice } from '../../domain/investigation/sides.ts'
import { insist, Refusal } from '../../domain/refusal.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { clean, cleanMaybe, gist } from '../complaints/words.ts'
import { newId } from '../platform/ids.ts'
import { knowledgeOf } from './known.ts'
import type { CaseKnowledge } from './known.ts'

type Input = z.output<typeof factInput>
export type Weighed = Input & { readonly heard: readonly Voice[]; readonly proposed: boolean }

/**
 * Weighs one fact against what the case holds.
 * @throws Refusal `fact.evidence_unknown`, `fact.proposal_unknown`, `fact.unit_unknown`, and those of `whyNotWeighed`: `fact.unit_missing`, `fact.evidence_missing`, `fact.proof_missing`, `fact.one_sided`…
 */
export async function weigh({ tx }: Step, known: CaseKnowledge, input: Input, proposal?: string): Promise<Weighed> {
  const backing = input.evidenceIds.map((id) => {
    const piece = known.evidence.find((e) => e.id === id)
    if (piece === undefined) throw new Refusal('fact.evidence_unknown')
    return piece
  })
  if (input.unitId !== undefined && (await sql`select 1 from org_units where id = ${input.unitId} and kind <> 'headquarters'`.execute(tx)).rows.length === 0) throw new Refusal('fact.unit_unknown')
  const proposed = known.proposals.find((p) => p.code === input.code && (p.unitCode === null ? input.unitId === undefined : known.units.get(p.unitCode)?.id === input.unitId))
  if (proposal !== undefined && proposed?.key !== proposal) throw new Refusal('fact.proposal_unknown')
  // the course of the parcel backs what was proposed from it, whatever the writer attaches
  const around = { tracked: proposed !== undefined && proposed.source !== 'reason' && proposed.verdict === 'established', deniedBy: known.deniedBy, silent: known.silent }
  const fact = { code: input.code, unitId: input.unitId ?? null, verdict: input.verdict, opposing: input.opposing ?? null, opposingSide: input.opposingSide ?? null }
  insist(whyNotWeighed(fact, backing, around))
  return { ...input, text: clean(input.text), ...(input.opposing === undefined ? {} : { opposing: clean(input.opposing) }), heard: voicesHeard(fact, backing, around), proposed: proposed !== undefined }
}

/** Puts a fact on the board or weighs one there anew. @throws Refusal 404 `not_found`, and those of `weigh` */
export async function putFact(step: Step, body: BodyOf<typeof weighFact>): Promise<Decided> {
  const { deps, tx, row, now } = step
  const weighed = await weigh(step, await knowledgeOf(tx, deps.policy(), row), body, body.proposal)
  const before = body.fact === undefined ? undefined : (await sql<{ verdict: string }>`select verdict from case_facts where complaint_id = ${row.id} and id = ${body.fact} and dropped_at is null`.execute(tx)).rows[0]
  if (body.fact !== undefined && before === undefined) throw new Refusal('not_found', {}, 404)
  const id = await keepFact(step, body.fact ?? newId(now), weighed)
  if (body.proposal !== undefined) await sql`delete from refused_proposals where complaint_id = ${row.id} and key = ${body.proposal}`.execute(tx)
  return { made: id, data: { fact: id, ...factTold(weighed), proposed: weighed.proposed, before: before?.verdict ?? null } }
}

/** Writes the fact's row; the next number on the board when it is new. */
export async function keepFact({ tx, row, now, ctx }: Step, id: string, f: Weighed): Promise<string> {
  await sql`insert into case_facts (complaint_id, id, seq, code, unit_id, staff_no, verdict, text, evidence_ids, opposing, opposing_side, heard, proposed, by_id, by_name, at)
    values (${row.id}, ${id}, (select coalesce(max(seq), 0) + 1 from case_facts where complaint_id = ${row.id}), ${f.code}, ${f.unitId ?? null}, ${f.staffNo ?? null}, ${f.verdict}, ${f.text}, ${f.evidenceIds}::uuid[], ${f.opposing ?? null}, ${f.opposingSide ?? null}, ${f.heard}::text[], ${f.proposed}, ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)})
    on conflict (complaint_id, id) do update set code = excluded.code, unit_id = excluded.unit_id, staff_no = excluded.staff_no, verdict = excluded.verdict, text = excluded.text, evidence_ids = excluded.evidence_ids, opposing = excluded.opposing, opposing_side = excluded.opposing_side, heard = excluded.heard, proposed = excluded.proposed, by_id = excluded.by_id, by_name = excluded.by_name, at = excluded.at`.execute(tx)
  return id
}

/** What the record keeps of a weighed fact. */
export function factTold(f: Weighed): Readonly<Record<string, unknown>> {
  return { code: f.code, unit: f.unitId ?? null, staffNo: f.staffNo ?? null, verdict: f.verdict, text: gist(f.text), evidence: f.evidenceIds, opposing: f.opposing === undefined ? null : gist(f.opposing), opposingSide: f.opposingSide ?? null, heard: f.heard }
}

/** Takes a fact off the board or refuses a proposal; both stay readable with the reason. @throws Refusal 404 `not_found` · 400 `fact.nothing_named` */
export async function takeOff({ deps, tx, row, now, ctx }: Step, body: BodyOf<typeof dropFact>): Promise<Decided> {
  const reason = cleanMaybe(body.reason) ?? ''
  if ((body.fact === undefined) === (body.proposal === undefined)) throw new Refusal('fact.nothing_named', {}, 400)
  if (body.fact !== undefined) {
    const gone = await sql`update case_facts set dropped_at = ${new Date(now)}, drop_reason = ${reason} where complaint_id = ${row.id} and id = ${body.fact} and dropped_at is null returning id`.execute(tx)
    if (gone.rows.length === 0) throw new Refusal('not_found', {}, 404)
  } else {
    if (!(await knowledgeOf(tx, deps.policy(), row)).proposals.some((p) => p.key === body.proposal)) throw new Refusal('fact.proposal_unknown')
    await sql`insert into refused_proposals (complaint_id, key, reason, by_id, by_name, at) values (${row.id}, ${body.proposal}, ${reason}, ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)}) on conflict (complaint_id, key) do update set reason = excluded.reason, by_id = excluded.by_id, by_name = excluded.by_name, at = excluded.at`.execute(tx)
  }
  return { ...(body.fact === undefined ? {} : { made: body.fact }), event: 'investigation.fact_dropped', data: { fact: body.fact ?? null, proposal: body.proposal ?? null, reason: gist(reason) } }
}
