// Runs the whole suite with Vitest and closes with `N passed, N failed` alone on a line.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { readJson, root, run, say } from './common.mjs'

/** Runs Vitest with the chosen Node; a suite that cannot load and an unhandled error count as failures. Gives the exit code. */
export async function runTests(node, args, env) {
  const summary = join(root, '.cache', `test-summary-${process.pid}.json`)
  rmSync(summary, { force: true })
  const code = await run(node, ['--disable-warning=ExperimentalWarning', 'node_modules/vitest/vitest.mjs', 'run', ...args], {
    ...env,
    HUIYIN_TEST_SUMMARY: summary,
  })
  // No summary means that Vitest itself did not come to an end: that is a failure too.
  const counts = readJson(summary) ?? { passed: 0, failed: 1 }
  rmSync(summary, { force: true })
  const failed = code !== 0 && counts.failed === 0 ? 1 : counts.failed
  say(`${counts.passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : code || 1
}
