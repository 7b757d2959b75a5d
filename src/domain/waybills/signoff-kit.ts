// The false-sign-off kit: photo, position, calls, locker and consent of a sign-off held against each other, line by line with the law.
import type { CustodyLimits } from './custody.ts'
import { eventsInOrder } from './parcel-events.ts'
import type { DropPlace, ParcelEvent } from './parcel-events.ts'
import { inOrder } from './scans.ts'
import type { Scan, Waybill } from './scans.ts'

export const kitLines = ['position', 'photo', 'call', 'signer', 'consent', 'locker', 'message'] as const
export type KitLineCode = (typeof kitLines)[number]

export type KitState = 'ok' | 'bad' | 'unknown'

/** One line: what was looked at, how it stands, why as code and figures, the law it answers to, and the instants it speaks of. */
export type KitLine = { line: KitLineCode; state: KitState; because: { code: string; params: Record<string, number | string> }; law: string; at?: number; unitCode?: string }

const SIGNED = new Set<Scan['code']>(['delivered_self', 'delivered_proxy', 'delivered_locker', 'delivered_station', 'collected'])
const PLACE_OF: Partial<Record<Scan['code'], DropPlace>> = { delivered_locker: 'locker', delivered_station: 'station', delivered_proxy: 'proxy' }
/** 快递市场管理办法 Art. 28, in force since 2024-03-01: signed or confirmed clearly; no receipt for the user and no locker or station without consent. */
const LAW = 'market_rules_28'
const HOUR = 3_600_000
/** Calls and consents of the day before count for a delivery; older ones were for another try. */
const BEFORE = 24 * HOUR
/** A photo or position belongs to a sign-off within so long of it. */
const NEAR = 30 * 60_000

/**
 * The kit of the parcel's last sign-off, or an empty list when it was never signed for. A line is `unknown` when the carrier told
 * nothing of its kind at all: silence of a source is no proof against anybody. `notReceived`: the customer says so after the sign-off.
 */
export function signoffKit(parcel: Pick<Waybill, 'scans' | 'events'>, limits: CustodyLimits, notReceived: boolean): KitLine[] {
  const pod = inOrder(parcel.scans).findLast((s) => SIGNED.has(s.code) && s.code !== 'collected') ?? inOrder(parcel.scans).findLast((s) => SIGNED.has(s.code))
  if (!pod) return []
  const events = eventsInOrder(parcel.events)
  const signOff: SignOff = { pod, events, known: new Set(events.map((e) => e.kind)), limits, notReceived, place: PLACE_OF[pod.code] }
  return [position(signOff), photo(signOff), call(signOff), signer(signOff), consent(signOff), ...locker(signOff), ...message(signOff)].map((line) => ({ ...line, law: LAW, ...(pod.unitCode && { unitCode: pod.unitCode }) }))
}

type SignOff = { pod: Scan; events: readonly ParcelEvent[]; known: ReadonlySet<ParcelEvent['kind']>; limits: CustodyLimits; notReceived: boolean; place: DropPlace | undefined }
type Line = Omit<KitLine, 'law' | 'unitCode'>
type Of<K extends ParcelEvent['kind']> = Extract<ParcelEvent, { kind: K }>

function line(code: KitLineCode, state: KitState, because: string, params: Record<string, number | string> = {}, at?: number): Line {
  return { line: code, state, because: { code: because, params }, ...(at !== undefined && { at }) }
}

function near<K extends ParcelEvent['kind']>({ events, pod }: SignOff, kind: K): Of<K>[] {
  return events.filter((e): e is Of<K> => e.kind === kind && Math.abs(e.at - pod.at) <= NEAR)
}

function before<K extends ParcelEvent['kind']>({ events, pod }: SignOff, kind: K): Of<K>[] {
  return events.filter((e): e is Of<K> => e.kind === kind && e.at <= pod.at && e.at >= pod.at - BEFORE)
}

