// Unbound uploads go after a day with their file, strays of a crash too; what a case holds and what is fresh stays.
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import sharp from 'sharp'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { dropOrphans } from './orphans.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const day = 24 * 3_600_000

test('only what nobody holds', async () => {
  const { deps } = world.app
  const agent = await world.as('agent')
  const upload = async (background: string): Promise<{ id: string; sha256: string }> => (await agent.upload<{ id: string; sha256: string }>('/api/attachments', { name: 'a.png', type: 'image/png', bytes: await sharp({ create: { width: 8, height: 8, channels: 3, background } }).png().toBuffer() })).body
  const [bound, again, loose] = [await upload('#888'), await upload('#888'), await upload('#999')]
  expect([bound.sha256, bound.id === again.id]).toEqual([again.sha256, false])
  const filed = await agent.post<{ id: string }>('/api/complaints', { channel: 'phone', verbatim: '箱子破了', complainant: { phone: '19900001111' }, attachmentIds: [bound.id] })
  expect(filed.status).toBe(201)
  const stray = crypto.randomUUID()
  mkdirSync(join(deps.filesDir, 'ff'), { recursive: true })
  writeFileSync(join(deps.filesDir, 'ff', stray), 'left by a crash')
  utimesSync(join(deps.filesDir, 'ff', stray), (Date.now() - 2 * day) / 1000, (Date.now() - 2 * day) / 1000)
  expect(await dropOrphans(deps)).toEqual({ rows: 0, files: 1 })
  expect(await dropOrphans(deps, Date.now() + day + 60_000)).toMatchObject({ rows: 2 })
  const left = readdirSync(deps.filesDir, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => e.name)
  expect(left).toEqual([bound.sha256])
  expect(existsSync(join(deps.filesDir, loose.sha256.slice(0, 2), loose.sha256))).toBe(false)
  expect((await agent.get(`/api/attachments/${bound.id}`)).status).toBe(200)
})
