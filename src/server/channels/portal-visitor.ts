// Whose key it is: what strangers send is kept apart by visitor, so that nobody reads or blocks the key of somebody else.
import type { FastifyRequest } from 'fastify'
import type { Deps } from '../complaints/deps.ts'
import { phoneIndex } from '../customers/indexes.ts'
import type { IdempotencyClaim } from '../platform/context.ts'
import { draftOwner } from './portal-drafts.ts'

/**
 * The claim under the visitor's own scope: the browser by its secret cookie, which works without JavaScript; without one the phone
 * given, as its blind index; without both the request itself. The same request sent again finds its answer in each case.
 */
export function ownClaim(d: Deps, request: FastifyRequest, claim: IdempotencyClaim, phone: string | undefined): IdempotencyClaim {
  const visitor = draftOwner(d, request) ?? phoneIndex(d.keys, phone) ?? claim.requestHash
  return { ...claim, scope: `${claim.scope} ${visitor.toString('hex')}` }
}
