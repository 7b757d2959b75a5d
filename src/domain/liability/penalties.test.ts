// The penalty a rule proposes: caps hold whatever comes, a first fault costs nothing, an abnormal unit neither.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { looserPenalties, penaltyProblems, proposePenalty } from './penalties.ts'
import type { PenaltyFacts, PenaltyPolicy } from './penalties.ts'

const rule = { minMinor: 5000, maxMinor: 20_000, duty: 'training', dutyDays: 14, laws: ['market_rules_20'] } as const
const policy: PenaltyPolicy = { version: 'penalties@1', rules: { loss: rule }, otherwise: { ...rule, minMinor: 2000, maxMinor: 5000 }, firstFault: { educationOnly: true, withinMonths: 12 }, repeat: { withinMonths: 12, percents: [100, 150, 200] }, noneWhileAbnormal: true, fromPercent: 20, perCaseMinor: 50_000, perMonthMinor: 300_000, turnoverPercent: 2, disputeDays: 7 }
const facts = (change: Partial<PenaltyFacts> = {}): PenaltyFacts => ({ reason: 'loss.whole', percent: 100, priorFaults: 1, isAbnormal: false, caseMinor: 0, monthMinor: 0, turnoverMinor: null, ...change })

describe('proposePenalty', () => {
  test.each<[string, PenaltyFacts, number | null, boolean, string | null]>([
    ['a first fault is met by education', facts({ priorFaults: 0 }), 0, true, 'first_fault'],
    ['the second costs half as much again', facts(), 30_000, false, 'repeat'],
    ['half the fault, half the range', facts({ percent: 50 }), 18_750, false, 'share'],
    ['never more than the case allows', facts({ priorFaults: 9, caseMinor: 30_000 }), 20_000, false, 'capped_case'],
    ['never more than the month allows', facts({ monthMinor: 295_000 }), 5000, false, 'capped_month'],
    ['a month that is full: education', facts({ monthMinor: 300_000 }), 0, true, 'capped_month'],
    ['never more than a share of the turnover', facts({ turnoverMinor: 500_000 }), 10_000, false, 'capped_turnover'],
    ['nothing while the unit is abnormal', facts({ isAbnormal: true }), 0, true, 'abnormal'],
    ['a reason without its own rule', facts({ reason: 'tracking_info' }), 7500, false, 'repeat'],
    ['a small share', facts({ percent: 19 }), null, false, null],
  ])('%s', (_name, f, amount, education, because) => {
    const found = proposePenalty(policy, f)
    expect(found?.amountMinor ?? null).toBe(amount)
    if (found) expect([found.education, found.because.map((b) => b.code).includes(because as never), found.duty]).toEqual([education, true, 'training'])
  })
  test('stays within every cap, and never asks money without a repeat', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(20), fc.nat(60_000), fc.nat(400_000), fc.option(fc.nat(50_000_000), { nil: null }), fc.boolean(), (percent, priorFaults, caseMinor, monthMinor, turnoverMinor, isAbnormal) => {
      const found = proposePenalty(policy, facts({ percent, priorFaults, caseMinor, monthMinor, turnoverMinor, isAbnormal }))
      expect(found === null).toBe(percent < policy.fromPercent)
      if (!found) return
      expect([found.amountMinor >= 0, (found.amountMinor === 0) === found.education]).toEqual([true, true])
      if (found.amountMinor > 0) expect([priorFaults > 0, isAbnormal, caseMinor + found.amountMinor <= policy.perCaseMinor, monthMinor + found.amountMinor <= policy.perMonthMinor, turnoverMinor === null || monthMinor + found.amountMinor <= turnoverMinor * 0.02]).toEqual([true, false, true, true, true])
    }))
  })
})

describe('the policy', () => {
  test('is refused upside down, above its own cap, without a law, with repeats that get cheaper', () => {
    expect(penaltyProblems(policy)).toEqual([])
    expect(penaltyProblems({ ...policy, rules: { loss: { ...rule, minMinor: 30_000, laws: [] } }, otherwise: { ...rule, maxMinor: 60_000 }, repeat: { ...policy.repeat, percents: [150, 100] }, perMonthMinor: 40_000 }).map((p) => p.code)).toEqual(['policy.penalties.range', 'policy.penalties.above_cap', 'policy.penalties.law_missing', 'policy.penalties.case_above_month', 'policy.penalties.repeat_falls'])
  })
  test('is looser than law with caps above the bound, a fine for the first fault, or from a unit that stands still', () => {
    expect(looserPenalties(policy)).toEqual([])
    expect(looserPenalties({ ...policy, perCaseMinor: 300_001, perMonthMinor: 1_000_001, firstFault: { ...policy.firstFault, educationOnly: false }, noneWhileAbnormal: false }).map((l) => l.path)).toEqual(['caps.perCaseMinor.value', 'caps.perMonthMinor.value', 'firstFault.educationOnly', 'noneWhileAbnormal.value'])
  })
})
