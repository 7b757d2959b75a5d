// The policy in force for cases: every pack of the earlier capabilities, as one frozen value.
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { compileClassifier } from '../../domain/complaints/classify.ts'
import { wantedFieldCodes } from '../../domain/complaints/wanted-fields.ts'
import { links, reasonCodes } from '../../domain/complaints/vocabulary.ts'
import { defaultProfile, profileVersion } from '../../domain/sla/profiles.ts'
import { loadPacks } from '../policy/packs.ts'
import { loadWorkingTime } from '../sla/calendars.ts'
import { shippedCustodyLimits, shippedNumberRules } from '../waybills/policies.ts'
import type { PriorityMatrix } from '../../domain/policy/priority-matrix.ts'
import type { ReasonTree } from '../../domain/policy/reason-tree.ts'
import type { Profile } from '../../domain/sla/profiles.ts'
import type { WorkingTime } from '../../domain/sla/working-time.ts'
import type { CustodyLimits } from '../../domain/waybills/custody.ts'
import type { NumberRule } from '../../domain/waybills/numbers.ts'
import type { Classifier } from '../../domain/complaints/classify.ts'

export type PolicyInForce = {
  readonly version: string
  readonly reasons: ReasonTree
  readonly classifier: Classifier
  readonly priority: PriorityMatrix
  readonly time: WorkingTime
  readonly profile: Profile
  readonly numberRules: readonly NumberRule[]
  readonly custodyLimits: CustodyLimits
  /** Days after acceptance of the parcel within which a complaint is in time (C5). */
  readonly maxAgeDays: number
}

/** INT-21, C5: a year from the parcel's acceptance. */
const defaultMaxAgeDays = 365

/**
 * Loads the policy packs shipped with this version and compiles them once.
 * @throws Error naming the file and what is wrong in it: the server doesn't start on a policy that doesn't hold together.
 */
export async function loadPolicy(): Promise<PolicyInForce> {
  const dir = fileURLToPath(new URL('../../../policies', import.meta.url))
  const [packs, time] = await Promise.all([loadPacks(dir, { reasonCodes, links, wantedFields: wantedFieldCodes }), loadWorkingTime('cn')])
  const numberRules = shippedNumberRules()
  const custodyLimits = shippedCustodyLimits()
  const version = createHash('sha256').update(JSON.stringify([packs.reasons.raw, packs.priority, packs.reasonRules, profileVersion(defaultProfile), time.calendar.version, custodyLimits, defaultMaxAgeDays])).digest('hex').slice(0, 12)
  return Object.freeze({ version, reasons: packs.reasons, classifier: compileClassifier(packs.reasonRules, packs.reasons), priority: packs.priority, time, profile: defaultProfile, numberRules, custodyLimits, maxAgeDays: defaultMaxAgeDays })
}
