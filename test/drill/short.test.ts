// The kill drill in a short seeded form: worker, everything at once, server with database, server alone, under load; nothing acknowledged is lost.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runDrill } from './run.ts'

test('kill -9 under load loses nothing, doubles nothing and breaks no chain', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'huiyin-drill-'))
  try {
    const report = await runDrill({ dataDir, seed: 6, rounds: 4, totalMs: 28_000, clients: 16, say: () => {} })
    expect(report.checks.filter((c) => !c.isGood)).toEqual([])
    expect(report.wrong).toEqual([])
    expect(report.rounds.length).toBeGreaterThanOrEqual(2)
    expect(report.acknowledged).toBeGreaterThan(50)
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}, 110_000)
