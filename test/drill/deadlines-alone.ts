// The long drill of deadlines on a PostgreSQL of its own that waits for the disk as in the house.
import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { foundDemo } from '../../src/server/demo.ts'
import { createDatabase } from '../../src/server/platform/database.ts'
import { makePartitions } from '../../src/server/platform/house-jobs.ts'
import { migrate } from '../../src/server/platform/migrations.ts'
import { startPostgres } from '../../src/server/platform/postgres.ts'
import { runDeadlineDrill, sayReport } from './deadlines.ts'

/** Runs it with a minute of due instants, a kill every two seconds and a stop of forty; says whether all was well. */
export async function deadlinesAlone({ clocks, seed, say }: { readonly clocks: number; readonly seed: number; readonly say: (line: string) => void }): Promise<boolean> {
  const home = join(resolve(import.meta.dirname, '../..'), '.cache', 'drill-deadlines')
  rmSync(home, { recursive: true, force: true })
  say(`Drill of ${clocks} deadlines, seed ${seed} (repeat with --seed ${seed})`)
  const postgres = await startPostgres({ folder: join(home, 'postgres'), database: 'huiyin', say })
  try {
    await migrate(postgres.ownerUrl, 'huiyin_app', () => {})
    const { db, close } = createDatabase(postgres.appUrl, { max: 2 })
    await makePartitions({ db })
    await foundDemo(db)
    await close()
    const report = await runDeadlineDrill({ ownerUrl: postgres.ownerUrl, appUrl: postgres.appUrl, seed, clocks, withinMs: 60_000, killMs: 2000, stopMs: 40_000, say })
    say(`${report.isGood ? 'ok' : 'NO'}  ${sayReport(report)}`)
    return report.isGood
  } finally {
    await postgres.stop()
    rmSync(home, { recursive: true, force: true })
  }
}
