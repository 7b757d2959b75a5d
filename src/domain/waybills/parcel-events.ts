// What happened to a parcel beside its scans: positions, calls, lockers, photos, messages, consents, and the service plan of its route.
import type { UnitKind } from '../identity/unit-kinds.ts'

export const parcelEventKinds = ['gps', 'call', 'locker', 'photo', 'message', 'consent'] as const

/** Figures and codes only, so that it may lie in the clear: no phone, no name, no coordinates. */
type Told = { at: number; unitCode?: string; staffNo?: string }

export type DropPlace = 'locker' | 'station' | 'proxy' | 'door'

/**
 * One event beside the scans. `metres`: how far from the address. A call says for how long it was answered (0: nobody did) and what
 * kind of number was dialled. A consent says what was agreed to, how it came, and whether the carrier could show it (2024-03-01 rules).
 */
export type ParcelEvent =
  | (Told & { kind: 'gps'; metres: number; accuracyMetres?: number; during: 'sign_off' | 'attempt' | 'round' })
  | (Told & { kind: 'call'; seconds: number; rings?: number; to: 'consignee' | 'virtual' | 'sender' | 'other' })
  | (Told & { kind: 'locker'; step: 'put' | 'opened' | 'collected' | 'taken_back'; cell?: string })
  | (Told & { kind: 'photo'; of: 'pod' | 'parcel' | 'door' | 'damage'; metres?: number })
  | (Told & { kind: 'message'; channel: 'sms' | 'app' | 'wechat'; about: 'out_for_delivery' | 'pickup_code' | 'signed' | 'reminder'; delivered: boolean })
  | (Told & { kind: 'consent'; to: DropPlace; given: boolean; via: 'call' | 'app' | 'order_note' | 'standing' | 'message' })

/** One stop of the service plan: when the parcel should be there and when it should have gone on. */
export type PlanStop = { unitCode: string; unitName: string; unitKind: UnitKind; city?: string; arriveBy: number; leaveBy?: number }

/** The events in time order; does not change its input. */
export function eventsInOrder(events: readonly ParcelEvent[] = []): readonly ParcelEvent[] {
  return events.toSorted((a, b) => a.at - b.at)
}
