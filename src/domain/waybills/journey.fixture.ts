// A small journey that the tests of this folder bend to their needs.
import type { CustodyLimits } from './custody.ts'
import type { Scan, ScanCode, Waybill } from './scans.ts'
import type { UnitKind } from '../identity/unit-kinds.ts'

export const HOUR = 3_600_000
/** 2025-11-03 00:00 in Asia/Shanghai, a Monday. */
export const MONDAY = Date.UTC(2025, 10, 2, 16)

const UNITS: Record<string, [UnitKind, string]> = {
  W1: ['outlet', '广州天河网点'], H1: ['hub', '广州转运中心'], H2: ['hub', '长沙转运中心'], H3: ['hub', '武汉转运中心'], W2: ['outlet', '武汉洪山网点'], Z1: ['station', '洪山驿站'], X1: ['partner', '乡邮代派'],
}

/** A scan `hours` after Monday midnight. */
export function scan(hours: number, code: ScanCode, unit?: string, more: Partial<Scan> = {}): Scan {
  const [unitKind, unitName] = (unit && UNITS[unit]) || []
  return { at: MONDAY + hours * HOUR, code, ...(unit && { unitCode: unit }), ...(unitKind && { unitKind }), ...(unitName && { unitName }), ...more }
}

/** Picked up Monday 10:00, at the destination's outlet on Wednesday 06:00, delivered 11:00. */
export const JOURNEY: readonly Scan[] = [
  scan(9, 'ordered', 'W1'), scan(10, 'picked_up', 'W1', { staffNo: '101', weightGrams: 2000 }), scan(19, 'outlet_out', 'W1', { next: '广州转运中心', nextCode: 'H1' }),
  scan(21, 'hub_in', 'H1', { weightGrams: 1990 }), scan(24, 'hub_out', 'H1', { next: '武汉转运中心', nextCode: 'H3' }), scan(30, 'linehaul'),
  scan(45, 'hub_in', 'H3', { weightGrams: 1985 }), scan(48, 'hub_out', 'H3', { next: '武汉洪山网点', nextCode: 'W2' }),
  scan(54, 'outlet_in', 'W2'), scan(56, 'out_for_delivery', 'W2', { staffNo: '201' }), scan(59, 'delivered_self', 'W2', { staffNo: '201', distanceMetres: 9 }),
]

/** The journey up to and with its n-th scan from the start. */
export function upTo(n: number): Scan[] {
  return JOURNEY.slice(0, n)
}

export function aWaybill(change: Partial<Waybill> = {}): Waybill {
  return {
    number: 'HY1', carrier: 'hy', product: 'standard', reach: 'domestic', acceptedAt: MONDAY + 10 * HOUR, promisedAt: MONDAY + 68 * HOUR, senderCity: '广州', consigneeCity: '武汉',
    parties: { sender: { name: '甲', phone: '19900000001', address: '广州市天河区' }, consignee: { name: '乙', phone: '19900000002', address: '武汉市洪山区' } },
    goods: { name: '图书', weightGrams: 2000, pieces: 1 }, freightMinor: 1200, family: { children: [] }, scans: [...JOURNEY], ...change,
  }
}

export const LIMITS: CustodyLimits = {
  stuckHours: { pickup: 24, transit: 24, delivery: 18, station: 72, none: 240 }, outForDeliveryHours: 24, stationHours: 72, hopHours: 48, damageOnArrivalMinutes: 60,
  weightDropGrams: 200, podDistanceMetres: 50, thoroughDelayDays: { same_city: 3, domestic: 7, hk_macao: 7, taiwan: 10, international: 10 },
  usual: { atLeast: 30, days: 30, share: 0.95 },
}