function position(s: SignOff): Line {
  const gps = near(s, 'gps').at(-1)
  const metres = gps?.metres ?? s.pod.distanceMetres
  if (metres === undefined) return line('position', 'unknown', 'position_untold')
  const at = gps?.at ?? s.pod.at
  const limit = s.limits.podDistanceMetres + (gps?.accuracyMetres ?? 0)
  return metres > limit ? line('position', 'bad', 'position_far', { metres, limit }, at) : line('position', 'ok', 'position_near', { metres, limit }, at)
}

function photo(s: SignOff): Line {
  const taken = near(s, 'photo').filter((e) => e.of !== 'damage').at(-1)
  if (!taken) return s.known.has('photo') || s.known.has('gps') ? line('photo', 'bad', 'photo_none') : line('photo', 'unknown', 'photo_untold')
  const metres = taken.metres
  if (metres !== undefined && metres > s.limits.podDistanceMetres) return line('photo', 'bad', 'photo_far', { metres, limit: s.limits.podDistanceMetres }, taken.at)
  return metres === undefined ? line('photo', 'ok', 'photo_there', {}, taken.at) : line('photo', 'ok', 'photo_near', { metres }, taken.at)
}

function call(s: SignOff): Line {
  const calls = before(s, 'call').filter((e) => e.to === 'consignee' || e.to === 'virtual')
  const answered = calls.findLast((e) => e.seconds > 0)
  if (answered) return line('call', 'ok', 'call_answered', { seconds: answered.seconds, times: calls.length }, answered.at)
  if (calls.length > 0) return line('call', s.pod.code === 'delivered_self' ? 'unknown' : 'bad', 'call_unanswered', { times: calls.length }, calls.at(-1)?.at)
  // handed over face to face, nobody needs to be called
  const told = s.known.has('call') || s.known.has('gps')
  if (!told) return line('call', 'unknown', 'call_untold')
  return line('call', s.pod.code === 'delivered_self' && !s.notReceived ? 'ok' : 'bad', 'call_none')
}

function signer(s: SignOff): Line {
  const { code, at } = s.pod
  if (code === 'delivered_self' || code === 'collected') return s.notReceived ? line('signer', 'bad', 'signer_denied', {}, at) : line('signer', 'ok', 'signer_self', {}, at)
  return s.notReceived ? line('signer', 'bad', 'signer_other', { as: code }, at) : line('signer', 'unknown', 'signer_unasked', { as: code }, at)
}

function consent(s: SignOff): Line {
  const { place } = s
  if (!place) return line('consent', 'ok', 'consent_not_needed')
  const given = s.events.filter((e): e is Of<'consent'> => e.kind === 'consent' && e.at <= s.pod.at && (e.to === place || (place === 'proxy' && e.to === 'door'))).at(-1)
  if (given) return line('consent', given.given ? 'ok' : 'bad', given.given ? 'consent_given' : 'consent_refused', { via: given.via, to: place }, given.at)
  return s.known.size === 0 ? line('consent', 'unknown', 'consent_untold', { to: place }) : line('consent', 'bad', 'consent_missing', { to: place })
}

function locker(s: SignOff): Line[] {
  if (s.place !== 'locker') return []
  const steps = s.events.filter((e): e is Of<'locker'> => e.kind === 'locker')
  const put = steps.find((e) => e.step === 'put')
  const out = steps.findLast((e) => e.step === 'collected' || e.step === 'taken_back')
  if (!put) return [s.known.size === 0 ? line('locker', 'unknown', 'locker_untold') : line('locker', 'bad', 'locker_never_put')]
  if (out) return [line('locker', 'ok', out.step === 'collected' ? 'locker_collected' : 'locker_taken_back', { hours: Math.round((out.at - put.at) / HOUR) }, out.at)]
  return [line('locker', 'unknown', 'locker_waiting', {}, put.at)]
}

function message(s: SignOff): Line[] {
  if (s.place !== 'locker' && s.place !== 'station') return []
  const sent = s.events.filter((e): e is Of<'message'> => e.kind === 'message' && e.about === 'pickup_code').at(-1)
  if (!sent) return [s.known.has('message') ? line('message', 'bad', 'message_none') : line('message', 'unknown', 'message_untold')]
  return [line('message', sent.delivered ? 'ok' : 'bad', sent.delivered ? 'message_delivered' : 'message_failed', { channel: sent.channel }, sent.at)]
}
