// How long the statements of a month take: 30,000 units with ten entries each, made by the very function of the job, set by set.
import { sql } from 'kysely'
import { issueSome } from '../src/server/liability/settlements.ts'
import { createDatabase } from '../src/server/platform/database.ts'
import { withScratchDatabase } from '../test/scratch.ts'
import { generateComplaints } from './data.ts'

export type SettlementReport = { readonly units: number; readonly entries: number; readonly sets: number; readonly seconds: number; readonly slowestSetMs: number; readonly secondMonthSeconds: number }
type Options = { readonly units: number; readonly each: number; readonly say: (line: string) => void }

const months = ['2026-01', '2026-02'] as const

/** Makes units and entries of two months, then issues both: the first from nothing, the second with what was carried over. */
export function measureSettlement({ units, each, say }: Options): Promise<SettlementReport> {
  return withScratchDatabase(async (ownerUrl) => {
    await generateComplaints(ownerUrl, 1000)
    const { db, close } = createDatabase(ownerUrl, { max: 1 })
    try {
      say(`Generating ${units} units with ${each} entries in each of two months …`)
      await sql`insert into org_units (id, code, name, kind, parent_id, province_id, hub_id, outlet_id, status, created_at) select u.id, 'B' || u.n, '网点' || u.n, 'outlet', h.id, h.province_id, h.id, u.id, 'active', now() from (select n, gen_random_uuid() as id from generate_series(1, ${units}::int) n) u cross join (select * from org_units where kind = 'hub' limit 1) h`.execute(db)
      for (const month of months) for (let i = 1; i <= each; i++) {
        await sql`insert into settlement_entries (id, unit_id, month, kind, amount_minor, complaint_id, reason, by_name, at) select gen_random_uuid(), u.id, ${`${month}-01`}::date, ${i % 5 === 0 ? 'penalty' : 'recovery'}, ${100 + i}::int, c.id, 'claim', 'bench', ${`${month}-10`}::timestamptz + ${i}::int * interval '1 hour'
          from org_units u cross join (select id from complaints limit 1) c where u.code like 'B%'`.execute(db)
      }
      await sql`analyze`.execute(db)
      const timed: { ms: number; sets: number; slowest: number }[] = []
      for (const month of months) timed.push(await issue(db, month))
      const [first, second] = timed
      return { units, entries: units * each, sets: first?.sets ?? 0, seconds: (first?.ms ?? 0) / 1000, slowestSetMs: first?.slowest ?? 0, secondMonthSeconds: (second?.ms ?? 0) / 1000 }
    } finally {
      await close()
    }
  })
}

async function issue(db: Parameters<typeof issueSome>[0], month: string): Promise<{ ms: number; sets: number; slowest: number }> {
  await sql`insert into settlement_runs (month, state, dispute_days, policy_version, started_by_name, started_at) values (${`${month}-01`}::date, 'running', 7, 'bench', 'bench', now())`.execute(db)
  const began = performance.now()
  let [sets, slowest] = [0, 0]
  for (let done = false; !done; sets++) {
    const from = performance.now()
    done = await issueSome(db, month)
    slowest = Math.max(slowest, performance.now() - from)
  }
  return { ms: performance.now() - began, sets, slowest }
}

/** The report as a table. */
export function settlementLines(r: SettlementReport): string {
  return `\n### Statements of a month\n| units | entries | first month s | next month s | sets | slowest set ms |\n|---|---|---|---|---|---|\n| ${r.units} | ${r.entries} | ${r.seconds.toFixed(1)} | ${r.secondMonthSeconds.toFixed(1)} | ${r.sets} | ${Math.round(r.slowestSetMs)} |\n`
}
