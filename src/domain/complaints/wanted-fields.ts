// Which facts a complaint of this reason still lacks, so that they can be asked for (INT-17); none of them blocks acceptance (OPN-10).
import { findReason } from '../policy/reason-tree.ts'
import type { ReasonTree } from '../policy/reason-tree.ts'

/** Everything that may be asked for. Files answer the photo_*, *_video, recording, receipt and report fields. */
export const wantedFieldCodes = [
  'contact', 'waybill', 'event_time', 'demand', 'place', 'promised_time', 'needed_by', 'request_time', 'goods_name', 'declared_value', 'invoice', 'item_list', 'quantity_sent_received', 'weight',
  'photo_goods', 'photo_packaging', 'photo_label', 'photo_place', 'photo_screenshot', 'unboxing_video', 'recording', 'call_log', 'test_report', 'courier_identity', 'station_name', 'pickup_code',
  'pickup_order', 'signer_shown', 'amount_charged', 'amount_agreed', 'amount_lost', 'receipt', 'cod_amount', 'contract_no', 'offered_amount', 'prior_complaint_no', 'return_waybill', 'new_address',
  'leaked_what', 'caller_number', 'medical_record', 'police_report', 'plate_no', 'handover_document', 'customs_papers',
] as const
export type WantedField = (typeof wantedFieldCodes)[number]

export type Wanted = { readonly field: WantedField; readonly level: 'ask' | 'helpful' }

/** The missing fields of a reason (first-level or leaf code, null while unknown), those to ask for first. `given` are the fields already known. */
export function missingFields(tree: ReasonTree, code: string | null, given: ReadonlySet<string>): readonly Wanted[] {
  const own = code ? (findReason(tree, code)?.wants ?? findReason(tree, code.split('.')[0] ?? '')?.wants ?? []) : []
  const seen = new Set<string>()
  const wanted: Wanted[] = []
  for (const entry of [...tree.raw.wantsAlways.fields, ...own]) {
    const helpful = entry.endsWith('?')
    const field = wantedFieldCodes.find((f) => f === (helpful ? entry.slice(0, -1) : entry))
    if (!field || seen.has(field)) continue
    seen.add(field)
    if (!given.has(field)) wanted.push({ field, level: helpful ? 'helpful' : 'ask' })
  }
  return [...wanted.filter((w) => w.level === 'ask'), ...wanted.filter((w) => w.level === 'helpful')]
}
