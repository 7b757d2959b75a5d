// The service plan of a demo route: when a parcel should be at each stop and when it should have gone on.
import type { PlanStop } from '../../domain/waybills/parcel-events.ts'
import type { Route } from './demo-course.ts'
import type { DemoNetwork, DemoUnit } from './demo-network.ts'
import { roadKm } from './demo-places.ts'

const HOUR = 3_600_000
/** Trucks leave on the half hour; hubs turn a parcel round in four hours; trucks are planned at 58 km/h. */
const TURNROUND = 4 * HOUR
const KM_PER_HOUR = 58
const FIRST_MILE = 2.5 * HOUR
const LAST_MILE = 3.5 * HOUR

/** The stops of the plan in the order of the route; the last has until the promised moment. `leavesAt`: when the origin's truck was to go. */
export function demoPlan(network: DemoNetwork, { origin, hubs, destination }: Route, acceptedAt: number, leavesAt: number, promisedAt: number): PlanStop[] {
  let at = Math.ceil(leavesAt / (HOUR / 2)) * (HOUR / 2)
  const stops: PlanStop[] = [{ ...stopAt(origin), arriveBy: acceptedAt, leaveBy: at }]
  hubs.forEach((hub, i) => {
    at += i === 0 ? FIRST_MILE : planned(network, hubs[i - 1] ?? hub, hub)
    stops.push({ ...stopAt(hub), arriveBy: at, leaveBy: at + TURNROUND })
    at += TURNROUND
  })
  return [...stops, { ...stopAt(destination), arriveBy: at + LAST_MILE, leaveBy: Math.max(promisedAt, at + LAST_MILE + 6 * HOUR) }]
}

function planned(network: DemoNetwork, from: DemoUnit, to: DemoUnit): number {
  const [a, b] = [network.places.get(from.provinceCode ?? ''), network.places.get(to.provinceCode ?? '')]
  const km = a && b && a !== b ? roadKm(a, b) : 160
  return Math.round((km / KM_PER_HOUR) * 60) * 60_000
}

function stopAt({ code, name, kind, city }: DemoUnit): Pick<PlanStop, 'unitCode' | 'unitName' | 'unitKind' | 'city'> {
  return { unitCode: code, unitName: name, unitKind: kind, ...(city && { city }) }
}
