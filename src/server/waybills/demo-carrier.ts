// The demo carrier as an adapter: any of its numbers has a parcel; recent ones are found by phone, name, pickup code, order or address.
import { inOrder, stateAfter } from '../../domain/waybills/scans.ts'
import type { Waybill } from '../../domain/waybills/scans.ts'
import type { Carrier, ParcelHit, ParcelQuery } from './carrier.ts'
import { normaliseNumber } from '../../domain/waybills/numbers.ts'
import { DEMO_CAST } from './demo-cast.ts'
import type { DemoNetwork } from './demo-network.ts'
import { demoWaybill, recentDemoNumbers } from './demo-parcel.ts'

const MAX_HITS = 20
/** Share of a spoken address that must stand in the parcel's for a hit. */
const ADDRESS_FIT = 0.6

/**
 * The adapter of 回音速运. `anchorAt` (epoch ms) is the instant the demo's histories lead up to: keep it with the demo's data. The parcels
 * of the cast have one of their own, so that their scenes can be set anew while everybody else's past stays.
 */
export function demoCarrier(network: DemoNetwork, anchorAt: number, castAt = anchorAt): Carrier {
  let recent: Waybill[] | undefined
  const isCast = (number: string): boolean => DEMO_CAST.some((parcel) => parcel.number === normaliseNumber(number))
  const read = (number: string): Waybill | null => demoWaybill(network, number, isCast(number) ? castAt : anchorAt)
  return {
    code: 'hy',
    lookup: async (number) => read(number),
    find: async (query) => {
      recent ??= recentDemoNumbers().flatMap((number) => read(number) ?? [])
      return findAmong(recent, query)
    },
  }
}

/** The parcels that fit every given field, best first, at most 20. An empty query fits none. */
export function findAmong(parcels: readonly Waybill[], query: ParcelQuery): ParcelHit[] {
  const asked = TESTS.flatMap(({ field, fit }) => {
    const value = plain(query[field])
    return value === '' ? [] : [{ field, value, fit }]
  })
  if (asked.length === 0) return []
  const hits: ParcelHit[] = []
  for (const parcel of parcels) {
    let sum = 0
    const fits = asked.every(({ value, fit }) => {
      const score = fit(parcel, value)
      sum += score
      return score > 0
    })
    if (fits) hits.push(hitOf(parcel, asked.map(({ field }) => field), sum / asked.length))
  }
  return hits.sort((a, b) => b.score - a.score || b.acceptedAt - a.acceptedAt).slice(0, MAX_HITS)
}

const TESTS: { field: keyof ParcelQuery; fit: (parcel: Waybill, value: string) => number }[] = [
  { field: 'phone', fit: ({ parties }, v) => yes(parties.consignee.phone === v || parties.sender.phone === v) },
  { field: 'phoneTail', fit: ({ parties }, v) => yes(v.length >= 4 && (parties.consignee.phone.endsWith(v) || parties.sender.phone.endsWith(v))) },
  { field: 'pickupCode', fit: ({ parties }, v) => yes(plain(parties.pickupCode) === v) },
  { field: 'orderTail', fit: ({ parties }, v) => yes(v.length >= 4 && plain(parties.orderNo).endsWith(v)) },
  { field: 'name', fit: ({ parties }, v) => Math.max(nameFit(parties.consignee.name, v), nameFit(parties.sender.name, v) * 0.9) },
  { field: 'address', fit: ({ parties }, v) => Math.max(addressFit(parties.consignee.address, v), addressFit(parties.sender.address, v) * 0.9) },
]

function yes(fits: boolean): number {
  return fits ? 1 : 0
}

/** "王女士" fits every 王, less well than the whole name. */
function nameFit(name: string, asked: string): number {
  const bare = asked.replace(/(先生|女士|小姐|太太|大爷|大妈|阿姨|师傅|老师)$/, '')
  if (bare === '') return 0
  if (plain(name) === bare) return 1
  return plain(name).startsWith(bare) ? 0.5 : 0
}

/** The share of the asked address's pairs of neighbouring characters that stand in the parcel's, words like 省市区 apart; 0 below the threshold. */
function addressFit(address: string, asked: string): number {
  const words = bareAddress(asked)
  const given = bareAddress(address)
  if (words.length < 3) return given.includes(words) && words !== '' ? 0.5 : 0
  let fit = 0
  for (let i = 0; i + 1 < words.length; i++) if (given.includes(words.slice(i, i + 2))) fit++
  const share = fit / (words.length - 1)
  return share >= ADDRESS_FIT ? share : 0
}

function bareAddress(text: string): string {
  return plain(text).replace(/(省|市|区|县|镇|乡|街道|自治)/g, '')
}

function plain(text: string | undefined): string {
  return (text ?? '').normalize('NFKC').replace(/[\s,，。.·\-–—]/g, '').toUpperCase()
}

function hitOf(parcel: Waybill, matched: (keyof ParcelQuery)[], score: number): ParcelHit {
  const { name, phone } = parcel.parties.consignee
  return {
    number: parcel.number, carrier: parcel.carrier, score, matched,
    consignee: { name: name.charAt(0) + '*'.repeat(Math.max(1, name.length - 1)), phone: `${phone.slice(0, 3)}******${phone.slice(-2)}` },
    senderCity: parcel.senderCity, consigneeCity: parcel.consigneeCity, goodsName: parcel.goods.name, acceptedAt: parcel.acceptedAt, state: stateAfter(inOrder(parcel.scans)),
  }
}
