// The ladders as a policy document (policies/ladders.yaml), refused when they can't be meant.
import { z } from 'zod'
import { caseRecipients, ladderProblems, stepChannels } from '../../domain/sla/ladders.ts'
import type { Ladders, LadderStep, Recipient } from '../../domain/sla/ladders.ts'
import { shippedRoles } from '../../domain/identity/permissions.ts'
import { clockKinds } from '../../domain/sla/kinds.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import { offsetUnits } from '../../domain/sla/offsets.ts'
import { why } from '../../domain/refusal.ts'
import type { PolicyDocument } from '../policy/documents.ts'

const source = z.string().min(1)
const amount = z.strictObject({ value: z.int().min(1).max(1000), unit: z.enum(offsetUnits) })
const recipient = z.union([z.enum(caseRecipients), z.templateLiteral(['role:', z.string().regex(/^[a-z_0-9]{1,64}$/)])])
const step = z.strictObject({
  code: z.string(), at: z.union([z.strictObject({ before: amount }), z.strictObject({ after: amount }), z.strictObject({ share: z.number() }), z.literal('due')]),
  to: z.array(recipient).min(1).max(8), via: z.array(z.enum(stepChannels)).min(1), source: source.exactOptional(),
})
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const shape = z.strictObject({
  version: z.int().positive(), validFrom: z.iso.date(), source: source.exactOptional(),
  quiet: z.strictObject({ from: clock, to: clock, offDays: z.boolean(), source: source.exactOptional() }),
  ladders: z.record(z.string().regex(/^[a-z_]{1,40}$/), z.array(step).min(1).max(12)),
  kinds: z.record(z.enum(clockKinds), z.string()),
  warning: z.strictObject({
    kinds: z.array(z.enum(clockKinds)).max(clockKinds.length), to: z.array(recipient).min(1).max(8),
    history: z.strictObject({ minSample: z.int().min(5).max(10_000), windowDays: z.int().min(7).max(730), percentile: z.int().min(10).max(95), source: source.exactOptional() }),
    hours: z.strictObject({ received: z.int().min(1), accepted: z.int().min(1), investigating: z.int().min(1), planning: z.int().min(1), approving: z.int().min(1), negotiating: z.int().min(1), source: source.exactOptional() }),
  }),
})
const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))

export const laddersDocument: PolicyDocument<Ladders> = {
  kind: 'ladders', file: 'ladders.yaml',
  parse: (body) => {
    const f = shape.parse(body)
    const { source: _source, ...hours } = f.warning.hours
    return {
      version: `ladders@${f.version}`, kinds: f.kinds as Record<ClockKind, string>,
      ladders: Object.fromEntries(Object.entries(f.ladders).map(([name, steps]) => [name, steps.map((s): LadderStep => ({ code: s.code, at: s.at, to: s.to as Recipient[], via: s.via }))])),
      quiet: { fromMinute: minuteOf(f.quiet.from), toMinute: minuteOf(f.quiet.to), offDays: f.quiet.offDays },
      warning: { kinds: f.warning.kinds, to: f.warning.to as Recipient[], minSample: f.warning.history.minSample, windowDays: f.warning.history.windowDays, percentile: f.warning.history.percentile, hours },
    }
  },
  problems: (ladders) => [
    ...ladderProblems(ladders, clockKinds).map((p) => why(`policy.ladders.${p.code}`, { path: p.path })),
    ...strangeRoles(ladders).map((path) => why('policy.ladders.role_scope', { path })),
  ],
}

/** A notice to a role is one for all who hold it: that needs a role that sees every case. */
function strangeRoles(ladders: Ladders): readonly string[] {
  const known = new Set(shippedRoles.filter((r) => r.scope === 'all').map((r): string => `role:${r.code}`))
  const isStrange = (to: readonly Recipient[]): boolean => to.some((r) => r.startsWith('role:') && !known.has(r))
  const steps = Object.entries(ladders.ladders).flatMap(([name, some]) => some.flatMap((s, i) => (isStrange(s.to) ? [`ladders.${name}[${i}].to`] : [])))
  return isStrange(ladders.warning.to) ? [...steps, 'warning.to'] : steps
}
