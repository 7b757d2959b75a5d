// What the viewer may do on a case now and why not, asked of the same table that refuses a step.
import type { ReplyOf } from '../../contract/endpoint.ts'
import type { getAbilities } from '../../contract/desk.ts'
import { actions, whyNot } from '../../domain/complaints/lifecycle.ts'
import type { CaseRow } from '../complaints/gate.ts'
import type { PolicyInForce } from '../complaints/policy.ts'
import { loadStepFacts } from '../complaints/process-store.ts'
import { loadVisible } from '../complaints/visible.ts'
import type { Ctx } from '../platform/context.ts'

/**
 * Every action with `true` or the reason it is refused.
 * @throws Refusal `not_found` (404) when the case doesn't exist for the actor.
 */
export async function listAbilities(ctx: Ctx, policy: PolicyInForce, id: string): Promise<ReplyOf<typeof getAbilities>> {
  const row = await loadVisible(ctx.db, ctx.actor, id)
  const facts = await loadStepFacts(ctx.db, policy, row as unknown as CaseRow)
  return Object.fromEntries(actions.map((action) => {
    const refused = whyNot(action, facts, ctx.actor)
    return [action, refused ? { code: refused.code, params: { ...refused.params } } : true]
  })) as ReplyOf<typeof getAbilities>
}
