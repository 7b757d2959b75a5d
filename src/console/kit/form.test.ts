// What is typed becomes what the contract takes: business time, minor units, nested paths, nothing empty.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { missingOf, momentToField, momentToWire, moneyToWire, startValues, toBody } from './form.ts'
import type { Field } from './form.ts'

const fields: readonly Field[] = [
  { kind: 'radio', name: 'outcome', words: '', options: [], required: true },
  { kind: 'area', name: 'notice.text', words: '', required: true },
  { kind: 'line', name: 'referral', words: '', required: true, when: (values) => values['outcome'] === 'out_of_scope' },
  { kind: 'money', name: 'amount', words: '' },
  { kind: 'moment', name: 'dueAt', words: '' },
  { kind: 'check', name: 'told', words: '' },
  { kind: 'rows', name: 'measures', words: '', add: '', of: [{ kind: 'line', name: 'description', words: '', required: true }, { kind: 'pick', name: 'unitId', words: '', find: async () => [] }] },
]

test('a body is nested, in wire forms, without what is empty or not asked', () => {
  const values = { ...startValues(fields), 'outcome': 'invalid', 'notice.text': ' told ', 'referral': 'left over', 'amount': '86.5', 'dueAt': '2026-11-25T18:00', 'measures': [{ description: 'sorry', unitId: { value: 'u1', words: 'Unit' } }] }
  expect(toBody(fields, values)).toEqual({ outcome: 'invalid', notice: { text: 'told' }, amount: { minor: 8650, currency: 'CNY' }, dueAt: '2026-11-25T18:00:00+08:00', told: false, measures: [{ description: 'sorry', unitId: 'u1' }] })
})

test('missing fields are named as the server would', () => {
  expect(missingOf(fields, startValues(fields, { outcome: 'out_of_scope' }))).toEqual(['notice.text', 'referral', 'measures.0.description'])
})

test.each([['86.50', 8650], ['86.5', 8650], ['0.05', 5], ['3000', 300_000], ['1,000', undefined], ['8o', undefined], ['-1', undefined], ['1.234', undefined]])('money %s', (typed, minor) => {
  expect(moneyToWire(typed)?.minor).toBe(minor)
})

test('moments survive the field to the minute', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (minutes) => {
    const at = minutes * 60_000
    expect(Date.parse(momentToWire(momentToField(at)))).toBe(at)
  }))
})
