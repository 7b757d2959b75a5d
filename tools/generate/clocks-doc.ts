// Writes `docs/generated/clocks.md`: every kind of clock with what opens, meets and takes it off, and the reasons it may stand for.
import { clockTable } from '../../src/domain/complaints/clock-table.ts'
import type { KindRow } from '../../src/domain/complaints/clock-table.ts'
import { unpausableKinds } from '../../src/domain/sla/kinds.ts'
import type { ClockKind } from '../../src/domain/sla/kinds.ts'
import type { PauseReason } from '../../src/domain/sla/pause-rules.ts'
import { pausesDocument } from '../../src/server/complaints/pause-policy.ts'
import { limitsDocument } from '../../src/server/policy-documents.ts'
import { shippedValue } from '../../src/server/policy/documents.ts'
import { codes, head, table } from './markdown.ts'

/** Gives the text of the page. */
export function clocksDoc(): string {
  const limits = shippedValue(limitsDocument)
  const rules = limits.profiles[limits.default]?.rules
  const pauses = shippedValue(pausesDocument)
  return [
    head('The clocks of a case', ['src/domain/complaints/clock-table.ts', 'policies/sla.yaml', 'policies/pauses.yaml'],
      'A clock is a row of its own per case, kind and epoch. Each begins and ends by an event of the record, never by a guess; breach is computed from data and booked once by the sweep.'),
    `## Kinds\n\n**from**: counted from the receipt (also outside hours of service), from the event, or from the act the event tells of. **limit**: of the profile \`${limits.default}\`; other profiles restate some.\nWhen a case ends, every clock still open is taken off in the same transaction, all but the statutory watch: that ends only where it is met here, and late stays late. Reopening begins new epochs and leaves the watch alone.\n\n${table(
      ['kind', 'opened by', 'from', 'limit', 'met by', 'taken off by', 'next epoch', 'may stand'], clockTable.map((row) => rowOf(row, limitOf(rules?.[row.kind].budget ?? null), standsOf(row.kind, rules?.[row.kind].pausable ?? false))))}`,
    `## Reasons to stand\n\nHours of one entry, and of all entries of the reason on a case. An entry that begins more than ${pauses.lateAfterMinutes} minutes ago is one after the fact and always takes a second person.\n\n${table(
      ['reason', 'clocks', 'hours', 'hours per case', 'second person', 'proof'], pauses.reasons.map((r) => [`\`${r.code}\``, codes(r.stands), String(r.capHours), String(r.caseCapHours), wordOf(r.approval), r.evidence ? 'yes' : '–']))}`,
  ].join('\n')
}

function rowOf(row: KindRow, limit: string, stands: string): string[] {
  const producer = row.later === null ? codes(row.opens) : `comes with the issue ${row.later}`
  return [`\`${row.kind}\``, producer, row.starts, limit, codes(row.meets), row.kind === 'statutory_watch' ? 'nothing' : codes(row.cancels), row.epochs ?? '–', stands]
}

function standsOf(kind: ClockKind, pausable: boolean): string {
  if (unpausableKinds.includes(kind)) return 'never'
  return pausable ? 'yes' : '–'
}

function limitOf(budget: { readonly value: number; readonly unit: string } | null): string {
  return budget === null ? 'as agreed' : `${budget.value} ${budget.unit.replace('_', ' ')}`
}

function wordOf(approval: PauseReason['approval']): string {
  return approval === 'none' ? '–' : approval === 'always' ? 'always' : `above ${approval.aboveHours} hours`
}
