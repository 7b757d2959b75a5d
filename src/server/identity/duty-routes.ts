// The endpoints of duty that know no case but its number: my state, the roster, shifts, absences, skills.
import { sql } from 'kysely'
import type { z } from 'zod'
import * as wire from '../../contract/duty.ts'
import type { DutyPolicy } from '../../domain/identity/availability.ts'
import type { AbsenceKind, ShiftCode } from '../../domain/identity/duty-words.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx } from '../platform/context.ts'
import { cursorOf, readCursor } from '../platform/pages.ts'
import { Malformed } from '../platform/problems.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { write } from '../platform/write.ts'
import { beat } from './beats.ts'
import { loadDuty } from './duty-people.ts'
import { dropShift, endAbsence, listTemplates, planShifts, recordAbsence, setSkills, setState, setTemplate } from './duty-store.ts'

const ok = { ok: true } as const
type Duty = z.output<typeof wire.myDuty>
type Shift = z.output<typeof wire.shift>
type Absence = z.output<typeof wire.absence>
type ShiftRow = { id: string; user_id: string; code: ShiftCode; from_at: number; to_at: number }
type AbsenceRow = { id: string; user_id: string; kind: AbsenceKind; from_at: number; to_at: number }

/** Every route of `src/contract/duty.ts` that belongs to identity. `countOpen` says how many open cases people own: a later capability's table. */
export function dutyRoutes(policy: () => DutyPolicy, countOpen: (db: Ctx['db'], ids: readonly string[]) => Promise<ReadonlyMap<string, { readonly open: number }>>): Route[] {
  return [
    route(wire.getDuty, (ctx) => myDuty(ctx, policy(), countOpen)),
    route(wire.setDuty, async (ctx, { body }) => {
      if (ctx.actor.kind !== 'user') throw new Refusal('duty.people_only', {}, 403)
      await write(ctx, (t) => setState(t, body.state))
      await beat(ctx.db, [ctx.actor.id])
      return myDuty(ctx, policy(), countOpen)
    }),
    route(wire.listDuty, (ctx, { query }) => listRoster(ctx, policy(), query, countOpen)),
    route(wire.setSkills, async (ctx, { params, body }) => { await write(ctx, (t) => setSkills(t, params.id, body.skills, body.capacity)); return ok }),
    route(wire.planShifts, (ctx, { body }) => write(ctx, (t) => planShifts(t, body.userIds, body.days, body.code), 201)),
    route(wire.dropShift, async (ctx, { params }) => { await write(ctx, (t) => dropShift(t, params.id)); return ok }),
    route(wire.recordAbsence, (ctx, { body }) => write(ctx, async (t) => ({ id: await recordAbsence(t, body.userId, body.kind, Date.parse(body.from), Date.parse(body.to)), kind: body.kind, from: body.from, to: body.to }), 201)),
    route(wire.endAbsence, async (ctx, { params }) => { await write(ctx, (t) => endAbsence(t, params.id)); return ok }),
    route(wire.listShiftTemplates, async (ctx) => ({ items: await listTemplates(ctx.db) })),
    route(wire.setShiftTemplate, async (ctx, { params, body }) => { await write(ctx, (t) => setTemplate(t, params.code, body)); return { code: params.code, ...body } }),
  ]
}

type CountOpen = Parameters<typeof dutyRoutes>[1]

