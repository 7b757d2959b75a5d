import { describe, expect, test } from 'vitest'
import { shippedRoles } from '../identity/permissions.ts'
import type { CaseFacts } from './facts.ts'
import { someFacts, someone, somePlan } from './facts.fixture.ts'
import { guards } from './guards.ts'
import { transitionOf, whyNot } from './lifecycle.ts'
import type { Action } from './lifecycle.ts'

type Row = [why: string, action: Action, facts: Partial<CaseFacts>, who: string, code: string | null]
const finding = { id: 'f', by: 'finder', companyLiability: 'liable', demandJudgement: 'justified' } as const
const offer = (state: NonNullable<CaseFacts['offer']>['state']): CaseFacts['offer'] => ({ id: 'o', planId: 'p', round: 1, state, expiresAt: null })
const done = (hasEvidence: boolean) => somePlan({ measures: [{ seq: 1, kind: 'apology', amountMinor: null, state: 'done', hasEvidence }] })
const asked: CaseFacts['pause'] = { id: 'z', state: 'asked', byId: 'agent' }
const running: CaseFacts['pause'] = { ...asked, state: 'running' }
const handover = { id: 'h', fromId: 'x', toId: 'agent' }
const open = { id: 'r', kind: 'objection', handlerId: null } as const
const confirmation = { method: 'written', satisfied: true } as const

