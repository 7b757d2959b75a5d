// Seeding a demo: refused where real data could be, business played with its progress told, everything left as if it had happened.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { foundDemo, hasDemo } from '../demo.ts'
import { ensureRoles } from '../identity/founding.ts'
import { jobNames } from '../jobs.ts'
import { bootProblem } from '../platform/boot-problem.ts'
import type { Db } from '../platform/context.ts'
import { createDatabase } from '../platform/database.ts'
import { makePartitions } from '../platform/house-jobs.ts'
import { prepareJobs } from '../platform/jobs.ts'
import { playBusiness } from './business.ts'
import type { Business } from './business.ts'
import { openHouse } from './house.ts'
import type { HouseOptions } from './house.ts'
import { gatherPeople } from './people.ts'

type Asked = Omit<Business, 'until'> & { readonly until?: number }

/** Plays business in the demo, which is founded when the database is empty. @throws boot problems where it would do harm. */
export async function seedDemo(on: HouseOptions, asked: Asked, say: (line: string) => void): Promise<void> {
  await prepareJobs(on.ownerUrl, on.appUrl, jobNames)
  if (!await isAlone(on.ownerUrl)) throw bootProblem('A server works on this database: stop it first, because its clock would move too.')
  const until = await prepare(on, asked)
  const started = performance.now()
  const house = await openHouse(on)
  try {
    const people = await gatherPeople(house.db)
    let told = 0
    const seconds = (): number => (performance.now() - started) / 1000
    const played = await playBusiness(house, people, { ...asked, until }, ({ at, begun, steps }) => {
      if (seconds() - told < 5) return
      told = seconds()
      say(`  ${new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)}: ${begun.toLocaleString('en')} of ${asked.complaints.toLocaleString('en')} contacts, ${steps.toLocaleString('en')} acts, ${Math.round(begun / told)} contacts/s`)
    })
    await markPlayed(house.db, asked)
    const refused = Object.entries(played.refused)
    say(`Played ${asked.complaints.toLocaleString('en')} contacts over ${asked.days} days in ${seconds().toFixed(0)} s: ${played.steps.toLocaleString('en')} acts${refused.length === 0 ? '' : `; refused: ${refused.map(([code, n]) => `${code} ${n}`).join(', ')}`}.`)
  } finally {
    await house.close()
  }
}

/** Founds the demo in an empty database or checks the one there is; gives the instant the play leads up to. */
async function prepare(on: HouseOptions, asked: Asked): Promise<number> {
  const { db, close } = createDatabase(on.appUrl, { max: 2 })
  try {
    await makePartitions({ db })
    if (!await hasDemo(db)) {
      const isEmpty = (await sql`select 1 from org_units limit 1`.execute(db)).rows.length === 0
      if (!isEmpty) throw bootProblem('This database holds a company that is no demo: business is played in a demo only. Use another DATA_DIR or DATABASE_URL.')
      await ensureRoles(db)
      await foundDemo(db)
    }
    const before = (await sql<{ at: string | null }>`select value ->> 'seededAt' as at from settings where name = 'demo'`.execute(db)).rows[0]
    if (before?.at) throw bootProblem('Business was played in this demo before: use another DATA_DIR for another play.')
    const until = asked.until ?? (await sql<{ now: number }>`select app_now() as now`.execute(db)).rows[0]?.now ?? Date.now()
    await sql`update settings set value = value || ${JSON.stringify({ anchorAt: until })}::jsonb where name = 'demo'`.execute(db)
    return until
  } finally {
    await close()
  }
}

async function markPlayed(db: Db, asked: Asked): Promise<void> {
  await sql`update settings set value = value || ${JSON.stringify({ seededAt: new Date().toISOString(), seed: asked.seed, days: asked.days, complaints: asked.complaints })}::jsonb where name = 'demo'`.execute(db)
  await passOver(db)
}

/** Who comes to the desk now has read what the past brought: no notices are made of it. */
export async function passOver(db: Db): Promise<void> {
  await sql`update settings set value = coalesce((select jsonb_build_object('tx', o.tx::text, 'id', o.id::text) from outbox o order by o.tx desc, o.id desc limit 1), value), updated_at = now() where name = 'notices'`.execute(db)
}

/** Whether no server works on this database, which would live in the past with us. Connections just given up are waited for. */
export async function isAlone(ownerUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    for (let tries = 5; tries > 0; tries--) {
      const others = await client.query(`select 1 from pg_stat_activity where datname = current_database() and application_name like 'huiyin%' and pid <> pg_backend_pid() limit 1`)
      if (others.rowCount === 0) return true
      await sleep(200)
    }
    return false
  } finally {
    await client.end()
  }
}
