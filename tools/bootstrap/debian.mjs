// Brings what tests and benchmarks need from Debian: as root through apt, otherwise unpacked into the ignored `.cache/debian`.
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { arch } from 'node:os'
import { join } from 'node:path'
import { collect, root, say } from './common.mjs'
import { locked } from './lock.mjs'
import { seconds } from './runtime.mjs'

const unpacked = join(root, '.cache', 'debian')
const isRoot = process.getuid?.() === 0
const aptWait = ['-o', 'DPkg::Lock::Timeout=300']

/** Gives the path of a Chromium with Chinese fonts, or `undefined` after one sentence when there is no way to get one. */
export function ensureBrowser() {
  return ensure({
    what: 'the test browser with Chinese fonts',
    packages: ['chromium', 'chromium-common', 'fonts-noto-cjk'],
    find: () => (hasChineseFont() ? findBrowser() : undefined),
    wrap: wrapBrowser,
    without: 'The browser tests need Chromium and fonts-noto-cjk: install them (`apt install chromium fonts-noto-cjk`) or run as root.',
  })
}

/** Gives the path of pgbench, or `undefined` after one sentence when there is no way to get it. */
export function ensurePgbench() {
  return ensure({
    what: 'pgbench',
    packages: ['postgresql-contrib'],
    find: () => findPgbench('') ?? findPgbench(unpacked),
    wrap: () => wrap('pgbench', findPgbench(unpacked)),
    without: 'The comparison with pgbench is left out: install Debian\'s postgresql package to have it.',
  })
}

async function ensure({ what, packages, find, wrap: makeWrapper, without }) {
  const found = find() ?? existing(makeWrapper)
  if (found) return found
  return locked('debian', async () => {
    const again = find() ?? existing(makeWrapper)
    if (again) return again
    const began = Date.now()
    say(`Installing ${what} (${packages.join(', ')}) …`)
    const trouble = process.platform !== 'linux' ? 'this is not Debian' : isRoot ? await installAsRoot(packages) : await unpackAsUser(packages)
    const path = trouble ? undefined : find() ?? existing(makeWrapper)
    say(path ? `Installed ${what} (${seconds(began)} s).` : `${without}${trouble ? ` (${trouble})` : ''}`)
    return path
  })
}

function existing(makeWrapper) {
  return existsSync(unpacked) ? makeWrapper() : undefined
}

async function installAsRoot(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await collect('apt-get', [...aptWait, 'update', '-q'], { env })
  const { code, output } = await collect('apt-get', [...aptWait, 'install', '-y', '-q', '--no-install-recommends', ...packages], { env })
  return code === 0 ? undefined : `apt-get ended with ${code}: ${lastLine(output)}`
}

// An ordinary user may not touch apt's own lists, but may keep private ones; the simulated installation names what is missing.
async function unpackAsUser(packages) {
  const lists = join(root, '.cache', 'apt')
  const archives = join(lists, 'archives')
  mkdirSync(join(lists, 'lists', 'partial'), { recursive: true })
  mkdirSync(join(archives, 'partial'), { recursive: true })
  const own = ['-o', `Dir::State::lists=${join(lists, 'lists')}`, '-o', `Dir::Cache=${lists}`, '-o', 'Debug::NoLocking=1', '-o', 'APT::Sandbox::User=']
  const update = await collect('apt-get', [...own, 'update', '-q'])
  if (update.code !== 0) return `apt-get update ended with ${update.code}: ${lastLine(update.output)}`
  const plan = await collect('apt-get', [...own, '-s', 'install', '--no-install-recommends', ...packages])
  const missing = plan.output.split('\n').filter(line => line.startsWith('Inst ')).map(line => line.split(' ')[1])
  // Packages that are installed but incomplete for us (a browser without its wrapper's folder) are fetched all the same.
  const wanted = [...new Set([...missing, ...packages])]
  const download = await collect('apt-get', [...own, 'download', ...wanted], { cwd: archives })
  if (download.code !== 0) return `apt-get download ended with ${download.code}: ${lastLine(download.output)}`
  for (const file of readdirSync(archives).filter(name => name.endsWith('.deb'))) {
    const { code, output } = await collect('dpkg', ['-x', join(archives, file), unpacked])
    if (code !== 0) return `dpkg could not unpack ${file}: ${lastLine(output)}`
  }
  return undefined
}

function lastLine(output) {
  return output.trim().split('\n').pop() ?? ''
}

function findBrowser() {
  const own = process.env.HUIYIN_CHROMIUM
  return [own, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(path => path && existsSync(path))
}

function hasChineseFont() {
  return [...fontFolders(''), ...fontFolders(unpacked)].some(folder => existsSync(folder) && readdirSync(folder).some(name => /CJK|wqy/i.test(name)))
}

function fontFolders(base) {
  return ['noto', 'wqy'].flatMap(name => [`${base}/usr/share/fonts/opentype/${name}`, `${base}/usr/share/fonts/truetype/${name}`])
}

function wrapBrowser() {
  const binary = join(unpacked, 'usr/lib/chromium/chromium')
  if (!existsSync(binary)) return undefined
  const config = join(unpacked, 'fonts.conf')
  writeFileSync(config, `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>/usr/share/fonts</dir><dir>${join(unpacked, 'usr/share/fonts')}</dir><cachedir>${join(unpacked, 'font-cache')}</cachedir></fontconfig>\n`)
  return wrap('chromium', binary, `export FONTCONFIG_FILE='${config}' CHROME_WRAPPER=none`)
}

function wrap(name, binary, environment = ':') {
  if (!binary || !existsSync(binary)) return undefined
  const triplet = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[arch()] ?? ''
  const libraries = [`${unpacked}/usr/lib/${triplet}`, `${unpacked}/lib/${triplet}`].join(':')
  const path = join(unpacked, `huiyin-${name}`)
  writeFileSync(path, `#!/bin/sh\n${environment}\nexport LD_LIBRARY_PATH='${libraries}'\nexec '${binary}' "$@"\n`)
  chmodSync(path, 0o755)
  return path
}

function findPgbench(base) {
  const folder = `${base}/usr/lib/postgresql`
  if (!existsSync(folder)) return undefined
  const versions = readdirSync(folder).sort((a, b) => Number(b) - Number(a))
  return versions.map(version => join(folder, version, 'bin', 'pgbench')).find(path => existsSync(path))
}