const own = (words: string) => ({ 'zh-CN': words, 'zh-TW': words, en: words })
const seven: CaseFacts['process'] = { template: 'dhl_seven', words: own('seven'), missing: [{ step: 'call_back', words: own('call back'), act: 'contact', before: ['closing'] }] }
const standing = (state: NonNullable<CaseFacts['liability']>['state'], more: Partial<NonNullable<CaseFacts['liability']>> = {}): NonNullable<CaseFacts['liability']> => ({ state, dueKind: null, ownJudging: false, deciders: [], ...more })
const rows: readonly Row[] = [
  ['a plain one', 'acceptance', {}, 'agent', null],
  ['a lighter kind', 'acceptance', { kind: 'enquiry' }, 'agent', 'lifecycle.light_kind'],
  ['not classified', 'acceptance', { reasonCode: null }, 'agent', 'complaint.not_classified'],
  ['too old, undecided', 'acceptance', { flags: ['over_age'] }, 'agent', 'complaint.over_age_undecided'],
  ['too old, decided', 'acceptance', { flags: ['over_age'], overAgeDecided: true }, 'agent', null],
  ['by web, not called', 'acceptance', { channel: 'web' }, 'agent', 'complaint.verification_call_due'],
  ['by web, called', 'acceptance', { channel: 'web', verificationAttempted: true }, 'agent', null],
  ['not too old', 'over_age_decision', {}, 'lead', 'complaint.not_over_age'],
  ['too old', 'over_age_decision', { flags: ['over_age'] }, 'lead', null],
  ['decided before', 'over_age_decision', { flags: ['over_age'], overAgeDecided: true }, 'lead', 'complaint.over_age_decided'],
  ['too old, undecided: an agent', 'rejection', { flags: ['over_age'] }, 'agent', 'complaint.over_age_undecided'],
  ['too old, undecided: a lead', 'rejection', { flags: ['over_age'] }, 'lead', null],
  ['a plain one', 'rejection', {}, 'agent', null],
  ['a plain one', 'assignment', {}, 'agent', null],
  ['a hand-over waits', 'assignment', { handover }, 'agent', 'complaint.hand_over_pending'],
  ['unowned', 'take', {}, 'agent', null],
  ['one\'s own', 'take', { ownerId: 'agent' }, 'agent', 'complaint.owned_already'],
  ['one\'s own, accepted: begins the work', 'take', { ownerId: 'agent', status: 'accepted' }, 'agent', null],
  ['another\'s, by who may assign', 'take', { ownerId: 'x' }, 'agent', null],
  ['another\'s, by who may not', 'take', { ownerId: 'x' }, 'investigator', 'complaint.owned_by_other'],
  ['handled before the second look', 'take', { barredIds: ['agent'] }, 'agent', 'review.same_handler'],
  ['one\'s own', 'handover', { ownerId: 'agent' }, 'agent', null],
  ['another\'s, by who may not assign', 'handover', { ownerId: 'x' }, 'investigator', 'complaint.not_owner'],
  ['one waits already', 'handover', { handover }, 'agent', 'complaint.hand_over_pending'],
  ['facts missing, which are told', 'handover', { missingFields: ['phone'] }, 'agent', null],
  ['not classified', 'handover', { reasonCode: null }, 'agent', 'complaint.not_classified'],
  ['none', 'handover_answer', {}, 'agent', 'complaint.no_hand_over'],
  ['mine', 'handover_answer', { handover }, 'agent', null],
  ['another\'s', 'handover_answer', { handover: { ...handover, toId: 'y' } }, 'agent', 'complaint.hand_over_not_yours'],
  ['another\'s, by a lead', 'handover_answer', { handover: { ...handover, toId: 'y' } }, 'lead', null],
  ['something promised', 'promise_keeping', { openPromises: 1 }, 'agent', null],
  ['nothing promised', 'promise_keeping', {}, 'agent', 'promise.none_open'],
  ['running', 'pause', { status: 'investigating' }, 'agent', null],
  ['paused', 'pause', { status: 'investigating', pause: running }, 'agent', 'complaint.paused_already'],
  ['asked for', 'pause', { status: 'investigating', pause: asked }, 'agent', 'pause.asked_already'],
  ['paused', 'resume', { status: 'investigating', pause: running }, 'agent', null],
  ['asked for', 'resume', { status: 'investigating', pause: asked }, 'agent', null],
  ['asked by another', 'pause_decision', { status: 'investigating', pause: asked }, 'lead', null],
  ['asked by oneself', 'pause_decision', { status: 'investigating', pause: { ...asked, byId: 'lead' } }, 'lead', 'pause.own_request'],
  ['counting already', 'pause_decision', { status: 'investigating', pause: running }, 'lead', 'pause.none_asked'],
  ['asked, by who may not', 'pause_decision', { status: 'investigating', pause: asked }, 'agent', 'permission.missing'],
  ['something promised', 'promise_breaking', { openPromises: 1 }, 'agent', null],
  ['nothing promised', 'promise_breaking', {}, 'agent', 'promise.none_open'],
  ['running', 'resume', { status: 'investigating' }, 'agent', 'complaint.not_paused'],
  ['no finding', 'judgement', { status: 'planning' }, 'judge', 'investigation.finding_missing'],
  ['found by another', 'judgement', { status: 'planning', finding }, 'judge', null],
  ['found by oneself', 'judgement', { status: 'planning', finding: { ...finding, by: 'judge' } }, 'judge', 'liability.own_finding'],
  ['inspected by oneself', 'judgement', { status: 'planning', finding, inspectorIds: ['judge'] }, 'judge', 'liability.inspector_cannot_judge'],
  ['found by oneself, below the limit', 'judgement', { status: 'planning', finding: { ...finding, by: 'judge' }, liability: standing('proposed', { ownJudging: true }) }, 'judge', null],
  ['while the units are heard', 'judgement', { status: 'planning', finding, liability: standing('asked') }, 'judge', 'liability.statements_running'],
  ['after they were', 'judgement', { status: 'planning', finding, liability: standing('heard') }, 'judge', null],
  ['judged anew before anybody contests', 'judgement', { status: 'closed', finding, liability: standing('judged') }, 'judge', null],
  ...(['contested', 'reviewed', 'arbitrating'] as const).map((state): Row => [state, 'judgement', { status: 'closed', finding, liability: standing(state) }, 'judge', 'liability.under_contest']),
  ['final', 'judgement', { status: 'closed', finding, liability: standing('final') }, 'judge', 'liability.final_already'],
  ['before the judgement', 'statement_request', { status: 'planning', finding, liability: standing('proposed') }, 'judge', null], ['never begun', 'statement_request', { status: 'planning', finding }, 'judge', null], ['twice', 'statement_request', { status: 'planning', finding, liability: standing('asked') }, 'judge', 'liability.asked_already'],
  ['by the finder', 'statement_request', { status: 'planning', finding: { ...finding, by: 'judge' } }, 'judge', 'liability.own_finding'],
  ['when asked', 'statement', { status: 'closed', liability: standing('asked') }, 'unit outlet_manager', null], ['late', 'statement', { status: 'closed', liability: standing('heard') }, 'unit outlet_manager', null], ['when judged', 'statement', { status: 'closed', liability: standing('judged') }, 'unit outlet_manager', 'liability.no_statement_asked'], ['by a courier', 'statement', { status: 'closed', liability: standing('asked') }, 'unit courier', 'permission.missing'],
  ['when judged', 'contest', { status: 'archived', liability: standing('judged') }, 'unit outlet_manager', null], ['beside another', 'contest', { status: 'closed', liability: standing('contested') }, 'unit hub_manager', null], ['when final', 'contest', { status: 'closed', liability: standing('final') }, 'unit hub_manager', 'liability.nothing_to_contest'],
  ['after a review, while a window is open', 'contest', { status: 'closed', liability: standing('reviewed', { dueKind: 'contest' }) }, 'unit hub_manager', null], ['after the last window', 'contest', { status: 'closed', liability: standing('reviewed', { dueKind: 'arbitration_request' }) }, 'unit hub_manager', 'liability.nothing_to_contest'],
  ['by another judge', 'contest_review', { status: 'closed', finding, liability: standing('contested') }, 'judge', null], ['by who judged', 'contest_review', { status: 'closed', finding, liability: standing('contested', { deciders: ['judge'] }) }, 'judge', 'liability.own_judgement'], ['by who found', 'contest_review', { status: 'closed', finding: { ...finding, by: 'judge' }, liability: standing('contested') }, 'judge', 'liability.own_finding'], ['by who inspected', 'contest_review', { status: 'closed', finding, inspectorIds: ['judge'], liability: standing('contested') }, 'judge', 'liability.inspector_cannot_judge'], ['nothing contested', 'contest_review', { status: 'closed', finding, liability: standing('judged') }, 'judge', 'liability.no_contest'],
  ['after the review', 'arbitration', { status: 'closed', liability: standing('reviewed') }, 'unit outlet_manager', null], ['while others may contest', 'arbitration', { status: 'closed', liability: standing('reviewed', { dueKind: 'contest' }) }, 'unit outlet_manager', 'liability.contests_running'], ['before it', 'arbitration', { status: 'closed', liability: standing('judged') }, 'unit outlet_manager', 'liability.no_arbitration_now'], ['twice', 'arbitration', { status: 'closed', liability: standing('arbitrating') }, 'unit outlet_manager', 'liability.arbitration_open'],
  ['while it runs', 'arbitration_answer', { status: 'closed', liability: standing('arbitrating') }, 'unit hub_manager', null], ['when it doesn\'t', 'arbitration_answer', { status: 'closed', liability: standing('final') }, 'unit hub_manager', 'liability.no_arbitration'],
  ['by who did neither', 'arbitration_decision', { status: 'closed', finding, liability: standing('arbitrating', { deciders: ['judge', 'judge2'] }) }, 'arbitrator', null], ['by who reviewed', 'arbitration_decision', { status: 'closed', finding, liability: standing('arbitrating', { deciders: ['judge', 'arbitrator'] }) }, 'arbitrator', 'liability.own_judgement'], ['while answers may come', 'arbitration_decision', { status: 'closed', finding, liability: standing('arbitrating', { dueKind: 'arbitration_answer' }) }, 'arbitrator', 'liability.answers_running'], ['by a judge', 'arbitration_decision', { status: 'closed', finding, liability: standing('arbitrating') }, 'judge', 'permission.missing'], ['none asked for', 'arbitration_decision', { status: 'closed', finding }, 'arbitrator', 'liability.no_arbitration'],
  ['no finding', 'plan', { status: 'planning' }, 'agent', 'investigation.finding_missing'],
  ['found', 'plan', { status: 'planning', finding }, 'agent', null],
  ['accepted already', 'plan', { status: 'negotiating', finding, offer: offer('accepted') }, 'agent', 'offer.accepted_already'],
  ['refused before', 'plan', { status: 'negotiating', finding, offer: offer('refused') }, 'agent', null],
  ['no plan', 'approval', { status: 'approving' }, 'lead', 'plan.nothing_to_approve'],
  ['approved', 'approval', { status: 'approving', plan: somePlan() }, 'lead', 'plan.nothing_to_approve'],
  ['another\'s', 'approval', { status: 'approving', plan: somePlan({ state: 'approving', approvedBy: [] }) }, 'lead', null],
  ['one\'s own', 'approval', { status: 'approving', plan: somePlan({ state: 'approving', approvedBy: [], makerId: 'lead' }) }, 'lead', 'plan.own_approval'],
  ['both levels by one', 'approval', { status: 'approving', plan: somePlan({ state: 'approving', approvedBy: ['finance'] }) }, 'finance', 'plan.approved_already'],
  ['second level by the first\'s right', 'approval', { status: 'approving', plan: somePlan({ state: 'approving' }) }, 'lead', 'plan.second_level_needed'],
  ['second level', 'approval', { status: 'approving', plan: somePlan({ state: 'approving' }) }, 'finance', null],
  ['no plan', 'offer', { status: 'negotiating' }, 'agent', 'plan.not_approved'],
  ['approved', 'offer', { status: 'negotiating', plan: somePlan() }, 'agent', null],
  ['accepted already', 'offer', { status: 'negotiating', plan: somePlan(), offer: offer('accepted') }, 'agent', 'offer.accepted_already'],
  ['no offer', 'answer', { status: 'negotiating' }, 'agent', 'offer.none_open'],
  ['open', 'answer', { status: 'negotiating', offer: offer('open') }, 'agent', null],
  ['expired', 'answer', { status: 'negotiating', offer: offer('expired') }, 'agent', 'offer.expired'],
  ['answered', 'answer', { status: 'negotiating', offer: offer('refused') }, 'agent', 'offer.none_open'],
  ['no plan', 'decision', { status: 'negotiating' }, 'agent', 'plan.not_approved'],
  ['sent back', 'decision', { status: 'negotiating', plan: somePlan({ state: 'sent_back' }) }, 'agent', 'plan.not_approved'],
  ['approved', 'decision', { status: 'negotiating', plan: somePlan() }, 'agent', null],
  ['all done', 'execution', { status: 'executing', plan: done(true) }, 'agent', 'plan.nothing_to_execute'],
  ['one open', 'execution', { status: 'decided', plan: somePlan() }, 'agent', null],
  ['a complaint not begun', 'closing', {}, 'agent', 'lifecycle.not_from_here'],
  ['a lighter contact', 'closing', { kind: 'praise' }, 'agent', null],
  ['under review', 'closing', { status: 'confirming', review: open, confirmation, plan: done(true) }, 'agent', 'review.open'],
  ['measures open', 'closing', { status: 'confirming', confirmation, plan: somePlan() }, 'agent', 'plan.measures_open'],
  ['done without evidence', 'closing', { status: 'confirming', confirmation, plan: done(false) }, 'agent', 'plan.evidence_missing'],
  ['not confirmed', 'closing', { status: 'confirming', plan: done(true) }, 'agent', 'complaint.confirmation_missing'],
  ['confirmed', 'closing', { status: 'confirming', plan: done(true), confirmation }, 'agent', null],
  ['agreed, not executed', 'closing', { status: 'decided', plan: done(true), decision: { outcome: 'agreed', toldAt: 0, by: 'agent' } }, 'agent', 'plan.measures_open'],
  ['not agreed', 'closing', { status: 'decided', plan: done(true), decision: { outcome: 'not_agreed', toldAt: 0, by: 'agent' } }, 'agent', null],
  ['under review', 'archiving', { status: 'closed', review: open }, 'lead', 'review.open'],
  ['settled', 'archiving', { status: 'closed' }, 'lead', null],
  ['wished before', 'withdrawal', { withdrawal: { id: 'w', state: 'requested', requestedBy: null } }, 'agent', 'withdrawal.requested_already'],
  ['refused before', 'withdrawal', { withdrawal: { id: 'w', state: 'refused', requestedBy: null } }, 'agent', null],
  ['one\'s own note of a wish', 'withdrawal_verification', { withdrawal: { id: 'w', state: 'requested', requestedBy: 'caller' } }, 'caller', 'withdrawal.own_request'],
  ['no wish', 'withdrawal_verification', {}, 'caller', 'withdrawal.none_open'],
  ['a wish', 'withdrawal_verification', { withdrawal: { id: 'w', state: 'requested', requestedBy: null } }, 'caller', null],
  ['one open', 'objection', { status: 'decided', review: open }, 'agent', 'review.open'],
  ['one kind used', 'objection', { status: 'decided', reviewsUsed: { objection: 1, internal_appeal: 0 } }, 'agent', null],
  ['both used', 'objection', { status: 'decided', reviewsUsed: { objection: 1, internal_appeal: 1 } }, 'agent', 'review.used_up'],
  ['none open', 'review', { status: 'decided' }, 'lead', 'review.none_open'],
  ['by one apart', 'review', { status: 'decided', review: open, ownerId: 'x', finding, plan: somePlan(), decision: { outcome: 'agreed', toldAt: 0, by: 'z' } }, 'lead', null],
  ...(['ownerId', 'firstContactOwnerId'] as const).map((name): Row => [`by the ${name}`, 'review', { status: 'decided', review: open, [name]: 'lead' }, 'lead', 'review.same_handler']),
  ['by the finder', 'review', { status: 'decided', review: open, finding: { ...finding, by: 'lead' } }, 'lead', 'review.same_handler'],
  ['by the plan\'s maker', 'review', { status: 'decided', review: open, plan: somePlan({ makerId: 'lead' }) }, 'lead', 'review.same_handler'],
  ['by the plan\'s approver', 'review', { status: 'decided', review: open, plan: somePlan({ approvedBy: ['lead'] }) }, 'lead', 'review.same_handler'],
  ['a plain one', 'reopening', { status: 'closed', outcome: 'agreed' }, 'lead', null],
  ['one whose words were destroyed', 'reopening', { status: 'closed', isErased: true }, 'lead', 'data_request.erased'],
  ['an archived duplicate', 'reopening', { status: 'archived', outcome: 'duplicate' }, 'lead', 'merge.undo_instead'],
  ['a plain one', 'merging', { status: 'investigating' }, 'agent', null],
  ['offer open', 'merging', { status: 'negotiating', offer: offer('open') }, 'agent', 'merge.offer_made'],
  ['offer refused', 'merging', { status: 'negotiating', offer: offer('refused') }, 'agent', 'merge.offer_made'],
  ['decision told', 'merging', { status: 'executing' }, 'agent', 'merge.decision_told'],
  ['a wish to withdraw unverified', 'merging', { withdrawal: { id: 'w', state: 'requested', requestedBy: null } }, 'agent', 'merge.withdrawal_open'],
  ['a request about own data', 'merging', { kind: 'data_request' }, 'agent', 'data_request.answer_it'],
  ['by a unit', 'merging', {}, 'unit agent', 'relation.headquarters_only'],
  ['survivor runs', 'unmerging', { status: 'duplicate', outcome: 'duplicate', survivor: 'planning' }, 'agent', null],
  ['survivor closed, an agent', 'unmerging', { status: 'duplicate', outcome: 'duplicate', survivor: 'closed' }, 'agent', 'merge.survivor_ended'],
  ['survivor closed, a lead', 'unmerging', { status: 'archived', outcome: 'duplicate', survivor: 'closed' }, 'lead', null],
  ['archived as agreed', 'unmerging', { status: 'archived', outcome: 'agreed' }, 'lead', 'merge.not_merged'],
  ...(['parent', 'link', 'unlink', 'dismissal'] as const).flatMap((action): Row[] => [['by headquarters', action, {}, 'agent', null], ['by a unit', action, {}, 'unit agent', 'relation.headquarters_only']]),
  ['of a data request', 'rejection', { status: 'received', kind: 'data_request' }, 'lead', 'data_request.answer_it'],
  ['of a data request', 'closing', { status: 'received', kind: 'data_request' }, 'agent', 'data_request.answer_it'],
  ...(['data_opening', 'data_answer'] as const).flatMap((action): Row[] => [['one', action, { kind: 'data_request' }, 'lead', null], ['a complaint', action, { kind: 'complaint' }, 'lead', 'data_request.not_one'], ['by an agent', action, { kind: 'data_request' }, 'agent', 'permission.missing']]),
  ['by who told the decision', 'review', { status: 'decided', review: open, decision: { outcome: 'agreed', toldAt: 0, by: 'lead' } }, 'lead', 'review.same_handler'],
  ['one\'s own last step within its seconds', 'undo', { undoable: { action: 'take', byId: 'agent', isOver: false } }, 'agent', null], ['another\'s', 'undo', { undoable: { action: 'take', byId: 'agent2', isOver: false } }, 'agent', 'undo.not_yours'],
  ['too late', 'undo', { undoable: { action: 'take', byId: 'agent', isOver: true } }, 'agent', 'undo.too_late'], ['nothing to take back', 'undo', {}, 'agent', 'undo.nothing'],
  ['an owned case that was understood', 'move', { status: 'accepted', ownerId: 'agent', missingFields: ['photo_goods'] }, 'lead', null], ['one that lacks facts before the check', 'move', { ownerId: 'agent', missingFields: ['photo_goods'] }, 'lead', null],
  ['one without a reason', 'move', { ownerId: 'agent', reasonCode: null }, 'lead', 'complaint.not_classified'], ['one nobody owns', 'move', {}, 'lead', 'complaint.not_owner'],
  ['a complaint under another template', 'process_change', { status: 'investigating' }, 'lead', null], ['an enquiry, which follows none', 'process_change', { kind: 'enquiry' }, 'lead', 'process.light_kind'],
  ['a step by hand', 'process_step', { status: 'closed' }, 'caller', null], ['of an enquiry', 'process_step', { kind: 'enquiry' }, 'caller', 'process.light_kind'], ['by a unit that sees only its part', 'process_step', { status: 'closed' }, 'unit outlet_manager', 'process.not_for_units'],
  ...(['inquiry_member', 'inquiry_step', 'inquiry_result'] as const).flatMap((action): Row[] => [['a case under inquiry', action, { flags: ['inquiry', 'restricted'] }, 'lead', null], ['any other', action, {}, 'lead', 'inquiry.none']]),
  ['seized goods', 'goods_handover', { reasonCode: 'security_prohibited' }, 'lead', null], ['ordinary goods', 'goods_handover', {}, 'lead', 'inquiry.no_security_case'],
  ['an act nothing required is missing for', 'archiving', { status: 'closed', process: seven }, 'lead', null], ['one that would pass over a required step', 'closing', { status: 'confirming', confirmation: { method: 'oral_recorded', satisfied: true }, process: seven }, 'agent', 'process.step_missing'], ['the facts come first', 'closing', { status: 'confirming', process: seven }, 'agent', 'complaint.confirmation_missing'],
]

