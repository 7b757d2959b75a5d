// `npm run verify-audit`: re-computes every hash chain of the record and the fingerprint of every file, prints the first break, exits 1 on any.
import { join } from 'node:path'
import { describeBreak, verifyRecord } from '../src/server/desk/verify.ts'
import { isBootProblem, messageOf } from '../src/server/platform/boot-problem.ts'
import { readConfig } from '../src/server/platform/config.ts'
import { startPostgres } from '../src/server/platform/postgres.ts'

async function main(): Promise<number> {
  const config = readConfig(process.env, process.argv.slice(2))
  const external = config.migrationDatabaseUrl ?? config.databaseUrl
  const server = external === undefined ? await startPostgres({ folder: join(config.dataDir, 'postgres'), say: (line) => console.error(line) }) : null
  try {
    const v = await verifyRecord(external ?? server?.ownerUrl ?? '', join(config.dataDir, 'files'))
    const [first] = v.breaks
    if (first) {
      console.log(describeBreak(first))
      console.log(v.broken === 1 ? 'That is the only break.' : `${v.broken} breaks in all.`)
    }
    const rate = Math.round(v.events / Math.max(v.seconds, 0.001)).toLocaleString('en')
    console.log(`${v.events.toLocaleString('en')} events in ${v.chains.toLocaleString('en')} chains, ${v.complaints.toLocaleString('en')} of them complaints, and ${Math.round(v.fileBytes / 1e6).toLocaleString('en')} MB of files, checked in ${v.seconds.toFixed(1)} s (${rate} events/s): ${first ? 'the record is broken.' : 'the record is whole.'}`)
    if (v.notHeld > 0) console.log(`${v.notHeld.toLocaleString('en')} older rows are not held: their events tell too little of them.`)
    return first ? 1 : 0
  } finally {
    await server?.stop()
  }
}

main().then((code) => { process.exitCode = code }, (error: unknown) => {
  console.error(isBootProblem(error) ? error.message : messageOf(error))
  process.exitCode = 1
})
