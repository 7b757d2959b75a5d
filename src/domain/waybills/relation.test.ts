// Proves how a caller shows a relation to a parcel.
import { expect, test } from 'vitest'
import { aWaybill } from './journey.fixture.ts'
import { proveRelation } from './relation.ts'

const parties = { ...aWaybill().parties, orderNo: '260012345678', pickupCode: '5-2-1034' }
test.each([
  [{ pickupCode: '5 2 1034' }, { by: 'pickup_code', as: 'consignee' }],
  [{ orderTail: '345678' }, { by: 'order_tail', as: 'consignee' }],
  [{ orderTail: '5678' }, undefined],
  [{ name: '乙', phoneLast4: '0002' }, { by: 'name_and_phone', as: 'consignee' }],
  [{ name: '甲', phoneLast4: '0001' }, { by: 'name_and_phone', as: 'sender' }],
  [{ name: '乙', phoneLast4: '0001' }, undefined],
  [{ name: '乙', phoneLast4: '' }, undefined],
  [{ name: '乙' }, undefined],
  [{ pickupCode: '' }, undefined],
  [{}, undefined],
] as const)('relation %j → %j (OPN-14)', (claim, proof) => expect(proveRelation(parties, claim)).toEqual(proof))

test('a parcel without pickup code is not proven by an empty one', () => expect(proveRelation(aWaybill().parties, { pickupCode: '-' })).toBeUndefined())
