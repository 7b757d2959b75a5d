// How cases kept to their templates, as numbers over the cases one sees and the cases behind each number.
import { sql } from 'kysely'
import type { RawBuilder, SqlBool } from 'kysely'
import type { getConformance, listDeviating } from '../../contract/processes.ts'
import type { QueryOf, ReplyOf } from '../../contract/endpoint.ts'
import type { DeviationKind, Verdict } from '../../domain/complaints/conformance.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import type { OwnWords } from '../../domain/policy/process-template.ts'
import type { Ctx } from '../platform/context.ts'
import { readClock } from '../platform/database.ts'
import { isMoment } from '../platform/pages.ts'
import { Malformed } from '../platform/problems.ts'
import type { PolicyInForce } from './policy.ts'
import { processesDocument } from './process-policy.ts'
import { seesConformance } from './process-view.ts'
import { inScope, unitScope, visibleTo } from './visible.ts'

/** Numbers are over the latest so many cases at most: enough to judge by, and never a scan of a year. */
const cap = 5000
const dayMs = 86_400_000

type Numbers = ReplyOf<typeof getConformance>
type Row = { template: string; unit: Numbers['units'][number]['unit']; verdict: Verdict; deviations: string[]; count: number }

/** The verdicts by template and by unit, and the commonest deviations. */
export async function readConformance(ctx: Ctx, policy: PolicyInForce, { days }: QueryOf<typeof getConformance>): Promise<Numbers> {
  const from = new Date(await readClock(ctx.db) - days * dayMs)
  const { rows } = await sql<Row>`
    with latest as materialized (select x.template, x.unit_id, x.verdict, x.deviations from complaint_conformance x join complaints c on c.id = x.complaint_id where x.ended_at >= ${from} and ${seenBy(ctx.actor, from)} order by x.ended_at desc, x.complaint_id desc limit ${cap})
    select l.template, l.verdict, l.deviations, l.count::int as count, case when u.id is null then null else jsonb_build_object('id', u.id, 'code', u.code, 'name', u.name, 'kind', u.kind) end as unit
    from (select template, unit_id, verdict, deviations, count(*) as count from latest group by 1, 2, 3, 4) l left join org_units u on u.id = l.unit_id`.execute(ctx.db)
  const counted = rows.reduce((sum, r) => sum + r.count, 0)
  const words = wordsOf(policy)
  return {
    from: from.toISOString(), counted, cap, capped: counted >= cap,
    templates: tallies(rows, (r) => r.template).map(([, first, tally]) => ({ template: first.template, words: words.template(first.template), ...tally })),
    units: tallies(rows, (r) => `${r.template} ${r.unit?.id ?? ''}`).map(([, first, tally]) => ({ unit: first.unit, template: first.template, ...tally })),
    deviations: commonest(rows).map((d) => ({ ...d, words: words.step(d.template, d.step) })),
  }
}

/** A page of the cases behind a number. */
export async function listConformance(ctx: Ctx, policy: PolicyInForce, query: QueryOf<typeof listDeviating>): Promise<ReplyOf<typeof listDeviating>> {
  const from = new Date(await readClock(ctx.db) - query.days * dayMs)
  const after = query.cursor === undefined ? null : readPlace(query.cursor)
  const where = [
    sql<SqlBool>`x.ended_at >= ${from}`, seenBy(ctx.actor, from), ...(query.template === undefined ? [] : [sql<SqlBool>`x.template = ${query.template}`]), ...(query.unit === undefined ? [] : [sql<SqlBool>`x.unit_id = ${query.unit}`]),
    ...(query.verdict === undefined ? [] : [sql<SqlBool>`x.verdict = ${query.verdict}`]), ...(query.deviation === undefined ? [] : [sql<SqlBool>`x.deviations @> array[${query.deviation}]::text[] and x.verdict <> 'exempt'`]),
    ...(after === null ? [] : [sql<SqlBool>`(x.ended_at, x.complaint_id) < (${after.at}::timestamptz, ${after.id}::uuid)`]),
  ]
  const { rows } = await sql<{ id: string; complaint_no: string; keyword: string; template: string; verdict: Verdict; deviations: string[]; ended_at: number; place: string }>`
    select c.id, c.complaint_no, c.keyword, x.template, x.verdict, x.deviations, x.ended_at, x.ended_at::text as place
    from complaint_conformance x join complaints c on c.id = x.complaint_id where ${sql.join(where, sql` and `)} order by x.ended_at desc, x.complaint_id desc limit ${query.limit + 1}`.execute(ctx.db)
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  const words = wordsOf(policy)
  return {
    items: page.map((r) => ({ id: r.id, complaintNo: r.complaint_no, keyword: r.keyword, template: r.template, verdict: r.verdict, endedAt: new Date(r.ended_at).toISOString(), deviations: r.deviations.map((d) => ({ ...parted(d), words: words.step(r.template, parted(d).step) })) })),
    nextCursor: rows.length > query.limit && last ? Buffer.from(JSON.stringify([last.place, last.id])).toString('base64url') : null,
  }
}

