// Which notices to staff follow from an event of a case: to whom, of what kind, and which one is settled by it.
import { liabilityNotices } from './liability-notices.ts'

/** What a notice can be about; its sentence is `notifications.<kind>` with the notice's params. */
export const noticeKinds = [
  'assigned', 'moved_to', 'moved_away', 'hand_over_offered', 'hand_over_answered', 'approval_waiting', 'plan_sent_back', 'pause_asked', 'pause_decided', 'clock_reminder', 'breach_likely', 'clock_breached', 'clock_escalated', 'customer_answered', 'customer_material', 'customer_objected', 'customer_chased', 'customer_withdraws', 'unit_complaint', 'mentioned',
  'order_asked', 'order_returned', 'order_reminded', 'order_answered', 'order_disowned', 'order_not_accepted', 'order_rerouted', 'order_extension', 'order_notice',
  'liability_asked', 'liability_heard', 'liability_judged', 'liability_contested', 'liability_reviewed', 'liability_arbitration', 'liability_to_arbitrate', 'liability_arbitrated', 'liability_reminded',
  'inquiry_opened', 'inquiry_named', 'penalty_decided', 'settlement_answered', 'settlement_disputed', 'statement_issued', 'measure_due', 'measure_overdue',
] as const
export type NoticeKind = (typeof noticeKinds)[number]

/** One person, or all who hold a permission, or a role as `role:<code>`: at headquarters when `unitId` is null, else with a post at that unit. */
export type Audience = { readonly userId: string } | { readonly permission: string; readonly unitId: string | null }
export type NewNotice = { readonly to: Audience; readonly kind: NoticeKind; readonly params: Readonly<Record<string, unknown>> }
export type Noticed = { readonly notices: readonly NewNotice[]; /** Approvals that nobody waits for any more. */ readonly settled?: readonly NoticeKind[] }

/** A step of a clock's ladder as it was told: one of before the due instant, at it (`due`), or after it; `likely` warns of a breach to come. */
export type ClockStep = { readonly clock: string; readonly step: string; readonly dueAt: string; readonly isLate: boolean; readonly told: readonly (Audience & { readonly to: string })[]; readonly because: Readonly<Record<string, unknown>> | null }

/** An event of a case with what its notices need to know of the case around it. */
export type NoticeSource = {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
  readonly by: { readonly id: string | null; readonly kind: string | null; readonly name: string | null }
  readonly ownerId: string | null
  readonly handoverFrom: string | null
  readonly planMaker: string | null
  /** The steps of ladders that the sweep told with this line. */
  readonly steps: readonly ClockStep[]
  /** Units complained about. */
  readonly respondents: readonly string[]
  readonly mentioned: readonly string[]
  /** Clock kinds whose reminders rest while a surge lasts; never one of the law. */
  readonly resting: readonly string[]
}

/** The events any notice follows from; the rest of the feed is passed over. */
export const noticedTypes = [
  'complaint.received', 'complaint.assigned', 'complaint.hand_over_offered', 'complaint.hand_over_answered', 'plan.drafted', 'plan.approval_given', 'clock.breached', 'clock.step_told', 'complaint.noted', 'offer.answered', 'complaint.material_added', 'review.raised', 'complaint.chased', 'complaint.withdrawal_requested', 'complaint.moved', 'complaint.pause_asked', 'complaint.pause_decided', 'complaint.resumed', 'complaint.closed', 'complaint.rejected', 'complaint.merged', 'complaint.withdrawal_verified',
  'order.issued', 'order.returned', 'order.reminded', 'order.answered', 'order.handed_over', 'order.rerouted', 'order.acceptance_missed', 'order.extension_asked', 'order.notice_given',
  'liability.statement_asked', 'liability.stated', 'liability.silence_recorded', 'liability.judged', 'liability.contested', 'liability.reviewed', 'liability.contests_ended', 'liability.arbitration_asked', 'liability.arbitration_answered', 'liability.arbitration_unanswered', 'liability.arbitrated', 'liability.reminded',
  'inquiry.member_named', 'penalty.decided', 'settlement.disputed', 'settlement.dispute_answered',
] as const

/** The notices of an event; none goes to the one who acted. */
export function noticesOf(e: NoticeSource): Noticed {
  const found = byType(e)
  return { ...found, notices: found.notices.filter((n) => !('userId' in n.to) || n.to.userId !== e.by.id) }
}

