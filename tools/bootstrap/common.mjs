// What every part of the bootstrap shares: the repository's place, child processes with forwarded signals, one-sentence failures.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the repository. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** Ends the command with one sentence on standard error and exit code 1. */
export function fail(sentence) {
  throw Object.assign(new Error(sentence), { plain: true })
}

/** Whether an error is one of `fail`: its message is all a person needs. */
export function isPlainProblem(error) {
  return error instanceof Error && error.plain === true
}

// A reader that goes away (`npm run check | head`) ends the output, not the command.
process.stdout.on('error', () => {})

/** Prints one line of progress. */
export function say(line) {
  process.stdout.write(`${line}\n`)
}

/** Reads JSON, or gives `undefined` when the file is missing or half-written. */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** Runs a child with our terminal and gives its exit code; signals sent to us reach it, and we leave only after it has. */
export function run(program, args, env = {}) {
  return runTogether([[program, args]], env)
}

/** Runs several children as one: when the first ends the others are asked to end too, and its exit code is kept. */
export function runTogether(list, env = {}) {
  const children = list.map(([program, args]) =>
    spawn(program, args, { cwd: root, stdio: 'inherit', env: childEnvironment(program, env) }))
  // A terminal sends Ctrl-C to the whole process group: forwarding it again would tell the server twice.
  const forward = signal => {
    if (signal === 'SIGINT' && process.stdin.isTTY) return
    for (const child of children) child.kill(signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']
  for (const signal of signals) process.on(signal, forward)
  const orphaned = watchParent(() => forward('SIGTERM'))
  const ends = children.map(child => new Promise((done, broken) => {
    child.on('error', broken)
    child.on('exit', (code, signal) => done(code ?? 128 + (constants.signals[signal] ?? 0)))
  }))
  return Promise.race(ends).then(async code => {
    for (const child of children) child.kill('SIGTERM')
    await Promise.all(ends)
    for (const signal of signals) process.off(signal, forward)
    clearInterval(orphaned)
    return code
  })
}

// An npm that is killed cannot tell us: without this the server would go on with nobody to stop it.
function watchParent(gone) {
  const parent = process.ppid
  return setInterval(() => {
    if (process.env.npm_lifecycle_event && process.ppid !== parent) gone()
  }, 500).unref()
}

// npm scripts and tools that say "node" must get the Node we chose, not the old one of the machine.
function childEnvironment(program, env) {
  return { ...process.env, ...env, PATH: `${dirname(program)}${delimiter}${process.env.PATH ?? ''}` }
}

/** Runs a program and collects what it prints; never throws for a non-zero exit. `show` lets the output through instead. */
export function collect(program, args, options = {}) {
  const { show = false, ...rest } = options
  return new Promise(done => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'], ...rest })
    let output = ''
    child.stdout?.on('data', part => { output += part })
    child.stderr?.on('data', part => { output += part })
    child.on('error', error => done({ code: 127, output: String(error) }))
    child.on('close', code => done({ code: code ?? 1, output }))
  })
}

/** Runs npm with a chosen Node, so that engine checks and install scripts see the version the server will run on. */
export function runNpm(node, args, cwd) {
  const cli = npmCli()
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` }
  // What the npm that started us exported about itself must not steer the one we start.
  for (const name of Object.keys(env)) if (/^npm_(config_(local_prefix|prefix|workspace)|package_|lifecycle_)/.test(name)) delete env[name]
  const quiet = ['--no-fund', '--no-audit', '--no-update-notifier', '--no-progress', '--loglevel=error']
  return cli
    ? collect(node, [cli, ...args, ...quiet], { cwd, env, show: true })
    : collect('npm', [...args, ...quiet], { cwd, env, show: true, shell: process.platform === 'win32' })
}

function npmCli() {
  const given = process.env.npm_execpath
  if (given && /npm-cli\.c?js$/.test(given) && existsSync(given)) return given
  const beside = [
    join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js'),
    join(dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js'),
  ]
  return beside.find(path => existsSync(path))
}
