// The check before the investigation (初步查证, INV-20): what it may result in, and what is looked at, without accusing anybody (INT-16).
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'

export const checkResults = ['accept', 'needs_evidence', 'out_of_scope', 'mistaken'] as const
export type CheckResult = (typeof checkResults)[number]

/** Points looked at; which of them a reason needs is policy data. Each is a question about the matter, none about the person's honesty. */
export const checkPoints = [
  'identity_by_number', 'waybill_ours', 'within_a_year', 'not_settled_before', 'role_entitled', 'parcel_state_seen', 'promised_time_seen', 'goods_named', 'value_shown', 'photos_seen', 'packing_kept', 'sign_off_seen', 'consent_seen', 'fee_shown', 'conversation_named', 'leak_described', 'authority_involved', 'payment_seen', 'weather_seen',
] as const
export type CheckPoint = (typeof checkPoints)[number]

export const pointAnswers = ['yes', 'no', 'unknown'] as const
export type PointAnswer = (typeof pointAnswers)[number]

export type Check = { readonly result: CheckResult; readonly told?: string | undefined; readonly points: readonly { readonly point: CheckPoint; readonly answer: PointAnswer }[] }

/** Why the check can't be recorded so: what is not taken on must be told with its reason; accepting needs the parcel or the role to be seen. */
export function whyNotChecked({ result, told, points }: Check): Why | null {
  if ((result === 'out_of_scope' || result === 'mistaken') && (told ?? '') === '') return why('check.told_missing', { result })
  if (new Set(points.map((p) => p.point)).size !== points.length) return why('check.point_twice')
  return null
}
