// The time limits as shipped and as somebody might draft them: profiles, choices, what is refused and what is looser than law.
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defaultProfile } from '../../domain/sla/profile.fixture.ts'
import { plainFacts, profileFor } from '../../domain/sla/profiles.ts'
import { withoutReason } from '../../domain/policy/documents.ts'
import { limitsDocument } from '../policy-documents.ts'
import { readDocument, shippedDocument, shippedValue } from '../policy/documents.ts'
import type { PolicyBody } from '../policy/documents.ts'

const shipped = shippedDocument(limitsDocument)
const value = shippedValue(limitsDocument)
const budgetOf = (code: string) => value.profiles[code]?.rules.decision.budget

/** The shipped body with one place changed. */
function edited(change: (body: { default: string; choices: Record<string, unknown>[]; rules: Record<string, Record<string, unknown>>; profiles: Record<string, { source: string; rules: Record<string, Record<string, unknown>> }> }) => void): PolicyBody {
  const body = structuredClone(shipped.body) as unknown as Parameters<typeof change>[0]
  change(body)
  return body as unknown as PolicyBody
}
const read = (body: PolicyBody) => readDocument(limitsDocument, 2, '2026-03-01', body)
const looser = (body: PolicyBody) => limitsDocument.looserThanLaw?.(read(body)) ?? []

describe('the limits shipped', () => {
  test('the default profile is what tests of the domain use', () => expect(value.profiles['statutory_7d']).toEqual(defaultProfile))
  test.each([['fast_48h', 48, 'hour'], ['statutory_7d', 5, 'calendar_day'], ['co_7wd', 7, 'workday'], ['ems_5p5wd', 5, 'workday'], ['city_15d', 15, 'calendar_day'], ['domestic_30d', 30, 'calendar_day'], ['intl_60d', 60, 'calendar_day']] as const)('%s: %i %s', (code, n, unit) => expect(budgetOf(code)).toEqual({ value: n, unit }))
  test('every profile carries the watch of the law, whole, though none is written', () => {
    for (const profile of Object.values(value.profiles)) expect(profile.rules.statutory_watch).toMatchObject({ budget: { value: 7, unit: 'calendar_day' }, statutory: true, pausable: false })
    expect(JSON.stringify(shipped.body)).not.toContain('statutory_watch')
  })
  test('what is looser than law has its dated reason', () => {
    expect(looser(shipped.body).map((l) => l.path)).toEqual(['co_7wd', 'city_15d', 'domestic_30d', 'intl_60d'].map((p) => `profiles.${p}.rules.decision.committed`).concat('profiles.intl_60d.rules.claim_decision.committed', 'profiles.ems_5p5wd.secondWindow'))
    expect(withoutReason(looser(shipped.body), shipped.exceptions, '2026-03-01')).toEqual([])
    expect(withoutReason(looser(shipped.body), [], '2026-03-01')).toHaveLength(6)
  })
})

describe('which case gets which', () => {
  const codeFor = (facts: Partial<typeof plainFacts>) => profileFor(value, { ...plainFacts, ...facts }).code
  test('without anything known, the default', () => expect(codeFor({})).toBe('statutory_7d'))
  test('by the first level of its reason', () => expect([codeFor({ reasonCode: 'data_leak.sold' }), codeFor({ reasonCode: 'intl_customs' }), codeFor({ reasonCode: 'delay' })]).toEqual(['fast_48h', 'intl_60d', 'statutory_7d']))
  test('every condition named must hold, and the first line wins', () => {
    const { choices } = read(edited((b) => { b.choices = [{ units: ['OUT1'], channels: ['phone'], profile: 'city_15d', source: 'house_policy' }, { channels: ['phone'], links: ['claim'], profile: 'co_7wd', source: 'house_policy' }, { units: ['OUT1'], profile: 'fast_48h', source: 'house_policy' }] }))
    const pick = (facts: Partial<typeof plainFacts>) => profileFor({ ...value, choices }, { ...plainFacts, ...facts }).code
    expect([pick({ unitCodes: ['HUB', 'OUT1'], channel: 'phone' }), pick({ unitCodes: ['OUT1'] }), pick({ channel: 'phone', link: 'claim' }), pick({ channel: 'phone' })]).toEqual(['city_15d', 'fast_48h', 'co_7wd', 'statutory_7d'])
  })
})

