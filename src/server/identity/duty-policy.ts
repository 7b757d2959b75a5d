// Reads the duty policy (policies/duty.yaml): how the floor is staffed and how long a step may be taken back.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import type { DutyPolicy } from '../../domain/identity/availability.ts'

const source = z.string().min(1)
const file = z.strictObject({
  version: z.int().positive(), validFrom: z.iso.date(), source,
  undo: z.strictObject({ seconds: z.int().min(1).max(60), source }), capacity: z.strictObject({ cases: z.int().min(1).max(500), source }), shiftEnd: z.strictObject({ graceMinutes: z.int().min(0).max(240), source }),
  handOver: z.strictObject({ answerMinutes: z.int().min(1).max(600), source }), unplannedReturn: z.strictObject({ hours: z.int().min(1).max(240), source }), soon: z.strictObject({ hours: z.int().min(1).max(48), source }),
})

/** The duty policy in a text (YAML). @throws ZodError naming what is wrong. */
export function parseDutyPolicy(text: string): DutyPolicy {
  const f = file.parse(parse(text))
  return { version: `duty@${f.version}`, undoMs: f.undo.seconds * 1000, capacity: f.capacity.cases, graceMs: f.shiftEnd.graceMinutes * 60_000, answerMs: f.handOver.answerMinutes * 60_000, unplannedReturnMs: f.unplannedReturn.hours * 3_600_000, soonMs: f.soon.hours * 3_600_000 }
}

/** The duty policy shipped. */
export function shippedDutyPolicy(): DutyPolicy {
  return parseDutyPolicy(readFileSync(new URL('../../../policies/duty.yaml', import.meta.url), 'utf8'))
}
