// The assignment rules as data: one ordered value, replaced whole by whoever saw the version they replace, and tried on the newest cases before.
import { sql } from 'kysely'
import type { Rule } from '../../contract/duty.ts'
import { chooseWorker } from '../../domain/complaints/assignment.ts'
import type { AssignmentRule, Choice } from '../../domain/complaints/assignment.ts'
import { Refusal } from '../../domain/refusal.ts'
import { recordRules } from '../identity/duty-store.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { Malformed } from '../platform/problems.ts'
import type { Tx } from '../platform/write.ts'
import type { Deps } from './deps.ts'
import { loadAvailable } from './loads.ts'
import { isOpenSql } from './open.ts'
import { readTraits } from './traits.ts'
import { visibleTo } from './visible.ts'

/** The rules in their order, and the names of the people and units they speak of. */
export async function loadRules(db: Db): Promise<{ version: number; items: Rule[] }> {
  const found = await sql<{ version: number; rules: Rule[] }>`select version, rules from assignment_rules`.execute(db)
  return { version: found.rows[0]?.version ?? 0, items: found.rows[0]?.rules ?? [] }
}

/** Names by id, for showing rules. */
export async function namesIn(db: Db, rules: readonly AssignmentRule[]): Promise<Record<string, string>> {
  const ids = [...new Set(rules.flatMap((r) => [...r.when.units, ...r.to.people, ...(r.to.unitId === null ? [] : [r.to.unitId])]))]
  const found = await sql<{ id: string; name: string }>`select id, name from org_units where id = any(${ids}::uuid[]) union all select id, name from users where id = any(${ids}::uuid[])`.execute(db)
  return Object.fromEntries(found.rows.map((r) => [r.id, r.name]))
}

/** @throws Refusal `assignment.stale_rules` when somebody changed them since; Malformed for people, units or roles that aren't there. */
export async function saveRules(t: Tx, version: number, rules: readonly Rule[]): Promise<number> {
  const current = await sql<{ version: number }>`select version from assignment_rules for update`.execute(t.tx)
  if (current.rows[0]?.version !== version) throw new Refusal('assignment.stale_rules', { version: current.rows[0]?.version ?? 0 })
  await insistKnown(t.tx, rules)
  await sql`update assignment_rules set version = ${version + 1}, rules = ${JSON.stringify(rules)}`.execute(t.tx)
  await recordRules(t, version + 1, rules)
  return version + 1
}

async function insistKnown(tx: Db, rules: readonly Rule[]): Promise<void> {
  const roles = new Set((await sql<{ code: string }>`select code from roles`.execute(tx)).rows.map((r) => r.code))
  const names = await namesIn(tx, rules)
  const wrong = rules.flatMap((r, i) => [
    ...r.when.units.filter((id) => !(id in names)).map(() => ({ path: `body.items.${i}.when.units`, code: 'unknown' })), ...r.to.people.filter((id) => !(id in names)).map(() => ({ path: `body.items.${i}.to.people`, code: 'unknown' })),
    ...(r.to.unitId !== null && !(r.to.unitId in names) ? [{ path: `body.items.${i}.to.unitId`, code: 'unknown' }] : []), ...(r.to.roleCode !== null && !roles.has(r.to.roleCode) ? [{ path: `body.items.${i}.to.roleCode`, code: 'unknown' }] : []),
  ])
  if (wrong.length > 0) throw new Malformed(wrong)
}

/** Where the newest open cases the actor sees would go, each as if it were unowned, with those on duty now and what they'd carry by then. */
export async function tryRules(deps: Deps, ctx: Ctx, rules: readonly Rule[]): Promise<{ choices: { id: string; choice: Choice }[]; onDuty: number }> {
  const people = await loadAvailable(ctx.db, deps.policy().duty)
  const cases = await readTraits(ctx.db, sql`select c.id, row_number() over (order by c.received_at desc, c.id desc) as n from (select c.* from complaints c where ${isOpenSql} and ${visibleTo(ctx.actor)} order by c.received_at desc, c.id desc limit 20) c`)
  let carrying = people
  const choices = cases.map((c) => {
    const choice = chooseWorker(rules, c, carrying)
    carrying = carrying.map((w) => (w.id === choice.worker?.id ? { ...w, open: w.open + 1 } : w))
    return { id: c.id, choice }
  })
  return { choices, onDuty: people.length }
}
