// The documents say what is there: their links lead somewhere, and commands, variables and accounts are those of the code.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { capabilities } from './check-rooms.ts'
import { demoAccounts } from '../src/server/demo.ts'
import { readConfig } from '../src/server/platform/config.ts'

const root = resolve(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const below = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile() && entry.name.endsWith('.md')).map(entry => relative(root, join(entry.parentPath, entry.name)))

const documents = [...readdirSync(root).filter(name => name.endsWith('.md')), ...below('docs'), ...below('src')]

test.each(documents)('every link of %s leads to a file', document => {
  const links = [...read(document).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(found => found[1] ?? '')
  expect(links.filter(link => !existsSync(join(root, dirname(document), link)))).toEqual([])
})

test.each(documents.filter(name => name !== 'CHANGELOG.md'))('every path named in %s exists', document => {
  const named = [...read(document).matchAll(/`((?:src|tools|test|policies|db|bench)\/[\w./-]+\.\w+)`/g)].map(found => found[1] ?? '')
  expect(named.filter(path => !existsSync(join(root, path)))).toEqual([])
})

describe.each(['README.md', 'README.zh-CN.md'])('%s', document => {
  const text = read(document)

  test('names commands that exist', () => {
    const scripts: Record<string, string> = JSON.parse(read('package.json')).scripts
    const named = [...text.matchAll(/`npm (?:run )?([\w-]+)/g)].map(found => found[1] ?? '')
    expect(named.filter(name => !(name in scripts))).toEqual([])
  })

  test('names every variable, and only those that are read', () => {
    const named = [...new Set([...text.matchAll(/`([A-Z]+(?:_[A-Z]+)*)`/g)].map(found => found[1] ?? ''))].filter(name => name !== 'HY')
    // Each with a value that cannot be meant: what is read, complains.
    const complaints = (name: string): string => { try { readConfig({ [name]: '\u0000' }, []); return '' } catch (error) { return String(error) } }
    const silent = ['DATA_DIR', 'KEY_FILE']
    expect(named.filter(name => !silent.includes(name) && !complaints(name).includes(name))).toEqual([])
    expect(named.sort()).toEqual(['DATABASE_URL', 'DATA_DIR', 'DEMO', 'HOST', 'KEY_FILE', 'MIGRATION_DATABASE_URL', 'PORT', 'PUBLIC_URL', 'TRUST_PROXY', 'VIRUS_SCANNER'])
  })

  test('names every demo account', () => {
    expect(demoAccounts.filter(account => !text.includes(`\`${account.username}\``)).map(account => account.username)).toEqual([])
  })

  test('gives the order of capabilities', () => {
    expect(text).toContain(capabilities.join(' < '))
  })
})

test('the list of decisions is complete', () => {
  const index = read('docs/decisions/README.md')
  expect(readdirSync(join(root, 'docs/decisions')).filter(name => /^\d{3}-/.test(name) && !index.includes(`(${name})`))).toEqual([])
})

test('room notes stay short', () => {
  for (const note of below('src')) expect([note, read(note).split('\n').length <= 20]).toEqual([note, true])
})
