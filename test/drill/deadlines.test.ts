// The drill of deadlines in a short form: some thousand clocks due at once, sweepers killed and stopped; each breach once, none late, none early.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDeadlines } from '../deadlines.ts'
import type { Deadlines } from '../deadlines.ts'
import { runDeadlineDrill, sayReport } from './deadlines.ts'

let house: Deadlines
beforeAll(async () => { house = await startDeadlines() })
afterAll(() => house.stop())

test('sweepers killed and stopped lose no breach, book none twice and none late', async () => {
  const report = await runDeadlineDrill({ ownerUrl: house.urls.owner, appUrl: house.urls.app, seed: 4, clocks: 4000, withinMs: 12_000, killMs: 2000, stopMs: 8000, say: () => {} })
  expect(report.isGood, sayReport(report)).toBe(true)
  expect(report.kills).toBeGreaterThanOrEqual(5)
}, 60_000)
