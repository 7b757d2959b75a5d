// Proposals: the shipped rules on cases with a known answer, and shares that always make a whole.
import * as fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { describe, expect, test } from 'vitest'
import { reasonCodes } from '../complaints/vocabulary.ts'
import { factCodes } from '../investigation/facts.ts'
import { propose, wholePercents } from './propose.ts'
import type { Case, FactSeen } from './propose.ts'
import { liabilityProblems, looserLiability } from './rules.ts'
import type { LiabilityRules, Rule } from './rules.ts'
import { whyNotShares } from './shares.ts'

type Raw = Omit<LiabilityRules, 'rules' | 'windows'> & { rules: (Omit<Rule, 'all' | 'any' | 'none' | 'bears'> & { when: Partial<Pick<Rule, 'all' | 'any' | 'none'>>; bears: (Partial<Rule['bears'][number]> & Pick<Rule['bears'][number], 'who' | 'percent'>)[] })[]; windows: Record<string, { value: number }> }
const raw = parse(readFileSync(new URL('../../../policies/liability-rules.yaml', import.meta.url), 'utf8')) as Raw
const rules: LiabilityRules = {
  ...raw, windows: Object.fromEntries(Object.entries(raw.windows).map(([name, w]) => [name, w.value])) as LiabilityRules['windows'],
  rules: raw.rules.map(({ when, bears, ...r }) => ({ ...r, all: when.all ?? [], any: when.any ?? [], none: when.none ?? [], bears: bears.map((b) => ({ split: 'equal' as const, of: [], ...b })) })),
}
const holders = [{ unitId: 'origin', weight: 0.1 }, { unitId: 'hub1', weight: 0.3 }, { unitId: 'hub2', weight: 0.6 }, { unitId: 'outlet', weight: 0 }]
const of = (reasonCode: string, ...facts: [FactSeen['code'], string | null, FactSeen['verdict']?][]): Case => ({ reasonCode, holders, partners: ['abroad'], facts: facts.map(([code, unitId, verdict = 'established'], i) => ({ seq: i + 1, code, unitId, verdict })) })
const said = (c: Case): readonly [string | undefined, string] => { const p = propose(rules, c); return [p?.rule.no, (p?.shares ?? []).map((s) => `${s.unitId ?? s.bearer} ${s.percent}`).join(', ')] }

describe('the rules as shipped', () => {
  test('may be used: every reason has its table, every rule can be reached, shares make 100', () => expect(liabilityProblems(rules, reasonCodes)).toEqual([]))

  test.each<[string, Case, string, string]>([
    ['nothing known of a loss: by custody', of('loss'), 'H-90', 'origin 10, hub1 30, hub2 60'],
    ['weight dropped at the second hub', of('loss', ['weight_dropped_at', 'hub2']), 'H-07', 'hub2 92, origin 2, hub1 6'],
    ['the same, but the origin handed it on intact', of('loss', ['weight_dropped_at', 'hub2'], ['handed_on_intact', 'origin']), 'H-07', 'hub2 93, hub1 7'],
    ['lost in the custody of two', of('loss', ['lost_in_custody_of', 'hub1'], ['lost_in_custody_of', 'hub2']), 'H-05', 'hub1 50, hub2 50'],
    ['packing inadequate', of('damage', ['packing_inadequate', null]), 'H-03', 'sender 100'],
    ['packing inadequate and not checked', of('damage', ['packing_inadequate', null], ['packing_not_checked', 'origin']), 'H-02', 'sender 50, origin 50'],
    ['damage seen on arrival: those before', of('damage', ['damage_seen_on_arrival', 'hub2']), 'H-09', 'origin 25, hub1 75'],
    ['force majeure', of('delay', ['force_majeure', null], ['stuck_at', 'hub1']), 'Y-01', 'force_majeure 100'],
    ['false sign-off', of('false_signoff.fake', ['pod_not_by_consignee', 'outlet']), 'Q-02', 'outlet 100'],
    ['sign-off unclear: the last custody', of('false_signoff'), 'Q-90', 'outlet 100'],
    ['silence counts against the unit', of('loss', ['unit_silent', 'hub1']), 'H-90', 'origin 7, hub1 50, hub2 43'],
    ['silence changes nothing where nobody inside bears', of('delay', ['force_majeure', null], ['unit_silent', 'hub1']), 'Y-01', 'force_majeure 100'],
    ['a partner abroad', of('loss', ['lost_at_partner', 'abroad']), 'H-06', 'abroad 100'],
    ['what is refuted or open counts for nothing', of('loss', ['weight_dropped_at', 'hub2', 'refuted'], ['opened_at', 'hub1', 'open']), 'H-90', 'origin 10, hub1 30, hub2 60'],
    ['conduct nobody is named for', of('attitude'), 'T-90', 'company 100'],
  ])('%s', (_name, c, no, shares) => expect(said(c)).toEqual([no, shares]))

  test('what would change it is told, with the shares it would give', () => {
    const told = propose(rules, of('loss', ['weight_dropped_at', 'hub2'], ['stolen_at', 'hub1', 'open']))?.otherwise
    expect(told?.map((o) => [o.code, o.verdict, o.no, o.shares.map((s) => `${s.unitId} ${s.percent}`).join(', ')])).toEqual([['weight_dropped_at', 'refuted', 'H-90', 'origin 10, hub1 30, hub2 60'], ['stolen_at', 'established', 'H-05', 'hub1 100']])
  })
  test('a reason without a table has no proposal', () => expect(propose(rules, of('nonsense'))).toBeNull())
})

