// The draft survives every step: what is read, carried and read again is the same; all errors come at once.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { carried, checkDraft, newDraft, plainItems, readDraft } from './draft.ts'
import type { Posted } from './draft.ts'
import { exampleDraft } from '../examples.ts'

const post = (pairs: readonly (readonly [string, string])[]): Posted => {
  const posted: Record<string, string[]> = {}
  for (const [name, value] of pairs) (posted[name] ??= []).push(value)
  return posted
}

test('carried in hidden fields and read back, nothing changes', () => {
  const draft = exampleDraft({ noCalls: true })
  expect(readDraft(post(carried(draft)), draft.files)).toEqual(draft)
  fc.assert(fc.property(fc.string(), fc.string({ unit: 'grapheme' }), fc.boolean(), (words, name, anonymous) => {
    const one = { ...draft, words: words.trim(), name: name.trim(), anonymous }
    expect(readDraft(post(carried(one)), one.files)).toEqual(one)
  }))
})

test('files that were dropped or are not known are not carried on', () => {
  const { files } = exampleDraft()
  expect(readDraft({ kept: ['f1', 'f2', 'stolen'], drop: ['f1'] }, files).files).toEqual([files[1]])
})

test('answers nobody offered are dropped', () => {
  const draft = readDraft({ about: ['drop table'], role: ['admin'], wishes: ['refund', 'a pony'], anonymous: ['on'] }, [])
  expect(draft).toMatchObject({ about: '', role: '', wishes: ['refund'], anonymous: false })
})

describe('what keeps a draft from being sent', () => {
  test.each([
    ['a full one', exampleDraft(), []],
    ['three taps: no words, no number', exampleDraft({ words: '', number: '', name: '', files: [] }), []],
    ['anonymous without a phone', exampleDraft({ phone: '', anonymous: true }), []],
    ['anonymous with half a phone typed', exampleDraft({ phone: '138', anonymous: true }), []],
    ['nothing at all', newDraft('k'), ['about required', 'phone required']],
    ['other without words', exampleDraft({ about: 'other', words: '' }), ['words required']],
    ['a wrong phone and a long name at once', exampleDraft({ phone: '12ab', name: 'x'.repeat(61) }), ['phone invalid', 'name too_long']],
    ['too many words', exampleDraft({ words: 'x'.repeat(5001) }), ['words too_long']],
  ])('%s', (_, draft, expected) => {
    expect(checkDraft(draft).map((one) => `${one.path} ${one.code}`)).toEqual(expected)
  })
})

test.each([['sf123 SF123，YT456', ['SF123', 'YT456']], ['  ', []], ['ＳＦ１２３、order-9', ['SF123', 'ORDER-9']], ['<b>x</b>', ['BXB']]])('numbers in %s', (typed, numbers) => {
  expect(plainItems(typed)).toEqual(numbers)
})
