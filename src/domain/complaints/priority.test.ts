// The level follows the matrix, only ever rises, and every rise is said.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkPriorityMatrix, levels } from '../policy/priority-matrix.ts'
import type { PriorityMatrix } from '../policy/priority-matrix.ts'
import { plainPriorityFacts, prioritise } from './priority.ts'
import type { PriorityFacts } from './priority.ts'

const policy: PriorityMatrix = {
  version: 1, validFrom: '2026-01-01', sources: { s: 'a source' },
  matrix: { source: 's', levels: [['p4', 'p4', 'p3', 'p2'], ['p3', 'p3', 'p2', 'p2'], ['p3', 'p2', 'p2', 'p1'], ['p2', 'p2', 'p1', 'p1']] },
  impact: { source: 's', parcels: [2, 10, 100], amountMinor: [100_000, 500_000, 5_000_000], publicMarks: { media: 3 } },
  mood: { source: 's', steps: [0, 0, 0, 1], cap: 'p2' },
  marks: { injury: { to: 'p1', source: 's' }, law: { steps: 1, cap: 'p2', source: 's' }, media: { to: 'p2', source: 's' } },
  goods: { cold_chain: { to: 'p1', source: 's' } }, goodsWhenUnknown: ['cold_chain'], goodsOnlyWhen: ['delay', 'damage'],
  repeat: { from: 2, steps: 1, cap: 'p2', source: 's' }, complex: { steps: 1, cap: 'p2', source: 's' }, keyCustomer: { steps: 1, cap: 'p2', source: 's' },
  statutoryNear: { hours: 48, to: 'p2', source: 's' }, statutoryLate: { hours: 24, to: 'p1', source: 's' },
}
const level = (facts: Partial<PriorityFacts>): string => prioritise({ ...plainPriorityFacts, ...facts }, policy).level

describe('the matrix and its raises', () => {
  test.each<[Partial<PriorityFacts>, string]>([
    [{}, 'p3'], [{ severity: 1 }, 'p4'], [{ severity: 4 }, 'p2'], [{ severity: 3, parcels: 2 }, 'p2'], [{ severity: 3, parcels: 1, amountMinor: 99_999 }, 'p3'], [{ severity: 3, amountMinor: 100_000 }, 'p2'],
    [{ severity: 4, parcels: 10 }, 'p1'], [{ severity: 1, parcels: 100 }, 'p2'], [{ severity: 1, riskMarks: ['media'] }, 'p2'],
    [{ mood: 2 }, 'p3'], [{ mood: 3 }, 'p2'], [{ severity: 1, mood: 3 }, 'p3'], [{ severity: 4, mood: 3 }, 'p2'],
    [{ contacts: 1 }, 'p3'], [{ contacts: 2 }, 'p2'], [{ complex: true }, 'p2'], [{ keyCustomer: true, complex: true, contacts: 5, mood: 3 }, 'p2'],
    [{ riskMarks: ['injury'] }, 'p1'], [{ riskMarks: ['law'] }, 'p2'], [{ severity: 4, riskMarks: ['law'] }, 'p2'], [{ riskMarks: ['unheard_of'] }, 'p3'],
    [{ reasonCode: 'delay.no_update', goods: ['cold_chain'] }, 'p1'], [{ reasonCode: 'attitude.rude', goods: ['cold_chain'] }, 'p3'], [{ reasonCode: null, goods: ['cold_chain'] }, 'p1'],
    [{ minPriority: 'p1', severity: 1 }, 'p1'], [{ hoursToStatutory: 48 }, 'p3'], [{ hoursToStatutory: 47.9 }, 'p2'], [{ hoursToStatutory: 23 }, 'p1'], [{ hoursToStatutory: -5 }, 'p1'], [{ hoursToStatutory: null }, 'p3'],
  ])('%j → %s', (facts, expected) => expect(level(facts)).toBe(expected))

  test('says the cell first, then only what raised', () => {
    const { because, impact } = prioritise({ ...plainPriorityFacts, severity: 1, parcels: 3, mood: 3, complex: true, riskMarks: ['law', 'injury'] }, policy)
    expect(impact).toBe(2)
    expect(because).toEqual([
      { code: 'matrix', params: { severity: 1, impact: 2, level: 'p4' } }, { code: 'mood', params: { mood: 3, level: 'p3' } }, { code: 'complex', params: { level: 'p2' } }, { code: 'mark_injury', params: { level: 'p1' } },
    ])
  })

  test('more of anything is never less urgent, and the last because names the level', () => {
    const facts = fc.record({
      reasonCode: fc.constantFrom(null, 'delay', 'attitude.rude'), severity: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const), minPriority: fc.constantFrom(null, 'p1' as const, 'p3' as const), parcels: fc.integer({ min: 1, max: 200 }), amountMinor: fc.option(fc.integer({ min: 0, max: 9_000_000 })),
      mood: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const), riskMarks: fc.subarray(['injury', 'law', 'media']), goods: fc.subarray(['cold_chain']), contacts: fc.integer({ min: 1, max: 4 }), complex: fc.boolean(), keyCustomer: fc.boolean(), hoursToStatutory: fc.option(fc.integer({ min: -50, max: 168 })),
    })
    const rank = (f: PriorityFacts): number => levels.findIndex((l) => l === prioritise(f, policy).level)
    fc.assert(fc.property(facts, (f) => {
      const now = rank(f)
      for (const more of [{ parcels: f.parcels + 50 }, { contacts: f.contacts + 1 }, { complex: true }, { keyCustomer: true }, { mood: 3 as const }, { riskMarks: ['injury', 'law', 'media'] }, { severity: Math.min(4, f.severity + 1) as 1 | 2 | 3 | 4 }, { hoursToStatutory: 0 }]) expect(rank({ ...f, ...more })).toBeLessThanOrEqual(now)
      const made = prioritise(f, policy)
      expect(made.because.at(-1)?.params['level']).toBe(made.level)
    }))
  })
})

describe('what a matrix must satisfy', () => {
  const broken = (change: Partial<PriorityMatrix>): readonly string[] => checkPriorityMatrix({ ...policy, ...change }).map((p) => p.code)
  test('a good one has no problem', () => expect(checkPriorityMatrix(policy)).toEqual([]))
  test.each<[string, Partial<PriorityMatrix>]>([
    ['matrix_not_4x4', { matrix: { source: 's', levels: [['p1']] } }], ['matrix_not_monotonic', { matrix: { source: 's', levels: [['p1', 'p4', 'p3', 'p2'], ...policy.matrix.levels.slice(1)] } }],
    ['impact_steps', { impact: { ...policy.impact, parcels: [2, 2, 3] } }], ['mood_steps', { mood: { ...policy.mood, steps: [0] } }], ['raise_needs_to_or_steps', { complex: { source: 's' } }],
    ['raise_needs_to_or_steps', { complex: { to: 'p1', steps: 1, source: 's' } }], ['source_unknown', { complex: { to: 'p1', source: 'hearsay' } }], ['source_unknown', { mood: { ...policy.mood, source: 'hearsay' } }],
  ])('%s is found', (code, change) => expect(broken(change)).toContain(code))
})
