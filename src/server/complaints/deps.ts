// What the routes of a case are built with, beyond the platform: the carrier, the policy in force, what follows an event.
import type { Db } from '../platform/context.ts'
import type { NewEvent } from '../platform/chain.ts'
import type { Platform } from '../platform/platform.ts'
import type { Carrier } from '../waybills/carrier.ts'
import type { HouseState } from './house-state.ts'
import type { Calendars } from '../sla/calendar-house.ts'
import type { PolicyInForce } from './policy.ts'

export type RecordedStep = { readonly complaintId: string; readonly complaintNo: string; readonly version: number; readonly events: readonly NewEvent[] }

/** Looks at the bytes of a file for malware. @throws Error when it can't. */
export type Scanner = { readonly name: string; readonly scan: (path: string) => Promise<{ readonly found: string | null }> }

export type Deps = Platform & {
  /** The virus scanner, when there is one. */
  readonly scanner?: Scanner | null
  readonly carrier: Carrier
  /** The policy packs and calendar in force now. */
  readonly policy: () => PolicyInForce
  /** The working calendars: what is in force, and every version that ever was. */
  readonly calendars: Calendars
  /** The surge in force and the channels that are down. */
  readonly house: HouseState
  /** `server/reactions.ts`: enqueues what follows the events of the steps, in the same transaction. */
  readonly react: (tx: Db, steps: readonly RecordedStep[]) => Promise<void>
}
