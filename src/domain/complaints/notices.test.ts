// Who hears of what: never the one who acted, never about what rests, and an approval only while it waits.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mentionCandidates, noticedTypes, noticesOf } from './notices.ts'
import type { ClockStep, NoticeSource } from './notices.ts'

const source = (more: Partial<NoticeSource>): NoticeSource => ({
  type: 'complaint.noted', data: {}, by: { id: 'me', kind: 'user', name: '周小雨' }, ownerId: 'owner', handoverFrom: null, planMaker: null, steps: [], respondents: [], mentioned: [], resting: [], ...more,
})
const told = (clock: string, more: Partial<ClockStep> = {}): ClockStep => ({ clock, step: 'due', dueAt: '2026-11-23T02:00:00.000Z', isLate: true, told: [{ to: 'owner', userId: 'owner' }, { to: 'role:lead', permission: 'role:lead', unitId: null }], because: null, ...more })
const nobody = { id: null, kind: null, name: null }
const shortOf = (more: Partial<NoticeSource>) => noticesOf(source(more)).notices.map((n) => ['userId' in n.to ? n.to.userId : `${n.to.permission}@${n.to.unitId}`, n.kind])

test.each<[string, Partial<NoticeSource>, [string, string][]]>([
  ['a case given to somebody', { type: 'complaint.assigned', data: { owner: 'you' } }, [['you', 'assigned']]],
  ['a case taken to oneself', { type: 'complaint.assigned', data: { owner: 'me' } }, []],
  ['a case filed for its owner by another, about a station', { type: 'complaint.received', data: { owner: 'owner' }, respondents: ['z1'] }, [['owner', 'assigned'], ['complaint:contact@z1', 'unit_complaint']]],
  ['a case moved from who is away', { type: 'complaint.moved', data: { owner: 'you' }, by: { id: 'system', kind: 'system', name: 'Huiyin' } }, [['you', 'moved_to']]],
  ['a hand-over offered', { type: 'complaint.hand_over_offered', data: { to: 'you' } }, [['you', 'hand_over_offered']]],
  ['a hand-over answered', { type: 'complaint.hand_over_answered', data: { accept: false }, handoverFrom: 'you' }, [['you', 'hand_over_answered']]],
  ['a plan that needs approval', { type: 'plan.drafted', data: { levels: 2 } }, [['approval:level1@null', 'approval_waiting']]],
  ['a plan that needs none', { type: 'plan.drafted', data: { levels: 0 } }, []],
  ['the first of two approvals', { type: 'plan.approval_given', data: { approve: true, complete: false } }, [['approval:level2@null', 'approval_waiting']]],
  ['the last approval', { type: 'plan.approval_given', data: { approve: true, complete: true }, planMaker: 'you' }, []],
  ['a plan sent back', { type: 'plan.approval_given', data: { approve: false }, planMaker: 'you' }, [['you', 'plan_sent_back']]],
  ['a breach', { type: 'clock.breached', steps: [told('decision')], by: nobody }, [['owner', 'clock_breached'], ['role:lead@null', 'clock_escalated']]],
  ['two breaches at once', { type: 'clock.breached', steps: [told('decision'), told('promise')], by: nobody }, [['owner', 'clock_breached'], ['role:lead@null', 'clock_escalated']]],
  ['a breach of what rests', { type: 'clock.breached', steps: [told('regular_contact')], resting: ['regular_contact'] }, []],
  ['a breach of the watch while reminders rest', { type: 'clock.breached', steps: [told('regular_contact'), told('statutory_watch')], resting: ['regular_contact'], by: nobody }, [['owner', 'clock_breached'], ['role:lead@null', 'clock_escalated']]],
  ['a step before the due instant', { type: 'clock.step_told', steps: [told('decision', { step: 'h4_before', isLate: false, told: [{ to: 'owner', userId: 'owner' }] })], by: nobody }, [['owner', 'clock_reminder']]],
  ['a reminder for a unit', { type: 'clock.step_told', steps: [told('outlet_reply', { step: 'half_life', isLate: false, told: [{ to: 'asked_unit', permission: 'order:answer', unitId: 'u1' }] })], by: nobody }, [['order:answer@u1', 'clock_reminder']]],
  ['a question to a unit', { type: 'order.issued', data: { unit: 'u1' } }, [['order:answer@u1', 'order_asked']]],
  ['a question to a person of it', { type: 'order.issued', data: { unit: 'u1', staff: 'you' } }, [['you', 'order_asked']]],
  ['a question of a batch, which its own page shows', { type: 'order.issued', data: { unit: 'u1', bulk: 'b1' } }, []],
  ['a question handed over', { type: 'order.handed_over', data: { unit: 'u1', nextUnit: 'u2' } }, [['order:answer@u2', 'order_asked']]],
  ['an answer that says it is not theirs', { type: 'order.answered', data: { answer: 'other_unit' } }, [['owner', 'order_disowned']]],
  ['a question not taken on', { type: 'order.acceptance_missed', data: { unit: 'u1' } }, [['complaint:contact@u1', 'order_not_accepted'], ['owner', 'order_not_accepted']]],
  ['a question moved to the province', { type: 'order.rerouted', data: { unit: 'u1', nextUnit: 'p1' }, by: nobody }, [['order:answer@p1', 'order_rerouted'], ['owner', 'order_rerouted']]],
  ['more time asked for', { type: 'order.extension_asked', data: {} }, [['order:issue@null', 'order_extension']]],
  ['a warning', { type: 'clock.step_told', steps: [told('decision', { step: 'likely', isLate: false, told: [{ to: 'owner', userId: 'owner' }], because: { needsMs: 7, leftMs: 5 } })], by: nobody }, [['owner', 'breach_likely']]],
  ['a step that told nobody', { type: 'clock.breached', steps: [told('decision', { told: [] })], by: nobody }, []],
  ['an answer of the customer', { type: 'offer.answered', by: { id: 'c', kind: 'customer', name: null } }, [['owner', 'customer_answered']]],
  ['the same answer written down by an agent', { type: 'offer.answered' }, []],
  ['an objection', { type: 'review.raised', by: { id: 'c', kind: 'customer', name: null } }, [['owner', 'customer_objected'], ['complaint:review@null', 'customer_objected']]],
  ['a case without an owner', { type: 'complaint.chased', ownerId: null, by: { id: 'c', kind: 'customer', name: null } }, []],
])('%s', (_name, more, expected) => {
  expect(shortOf(more)).toEqual(expected)
})

test('every event a notice follows from is read from the feed', () => {
  const source = ['./notices.ts', './liability-notices.ts'].map((file) => readFileSync(new URL(file, import.meta.url), 'utf8')).join('')
  expect([...source.matchAll(/case '([a-z_.]+)':/g)].map(([, type]) => type).toSorted()).toEqual([...noticedTypes].toSorted())
})

test('an approval that was given is waited for no more', () => {
  expect(noticesOf(source({ type: 'plan.approval_given', data: { approve: true, complete: true } })).settled).toEqual(['approval_waiting'])
})

test.each([
  ['@顾晓峰请看一下', [['顾晓峰请看一下', '顾晓峰请看一', '顾晓峰请看', '顾晓峰请', '顾晓峰', '顾晓']]],
  ['麻烦 @lead. 和 @agent2，谢谢', [['lead'], ['agent2']]],
  ['写信到 someone@example', [['example']]],
  ['没有人', []],
])('%s', (text, expected) => {
  expect(mentionCandidates(text)).toEqual(expected)
})
