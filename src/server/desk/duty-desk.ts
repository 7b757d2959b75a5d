// The endpoints of duty that look at cases: assignment rules and their preview, the next case, hand-over sheets, the floor.
import { sql } from 'kysely'
import * as wire from '../../contract/duty.ts'
import { loadRules, namesIn, saveRules, tryRules } from '../complaints/assignment-rules.ts'
import type { Deps } from '../complaints/deps.ts'
import { countOpen } from '../complaints/loads.ts'
import { takeNext } from '../complaints/next-case.ts'
import { dutyRoutes } from '../identity/duty-routes.ts'
import type { Ctx } from '../platform/context.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { write } from '../platform/write.ts'
import { createFloor } from './floor.ts'
import { answerCases, offerCases, readSheet } from './handover-sheet.ts'
import { listNewest } from './queue.ts'

/** Every route of `src/contract/duty.ts` besides presence and undo, which are the case's own. */
export function dutyDeskRoutes(deps: Deps): Route[] {
  const floor = createFloor(deps)
  return [
    ...dutyRoutes(() => deps.policy().duty, countOpen),
    route(wire.listRules, async (ctx) => {
      const { version, items } = await loadRules(ctx.db)
      return { version, items, names: await namesIn(ctx.db, items) }
    }),
    route(wire.setRules, (ctx, { body }) => write(ctx, async (t) => ({ version: await saveRules(t, body.version, body.items) }))),
    route(wire.previewRules, (ctx, { body }) => preview(deps, ctx, body.items)),
    route(wire.takeNext, (ctx, { body }) => takeNext(deps, ctx, body.except)),
    route(wire.getSheet, (ctx, { query }) => readSheet(deps, ctx, query.owner)),
    route(wire.offerSheet, (ctx, { body }) => offerCases(deps, ctx, body)),
    route(wire.answerSheet, (ctx, { body }) => answerCases(deps, ctx, body)),
    route(wire.getFloor, (ctx) => floor(ctx)),
  ]
}

async function preview(deps: Deps, ctx: Ctx, items: readonly wire.Rule[]): Promise<{ items: { case: Awaited<ReturnType<typeof listNewest>>[number]; rule: string | null; to: { id: string; name: string } | null; because: { code: string; params: Record<string, unknown> }[] }[]; onDuty: number }> {
  const { choices, onDuty } = await tryRules(deps, ctx, items)
  const rows = await listNewest(ctx, sql`c.id = any(${choices.map((c) => c.id)}::uuid[])`, 20)
  return {
    onDuty,
    items: choices.flatMap(({ id, choice }) => {
      const row = rows.find((r) => r.id === id)
      return row ? [{ case: row, rule: choice.rule, to: choice.worker && { id: choice.worker.id, name: choice.worker.name }, because: choice.because.map((b) => ({ code: b.code, params: { ...b.params } })) }] : []
    }),
  }
}
