// Proves the tables from providers' status codes to our scan codes.
import { expect, test } from 'vitest'
import { fromAftership, fromKdniao, fromKuaidi100 } from './provider-codes.ts'

test.each([
  [0, 'linehaul'], ['1', 'picked_up'], ['1001', 'arrived_city'], [5, 'out_for_delivery'], ['501', 'delivered_locker'], ['3', 'delivered_self'], ['303', 'delivered_proxy'], ['304', 'collected'],
  ['203', 'refused'], ['209', 'damaged'], ['210', 'cancelled'], ['6', 'returning'], ['4', 'returned'], ['13', 'customs_held'], ['12', 'customs_cleared'], ['14', 'refused'], ['399', 'delivered_self'],
  ['99', undefined], ['', undefined], ['constructor', undefined],
])('kuaidi100 %s → %s', (state, code) => expect(fromKuaidi100(state)).toBe(code))

test.each([
  ['0', undefined], ['10', 'pickup_pending'], ['1', 'picked_up'], ['204', 'hub_in'], ['205', 'outlet_in'], ['206', 'outlet_out'], ['202', 'out_for_delivery'], ['211', 'delivered_locker'],
  ['301', 'delivered_self'], ['304', 'delivered_proxy'], ['311', 'collected'], ['404', 'refused'], ['406', 'returned'], ['413', 'intercepted'], ['414', 'damaged'], ['603', 'customs_cleared'], ['499', 'held'],
])('kdniao %s → %s', (state, code) => expect(fromKdniao(state)).toBe(code))

test.each([
  ['InfoReceived', 'ordered'], ['Delivered', 'delivered_self'], ['Delivered_003', 'delivered_self'], ['Delivered_005', 'delivered_proxy'], ['AvailableForPickup_001', 'delivered_station'],
  ['Exception_013', 'lost_suspected'], ['Exception_017', 'held'], ['AttemptFail_002', 'attempt_failed'], ['Weird', undefined],
])('aftership %s → %s', (tag, code) => expect(fromAftership(tag)).toBe(code))
