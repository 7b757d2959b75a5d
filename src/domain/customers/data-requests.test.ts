// What answers a request about one's own data, and which records go.
import { describe, expect, test } from 'vitest'
import { fateOf, readWant, whyNotAnswered } from './data-requests.ts'
import type { DataResult, DataWant } from './data-requests.ts'

const at = (text: string): number => Date.parse(text)

describe('answers', () => {
  test.each<[DataWant, DataResult, string | undefined, string | null]>([
    ['copy', 'copied', undefined, null], ['delete', 'erased', undefined, null], ['correct', 'corrected', '电话已改', null], ['unclear', 'erased', undefined, null],
    ['copy', 'erased', undefined, 'data_request.other_answer'], ['delete', 'copied', undefined, 'data_request.other_answer'],
    ['delete', 'refused', undefined, 'data_request.reason_missing'], ['delete', 'refused', '无法确认身份', null], ['correct', 'corrected', undefined, 'data_request.reason_missing'],
  ])('%s met with %s, reason %s: %s', (wants, result, reason, code) => {
    expect(whyNotAnswered(wants, result, reason)?.code ?? null).toBe(code)
  })
})

test.each([['请删除我的个人信息', 'delete'], ['我要一份你们存的我的资料副本', 'copy'], ['电话登记错了，请更正', 'correct'], ['please delete my data', 'delete'], ['先给我一份复印件，然后删除', 'unclear'], ['我的个人信息怎么办', 'unclear']])('%s asks for: %s', (words, want) => {
  expect(readWant(words)).toBe(want)
})

describe('what is destroyed', () => {
  const now = at('2026-11-22T10:00:00Z')
  test.each<[string, boolean, string | null, unknown]>([
    ['a running complaint is finished first', true, null, { fate: 'keep', because: 'running', until: null }],
    ['a running enquiry too', false, null, { fate: 'keep', because: 'running', until: null }],
    ['an enquiry that ended goes at once', false, '2026-11-21T10:00:00Z', { fate: 'erase' }],
    ['a complaint that ended is kept three years', true, '2024-02-29T10:00:00Z', { fate: 'keep', because: 'record', until: at('2027-03-01T10:00:00Z') }],
    ['and goes when they are over, to the instant', true, '2023-11-22T10:00:00Z', { fate: 'erase' }],
    ['not a moment before', true, '2023-11-22T10:00:01Z', { fate: 'keep', because: 'record', until: at('2026-11-22T10:00:01Z') }],
  ])('%s', (_name, isRecord, endedAt, fate) => {
    expect(fateOf({ isRecord, isOnHold: false, endedAt: endedAt === null ? null : at(endedAt) }, 3, now)).toEqual(fate)
  })
  test('nothing whose evidence is held', () => {
    for (const isRecord of [true, false]) expect(fateOf({ isRecord, isOnHold: true, endedAt: at('2020-01-01T00:00:00Z') }, 3, now)).toEqual({ fate: 'keep', because: 'hold', until: null })
  })
})
