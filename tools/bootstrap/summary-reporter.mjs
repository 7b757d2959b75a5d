// A Vitest reporter that writes how many tests passed and failed to the file named by HUIYIN_TEST_SUMMARY.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Vitest makes its reporters with `new`. */
export default function SummaryReporter() {
  return { onTestRunEnd }
}

function onTestRunEnd(modules, unhandledErrors = []) {
  const file = process.env.HUIYIN_TEST_SUMMARY
  if (!file) return
  let passed = 0
  let failed = unhandledErrors.length
  for (const module of modules) {
    let failedHere = 0
    for (const test of module.children.allTests()) {
      const state = test.result().state
      if (state === 'passed') passed++
      if (state === 'failed') failedHere++
    }
    // A file that cannot be loaded, or whose hooks fail, has no failed test of its own.
    failed += failedHere === 0 && module.state() === 'failed' ? 1 : failedHere
  }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify({ passed, failed }))
}
