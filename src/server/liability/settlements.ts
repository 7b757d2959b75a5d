// Issues a month's statements for all units, set by set and resumable: frozen with a hash over their lines, the month's own hash in the record.
import { sql } from 'kysely'
import { z } from 'zod'
import type { settlementMonth } from '../../contract/settlements.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { inTransaction } from '../platform/database.ts'
import { job } from '../platform/jobs.ts'
import type { Job } from '../platform/jobs.ts'
import { appendToStream } from '../platform/record.ts'
import { write } from '../platform/write.ts'
import { penaltiesDocument } from './penalty-policy.ts'

type Month = z.output<typeof settlementMonth>
type MonthRow = { month: string; state: Month['state']; statements: number; total: number; by: string | null; started_at: number | null; finished_at: number | null; dispute_until: number | null; open_disputes: number }

/** The record's stream of settlements; it belongs to no case. */
export const settlementStream = { id: '5e771e00-0000-4000-8000-000000000026', kind: 'settlement' } as const

/** Units of one transaction: some seconds of work at most, so that a stop loses little. */
const unitsAtOnce = 2000

/** What a statement's hash is over; verification asks the same words. `s` has unit, month, opening and closing, `lines` the text of its entries. */
export const statementHashText = "sha256(convert_to(concat_ws('|', s.unit_id, to_char(s.month, 'YYYY-MM'), s.opening_minor, s.closing_minor, coalesce(l.lines, '')), 'UTF8'))"
/** The text of the lines of units (alias `e`), in their order. */
export const statementLinesText = "string_agg(concat_ws(',', e.id, e.kind, e.amount_minor, e.currency, e.complaint_id, coalesce(e.penalty_id::text, ''), coalesce(e.reverses::text, ''), floor(extract(epoch from e.at) * 1000)::bigint), ';' order by e.at, e.id)"
const [statementHash, statementLines] = [sql.raw(statementHashText), sql.raw(statementLinesText)]

/** Begins a month; its statements follow in jobs. @throws Refusal 409 `settlement.month_not_over`, `settlement.issued`, `settlement.earlier_open`. */
export async function issueMonth(d: Deps, ctx: Ctx, month: string): Promise<Month> {
  if (ctx.actor.kind !== 'user') throw new Refusal('identity.session_needed', {}, 403)
  const policy = d.policy().of(penaltiesDocument)
  return write(ctx, async ({ tx, now }) => {
    // whoever books at this moment is waited for; who comes later books into the month that runs
    await sql`select pg_advisory_xact_lock(4710026)`.execute(tx)
    const first = sql`${`${month}-01`}::date`
    const found = await sql<{ over: boolean; issued: boolean; earlier: string | null }>`select ${first} < date_trunc('month', app_now() at time zone 'Asia/Shanghai')::date as over, exists (select 1 from settlement_runs where month = ${first}) as issued,
      (select to_char(min(e.month), 'YYYY-MM') from settlement_entries e where e.month < ${first} and not exists (select 1 from settlement_runs r where r.month = e.month)) as earlier`.execute(tx)
    const f = found.rows[0]
    if (!f?.over) throw new Refusal('settlement.month_not_over', { month })
    if (f.issued) throw new Refusal('settlement.issued', { month })
    if (f.earlier !== null) throw new Refusal('settlement.earlier_open', { month: f.earlier })
    await sql`insert into settlement_runs (month, state, dispute_days, policy_version, started_by, started_by_name, started_at) values (${first}, 'running', ${policy.disputeDays}, ${policy.version}, ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)})`.execute(tx)
    await d.enqueue(tx, [{ name: 'settle_month', payload: { month }, key: `settle_month:${month}` }])
    const [row] = await readMonths(tx, month)
    if (!row) throw new Error('a month just begun is gone')
    return row
  }, 201)
}

/** The job: goes on after the unit done last. */
export function settlementJobs(d: Pick<Deps, 'db'>): Job[] {
  return [job({
    name: 'settle_month', payload: z.object({ month: z.string() }),
    run: async ({ month }, signal) => {
      while (!signal.aborted) if (await issueSome(d.db, month)) return
    },
  })]
}

/** One set of units; true when the month is done. */
export async function issueSome(db: Db, month: string): Promise<boolean> {
  return inTransaction(db, async ({ tx, now }) => {
    const run = (await sql<{ state: string; after_unit: string | null; started_by: string | null; started_by_name: string }>`select state, after_unit, started_by, started_by_name from settlement_runs where month = ${`${month}-01`}::date for update`.execute(tx)).rows[0]
    if (!run || run.state === 'done') return true
    const units = await sql<{ last: string | null; n: number }>`select (array_agg(x.id order by x.id desc))[1] as last, count(*)::int as n from (select id from org_units where id > ${run.after_unit ?? '00000000-0000-0000-0000-000000000000'}::uuid order by id limit ${unitsAtOnce}) x`.execute(tx)
    const { last, n } = units.rows[0] ?? { last: null, n: 0 }
    if (last !== null) await issueUnits(tx, now, month, run.after_unit, last)
    if (last !== null && n === unitsAtOnce) return false
    await finish(tx, now, month, { kind: 'user', id: run.started_by ?? 'system', name: run.started_by_name })
    return true
  })
}

