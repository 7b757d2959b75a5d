// Proves that what goes over the wire keeps to the contract, and keeps personal data masked.
import { expect, test } from 'vitest'
import { numberCheck, parcelHit, waybillView } from '../../contract/waybills.ts'
import { checkNumber } from '../../domain/waybills/numbers.ts'
import { DEMO_CAST } from './demo-cast.ts'
import { demoCarrier } from './demo-carrier.ts'
import { demoNetwork } from './demo-network.ts'
import { DEMO_SCENARIOS, demoNumber } from './demo-number.ts'
import { demoWaybill } from './demo-parcel.ts'
import { shippedCustodyLimits, shippedNumberRules } from './policies.ts'
import { sealedPart, viewHit, viewNumberCheck, viewWaybill } from './view.ts'

const NOW = Date.UTC(2025, 10, 22, 2, 30)
const network = demoNetwork()
const limits = shippedCustodyLimits()
const units = new Map([['H4201', { id: '019a0000-0000-7000-8000-000000000001', code: 'H4201', name: '武汉中心', kind: 'hub' }]])
const view = (number: string) => viewWaybill(demoWaybill(network, number, NOW)!, NOW, limits, { name: () => 'N*', phone: () => 'P*' }, { units })

test.each(DEMO_SCENARIOS)('%s keeps to the contract and shows nobody', (scenario) => {
  const waybill = demoWaybill(network, demoNumber(scenario, 4), NOW)!
  const text = JSON.stringify(waybillView.parse(view(waybill.number)))
  const { sender, consignee, orderNo } = waybill.parties
  expect(JSON.parse(sealedPart(waybill))).toEqual(waybill.parties)
  for (const secret of [sender.name, sender.phone, sender.address, consignee.name, consignee.phone, consignee.address, orderNo!]) expect(text).not.toContain(secret)
})

test('units of ours are joined, the likely link says why', () => {
  const seen = view(DEMO_CAST[0]!.number)
  expect(seen.units.at(-1)).toMatchObject({ role: 'hub', code: 'H4201', name: '武汉中心', unit: { kind: 'hub' } })
  expect(seen.units[0]).toMatchObject({ role: 'origin', unit: null, name: '广州白云西关网点' })
  expect(seen.likelyLink).toEqual({ link: 'transit', because: [{ code: 'stuck', params: { hours: 41, unit: '武汉转运中心' } }] })
})

test('families are named from this parcel\'s side', () => {
  const family = (scenario: 'returned' | 'relabelled' | 'multi_piece', n: number) => view(demoNumber(scenario, n)).family.map((f) => f.relation)
  expect([family('returned', 4), family('returned', 5), family('relabelled', 5), family('multi_piece', 1)]).toEqual([['returned_as'], ['return_of'], ['relabel_of'], ['parent']])
  expect(new Set(family('multi_piece', 0))).toEqual(new Set(['child']))
})

test('number checks and found parcels keep to the contract', async () => {
  expect(numberCheck.parse(viewNumberCheck(checkNumber('rr473124820cn', shippedNumberRules())))).toMatchObject({ candidates: ['ems'], hints: [{ code: 's10_check_digit', params: { expected: 9 } }] })
  expect(numberCheck.parse(viewNumberCheck(checkNumber('YT896264678538O', shippedNumberRules()))).hints).toEqual([{ code: 'letters_confused', params: { suggestion: 'YT8962646785380' } }])
  const [hit] = await demoCarrier(network, NOW).find({ phone: DEMO_CAST[0]!.consignee.phone }, new AbortController().signal)
  expect(parcelHit.parse(viewHit(hit!))).toMatchObject({ fromCity: '广州', toCity: '武汉', matchedBy: ['phone'] })
})
