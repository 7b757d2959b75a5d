// The facts a finding can establish, as one closed vocabulary: what the rules of liability speak, and what usually proves each.
import type { ReasonCode } from '../complaints/vocabulary.ts'
import type { EvidenceType } from '../complaints/evidence.ts'

/** Who a fact, once established, speaks about: `clears` is what speaks for the unit, `outside` what nobody of the chain could help. */
export const factBearings = ['unit', 'clears', 'partner', 'sender', 'consignee', 'outside', 'company'] as const
export type FactBearing = (typeof factBearings)[number]

export const factVerdicts = ['established', 'refuted', 'open'] as const
export type FactVerdict = (typeof factVerdicts)[number]

/**
 * One fact: whether it names a unit, whom it speaks about, to which reasons it matters ('all': to any), what usually proves it, and what must
 * prove it, of which one piece is enough: without it the fact is never established.
 */
export type FactKind = { readonly unit: 'needed' | 'optional' | 'none'; readonly bearing: FactBearing; readonly reasons: readonly ReasonCode[] | 'all'; readonly proofs: readonly EvidenceType[]; readonly musts?: readonly EvidenceType[] }

const goods: readonly ReasonCode[] = ['loss', 'shortage', 'damage', 'content_mismatch', 'claim_handling', 'packaging', 'return_redirect', 'intl_customs', 'delay']
const lost: readonly ReasonCode[] = ['loss', 'shortage', 'misdelivery', 'false_signoff', 'claim_handling', 'return_redirect', 'intl_customs']
const broken: readonly ReasonCode[] = ['damage', 'packaging', 'shortage', 'content_mismatch', 'claim_handling']
const signed: readonly ReasonCode[] = ['false_signoff', 'misdelivery', 'loss', 'delivery_service', 'locker_station']
const late: readonly ReasonCode[] = ['delay', 'loss', 'return_redirect', 'intl_customs', 'pickup_service', 'delivery_service', 'tracking_info']
const lastMile: readonly ReasonCode[] = ['delivery_service', 'false_signoff', 'locker_station', 'delay', 'misdelivery', 'return_redirect']
const conduct: readonly ReasonCode[] = ['attitude', 'personal_safety', 'complaint_service', 'delivery_service', 'pickup_service', 'other']

const unit = (reasons: FactKind['reasons'], ...proofs: EvidenceType[]): FactKind => ({ unit: 'needed', bearing: 'unit', reasons, proofs })
const clears = (reasons: FactKind['reasons'], ...proofs: EvidenceType[]): FactKind => ({ unit: 'optional', bearing: 'clears', reasons, proofs })
const about = (bearing: FactBearing, reasons: FactKind['reasons'], ...proofs: EvidenceType[]): FactKind => ({ unit: bearing === 'partner' ? 'optional' : 'none', bearing, reasons, proofs })

