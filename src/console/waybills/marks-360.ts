// Everything of waybill 360 as marks on its lanes, each with its words.
import type { EvidenceItem } from '../../contract/evidence.ts'
import type { Parcel360, Waybill360 } from '../../contract/waybill-360.ts'
import { label, t } from '../kit/words.ts'
import { toneOf } from './axis.ts'
import type { Lane, Mark, Tone } from './axis.ts'
import { placeName, sayAt, sayEvent, sayHop, sayMilestone, sayScan, sayStay } from './say-360.ts'

/** The pieces of evidence that can be placed in time. */
export type Piece = Pick<EvidenceItem, 'id' | 'seq' | 'type' | 'aboutAt' | 'addedAt' | 'text'> & { readonly picture: string | null; readonly takenAt: string | null }

const at = (iso: string): number => Date.parse(iso)

/** The marks of a parcel, its case's milestones and its evidence. */
export function marksOf(parcel: Parcel360, milestones: Waybill360['milestones'], pieces: readonly Piece[]): Mark[] {
  return [...chain(parcel), ...plan(parcel), ...scans(parcel), ...parcel.events.map(event), ...pieces.map(piece), ...milestones.map((m, i): Mark => ({ key: `m${i}`, lane: 'case', at: at(m.at), tone: m.kind === 'complaint.received' ? 'overdue' : 'brand', words: `${sayAt(m.at)} ${sayMilestone(m)}`, name: sayMilestone(m) }))]
}

function chain({ stays, hops, takenAt }: Parcel360): Mark[] {
  const blocks = stays.map((s): Mark => {
    const end = s.lasts ? at(takenAt) : at(s.leftAt ?? s.scans.at(-1)?.at ?? s.arrivedAt)
    return { key: `s${s.seq}`, lane: 'chain', at: at(s.arrivedAt), to: Math.max(end, at(s.arrivedAt)), tone: toneOf(s.pace, s.gap), words: sayStay(s), name: placeName(s), isNew: s.scans.some((v) => v.isNew) }
  })
  const roads = hops.map((h): Mark => ({ key: `h${h.from}`, lane: 'chain', at: at(h.leftAt), to: at(h.leftAt) + h.minutes * 60_000, tone: toneOf(h.pace, h.gap), words: sayHop(h, stays.find((s) => s.seq === h.from)), name: h.gap === 'passed_without_scan' ? h.passed.map(placeName).join(' ') : placeName(h.next), road: true }))
  return [...blocks, ...roads]
}

function plan({ plan: stops, promisedAt }: Parcel360): Mark[] {
  const blocks = stops.map((p, i): Mark => {
    const last = i === stops.length - 1
    return { key: `p${i}`, lane: 'plan', at: at(p.arriveBy), ...(p.leaveBy === null || last ? {} : { to: at(p.leaveBy) }), tone: 'plain', name: p.unitName, words: t(last ? 'console.waybill360.mark_plan_last' : 'console.waybill360.mark_plan', { unit: p.unitName, from: sayAt(p.arriveBy), to: p.leaveBy === null ? '' : sayAt(p.leaveBy) }) }
  })
  return promisedAt === null ? blocks : [...blocks, { key: 'promise', lane: 'plan', at: at(promisedAt), tone: 'brand', words: t('console.waybill360.mark_promise', { at: sayAt(promisedAt) }) }]
}

const GRAVE = new Set(['pod_reversed', 'damaged', 'lost_suspected', 'lost_confirmed', 'seized', 'attempt_failed', 'held', 'refused'])
const SIGNED = new Set(['delivered_self', 'delivered_proxy', 'delivered_locker', 'delivered_station', 'collected'])

function scans({ stays }: Parcel360): Mark[] {
  return stays.flatMap((s) => s.scans.map((v, i): Mark => ({ key: `v${s.seq}.${i}`, lane: 'scans', at: at(v.at), tone: GRAVE.has(v.code) ? 'soon' : SIGNED.has(v.code) ? 'good' : 'plain', words: sayScan(v, placeName(s)), name: label('scan', v.code), isNew: v.isNew })))
}

const LANE_OF: Record<Parcel360['events'][number]['kind'], Lane> = { gps: 'place', call: 'calls', photo: 'evidence', locker: 'locker', message: 'locker', consent: 'locker' }
/** Further from the address than this deserves a second look; the kit says what counts. */
const FAR_METRES = 50

function event(e: Parcel360['events'][number], i: number): Mark {
  const { metres, seconds, given, delivered } = e.params
  const tone: Tone = e.kind === 'call' ? (Number(seconds) > 0 ? 'good' : 'soon') : e.kind === 'consent' ? (given === true ? 'good' : 'overdue') : e.kind === 'message' ? (delivered === true ? 'plain' : 'soon') : Number(metres ?? 0) > FAR_METRES ? 'soon' : 'plain'
  return { key: `e${i}`, lane: LANE_OF[e.kind], at: at(e.at), tone, words: `${sayAt(e.at)} ${sayEvent(e)}`, ...(e.kind === 'gps' && { name: t('console.waybill360.metres', { n: metres }) }) }
}

function piece(p: Piece): Mark {
  const when = p.aboutAt ?? p.takenAt ?? p.addedAt
  const words = [sayAt(when), t('console.waybill360.evidence_piece', { n: p.seq, type: label('evidenceType', p.type) }), p.text ?? ''].filter(Boolean).join(' ')
  return { key: `d${p.id}`, lane: 'evidence', at: at(when), tone: 'info', words, name: `#${p.seq}`, ...(p.picture !== null && { href: p.picture }) }
}
