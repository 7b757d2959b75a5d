// Addresses are filled and escaped, empty parts left out; one intent keeps one key.
import { expect, test } from 'vitest'
import { intentOf, urlOf } from './api.ts'

test.each([
  ['/api/complaints/:id/orders', { id: 'a b' }, {}, '/api/complaints/a%20b/orders'],
  ['/api/complaints', {}, { view: 'mine', q: '', flag: undefined, limit: 50 }, '/api/complaints?view=mine&limit=50'],
  ['/api/complaints', {}, { status: ['received', 'accepted'] }, '/api/complaints?status=received%2Caccepted'],
  ['/api/waybills/:number', { number: '../users' }, {}, '/api/waybills/..%2Fusers'],
])('%s', (path, params, query, expected) => {
  expect(urlOf(path, params, query)).toBe(expected)
})

test('the same body keeps its key, another body gets a new one', () => {
  const first = intentOf(undefined, { amount: 1 })
  expect(intentOf(first, { amount: 1 }).key).toBe(first.key)
  expect(intentOf(first, { amount: 2 }).key).not.toBe(first.key)
})
