// Every refusal the code can give has its sentence in every locale, plain and without shouting.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const locales = ['zh-CN', 'zh-TW', 'en'] as const

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).filter((e) => e.isFile() && e.name.endsWith('.ts') && !e.name.endsWith('.test.ts')).map((e) => join(e.parentPath, e.name))
}

function flatten(value: unknown, prefix = ''): string[] {
  if (typeof value !== 'object' || value === null) return [prefix.slice(0, -1)]
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, `${prefix}${key}.`))
}

const sources = ['src/server', 'src/domain', 'src/portal'].flatMap((folder) => filesBelow(join(root, folder))).map((path) => readFileSync(path, 'utf8')).join('\n')
/** Codes written out where a refusal or a reason is made. */
const used = [...new Set([...sources.matchAll(/(?:new Refusal|\bwhy)\(\s*'([a-z_.0-9]+)'/g)].map((m) => m[1] ?? ''))].sort()
/** Codes of the edge, which stand in `problems.ts` as plain words. */
const edge = ['malformed', 'internal', 'busy', 'unavailable', 'storage_full', 'not_found', 'method_not_allowed', 'request_timeout', 'too_large', 'unsupported_media_type', 'too_many_requests']
/** No refusals: why a clock stands or what to say of time, told where the clock is shown. */
const shownAlone = /^(?:say|stands)\./

describe.each(locales)('%s', (locale) => {
  const words = JSON.parse(readFileSync(join(root, 'locales', locale, 'errors.json'), 'utf8')) as Record<string, unknown>
  const keys = new Set(flatten(words))

  test('has a sentence for each refusal', () => {
    expect(used.length).toBeGreaterThan(30)
    expect([...edge, ...used].filter((code) => !shownAlone.test(code) && !keys.has(code))).toEqual([])
  })

  test('has words for each reason that is shown beside a clock', () => {
    const shown = new Set(flatten(JSON.parse(readFileSync(join(root, 'locales', locale, 'console.json'), 'utf8'))))
    const reasons = used.filter((code) => shownAlone.test(code))
    expect(reasons.length).toBeGreaterThan(5)
    expect(reasons.filter((code) => !shown.has(`clocks.${code.replace('.', '_')}`))).toEqual([])
  })

  test('no sentence is empty or shouts', () => {
    const texts = flatten(words).map((key) => [key, key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], words)] as const)
    expect(texts.filter(([, text]) => typeof text !== 'string' || text.trim() === '' || /[!！]/.test(text)).map(([key]) => key)).toEqual([])
  })
})
