// What is kept of a waybill with a case: the part that may lie in the clear and the personal part to be sealed.
import { inOrder, stateAfter } from './scans.ts'
import type { ParcelState, Waybill, WaybillParties } from './scans.ts'
import { scrubScanText } from './scan-texts.ts'

export type PublicWaybill = Omit<Waybill, 'parties'>

export type WaybillSnapshot = { number: string; carrier: string; state: ParcelState; takenAt: number; public: PublicWaybill; personal: WaybillParties }

/** The snapshot stored with a case (OPS-02, INV-03): scans in order, phones out of their notes, names, phones and addresses only in `personal`. */
export function takeSnapshot(waybill: Waybill, takenAt: number): WaybillSnapshot {
  const { parties, ...rest } = waybill
  const scans = inOrder(waybill.scans).map((scan) => (scan.note === undefined ? scan : { ...scan, note: scrubScanText(scan.note) }))
  return { number: waybill.number, carrier: waybill.carrier, state: stateAfter(scans), takenAt, public: { ...rest, scans }, personal: parties }
}

/** The waybill a snapshot was taken of, for the rules that ask for one. */
export function waybillOf({ public: rest, personal }: Pick<WaybillSnapshot, 'public' | 'personal'>): Waybill {
  return { ...rest, parties: personal }
}