describe('guards', () => {
  test.each(rows)('%s: %s', (_why, action, change, who, code) => {
    expect(whyNot(action, someFacts(change), someone(who))?.code ?? null).toBe(code)
  })
  test('each guard is proved to refuse and to let through', () => {
    for (const action of Object.keys(guards) as Action[]) {
      const codes = rows.filter((r) => r[1] === action).map((r) => r[4])
      expect(codes, action).toContain(null)
      expect(codes.some((c) => c !== null && c !== 'permission.missing'), action).toBe(true)
    }
  })
})

test('what staff wrote down for the customer never uses up the customer\'s own', () => {
  const customer = { ...someone('agent'), kind: 'customer' as const, permissions: new Set<never>() }
  const [none, both] = [{ objection: 0, internal_appeal: 0 }, { objection: 1, internal_appeal: 1 }]
  const by = (reviewsByCustomer: CaseFacts['reviewsUsed']) => someFacts({ status: 'decided', reviewsUsed: both, reviewsByCustomer })
  expect(whyNot('objection', by(none), customer)).toBeNull()
  expect(whyNot('objection', by(both), customer)?.code).toBe('review.used_up')
  expect(whyNot('objection', by(none), someone('agent'))?.code).toBe('review.used_up')
})

describe('permission comes first', () => {
  test('a role without it hears nothing of the facts', () => {
    for (const role of shippedRoles) {
      for (const action of Object.keys(guards) as Action[]) {
        const { permission, from } = transitionOf(action)
        const status = from[0] ?? 'received'
        const no = whyNot(action, someFacts({ status }), someone(role.code))
        if (!role.permissions.includes(permission)) expect(no, `${role.code} ${action}`).toEqual({ code: 'permission.missing', params: { permission } })
        else expect(no?.code, `${role.code} ${action}`).not.toBe('permission.missing')
      }
    }
  })
  test('a customer does on the own case what customers do, and nothing else', () => {
    const customer = { ...someone('agent'), kind: 'customer' as const, permissions: new Set<never>() }
    expect(whyNot('withdrawal', someFacts(), customer)).toBeNull()
    expect(whyNot('answer', someFacts({ status: 'negotiating', offer: offer('open') }), customer)).toBeNull()
    expect(whyNot('confirmation', someFacts({ status: 'confirming' }), customer)).toBeNull()
    for (const action of ['acceptance', 'decision', 'execution', 'closing', 'reveal', 'order_answer', 'note'] as const) expect(whyNot(action, someFacts({ status: transitionOf(action).from[0] ?? 'received' }), { ...customer, permissions: someone('lead').permissions })?.code, action).toBe('permission.missing')
  })
})
