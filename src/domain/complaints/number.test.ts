// The complaint number: shape, check digit, what typing mistakes it finds.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkDigit, complaintNumber, readComplaintNumber, showComplaintNumber } from './number.ts'

const random10 = fc.stringMatching(/^\d{10}$/)

test('a number is 17 digits, starts with the business date and reads back however it is typed', () => {
  fc.assert(fc.property(random10, (r) => {
    const no = complaintNumber('2026-11-22', r)
    expect(no).toMatch(/^261122\d{11}$/)
    expect(readComplaintNumber(showComplaintNumber(no))).toBe(no)
    expect(readComplaintNumber(` ${no.slice(0, 6)} ${no.slice(6)} `)).toBe(no)
  }))
})

test('one wrong digit or two neighbours swapped is never a number', () => {
  fc.assert(fc.property(random10, fc.nat(16), fc.integer({ min: 1, max: 9 }), (r, at, by) => {
    const no = complaintNumber('2026-11-22', r)
    const wrong = no.slice(0, at) + String((Number(no[at]) + by) % 10) + no.slice(at + 1)
    expect(readComplaintNumber(wrong)).toBeNull()
    const next = Math.min(at, 15)
    const swapped = no.slice(0, next) + no[next + 1] + no[next] + no.slice(next + 2)
    if (swapped !== no) expect(readComplaintNumber(swapped)).toBeNull()
  }))
})

test.each([['', null], ['12345', null], ['26112248217390553x', null], ['2611222', null]])('%j is not a number', (typed, expected) => {
  expect(readComplaintNumber(typed)).toBe(expected)
})

test('the published example of the algorithm: 572 has check digit 4', () => {
  expect(checkDigit('572')).toBe(4)
})
