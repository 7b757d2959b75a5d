// `npm run check`: types per room, lint, rooms; everything is run and reported, then the exit code says whether all was well.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { collect, root, say } from './common.mjs'

const bin = name => join('node_modules', '.bin', name)

const checks = [
  { name: 'types of the domain', program: bin('tsc'), args: ['-p', 'src/domain/tsconfig.json'] },
  { name: 'types of server, contract, portal, tools and tests', program: bin('tsc'), args: ['-p', 'tsconfig.json'] },
  { name: 'types of the console', program: bin('tsc'), args: ['-p', 'tsconfig.console.json'], needs: 'src/console/main.tsx' },
  { name: 'lint', program: bin('oxlint'), args: ['--config', '.oxlintrc.json', '--deny-warnings'] },
  { name: 'rooms and words', program: 'node', args: ['--disable-warning=ExperimentalWarning', 'tools/check-rooms.ts'] },
]

/** Runs every check with the chosen Node and gives 0 when all pass, else 1. */
export async function runCheck(node) {
  let broken = 0
  for (const { name, program, args, needs } of checks) {
    if (needs && !existsSync(join(root, needs))) {
      say(`-  ${name}: nothing there yet`)
      continue
    }
    const { code, output } = program === 'node' ? await collect(node, args) : await collect(node, [program, ...args])
    say(`${code === 0 ? 'ok' : 'NO'} ${name}`)
    if (code !== 0) {
      broken++
      say(output.trimEnd())
    }
  }
  say(broken === 0 ? 'All checks passed.' : `${broken} of ${checks.length} checks failed.`)
  return broken === 0 ? 0 : 1
}
