// How tests run: pure ones without a database, those of server and tools with one PostgreSQL for the run, journeys with more time.
import { defineConfig } from 'vitest/config'

const reporters = process.env.HUIYIN_TEST_SUMMARY ? ['default', './tools/bootstrap/summary-reporter.mjs'] : ['default']

export default defineConfig({
  test: {
    reporters,
    pool: 'forks',
    maxWorkers: 2,
    passWithNoTests: false,
    projects: [
      { extends: true, test: { name: 'pure', include: ['src/{domain,contract,console}/**/*.test.{ts,tsx}'] } },
      {
        extends: true,
        test: {
          name: 'server',
          include: ['src/{server,portal}/**/*.test.ts', 'tools/**/*.test.ts', 'test/*.test.ts', 'locales/*.test.ts'],
          globalSetup: ['./test/postgres-for-the-run.ts'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
          retry: 1,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/{e2e,drill}/**/*.test.ts'],
          globalSetup: ['./test/postgres-for-the-run.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // a browser beside a whole suite on two cores may miss its moment once; what is broken fails twice
          retry: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
