// One worker that does nothing but sweep deadlines, as a process of its own to be killed, stopped, or made to live in another time.
import { createDatabase } from '../../src/server/platform/database.ts'
import { sweepDeadlines } from '../../src/server/complaints/ladder-sweep.ts'
import { openPolicy } from '../../src/server/policy-in-force.ts'

const url = process.env['DRILL_DATABASE_URL']
if (url === undefined) throw new Error('DRILL_DATABASE_URL says whose deadlines to sweep')
const { db } = createDatabase(url, { max: 2, name: 'drill sweeper' })
const policy = await openPolicy(db)
const keys = { version: 1, fieldKey: Buffer.alloc(32, 1), indexKey: Buffer.alloc(32, 2) }
// no timer of the process decides: a sweep follows the other, as the database's clock moves on
for (let n = 0; ; n++) {
  await sweepDeadlines({ db, keys, policy: policy.current, log: console }).catch((error: unknown) => console.error(error instanceof Error ? error.message : error))
  if (n === 0) console.log('sweeping')
  console.log(`sweep ${n} at ${new Date().toISOString()}`)
  await new Promise((done) => setTimeout(done, 500))
}
