// The reason tree in force as the console reads it.
import type { ReplyOf } from '../../contract/endpoint.ts'
import type { listReasons } from '../../contract/desk.ts'
import { missingFields } from '../../domain/complaints/wanted-fields.ts'
import { links, reasonCodes } from '../../domain/complaints/vocabulary.ts'
import { findReason, listLeaves, regulatorClass } from '../../domain/policy/reason-tree.ts'
import type { PolicyInForce } from '../complaints/policy.ts'

type Reasons = ReplyOf<typeof listReasons>
const nothingGiven: ReadonlySet<string> = new Set()

/** First-level reasons, each followed by its leaves; `short` leaves out what need not be asked at once (OPN-34). */
export function reasonsInForce(policy: PolicyInForce, short = false): Reasons {
  return { version: policy.version, items: reasonCodes.flatMap((first) => [itemOf(policy, first, null, short), ...listLeaves(policy.reasons, first).map((leaf) => itemOf(policy, leaf.code, first, short))]) }
}

function itemOf(policy: PolicyInForce, code: string, parent: string | null, short: boolean): Reasons['items'][number] {
  const node = findReason(policy.reasons, code)
  return {
    code, parent, links: links.filter((l) => node?.links.includes(l)), regulatorClasses: Object.fromEntries(links.map((link) => [link, regulatorClass(policy.reasons, code, link).class])),
    wantedFields: missingFields(policy.reasons, code, nothingGiven).map((w) => ({ field: w.field, required: w.level === 'ask' })).filter((w) => w.required || !short), restricted: node?.restricted ?? false,
  }
}
