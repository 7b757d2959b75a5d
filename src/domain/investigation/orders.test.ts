// When a step on a work contact order may be taken: by its state, its asker, its limits.
import { describe, expect, test } from 'vitest'
import type { Actor, Scope } from '../identity/actor.ts'
import { addresseeOf, orderSteps, whyNotOrder } from './orders.ts'
import type { OrderFacts, OrderStep } from './orders.ts'

const actor = (id: string, scope: Scope = { kind: 'all' }, unitId: string | null = 'hq'): Actor => ({ kind: 'user', id, name: id, roleCode: null, unitId, permissions: new Set(), scope })
const agent = actor('agent')
const province = actor('province', { kind: 'province', id: 'p' }, 'p')
const open: OrderFacts = { kind: 'question', state: 'open', stage: 'issued', askedUnitId: null, answeredBy: null, returned: 0, dueAt: 1000, extended: false, extension: null, remindedAt: null }
const answered: OrderFacts = { ...open, state: 'answered', stage: 'answered', answeredBy: 'outlet' }
const limits = { returns: 2, remindEveryMinutes: 60 }
const minute = 60_000

describe('a step on an order', () => {
  test.each<[string, OrderStep, Partial<OrderFacts>, Actor, string | null]>([
    ['is taken on once', 'acceptance', {}, agent, null],
    ['was taken on', 'acceptance', { stage: 'accepted' }, agent, 'order.accepted_already'],
    ['answers what is open', 'answer', { stage: 'returned' }, agent, null],
    ['answers no notice', 'answer', { kind: 'notice' }, agent, 'order.only_receipt'],
    ['returns no more than an answer', 'return', {}, agent, 'order.not_answered'],
    ['returns within the limit', 'return', { ...answered, returned: 1 }, agent, null],
    ['returns too often', 'return', { ...answered, returned: 2 }, agent, 'order.returned_too_often'],
    ['settles an answer', 'settlement', answered, agent, null],
    ['settles not one\'s own', 'settlement', { ...answered, answeredBy: 'agent' }, agent, 'order.own_reply'],
    ['settles once', 'settlement', { ...answered, stage: 'settled' }, agent, 'order.settled_already'],
    ['hands over what is open', 'handover', {}, agent, null],
    ['hands over what is disowned', 'handover', { ...answered, stage: 'disowned' }, agent, null],
    ['hands over no answer', 'handover', answered, agent, 'order.answered_already'],
    ['extends once', 'extension', { extended: true }, agent, 'order.extended_already'],
    ['extends not what waits for it', 'extension', { extension: { byId: 'x' } }, agent, 'order.extension_asked_already'],
    ['decides on another\'s wish', 'extension_decision', { extension: { byId: 'x' } }, agent, null],
    ['decides not on one\'s own', 'extension_decision', { extension: { byId: 'agent' } }, agent, 'order.own_extension'],
    ['decides on nothing', 'extension_decision', {}, agent, 'order.no_extension_asked'],
    ['reminds after the pause', 'reminder', { remindedAt: 0 }, agent, null],
    ['reminds not again at once', 'reminder', { remindedAt: 30 * minute }, agent, 'order.reminded_already'],
    ['is the asker\'s', 'cancellation', {}, province, 'order.not_asked_by_you'],
    ['is the asking unit\'s', 'cancellation', { askedUnitId: 'p' }, province, null],
  ])('%s', (_name, step, part, who, code) => {
    expect(whyNotOrder(step, { ...open, ...part }, who, 61 * minute, limits)?.code ?? null).toBe(code)
  })

  test('is none once the order was handed over or taken back', () => {
    for (const step of orderSteps) {
      expect([step, whyNotOrder(step, { ...open, state: 'cancelled', stage: 'handed_over' }, agent, 0, limits)?.code]).toEqual([step, 'order.handed_over'])
      expect([step, whyNotOrder(step, { ...open, state: 'cancelled', stage: 'cancelled' }, agent, 0, limits)?.code]).toEqual([step, 'order.cancelled'])
    }
  })
})

test('partners and departments are addressees of their own, other kinds are units', () => {
  expect((['outlet', 'hub', 'station', 'province', 'complaint_centre', 'department', 'partner'] as const).map(addresseeOf)).toEqual(['unit', 'unit', 'unit', 'unit', 'unit', 'department', 'partner'])
})
