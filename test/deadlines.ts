// Deadlines on a database of their own without the application: cases with clocks put there by SQL, a clock to move, and the sweep as the worker runs it.
import { sql } from 'kysely'
import pg from 'pg'
import { foundDemo } from '../src/server/demo.ts'
import type { SweepDeps } from '../src/server/complaints/ladder-sweep.ts'
import { sweepDeadlines } from '../src/server/complaints/ladder-sweep.ts'
import { makeNotices } from '../src/server/desk/notices.ts'
import { openPolicy } from '../src/server/policy-in-force.ts'
import { createDatabase } from '../src/server/platform/database.ts'
import type { Db } from '../src/server/platform/context.ts'
import { newId } from '../src/server/platform/ids.ts'
import { cloneDatabase } from './database.ts'

export const hour = 3_600_000
const keys = { version: 1, fieldKey: Buffer.alloc(32, 1), indexKey: Buffer.alloc(32, 2) }

export type NewClock = { readonly kind: string; readonly openedHours?: number; readonly dueHours: number; readonly epoch?: number }
export type StepSeen = { readonly kind: string; readonly epoch: number; readonly step: string; readonly state: string; readonly told: readonly { to: string; userId?: string; permission?: string; unitId?: string | null; name?: string }[]; readonly passed: readonly { to: string; because: string }[]; readonly placed_at: number; readonly told_at: number; readonly due_at: number; readonly because: Record<string, unknown> | null }

export type Deadlines = {
  readonly db: Db
  readonly deps: SweepDeps
  readonly urls: { readonly app: string; readonly owner: string }
  readonly users: Readonly<Record<string, string>>
  /** Sets the system's clock to an instant of business time such as `2026-11-24 10:00`. */
  readonly setClock: (at: string) => Promise<void>
  readonly moveClock: (hours: number) => Promise<void>
  /** A case with clocks that began and are due so many hours from now. */
  readonly aCase: (clocks: readonly NewClock[], more?: { owner?: string | null; status?: string; reason?: string | null; unit?: string }) => Promise<string>
  readonly sweep: () => Promise<number>
  /** What was told of a case, in order. */
  readonly steps: (id: string) => Promise<StepSeen[]>
  readonly codes: (id: string) => Promise<string[]>
  /** Lets the notices follow from the feed; gives those of a case as `who kind`. */
  readonly notices: (id: string) => Promise<string[]>
  readonly stop: () => Promise<void>
}

let number = 26_112_200_000_000

/** Starts one; stop it in `afterAll`. */
export async function startDeadlines(): Promise<Deadlines> {
  const database = await cloneDatabase()
  const { db, close } = createDatabase(database.url, { max: 6 })
  await foundDemo(db)
  const policy = await openPolicy(db)
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  const errors: unknown[] = []
  const deps: SweepDeps = { db, keys, policy: policy.current, log: { error: (...all: unknown[]) => void errors.push(all) } }
  const users = Object.fromEntries((await sql<{ username: string; id: string }>`select username, id from users`.execute(db)).rows.map((u) => [u.username, u.id]))
  const steps = async (id: string): Promise<StepSeen[]> => (await sql<StepSeen>`select kind, epoch, step, state, told, passed, placed_at, told_at, due_at, because from clock_steps where complaint_id = ${id} order by told_at, placed_at, kind, step`.execute(db)).rows
  return {
    db, deps, users, steps, urls: { app: database.url, owner: database.ownerUrl },
    setClock: async (at) => void await owner.query(`update clock_offset set shift = ($1::timestamp at time zone 'Asia/Shanghai') - now()`, [at]),
    moveClock: async (hours) => void await owner.query(`update clock_offset set shift = shift + make_interval(secs => $1)`, [hours * 3600]),
    aCase: async (clocks, { owner: who = 'agent', status = 'investigating', reason = 'damage', unit } = {}) => {
      const id = newId()
      number += 1
      await sql`insert into complaints (id, complaint_no, kind, channel, status, reason_code, priority, severity, impact, mood, keyword, verbatim_masked, complainant_role, sealed, received_at, recorded_at, search, chain_seq, chain_hash, owner_id)
        values (${id}, ${String(number).padStart(17, '0')}, 'complaint', 'phone', ${status}, ${reason}, 3, 1, 1, 1, '测试', '测试', 'consignee', '\\x00', app_now(), app_now(), '', 0, '\\x00', ${who === null ? null : users[who]})`.execute(db)
      if (unit !== undefined) {
        await sql`insert into orders (complaint_id, id, unit_id, province_id, hub_id, outlet_id, question, asked_by, asked_by_name, asked_at, due_at, epoch, state)
          select ${id}, ${newId()}, o.id, o.province_id, o.hub_id, o.outlet_id, '签收是谁', ${users['agent']}, '周小雨', app_now(), app_now() + interval '1 day', 1, 'open' from org_units o where o.code = ${unit}`.execute(db)
      }
      for (const c of clocks) {
        await sql`insert into clocks (complaint_id, kind, epoch, opened_at, due_at, strict_due_at, statutory, policy_version, calendar_version)
          select ${id}, ${c.kind}, ${c.epoch ?? 1}, app_now() + make_interval(secs => ${(c.openedHours ?? 0) * 3600}), d, d, ${c.kind === 'statutory_watch'}, 'p', 'c' from (select app_now() + make_interval(secs => ${c.dueHours * 3600}) as d) d`.execute(db)
      }
      return id
    },
    sweep: async () => {
      const told = await sweepDeadlines(deps)
      if (errors.length > 0) throw new Error(`the sweep failed: ${JSON.stringify(errors, (_k, v: unknown) => (v instanceof Error ? v.message : v))}`)
      return told
    },
    codes: async (id) => (await steps(id)).map((s) => `${s.state === 'overtaken' ? '-' : ''}${s.kind} ${s.step}${s.told.length === 0 ? '' : ` ${s.told.map((t) => t.to).join('+')}`}`),
    notices: async (id) => {
      // a transaction open anywhere in the cluster holds the feed back: other tests have some
      for (let left = 300; left > 0; left--) {
        await makeNotices({ db, house: { surgeAt: () => null } as never })
        const behind = await sql`select 1 from outbox o, settings s where s.name = 'notices' and (o.tx, o.id) > ((s.value ->> 'tx')::xid8, (s.value ->> 'id')::bigint) and o.type <> 'notification' limit 1`.execute(db)
        if (behind.rows.length === 0) break
        await new Promise((done) => setTimeout(done, 50))
      }
      const found = await sql<{ who: string; kind: string }>`select coalesce(u.username, n.permission || coalesce('@' || o.code, '')) as who, n.kind from notifications n left join users u on u.id = n.user_id left join org_units o on o.id = n.unit_id where n.complaint_id = ${id} order by 1, 2`.execute(db)
      return found.rows.map((n) => `${n.who} ${n.kind}`)
    },
    stop: async () => {
      policy.close()
      await owner.end()
      await close()
      await database.drop()
    },
  }
}
