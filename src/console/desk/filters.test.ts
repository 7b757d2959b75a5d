// Tests of filters: the address and the query say the same, a saved view comes back as it was kept.
import { expect, test } from 'vitest'
import { addressOf, filtersOf, isSameFilters, queryOf } from './filters.ts'

test.each([['', { view: 'mine' }], ['view=nothing&colour=red', { view: 'mine' }], ['view=open&reason=delay,damage&sort=newest', { view: 'open', reason: 'delay,damage', sort: 'newest' }], ['view=open&status=&org=x&saved=1&find=2', { view: 'open', org: 'x' }]])('%s', (address, expected) => {
  expect(filtersOf(new URLSearchParams(address))).toEqual(expected)
  expect(queryOf(new URLSearchParams(address))).toEqual({ ...expected, limit: 50 })
})

test('a view opened by its address holds what was kept, and is named', () => {
  const view = { id: '7', filters: { view: 'open', received_from: '2026-11-01', flag: 'chaser' } }
  const search = new URLSearchParams(addressOf(view))
  expect(search.get('saved')).toBe('7')
  expect(isSameFilters(filtersOf(search), view.filters)).toBe(true)
})

test.each([[{}, { view: 'mine' }, true], [{ view: 'open', flag: '' }, { view: 'open' }, true], [{ view: 'open', a: '1', b: '2' }, { b: '2', view: 'open', a: '1' }, true], [{ view: 'open' }, { view: 'mine' }, false], [{ reason: 'delay' }, { reason: 'damage' }, false]])('%o and %o', (a, b, same) => {
  expect(isSameFilters(a as Record<string, string>, b as Record<string, string>)).toBe(same)
})
