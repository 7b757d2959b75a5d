// Cases of who is gone that fall due before they return move to somebody on duty, with their three lines (OPN-32, C14; ADR 043).
import { sql } from 'kysely'
import { chooseWorker } from '../../domain/complaints/assignment.ts'
import type { AssignmentRule, Worker } from '../../domain/complaints/assignment.ts'
import type { Away } from '../../domain/identity/availability.ts'
import { whyNotMoved } from '../../domain/complaints/moving.ts'
import { Refusal } from '../../domain/refusal.ts'
import { loadDuty } from '../identity/duty-people.ts'
import type { DutyPerson } from '../identity/duty-people.ts'
import type { Db } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { wordsOf } from '../platform/locales.ts'
import type { Sweep } from '../platform/jobs.ts'
import { rowsOf } from '../platform/own-rows.ts'
import { loadRules } from './assignment-rules.ts'
import { house } from './auto-assign.ts'
import type { Deps } from './deps.ts'
import { takeStep } from './gate.ts'
import { keepHandOver, readLines, withMissing, wordedLines } from './hand-over.ts'
import { countOpen, workerOf } from './loads.ts'
import { isOpenSql } from './open.ts'
import { readTraits } from './traits.ts'
import type { TraitsRow } from './traits.ts'

export type Stranded = { readonly id: string; readonly owner: DutyPerson; readonly away: Away; readonly missing: readonly string[]; readonly blocked: boolean; readonly pending: { readonly id: string; readonly toId: string; readonly at: number } | null }

/**
 * Open cases that fall due before their absent owner returns, soonest due first, at most `limit`. `blocked`: nobody has understood it yet, so only a person may
 * pass it on (SOL-15). `pending`: offered to somebody who hasn't answered.
 */
export async function listStranded(db: Db, people: readonly DutyPerson[], limit: number): Promise<Stranded[]> {
  const away = people.flatMap((p) => (p.standing.away ? [{ person: p, away: p.standing.away }] : []))
  if (away.length === 0) return []
  const found = await sql<{ id: string; owner_id: string; reason_code: string | null; missing_fields: string[]; pending: { id: string; to_id: string; at: string } | null }>`
    select c.id, c.owner_id, c.reason_code, c.missing_fields, (select jsonb_build_object('id', h.id, 'to_id', h.to_id, 'at', h.at) from ${rowsOf('handovers', sql`c.id`)} h where h.state = 'offered' limit 1) as pending
    from unnest(${away.map((a) => a.person.id)}::uuid[], ${away.map((a) => new Date(a.away.returnsAt).toISOString())}::timestamptz[]) as w(owner_id, returns_at)
      cross join lateral (select c.* from complaints c where c.owner_id = w.owner_id and ${isOpenSql} and c.next_due_at < w.returns_at order by c.next_due_at, c.id limit ${limit}) c
    order by c.next_due_at, c.id limit ${limit}`.execute(db)
  const by = new Map(away.map((a) => [a.person.id, a]))
  return found.rows.flatMap((r) => {
    const owner = by.get(r.owner_id)
    return owner ? [{ id: r.id, owner: owner.person, away: owner.away, missing: r.missing_fields, blocked: whyNotMoved({ reasonCode: r.reason_code }) !== null, pending: r.pending && { id: r.pending.id, toId: r.pending.to_id, at: Date.parse(r.pending.at) } }] : []
  })
}

/** Moves what can move now; gives how many. A second sweep finds them with their new owner, so that nothing moves twice. */
export async function moveStranded(deps: Deps): Promise<number> {
  const policy = deps.policy().duty
  const { people, now } = await loadDuty(deps.db, policy)
  const due = (await listStranded(deps.db, people, 200)).filter((s) => !s.blocked && (s.pending === null || s.pending.at + policy.answerMs <= now))
  if (due.length === 0) return 0
  const available = people.filter((p) => p.standing.isAvailable)
  const loads = await countOpen(deps.db, available.map((p) => p.id))
  let workers = available.map((p) => workerOf(p, loads.get(p.id)?.open ?? 0))
  if (workers.length === 0) return 0
  const [rules, traits, lines] = [(await loadRules(deps.db)).items, await traitsOf(deps.db, due), await readLines(deps.db, due.map((d) => d.id))]
  let moved = 0
  for (const s of due) {
    const [c, three] = [traits.get(s.id), lines.get(s.id)]
    const to = c && chooseFor(c, s, rules, workers)
    if (!c || !to || !three || !await move(deps, c, s, to, withMissing(wordedLines(three), s.missing))) continue
    moved += 1
    workers = workers.map((w) => (w.id === to.id ? { ...w, open: w.open + 1 } : w))
  }
  return moved
}

async function traitsOf(db: Db, due: readonly Stranded[]): Promise<ReadonlyMap<string, TraitsRow>> {
  const rows = await readTraits(db, sql`select u.id, u.n from unnest(${due.map((d) => d.id)}::uuid[]) with ordinality as u(id, n)`)
  return new Map(rows.map((r) => [r.id, r]))
}

/** Who was asked already if they are there; else by the rules; else somebody of the owner's unit, else anybody whose skills fit, who carries least. */
function chooseFor(c: TraitsRow, s: Stranded, rules: readonly AssignmentRule[], workers: readonly Worker[]): Worker | null {
  const asked = workers.find((w) => w.id === s.pending?.toId && w.open < w.capacity)
  const anyone = (unitId: string | null): AssignmentRule => ({ name: '', enabled: true, when: { reasons: [], priorities: [], channels: [], languages: [], kinds: [], units: [], keyCustomer: false, regulator: false }, to: { people: [], unitId, roleCode: null, skilled: true } })
  return asked ?? chooseWorker([...rules, anyone(s.owner.unit.id), anyone(null)], c, workers.filter((w) => w.id !== s.owner.id)).worker
}

async function move(deps: Deps, c: TraitsRow, s: Stranded, to: Worker, lines: ReturnType<typeof wordedLines>): Promise<boolean> {
  const ctx = { db: deps.db, actor: house, log: deps.log, requestId: newId(), idempotency: null }
  const reason = wordsOf('zh-CN')(`codes.routing.${s.away.because}`)
  return takeStep(deps, ctx, c.id, 'move', c.version, async (step) => {
    const { row, tx, now, facts } = step
    if (row.owner_id !== s.owner.id) throw new Refusal('complaint.not_owner')
    if (facts.handover) await sql`update handovers set state = ${facts.handover.toId === to.id ? 'accepted' : 'declined'}, answered_at = ${new Date(now)} where complaint_id = ${row.id} and id = ${facts.handover.id}`.execute(tx)
    const handover = await keepHandOver(step, s.owner.id, to.id, reason, lines, 'accepted')
    return {
      // the first-contact owner stays responsible for the customer hearing the result (SOL-15, C14)
      made: handover, set: { owner_id: to.id, first_contact_owner_id: row.first_contact_owner_id ?? s.owner.id },
      data: { handover, owner: to.id, ownerName: to.name, previous: s.owner.id, previousName: s.owner.name, because: [{ code: s.away.because, params: { returnsAt: new Date(s.away.returnsAt).toISOString() } }, { code: 'load', params: { open: to.open, capacity: to.capacity } }], ...(s.missing.length === 0 ? {} : { missing: [...s.missing] }), ...lines },
    }
  }).then(() => true, (error: unknown) => { if (error instanceof Refusal) return false; throw error })
}

/** Every fifteen seconds: absences and ends of shifts are minutes, not moments. */
export function moveSweep(deps: Deps): Sweep {
  return { name: 'moves', everyMs: 15_000, run: () => moveStranded(deps) }
}
