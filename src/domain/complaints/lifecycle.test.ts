// The table of the life of a complaint: whole, reachable, and never wider than what it says.
import { describe, expect, test } from 'vitest'
import { Refusal } from '../refusal.ts'
import { caseEvents } from './events.ts'
import { actions, checkedTarget, transitions } from './lifecycle.ts'
import { isOpen, statuses } from './vocabulary.ts'
import type { Status } from './vocabulary.ts'

const edges = transitions.flatMap((row) => (row.moves ?? row.from).flatMap((from) => row.to.flatMap((to) => (to === 'same' ? [] : [{ from, to }]))))

function reachableFrom(start: Status): ReadonlySet<Status> {
  const seen = new Set<Status>([start])
  for (const status of seen) for (const edge of edges) if (edge.from === status) seen.add(edge.to)
  return seen
}

test('every action has exactly one row, every row an event of the catalogue', () => {
  expect(transitions.map((row) => row.action)).toEqual([...actions])
  expect(transitions.filter((row) => !Object.hasOwn(caseEvents, row.event)).map((row) => row.event)).toEqual([])
})

test('every status can be reached, and an end from every open one', () => {
  expect([...statuses].filter((status) => !reachableFrom('received').has(status))).toEqual([])
  expect(statuses.filter((status) => isOpen(status) && !reachableFrom(status).has('archived'))).toEqual([])
})

test('a step moves only from where it may be taken', () => {
  expect(transitions.filter((row) => row.moves?.some((status) => !row.from.includes(status))).map((row) => row.action)).toEqual([])
})

describe('the target a step chose is checked against its row', () => {
  test.each([['take', 'accepted', 'investigating', true], ['take', 'planning', 'planning', true], ['take', 'planning', 'investigating', false], ['decision', 'negotiating', 'decided', true], ['decision', 'negotiating', 'closed', false], ['acceptance', 'accepted', 'accepted', false]] as const)(
    '%s from %s to %s: %s', (action, from, to, allowed) => {
      if (allowed) expect(checkedTarget(action, from, to)).toBe(to)
      else expect(() => checkedTarget(action, from, to)).toThrow(Refusal)
    })
})
