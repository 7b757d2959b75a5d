// A lock folder, so that `npm start` and `npm test` begun at the same moment do not install or build into each other.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail, root, say } from './common.mjs'

const patience = 20 * 60_000

/** Runs `work` while holding the lock `name`; waits for a living holder, takes over from a dead one. */
export async function locked(name, work) {
  const folder = join(root, '.cache')
  const lock = join(folder, `${name}.lock`)
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    fail(`The folder ${root} cannot be written by this user (${error.code}); installing needs that once.`)
  }
  await acquire(lock)
  const release = () => rmSync(lock, { recursive: true, force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

async function acquire(lock) {
  const until = Date.now() + patience
  let told = false
  while (!take(lock)) {
    const holder = read(lock)
    if (holder && !isAlive(holder)) {
      steal(lock, holder)
      continue
    }
    if (Date.now() > until) fail(`Another command has held ${lock} for 20 minutes; end it or delete that folder.`)
    if (!told && holder) say(`Waiting for another start or test that is installing or building (process ${holder.split(' ')[0]}) …`)
    told = told || Boolean(holder)
    await new Promise(done => setTimeout(done, 150))
  }
}

// The folder is filled before it gets its name, so a lock without a holder can never be seen; renaming onto a full folder fails.
function take(lock) {
  const mine = `${lock}.${process.pid}`
  rmSync(mine, { recursive: true, force: true })
  mkdirSync(mine)
  writeFileSync(join(mine, 'holder'), identity(process.pid))
  try {
    renameSync(mine, lock)
    return true
  } catch {
    rmSync(mine, { recursive: true, force: true })
    return false
  }
}

function steal(lock, dead) {
  const aside = `${lock}.stale.${process.pid}`
  try {
    renameSync(lock, aside)
  } catch {
    return
  }
  // Somebody quicker may have taken it between our look and our rename: give it back.
  if (read(aside) !== dead) {
    try {
      renameSync(aside, lock)
      return
    } catch {}
  }
  rmSync(aside, { recursive: true, force: true })
}

function read(lock) {
  try {
    return readFileSync(join(lock, 'holder'), 'utf8')
  } catch {
    return undefined
  }
}

// The start time makes a re-used process number (after a reboot, in a container) recognisable.
function identity(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
  } catch {
    return `${pid}`
  }
}

function isAlive(holder) {
  const pid = Number(holder.split(' ')[0])
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM' && identity(pid) === holder
  }
  return identity(pid) === holder
}
