// The judge's desk and the unit's own judgements: pages by key, what is due first first.
import { sql } from 'kysely'
import type { RawBuilder, SqlBool } from 'kysely'
import type { QueryOf, ReplyOf } from '../../contract/endpoint.ts'
import { deskStates } from '../../contract/liability.ts'
import type { listLiability as deskWire, listOwnJudgements as ownWire, OwnJudgement } from '../../contract/liability.ts'
import { transitions } from '../../domain/complaints/lifecycle.ts'
import type { PolicyInForce } from '../complaints/policy.ts'
import { decided } from '../complaints/deciders.ts'
import { visibleTo } from '../complaints/visible.ts'
import type { Ctx } from '../platform/context.ts'
import { Malformed } from '../platform/problems.ts'
import { rulesOf } from './case-state.ts'
import { toldBy } from './contest-windows.ts'

type Desk = ReplyOf<typeof deskWire>
type Item = Desk['items'][number]
type DeskState = (typeof deskStates)[number]
type Row = { id: string; complaint_no: string; keyword: string; status: Item['status']; reason_code: string | null; state: Item['state']; due_kind: Item['dueKind']; due_at: number | null; opened_at: number; key_at: number; amount_minor: number; above_limit: boolean; asked: number; given: number; silent: number; contests: number; shares: { name: string; percent: number }[] | null; judge: string | null; reviewer: string | null; mine: boolean }

const states: Readonly<Record<DeskState, readonly Item['state'][]>> = { to_judge: ['proposed', 'heard'], asked: ['asked'], contested: ['contested'], arbitrating: ['arbitrating'], running: ['judged', 'reviewed'], final: ['final'] }
const iso = (at: number): string => new Date(at).toISOString()
const counted = 100

/** A page of the desk: open ones by when they wait since, final ones newest first. Counts stop at a hundred. */
export async function listDesk(ctx: Ctx, query: QueryOf<typeof deskWire>): Promise<Desk> {
  const newest = query.show === 'final'
  const after = readCursor(query.cursor)
  const key = newest ? sql`l.final_at` : sql`l.opened_at`
  const place = after === null ? sql`true` : newest ? sql`(l.final_at, l.complaint_id) < (${new Date(after.at)}, ${after.id}::uuid)` : sql`(l.opened_at, l.complaint_id) > (${new Date(after.at)}, ${after.id}::uuid)`
  const found = await sql<Row>`select l.complaint_id as id, c.complaint_no, c.keyword, c.status, c.reason_code, l.state, l.due_kind, l.due_at, l.opened_at, ${key} as key_at, l.amount_minor::float8 as amount_minor, l.above_limit,
      (select count(*)::int from liability_units u where u.complaint_id = l.complaint_id and u.epoch = l.epoch) as asked, (select count(*)::int from liability_units u where u.complaint_id = l.complaint_id and u.epoch = l.epoch and u.statement = 'given') as given, (select count(*)::int from liability_units u where u.complaint_id = l.complaint_id and u.epoch = l.epoch and u.statement = 'silent') as silent,
      (select count(*)::int from liability_contests k where k.complaint_id = l.complaint_id and k.epoch = l.epoch) as contests,
      coalesce((select jsonb_agg(jsonb_build_object('name', coalesce(o.name, s.bearer), 'percent', s.percent) order by s.percent desc, s.seq) from judgement_shares s left join org_units o on o.id = s.unit_id where s.complaint_id = l.complaint_id and s.judgement_id = l.judgement_id),
        (select jsonb_agg(jsonb_build_object('name', coalesce(o.name, p ->> 'bearer'), 'percent', (p ->> 'percent')::int)) from jsonb_array_elements(l.proposal) p left join org_units o on o.id = (p ->> 'unit')::uuid)) as shares,
      (select name from users where id = l.judge_id) as judge, (select name from users where id = l.reviewer_id) as reviewer, exists (select from judgements j where ${decided} and j.by_id = ${personId(ctx)}::uuid) as mine
    from liability_cases l join complaints c on c.id = l.complaint_id and c.reopened = l.epoch where ${inState(query.show)} and ${visibleTo(ctx.actor)} and ${place}
    order by ${newest ? sql`l.final_at desc, l.complaint_id desc` : sql`l.opened_at, l.complaint_id`} limit ${query.limit + 1}`.execute(ctx.db)
  const page = found.rows.slice(0, query.limit)
  const last = page.at(-1)
  return { items: page.map(itemOf), nextCursor: found.rows.length > query.limit && last ? `${last.key_at}_${last.id}` : null, counts: await countsOf(ctx) }
}

