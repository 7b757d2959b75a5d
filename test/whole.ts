// Whether the record of everything a test did is whole, as verify-audit sees it.
import { expect } from 'vitest'
import { verifyRecord } from '../src/server/desk/verify.ts'
import type { World } from './world.ts'

/** Chains, heads and the tables the record tells agree. */
export async function recordIsWhole(world: World): Promise<void> {
  const { breaks } = await verifyRecord(world.databaseUrls.owner)
  expect(breaks).toEqual([])
}
