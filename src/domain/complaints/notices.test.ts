// Who hears of what: never the one who acted, never about what rests, and an approval only while it waits.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { mentionCandidates, noticedTypes, noticesOf } from './notices.ts'
import type { NoticeSource } from './notices.ts'

const source = (more: Partial<NoticeSource>): NoticeSource => ({
  type: 'complaint.noted', data: {}, by: { id: 'me', kind: 'user', name: '周小雨' }, ownerId: 'owner', handoverFrom: null, planMaker: null, breached: [], respondents: [], mentioned: [], resting: [], ...more,
})
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
  ['a breach', { type: 'clock.breached', breached: ['decision'], by: { id: null, kind: null, name: null } }, [['owner', 'clock_breached']]],
  ['a breach of what rests', { type: 'clock.breached', breached: ['regular_contact'], resting: ['regular_contact'] }, []],
  ['a breach of the watch while reminders rest', { type: 'clock.breached', breached: ['regular_contact', 'statutory_watch'], resting: ['regular_contact'] }, [['owner', 'clock_breached']]],
  ['an answer of the customer', { type: 'offer.answered', by: { id: 'c', kind: 'customer', name: null } }, [['owner', 'customer_answered']]],
  ['the same answer written down by an agent', { type: 'offer.answered' }, []],
  ['an objection', { type: 'review.raised', by: { id: 'c', kind: 'customer', name: null } }, [['owner', 'customer_objected'], ['complaint:review@null', 'customer_objected']]],
  ['a case without an owner', { type: 'complaint.chased', ownerId: null, by: { id: 'c', kind: 'customer', name: null } }, []],
])('%s', (_name, more, expected) => {
  expect(shortOf(more)).toEqual(expected)
})

test('every event a notice follows from is read from the feed', () => {
  const source = readFileSync(new URL('./notices.ts', import.meta.url), 'utf8')
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
