// Proves what a snapshot leaves in the clear.
import { expect, test } from 'vitest'
import { aWaybill, scan } from './journey.fixture.ts'
import { takeSnapshot, waybillOf } from './snapshot.ts'

test('a snapshot keeps names, phones and addresses apart from what lies in the clear', () => {
  const waybill = aWaybill({ scans: [scan(5, 'hub_in', 'H1', { note: '联系19900000002' }), scan(1, 'picked_up', 'W1')] })
  const snapshot = takeSnapshot(waybill, 42)
  const clear = JSON.stringify(snapshot.public)
  for (const person of [waybill.parties.sender, waybill.parties.consignee]) for (const text of [person.phone, person.address]) expect(clear).not.toContain(text)
  expect(snapshot).toMatchObject({ number: 'HY1', state: 'in_transit', takenAt: 42 })
  expect(waybillOf(snapshot).parties).toEqual(waybill.parties)
})
