// The investigation report: the draft shows live data; handed in, a version is frozen with its hash in the record (INV-13, REC-05).
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { BodyOf } from '../../contract/endpoint.ts'
import { reportContent as contentShape } from '../../contract/reports.ts'
import type { Report, ReportContent, submitReport } from '../../contract/reports.ts'
import { may } from '../../domain/identity/actor.ts'
import type { Department } from '../../domain/investigation/departments.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import type { PolicyInForce } from '../complaints/policy.ts'
import { loadVisible } from '../complaints/visible.ts'
import type { ComplaintRow } from '../complaints/visible.ts'
import { cleanMaybe, gist } from '../complaints/words.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { readClock } from '../platform/database.ts'
import { canonicalJson, newId } from '../platform/ids.ts'
import { reportContent } from './report-content.ts'
import { erasedAt, withoutPerson } from './report-erased.ts'

type Version = { id: string; number: number; department: Department; note: string | null; sha256: string; by_name: string; at: number }

/**
 * The report of a case: the draft, or the version with this number. Null for units and provinces: it tells of other units and of staff.
 * @throws Refusal `not_found` (404) when the case, or the version, doesn't exist for the actor
 */
export async function readReport(ctx: Ctx, policy: PolicyInForce, id: string, number: number | undefined): Promise<Report | null> {
  const row = await loadVisible(ctx.db, ctx.actor, id)
  if (ctx.actor.scope.kind !== 'all' || row.kind !== 'complaint') return null
  const found = await sql<Version>`select id, number, department, note, encode(sha256, 'hex') as sha256, by_name, at from investigation_reports where complaint_id = ${row.id} order by number desc`.execute(ctx.db)
  const erased = await erasedAt(ctx.db, row)
  const versions = found.rows.map((v) => ({ id: v.id, number: v.number, department: v.department, note: erased === null ? v.note : null, sha256: v.sha256, by: v.by_name, at: new Date(v.at).toISOString() }))
  const last = versions[0]
  if (number !== undefined) {
    const shown = versions.find((v) => v.number === number)
    if (!shown) throw new Refusal('not_found', {}, 404)
    const content = await frozen(ctx.db, row.id, number)
    return { number, content: erased === null ? content : withoutPerson(content), sha256: shown.sha256, versions, erasedAt: erased, maySubmit: false, version: row.version, changed: false }
  }
  const content = await reportContent(ctx.db, policy, row, await readClock(ctx.db))
  if (erased !== null) return { number: null, content: withoutPerson(content), sha256: null, versions, erasedAt: erased, maySubmit: false, version: row.version, changed: false }
  const changed = last === undefined || essence(content) !== essence(await frozen(ctx.db, row.id, last.number))
  return { number: null, content, sha256: null, versions, erasedAt: null, maySubmit: may(ctx.actor, 'complaint:investigate') && content.finding !== null, version: row.version, changed }
}

/**
 * Hands the draft in as it is at this moment.
 * @throws Refusal `data_request.erased` once the person's data are destroyed · `report.no_finding` before anything was found · `report.unchanged` when the last one says the same
 */
export async function handIn(step: Step, body: Omit<BodyOf<typeof submitReport>, 'version'>): Promise<Decided> {
  const { tx, row, now, ctx, deps, facts } = step
  if (ctx.actor.scope.kind !== 'all') throw new Refusal('permission.missing', { permission: 'complaint:investigate' }, 403)
  if (facts.isErased) throw new Refusal('data_request.erased')
  const finding = await sql<{ id: string }>`select id from findings where complaint_id = ${row.id} order by at desc, id desc limit 1`.execute(tx)
  if (!finding.rows[0]) throw new Refusal('report.no_finding')
  const last = await sql<{ number: number }>`select coalesce(max(number), 0)::int as number from investigation_reports where complaint_id = ${row.id}`.execute(tx)
  const number = (last.rows[0]?.number ?? 0) + 1
  const content = await reportContent(tx, deps.policy(), row as unknown as ComplaintRow, now)
  if (number > 1 && essence(content) === essence(await frozen(tx, row.id, number - 1))) throw new Refusal('report.unchanged', { number: number - 1 })
  const text = canonicalJson(content)
  const hash = createHash('sha256').update(text).digest()
  const id = newId(now)
  await sql`insert into investigation_reports (complaint_id, id, number, finding_id, content, sha256, department, note, by_id, by_name, at)
    values (${row.id}, ${id}, ${number}, ${finding.rows[0].id}, ${text}, ${hash}, ${body.department}, ${cleanMaybe(body.note)}, ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)})`.execute(tx)
  return { made: id, data: { report: id, number, to: body.department, sha256: hash.toString('hex'), evidence: content.evidence.length, facts: content.facts.length, ...(body.note === undefined ? {} : { note: gist(body.note) }) } }
}

async function frozen(db: Db, id: string, number: number): Promise<ReportContent> {
  const found = await sql<{ content: string }>`select content from investigation_reports where complaint_id = ${id} and number = ${number}`.execute(db)
  return contentShape.parse(JSON.parse(found.rows[0]?.content ?? '{}'))
}

/** What a report says, apart from when it was made, that it was handed in, and how many other parcels it was compared with, which changes by the hour. */
function essence({ asOf: _asOf, chronology, cut, ...rest }: ReportContent): string {
  const lasting = JSON.stringify({ ...rest, leftOut: cut?.map((each) => [each.part, each.all - each.shown]), chronology: chronology.filter((l) => l.step !== 'report.submitted') }, (key, value: unknown) => (['usual', 'known', 'percent', 'n', 'weight', 'pace'].includes(key) ? undefined : value))
  return canonicalJson(JSON.parse(lasting))
}