async function issueUnits(tx: Db, now: number, month: string, after: string | null, last: string): Promise<void> {
  const first = sql`${`${month}-01`}::date`
  const range = (column: string) => sql`${sql.ref(column)} > ${after ?? '00000000-0000-0000-0000-000000000000'}::uuid and ${sql.ref(column)} <= ${last}::uuid`
  await sql`with sums as (
      select e.unit_id, count(*)::int as entries, coalesce(sum(e.amount_minor) filter (where e.kind = 'recovery'), 0)::bigint as recovery, coalesce(sum(e.amount_minor) filter (where e.kind = 'penalty'), 0)::bigint as penalty, coalesce(sum(e.amount_minor) filter (where e.kind = 'reversal'), 0)::bigint as reversal, coalesce(sum(e.amount_minor) filter (where e.kind = 'correction'), 0)::bigint as correction, ${statementLines} as lines
      from settlement_entries e where e.month = ${first} and ${range('e.unit_id')} group by e.unit_id),
    former as (select distinct on (p.unit_id) p.unit_id, p.closing_minor from settlement_statements p where p.month < ${first} and ${range('p.unit_id')} order by p.unit_id, p.month desc),
    s as (
      select u.id as unit_id, ${first} as month, coalesce(f.closing_minor, 0) as opening_minor, coalesce(x.recovery, 0) as recovery, coalesce(x.penalty, 0) as penalty, coalesce(x.reversal, 0) as reversal, coalesce(x.correction, 0) as correction, coalesce(x.entries, 0) as entries,
        coalesce(f.closing_minor, 0) + coalesce(x.recovery, 0) + coalesce(x.penalty, 0) + coalesce(x.reversal, 0) + coalesce(x.correction, 0) as closing_minor
      from org_units u left join sums x on x.unit_id = u.id left join former f on f.unit_id = u.id where ${range('u.id')} and (x.unit_id is not null or f.closing_minor <> 0)),
    made as (
      insert into settlement_statements (id, unit_id, month, opening_minor, recovery_minor, penalty_minor, reversal_minor, correction_minor, closing_minor, entries, hash, issued_at, dispute_until)
      select gen_random_uuid(), s.unit_id, s.month, s.opening_minor, s.recovery, s.penalty, s.reversal, s.correction, s.closing_minor, s.entries, ${statementHash}, ${new Date(now)},
        ((${new Date(now)}::timestamptz at time zone 'Asia/Shanghai')::date + (select r.dispute_days + 1 from settlement_runs r where r.month = ${first}))::timestamp at time zone 'Asia/Shanghai'
      from s left join sums l on l.unit_id = s.unit_id returning unit_id, closing_minor),
    told as (
      insert into notifications (id, unit_id, permission, kind, params, at) select gen_random_uuid(), m.unit_id, 'settlement:dispute', 'statement_issued', jsonb_build_object('month', ${month}::text), ${new Date(now)} from made m
      on conflict (permission, unit_id, complaint_id, kind) where user_id is null do update set at = excluded.at, params = excluded.params returning id),
    news as (insert into outbox (type, notification_id) select 'notification', id from told returning 1)
    update settlement_runs r set after_unit = ${last}::uuid, statements = r.statements + (select count(*) from made), total_minor = r.total_minor + (select coalesce(sum(closing_minor), 0) from made) where r.month = ${first}`.execute(tx)
}

async function finish(tx: Db, now: number, month: string, by: { kind: string; id: string; name: string }): Promise<void> {
  const done = await sql<{ statements: number; total_minor: number; hash: string }>`update settlement_runs r set state = 'done', finished_at = ${new Date(now)}, hash = sha256(convert_to(coalesce((select string_agg(encode(s.hash, 'hex'), '' order by s.unit_id) from settlement_statements s where s.month = r.month), ''), 'UTF8'))
    where r.month = ${`${month}-01`}::date returning r.statements, r.total_minor, encode(r.hash, 'hex') as hash`.execute(tx)
  const row = done.rows[0]
  if (row) await appendToStream(tx, now, by, settlementStream, [{ type: 'settlement.month_issued', data: { month, statements: row.statements, totalMinor: Number(row.total_minor), hash: row.hash } }])
}

/** Months that are issued, run, or hold entries; the newest first. */
export async function listMonths(db: Db): Promise<{ items: Month[] }> {
  return { items: await readMonths(db, null) }
}

async function readMonths(db: Db, only: string | null): Promise<Month[]> {
  const rows = await sql<MonthRow>`with months as (select month from settlement_runs union (select date_trunc('month', app_now() at time zone 'Asia/Shanghai')::date) union (with recursive m as ((select month from settlement_entries order by month desc limit 1) union all select (select e.month from settlement_entries e where e.month < m.month order by e.month desc limit 1) from m where m.month is not null) select month from m where month is not null))
    select to_char(x.month, 'YYYY-MM') as month, coalesce(r.state, 'open') as state, coalesce(r.statements, 0) as statements, case when r.month is null then (select coalesce(sum(e.amount_minor), 0)::bigint from settlement_entries e where e.month = x.month) else r.total_minor end as total, r.started_by_name as by, r.started_at, r.finished_at,
      case when r.month is not null then (select max(s.dispute_until) from (select dispute_until from settlement_statements s where s.month = x.month limit 1) s) end as dispute_until,
      (select count(*)::int from settlement_disputes q join settlement_statements s on s.id = q.statement_id where q.state = 'open' and s.month = x.month) as open_disputes
    from months x left join settlement_runs r on r.month = x.month where ${only === null ? sql`true` : sql`x.month = ${`${only}-01`}::date`} order by x.month desc limit 36`.execute(db)
  const at = (v: number | null): string | null => (v === null ? null : new Date(v).toISOString())
  return rows.rows.map((r) => ({ month: r.month, state: r.state, statements: r.statements, total: { minor: Number(r.total), currency: 'CNY' }, startedBy: r.by, startedAt: at(r.started_at), finishedAt: at(r.finished_at), disputeUntil: at(r.dispute_until), openDisputes: r.open_disputes }))
}
