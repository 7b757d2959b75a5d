// The rooms checker finds each kind of planted violation and lets the allowed imports through.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkRooms } from './check-rooms.ts'

let root = ''
beforeEach(() => { root = mkdtempSync(join(tmpdir(), 'rooms-')) })
afterEach(() => rmSync(root, { recursive: true, force: true }))

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

describe('a violation is found', () => {
  test.each([
    ['server from console', 'src/console/complaints/page.tsx', `import { x } from '../../server/complaints/store.ts'`, /must not know server/],
    ['console from server', 'src/server/desk/routes.ts', `import type { X } from '../../console/kit/x.ts'`, /must not know console/],
    ['contract from domain', 'src/domain/sla/clock.ts', `import { x } from '../../contract/sla.ts'`, /must not know contract/],
    ['a library in the domain', 'src/domain/sla/clock.ts', `import { z } from 'zod'`, /no library/],
    ['node in the domain', 'src/domain/sla/clock.ts', `import { readFileSync } from 'node:fs'`, /no library/],
    ['a later capability', 'src/server/complaints/store.ts', `import { x } from '../followup/queries.ts'`, /followup comes after complaints/],
    ['a later capability in the contract', 'src/contract/sla.ts', `export { x } from './desk.ts'\nexport const y = 1`, /desk comes after sla/],
    ['a dynamic import', 'src/server/sla/jobs.ts', `const m = await import('../desk/queries.ts')`, /desk comes after sla/],
    ['a capability in platform', 'src/server/platform/http.ts', `import { x } from '../identity/store.ts'`, /platform knows no capability/],
    ['a barrel', 'src/domain/sla/all.ts', `// All.\nexport * from './clock.ts'\nexport { y } from './promise.ts'\n`, /barrel/],
    ['the clock in the domain', 'src/domain/sla/clock.ts', `export const now = () => Date.now()`, /time and chance/],
    ['an empty date in the domain', 'src/domain/sla/clock.ts', `export const now = () => new Date()`, /time and chance/],
    ['chance in the domain', 'src/domain/sla/clock.ts', `export const dice = () => Math.random()`, /time and chance/],
    ['an import without extension', 'src/domain/sla/clock.ts', `import { x } from './promise'`, /without its extension/],
    ['many lines', 'src/domain/sla/clock.ts', `import {\n  a,\n  b,\n} from '../desk/x.ts'`, /desk comes after sla/],
  ])('%s', (_, path, text, sentence) => {
    plant(path, text)
    const found = checkRooms(root)
    expect(found).toHaveLength(1)
    expect(found[0]?.says).toMatch(sentence)
    expect(found[0]?.file).toBe(path)
  })

  test('a word missing in one locale', () => {
    plant('locales/zh-CN/desk.json', JSON.stringify({ queue: { title: '队列', count_other: '{{count}} 件' } }))
    plant('locales/en/desk.json', JSON.stringify({ queue: { count_one: 'one case', count_other: '{{count}} cases' } }))
    expect(checkRooms(root)).toEqual([{ file: 'locales/en/desk.json', says: 'lacks desk.queue.title' }])
  })
})

test('what is allowed passes', () => {
  plant('src/domain/complaints/lifecycle.ts', `import type { Actor } from '../identity/actor.ts'\n// new Date() is only a word here\nexport const at = (ms: number) => new Date(ms)`)
  plant('src/contract/complaints.ts', `import { z } from 'zod'\nimport { x } from '../domain/complaints/lifecycle.ts'\nexport const y = x`)
  plant('src/server/complaints/store.ts', `import { x } from '../platform/database.ts'\nimport { y } from '../sla/store.ts'\nimport { page } from '../../portal/page.ts'`)
  plant('src/server/platform/context.ts', `import type { Actor } from '../../domain/identity/actor.ts'`)
  plant('src/server/reactions.ts', `import { x } from './followup/jobs.ts'\nimport { y } from './complaints/store.ts'`)
  plant('src/domain/sla/clock.test.ts', `import { test } from 'vitest'`)
  expect(checkRooms(root)).toEqual([])
})
