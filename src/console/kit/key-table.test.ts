// The keyboard holds together: no key means two things, and every key a page registers stands in the table.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { clashOf, isSingle, keyTable } from './key-table.ts'
import type { Command } from './key-table.ts'

const commands = Object.keys(keyTable) as Command[]

test('no two commands share a key, and no key begins a sequence', () => {
  expect(commands.flatMap((command) => { const clash = clashOf({}, command, keyTable[command]); return clash === undefined ? [] : [`${command} and ${clash}`] })).toEqual([])
})

test('keys that pages write out are those of the table', () => {
  const root = new URL('..', import.meta.url)
  const written = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
    .flatMap((name) => [...readFileSync(new URL(name, root), 'utf8').matchAll(/keys: '([^']+)'/g)].map((match) => `${(match[1] ?? '').replace('\\\\', '\\')} in ${name}`))
  const known = new Set<string>(Object.values(keyTable))
  expect(written.filter((each) => !known.has(each.split(' in ')[0] ?? ''))).toEqual([])
})

test.each([['j', true], ['?', true], ['g q', true], ['Shift+v', true], ['Ctrl+k', false], ['Enter', false], ['Escape', false], ['ArrowDown', false]])('%s alone is pressed by accident: %s', (keys, single) => {
  expect(isSingle(keys)).toBe(single)
})

test.each([
  ['a free key', 'note', 'b', undefined], ['its own', 'note', 'n', undefined], ['another’s', 'note', 'e', 'closing'], ['the start of a sequence', 'note', 'g', 'go_queue'], ['a key another chose', 'note', 'b', 'closing'],
] as const)('choosing %s', (name, command, keys, clash) => {
  expect(clashOf(name.startsWith('a key') ? { closing: 'b' } : {}, command, keys)).toBe(clash)
})
