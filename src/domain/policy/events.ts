// What the record says about policy; one stream per kind of document. Payloads are frozen once shipped and name staff only.
import type { LegalException, PolicyKind } from './documents.ts'

export type PolicyEvent =
  | { readonly type: 'policy.drafted'; readonly data: { readonly kind: PolicyKind; readonly version: number; readonly basedOn: number; readonly bodyHash: string; readonly reason: string } }
  | { readonly type: 'policy.draft_saved'; readonly data: { readonly kind: PolicyKind; readonly version: number; readonly edition: number; readonly basedOn: number; readonly bodyHash: string; readonly reason: string } }
  | { readonly type: 'policy.published'; readonly data: { readonly kind: PolicyKind; readonly version: number; readonly basedOn: number; readonly bodyHash: string; readonly validFrom: string; readonly author: string; readonly reason: string; readonly sources: Readonly<Record<string, string>>; readonly exceptions: readonly LegalException[] } }
  | { readonly type: 'policy.withdrawn'; readonly data: { readonly kind: PolicyKind; readonly version: number; readonly bodyHash: string; readonly reason: string } }

export const policyEventTypes = ['policy.drafted', 'policy.draft_saved', 'policy.published', 'policy.withdrawn'] as const satisfies readonly PolicyEvent['type'][]
