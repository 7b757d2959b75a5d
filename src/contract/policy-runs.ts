// Runs over many cases for policy's sake on the wire: a draft played on real history, and open clocks counted anew, first as a preview.
import { z } from 'zod'
import { clockKinds } from '../domain/sla/kinds.ts'
import { id, instant, why, withId } from './common.ts'
import { endpoint } from './endpoint.ts'

/** Documents whose draft can be played; the server lists what plays each in `server/simulations.ts`. */
export const playedDocuments = ['sla', 'reasons', 'priority', 'approval', 'ladders'] as const
export type PlayedDocument = (typeof playedDocuments)[number]

export const runStates = ['previewing', 'ready', 'running', 'done', 'cancelled', 'failed'] as const
/** What would become, or becomes, of a case. */
export const runEffects = ['becomes_overdue', 'ceases_overdue', 'later', 'earlier', 'rolls', 'rises', 'falls', 'more_levels', 'fewer_levels', 'other_class', 'more_steps', 'fewer_steps'] as const
export type RunEffect = (typeof runEffects)[number]
export const runGroupings = ['clock', 'unit', 'reason', 'change'] as const

const counts = z.record(z.string(), z.int())
/** `key` of a unit is its code, of a change `from>to`. Units beyond those kept are counted under `*`. */
export const runGroup = z.strictObject({ by: z.enum(runGroupings), key: z.string(), name: z.string().nullable(), counts })
/** `before` and `after`: instants where clocks move, else codes of the document's own. */
export const runSample = z.strictObject({ id, complaintNo: z.string(), keyword: z.string(), effect: z.enum(runEffects), clock: z.enum(clockKinds).nullable(), before: z.string().nullable(), after: z.string().nullable() })
/** At most this many concrete cases are kept, the gravest first; only those that exist for the reader are told. */
export const samplesKept = 200

const policyScope = z.strictObject({ kind: z.literal('policy'), document: z.literal('sla'), version: z.int().min(1) })
const calendarScope = z.strictObject({ kind: z.literal('calendar'), provisionalOnly: z.literal(true) })
export const recomputeScope = z.discriminatedUnion('kind', [policyScope, calendarScope])
export type RecomputeScope = z.output<typeof recomputeScope>

const run = {
  id, state: z.enum(runStates), total: z.int(), looked: z.int(), moved: z.int(), counts, groups: z.array(runGroup), samples: z.array(runSample), failure: z.string().nullable(),
  at: instant, by: z.string(), startedAt: instant.nullable(), endedAt: instant.nullable(), mayCancel: z.boolean(),
}
/** `isCurrent`: the draft still says what was played. */
export const simulation = z.strictObject({ ...run, document: z.enum(playedDocuments), version: z.int(), days: z.int(), since: instant, isCurrent: z.boolean() })
export type Simulation = z.output<typeof simulation>
/** `counts`, `groups` and `samples` are the preview's; `moved` is how many cases the run itself has moved so far. `refused` says why it can't start now. */
export const recompute = z.strictObject({ ...run, scope: recomputeScope, refused: why.nullable() })
export type Recompute = z.output<typeof recompute>

export const longestSimulation = 180

export const startSimulation = endpoint({
  method: 'POST', path: '/api/policy/simulations', needs: 'policy:draft', summary: 'Play a draft on the cases of the last days, in the background; one at a time', status: 201, idempotent: true,
  body: z.strictObject({ document: z.enum(playedDocuments), version: z.int().min(2), days: z.int().min(1).max(longestSimulation).default(30) }), reply: simulation,
})
export const listSimulations = endpoint({ method: 'GET', path: '/api/policy/simulations', needs: 'policy:draft', summary: 'The last simulations, newest first, without their cases', query: z.strictObject({ document: z.enum(playedDocuments).optional(), version: z.coerce.number().int().min(2).optional() }), reply: z.strictObject({ items: z.array(simulation) }) })
export const getSimulation = endpoint({ method: 'GET', path: '/api/policy/simulations/:id', needs: 'policy:draft', summary: 'A simulation: how far it is and what it found', params: withId, reply: simulation })
export const cancelSimulation = endpoint({ method: 'POST', path: '/api/policy/simulations/:id/cancellation', needs: 'policy:draft', summary: 'Stop a simulation', params: withId, body: z.strictObject({}), reply: simulation })

export const prepareRecompute = endpoint({ method: 'POST', path: '/api/policy/recomputes', needs: 'policy:publish', summary: 'Look which open clocks another version or a newer calendar would move; nothing moves before it is started', status: 201, idempotent: true, body: z.strictObject({ scope: recomputeScope }), reply: recompute })
export const listRecomputes = endpoint({ method: 'GET', path: '/api/policy/recomputes', needs: 'policy:publish', summary: 'The last recomputes, newest first, without their cases', query: z.strictObject({}), reply: z.strictObject({ items: z.array(recompute) }) })
export const getRecompute = endpoint({ method: 'GET', path: '/api/policy/recomputes/:id', needs: 'policy:publish', summary: 'A recompute: its preview, and how far it is', params: withId, reply: recompute })
export const beginRecompute = endpoint({ method: 'POST', path: '/api/policy/recomputes/:id/start', needs: 'policy:publish', summary: 'Move the clocks as previewed, each case counted anew under its lock and told in its record', params: withId, body: z.strictObject({}), reply: recompute })
export const cancelRecompute = endpoint({ method: 'POST', path: '/api/policy/recomputes/:id/cancellation', needs: 'policy:publish', summary: 'Stop a recompute; what has moved stays moved', params: withId, body: z.strictObject({}), reply: recompute })

export const policyRunEndpoints = [startSimulation, listSimulations, getSimulation, cancelSimulation, prepareRecompute, listRecomputes, getRecompute, beginRecompute, cancelRecompute] as const
