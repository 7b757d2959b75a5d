// The policy in force for cases: every pack of the earlier capabilities, as one frozen value.
import type { DutyPolicy } from '../../domain/identity/availability.ts'
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
  readonly duty: DutyPolicy
}
