// Tests of the ribbon's line of time: which days it spans, where instants lie, how labels thin out.
import { expect, test } from 'vitest'
import { daysOf, instantAt, labelStep, placeOf, scaleOf, stretchOf } from './ribbon-scale.ts'

const at = (text: string): number => Date.parse(`${text}+08:00`)
const clock = (openedAt: string, dueAt: string, more: { rolledDueAt?: string; stoppedAt?: string } = {}) => ({ openedAt: new Date(at(openedAt)).toISOString(), dueAt: new Date(at(dueAt)).toISOString(), rolledDueAt: more.rolledDueAt === undefined ? null : new Date(at(more.rolledDueAt)).toISOString(), stoppedAt: more.stoppedAt === undefined ? null : new Date(at(more.stoppedAt)).toISOString() })

test('the line spans whole days from the first beginning to the last end, now among them', () => {
  const scale = scaleOf([clock('2026-09-30T10:00', '2026-10-01T10:00'), clock('2026-09-30T11:00', '2026-10-08T00:00', { rolledDueAt: '2026-10-09T00:00' })], at('2026-10-02T12:00'))
  expect([scale.from, scale.to]).toEqual([at('2026-09-30T00:00'), at('2026-10-10T00:00')])
  expect(daysOf(scaleOf([clock('2026-09-30T10:00', '2026-09-30T11:00')], at('2026-09-30T10:30')))).toBe(2)
  expect(scaleOf([clock('2026-09-30T10:00', '2026-10-01T10:00')], at('2026-11-22T10:00')).to).toBe(at('2026-11-23T00:00'))
  const standing = { ...clock('2026-09-30T10:00', '2026-10-02T10:00'), pauses: [{ from: new Date(at('2026-09-30T12:00')).toISOString(), to: null, until: new Date(at('2026-10-03T12:00')).toISOString() }] }
  expect(scaleOf([standing], at('2026-09-30T13:00')).to, 'a pause that lasts may move the end').toBe(at('2026-10-06T00:00'))
  expect(daysOf(scaleOf([clock('2025-01-01T10:00', '2025-01-08T10:00')], at('2026-11-22T10:00')))).toBe(181)
})

test('instants and stretches lie where they belong, cut to the line', () => {
  const scale = { from: at('2026-10-01T00:00'), to: at('2026-10-05T00:00') }
  expect([placeOf(scale, at('2026-10-02T00:00')), placeOf(scale, at('2026-09-01T00:00')), placeOf(scale, at('2026-11-01T00:00'))]).toEqual([25, 0, 100])
  expect(stretchOf(scale, at('2026-09-20T00:00'), at('2026-10-03T00:00'))).toEqual({ left: '0%', width: '50%' })
  expect([stretchOf(scale, at('2026-09-20T00:00'), at('2026-09-21T00:00')), stretchOf(scale, at('2026-10-03T00:00'), at('2026-10-03T00:00'))]).toEqual([null, null])
})

test('a place becomes a round instant; labels thin out before they touch', () => {
  const scale = { from: at('2026-10-01T00:00'), to: at('2026-10-05T00:00') }
  expect(instantAt(scale, 0.5001, 600)).toBe(at('2026-10-03T00:00'))
  expect(instantAt(scale, 0.127, 60)).toBe(at('2026-10-01T12:00'))
  expect([instantAt(scale, -1, 600), instantAt(scale, 2, 600)]).toEqual([scale.from, scale.to])
  expect([labelStep(scale, 600), labelStep({ ...scale, to: at('2026-10-31T00:00') }, 600), labelStep({ ...scale, to: at('2027-03-30T00:00') }, 280)]).toEqual([1, 2, 30])
})
