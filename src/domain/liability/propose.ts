// What the rules make of the facts: shares in whole per cent with the rule that gives them, and what would change if a fact were otherwise.
import type { BearerKind } from '../complaints/vocabulary.ts'
import { factKind } from '../investigation/facts.ts'
import type { FactCode, FactVerdict } from '../investigation/facts.ts'
import { tableOf } from './rules.ts'
import type { Add, Bearing, LiabilityRules, Rule } from './rules.ts'

/** A fact of the finding, by its place in it. */
export type FactSeen = { readonly seq: number; readonly code: FactCode; readonly unitId: string | null; readonly verdict: FactVerdict }
/** A unit that had the parcel in its hands, in the order of the way; `weight` 0–1: how strongly the course points at it. */
export type Holder = { readonly unitId: string; readonly weight: number }
export type Case = { readonly reasonCode: string | null; readonly facts: readonly FactSeen[]; readonly holders: readonly Holder[]; /** Units that are partners' companies. */ readonly partners: readonly string[] }

/** A share as proposed: `no` the rules that give it, `facts` the places of the facts it rests on. */
export type ProposedShare = { readonly bearer: BearerKind; readonly unitId: string | null; readonly percent: number; readonly no: readonly string[]; readonly facts: readonly number[] }
/** How the shares would be if one fact had another verdict. */
export type Otherwise = { readonly seq: number; readonly code: FactCode; readonly unitId: string | null; readonly verdict: FactVerdict; readonly no: string; readonly shares: readonly ProposedShare[] }
export type Proposal = { readonly table: string; readonly rule: Rule; readonly adds: readonly Add[]; readonly shares: readonly ProposedShare[]; readonly otherwise: readonly Otherwise[] }

type Part = { bearer: BearerKind; unitId: string | null; part: number; no: Set<string>; facts: Set<number> }

const mostOtherwise = 6

/** The proposal for a case; null for a reason that no table judges. */
export function propose(rules: LiabilityRules, c: Case): Proposal | null {
  const found = decide(rules, c)
  if (!found) return null
  const said = shown(found.shares)
  const otherwise = c.facts.flatMap((fact): Otherwise[] => {
    const verdict: FactVerdict = fact.verdict === 'established' ? 'refuted' : 'established'
    const other = decide(rules, { ...c, facts: c.facts.map((f) => (f.seq === fact.seq ? { ...f, verdict } : f)) })
    return other && shown(other.shares) !== said ? [{ seq: fact.seq, code: fact.code, unitId: fact.unitId, verdict, no: other.rule.no, shares: other.shares }] : []
  })
  return { ...found, otherwise: otherwise.slice(0, mostOtherwise) }
}

/** Parts of any size as whole per cent that make 100: the largest remainders are rounded up, the earlier first. */
export function wholePercents(parts: readonly number[]): readonly number[] {
  const sum = parts.reduce((total, p) => total + p, 0)
  if (sum <= 0) return parts.map((_, i) => (i === 0 ? 100 : 0))
  const exact = parts.map((p) => (p / sum) * 100)
  const floors = exact.map((e) => Math.floor(e + 1e-9))
  const left = 100 - floors.reduce((total, f) => total + f, 0)
  const up = exact.map((e, i) => ({ i, rest: e - (floors[i] ?? 0) })).toSorted((a, b) => b.rest - a.rest || a.i - b.i).slice(0, left)
  return floors.map((f, i) => (up.some((u) => u.i === i) ? f + 1 : f))
}

function decide(rules: LiabilityRules, c: Case): Omit<Proposal, 'otherwise'> | null {
  const table = tableOf(rules, c.reasonCode)
  const held = c.facts.filter((f) => f.verdict === 'established')
  const has = (code: FactCode): boolean => held.some((f) => f.code === code)
  const rule = rules.rules.find((r) => r.table === table && r.all.every(has) && (r.any.length === 0 || r.any.some(has)) && !r.none.some(has))
  if (table === null || !rule) return null
  const parts: Part[] = []
  for (const b of rule.bears) allot(parts, b, rule, held, c)
  const adds = rules.adds.filter((add) => held.filter((f) => f.code === add.fact && f.unitId !== null).map((f) => raise(parts, add, f, c)).includes(true))
  const percents = wholePercents(parts.map((p) => p.part))
  return { table, rule, adds, shares: parts.flatMap((p, i) => ((percents[i] ?? 0) === 0 ? [] : [{ bearer: p.bearer, unitId: p.unitId, percent: percents[i] ?? 0, no: [...p.no], facts: [...p.facts].toSorted((a, b) => a - b) }])) }
}

