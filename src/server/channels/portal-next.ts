// Who does what next, and by when: one answer from the case's facts (ACK-05, ACK-06).
import type { PortalCase } from '../../contract/portal.ts'
import type { CaseFacts } from '../../domain/complaints/facts.ts'
import { isOpen } from '../../domain/complaints/vocabulary.ts'
import type { ClockRow } from '../complaints/clocks.ts'

type Next = PortalCase['nextStep']
export type NextFacts = {
  readonly facts: CaseFacts
  readonly clocks: readonly ClockRow[]
  readonly ask: PortalCase['ask']
  readonly offerExpiresAt: string | null
  readonly promisedAt: string | null
  readonly canRate: boolean
  readonly measures: PortalCase['measures']
}

/** The next step. What only the customer can give comes before what the company goes on with meanwhile. */
export function nextStepOf(n: NextFacts): Next {
  const { facts } = n
  const us = (code: string, byAt: string | null): Next => ({ code, who: 'us', byAt })
  const you = (code: string, byAt: string | null): Next => ({ code, who: 'you', byAt })
  if (facts.review) return us('review', null)
  if (!isOpen(facts.status)) return n.canRate ? you('rate', null) : { code: 'none', who: 'nobody', byAt: null }
  if (facts.offer?.state === 'open' && facts.status === 'negotiating') return you('answer_offer', n.offerExpiresAt)
  if (n.ask) return you('answer_ask', n.ask.dueAt)
  switch (facts.status) {
    case 'received':
    case 'accepted':
    case 'investigating': {
      const first = n.clocks.find((c) => c.kind === 'first_contact' && c.stopped_at === null)
      if (first) return us('first_contact', new Date(first.due_at).toISOString())
      return us(facts.flags.includes('unidentified_item') ? 'find' : 'check', n.promisedAt)
    }
    case 'decided':
    case 'executing':
      return n.measures.some((m) => m.state === 'open') ? us('carry_out', soonest(n.measures)) : us(facts.decision?.outcome === 'not_agreed' ? 'end' : 'close', null)
    case 'confirming':
      return facts.confirmation ? us('close', null) : you('confirm', null)
    default:
      return us('propose', n.promisedAt)
  }
}

function soonest(measures: PortalCase['measures']): string | null {
  return measures.flatMap((m) => (m.state === 'open' && m.dueAt !== null ? [m.dueAt] : [])).sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null
}