/** Cases the actor may see and learn this of. For a province it begins at its parties instead of asking of every case that ended whether it is theirs; who ends within the span came at most a year before. */
function seenBy(actor: Actor, from: Date): RawBuilder<SqlBool> {
  if (!seesConformance(actor)) return sql<SqlBool>`false`
  const scope = unitScope(actor)
  if (!scope) return visibleTo(actor)
  return sql<SqlBool>`x.complaint_id = any (array(select p.complaint_id from parties p where ${inScope(scope, 'p')} and p.received_at >= ${new Date(from.getTime() - 365 * dayMs)})) and ${visibleTo(actor)}`
}

type Tally = { conforms: number; deviates: number; running: number; exempt: number }

/** Verdicts counted by a key, the largest group first. */
function tallies(rows: readonly Row[], keyOf: (row: Row) => string): [string, Row, Tally][] {
  const groups = new Map<string, { first: Row; tally: Tally }>()
  for (const row of rows) {
    const group = groups.get(keyOf(row)) ?? { first: row, tally: { conforms: 0, deviates: 0, running: 0, exempt: 0 } }
    group.tally[row.verdict] += row.count
    groups.set(keyOf(row), group)
  }
  const size = ({ tally: t }: { tally: Tally }): number => t.conforms + t.deviates + t.running + t.exempt
  return [...groups].toSorted(([a, x], [b, y]) => size(y) - size(x) || (a < b ? -1 : 1)).map(([key, { first, tally }]) => [key, first, tally])
}

function commonest(rows: readonly Row[]): { template: string; kind: DeviationKind; step: string; count: number }[] {
  const counts = new Map<string, { template: string; kind: DeviationKind; step: string; count: number }>()
  for (const row of rows) {
    for (const each of row.deviations) {
      const key = `${row.template} ${each}`
      const known = counts.get(key) ?? { template: row.template, ...parted(each), count: 0 }
      counts.set(key, { ...known, count: known.count + row.count })
    }
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count || (a.step < b.step ? -1 : 1)).slice(0, 12)
}

function parted(deviation: string): { kind: DeviationKind; step: string } {
  const at = deviation.indexOf(':')
  return { kind: deviation.slice(0, at) as DeviationKind, step: deviation.slice(at + 1) }
}

/** Words as the document in force has them; a step that is there no more keeps its code. */
function wordsOf(policy: PolicyInForce): { template: (code: string) => OwnWords; step: (template: string, code: string) => OwnWords | null } {
  const { templates } = policy.of(processesDocument)
  return {
    template: (code) => templates[code]?.words ?? { 'zh-CN': code, 'zh-TW': code, en: code },
    step: (template, code) => templates[template]?.steps.find((s) => s.code === code)?.words ?? null,
  }
}

function readPlace(cursor: string): { at: string; id: string } {
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [unknown, unknown]
    if (typeof at === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/.test(at) && isMoment(at) && typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return { at, id }
  } catch { /* not ours */ }
  throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
}
