// The journey a customer sees, for every status of the main line and its ends.
import { describe, expect, test } from 'vitest'
import { statuses } from '../../domain/complaints/vocabulary.ts'
import { journey, stationAt } from './journey.ts'

const at = (hour: number): string => `2026-11-22T${String(hour).padStart(2, '0')}:00:00+08:00`
const shape = (list: ReturnType<typeof journey>): string => list.map((one) => `${one.code}:${one.state}`).join(' ')

describe('journey', () => {
  test('in the middle: reached, here, next, and the promise at the telling', () => {
    const list = journey('investigating', { received: at(1), accepted: at(2), investigating: at(3) }, at(20))
    expect(shape(list)).toBe('received:reached checking:now proposal:next told:next doing:next confirmed:next closed:next')
    expect(list[1]?.at).toBe(at(2))
    expect(list[3]?.dueAt).toBe(at(20))
  })
  test('closed without anything to carry out skips those stations', () => {
    expect(shape(journey('closed', { received: at(1), accepted: at(2), negotiating: at(3), decided: at(4), closed: at(5) }, null))).toBe('received:reached checking:reached proposal:reached told:reached doing:skipped confirmed:skipped closed:reached')
  })
  test('told without agreement: nothing to carry out or confirm lies ahead', () => {
    expect(shape(journey('decided', { received: at(1), accepted: at(2), negotiating: at(3), decided: at(4) }, null, false))).toBe('received:reached checking:reached proposal:reached told:now doing:skipped confirmed:skipped closed:next')
  })
  test('an early end keeps what was reached', () => {
    expect(shape(journey('withdrawn', { received: at(1), accepted: at(2), withdrawn: at(3) }, at(20)))).toBe('received:reached checking:reached proposal:skipped told:skipped doing:skipped confirmed:skipped closed:skipped')
  })
  test('reopened: what lies ahead is ahead again, although it was reached once', () => {
    const list = journey('investigating', { received: at(1), investigating: at(2), decided: at(3), closed: at(4) }, at(20))
    expect(list.at(-1)).toMatchObject({ state: 'next', at: null })
  })
  test.each(statuses)('%s has one place or is an end', (status) => {
    expect(journey(status, { received: at(1), [status]: at(2) }, null).filter((one) => one.state === 'now').length).toBe(stationAt(status) === null || stationAt(status) === 'closed' ? 0 : 1)
  })
})
