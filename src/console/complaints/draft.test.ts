// What the intake page sends is what the contract takes, and nothing empty goes along.
import { expect, test } from 'vitest'
import { newComplaint } from '../../contract/complaints.ts'
import { blockers, detailName, emptyDraft, fieldOfDetail, toComplaint } from './draft.ts'
import type { Draft } from './draft.ts'

const draft = (change: Partial<Draft>): Draft => ({ ...emptyDraft(), verbatim: 'late again', phone: '13800001111', ...change })

test('the smallest complaint passes the contract and carries nothing empty', () => {
  const body = toComplaint(draft({}))
  expect(newComplaint.safeParse(body).success).toBe(true)
  expect(body).toEqual({ channel: 'phone', kind: 'complaint', verbatim: 'late again', anonymous: false, readBack: false, complainant: { phone: '13800001111', role: 'consignee' } })
})

test('a full one passes too', () => {
  const body = toComplaint(draft({
    items: [{ type: 'waybill', number: ' YT1234567890123 ' }, { type: 'order', number: '' }], reasonCode: 'delay.transit_stuck', occurredAt: '2026-11-20T09:30', amount: '86.5', demands: ['refund'], preferences: ['elder'],
    details: { promised_time: 'Friday', goods_name: ' ' }, onSpot: { remedy: 'said sorry', method: 'oral_recorded', kind: 'apology' },
  }))
  expect(newComplaint.safeParse(body).error).toBeUndefined()
  expect(body).toMatchObject({ items: [{ type: 'waybill', number: 'YT1234567890123' }], occurredAt: '2026-11-20T09:30:00+08:00', demand: { amount: { minor: 8650 } }, details: { promisedTime: 'Friday' } })
})

test.each<[string, Partial<Draft>, string[]]>([
  ['no words', { verbatim: '  ' }, ['verbatim']],
  ['no way to reach', { phone: '' }, ['complainant']],
  ['anonymous needs no way', { phone: '', anonymous: true }, []],
  ['an amount that is none', { amount: '8o' }, ['amount']],
])('blockers: %s', (_, change, expected) => {
  expect(blockers(draft(change))).toEqual(expected)
})

test.each(['promised_time', 'quantity_sent_received', 'invoice'])('detail names round trip: %s', (field) => {
  expect(fieldOfDetail(detailName(field))).toBe(field)
})
