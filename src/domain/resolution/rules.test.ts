import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { measureKinds } from '../complaints/vocabulary.ts'
import { approvalLevels, approvalPolicyProblem } from './approval.ts'
import type { ApprovalPolicy } from './approval.ts'
import { whyNotConfirmation } from './confirmation.ts'
import type { Confirming } from './confirmation.ts'
import { whyNotDecision } from './decision.ts'
import type { DecisionFacts } from './decision.ts'
import { paysMoney, planTotal, whyNotMeasure, whyNotPlan } from './plan.ts'

const policy: ApprovalPolicy = { version: 't', bands: [{ upToMinor: 20_000, levels: 0 }, { upToMinor: 200_000, levels: 1 }], aboveLevels: 2, restrictedAtLeast: 1 }

describe('approvalLevels (C15)', () => {
  test.each([[0, false, 0], [20_000, false, 0], [20_001, false, 1], [200_000, false, 1], [200_001, false, 2], [0, true, 1], [20_000, true, 1], [150_000, true, 1], [900_000, true, 2]])('¥%i minor, restricted %s → %i', (totalMinor, restricted, levels) => {
    expect(approvalLevels({ totalMinor, restricted }, policy)).toBe(levels)
  })
  test('never falls while the amount rises, and a restricted case never has less', () => {
    fc.assert(fc.property(fc.nat(1_000_000), fc.nat(1_000_000), fc.boolean(), (a, b, restricted) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)]
      expect(approvalLevels({ totalMinor: low, restricted }, policy)).toBeLessThanOrEqual(approvalLevels({ totalMinor: high, restricted }, policy))
      expect(approvalLevels({ totalMinor: a, restricted: true }, policy)).toBeGreaterThanOrEqual(Math.max(1, approvalLevels({ totalMinor: a, restricted: false }, policy)))
    }))
  })
  test.each<[string, Partial<ApprovalPolicy>, string | null]>([
    ['as shipped', {}, null],
    ['bands out of order', { bands: [{ upToMinor: 2, levels: 0 }, { upToMinor: 1, levels: 1 }] }, 'bands_out_of_order'],
    ['one band twice', { bands: [{ upToMinor: 2, levels: 0 }, { upToMinor: 2, levels: 1 }] }, 'bands_out_of_order'],
    ['levels that fall', { bands: [{ upToMinor: 1, levels: 2 }, { upToMinor: 2, levels: 1 }] }, 'levels_fall'],
    ['less above than below', { aboveLevels: 0 }, 'levels_fall'],
  ])('a policy with %s', (_name, change, problem) => expect(approvalPolicyProblem({ ...policy, ...change })).toBe(problem))
})

describe('a plan', () => {
  test.each<[Parameters<typeof whyNotMeasure>[0], string | null]>([
    [{ kind: 'compensation', amountMinor: 1 }, null], [{ kind: 'compensation', amountMinor: null }, 'plan.amount_missing'], [{ kind: 'refund', amountMinor: 0 }, 'plan.amount_missing'],
    [{ kind: 'apology', amountMinor: null }, null], [{ kind: 'coupon', amountMinor: 500 }, 'plan.amount_unwanted'],
  ])('measure %j → %s', (measure, code) => expect(whyNotMeasure(measure)?.code ?? null).toBe(code))
  test('money needs liability, goodwill doesn\'t (OPN-02)', () => {
    for (const kind of measureKinds) {
      const measures = [{ kind, amountMinor: paysMoney(kind) ? 100 : null }]
      expect(whyNotPlan(measures, 'not_liable')?.code ?? null).toBe(paysMoney(kind) ? 'plan.not_liable_money' : null)
      expect(whyNotPlan(measures, 'liable')).toBeNull()
      expect(whyNotPlan(measures, 'partly')).toBeNull()
    }
  })
  test('its total counts what pays', () => expect(planTotal([{ kind: 'compensation', amountMinor: 100 }, { kind: 'refund', amountMinor: 20 }, { kind: 'apology', amountMinor: null }])).toBe(120))
})

