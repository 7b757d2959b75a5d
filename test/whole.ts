// What verify-audit finds wrong with the record of everything a test did.
import { verifyRecord } from '../src/server/desk/verify.ts'
import type { Break } from '../src/server/desk/verify.ts'
import type { World } from './world.ts'

/** Breaks of chains, heads and the tables the record tells; none when it is whole. */
export async function recordBreaks(world: World): Promise<readonly Break[]> {
  return (await verifyRecord(world.databaseUrls.owner)).breaks
}
