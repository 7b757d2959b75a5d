// The glossary says what the code says: every identifier in it exists, and every code of the vocabulary has its words.
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import * as vocabulary from '../src/domain/complaints/vocabulary.ts'

const root = resolve(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

const files = (['src', 'db/migrations', 'policies'] as const).flatMap(folder =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile() && /\.(ts|tsx|sql|yaml)$/.test(entry.name)).map(entry => join(entry.parentPath, entry.name)))
const sources = files.map(path => readFileSync(path, 'utf8')).join('\n')

const identifiers = read('docs/glossary.md').split('\n').filter(line => /^\| \S/.test(line) && !line.startsWith('| Chinese'))
  .flatMap(line => [...(line.split('|')[3] ?? '').matchAll(/`([^`]+)`/g)].map(found => found[1] ?? ''))

test('every identifier of the glossary stands in the code', () => {
  expect(identifiers.length).toBeGreaterThan(100)
  expect(identifiers.filter(name => !new RegExp(`(?<![\\w.])${name.replaceAll('.', '\\.')}(?!\\w)`).test(sources))).toEqual([])
})

test('every code of the vocabulary stands in the table of codes', () => {
  const page = read('docs/generated/codes.md')
  const all = Object.values<unknown>(vocabulary).flatMap(list => (Array.isArray(list) ? list.map(String) : []))
  expect(all.filter(code => !page.includes(`\`${code}\``))).toEqual([])
})