/** Cases that ended without anybody being able to judge them wait for no judge. */
const judged = transitions.filter((t) => t.action === 'judgement').flatMap((t) => t.from)

function inState(show: DeskState): RawBuilder<SqlBool> {
  const state = sql<SqlBool>`l.state = any(${[...states[show]]}::text[])`
  return show === 'to_judge' ? sql<SqlBool>`${state} and c.status = any(${judged}::text[])` : state
}

async function countsOf(ctx: Ctx): Promise<Desk['counts']> {
  const found = await sql<Record<DeskState, number>>`select ${sql.join(deskStates.map((s) => sql`(select count(*)::int from (select from liability_cases l join complaints c on c.id = l.complaint_id and c.reopened = l.epoch where ${inState(s)} and ${visibleTo(ctx.actor)} limit ${counted}) x) as ${sql.ref(s)}`))}`.execute(ctx.db)
  return found.rows[0] ?? ({} as Desk['counts'])
}

function personId(ctx: Ctx): string | null {
  return ctx.actor.kind === 'user' ? ctx.actor.id : null
}

function itemOf(r: Row): Item {
  return {
    id: r.id, complaintNo: r.complaint_no, keyword: r.keyword, status: r.status, reasonCode: r.reason_code, state: r.state, dueKind: r.due_kind, dueAt: r.due_at === null ? null : iso(r.due_at), openedAt: iso(r.opened_at), amount: { minor: r.amount_minor, currency: 'CNY' }, aboveLimit: r.above_limit,
    statements: { asked: r.asked, given: r.given, silent: r.silent }, contests: r.contests, shares: r.shares ?? [], judge: r.judge, reviewer: r.reviewer, mine: r.mine,
  }
}

type OwnRow = {
  id: string; complaint_no: string; keyword: string; reason_code: string | null; item_number: string | null; state: OwnJudgement['state']; unit: OwnJudgement['unit']; percent: number | null; basis: string | null; reasoning: string | null; staff_no: string | null; judged_at: number | null; statement: OwnJudgement['statement']; due_at: number | null
  may_state: boolean; may_contest: boolean; may_arbitrate: boolean; may_answer: boolean; outcome: OwnJudgement['outcome']; key_at: number
}

/** What the actor's unit is asked or judged for, or answers for in another's place; newest first. */
export async function listOwn(ctx: Ctx, policy: PolicyInForce, query: QueryOf<typeof ownWire>): Promise<ReplyOf<typeof ownWire>> {
  const after = readCursor(query.cursor)
  const open = sql<SqlBool>`(r.may_state or r.may_contest or r.may_arbitrate or r.may_answer)`
  const rows = (all: boolean) => ownRows(ctx.actor.unitId, rulesOf(policy, null).windows.contestHours, all)
  // what was reviewed stays in sight while arbitration waits for the other units' windows
  const shown = query.show === 'open' ? sql<SqlBool>`(${open} or (r.state = 'reviewed' and r.percent is not null))` : sql<SqlBool>`true`
  const place = after === null ? sql`true` : sql`(r.key_at, r.id) < (${new Date(after.at)}, ${after.id}::uuid)`
  const found = await sql<OwnRow>`select r.* from (${rows(query.show !== 'open')}) r join complaints c on c.id = r.id where ${shown} and ${visibleTo(ctx.actor)} and ${place} order by r.key_at desc, r.id desc limit ${query.limit + 1}`.execute(ctx.db)
  const count = await sql<{ n: number }>`select count(*)::int as n from (select from (${rows(false)}) r join complaints c on c.id = r.id where ${open} and ${visibleTo(ctx.actor)} limit ${counted}) x`.execute(ctx.db)
  const page = found.rows.slice(0, query.limit)
  const last = page.at(-1)
  return { items: page.map(ownOf), nextCursor: found.rows.length > query.limit && last ? `${last.key_at}_${last.id}` : null, openCount: count.rows[0]?.n ?? 0 }
}

/** A unit's newest that are looked through at most: a hub has its share in a hundred thousand, and of old ones nothing is open. */
const mostLooked = 500

