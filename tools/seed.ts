// `npm run seed -- --days 90 --complaints 5000`: plays business in a demo database through the real gates, with a fixed seed and a moved clock.
import { parseArgs } from 'node:util'
import { seedDemo } from '../src/server/demo/seed.ts'
import { bootProblem, isBootProblem } from '../src/server/platform/boot-problem.ts'
import { bootDatabase } from '../src/server/platform/boot.ts'
import { readConfig } from '../src/server/platform/config.ts'
import type { Config } from '../src/server/platform/config.ts'

const usage = `npm run seed -- [--days N] [--complaints M] [--seed S]
  Plays M contacts (1 to 50,000; 5,000) over the last N days (1 to 98; 90) in the demo of DATA_DIR, which is founded when there is none.
  The same seed (1) plays the same business. The server must not run meanwhile: the clock of its database is moved.`

const say = (line: string): void => console.log(line)

async function main(): Promise<void> {
  const config = readConfig(process.env, [])
  const business = readArguments()
  if (!config.isLoopback || config.demo === false) throw bootProblem('Business is played in a demo only: HOST must be 127.0.0.1 and DEMO not 0.')
  await onDatabase(config, business)
}

async function onDatabase(config: Config, business: ReturnType<typeof readArguments>): Promise<void> {
  const booted = await bootDatabase(config, say)
  try {
    await seedDemo({ ...booted, dataDir: config.dataDir, publicUrl: config.publicUrl }, business, say)
  } finally {
    await booted.stop()
  }
}

function readArguments(): { days: number; complaints: number; seed: number } {
  try {
    const { values } = parseArgs({ options: { days: { type: 'string', default: '90' }, complaints: { type: 'string', default: '5000' }, seed: { type: 'string', default: '1' } } })
    return { days: whole('days', values.days, 98), complaints: whole('complaints', values.complaints, 50_000), seed: whole('seed', values.seed, 1_000_000) }
  } catch (error) {
    if (isBootProblem(error)) throw error
    throw bootProblem(`${error instanceof Error ? error.message : 'The arguments are not understood.'}\n${usage}`)
  }
}

function whole(name: string, text: string, most: number): number {
  const n = Number(text)
  if (!/^\d+$/.test(text) || n < 1 || n > most) throw bootProblem(`--${name} must be a whole number from 1 to ${most}.\n${usage}`)
  return n
}

main().then(undefined, (error: unknown) => {
  console.error(isBootProblem(error) ? error.message : error)
  process.exitCode = 1
})