/** Every fact by its code. Codes are frozen: rules of liability, published versions of policies and findings name them. */
export const factTable = {
  // the way and its time
  stuck_at: unit(late, 'tracking_snapshot', 'statement'),
  missorted_at: unit([...late, 'misdelivery'], 'tracking_snapshot', 'warehouse_document', 'surveillance_video'),
  scan_missing_at: unit([...late, ...lost], 'tracking_snapshot', 'handover_record'),
  late_pickup_by: unit(late, 'tracking_snapshot', 'order_detail'),
  late_dispatch_by: unit(late, 'tracking_snapshot', 'handover_record'),
  late_delivery_by: unit(late, 'tracking_snapshot', 'delivery_record', 'gps_trace'),
  transit_late_by: unit(late, 'tracking_snapshot', 'gps_trace', 'handover_record'),
  vehicle_breakdown: unit(late, 'statement', 'photo', 'gps_trace'),
  capacity_short_at: unit(late, 'statement', 'warehouse_document'),
  promised_time_missed: about('company', late, 'tracking_snapshot', 'order_detail', 'transport_contract'),
  thorough_delay: about('company', [...late, 'claim_handling'], 'tracking_snapshot'),
  system_failure: about('company', [...late, 'claim_handling', 'complaint_service', 'pickup_service', 'locker_station'], 'document', 'statement'),
  route_complex: about('outside', late, 'tracking_snapshot', 'statement'),
  // the parcel and its custody
  received_by: unit(lost, 'tracking_snapshot', 'handover_record'),
  not_received_by: clears(lost, 'tracking_snapshot', 'handover_record', 'surveillance_video'),
  lost_in_custody_of: unit(lost, 'tracking_snapshot', 'handover_record', 'surveillance_video', 'survey_report'),
  stolen_at: unit(lost, 'surveillance_video', 'official_notice', 'survey_report'),
  found_at: unit(lost, 'tracking_snapshot', 'parcel_photo'),
  handed_on_intact: clears(goods, 'handover_record', 'tracking_snapshot', 'parcel_photo', 'weight_record', 'surveillance_video'),
  taken_by_other: unit(signed, 'surveillance_video', 'locker_record', 'pod'),
  taken_after_delivery: about('outside', signed, 'surveillance_video', 'pod', 'consent_record'),
  weight_dropped_at: unit(goods, 'weight_record', 'tracking_snapshot'),
  weight_unchanged: clears(goods, 'weight_record', 'tracking_snapshot'),
  opened_at: unit(goods, 'parcel_photo', 'surveillance_video', 'inspection_report'),
  contents_short: about('company', ['shortage', 'content_mismatch', 'claim_handling'], 'inspection_report', 'parcel_photo', 'weight_record', 'value_proof'),
  contents_not_shown: about('sender', ['loss', 'shortage', 'content_mismatch', 'claim_handling'], 'value_proof', 'chat_record', 'statement'),
  swapped_at: unit(['content_mismatch', 'shortage', 'claim_handling'], 'surveillance_video', 'weight_record', 'parcel_photo'),
  label_swapped_at: unit(['content_mismatch', 'misdelivery', 'loss'], 'parcel_photo', 'surveillance_video', 'warehouse_document'),
  wrong_item_sent: about('sender', ['content_mismatch', 'shortage', 'unsolicited', 'claim_handling'], 'order_detail', 'chat_record', 'parcel_photo'),
  quantity_differs: about('company', ['content_mismatch', 'shortage'], 'inspection_report', 'value_proof', 'order_detail'),
  // damage and packing
  damage_seen_on_arrival: unit(broken, 'tracking_snapshot', 'parcel_photo', 'handover_record'),
  damage_noted_at: unit(broken, 'tracking_snapshot', 'parcel_photo', 'inspection_report'),
  rough_handling_at: unit([...broken, 'attitude', 'delivery_service'], 'surveillance_video', 'interview', 'photo'),
  wet_at: unit(broken, 'parcel_photo', 'survey_report', 'inspection_report'),
  cold_chain_broken_at: unit([...broken, 'delay'], 'document', 'inspection_report'),
  packaging_crushed_at: unit(broken, 'parcel_photo', 'surveillance_video'),
  damage_real: about('company', broken, 'inspection_report', 'parcel_photo'),
  damage_total: about('company', broken, 'inspection_report', 'value_proof'),
  damage_after_delivery: about('consignee', broken, 'inspection_report', 'delivery_record', 'pod'),
  packing_adequate: about('company', broken, 'packing_photo', 'inspection_report'),
  packing_inadequate: about('sender', broken, 'packing_photo', 'inspection_report', 'parcel_photo'),
  packing_not_checked: unit(broken, 'packing_photo', 'interview', 'statement'),
  packed_by_unit: unit(broken, 'order_detail', 'statement', 'interview'),
  nature_of_goods: about('sender', broken, 'inspection_report', 'official_notice'),
  goods_misdeclared: about('sender', [...goods, 'security_prohibited', 'pickup_service'], 'order_detail', 'parcel_photo', 'inspection_report', 'customs_document'),
  fragile_not_told: about('sender', broken, 'order_detail', 'interview', 'parcel_photo'),
  // sign-off, door, locker and station
  pod_by_consignee: clears(signed, 'pod', 'call_recording', 'locker_record'),
  pod_not_by_consignee: unit(signed, 'pod', 'surveillance_video', 'statement'),
  proxy_without_consent: unit(signed, 'call_log', 'call_recording', 'statement', 'pod'),
  proxy_with_consent: clears(signed, 'consent_record', 'call_recording', 'chat_record'),
  signed_before_delivery: unit(signed, 'tracking_snapshot', 'gps_trace', 'interview'),
  pod_far_from_address: unit(signed, 'gps_trace', 'tracking_snapshot'),
  pod_at_address: clears(signed, 'gps_trace', 'tracking_snapshot', 'pod'),
  pod_photo_missing: unit(signed, 'delivery_record', 'statement'),
  pod_photo_differs: unit(signed, 'pod', 'statement'),
  no_contact_before_delivery: unit(lastMile, 'call_log', 'chat_record', 'tracking_snapshot'),
  contact_made_before_delivery: clears(lastMile, 'call_log', 'call_recording', 'chat_record'),
  fake_contact: unit(lastMile, 'call_log', 'call_recording'),
  fake_attempt: unit(lastMile, 'gps_trace', 'tracking_snapshot', 'surveillance_video'),
  fake_refusal: unit(lastMile, 'call_recording', 'tracking_snapshot', 'statement'),
  no_consent_for_locker: unit(['locker_station', 'false_signoff', 'delivery_service', 'loss'], 'consent_record', 'call_log', 'locker_record', 'order_detail'),
  no_consent_for_station: unit(['locker_station', 'false_signoff', 'delivery_service', 'loss'], 'consent_record', 'call_log', 'order_detail'),
  consent_for_locker: clears(['locker_station', 'false_signoff', 'delivery_service', 'loss'], 'consent_record', 'call_recording', 'chat_record'),
  consent_for_station: clears(['locker_station', 'false_signoff', 'delivery_service', 'loss'], 'consent_record', 'call_recording', 'chat_record'),
  wish_ignored: unit(lastMile, 'order_detail', 'chat_record', 'call_recording'),
  storage_fee_taken: unit(['locker_station', 'charge'], 'document'),
  station_notice_missing: unit(['locker_station', 'return_redirect', 'tracking_info'], 'document', 'chat_record'),
  code_failed_at: unit(['locker_station', 'loss'], 'locker_record', 'document'),
  not_to_door: unit(lastMile, 'gps_trace', 'call_recording', 'delivery_record'),
  inspection_refused: unit(['delivery_service', 'damage', 'shortage', 'content_mismatch'], 'call_recording', 'interview', 'statement'),
  left_unattended: unit(signed, 'pod', 'surveillance_video', 'interview'),
  thrown_by: unit(['delivery_service', 'damage', 'attitude', 'packaging'], 'surveillance_video', 'photo'),
  delivery_refused_by: unit(lastMile, 'call_recording', 'chat_record', 'statement'),
  appointment_missed: unit([...lastMile, 'pickup_service'], 'order_detail', 'chat_record', 'tracking_snapshot'),
  second_attempt_missing: unit(lastMile, 'tracking_snapshot', 'delivery_record'),
  delivered_to_wrong_person: unit(['misdelivery', 'false_signoff', 'loss'], 'pod', 'surveillance_video', 'gps_trace'),
  delivered_to_wrong_address: unit(['misdelivery', 'false_signoff', 'loss'], 'gps_trace', 'pod', 'delivery_record'),
  // sender, consignee, address
  address_wrong: about('sender', [...late, 'misdelivery', 'loss'], 'order_detail', 'parcel_photo', 'chat_record'),
  label_unreadable: about('sender', [...late, 'misdelivery', 'loss'], 'parcel_photo'),
  sender_changed: about('sender', [...late, 'misdelivery', 'content_mismatch'], 'order_detail', 'chat_record'),
  sender_handed_over_late: about('sender', ['delay', 'pickup_service'], 'order_detail', 'tracking_snapshot'),
  consignee_unreachable: about('consignee', lastMile, 'call_log', 'tracking_snapshot'),
  consignee_refused: about('consignee', lastMile, 'call_recording', 'delivery_record', 'chat_record'),
  consignee_appointed: about('consignee', lastMile, 'chat_record', 'call_recording', 'consent_record'),
  customer_misunderstood: about('consignee', 'all', 'call_recording', 'transport_contract', 'chat_record'),
  // conduct
  rude_by: unit(conduct, 'call_recording', 'chat_record', 'surveillance_video', 'interview'),
  abusive_by: unit(conduct, 'call_recording', 'chat_record', 'surveillance_video', 'interview'),
  threatened_by: unit(conduct, 'call_recording', 'chat_record', 'official_notice'),
  assaulted_by: unit(['personal_safety', 'attitude'], 'official_notice', 'surveillance_video', 'photo'),
  harassed_to_withdraw: unit(['personal_safety', 'attitude', 'complaint_service'], 'call_log', 'call_recording', 'chat_record'),
  hung_up_by: unit(conduct, 'call_log', 'call_recording'),
  perfunctory_by: unit(conduct, 'call_recording', 'chat_record'),
  conduct_correct: clears(conduct, 'call_recording', 'chat_record', 'surveillance_video'),
  // money
  overcharged_by: unit(['charge', 'pickup_service', 'locker_station', 'delivery_service'], 'document', 'order_detail'),
  fee_not_told: unit(['charge', 'pickup_service', 'delivery_service'], 'chat_record', 'call_recording', 'order_detail'),
  door_fee_taken: unit(['charge', 'delivery_service', 'attitude'], 'document', 'chat_record'),
  weight_misjudged: unit(['charge', 'pickup_service'], 'weight_record', 'parcel_photo', 'order_detail'),
  fee_correct: clears(['charge', 'pickup_service', 'return_redirect'], 'transport_contract', 'order_detail', 'weight_record', 'document'),
  receipt_refused: unit(['charge', 'pickup_service'], 'chat_record', 'document'),
  insurance_forced: unit(['charge', 'pickup_service'], 'order_detail', 'call_recording', 'chat_record'),
  cod_not_passed_on: unit(['cod'], 'document', 'transport_contract'),
  cod_short: unit(['cod'], 'document'),
  cod_amount_wrong: unit(['cod', 'charge'], 'order_detail', 'document'),
  cod_passed_on: clears(['cod'], 'document'),
  // pickup and terms
  pickup_missed: unit(['pickup_service', 'delay'], 'order_detail', 'call_log'),
  pickup_refused: unit(['pickup_service'], 'order_detail', 'call_recording', 'chat_record'),
  order_cancelled_by: unit(['pickup_service'], 'order_detail', 'document'),
  fake_pickup: unit(['pickup_service', 'delay', 'tracking_info'], 'tracking_snapshot', 'gps_trace'),
  terms_not_told: unit(['pickup_service', 'charge', 'claim_handling', 'loss', 'damage', 'shortage'], 'transport_contract', 'order_detail', 'call_recording'),
  terms_told: clears(['pickup_service', 'charge', 'claim_handling', 'loss', 'damage', 'shortage'], 'transport_contract', 'order_detail', 'pod'),
  goods_not_checked: unit(['pickup_service', 'security_prohibited', 'content_mismatch', 'damage', 'packaging'], 'interview', 'surveillance_video'),
  identity_not_checked: unit(['pickup_service', 'security_prohibited', 'unsolicited'], 'order_detail', 'interview'),
  // return, redirection, what was shown
  returned_without_cause: unit(['return_redirect', 'delay', 'locker_station'], 'tracking_snapshot', 'call_log', 'statement'),
  intercept_missed: unit(['return_redirect'], 'order_detail', 'tracking_snapshot'),
  redirect_missed: unit(['return_redirect', 'misdelivery'], 'order_detail', 'tracking_snapshot'),
  redirected_without_consent: unit(['return_redirect', 'misdelivery'], 'tracking_snapshot', 'consent_record'),
  fake_scan_by: unit(['tracking_info', 'false_signoff', 'delay', 'pickup_service'], 'tracking_snapshot', 'gps_trace', 'document'),
  tracking_wrong: about('company', ['tracking_info', 'delay'], 'tracking_snapshot', 'document'),
  notice_missing: unit(['tracking_info', 'delivery_service', 'locker_station'], 'document', 'chat_record'),
  // handling of claims and complaints
  claim_delayed_by: unit(['claim_handling'], 'communication_record', 'statement'),
  claim_lowered_by: unit(['claim_handling'], 'communication_record', 'transport_contract'),
  complaint_unanswered_by: unit(['complaint_service', 'claim_handling'], 'communication_record', 'call_log'),
  promise_broken_by: unit(['complaint_service', 'delivery_service', 'claim_handling'], 'communication_record', 'call_recording', 'chat_record'),
  closed_unsolved_by: unit(['complaint_service'], 'communication_record', 'document'),
  pushed_around_by: unit(['complaint_service', 'claim_handling'], 'communication_record', 'call_log'),
  // personal data
  data_shown_by: unit(['data_leak'], 'document', 'interview', 'parcel_photo', 'chat_record'),
  data_misused_by: unit(['data_leak', 'personal_safety', 'attitude'], 'document', 'call_log', 'chat_record', 'interview'),
  label_exposed_by: unit(['data_leak', 'packaging'], 'parcel_photo', 'survey_report'),
  leak_elsewhere: about('outside', ['data_leak', 'unsolicited'], 'document', 'official_notice'),
  no_leak_found: clears(['data_leak'], 'document', 'interview'),
  // borders, authorities, goods that may not be carried
  customs_held: about('outside', ['intl_customs', 'delay'], 'customs_document', 'tracking_snapshot'),
  customs_papers_missing: about('sender', ['intl_customs', 'delay'], 'customs_document', 'chat_record'),
  customs_papers_late_by: unit(['intl_customs', 'delay'], 'customs_document', 'communication_record'),
  duty_right: clears(['intl_customs', 'charge'], 'customs_document'),
  duty_wrong: unit(['intl_customs', 'charge'], 'customs_document', 'document'),
  partner_late: about('partner', ['intl_customs', 'delay'], 'tracking_snapshot', 'communication_record'),
  lost_at_partner: about('partner', [...lost], 'tracking_snapshot', 'communication_record'),
  damaged_at_partner: about('partner', [...broken, 'intl_customs'], 'tracking_snapshot', 'communication_record', 'parcel_photo'),
  prohibited_goods: about('sender', ['security_prohibited', 'intl_customs', 'loss', 'damage'], 'inspection_report', 'official_notice', 'parcel_photo'),
  seized_by_authority: { ...about('outside', ['security_prohibited', 'intl_customs', 'loss', 'delay'], 'official_notice'), musts: ['official_notice'] },
  force_majeure: { ...about('outside', ['delay', 'loss', 'shortage', 'damage', 'intl_customs', 'pickup_service', 'delivery_service', 'return_redirect', 'packaging', 'locker_station', 'claim_handling', 'other'], 'official_notice'), musts: ['official_notice'] },
  authority_measure: { ...about('outside', ['delay', 'loss', 'pickup_service', 'delivery_service', 'intl_customs', 'security_prohibited', 'return_redirect'], 'official_notice'), musts: ['official_notice'] },
  third_party_accident: about('outside', ['delay', 'loss', 'damage', 'shortage', 'personal_safety'], 'official_notice', 'photo', 'statement'),
  // whatever the matter is
  unit_silent: unit('all', 'communication_record'),
  service_kept: clears('all', 'tracking_snapshot', 'statement', 'call_recording'),
  rule_broken_by: unit('all', 'statement', 'interview', 'surveillance_video', 'call_recording'),
} as const satisfies Readonly<Record<string, FactKind>>

export type FactCode = keyof typeof factTable
export const factCodes = Object.keys(factTable) as [FactCode, ...FactCode[]]

/** What is known about a fact's code. */
export function factKind(code: FactCode): FactKind {
  return factTable[code]
}

/** The facts that matter to a reason (its first level), those of the matter itself before those of any; all of them when the reason isn't known. */
export function factsOf(reasonCode: string | null): readonly FactCode[] {
  const first = reasonCode?.split('.')[0]
  const own = factCodes.filter((code) => first === undefined || (factKind(code).reasons as readonly string[]).includes(first))
  return [...own, ...factCodes.filter((code) => factKind(code).reasons === 'all' && !own.includes(code))]
}

/** Whether a word is the code of a fact. */
export function isFact(code: string): code is FactCode {
  return Object.hasOwn(factTable, code)
}