async function myDuty(ctx: Ctx, policy: DutyPolicy, countOpen: CountOpen): Promise<Duty> {
  const { people, now } = await loadDuty(ctx.db, policy, { ids: ctx.actor.kind === 'user' ? [ctx.actor.id] : [] })
  const me = people[0]
  // who owns no cases still has a state: a judge on a break is on a break
  if (!me) {
    const said = await sql<{ state: Duty['state']; since: number }>`select state, since from duty_states where user_id::text = ${ctx.actor.id}`.execute(ctx.db)
    return { state: said.rows[0]?.state ?? 'online', since: said.rows[0] ? new Date(said.rows[0].since).toISOString() : null, shift: null, nextShift: null, absence: null, open: 0, capacity: 0 }
  }
  const [shifts, absences] = await readSpans(ctx, [me.id], now, now + 14 * 86_400_000)
  const absence = absences.find((a) => a.from_at <= now && a.to_at > now)
  return {
    state: me.said, since: me.saidSince === null ? null : new Date(me.saidSince).toISOString(), shift: shownShift(shifts.find((s) => s.from_at <= now && s.to_at > now)), nextShift: shownShift(shifts.find((s) => s.from_at > now)), absence: absence ? shownAbsence(absence) : null,
    open: (await countOpen(ctx.db, [me.id])).get(me.id)?.open ?? 0, capacity: me.capacity,
  }
}

async function listRoster(ctx: Ctx, policy: DutyPolicy, query: { limit: number; cursor?: string | undefined; from: string; to: string; q?: string | undefined; unitId?: string | undefined }, countOpen: CountOpen): Promise<{ items: z.output<typeof wire.dutyPerson>[]; nextCursor: string | null }> {
  const [from, to] = [Date.parse(query.from), Date.parse(query.to)]
  if (to <= from || to - from > 40 * 86_400_000) throw new Malformed([{ path: 'query.to', code: 'too_big' }])
  const after = readCursor(query.cursor)
  const q = query.q?.toLowerCase()
  const all = (await loadDuty(ctx.db, policy)).people.filter((p) => (query.unitId === undefined || p.unitIds.includes(query.unitId)) && (q === undefined || p.name.includes(q) || (p.staffNo ?? '').toLowerCase().includes(q)))
  const begin = after === null ? 0 : all.findIndex((p) => p.id === after) + 1
  const some = all.slice(begin, begin + query.limit)
  const ids = some.map((p) => p.id)
  const [[shifts, absences], open] = await Promise.all([readSpans(ctx, ids, from, to), countOpen(ctx.db, ids)])
  const items = some.map((p) => ({
    id: p.id, name: p.name, staffNo: p.staffNo, roleCode: p.roleCodes[0] ?? '', unit: { ...p.unit }, skills: { languages: [...p.skills.languages], reasons: [...p.skills.reasons], channels: [...p.skills.channels], keyCustomers: p.skills.keyCustomers, regulator: p.skills.regulator } as z.output<typeof wire.skills>,
    capacity: p.capacity, state: p.standing.state, present: p.isSeen, open: open.get(p.id)?.open ?? 0, shifts: shifts.filter((s) => s.user_id === p.id).map((s) => shownShift(s)!), absences: absences.filter((a) => a.user_id === p.id).map(shownAbsence),
  }))
  const last = some.at(-1)
  return { items, nextCursor: last && begin + query.limit < all.length ? cursorOf(last.id) : null }
}

async function readSpans(ctx: Ctx, ids: readonly string[], from: number, to: number): Promise<[ShiftRow[], AbsenceRow[]]> {
  const [a, b] = [new Date(from), new Date(to)]
  const [shifts, absences] = await Promise.all([
    sql<ShiftRow>`select id, user_id, code, from_at, to_at from shifts where user_id = any(${[...ids]}::uuid[]) and to_at > ${a} and from_at < ${b} order by from_at`.execute(ctx.db),
    sql<AbsenceRow>`select id, user_id, kind, from_at, to_at from absences where user_id = any(${[...ids]}::uuid[]) and to_at > ${a} and from_at < ${b} order by from_at`.execute(ctx.db),
  ])
  return [shifts.rows, absences.rows]
}

function shownShift(r: ShiftRow | undefined): Shift | null {
  return r ? { id: r.id, code: r.code, from: new Date(r.from_at).toISOString(), to: new Date(r.to_at).toISOString() } : null
}

function shownAbsence(r: AbsenceRow): Absence {
  return { id: r.id, kind: r.kind, from: new Date(r.from_at).toISOString(), to: new Date(r.to_at).toISOString() }
}
