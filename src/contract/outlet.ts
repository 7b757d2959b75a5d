// The outlet's page on the wire: what is attached to a question from the start, and how the unit does against its region.
import { z } from 'zod'
import { scoreMeasures } from '../domain/investigation/unit-score.ts'
import { unitVerdicts } from '../domain/investigation/unit-kit.ts'
import { instant, unitRef } from './common.ts'
import { endpoint } from './endpoint.ts'
import { kitLine } from './waybill-360.ts'
import { parcelEvent } from './waybills.ts'

/** The unit's own part of the parcel's course; the reasons of the verdict stand beside it as `likely`. */
export const orderKit = z.strictObject({
  verdict: z.enum(unitVerdicts), scans: z.array(z.strictObject({ at: instant, code: z.string(), metres: z.int().nullable() })), events: z.array(parcelEvent), lines: z.array(kitLine),
})

/** One measure: `of` is what it was counted over, `value` null where too few (`least`) say nothing; `median` of the region's `units` with enough. */
export const scoreLine = z.strictObject({ measure: z.enum(scoreMeasures), value: z.number().nullable(), of: z.int(), median: z.number().nullable(), units: z.int() })
export const getUnitScore = endpoint({
  method: 'GET', path: '/api/unit-score', needs: 'order:answer', summary: 'How my unit answers, against the middle of its province; learnt every night',
  reply: z.strictObject({ unit: unitRef, region: z.string().nullable(), days: z.int(), least: z.int(), leastUnits: z.int(), learntAt: instant.nullable(), lines: z.array(scoreLine) }),
})
export const outletEndpoints = [getUnitScore] as const
