// Builds the staff console with Vite when something it is made of has changed since the last build.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { collect, fail, readJson, root, say } from './common.mjs'
import { locked } from './lock.mjs'
import { seconds } from './runtime.mjs'

const stamp = join(root, 'dist', '.huiyin-stamp')
const ingredients = ['src/console', 'src/contract', 'src/domain', 'locales', 'vite.config.ts', 'package-lock.json']

/** Leaves an up-to-date build in `dist/`; does nothing while there is no console to build. */
export async function ensureConsole(node) {
  if (!existsSync(join(root, 'vite.config.ts')) || !existsSync(join(root, 'src/console'))) return
  const wanted = fingerprint()
  if (readJson(stamp)?.sources === wanted) return
  await locked('console', async () => {
    if (readJson(stamp)?.sources === wanted) return
    const began = Date.now()
    say('Building the console …')
    rmSync(stamp, { force: true })
    const { code, output } = await collect(node, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
      env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1', FORCE_COLOR: '0' },
    })
    if (code !== 0) fail(`The console could not be built:\n${output.trim()}`)
    mkdirSync(join(root, 'dist'), { recursive: true })
    writeFileSync(stamp, JSON.stringify({ sources: wanted }))
    say(`Console built (${seconds(began)} s).`)
  })
}

function fingerprint() {
  const hash = createHash('sha256')
  for (const path of ingredients.flatMap(filesBelow)) {
    hash.update(`${path}\0`).update(readFileSync(join(root, path))).update('\0')
  }
  return hash.digest('hex')
}

function filesBelow(path) {
  if (!existsSync(join(root, path))) return []
  if (!path.includes('/') && path.includes('.')) return [path]
  return readdirSync(join(root, path), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => entry.isDirectory() ? filesBelow(`${path}/${entry.name}`) : isSource(entry.name) ? [`${path}/${entry.name}`] : [])
}

function isSource(name) {
  return !/\.test\.tsx?$/.test(name)
}
