// The time limits as a policy document (policies/sla.yaml): profiles, which case gets which, and what in them is longer than the law allows.
import { z } from 'zod'
import type { Looser } from '../../domain/policy/documents.ts'
import { why } from '../../domain/refusal.ts'
import type { Why } from '../../domain/refusal.ts'
import { budgetUnits } from '../../domain/sla/budgets.ts'
import { clockKinds, unpausableKinds } from '../../domain/sla/kinds.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import { daysOf, looserThanLaw, waitsAgainstLaw } from '../../domain/sla/law.ts'
import { milestoneOf, milestones } from '../../domain/sla/milestones.ts'
import { ruleSources, statutoryRule } from '../../domain/sla/profiles.ts'
import type { ClockRule, Profile, Profiles } from '../../domain/sla/profiles.ts'
import type { PolicyDocument } from '../policy/documents.ts'

const source = z.enum(ruleSources)
const budget = z.strictObject({ value: z.int().min(1).max(2000), unit: z.enum(budgetUnits) })
const rule = z.strictObject({ committed: budget.nullable(), target: budget.nullable(), roll: z.enum(['none', 'off_days', 'holidays']), pausable: z.boolean(), milestone: z.enum(milestones), source })
/** A profile stands in a case's `policy_version` beside these, so it can't go by their names. */
const taken = ['reasons', 'priority', 'rules', 'processes']
const code = z.string().regex(/^[a-z][a-z0-9_]{1,40}$/).refine((name) => !taken.includes(name), { error: 'taken' })
const some = z.array(z.string().min(1).max(64)).min(1).max(200).exactOptional()
/** Every kind but the law's own watch, which is written in no document. */
const writtenKinds = clockKinds.filter((kind) => kind !== 'statutory_watch') as [Exclude<ClockKind, 'statutory_watch'>, ...Exclude<ClockKind, 'statutory_watch'>[]]

const shape = z.strictObject({
  version: z.int().positive(), validFrom: z.iso.date(), default: code,
  choices: z.array(z.strictObject({ units: some, reasons: some, channels: some, links: some, profile: code, source })).max(200),
  complainWithin: z.strictObject({ days: z.int().min(1).max(3650), source }),
  rules: z.record(z.enum(writtenKinds), rule),
  profiles: z.record(code, z.strictObject({ source, secondWindow: z.boolean().exactOptional(), rules: z.partialRecord(z.enum(writtenKinds), rule) })),
})
type Written = z.output<typeof rule>

/** GB/T 27917 and 邮政法 Art. 49: one year from acceptance (C5). */
const leastDaysToComplain = 365

/** The lists a choice may name, owned by later capabilities. */
export type ChoiceFrame = { readonly reasons: readonly string[]; readonly channels: readonly string[]; readonly links: readonly string[] }

/** What is asked beyond the value itself: which place a rule was written in. */
export type SlaValue = Profiles & { /** Days after acceptance of the parcel within which a complaint is in time (C5). */ readonly complainWithinDays: number; readonly base: Readonly<Record<string, ClockRule>>; readonly restated: Readonly<Record<string, readonly ClockRule[]>> }

/** The document of time limits. */
export function slaDocument(frame: ChoiceFrame): PolicyDocument<SlaValue> {
  return { kind: 'sla', file: 'sla.yaml', parse: (body) => valueOf(shape.parse(body)), problems: (value) => problemsOf(value, frame), looserThanLaw: looserIn }
}

function valueOf(f: z.output<typeof shape>): SlaValue {
  const base = Object.fromEntries(Object.entries(f.rules).map(([kind, r]) => [kind, ruleOf(kind as ClockKind, r)]))
  const restated = Object.fromEntries(Object.entries(f.profiles).map(([name, p]) => [name, Object.entries(p.rules).map(([kind, r]) => ruleOf(kind as ClockKind, r))]))
  const profiles = Object.fromEntries(Object.entries(f.profiles).map(([name, p]): [string, Profile] => [name, {
    code: name, version: f.version, ...(p.secondWindow === undefined ? {} : { secondWindow: p.secondWindow }), rules: { ...base, ...Object.fromEntries((restated[name] ?? []).map((r) => [r.kind, r])), statutory_watch: statutoryRule } as Profile['rules'],
  }]))
  return { version: f.version, default: f.default, choices: f.choices, profiles, complainWithinDays: f.complainWithin.days, base, restated }
}

