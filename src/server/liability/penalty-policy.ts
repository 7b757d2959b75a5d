// The penalties as a policy document (policies/penalties.yaml): refused without caps, without a duty beside, or looser than reasonable.
import { z } from 'zod'
import { looserPenalties, penaltyProblems } from '../../domain/liability/penalties.ts'
import type { PenaltyPolicy } from '../../domain/liability/penalties.ts'
import { staffMeasureKinds } from '../../domain/liability/staff-measures.ts'
import type { PolicyDocument } from '../policy/documents.ts'

const source = z.string().min(1)
const minor = z.int().min(0).max(100_000_000)
const whole = (max: number) => z.strictObject({ value: z.int().min(0).max(max), source })
const cap = z.strictObject({ value: minor, source })
const rule = z.strictObject({ minMinor: minor, maxMinor: minor, duty: z.enum(staffMeasureKinds), dutyDays: z.int().min(1).max(180), laws: z.array(z.string().min(1)).max(5), source })
const shape = z.strictObject({
  version: z.int().positive(), validFrom: z.iso.date(), source,
  firstFault: z.strictObject({ educationOnly: z.boolean(), withinMonths: z.int().min(1).max(36), source }), repeat: z.strictObject({ withinMonths: z.int().min(1).max(36), percents: z.array(z.int().min(0).max(500)).min(1).max(6), source }), noneWhileAbnormal: z.strictObject({ value: z.boolean(), source }),
  fromPercent: whole(100), caps: z.strictObject({ perCaseMinor: cap, perMonthMinor: cap, turnoverPercent: whole(100) }), disputeDays: z.strictObject({ value: z.int().min(3).max(60), source }), rules: z.record(z.string().regex(/^[a-z_]+$/), rule), otherwise: rule,
})
const bare = ({ source: _source, ...r }: z.output<typeof rule>) => r

export const penaltiesDocument: PolicyDocument<PenaltyPolicy> = {
  kind: 'penalties', file: 'penalties.yaml',
  parse: (body) => {
    const f = shape.parse(body)
    return {
      version: `penalties@${f.version}`, rules: Object.fromEntries(Object.entries(f.rules).map(([name, r]) => [name, bare(r)])), otherwise: bare(f.otherwise), firstFault: { educationOnly: f.firstFault.educationOnly, withinMonths: f.firstFault.withinMonths }, repeat: { withinMonths: f.repeat.withinMonths, percents: f.repeat.percents },
      noneWhileAbnormal: f.noneWhileAbnormal.value, fromPercent: f.fromPercent.value, perCaseMinor: f.caps.perCaseMinor.value, perMonthMinor: f.caps.perMonthMinor.value, turnoverPercent: f.caps.turnoverPercent.value, disputeDays: f.disputeDays.value,
    }
  },
  problems: penaltyProblems,
  looserThanLaw: looserPenalties,
}
