// What the demo carrier knows of a parcel beside its scans: positions, calls, photos, messages, locker and consents, as its story wants them.
import type { ParcelEvent } from '../../domain/waybills/parcel-events.ts'
import type { Scan } from '../../domain/waybills/scans.ts'
import type { DemoScenario } from './demo-number.ts'
import { between, roll } from './demo-random.ts'

const MINUTE = 60_000

type Story = { scenario: DemoScenario; n: number; seed: number }
type Teller = (scan: Scan, story: Story, index: number) => ParcelEvent[]

/** The events of a parcel with these scans, deterministic, in time order. Nothing personal is in them. */
export function demoEvents(scans: readonly Scan[], story: Story): ParcelEvent[] {
  return scans.flatMap((scan, i) => TELLERS[scan.code]?.(scan, story, i) ?? []).sort((a, b) => a.at - b.at)
}

const TELLERS: Partial<Record<Scan['code'], Teller>> = {
  out_for_delivery: (scan) => [{ ...by(scan), at: scan.at + MINUTE, kind: 'message', channel: 'sms', about: 'out_for_delivery', delivered: true }],
  attempt_failed: attempt, delivered_self: handedOver, delivered_proxy: handedOver, delivered_locker: lockerPut, delivered_station: atStation, collected: fetched,
  damaged: (scan) => [{ ...by(scan), at: scan.at + 2 * MINUTE, kind: 'photo', of: 'damage' }],
}

function by({ unitCode, staffNo }: Scan): { unitCode?: string; staffNo?: string } {
  return { ...(unitCode && { unitCode }), ...(staffNo && { staffNo }) }
}

/** Every other try was only written down: nobody called. */
function attempt(scan: Scan, { n, seed }: Story, index: number): ParcelEvent[] {
  const position: ParcelEvent = { ...by(scan), at: scan.at, kind: 'gps', metres: n % 2 === 0 ? between(seed, 110 + index, 400, 2400) : between(seed, 110 + index, 4, 40), accuracyMetres: 12, during: 'attempt' }
  return n % 2 === 0 ? [position] : [{ ...by(scan), at: scan.at - 3 * MINUTE, kind: 'call', seconds: 0, rings: between(seed, 120 + index, 4, 9), to: 'virtual' }, position]
}

function handedOver(scan: Scan, story: Story): ParcelEvent[] {
  const { scenario, seed } = story
  const metres = scan.distanceMetres ?? 8
  const seen: ParcelEvent[] = [
    { ...by(scan), at: scan.at, kind: 'gps', metres, accuracyMetres: between(seed, 130, 5, 15), during: 'sign_off' },
    { ...by(scan), at: scan.at - MINUTE, kind: 'photo', of: 'pod', metres: Math.max(1, metres - roll(seed, 131, 5)) },
    { ...by(scan), at: scan.at + 2 * MINUTE, kind: 'message', channel: 'app', about: 'signed', delivered: true },
  ]
  // signed for without the consignee: nobody called and nobody was asked
  if (scenario === 'false_signoff' || scenario === 'pod_reversed') return seen
  const called = scan.at - between(seed, 132, 4, 25) * MINUTE
  const call: ParcelEvent = { ...by(scan), at: called, kind: 'call', seconds: between(seed, 133, 14, 70), to: 'virtual' }
  const agreed: ParcelEvent[] = scan.code === 'delivered_proxy' ? [{ ...by(scan), at: called + MINUTE, kind: 'consent', to: 'proxy', given: true, via: 'call' }] : []
  return [call, ...agreed, ...seen]
}

/** Put into a locker; of every two parcels one without having asked. */
function lockerPut(scan: Scan, { n, seed }: Story): ParcelEvent[] {
  const agreed: ParcelEvent[] = n % 2 === 1 ? [{ ...by(scan), at: scan.at - 20 * MINUTE, kind: 'consent', to: 'locker', given: true, via: 'app' }] : []
  return [
    ...agreed, { ...by(scan), at: scan.at, kind: 'locker', step: 'put', cell: String(between(seed, 140, 1, 48)).padStart(2, '0') }, { ...by(scan), at: scan.at, kind: 'gps', metres: between(seed, 141, 40, 220), accuracyMetres: 10, during: 'sign_off' },
    { ...by(scan), at: scan.at + MINUTE, kind: 'photo', of: 'door', metres: between(seed, 142, 40, 220) }, { ...by(scan), at: scan.at + MINUTE, kind: 'message', channel: 'sms', about: 'pickup_code', delivered: true },
  ]
}

/** Left at a station: half of the customers have a standing consent, the others were rung and did not answer. */
function atStation(scan: Scan, { n, seed }: Story): ParcelEvent[] {
  const before: ParcelEvent = n % 2 === 0 ? { ...by(scan), at: scan.at - 40 * MINUTE, kind: 'consent', to: 'station', given: true, via: 'standing' } : { ...by(scan), at: scan.at - 40 * MINUTE, kind: 'call', seconds: 0, rings: between(seed, 150, 5, 10), to: 'consignee' }
  return [before, { ...by(scan), at: scan.at, kind: 'gps', metres: between(seed, 151, 90, 600), accuracyMetres: 15, during: 'sign_off' }, { ...by(scan), at: scan.at + 2 * MINUTE, kind: 'message', channel: 'wechat', about: 'pickup_code', delivered: true }]
}

function fetched(scan: Scan): ParcelEvent[] {
  return scan.unitKind === 'partner' ? [{ ...by(scan), at: scan.at, kind: 'locker', step: 'collected' }] : []
}
