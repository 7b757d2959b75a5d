// Whether a draft may be published now: by somebody else than its authors, whole, sourced, within the law, and played on real history.
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'
import type { Looser, PolicyState } from './documents.ts'

/** What the answer rests on. `simulated` is null for kinds nobody plays; `latest` is the last version published. */
export type DraftFacts = {
  readonly state: PolicyState
  readonly isPerson: boolean
  readonly isAuthor: boolean
  readonly basedOn: number
  readonly latest: number
  readonly changes: number
  readonly problems: number
  readonly looser: readonly Looser[]
  readonly unsourced: readonly string[]
  readonly simulated: boolean | null
}

/** Why the draft may not be published by this person now, the reason that most needs another person first; else null. */
export function whyNotPublish(f: DraftFacts): Why | null {
  const [looser] = f.looser
  const [unsourced] = f.unsourced
  if (f.state !== 'draft') return why('policy.not_a_draft', { state: f.state })
  if (!f.isPerson) return why('identity.session_needed')
  if (f.isAuthor) return why('policy.own_draft')
  if (f.basedOn !== f.latest) return why('policy.base_moved', { basedOn: f.basedOn, latest: f.latest })
  if (f.changes === 0) return why('policy.nothing_changed')
  if (f.problems > 0) return why('policy.has_problems', { count: f.problems })
  if (looser) return why('policy.looser_than_law', { path: looser.path, law: looser.law })
  if (unsourced !== undefined) return why('policy.source_missing', { path: unsourced, count: f.unsourced.length })
  return f.simulated === false ? why('policy.not_simulated') : null
}

/** Why it may not be withdrawn: only what nobody published yet. */
export function whyNotWithdraw(state: PolicyState): Why | null {
  return state === 'draft' ? null : why('policy.not_a_draft', { state })
}