describe('what is refused in a draft', () => {
  test.each<[string, Parameters<typeof edited>[0], string]>([
    ['an unknown default', (b) => { b.default = 'no_such' }, 'policy.sla.profile_unknown default'],
    ['a choice of an unknown profile', (b) => { b.choices[0]!['profile'] = 'no_such' }, 'policy.sla.profile_unknown choices[0].profile'],
    ['a choice by an unknown reason', (b) => { b.choices[0]!['reasons'] = ['no_such'] }, 'policy.sla.condition_unknown choices[0].reasons'],
    ['a choice without a condition', (b) => { b.choices[0] = { profile: 'fast_48h', source: 'house_policy' } }, 'policy.sla.choice_of_all choices[0]'],
    ['a limit left out', (b) => { b.rules['decision']!['committed'] = null }, 'policy.sla.limit_missing rules.decision.committed'],
    ['a pause of the platform\'s clock', (b) => { b.rules['platform']!['pausable'] = true }, 'policy.sla.never_pausable rules.platform.pausable'],
    ['a pause of the regulator\'s clock', (b) => { b.rules['regulator_reply']!['pausable'] = true }, 'policy.sla.never_pausable rules.regulator_reply.pausable'],
    ['an aim after the limit', (b) => { b.rules['decision']!['target'] = { value: 6, unit: 'calendar_day' } }, 'policy.sla.target_after_limit rules.decision.target'],
    ['another end of a limit', (b) => { b.rules['decision']!['milestone'] = 'closed' }, 'policy.sla.milestone_fixed rules.decision.milestone'],
    ['hours that roll', (b) => { b.rules['first_contact']!['roll'] = 'off_days' }, 'policy.sla.roll_of_days_only rules.first_contact.roll'],
  ])('%s', (_what, change, problem) => expect(limitsDocument.problems(read(edited(change))).map((p) => `${p.code} ${String(p.params['path'])}`)).toContain(problem))
  test('malformed bodies, the law\'s own watch among them', () => {
    const rule = (shipped.body as { rules: Record<string, unknown> }).rules['decision']
    for (const change of [{ rules: {} }, { profiles: { statutory_7d: { source: 'house_policy', rules: { statutory_watch: rule } } } }, { more: 1 }, { default: 7 }, { profiles: { priority: { source: 'house_policy', rules: {} } } }]) expect(() => read({ ...shipped.body, ...change })).toThrow(z.ZodError)
    expect(() => read(edited((b) => { b.rules['statutory_watch'] = b.rules['decision']! }))).toThrow(z.ZodError)
    expect(() => read(edited((b) => { b.rules['decision']!['committed'] = { value: 0, unit: 'hour' } }))).toThrow(z.ZodError)
  })
})

describe('what is looser than law', () => {
  test('a profile with a reason of its own needs another one to become everybody\'s', () => {
    for (const code of ['intl_60d', 'ems_5p5wd']) expect(withoutReason(looser(edited((b) => { b.default = code })), shipped.exceptions, '2026-03-01')).toEqual([{ path: 'default', law: 'express_regulation_29' }])
    expect(withoutReason(looser(edited((b) => { b.default = 'fast_48h' })), shipped.exceptions, '2026-03-01')).toEqual([])
  })
  test.each(['first_contact', 'substantive_reply', 'claim_answer', 'data_request'])('%s that waits for somebody', (kind) => {
    expect(withoutReason(looser(edited((b) => { b.rules[kind]!['pausable'] = true })), shipped.exceptions, '2026-03-01').map((l) => l.path)).toEqual([`rules.${kind}.pausable`])
  })
  test.each([['decision', 8, 'calendar_day', true], ['decision', 7, 'calendar_day', false], ['decision', 168, 'hour', false], ['decision', 169, 'hour', true], ['decision', 5, 'workday', false], ['decision', 6, 'workday', true], ['first_contact', 25, 'hour', true], ['first_contact', 24, 'hour', false], ['regulator_reply', 16, 'calendar_day', true], ['platform', 49, 'hour', true], ['data_request', 16, 'calendar_day', true], ['callback', 90, 'calendar_day', false]] as const)('%s of %i %s: %s', (kind, n, unit, is) => {
    expect(looser(edited((b) => { b.rules[kind]!['committed'] = { value: n, unit } })).some((l) => l.path === `rules.${kind}.committed`)).toBe(is)
  })
})
