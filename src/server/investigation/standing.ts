// The snapshot of a case's parcel turned into what speaks for or against one unit that is asked about it (OPN-39).
import type { z } from 'zod'
import type { orderKit } from '../../contract/outlet.ts'
import type { WaybillView } from '../../contract/waybills.ts'
import type { Words } from '../../contract/words.ts'
import { unitKit } from '../../domain/investigation/unit-kit.ts'
import type { UnitKit } from '../../domain/investigation/unit-kit.ts'
import { ANOMALY_CODES } from '../../domain/waybills/anomalies.ts'
import type { Anomaly } from '../../domain/waybills/anomalies.ts'
import type { CustodyLimits, Link } from '../../domain/waybills/custody.ts'
import type { ParcelEvent } from '../../domain/waybills/parcel-events.ts'
import { parcelOf } from '../waybills/read-view.ts'

export type OrderKit = z.output<typeof orderKit>
type Standing = { readonly likely: { code: string; params: Record<string, number | string | boolean> }[]; readonly kit: OrderKit }

const links: readonly Link[] = ['pickup', 'transit', 'delivery', 'station', 'none']
/** Reasons of cases in which the customer says that nothing came although it was signed for. */
const notReceived = /^(false_signoff|misdelivery|loss)\b/

/** How a unit stands by the public part of a snapshot, as of `now`: reasons, the strongest first, and what it can show for itself. */
export function standingOf(snapshot: WaybillView, unitCode: string, { limits, now, reasonCode }: { readonly limits: CustodyLimits; readonly now: number; readonly reasonCode: string | null }): Standing {
  const kit = unitKit(unitCode, { parcel: parcelOf(snapshot), anomalies: snapshot.anomalies.flatMap(anomalyOf), limits, now, notReceived: notReceived.test(reasonCode ?? '') })
  return {
    likely: kit.because.map((b) => ({ code: b.code, params: { ...b.params, likelyLiable: kit.verdict === 'liable' } })),
    kit: shown(kit),
  }
}

function shown(kit: UnitKit): OrderKit {
  return {
    verdict: kit.verdict,
    scans: kit.scans.map((s) => ({ at: iso(s.at), code: s.code, metres: s.distanceMetres ?? null })),
    events: kit.events.map((e) => ({ at: iso(e.at), kind: e.kind, unitCode: e.unitCode ?? null, params: figuresOf(e) })),
    lines: kit.lines.map((l) => ({ line: l.line, state: l.state, because: l.because, law: l.law, at: l.at === undefined ? null : iso(l.at), unitCode: l.unitCode ?? null })),
  }
}

/** The kit as words that are kept with the case as evidence: the lines of the sign-off, then the unit's scans. */
export function kitText(kit: OrderKit, t: Words, moment: (at: number) => string): string {
  const lines = kit.lines.map((l) => `${t(`codes.kitLine.${l.line}`)}：${t(`codes.kit.${l.because.code}`, l.because.params as Record<string, string | number>)}`)
  const scans = kit.scans.map((s) => `${moment(Date.parse(s.at))} ${t(`codes.scan.${s.code}`)}${s.metres === null ? '' : ` ${s.metres} m`}`)
  return [...lines, ...scans].join('\n').slice(0, 2000)
}

// which of the unit's people it was is not for the page
function figuresOf(e: ParcelEvent): Record<string, string | number | boolean> {
  return Object.fromEntries(Object.entries(e).filter(([name]) => !['at', 'kind', 'unitCode', 'staffNo'].includes(name))) as Record<string, string | number | boolean>
}

function anomalyOf(a: WaybillView['anomalies'][number]): Anomaly[] {
  const code = ANOMALY_CODES.find((c) => c === a.code)
  const { unit, link, ...figures } = a.params
  return code === undefined ? [] : [{ code, link: links.find((l) => l === link) ?? 'none', at: a.at === null ? 0 : Date.parse(a.at), params: plain(figures), ...(a.unitCode === null ? {} : { unitCode: a.unitCode }), ...(typeof unit === 'string' ? { unitName: unit } : {}) }]
}

function plain(params: Readonly<Record<string, unknown>>): Record<string, number | string> {
  return Object.fromEntries(Object.entries(params).filter((entry): entry is [string, number | string] => typeof entry[1] === 'number' || typeof entry[1] === 'string'))
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
