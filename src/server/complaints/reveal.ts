// Plain personal data for a reason: what was shown, to whom and why stands in the record before it is answered (quality C3).
import type { RevealField } from '../../domain/complaints/vocabulary.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx } from '../platform/context.ts'
import { unseal } from '../platform/crypto.ts'
import { createLimiter } from '../platform/limits.ts'
import type { Deps } from './deps.ts'
import { takeStep } from './gate.ts'
import { gist } from './words.ts'

type Sealed = Partial<Record<RevealField, string>>
/** How long the console may show what was revealed. */
const shownMillis = 60_000
/** 60 an hour and person, in bursts of 30: enough for a desk, too few for a harvest. */
const limiter = createLimiter({ perSecond: 60 / 3600, burst: 30 })

/** Unseals the asked fields of a case and writes `personal_data.revealed` in the same transaction. */
export async function revealFields(deps: Deps, ctx: Ctx, id: string, fields: readonly RevealField[], reason: string): Promise<{ fields: Partial<Record<RevealField, string | null>>; until: string }> {
  const wait = limiter.take(ctx.actor.id)
  if (wait > 0) throw new Refusal('reveal.too_many', { retryAfter: wait }, 429)
  let shown: Partial<Record<RevealField, string | null>> = {}
  let until = ''
  await takeStep(deps, ctx, id, 'reveal', null, async ({ row, now }) => {
    const plain = JSON.parse(unseal(deps.keys, `complaints|sealed|${row.id}`, row.sealed)) as Sealed
    shown = Object.fromEntries(fields.map((f) => [f, plain[f] ?? null]))
    until = new Date(now + shownMillis).toISOString()
    return { data: { fields: [...fields], reason: gist(reason) } }
  })
  return { fields: shown, until }
}