function byType(e: NoticeSource): Noticed {
  const by = e.by.name ?? ''
  switch (e.type) {
    case 'complaint.received':
      return { notices: [...person(idOf(e.data['owner']), 'assigned', { by }), ...e.respondents.map((unitId): NewNotice => ({ to: { permission: 'complaint:contact', unitId }, kind: 'unit_complaint', params: {} }))] }
    case 'complaint.assigned':
      return { notices: person(idOf(e.data['owner']), 'assigned', { by }) }
    case 'complaint.moved':
      return { notices: [...person(idOf(e.data['owner']), 'moved_to', { from: e.data['previousName'] }), ...person(idOf(e.data['previous']), 'moved_away', { to: e.data['ownerName'] })] }
    case 'complaint.hand_over_offered':
      return { notices: person(idOf(e.data['to']), 'hand_over_offered', { by }) }
    case 'complaint.hand_over_answered':
      return { notices: person(e.handoverFrom, 'hand_over_answered', { by, accept: e.data['accept'] === true }) }
    case 'plan.drafted':
      return { settled: ['approval_waiting'], notices: Number(e.data['levels']) > 0 ? [approval(1, by)] : [] }
    case 'plan.approval_given':
      return { settled: ['approval_waiting'], notices: e.data['approve'] !== true ? person(e.planMaker, 'plan_sent_back', { by }) : e.data['complete'] === true ? [] : [approval(2, by)] }
    case 'complaint.pause_asked':
      return { notices: [{ to: { permission: 'complaint:approve_pause', unitId: null }, kind: 'pause_asked', params: { by, reason: e.data['code'], late: e.data['late'] === true } }] }
    case 'complaint.pause_decided':
      return { settled: ['pause_asked'], notices: person(idOf(e.data['askedBy']), 'pause_decided', { by, approve: e.data['approve'] === true }) }
    case 'complaint.resumed': case 'complaint.closed': case 'complaint.rejected': case 'complaint.merged': case 'complaint.withdrawal_verified':
      // nobody is asked any more for what ended with the case or was taken back
      return { notices: [], ...(Array.isArray(e.data['pauses']) && e.data['pauses'].some((p: { state?: unknown }) => p.state === 'lapsed') ? { settled: ['pause_asked'] } : {}) }
    case 'clock.breached':
    case 'clock.step_told':
      return { notices: byClock(e) }
    case 'inquiry.member_named':
      return { notices: person(idOf(e.data['user']), 'inquiry_named', { by }) }
    case 'penalty.decided':
      return { notices: e.data['decision'] === 'confirm' ? unit(idOf(e.data['unit']), 'penalty_decided', { minor: e.data['minor'] }) : [] }
    case 'settlement.dispute_answered':
      return { notices: unit(idOf(e.data['unit']), 'settlement_answered', { result: e.data['result'] }) }
    case 'settlement.disputed':
      return { notices: [{ to: { permission: 'settlement:manage', unitId: null }, kind: 'settlement_disputed', params: { by } }] }
    case 'complaint.noted':
      return { notices: e.mentioned.flatMap((id) => person(id, 'mentioned', { by })) }
    default:
      return e.type.startsWith('liability.') ? liabilityNotices(e) : { notices: e.type.startsWith('order.') ? byOrder(e, by) : e.by.kind === 'customer' ? byCustomer(e) : [] }
  }
}