describe('whyNotDecision', () => {
  const yes: DecisionFacts = { outcome: 'agreed', channel: 'phone', appealRouteTold: false, limitsTold: false, needsConsent: true, accepted: true, moneyAsked: true, planPays: true }
  const no: DecisionFacts = { ...yes, outcome: 'not_agreed', channel: 'sms', appealRouteTold: true, limitsTold: true, accepted: false }
  test.each<[string, DecisionFacts, string | null]>([
    ['agreed after an accepted offer, told by phone', yes, null],
    ['agreed without consent', { ...yes, accepted: false }, 'decision.no_consent'],
    ['agreed where no consent is needed', { ...yes, accepted: false, needsConsent: false }, null],
    ['"agreed" that gives nothing of the money asked for, by phone', { ...yes, accepted: false, needsConsent: false, planPays: false }, 'decision.written_needed'],
    ['the same in writing', { ...yes, accepted: false, needsConsent: false, planPays: false, channel: 'letter' }, null],
    ['agreed without money by a customer who accepted that', { ...yes, planPays: false }, null],
    ['not agreed, in writing, with limits and route', no, null],
    ['not agreed after acceptance', { ...no, accepted: true }, 'offer.accepted_already'],
    ['not agreed without limits', { ...no, limitsTold: false }, 'decision.appeal_route_missing'],
    ['not agreed without the appeal route', { ...no, appealRouteTold: false }, 'decision.appeal_route_missing'],
    ['money refused by phone', { ...no, channel: 'phone' }, 'decision.written_needed'],
    ['money refused in person', { ...no, channel: 'in_person' }, 'decision.written_needed'],
    ['no money in question, by phone', { ...no, channel: 'phone', moneyAsked: false }, null],
  ])('%s', (_name, facts, code) => expect(whyNotDecision(facts)?.code ?? null).toBe(code))
})

describe('whyNotConfirmation', () => {
  const base: Confirming = { method: 'written', satisfied: true, hasReference: false, hasReason: false, byCustomer: false, attemptsAt: [] }
  const at = (text: string): number => Date.parse(`${text}+08:00`)
  const tries = [at('2026-11-20T10:00'), at('2026-11-20T15:00'), at('2026-11-21T10:00')]
  test.each<[string, Partial<Confirming>, string | null]>([
    ['written', {}, null],
    ['by word, recorded', { method: 'oral_recorded', hasReference: true }, null],
    ['by word, unrecorded', { method: 'oral_recorded' }, 'confirmation.reference_missing'],
    ['on the portal by the customer', { method: 'portal', byCustomer: true }, null],
    ['on the portal by staff', { method: 'portal' }, 'confirmation.portal_only_customer'],
    ['in writing by the portal\'s customer', { byCustomer: true }, 'confirmation.portal_only_customer'],
    ['refused with a reason', { method: 'reasoned_refusal', hasReason: true, satisfied: null }, null],
    ['refused without', { method: 'reasoned_refusal' }, 'confirmation.reason_missing'],
    ['three attempts on two days', { method: 'no_response', satisfied: null, attemptsAt: tries }, null],
    ['three attempts on one day', { method: 'no_response', satisfied: null, attemptsAt: [tries[0] ?? 0, (tries[0] ?? 0) + 1000, tries[1] ?? 0] }, 'confirmation.attempts_too_few'],
    ['two attempts on two days', { method: 'no_response', satisfied: null, attemptsAt: tries.slice(1) }, 'confirmation.attempts_too_few'],
    ['one attempt told three times', { method: 'no_response', satisfied: null, attemptsAt: [tries[0] ?? 0, tries[0] ?? 0, tries[2] ?? 0] }, 'confirmation.attempts_too_few'],
    ['days are Shanghai\'s: 23:50 and 00:10 are two', { method: 'no_response', satisfied: null, attemptsAt: [at('2026-11-20T23:40'), at('2026-11-20T23:50'), at('2026-11-21T00:10')] }, null],
    ['and 07:50 and 08:10 are one', { method: 'no_response', satisfied: null, attemptsAt: [at('2026-11-20T07:40'), at('2026-11-20T07:50'), at('2026-11-20T08:10')] }, 'confirmation.attempts_too_few'],
    ['silence that is content', { method: 'no_response', satisfied: true, attemptsAt: tries }, 'confirmation.satisfaction_unknown'],
  ])('%s', (_name, change, code) => expect(whyNotConfirmation({ ...base, ...change })?.code ?? null).toBe(code))
})
