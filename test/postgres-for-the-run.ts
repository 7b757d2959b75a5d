// Vitest's global set-up: one PostgreSQL for the whole run, shared by all projects that ask for it.
import type { TestProject } from 'vitest/node'
import { startScratch } from './scratch.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { superUrl: string, ownerUrl: string, appUrl: string }
  }
}

type Shared = { users: number, scratch: ReturnType<typeof startScratch> }

// Each project loads this file anew, so what they share hangs on the process.
const holder: typeof globalThis & { huiyinScratch?: Shared } = globalThis

export async function setup(project: TestProject): Promise<void> {
  const shared = holder.huiyinScratch ??= { users: 0, scratch: startScratch() }
  shared.users++
  const { superUrl, ownerUrl, appUrl } = await shared.scratch
  project.provide('postgres', { superUrl, ownerUrl, appUrl })
}

export async function teardown(): Promise<void> {
  const shared = holder.huiyinScratch
  if (!shared || --shared.users > 0) return
  delete holder.huiyinScratch
  await (await shared.scratch).close()
}
