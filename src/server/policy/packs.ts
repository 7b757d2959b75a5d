// The documents of this capability itself: reason tree, priority matrix and wording rules, each with its shape and what forbids its use.
import { z } from 'zod'
import { checkPriorityMatrix } from '../../domain/policy/priority-matrix.ts'
import type { PriorityMatrix } from '../../domain/policy/priority-matrix.ts'
import type { ReasonRules } from '../../domain/policy/reason-rules.ts'
import { checkReasonTree } from '../../domain/policy/reason-tree-check.ts'
import type { TreeFrame } from '../../domain/policy/reason-tree-check.ts'
import { branches, buildReasonTree, groupings } from '../../domain/policy/reason-tree.ts'
import type { RawReasonTree, ReasonTree } from '../../domain/policy/reason-tree.ts'
import { why } from '../../domain/refusal.ts'
import type { Why } from '../../domain/refusal.ts'
import type { PolicyDocument } from './documents.ts'

const level = z.enum(['p1', 'p2', 'p3', 'p4'])
const texts = z.array(z.string().min(1))
const head = { version: z.int().positive(), validFrom: z.iso.date() }
const sources = z.record(z.string(), z.string())

const traits = {
  word: z.string().min(1),
  links: texts.min(1),
  severity: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  regulator: z.record(z.string(), z.string()),
  groups: z.strictObject({ d13: z.enum(groupings.d13), s000: z.enum(groupings.s000), s002: z.enum(groupings.s002), d18: z.enum(groupings.d18), d12: z.enum(groupings.d12), wechat: z.enum(groupings.wechat) }),
  portal: z.string(),
  branch: z.enum(branches),
  wants: texts,
  goods: z.boolean(),
}
const rare = { restricted: z.boolean().exactOptional(), opensInquiry: z.boolean().exactOptional(), sameDayEvidence: z.boolean().exactOptional(), minPriority: level.nullable().exactOptional() }

const reasonTreeShape = z.strictObject({
  ...head, sources,
  regulatorClasses: z.record(z.string(), z.strictObject({ order: z.int(), source: z.string(), verified: z.boolean(), second: texts })),
  portalChoices: z.record(z.string(), z.strictObject({ order: z.int(), reason: z.string(), whenSigned: z.string(), source: z.string() })),
  wantsAlways: z.strictObject({ fields: texts, source: z.string() }),
  reasons: z.record(z.string(), z.strictObject({
    source: z.string(),
    defaults: z.strictObject({ ...traits, ...rare }),
    leaves: z.record(z.string(), z.strictObject({ source: z.string(), ...rare, ...optional(traits) })),
  })),
})

const raise = { to: level.exactOptional(), steps: z.int().positive().exactOptional(), cap: level.exactOptional(), source: z.string() }
const priorityShape = z.strictObject({
  ...head, sources,
  matrix: z.strictObject({ source: z.string(), levels: z.array(z.array(level)) }),
  impact: z.strictObject({ source: z.string(), parcels: z.array(z.int()), amountMinor: z.array(z.int()), publicMarks: z.record(z.string(), z.int()) }),
  mood: z.strictObject({ source: z.string(), steps: z.array(z.int()), cap: level }),
  marks: z.record(z.string(), z.strictObject(raise)),
  goods: z.record(z.string(), z.strictObject(raise)),
  goodsWhenUnknown: texts, goodsOnlyWhen: texts,
  repeat: z.strictObject({ ...raise, from: z.int() }),
  complex: z.strictObject(raise),
  keyCustomer: z.strictObject(raise),
  statutoryNear: z.strictObject({ ...raise, hours: z.int() }),
  statutoryLate: z.strictObject({ ...raise, hours: z.int() }),
})

const hint = z.strictObject({ reason: z.string(), w: z.number() })
const patterns = z.record(z.string(), texts)
const rulesShape = z.strictObject({
  ...head, source: z.string(), variants: z.string(),
  negations: z.strictObject({ far: texts, near: texts }),
  lists: patterns,
  reasons: z.record(z.string(), z.array(z.strictObject({ w: z.number().positive(), any: texts })).min(1)),
  toldDates: z.strictObject({ reason: z.string(), w: z.number(), days: z.int().positive() }),
  anomalies: z.record(z.string(), hint), demands: z.record(z.string(), hint),
  links: patterns, mood: patterns, praise: texts, kinds: patterns, marks: patterns,
  goods: z.record(z.string(), z.strictObject({ word: z.string(), any: texts })),
  scene: texts, places: z.string(),
})

/** Every trait may be left out by a leaf. */
function optional<T extends Record<string, z.ZodType>>(shape: T): { [K in keyof T]: z.ZodExactOptional<T[K]> } {
  return z.strictObject(shape).partial().shape as { [K in keyof T]: z.ZodExactOptional<T[K]> }
}

/** The reason tree; `frame` gives the closed lists of the complaint that it must fit. */
export function reasonsDocument(frame: TreeFrame): PolicyDocument<ReasonTree> {
  return {
    kind: 'reasons', file: 'reasons.yaml',
    parse: (body) => buildReasonTree(reasonTreeShape.parse(body) satisfies RawReasonTree),
    problems: (tree) => checkReasonTree(tree, frame).map((p) => problem('tree', p)),
    follows: (tree, before) => [...before.nodes.keys()].filter((code) => !tree.nodes.has(code)).map((code) => problem('tree', { code: 'code_removed', at: code })),
  }
}

export const priorityDocument: PolicyDocument<PriorityMatrix> = {
  kind: 'priority', file: 'priority.yaml',
  parse: (body) => priorityShape.parse(body),
  problems: (matrix) => checkPriorityMatrix(matrix).map((p) => problem('matrix', p)),
}

/** The wording rules. Their patterns are compiled, and so checked, together with the reason tree (`server/policy-in-force.ts`). */
export const reasonRulesDocument: PolicyDocument<ReasonRules> = { kind: 'reason_rules', file: 'reason-rules.yaml', parse: (body) => rulesShape.parse(body), problems: () => [] }

function problem(of: 'tree' | 'matrix', { code, at }: { readonly code: string; readonly at: string }): Why {
  return why(`policy.${of}.${code}`, { path: at })
}
