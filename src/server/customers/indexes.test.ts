// Names are found by the initials people type: surnames read as surnames, also those of two characters.
import { expect, test } from 'vitest'
import { nameQueryTokens } from '../../domain/customers/tokens.ts'
import { initialsOf, keyedName, keyedNameTokens } from './indexes.ts'

test.each([['曾敏', 'zm'], ['单雄信', 'sxx'], ['尉迟恭', 'ycg'], ['欧阳修', 'oyx'], ['查良镛', 'zly'], ['王乐', 'wl'], ['张朝阳', 'zcy'], [' 李雷 ', 'll'], ['Bruce Lee', ''], ['', '']])('%s reads %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials)
})

test('a name is found by its initials and not by others, and a second reading gives the same tokens', () => {
  const keys = { version: 1, fieldKey: Buffer.alloc(32, 1), indexKey: Buffer.alloc(32, 2) }
  const tokens = keyedNameTokens(keys, '曾敏')
  expect(nameQueryTokens('zm', keyedName(keys)).every((t) => tokens.includes(t))).toBe(true)
  expect(nameQueryTokens('cm', keyedName(keys)).every((t) => tokens.includes(t))).toBe(false)
  expect(keyedNameTokens(keys, '曾敏')).toEqual(tokens)
  expect(tokens.join(' ')).not.toContain('曾')
})
