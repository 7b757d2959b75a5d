// The laws, standards and contracts that policy values answer to, as the house ships them (policies/laws.yaml, OPN-62).
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { law } from '../../contract/policy.ts'
import type { Law } from '../../contract/policy.ts'

let kept: readonly Law[] | undefined

/** Every law the house refers to. @throws ZodError naming what is malformed. */
export function shippedLaws(): readonly Law[] {
  kept ??= z.strictObject({ laws: z.array(law) }).parse(parse(readFileSync(new URL('../../../policies/laws.yaml', import.meta.url), 'utf8'))).laws
  return kept
}