/** What a work contact order tells: the unit, or the one of its people asked by name; the owner of the case; whoever may decide. */
function byOrder(e: NoticeSource, by: string): readonly NewNotice[] {
  // one act on hundreds of cases is seen as one: on the page of the incident and of the batch
  if (e.data['bulk'] !== undefined) return []
  const unit = idOf(e.data['nextUnit']) ?? idOf(e.data['unit'])
  const staff = idOf(e.data['staff'])
  const due = e.data['dueAt']
  const asked = (kind: NoticeKind, params: Readonly<Record<string, unknown>>): NewNotice[] => (staff !== null ? person(staff, kind, params) : unit === null ? [] : [{ to: { permission: 'order:answer', unitId: unit }, kind, params }])
  switch (e.type) {
    case 'order.issued': return asked('order_asked', { due })
    case 'order.handed_over': return asked('order_asked', { due })
    case 'order.returned': return asked('order_returned', { missing: e.data['missing'] })
    case 'order.reminded': return asked('order_reminded', {})
    case 'order.notice_given': return asked('order_notice', {})
    case 'order.answered': return person(e.ownerId, e.data['answer'] === 'other_unit' ? 'order_disowned' : 'order_answered', { by })
    case 'order.rerouted': return [...asked('order_rerouted', {}), ...person(e.ownerId, 'order_rerouted', {})]
    case 'order.acceptance_missed': return [...(unit === null ? [] : [{ to: { permission: 'complaint:contact', unitId: unit }, kind: 'order_not_accepted' as const, params: {} }]), ...person(e.ownerId, 'order_not_accepted', {})]
    case 'order.extension_asked': return [{ to: { permission: 'order:issue', unitId: null }, kind: 'order_extension', params: { by } }]
    default: return []
  }
}

/** Each whom the steps tell, with all of the same kind as one; clocks whose reminders rest tell nobody. */
function byClock(e: NoticeSource): readonly NewNotice[] {
  const found = new Map<string, NewNotice & { readonly params: { readonly clocks: readonly string[] } }>()
  for (const step of e.steps.filter((s) => !e.resting.includes(s.clock))) {
    for (const { to, ...audience } of step.told) {
      const kind = kindOf(step, to)
      const at = 'userId' in audience ? { userId: audience.userId } : { permission: audience.permission, unitId: audience.unitId }
      const key = JSON.stringify([at, kind])
      const { clocks = [], clock = step.clock, due = step.dueAt } = (found.get(key)?.params ?? {}) as { clocks?: string[]; clock?: string; due?: string }
      found.set(key, { to: at, kind, params: { clock, clocks: [...new Set([...clocks, step.clock])], due, ...(step.step === 'likely' ? { needsMs: step.because?.['needsMs'], leftMs: step.because?.['leftMs'] } : {}) } })
    }
  }
  return [...found.values()]
}

function kindOf(step: ClockStep, to: string): NoticeKind {
  if (step.step === 'likely') return 'breach_likely'
  if (!step.isLate) return 'clock_reminder'
  return to === 'owner' ? 'clock_breached' : 'clock_escalated'
}

function byCustomer(e: NoticeSource): readonly NewNotice[] {
  switch (e.type) {
    case 'offer.answered': return person(e.ownerId, 'customer_answered', { answer: e.data['answer'] })
    case 'complaint.material_added': return person(e.ownerId, 'customer_material', {})
    case 'review.raised': return [...person(e.ownerId, 'customer_objected', {}), { to: { permission: 'complaint:review', unitId: null }, kind: 'customer_objected', params: {} }]
    case 'complaint.chased': return person(e.ownerId, 'customer_chased', { times: e.data['times'] })
    case 'complaint.withdrawal_requested': return person(e.ownerId, 'customer_withdraws', {})
    default: return []
  }
}

function approval(level: 1 | 2, by: string): NewNotice {
  return { to: { permission: `approval:level${level}`, unitId: null }, kind: 'approval_waiting', params: { by, level } }
}

function unit(unitId: string | null, kind: NoticeKind, params: Readonly<Record<string, unknown>>): NewNotice[] {
  return unitId === null ? [] : [{ to: { permission: 'settlement:dispute', unitId }, kind, params }]
}

function person(userId: string | null, kind: NoticeKind, params: Readonly<Record<string, unknown>>): NewNotice[] {
  return userId === null ? [] : [{ to: { userId }, kind, params }]
}

function idOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** What could be a name after an `@`: without a space between, a Chinese name ends anywhere, so every length is a candidate, the longest first. */
export function mentionCandidates(text: string): string[][] {
  return [...text.matchAll(/@([\p{Script=Han}·]{2,8}|[a-z0-9][a-z0-9._-]{1,39})/giu)].slice(0, 10).map(([, run = '']) => {
    if (/^[a-z0-9]/i.test(run)) return [run.toLowerCase().replace(/[._-]+$/, '')]
    const chars = [...run]
    return Array.from({ length: chars.length - 1 }, (_, i) => chars.slice(0, chars.length - i).join(''))
  })
}
