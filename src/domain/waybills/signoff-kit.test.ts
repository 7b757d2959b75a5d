// Proves the sign-off kit: photo, position, call, locker and consent line by line, and that a silent source proves nothing.
import { expect, test } from 'vitest'
import { HOUR, JOURNEY, LIMITS, MONDAY, scan, upTo } from './journey.fixture.ts'
import type { ParcelEvent } from './parcel-events.ts'
import { signoffKit } from './signoff-kit.ts'
import type { Scan } from './scans.ts'

const pod = MONDAY + 59 * HOUR
const minutes = (n: number) => pod + n * 60_000
const told = (scans: readonly Scan[], events: ParcelEvent[] | undefined, notReceived = false) => Object.fromEntries(signoffKit({ scans: [...scans], ...(events && { events }) }, LIMITS, notReceived).map((l) => [l.line, `${l.state} ${l.because.code}`]))
const honest: ParcelEvent[] = [
  { at: minutes(-10), kind: 'call', seconds: 31, to: 'virtual' }, { at: minutes(0), kind: 'gps', metres: 9, accuracyMetres: 8, during: 'sign_off' }, { at: minutes(-1), kind: 'photo', of: 'pod', metres: 8 },
]

test('never signed for: no kit', () => expect(signoffKit({ scans: upTo(9) }, LIMITS, true)).toEqual([]))

test('an honest delivery holds together', () => {
  expect(told(JOURNEY, honest)).toEqual({ position: 'ok position_near', photo: 'ok photo_near', call: 'ok call_answered', signer: 'ok signer_self', consent: 'ok consent_not_needed' })
})

test('a false sign-off: 80 m away, photo from there, nobody called, the customer denies it', () => {
  const scans = [...upTo(10), { ...scan(59, 'delivered_self', 'W2'), distanceMetres: 80 }]
  const events: ParcelEvent[] = [{ at: pod, kind: 'gps', metres: 80, accuracyMetres: 9, during: 'sign_off' }, { at: minutes(-1), kind: 'photo', of: 'pod', metres: 78 }]
  expect(told(scans, events, true)).toEqual({ position: 'bad position_far', photo: 'bad photo_far', call: 'bad call_none', signer: 'bad signer_denied', consent: 'ok consent_not_needed' })
})

test('a carrier that tells nothing proves nothing against anybody', () => {
  expect(told([...upTo(10), scan(59, 'delivered_locker', 'Z1')], undefined)).toEqual({ position: 'unknown position_untold', photo: 'unknown photo_untold', call: 'unknown call_untold', signer: 'unknown signer_unasked', consent: 'unknown consent_untold', locker: 'unknown locker_untold', message: 'unknown message_untold' })
})

test('a locker without consent is against the rule of 2024-03-01; with consent it is not', () => {
  const scans = [...upTo(10), scan(59, 'delivered_locker', 'Z1')]
  const events: ParcelEvent[] = [{ at: pod, kind: 'locker', step: 'put', cell: '07' }, { at: minutes(1), kind: 'message', channel: 'sms', about: 'pickup_code', delivered: true }]
  expect(told(scans, events)).toMatchObject({ consent: 'bad consent_missing', locker: 'unknown locker_waiting', message: 'ok message_delivered' })
  expect(told(scans, [...events, { at: minutes(-20), kind: 'consent', to: 'locker', given: true, via: 'app' }])).toMatchObject({ consent: 'ok consent_given' })
  expect(told(scans, [...events, { at: minutes(-20), kind: 'consent', to: 'locker', given: false, via: 'call' }])).toMatchObject({ consent: 'bad consent_refused' })
  expect(signoffKit({ scans, events }, LIMITS, false).map((l) => l.law)).toEqual(Array.from({ length: 7 }, () => 'market_rules_28'))
})
