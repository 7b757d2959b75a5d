// Which one act is most likely next on a case, so that the page has one button to press.
import type { Action } from '../../domain/complaints/lifecycle.ts'
import type { CaseView } from '../../contract/desk.ts'

type Refused = { readonly code: string; readonly params: Readonly<Record<string, unknown>> }
export type Abilities = Readonly<Partial<Record<Action, true | Refused>>>
type Seen = Pick<CaseView, 'status' | 'kind' | 'reasonCode' | 'owner' | 'handover' | 'withdrawal' | 'reviews' | 'plan' | 'offers' | 'confirmation' | 'finding' | 'judgement'>

const whenOpen = (seen: Seen, ...statuses: CaseView['status'][]) => statuses.includes(seen.status)

/** The expected order of work; the first row that fits and is allowed is the primary button, the first that fits but is refused explains itself beside it. */
const expected: readonly { action: Action; fits: (seen: Seen, me: string | undefined) => boolean }[] = [
  { action: 'handover_answer', fits: (seen) => seen.handover?.state === 'offered' },
  { action: 'over_age_decision', fits: () => true },
  { action: 'withdrawal_verification', fits: (seen) => seen.withdrawal?.state === 'requested' },
  { action: 'review', fits: (seen) => seen.reviews.some((review) => review.state === 'open') },
  { action: 'take', fits: (seen) => seen.owner === null },
  { action: 'classification', fits: (seen) => seen.reasonCode === null && seen.kind === 'complaint' },
  { action: 'closing', fits: (seen) => seen.kind !== 'complaint' && whenOpen(seen, 'received', 'accepted') },
  { action: 'acceptance', fits: (seen) => whenOpen(seen, 'received') && seen.kind === 'complaint' },
  { action: 'take', fits: (seen, me) => whenOpen(seen, 'accepted') && me !== undefined && seen.owner?.id === me },
  { action: 'assignment', fits: (seen) => whenOpen(seen, 'accepted') },
  { action: 'finding', fits: (seen) => whenOpen(seen, 'investigating') },
  { action: 'plan', fits: (seen) => whenOpen(seen, 'planning') },
  { action: 'approval', fits: (seen) => whenOpen(seen, 'approving') },
  { action: 'answer', fits: (seen) => whenOpen(seen, 'negotiating') && seen.offers.some((offer) => offer.state === 'open') },
  { action: 'offer', fits: (seen) => whenOpen(seen, 'negotiating') && seen.plan?.needsConsent === true && !seen.offers.some((offer) => offer.state === 'accepted') },
  { action: 'decision', fits: (seen) => whenOpen(seen, 'negotiating') },
  { action: 'execution', fits: (seen) => whenOpen(seen, 'decided', 'executing') },
  { action: 'confirmation', fits: (seen) => whenOpen(seen, 'confirming') && seen.confirmation === null },
  { action: 'closing', fits: (seen) => whenOpen(seen, 'decided', 'executing', 'confirming') },
  { action: 'judgement', fits: (seen) => seen.finding !== null && seen.judgement === null },
  { action: 'archiving', fits: (seen) => whenOpen(seen, 'closed', 'rejected', 'duplicate', 'withdrawn') },
]

/** What is owed first is the next act: a call (INT-13), or the step the case's process requires. */
function owedFirst(refusal: Refused | undefined): Action | undefined {
  return refusal?.code === 'complaint.verification_call_due' ? 'contact' : refusal?.code === 'process.step_missing' ? (refusal.params['act'] as Action | undefined) : undefined
}

/** Answers the primary act, and the act one would expect but may not do yet; `me` is the id of the person looking. */
export function nextStep(seen: Seen, abilities: Abilities, me?: string): { primary: Action | undefined; blocked: Action | undefined } {
  const fitting = expected.filter(({ action, fits }) => fits(seen, me) && abilities[action] !== undefined)
  const allowed = fitting.find(({ action }) => abilities[action] === true)?.action
  const refused = fitting.find(({ action }) => {
    const answer = abilities[action]
    return answer !== true && answer !== undefined && answer.code !== 'permission.missing' && !answer.code.startsWith('lifecycle.') && action !== 'over_age_decision'
  })?.action
  const refusal = refused === undefined ? undefined : abilities[refused]
  const owed = owedFirst(refusal === true ? undefined : refusal)
  const late = refused !== undefined && allowed !== undefined && fitting.findIndex(({ action }) => action === refused) > fitting.findIndex(({ action }) => action === allowed)
  return { primary: owed !== undefined && owed !== 'process_step' && abilities[owed] === true && !late ? owed : allowed, blocked: late ? undefined : refused }
}