test('a proposal always is a judgement: whole, distinct, rightly named', () => {
  const fact = fc.record({ code: fc.constantFrom(...factCodes), unitId: fc.constantFrom(null, 'origin', 'hub1', 'hub2', 'abroad'), verdict: fc.constantFrom('established', 'refuted', 'open') })
  const input = fc.record({ reasonCode: fc.constantFrom(...reasonCodes), facts: fc.array(fact, { maxLength: 6 }), weights: fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }) })
  fc.assert(fc.property(input, ({ reasonCode, facts, weights }) => {
    const c: Case = { reasonCode, facts: facts.map((f, i) => ({ seq: i, ...f })) as FactSeen[], holders: weights.map((weight, i) => ({ unitId: `u${i}`, weight })), partners: ['abroad'] }
    const p = propose(rules, c)
    for (const shares of [p?.shares ?? [], ...(p?.otherwise ?? []).map((o) => o.shares)]) {
      expect(whyNotShares(shares.map((s) => ({ bearer: s.bearer, percent: s.percent, ...(s.unitId === null ? {} : { unitId: s.unitId }) })))).toBeNull()
      expect(shares.every((s) => Number.isInteger(s.percent) && s.percent >= 1)).toBe(true)
    }
    expect(propose(rules, c)).toEqual(p)
  }), { numRuns: 800 })
})

test('whole per cents make 100 and stay within one of the exact part', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 1, maxLength: 9 }), (parts) => {
    const found = wholePercents(parts)
    const sum = parts.reduce((a, b) => a + b, 0)
    expect(found.reduce((a, b) => a + b, 0)).toBe(100)
    if (sum > 1e-6) for (const [i, p] of parts.entries()) expect(Math.abs((found[i] ?? 0) - (p / sum) * 100)).toBeLessThan(1.001)
  }))
})

test.each<[string, (r: LiabilityRules) => LiabilityRules, string]>([
  ['shares that make no whole', (r) => ({ ...r, rules: r.rules.map((x, i) => (i === 0 ? { ...x, bears: [{ who: 'company', percent: 90, split: 'equal', of: [] }] } : x)) }), 'policy.liability.sum'],
  ['a rule behind one that always holds', (r) => ({ ...r, rules: [...r.rules, { ...r.rules[0]!, no: 'Y-99' }] }), 'policy.liability.unreachable'],
  ['a reason in no table', (r) => ({ ...r, tables: r.tables.slice(1) }), 'policy.liability.reason_missing'],
  ['a table without a last rule', (r) => ({ ...r, rules: r.rules.filter((x) => x.no !== 'T-90') }), 'policy.liability.no_last_rule'],
  ['a number twice', (r) => ({ ...r, adds: r.adds.map((a) => ({ ...a, no: 'H-01' })) }), 'policy.liability.twice'],
  ['units of a fact nobody asks for', (r) => ({ ...r, rules: r.rules.map((x) => (x.no === 'H-05' ? { ...x, bears: x.bears.map((b) => ({ ...b, of: ['wet_at' as const] })) } : x)) }), 'policy.liability.fact_unasked'],
])('%s may not be used', (_name, change, code) => expect(liabilityProblems(change(rules), reasonCodes).map((p) => p.code)).toContain(code))

test('asking for arbitration has no price above what is reasonable', () => {
  const priced = (frivolousMaxMinor: number) => looserLiability({ ...rules, arbitration: { ...rules.arbitration, frivolousMaxMinor } })
  expect([priced(300_000), priced(300_001)]).toEqual([[], [{ path: 'arbitration.frivolousMaxMinor', law: 'market_rules_20' }]])
})
