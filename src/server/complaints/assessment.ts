// What the policy makes of a case: regulator's class, priority with its reasons, what is still to be asked for.
import { prioritise } from '../../domain/complaints/priority.ts'
import type { Mood, Priority } from '../../domain/complaints/priority.ts'
import { missingFields } from '../../domain/complaints/wanted-fields.ts'
import { findReason, regulatorClass } from '../../domain/policy/reason-tree.ts'
import type { Severity } from '../../domain/policy/reason-tree.ts'
import type { PolicyInForce } from './policy.ts'

export type Assessed = {
  /** The reason as classified, or as suggested while nobody has. */
  readonly reasonCode: string | null
  readonly secondaryReason: string | null
  readonly link: string | null
  readonly parcels: number
  readonly amountMinor: number | null
  readonly mood: number
  readonly riskMarks: readonly string[]
  readonly goods: readonly string[]
  readonly contacts: number
  readonly complex: boolean
  readonly keyCustomer: boolean
  readonly hoursToStatutory: number | null
  readonly given: ReadonlySet<string>
  /** A lead's own weighing, over the reason's and the computed one. */
  readonly severity?: number | null | undefined
  readonly impact?: number | null | undefined
}

export type Assessment = { readonly priority: Priority; readonly level: number; readonly severity: number; readonly regulatorClass: string | null; readonly missing: readonly string[]; readonly restricted: boolean; readonly opensInquiry: boolean }

/** Assesses a case by the policy in force (CLS-01…17, PRI-01…07, INT-17). Pure: reads only its arguments. */
export function assess(policy: PolicyInForce, a: Assessed): Assessment {
  const node = a.reasonCode === null ? null : (findReason(policy.reasons, a.reasonCode) ?? findReason(policy.reasons, a.reasonCode.split('.')[0] ?? ''))
  const severity = (a.severity ?? node?.severity ?? 2) as Severity
  const priority = prioritise({
    reasonCode: a.reasonCode, severity, minPriority: node?.minPriority ?? null, parcels: a.parcels, amountMinor: a.amountMinor, mood: Math.min(3, Math.max(0, a.mood)) as Mood, riskMarks: a.riskMarks, goods: a.goods,
    contacts: a.contacts, complex: a.complex, keyCustomer: a.keyCustomer, hoursToStatutory: a.hoursToStatutory,
  }, policy.priority)
  const mapped = a.reasonCode === null ? null : regulatorClass(policy.reasons, a.reasonCode, a.link, a.secondaryReason)
  return {
    priority, level: Number(priority.level.slice(1)), severity, regulatorClass: mapped === null ? null : mapped.second === null ? mapped.class : `${mapped.class}.${mapped.second}`,
    missing: missingFields(policy.reasons, a.reasonCode, a.given).filter((w) => w.level === 'ask').map((w) => w.field), restricted: node?.restricted ?? false, opensInquiry: node?.opensInquiry ?? false,
  }
}

/** Which wanted fields a case already answers, from its structured parts; photos count as files of any kind. */
export function givenFields(c: { readonly items: number; readonly reachable: boolean; readonly occurred: boolean; readonly demand: boolean; readonly place: boolean; readonly respondent: boolean; readonly files: number; readonly details: Readonly<Record<string, unknown>> }): ReadonlySet<string> {
  const given = new Set<string>(Object.keys(c.details).map((k) => k.replace(/[A-Z]/g, (u) => `_${u.toLowerCase()}`)))
  if (c.items > 0) given.add('waybill')
  if (c.reachable) given.add('contact')
  if (c.occurred) given.add('event_time')
  if (c.demand) given.add('demand')
  if (c.place) given.add('place')
  if (c.respondent) given.add('courier_identity')
  if (c.files > 0) for (const f of ['photo_goods', 'photo_packaging', 'photo_label', 'photo_place', 'photo_screenshot', 'unboxing_video', 'recording', 'call_log', 'test_report', 'receipt', 'invoice', 'medical_record', 'police_report', 'handover_document', 'customs_papers']) given.add(f)
  return given
}
