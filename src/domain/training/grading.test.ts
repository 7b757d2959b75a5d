import { expect, test } from 'vitest'
import { gradeCase, isTouched } from './grading.ts'
import type { LessonCode, PracticeFacts } from './grading.ts'

const hour = 3_600_000
const untouched: PracticeFacts = { now: 0, contact: { dueAt: hour, at: null }, reason: { expected: 'damage.broken', chosen: null }, said: [], objections: 0, plan: { expected: ['apology'], pays: true, kinds: null, amountMinor: 0 }, told: false, closed: false }
const because = (facts: Partial<PracticeFacts>, code: LessonCode): string => {
  const found = gradeCase({ ...untouched, ...facts }).find((lesson) => lesson.code === code)
  return `${found?.result} ${found?.because}`
}

test.each<[string, Partial<PracticeFacts>, LessonCode, string]>([
  ['nothing yet, and time left', {}, 'contact', 'open contact.open'],
  ['spoken to in time', { contact: { dueAt: hour, at: hour } }, 'contact', 'good contact.in_time'],
  ['spoken to late', { contact: { dueAt: hour, at: hour + 1 } }, 'contact', 'missed contact.late'],
  ['never spoken to, and the time is over', { now: 2 * hour }, 'contact', 'missed contact.overdue'],
  ['the very reason', { reason: { expected: 'damage.broken', chosen: 'damage.broken' } }, 'reason', 'good reason.exact'],
  ['the right family of reasons', { reason: { expected: 'damage.broken', chosen: 'damage.wet' } }, 'reason', 'good reason.near'],
  ['another reason', { reason: { expected: 'damage.broken', chosen: 'delay.transit_stuck' } }, 'reason', 'missed reason.other'],
  ['sorry, and when', { said: ['非常抱歉，今天18点前给您回电'] }, 'speech', 'good speech.good'],
  ['when, but not sorry', { said: ['今天18点前给您回电'] }, 'speech', 'missed speech.no_apology'],
  ['sorry, but not when', { said: ['非常抱歉，尽快处理'] }, 'speech', 'missed speech.no_moment'],
  ['words that must not be said', { said: ['抱歉，保证今天到'], objections: 1 }, 'speech', 'missed speech.forbidden'],
  ['a plan without the money it owes', { plan: { expected: ['apology'], pays: true, kinds: ['apology'], amountMinor: 0 } }, 'plan', 'missed plan.unpaid'],
  ['a plan that makes good', { plan: { expected: ['redelivery'], pays: false, kinds: ['redelivery'], amountMinor: 0 } }, 'plan', 'good plan.good'],
  ['a plan of something else', { plan: { expected: ['redelivery'], pays: false, kinds: ['other'], amountMinor: 0 } }, 'plan', 'missed plan.unusual'],
])('%s', (_, facts, code, expected) => {
  expect(because(facts, code)).toBe(expected)
})

test('a case nobody touched is no lesson', () => {
  expect(isTouched(untouched)).toBe(false)
  expect(isTouched({ ...untouched, said: ['您好'] })).toBe(true)
})
