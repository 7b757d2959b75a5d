import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mergeEffect, needsLead, unmergeEffect, whyNotMerge } from './merging.ts'
import type { Brought, Held, MergeInForce, Side, Watch } from './merging.ts'

const day = 86_400_000
const watchFrom = (at: number): Watch => ({ openedAt: at, dueAt: at + 7 * day, strictDueAt: at + 7 * day, rolledDueAt: at + 8 * day })
const side = (change: Partial<Side> = {}): Side => ({ id: 'a', status: 'investigating', outcome: null, kind: 'complaint', restricted: false, inquiry: false, fromStaff: false, hasWatch: true, merged: 0, children: 0, decisionTold: false, moneyPaid: false, ...change })
const other = (change: Partial<Side> = {}): Side => side({ id: 'b', ...change })

describe('whyNotMerge', () => {
  test.each<[string, Side, Side, string | null]>([
    ['two complaints', side(), other(), null],
    ['a chaser into its complaint', side({ kind: 'chaser', hasWatch: false }), other(), null],
    ['two enquiries', side({ kind: 'enquiry', hasWatch: false }), other({ kind: 'enquiry', hasWatch: false }), null],
    ['into a case already closed', side(), other({ status: 'closed', decisionTold: true, moneyPaid: true }), null],
    ['a case into itself', side(), side(), 'merge.into_itself'],
    ['into one that is itself merged', side(), other({ status: 'duplicate', outcome: 'duplicate' }), 'merge.into_merged'],
    ['into one that is itself merged, out of the archive', side(), other({ status: 'archived', outcome: 'duplicate' }), 'merge.into_merged'],
    ['one that others were merged into', side({ merged: 2 }), other(), 'merge.has_merged'],
    ['one with children', side({ children: 1 }), other(), 'merge.has_children'],
    ['one whose decision was told before it was reopened', side({ decisionTold: true }), other(), 'merge.decision_told'],
    ['one that was paid', side({ moneyPaid: true }), other(), 'merge.money_paid'],
    ['a restricted one into an open one', side({ restricted: true }), other(), 'merge.restricted'],
    ['a restricted one into one under inquiry', side({ restricted: true }), other({ restricted: true, inquiry: true }), 'merge.restricted'],
    ['an open one into a restricted one', side(), other({ restricted: true }), 'merge.restricted'],
    ['a report from inside into a customer\'s case', side({ fromStaff: true }), other(), 'merge.internal_report'],
    ['a complaint into a lighter contact', side(), other({ kind: 'enquiry', hasWatch: false }), 'merge.watch_lost'],
    ['a complaint into one withdrawn', side(), other({ status: 'withdrawn', outcome: 'withdrawn' }), 'merge.watch_lost'],
    ['a complaint into one withdrawn, out of the archive', side(), other({ status: 'archived', outcome: 'withdrawn' }), 'merge.watch_lost'],
  ])('%s', (_name, ends, lives, code) => expect(whyNotMerge(ends, lives)?.code ?? null).toBe(code))
})

test('a merge is undone by anybody while the survivor runs, afterwards by who may reopen', () => {
  expect([needsLead('negotiating'), needsLead('closed'), needsLead('rejected')]).toEqual([false, true, true])
})

/** The survivor as it stands, with its merges; what the server does with the effects. */
type State = { readonly held: Held; readonly inForce: readonly MergeInForce[] }

function merge(s: State, id: string, brought: Brought): State {
  const e = mergeEffect(s.held, s.inForce, brought)
  return { held: { watch: e.watch ?? s.held.watch, units: [...s.held.units, ...e.units], items: [...s.held.items, ...e.items] }, inForce: [...s.inForce, { id, ...e.record }] }
}

function unmerge(s: State, id: string, kept: { units: readonly string[]; items: readonly string[] } = { units: [], items: [] }): State {
  const e = unmergeEffect(s.inForce, id, kept)
  return {
    held: { watch: e.watch ?? s.held.watch, units: s.held.units.filter((u) => !e.units.includes(u)), items: s.held.items.filter((i) => !e.items.includes(i)) },
    inForce: s.inForce.filter((m) => m.id !== id),
  }
}

const sorted = (h: Held): Held => ({ ...h, units: [...h.units].sort(), items: [...h.items].sort() })
const keys = fc.uniqueArray(fc.constantFrom('u1', 'u2', 'u3', 'u4', 'u5'), { maxLength: 4 })
const watch = fc.integer({ min: 0, max: 20 }).map((d) => watchFrom(d * day))
const brought: fc.Arbitrary<Brought> = fc.record({ watch: fc.option(watch, { nil: null }), units: keys, items: keys })
const held: fc.Arbitrary<Held> = fc.record({ watch: fc.option(watch, { nil: null }), units: keys, items: keys })

describe('merging and undoing', () => {
  test('one merge undone leaves the survivor as it was', () => {
    fc.assert(fc.property(held, brought, (h, b) => {
      expect(sorted(unmerge(merge({ held: h, inForce: [] }, 'm', b), 'm').held)).toEqual(sorted(h))
    }))
  })
  test('several merges undone in any order leave it as it was, and each step as if the undone ones had never been', () => {
    fc.assert(fc.property(held, fc.array(brought, { minLength: 1, maxLength: 5 }), fc.array(fc.nat(), { minLength: 5, maxLength: 5 }), (h, all, order) => {
      const start: State = { held: h, inForce: [] }
      let state = all.reduce((s, b, i) => merge(s, `m${i}`, b), start)
      const left = all.map((b, i) => ({ id: `m${i}`, b }))
      for (const pick of order.slice(0, all.length)) {
        const [gone] = left.splice(pick % left.length, 1)
        state = unmerge(state, gone?.id ?? '')
        const never = left.reduce((s, { id, b }) => merge(s, id, b), start)
        expect(sorted(state.held)).toEqual(sorted(never.held))
      }
      expect(sorted(state.held)).toEqual(sorted(h))
    }))
  })
  test('the survivor never keeps a later watch than any of those merged', () => {
    fc.assert(fc.property(watch, fc.array(brought, { maxLength: 5 }), (own, all) => {
      const state = all.reduce<State>((s, b, i) => merge(s, `m${i}`, b), { held: { watch: own, units: [], items: [] }, inForce: [] })
      const earliest = Math.min(own.strictDueAt, ...all.flatMap((b) => (b.watch === null ? [] : [b.watch.strictDueAt])))
      expect(state.held.watch?.strictDueAt).toBe(earliest)
    }))
  })
  test('a watch that had ended before the merge is left alone by merging and undoing', () => {
    const state = merge({ held: { watch: null, units: [], items: [] }, inForce: [] }, 'm', { watch: watchFrom(0), units: ['u1'], items: [] })
    expect([state.held.watch, unmerge(state, 'm').held.watch]).toEqual([null, null])
  })
  test('a unit that was asked a question meanwhile stays', () => {
    const state = merge({ held: { watch: null, units: [], items: [] }, inForce: [] }, 'm', { watch: null, units: ['u1', 'u2'], items: ['i'] })
    expect(unmerge(state, 'm', { units: ['u1'], items: [] }).held).toEqual({ watch: null, units: ['u1'], items: [] })
  })
})
