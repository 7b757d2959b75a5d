// Tables from the status codes of tracking providers to our scan codes (domain facts §5.3–5.5, public SDK comments).
import type { ScanCode } from './scans.ts'

const KUAIDI100: Record<string, ScanCode> = {
  0: 'linehaul', 1001: 'arrived_city', 1002: 'linehaul', 1003: 'forwarded',
  1: 'picked_up', 101: 'ordered', 102: 'pickup_pending', 103: 'picked_up',
  2: 'held', 201: 'held', 202: 'held', 203: 'refused', 204: 'attempt_failed', 205: 'held', 206: 'attempt_failed', 207: 'held', 208: 'held', 209: 'damaged', 210: 'cancelled',
  3: 'delivered_self', 301: 'delivered_self', 302: 'delivered_self', 303: 'delivered_proxy', 304: 'collected',
  4: 'returned', 401: 'cancelled',
  5: 'out_for_delivery', 501: 'delivered_locker',
  6: 'returning', 7: 'forwarded',
  8: 'customs_held', 10: 'customs_held', 11: 'customs_held', 12: 'customs_cleared', 13: 'customs_held',
  14: 'refused',
}

const KDNIAO: Record<string, ScanCode> = {
  1: 'picked_up', 10: 'pickup_pending',
  2: 'linehaul', 201: 'arrived_city', 202: 'out_for_delivery', 204: 'hub_in', 205: 'outlet_in', 206: 'outlet_out', 211: 'delivered_locker',
  3: 'delivered_self', 301: 'delivered_self', 302: 'delivered_self', 304: 'delivered_proxy', 311: 'collected',
  4: 'held', 401: 'pickup_pending', 402: 'held', 403: 'held', 404: 'refused', 405: 'attempt_failed', 406: 'returned', 407: 'returning', 412: 'held',
  413: 'intercepted', 414: 'damaged', 415: 'cancelled', 416: 'attempt_failed', 417: 'held', 418: 'collected', 419: 'out_for_delivery',
  420: 'attempt_failed', 421: 'attempt_failed', 422: 'held', 423: 'held',
  5: 'forwarded', 6: 'customs_held', 601: 'customs_held', 602: 'customs_held', 603: 'customs_cleared', 604: 'customs_held',
}

const AFTERSHIP: Record<string, ScanCode> = {
  Pending: 'ordered', InfoReceived: 'ordered', InTransit: 'linehaul', OutForDelivery: 'out_for_delivery', AttemptFail: 'attempt_failed',
  Delivered: 'delivered_self', Delivered_002: 'collected', Delivered_005: 'delivered_proxy',
  AvailableForPickup: 'delivered_station',
  Exception: 'held', Exception_003: 'refused', Exception_004: 'customs_held', Exception_010: 'returning', Exception_011: 'returned', Exception_012: 'damaged', Exception_013: 'lost_suspected',
  Expired: 'held',
}

/**
 * Our scan code for a Kuaidi100 state, or undefined when the code is unknown. An unknown finer code of three or four
 * digits falls back to the state it belongs to (its first digit).
 */
export function fromKuaidi100(state: string | number): ScanCode | undefined {
  return finer(KUAIDI100, String(state))
}

/** Our scan code for a KDNiao State or StateEx, falling back like `fromKuaidi100`. State 0 (no track yet) has none. */
export function fromKdniao(stateEx: string | number): ScanCode | undefined {
  return finer(KDNIAO, String(stateEx))
}

/** Our scan code for an AfterShip tag or subtag (`Delivered_003` falls back to `Delivered`). */
export function fromAftership(tag: string): ScanCode | undefined {
  return lookUp(AFTERSHIP, tag) ?? lookUp(AFTERSHIP, tag.split('_')[0] ?? '')
}

function finer(table: Record<string, ScanCode>, code: string): ScanCode | undefined {
  return lookUp(table, code) ?? (/^\d{3,4}$/.test(code) ? lookUp(table, code.charAt(0)) : undefined)
}

function lookUp(table: Record<string, ScanCode>, key: string): ScanCode | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
