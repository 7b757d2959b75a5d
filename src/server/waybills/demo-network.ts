// The organisation of the demo carrier 回音速运: headquarters, 31 provinces, 60 hubs, about 900 outlets, stations, partners and couriers.
import type { UnitKind } from '../../domain/identity/unit-kinds.ts'
import { demoPlaces, GIVEN_NAMES, OUTLET_PLACES, STATION_BRANDS, SURNAMES } from './demo-places.ts'
import type { DemoProvince } from './demo-places.ts'
import { between, pick, roll, seedOf } from './demo-random.ts'

/** A unit of the network. The ancestors' codes are stored on each row so that scope is an equality (OPN-12, OPN-30). */
export type DemoUnit = {
  code: string
  kind: UnitKind
  name: string
  parentCode?: string
  provinceCode?: string
  hubCode?: string
  outletCode?: string
  city?: string
  district?: string
  /** `suspended`: the outlet has stopped working (停网). */
  state: 'active' | 'suspended'
}

export type DemoStaff = { staffNo: string; name: string; phone: string; unitCode: string }

export type DemoNetwork = {
  seed: number
  units: DemoUnit[]
  byCode: ReadonlyMap<string, DemoUnit>
  outlets: DemoUnit[]
  hubs: DemoUnit[]
  /** Great junctions that long routes pass. */
  junctions: DemoUnit[]
  /** The station of a district, by `stationKey`. */
  stations: ReadonlyMap<string, DemoUnit>
  places: ReadonlyMap<string, DemoProvince>
}

const JUNCTION_CITIES = ['郑州', '武汉', '长沙', '西安', '南京']

export const DEMO_SEED = 'huiyin'

/** The place in the list of outlets of the one that has stopped working. */
const SUSPENDED_OUTLET = 'W13017'

/** All units of the demo carrier for a seed, parents before children. Codes: HQ, C01, P42, H4201, W42017, Z42003, X01. */
export function demoUnits(seed: string = DEMO_SEED): DemoUnit[] {
  return [
    { code: 'HQ', kind: 'headquarters', name: '回音速运总部', city: '上海', state: 'active' },
    ...['总部客诉中心', '华中客诉中心', '西南客诉中心'].map((name, i): DemoUnit => ({ code: `C0${i + 1}`, kind: 'complaint_centre', name, parentCode: 'HQ', city: ['上海', '武汉', '成都'][i] ?? '上海', state: 'active' })),
    ...['营运部', '服务保障部', '信息安全部', '法务部'].map((name, i): DemoUnit => ({ code: `D0${i + 1}`, kind: 'department', name: `总部${name}`, parentCode: 'HQ', state: 'active' })),
    ...['捷运干线运输', '乡音邮路代派', '格子智能柜运营'].map((name, i): DemoUnit => ({ code: `X0${i + 1}`, kind: 'partner', name, parentCode: 'HQ', state: 'active' })),
    ...demoPlaces().flatMap((place) => provinceUnits(seedOf(seed), place)),
  ]
}

/** The network with its indexes. Build it once; it is never changed. */
export function demoNetwork(seed: string = DEMO_SEED): DemoNetwork {
  const units = demoUnits(seed)
  return {
    seed: seedOf(seed), units,
    stations: new Map(units.filter((unit) => unit.kind === 'station').map((unit) => [stationKey(unit), unit])),
    byCode: new Map(units.map((unit) => [unit.code, unit])),
    outlets: units.filter((unit) => unit.kind === 'outlet' && unit.state === 'active'),
    hubs: units.filter((unit) => unit.kind === 'hub'),
    junctions: units.filter((unit) => unit.kind === 'hub' && JUNCTION_CITIES.includes(unit.city ?? '')),
    places: new Map(demoPlaces().map((place) => [`P${place.code}`, place])),
  }
}

/** The couriers of an outlet (6–12), staff numbers stable: outlet digits + two. Empty for units without couriers. */
export function demoStaff(network: DemoNetwork, unitCode: string): DemoStaff[] {
  if (network.byCode.get(unitCode)?.kind !== 'outlet') return []
  return Array.from({ length: staffCount(network, unitCode) }, (_, i) => {
    const staffNo = staffNoOf(unitCode, i)
    const seed = seedOf(staffNo)
    return { staffNo, unitCode, name: personName(seed, 1), phone: demoPhone(seed) }
  })
}

/** The staff number of one of the outlet's couriers, by chance. */
export function someCourier(network: DemoNetwork, unitCode: string, seed: number, salt: number): string {
  return staffNoOf(unitCode, roll(seed, salt, staffCount(network, unitCode)))
}

/** Where to look for the station that serves an outlet's district. */
export function stationKey(unit: DemoUnit): string {
  return `${unit.provinceCode}/${unit.city}/${unit.district}`
}

/** An invented Chinese name. */
export function personName(seed: number, salt: number): string {
  return SURNAMES.charAt(roll(seed, salt, SURNAMES.length)) + pick(seed, salt + 1, GIVEN_NAMES)
}

/** An invented mobile number: 199000 and five digits. */
export function demoPhone(seed: number): string {
  return `199000${String(roll(seed, 77, 100_000)).padStart(5, '0')}`
}

function staffCount(network: DemoNetwork, unitCode: string): number {
  return between(network.seed ^ seedOf(unitCode), 3, 6, 12)
}

function staffNoOf(unitCode: string, index: number): string {
  return `${unitCode.slice(1)}${String(index + 1).padStart(2, '0')}`
}

function provinceUnits(seed: number, place: DemoProvince): DemoUnit[] {
  const provinceCode = `P${place.code}`
  const province: DemoUnit = { code: provinceCode, kind: 'province', name: `${place.short}省区`, parentCode: 'HQ', provinceCode, city: place.cities[0]?.name ?? place.short, state: 'active' }
  const hubs = place.cities.filter((city) => city.hasHub).map((city, i): DemoUnit => ({
    code: `H${place.code}0${i + 1}`, kind: 'hub', name: `${city.name}转运中心`, parentCode: provinceCode, provinceCode, hubCode: `H${place.code}0${i + 1}`, city: city.name, state: 'active',
  }))
  const outlets: DemoUnit[] = []
  const stations: DemoUnit[] = []
  for (const city of place.cities) {
    const hubCode = (hubs.find((hub) => hub.city === city.name) ?? hubs[0])?.hubCode ?? ''
    for (const district of city.districts) {
      const base = seed ^ seedOf(`${place.code}${city.name}${district}`)
      const first = roll(base, 1, OUTLET_PLACES.length)
      const count = roll(base, 2, 4) === 0 ? 3 : 2
      for (let i = 0; i < count; i++) {
        const where = OUTLET_PLACES[(first + i * 7) % OUTLET_PLACES.length] ?? ''
        const code = `W${place.code}${String(outlets.length + 1).padStart(3, '0')}`
        const outlet: DemoUnit = {
          code, kind: 'outlet', name: `${city.name}${district}${where}网点`, parentCode: hubCode, provinceCode, hubCode, outletCode: code,
          city: city.name, district, state: code === SUSPENDED_OUTLET ? 'suspended' : 'active',
        }
        outlets.push(outlet)
        if (i === 0) stations.push({ ...outlet, code: `Z${place.code}${String(stations.length + 1).padStart(3, '0')}`, kind: 'station', name: `${district}${where}${pick(base, 20 + i, STATION_BRANDS)}`, parentCode: code, state: 'active' })
      }
    }
  }
  return [province, ...hubs, ...outlets, ...stations]
}
