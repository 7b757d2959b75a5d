// Every npm script begins here: finds or installs a new enough Node and the dependencies, then runs the command with them.
// Plain JavaScript and built-ins only, because it must run on Node 18 before anything is installed.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureRuntime } from './bootstrap/runtime.mjs'
import { ensureDependencies } from './bootstrap/dependencies.mjs'
import { ensureConsole } from './bootstrap/console.mjs'
import { ensureBrowser, ensurePgbench } from './bootstrap/debian.mjs'
import { runCheck } from './bootstrap/check.mjs'
import { runTests } from './bootstrap/tests.mjs'
import { serverEnvironment, serverFlags } from './bootstrap/server-flags.mjs'
import { fail, isPlainProblem, root, run, runTogether } from './bootstrap/common.mjs'

const scripts = {
  drill: 'test/drill/main.ts',
  bench: 'bench/main.ts',
  generate: 'tools/generate.ts',
  seed: 'tools/seed.ts',
  import: 'tools/import.ts',
  'verify-audit': 'tools/verify-audit.ts',
  admin: 'tools/admin.ts',
}

// Type stripping is announced as experimental before Node 24; the message would only worry an operator.
const quiet = '--disable-warning=ExperimentalWarning'

const commands = {
  async start(node, args) {
    await ensureConsole(node)
    return run(node, [...serverFlags, script('start', 'src/server/main.ts'), ...args], serverEnvironment)
  },
  async dev(node, args) {
    const server = script('dev', 'src/server/main.ts')
    if (!existsSync(join(root, 'vite.config.ts'))) fail('There is no vite.config.ts yet, so there is no console to develop.')
    return runTogether([
      [node, [quiet, '--watch', server, ...args]],
      [node, ['node_modules/vite/bin/vite.js', 'dev']],
    ])
  },
  async test(node, args) {
    const browser = await ensureBrowser()
    await ensureConsole(node)
    return runTests(node, args, browser ? { HUIYIN_CHROMIUM: browser } : {})
  },
  check: node => runCheck(node),
}

async function main() {
  const [command, ...args] = process.argv.slice(2)
  const known = [...Object.keys(commands), ...Object.keys(scripts)]
  if (!command || !known.includes(command)) {
    fail(`Usage: node tools/bootstrap.mjs <${known.join('|')}> [arguments]. ${command ? `"${command}" is not one of them.` : ''}`)
  }
  const runtime = await ensureRuntime()
  await ensureDependencies(runtime)
  const act = commands[command]
  if (act) return act(runtime.node, args)
  const env = command === 'bench' ? await benchEnvironment() : {}
  if (command === 'drill' || command === 'bench') await ensureConsole(runtime.node)
  return run(runtime.node, [quiet, script(command, scripts[command]), ...args], env)
}

async function benchEnvironment() {
  const pgbench = await ensurePgbench()
  return pgbench ? { HUIYIN_PGBENCH: pgbench } : {}
}

function script(command, path) {
  if (!existsSync(join(root, path))) fail(`"${command}" has nothing to run yet: ${path} does not exist.`)
  return path
}

main().then(
  code => { process.exitCode = code },
  error => {
    console.error(isPlainProblem(error) ? error.message : error)
    process.exitCode = 1
  },
)
