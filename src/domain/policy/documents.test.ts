import { describe, expect, test } from 'vitest'
import { changesBetween, valueAt, withoutReason, withoutSource } from './documents.ts'

const before = { a: { b: [{ c: 1, source: 'x' }, { c: 2 }], list: [1, 2] }, gone: 1, same: { deep: true } }
const after = { a: { b: [{ c: 1, source: 'x' }, { c: 3 }, { c: 4 }], list: [1, 3] }, new: { k: null }, same: { deep: true } }

describe('what changed', () => {
  const changes = changesBetween(before, after)
  test('leaf by leaf, plain lists whole', () => expect(changes.map((c) => c.path)).toEqual(['a.b[1].c', 'a.b[2]', 'a.list', 'gone', 'new']))
  test('every place leads back to its value', () => {
    for (const c of changes) expect(valueAt(after, c.path)).toEqual(c.after)
    expect(valueAt(after, 'a.b[9].c')).toBeUndefined()
  })
  test('an amount is one value', () => expect(changesBetween({ d: { value: 5, unit: 'hour' } }, { d: { value: 6, unit: 'hour' } })).toEqual([{ path: 'd', before: { value: 5, unit: 'hour' }, after: { value: 6, unit: 'hour' } }]))
  test('nothing between equals', () => expect(changesBetween(before, structuredClone(before))).toEqual([]))
  test('a list that becomes an object is one change', () => expect(changesBetween({ x: [{ y: 1 }] }, { x: { y: 1 } }).map((c) => c.path)).toEqual(['x']))
})

describe('a source for every value', () => {
  const changes = changesBetween({ p: { v: 1, source: 's' }, q: { v: 1 }, r: 1 }, { p: { v: 2, source: 's' }, q: { v: 2 } })
  const body = { p: { v: 2, source: 's' }, q: { v: 2 } }
  test('beside it or above it; what is gone needs none', () => expect(withoutSource(changes, body, {})).toEqual(['q.v']))
  test('or given with the draft, for the place or one above', () => {
    expect(withoutSource(changes, body, { 'q.v': 'board minute 12' })).toEqual([])
    expect(withoutSource(changes, body, { q: 'board minute 12' })).toEqual([])
    expect(withoutSource(changes, body, { q: '  ' })).toEqual(['q.v'])
  })
})

describe('looser than law', () => {
  const looser = [{ path: 'profiles.x.rules.decision.committed', law: 'l' }]
  const reason = { path: 'profiles.x.rules.decision', text: 't', law: 'l', date: '2026-01-01', until: '2026-06-30' as string | null }
  test.each<[string, Partial<typeof reason>, boolean]>([['its own place', { path: 'profiles.x.rules.decision.committed' }, true], ['a place above', {}, true], ['another place', { path: 'profiles.y' }, false], ['no place at all', { path: '' }, false], ['not yet', { date: '2026-04-02' }, false], ['no longer', { until: '2026-03-31' }, false], ['its last day', { until: '2026-04-01' }, true], ['for good', { until: null }, true]])('a reason for %s', (_what, change, holds) => {
    expect(withoutReason(looser, [{ ...reason, ...change }], '2026-04-01')).toEqual(holds ? [] : looser)
  })
})
