// Keys mean what the sheet says, and nothing while an input method composes.
import { expect, test } from 'vitest'
import { match, pressName } from './keys.ts'
import type { Binding, KeyPress } from './keys.ts'

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({ key, keyCode: 0, isComposing: false, ctrlKey: false, metaKey: false, altKey: false, ...more })
const binding = (keys: string): Binding => ({ keys, label: keys, run: () => undefined })
const all = ['j', 'g q', 'g n', '?', 'Ctrl+Enter'].map(binding)

test.each([
  ['a letter', press('j'), 'j'], ['a capital is the same key', press('J'), 'j'], ['the question mark', press('?'), '?'], ['Ctrl', press('Enter', { ctrlKey: true }), 'Ctrl+Enter'], ['the Mac key too', press('k', { metaKey: true }), 'Ctrl+k'],
  ['composing', press('Enter', { isComposing: true }), undefined], ['the old sign of composing', press('Process', { keyCode: 229 }), undefined], ['Alt belongs to the system', press('j', { altKey: true }), undefined],
])('%s', (_, event, name) => {
  expect(pressName(event)).toBe(name)
})

test.each([
  ['a key', 'j', '', 'j'], ['the start of a sequence waits', 'g', '', 'wait'], ['its end', 'q', 'g', 'g q'], ['a broken sequence falls back to the key alone', 'j', 'g', 'j'], ['nothing', 'x', '', undefined],
])('match: %s', (_, name, prefix, expected) => {
  const found = match(all, name, prefix)
  expect(typeof found === 'object' ? found.keys : found).toBe(expected)
})

test('the page opened last wins', () => {
  const newer = binding('j')
  expect(match([...all, newer], 'j', '')).toBe(newer)
})
