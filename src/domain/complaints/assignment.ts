// To whom a case goes by rule: the first rule that fits and has somebody, among them who carries the least for their capacity.
import type { Skills } from '../identity/skills.ts'
import type { Channel, ContactKind, PriorityLevel } from './vocabulary.ts'

/** What rules and skills look at on a case. `units`: every party and all units above it. */
export type CaseTraits = {
  readonly id: string; readonly reason: string | null; readonly priority: PriorityLevel; readonly channel: Channel; readonly kind: ContactKind; readonly language: string | null
  readonly units: readonly string[]; readonly keyCustomer: boolean; readonly regulator: boolean
  /** Who may not have it: a second look undid their handling. */
  readonly barredIds: readonly string[]
}

export type Worker = { readonly id: string; readonly name: string; readonly skills: Skills; readonly open: number; readonly capacity: number; readonly unitIds: readonly string[]; readonly roleCodes: readonly string[] }

export type AssignmentRule = {
  readonly name: string; readonly enabled: boolean
  readonly when: { readonly reasons: readonly string[]; readonly priorities: readonly string[]; readonly channels: readonly string[]; readonly languages: readonly string[]; readonly kinds: readonly string[]; readonly units: readonly string[]; readonly keyCustomer: boolean; readonly regulator: boolean }
  readonly to: { readonly people: readonly string[]; readonly unitId: string | null; readonly roleCode: string | null; readonly skilled: boolean }
}

/** A reason in words: its sentence is under `codes.routing`. */
export type Because = { readonly code: string; readonly params: Readonly<Record<string, string | number>> }
export type Choice = { readonly rule: string | null; readonly worker: Worker | null; readonly because: readonly Because[] }

/** Whether every condition a rule gives holds of the case. */
export function ruleFits({ when }: AssignmentRule, c: CaseTraits): boolean {
  const any = (wanted: readonly string[], value: string | null): boolean => wanted.length === 0 || (value !== null && wanted.includes(value))
  return (when.reasons.length === 0 || when.reasons.some((r) => isWithin(c.reason, r))) && any(when.priorities, c.priority) && any(when.channels, c.channel) && any(when.languages, c.language) && any(when.kinds, c.kind)
    && (when.units.length === 0 || when.units.some((u) => c.units.includes(u))) && (!when.keyCustomer || c.keyCustomer) && (!when.regulator || c.regulator)
}

/** What the case asks of a person that these skills lack; empty when they fit. A customer who asks for no language is served in Mandarin. */
export function lacks(skills: Skills, c: CaseTraits): readonly ('language' | 'regulator' | 'key_customer' | 'reason' | 'channel')[] {
  return [
    ...(skills.languages.includes(c.language ?? 'zh') ? [] : (['language'] as const)), ...(c.regulator && !skills.regulator ? (['regulator'] as const) : []), ...(c.keyCustomer && !skills.keyCustomers ? (['key_customer'] as const) : []),
    ...(skills.reasons.length === 0 || skills.reasons.some((r) => isWithin(c.reason, r)) ? [] : (['reason'] as const)), ...(skills.channels.length === 0 || skills.channels.includes(c.channel) ? [] : (['channel'] as const)),
  ]
}

/** Who gets the case among those available now. Nobody: it stays in the pool. */
export function chooseWorker(rules: readonly AssignmentRule[], c: CaseTraits, available: readonly Worker[]): Choice {
  let fitting: string | null = null
  for (const rule of rules) {
    if (!rule.enabled || !ruleFits(rule, c)) continue
    fitting ??= rule.name
    const worker = leastLoaded(available.filter((w) => isMeant(rule, w, c)))
    if (worker) return { rule: rule.name, worker, because: [{ code: 'rule', params: { rule: rule.name } }, { code: 'load', params: { open: worker.open, capacity: worker.capacity } }, ...matched(worker.skills, c)] }
  }
  return { rule: fitting, worker: null, because: [fitting === null ? { code: 'no_rule', params: {} } : { code: 'nobody', params: { rule: fitting } }] }
}

/** What of the case these skills answer beyond the ordinary. */
export function matched(skills: Skills, c: CaseTraits): readonly Because[] {
  return [
    ...(c.language !== null && c.language !== 'zh' && skills.languages.includes(c.language) ? [{ code: 'language', params: { language: c.language } }] : []),
    ...(c.reason !== null && skills.reasons.some((r) => isWithin(c.reason, r)) ? [{ code: 'skill', params: { reason: c.reason } }] : []),
    ...(c.keyCustomer && skills.keyCustomers ? [{ code: 'key_customer', params: {} }] : []), ...(c.regulator && skills.regulator ? [{ code: 'regulator', params: {} }] : []),
  ]
}

function isMeant({ to }: AssignmentRule, w: Worker, c: CaseTraits): boolean {
  if (w.open >= w.capacity || c.barredIds.includes(w.id)) return false
  if (to.people.length > 0 && !to.people.includes(w.id)) return false
  if (to.unitId !== null && !w.unitIds.includes(to.unitId)) return false
  if (to.roleCode !== null && !w.roleCodes.includes(to.roleCode)) return false
  return !to.skilled || lacks(w.skills, c).length === 0
}

/** Least load for their capacity; then fewest cases; then by id, so that the same question has the same answer. */
function leastLoaded(workers: readonly Worker[]): Worker | null {
  return workers.toSorted((a, b) => a.open / a.capacity - b.open / b.capacity || a.open - b.open || (a.id < b.id ? -1 : 1))[0] ?? null
}

/** Whether a reason is the wanted one or a leaf of it. */
function isWithin(reason: string | null, wanted: string): boolean {
  return reason !== null && (reason === wanted || reason.startsWith(`${wanted}.`))
}
