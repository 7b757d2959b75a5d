// What the rules make of a case now: its finding's facts, who was silent, who had the parcel, put to the rules with everything pinned to its hop.
import { sql } from 'kysely'
import type { z } from 'zod'
import type { proposal as proposalShape } from '../../contract/liability.ts'
import { factCodes } from '../../domain/investigation/facts.ts'
import type { FactVerdict } from '../../domain/investigation/facts.ts'
import { propose } from '../../domain/liability/propose.ts'
import type { FactSeen, ProposedShare } from '../../domain/liability/propose.ts'
import type { LiabilityRules } from '../../domain/liability/rules.ts'
import type { PolicyInForce } from '../complaints/policy.ts'
import { readParcel360 } from '../investigation/parcel-360.ts'
import type { Db } from '../platform/context.ts'
import { rowsOf } from '../platform/own-rows.ts'

type View = z.output<typeof proposalShape>
type Unit = View['hops'][number]['unit']
type Found = { seq: number; code: string; unit_id: string | null; verdict: FactVerdict; text: string; evidence: number }
type Hop = { code: string; link: string; weight: number }

/** The proposal of a case; null while nothing is found or no table judges its reason. */
export async function proposalOf(db: Db, policy: PolicyInForce, rules: LiabilityRules, c: { readonly id: string; readonly reasonCode: string | null; readonly epoch: number; readonly receivedAt: number }): Promise<View | null> {
  const facts = await factsOf(db, c.id, c.epoch)
  if (facts === null) return null
  const hops = await hopsOf(db, policy, c)
  const units = await unitsOf(db, facts.flatMap((f) => f.unit_id ?? []), hops.map((h) => h.code))
  const held = hops.flatMap((h) => { const unit = units.find((u) => u.code === h.code); return unit ? [{ unit, link: h.link, weight: h.weight }] : [] })
  const seen: FactSeen[] = facts.flatMap((f) => { const code = factCodes.find((one) => one === f.code); return code === undefined ? [] : [{ seq: f.seq, code, unitId: f.unit_id, verdict: f.verdict }] })
  const found = propose(rules, { reasonCode: c.reasonCode, facts: seen, holders: held.map((h) => ({ unitId: h.unit.id, weight: h.weight })), partners: units.filter((u) => u.kind === 'partner').map((u) => u.id) })
  if (!found) return null
  const unitOf = (id: string | null): Unit | null => units.find((u) => u.id === id) ?? null
  const share = (s: ProposedShare): View['shares'][number] => ({ bearer: s.bearer, unit: unitOf(s.unitId), percent: s.percent, no: [...s.no], facts: [...s.facts] })
  return {
    rulesVersion: rules.version, table: found.table, rules: [found.rule, ...found.adds].map((r) => ({ no: r.no, text: r.text, source: r.source })), shares: found.shares.map(share),
    hops: held.map((h) => ({ ...h, facts: seen.filter((f) => f.unitId === h.unit.id).map((f) => f.seq) })),
    facts: facts.flatMap((f) => { const code = factCodes.find((one) => one === f.code); return code === undefined ? [] : [{ seq: f.seq, code, unit: unitOf(f.unit_id), verdict: f.verdict, text: f.text, evidence: f.evidence }] }),
    otherwise: found.otherwise.map((o) => ({ seq: o.seq, code: o.code, unit: unitOf(o.unitId), verdict: o.verdict, no: o.no, shares: o.shares.map(share) })),
  }
}

/** The facts of the latest finding, and who said nothing when asked; null without a finding. */
async function factsOf(db: Db, id: string, epoch: number): Promise<readonly Found[] | null> {
  const finding = (await sql<{ id: string }>`select id from findings where complaint_id = ${id} order by at desc, id desc limit 1`.execute(db)).rows[0]
  if (!finding) return null
  const facts = (await sql<Found>`select seq, code, unit_id, verdict, text, cardinality(evidence_ids) as evidence from finding_facts where complaint_id = ${id} and finding_id = ${finding.id} order by seq`.execute(db)).rows
  const silent = (await sql<{ unit_id: string }>`select unit_id from ${rowsOf('orders', id)} o where state = 'open' and due_at < app_now() union select unit_id from liability_units where complaint_id = ${id} and epoch = ${epoch} and statement = 'silent'`.execute(db)).rows
  const known = silent.filter((s) => !facts.some((f) => f.code === 'unit_silent' && f.unit_id === s.unit_id))
  return [...facts, ...known.map((s, i): Found => ({ seq: 1000 + i, code: 'unit_silent', unit_id: s.unit_id, verdict: 'established', text: '', evidence: 0 }))]
}

/** Who had the parcel in its hands, in the order of the way, and how strongly the course points at each. */
async function hopsOf(db: Db, policy: PolicyInForce, c: { readonly id: string; readonly reasonCode: string | null; readonly receivedAt: number }): Promise<readonly Hop[]> {
  const parcel = await readParcel360(db, policy, { id: c.id, receivedAt: c.receivedAt, reason: c.reasonCode })
  if (!parcel) return []
  const chain = parcel.course.stays.flatMap((stay) => (stay.unitCode === undefined ? [] : [{ code: stay.unitCode, link: stay.link }]))
  return chain.filter((hop, i) => chain.findIndex((other) => other.code === hop.code) === i).map((hop) => ({ ...hop, weight: parcel.segments.find((s) => s.unitCode === hop.code)?.weight ?? 0 }))
}

async function unitsOf(db: Db, ids: readonly string[], codes: readonly string[]): Promise<readonly Unit[]> {
  return (await sql<Unit>`select id, code, name, kind from org_units where id = any(${ids}::uuid[]) or code = any(${codes}::text[])`.execute(db)).rows
}
