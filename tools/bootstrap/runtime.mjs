// Chooses the Node to run with: the machine's own when new enough, else one installed once from npm into `.runtime/`.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { collect, fail, readJson, root, runNpm, say } from './common.mjs'
import { locked } from './lock.mjs'

const runtimeVersion = '24.21.0'
const folder = join(root, '.runtime')
const binary = join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
const stamp = join(folder, 'huiyin-runtime.json')
const machine = `${process.platform}-${process.arch}`

/** Gives `{node, version}`: the path of a Node that runs `.ts` files (22.18 and later), and its version without "v". */
export async function ensureRuntime() {
  const own = process.versions.node
  if (isNewEnough(own)) return { node: process.execPath, version: own }
  return installed() ?? locked('runtime', async () => installed() ?? (await verify()) ?? install(own))
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number)
  return major > 22 ? major !== 23 || minor >= 6 : major === 22 && minor >= 18
}

function installed() {
  const known = readJson(stamp)
  return known?.machine === machine && existsSync(binary) ? { node: binary, version: known.version } : undefined
}

// The stamp is written last and only after the binary has answered, so an interrupted installation is never trusted.
async function verify() {
  if (!existsSync(binary)) return undefined
  const { code, output } = await collect(binary, ['--version'])
  const version = output.trim().replace(/^v/, '')
  if (code !== 0 || !isNewEnough(version)) return undefined
  writeFileSync(stamp, JSON.stringify({ machine, version }))
  return { node: binary, version }
}

async function install(own) {
  const began = Date.now()
  say(`This machine has Node ${own}; installing Node ${runtimeVersion} into .runtime/ (once, about 190 MB) …`)
  mkdirSync(folder, { recursive: true })
  // npm withholds install scripts that are not allowed by name; this package fetches its binary in one.
  const manifest = { private: true, dependencies: { node: runtimeVersion }, allowScripts: { [`node@${runtimeVersion}`]: true } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2))
  const { code } = await runNpm(process.execPath, ['install', '--include=optional', '--no-package-lock', '--ignore-scripts=false'], folder)
  if (!existsSync(binary)) {
    await collect(process.execPath, ['installArchSpecificPackage.js'], { cwd: join(folder, 'node_modules', 'node'), show: true })
  }
  const ready = await verify()
  if (!ready) fail(`Node ${runtimeVersion} could not be installed from npm (npm ended with ${code}); install Node 22.18 or later yourself, or run the command again.`)
  say(`Node ${ready.version} is ready (${seconds(began)} s).`)
  return ready
}

/** Whole seconds since an instant, for progress lines. */
export function seconds(began) {
  return Math.max(1, Math.round((Date.now() - began) / 1000))
}
