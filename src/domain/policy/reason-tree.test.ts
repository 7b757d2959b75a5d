// Inheritance inside the tree and every problem its check must find.
import { expect, test } from 'vitest'
import { checkReasonTree } from './reason-tree-check.ts'
import { buildReasonTree, findReason, listLeaves, portalReason, regulatorClass } from './reason-tree.ts'
import type { RawReasonTree, ReasonTraits } from './reason-tree.ts'

const traits: ReasonTraits = {
  word: '破损', links: ['transit', 'pickup'], severity: 3, regulator: { default: 'damage', pickup: 'acceptance_service.refused' }, groups: { d13: 'transport', s000: 'other', s002: 'damage', d18: 'damage', d12: 'damage', wechat: '1006' },
  portal: 'c1', branch: 'valuation', wants: ['photo', 'video?'], goods: true,
}
const cls = (second: readonly string[] = []) => ({ order: 1, source: 's', verified: true, second })
const raw: RawReasonTree = {
  version: 1, validFrom: '2026-01-01', sources: { s: 'a source' },
  regulatorClasses: { delivery_service: cls(), delay: cls(), loss_shortage: cls(), damage: cls(), acceptance_service: cls(['refused']), irregular_charging: cls(), cod: cls(), other: cls() },
  portalChoices: Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`c${i + 1}`, { order: i, reason: 'damage', whenSigned: 'damage.wet', source: 's' }])),
  wantsAlways: { fields: ['contact'], source: 's' },
  reasons: { damage: { source: 's', defaults: traits, leaves: { wet: { word: '水湿', severity: 4, minPriority: 'p1', source: 's' } } } },
}
const frame = { reasonCodes: ['damage'], links: ['transit', 'pickup'], wantedFields: ['photo', 'video', 'contact'] }
const tree = buildReasonTree(raw)

test('a leaf takes from its first level what it does not state', () => {
  expect(findReason(tree, 'damage.wet')).toMatchObject({ code: 'damage.wet', parent: 'damage', leaf: true, word: '水湿', severity: 4, minPriority: 'p1', branch: 'valuation', restricted: false, links: ['transit', 'pickup'] })
  expect(findReason(tree, 'damage')).toMatchObject({ leaf: false, word: '破损', minPriority: null })
  expect(findReason(tree, 'damage.dry')).toBeNull()
  expect(listLeaves(tree).map((n) => n.code)).toEqual(['damage.wet'])
  expect(regulatorClass(tree, 'damage.wet', 'pickup')).toEqual({ class: 'acceptance_service', second: 'refused', verified: true })
  expect(regulatorClass(tree, 'damage.wet', null)).toEqual({ class: 'damage', second: null, verified: true })
  expect([portalReason(tree, 'c1', true), portalReason(tree, 'c1', false)]).toEqual(['damage.wet', 'damage'])
})

test('a whole tree has no problem', () => expect(checkReasonTree(tree, frame)).toEqual([]))

const withTraits = (change: Partial<ReasonTraits>): RawReasonTree => ({ ...raw, reasons: { damage: { source: 's', defaults: { ...traits, ...change }, leaves: { wet: { source: 's' } } } } })
test.each<[string, RawReasonTree]>([
  ['link_unknown', withTraits({ links: ['moon'] })], ['no_links', withTraits({ links: [] })], ['regulator_unmapped', withTraits({ regulator: { default: 'theft' } })], ['regulator_unmapped', withTraits({ regulator: { default: 'damage.theft' } })], ['regulator_unmapped', withTraits({ regulator: { transit: 'damage' } })],
  ['regulator_unmapped', withTraits({ regulator: { default: 'as_goods' } })], ['grouping_unmapped', withTraits({ groups: { ...traits.groups, wechat: '1003' } })], ['portal_choice_unknown', withTraits({ portal: 'c9' })], ['word_length', withTraits({ word: '' })], ['word_length', withTraits({ word: '一二三四五六七' })],
  ['wanted_field_unknown', withTraits({ wants: ['horoscope?'] })], ['wanted_field_unknown', { ...raw, wantsAlways: { fields: ['horoscope'], source: 's' } }], ['source_unknown', { ...raw, wantsAlways: { fields: ['contact'], source: 'hearsay' } }],
  ['no_leaves', { ...raw, reasons: { damage: { source: 's', defaults: traits, leaves: {} } } }], ['first_level_missing', { ...raw, reasons: {} }], ['first_level_unknown', { ...raw, reasons: { ...raw.reasons, weather: raw.reasons['damage']! } }],
  ['code_malformed', { ...raw, reasons: { damage: { source: 's', defaults: traits, leaves: { 'Wet-1': { source: 's' } } } } }], ['regulator_class_missing', { ...raw, regulatorClasses: { damage: cls() } }],
  ['portal_choices_not_eight', { ...raw, portalChoices: { c1: raw.portalChoices['c1']! } }], ['portal_reason_unknown', { ...raw, portalChoices: { ...raw.portalChoices, c8: { order: 8, reason: 'loss', whenSigned: 'damage', source: 's' } } }],
])('the check finds %s', (code, bad) => expect(checkReasonTree(buildReasonTree(bad), frame).map((p) => p.code)).toContain(code))
