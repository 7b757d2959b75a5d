// The policy in force for cases: every pack of the earlier capabilities, as one frozen value.
import type { DutyPolicy } from '../../domain/identity/availability.ts'
import type { PolicyKind } from '../../domain/policy/documents.ts'
import type { PriorityMatrix } from '../../domain/policy/priority-matrix.ts'
import type { ReasonTree } from '../../domain/policy/reason-tree.ts'
import type { Profile, ProfileFacts } from '../../domain/sla/profiles.ts'
import type { WorkingTime } from '../../domain/sla/working-time.ts'
import type { CustodyLimits } from '../../domain/waybills/custody.ts'
import type { NumberRule } from '../../domain/waybills/numbers.ts'
import type { Classifier } from '../../domain/complaints/classify.ts'
import type { PolicyDocument } from '../policy/documents.ts'

export type PolicyInForce = {
  readonly version: string
  /** The version of each kind of document in force. */
  readonly versions: ReadonlyMap<PolicyKind, number>
  /** The value of a document: the version in force, or one a case is pinned to (unknown ones fall back to the one in force). */
  readonly of: <T>(document: PolicyDocument<T>, version?: number) => T
  readonly reasons: ReasonTree
  readonly classifier: Classifier
  readonly priority: PriorityMatrix
  /** The calendar new clocks are counted by. */
  readonly time: WorkingTime
  /** The profile a case gets now (SLA-02, C2). */
  readonly profileFor: (facts: ProfileFacts) => Profile
  /** The profile a case or clock is pinned to; `version` is the text of its `policy_version`, which names the profile among others. Unknown versions fall back to the default one. */
  readonly profileOf: (version: string) => Profile
  /** Whether every version a case's `policy_version` names has been read: another process may have published one a moment ago. */
  readonly knows: (version: string) => boolean
  /** The calendar a clock is pinned to by its `calendar_version`; unknown versions fall back to the one in force. */
  readonly timeOf: (calendarVersion: string) => WorkingTime
  /** The calendar that is in force now where a clock's `calendar_version` was: the national one, or that of its unit. */
  readonly timeNow: (calendarVersion: string) => WorkingTime
  /** For a unit's own clocks (`outlet_reply`): the calendar of the nearest unit on `path` (unit ids, the root first, itself last) that has its own, else the national one. A customer's clocks go by `time`. */
  readonly timeFor: (path: readonly string[]) => WorkingTime
  readonly numberRules: readonly NumberRule[]
  readonly custodyLimits: CustodyLimits
  /** Days after acceptance of the parcel within which a complaint is in time (C5). */
  readonly maxAgeDays: number
  readonly duty: DutyPolicy
}
