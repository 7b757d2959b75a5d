// Numbers as they are read: groups of the complaint number, money, sizes.
import { expect, test } from 'vitest'
import { groupNumber, moneyText, plainNumber, sizeText } from './format.ts'

test('the complaint number is shown in groups and read back from any way of writing', () => {
  expect(groupNumber('26112248217390553')).toBe('261122-48217-39055-3')
  expect(plainNumber(' 261122-48217 39055－３')).toBe('26112248217390553')
  expect(groupNumber('short')).toBe('short')
})

test.each([[0, '¥0.00'], [5, '¥0.05'], [123450, '¥1,234.50'], [100000000, '¥1,000,000.00'], [-8600, '-¥86.00']])('%d fen', (minor, text) => {
  expect(moneyText({ minor, currency: 'CNY' })).toBe(text)
})

test.each([[1, '1 KB'], [412_000, '412 KB'], [1_400_000, '1.4 MB']])('%d bytes', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text)
})
