// The check before the investigation (初步查证, INV-20): what was looked at and what came of it. It decides nothing for the customer and stops no clock.
import { sql } from 'kysely'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { checkCase } from '../../contract/inquiry.ts'
import { whyNotChecked } from '../../domain/investigation/check.ts'
import { insist } from '../../domain/refusal.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { clean, cleanMaybe, gist } from '../complaints/words.ts'
import { newId } from '../platform/ids.ts'

/** Records a check; a later one counts instead. Not taking a case on is another step, which tells the customer. @throws Refusal `check.told_missing`, `check.point_twice` (400) */
export async function recordCheck({ tx, row, now, ctx }: Step, body: BodyOf<typeof checkCase>): Promise<Decided> {
  insist(whyNotChecked(body), 400)
  const id = newId(now)
  await sql`insert into initial_checks (complaint_id, id, result, basis, told, checklist, by_id, by_name, at)
    values (${row.id}, ${id}, ${body.result}, ${clean(body.basis)}, ${cleanMaybe(body.told)}, ${JSON.stringify(body.points)}::jsonb, ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)})`.execute(tx)
  return { made: id, data: { check: id, result: body.result, basis: gist(body.basis), told: body.told === undefined ? null : gist(body.told), points: body.points } }
}
