// What one types on a Latin keyboard finds the Chinese words meant.
import { expect, test } from 'vitest'
import { loadReader, plainReader, rankOf } from './pinyin.ts'

const read = await loadReader()

test.each([
  ['initials', '赔付方案', 'pf', 1], ['initials inside', '拟赔付方案', 'pf', 3], ['syllables', '结案', 'jiean', 1], ['syllables and an initial', '转派网点', 'zhuanpw', 1], ['Chinese itself', '转派网点', '网点', 2], ['its beginning', '网点', '网', 0],
  ['capitals and spaces', '联系客户', 'Lian X', 1], ['a name', '李敏', 'lm', 1], ['traditional characters', '賠付', 'pf', 1], ['latin', 'Night theme', 'the', 2], ['a sound that is not there', '结案', 'pf', undefined], ['Chinese that is not there', '结案', '赔', undefined], ['nothing typed', '结案', '', 0],
])('%s', (_, text, typed, rank) => {
  expect(rankOf(text, typed, read)).toBe(rank)
})

test('before the dictionary is there, words in Latin letters are found', () => {
  expect([rankOf('Night theme', 'nt', plainReader), rankOf('赔付', 'pf', plainReader), rankOf('赔付', '赔', plainReader)]).toEqual([1, undefined, 0])
})