/** One row per case and unit: found by the unit's own newest rows, never by walking the cases. Ids of judgements follow time. */
function ownRows(unitId: string | null, contestHours: number, all: boolean): RawBuilder<unknown> {
  const by = (column: string) => sql`(select u.complaint_id, u.epoch, u.unit_id from liability_units u where ${sql.ref(column)} = ${unitId}::uuid order by u.asked_at desc limit ${mostLooked})`
  const answering = (column: string) => sql`(select r.complaint_id, r.epoch, a.unit_id from arbitration_answers a join arbitrations r on r.complaint_id = a.complaint_id and r.id = a.arbitration_id where ${sql.ref(column)} = ${unitId}::uuid order by a.arbitration_id desc limit ${mostLooked})`
  const window = sql`make_interval(hours => ${contestHours}::int)`
  return sql`with mine as materialized (
      select m.* from (${by('u.unit_id')} union ${by('u.answering_unit_id')} union ${answering('a.unit_id')} union ${answering('a.answering_unit_id')}
        union select j.complaint_id, j.epoch, s.unit_id from (select * from judgement_shares s where s.unit_id = ${unitId}::uuid order by s.judgement_id desc limit ${mostLooked}) s join judgements j on j.complaint_id = s.complaint_id and j.id = s.judgement_id) m
      join liability_cases l on l.complaint_id = m.complaint_id and l.epoch = m.epoch where ${all ? sql`true` : sql`l.state not in ('final', 'lapsed')`})
    select m.complaint_id as id, c.complaint_no, c.keyword, c.reason_code, c.item_number, l.state, jsonb_build_object('id', o.id, 'code', o.code, 'name', o.name, 'kind', o.kind) as unit, s.percent, s.basis, s.staff_no, j.reasoning, j.at as judged_at, u.statement, coalesce(j.at, u.asked_at, l.opened_at) as key_at,
      case when l.state = 'asked' then u.due_at when told.at is not null then told.at + ${window} else l.due_at end as due_at, k.outcome,
      (l.state in ('asked', 'heard') and u.statement is not null and u.statement <> 'given') as may_state, coalesce(told.at + ${window} > app_now(), false) as may_contest, (l.state = 'reviewed' and l.due_kind = 'arbitration_request' and s.percent is not null) as may_arbitrate,
      exists (select from arbitrations r join arbitration_answers a on a.complaint_id = r.complaint_id and a.arbitration_id = r.id where r.complaint_id = m.complaint_id and r.epoch = m.epoch and r.decided_at is null and a.unit_id = m.unit_id and a.state <> 'given') as may_answer
    from mine m join complaints c on c.id = m.complaint_id and c.reopened = m.epoch join liability_cases l on l.complaint_id = m.complaint_id and l.epoch = m.epoch join org_units o on o.id = m.unit_id
      left join liability_units u on u.complaint_id = m.complaint_id and u.epoch = m.epoch and u.unit_id = m.unit_id left join judgements j on j.complaint_id = m.complaint_id and j.id = l.judgement_id left join liability_contests k on k.complaint_id = m.complaint_id and k.epoch = m.epoch and k.unit_id = m.unit_id
      left join lateral (select sum(s.percent)::int as percent, string_agg(s.basis, '；' order by s.seq) as basis, min(s.staff_no) as staff_no from judgement_shares s where s.complaint_id = m.complaint_id and s.judgement_id = l.judgement_id and s.unit_id = m.unit_id) s on true
      left join lateral (select * from (${toldBy(sql`m.complaint_id`, sql`m.epoch`, sql`m.unit_id`)}) t where s.percent is not null and k.id is null and (l.state in ('judged', 'contested') or (l.state = 'reviewed' and l.due_kind = 'contest'))) told on true`
}

function ownOf(r: OwnRow): OwnJudgement {
  const may = r.may_answer ? 'answer' : r.may_state ? 'state' : r.may_contest ? 'contest' : r.may_arbitrate ? 'arbitrate' : null
  return {
    id: r.id, complaintNo: r.complaint_no, keyword: r.keyword, reasonCode: r.reason_code, waybillNo: r.item_number, state: r.state, unit: r.unit, percent: r.percent ?? 0, basis: r.basis ?? '', reasoning: r.percent === null ? null : r.reasoning, staffNo: r.staff_no, judgedAt: r.judged_at === null ? null : iso(r.judged_at),
    statement: r.statement, dueAt: may === null || r.due_at === null ? null : iso(r.due_at), may, outcome: r.outcome,
  }
}

function readCursor(cursor: string | undefined): { at: number; id: string } | null {
  if (cursor === undefined) return null
  const found = /^(\d{1,14})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor)
  if (!found) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  return { at: Number(found[1]), id: found[2] ?? '' }
}
