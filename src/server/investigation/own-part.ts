// What a unit sees of a parcel's way: its own stays whole, of its neighbours the moment of the hand-over, nothing of anybody else.
import type { Parcel360 } from '../../contract/waybill-360.ts'

/** Cuts a parcel to the part of these units (OPN-30, OPN-39). Every field is named, so that a new one asks for a decision. */
export function ownPart(whole: Parcel360, own: ReadonlySet<string>): Parcel360 {
  const isOwn = (code: string | null): boolean => code !== null && own.has(code)
  const mine = new Set(whole.stays.filter((s) => isOwn(s.unitCode)).map((s) => s.seq))
  const stays = whole.stays.flatMap((s) => (mine.has(s.seq) ? [s] : mine.has(s.seq + 1) ? [handedOn(s)] : mine.has(s.seq - 1) ? [handedIn(s)] : []))
  return {
    number: whole.number, carrier: whole.carrier, product: whole.product, state: whole.state, fromCity: null, toCity: null, acceptedAt: null, promisedAt: whole.promisedAt, takenAt: whole.takenAt, looks: whole.looks, stays,
    newScans: stays.reduce((n, s) => n + s.scans.filter((v) => v.isNew).length, 0), hops: whole.hops.filter((h) => mine.has(h.from) || (h.to !== null && mine.has(h.to))).map((h) => ({ ...h, passed: h.passed.filter((p) => isOwn(p.unitCode)) })),
    plan: whole.plan.filter((p) => isOwn(p.unitCode)), anomalies: whole.anomalies.filter((a) => isOwn(a.unitCode)), segments: whole.segments.filter((s) => isOwn(s.unitCode)), events: whole.events.filter((e) => isOwn(e.unitCode)), kit: whole.kit.filter((l) => isOwn(l.unitCode)),
  }
}

type Stay = Parcel360['stays'][number]

function handedOn(s: Stay): Stay {
  return { ...blank(s), arrivedAt: s.leftAt ?? s.scans.at(-1)?.at ?? s.arrivedAt, leftAt: s.leftAt }
}

function handedIn(s: Stay): Stay {
  return { ...blank(s), arrivedAt: s.arrivedAt, leftAt: null }
}

function blank({ seq, unitCode, unitName, unitKind, city, role, link }: Stay): Omit<Stay, 'arrivedAt' | 'leftAt'> {
  return { seq, part: 'handover', unitCode, unitName, unitKind, city, role, link, minutes: 0, lasts: false, planMinutes: null, usual: null, known: 0, pace: 'unknown', gap: null, staffNos: [], weightGrams: null, weightChangeGrams: null, scans: [] }
}