function ruleOf(kind: ClockKind, r: Written): ClockRule {
  return { kind, budget: r.committed, target: r.target, roll: r.roll, statutory: false, pausable: r.pausable, milestone: r.milestone, source: r.source }
}

function problemsOf(value: SlaValue, frame: ChoiceFrame): readonly Why[] {
  const known = (name: string, path: string): Why[] => (value.profiles[name] ? [] : [why('policy.sla.profile_unknown', { path, profile: name })])
  const choices = value.choices.flatMap((c, i) => [
    ...known(c.profile, `choices[${i}].profile`),
    ...(['reasons', 'channels', 'links'] as const).flatMap((list) => (c[list] ?? []).filter((v) => !frame[list].includes(v)).map((v) => why('policy.sla.condition_unknown', { path: `choices[${i}].${list}`, value: v }))),
    ...(c.units ?? c.reasons ?? c.channels ?? c.links ? [] : [why('policy.sla.choice_of_all', { path: `choices[${i}]` })]),
  ])
  return [...known(value.default, 'default'), ...choices, ...placed(value).flatMap(([rule, path]) => ruleProblems(rule, path))]
}

function ruleProblems(r: ClockRule, path: string): readonly Why[] {
  return [
    ...(r.kind !== 'promise' && r.budget === null ? [why('policy.sla.limit_missing', { path: `${path}.committed` })] : []),
    ...(r.pausable && unpausableKinds.includes(r.kind) ? [why('policy.sla.never_pausable', { path: `${path}.pausable` })] : []),
    ...(r.milestone === milestoneOf[r.kind] ? [] : [why('policy.sla.milestone_fixed', { path: `${path}.milestone`, milestone: milestoneOf[r.kind] })]),
    ...(r.budget && r.target && daysOf(r.target) > daysOf(r.budget) ? [why('policy.sla.target_after_limit', { path: `${path}.target` })] : []),
    ...(r.roll !== 'none' && r.budget?.unit !== 'calendar_day' ? [why('policy.sla.roll_of_days_only', { path: `${path}.roll` })] : []),
  ]
}

function looserIn(value: SlaValue): readonly Looser[] {
  const tooShort = value.complainWithinDays < leastDaysToComplain ? [{ path: 'complainWithin.days', law: 'standard_27917' }] : []
  // a second window ends when the checking does, which may be after the law's days
  const windows = Object.values(value.profiles).flatMap((p): Looser[] => (p.secondWindow === true ? [{ path: `profiles.${p.code}.secondWindow`, law: 'express_regulation_29' }] : []))
  const rules = placed(value).flatMap(([rule, path]) => [looserThanLaw(rule, `${path}.committed`) ?? [], waitsAgainstLaw(rule, `${path}.pausable`) ?? []].flat())
  // the reason of a profile for some cases is none for all of them
  const ofAll = [...rules, ...windows].filter((l) => l.path.startsWith(`profiles.${value.default}.`)).slice(0, 1).map((l): Looser => ({ path: 'default', law: l.law }))
  return [...tooShort, ...rules, ...windows, ...ofAll]
}

/** Every rule as it is written, with its place. */
function placed(value: SlaValue): readonly (readonly [ClockRule, string])[] {
  return [...Object.values(value.base).map((r): [ClockRule, string] => [r, `rules.${r.kind}`]), ...Object.entries(value.restated).flatMap(([name, rules]) => rules.map((r): [ClockRule, string] => [r, `profiles.${name}.rules.${r.kind}`]))]
}