/** Gives a line of the rule to those it names; what names nobody falls to the company. */
function allot(parts: Part[], b: Bearing, rule: Rule, held: readonly FactSeen[], c: Case): void {
  const codes = b.of.length > 0 ? b.of : [...rule.all, ...rule.any]
  const resting = held.filter((f) => codes.includes(f.code))
  const units = unitsOf(b, resting, held, c)
  if (units === null) return give(parts, outside(b.who), null, b.percent, rule.no, resting)
  if (units.length === 0) return give(parts, 'company', null, b.percent, rule.no, resting)
  const weights = units.map((u) => (b.split === 'custody' ? c.holders.find((h) => h.unitId === u)?.weight ?? 0 : 1))
  const sum = weights.reduce((total, w) => total + w, 0)
  for (const [i, unit] of units.entries()) {
    const part = sum > 0 ? (b.percent * (weights[i] ?? 0)) / sum : b.percent / units.length
    if (part > 0) give(parts, bearerOf(unit, c), unit, part, rule.no, resting.filter((f) => f.unitId === null || f.unitId === unit))
  }
}

/** The units a line names, null when it names somebody else. Whom a fact clears has no share for the mere custody. */
function unitsOf(b: Bearing, resting: readonly FactSeen[], held: readonly FactSeen[], c: Case): readonly string[] | null {
  const named = [...new Set(resting.flatMap((f) => (f.unitId === null ? [] : [f.unitId])))]
  const cleared = new Set(held.filter((f) => factKind(f.code).bearing === 'clears').flatMap((f) => (f.unitId === null ? [] : [f.unitId])))
  const chain = [...new Set(c.holders.map((h) => h.unitId))]
  switch (b.who) {
    case 'fact_unit': return named
    case 'custody': return chain.filter((u) => !cleared.has(u))
    case 'custody_last': return chain.slice(-1)
    case 'custody_before': {
      const at = Math.max(-1, ...named.map((u) => chain.indexOf(u)))
      return (at < 0 ? chain : chain.slice(0, at)).filter((u) => !cleared.has(u) && !named.includes(u))
    }
    default: return null
  }
}

function outside(who: Bearing['who']): BearerKind {
  return who === 'line_haul' || who === 'sender' || who === 'consignee' || who === 'force_majeure' ? who : 'company'
}

function bearerOf(unit: string, c: Case): BearerKind {
  return c.partners.includes(unit) ? 'partner' : 'unit'
}

function give(parts: Part[], bearer: BearerKind, unitId: string | null, part: number, no: string, facts: readonly FactSeen[]): void {
  const known = parts.find((p) => p.bearer === bearer && p.unitId === unitId)
  const into = known ?? { bearer, unitId, part: 0, no: new Set<string>(), facts: new Set<number>() }
  if (!known) parts.push(into)
  into.part += part
  into.no.add(no)
  for (const f of facts) into.facts.add(f.seq)
}

const inner: readonly BearerKind[] = ['unit', 'partner', 'line_haul', 'company']

/** Points for a unit, taken in proportion from the others inside the chain; nothing where nobody inside bears anything. Whether it changed anything. */
function raise(parts: Part[], add: Add, fact: FactSeen, c: Case): boolean {
  const unit = fact.unitId ?? ''
  const own = parts.find((p) => p.unitId === unit)
  const others = parts.filter((p) => p !== own && inner.includes(p.bearer))
  const available = others.reduce((total, p) => total + p.part, 0)
  const points = Math.min(add.points, Math.max(0, add.most - (own?.part ?? 0)), available)
  if (points <= 0) return false
  for (const p of others) p.part -= (points * p.part) / available
  give(parts, own?.bearer ?? bearerOf(unit, c), unit, points, add.no, [fact])
  return true
}

function shown(shares: readonly ProposedShare[]): string {
  return shares.map((s) => `${s.bearer} ${s.unitId ?? ''} ${s.percent}`).toSorted().join('|')
}
