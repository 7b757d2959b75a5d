// The sentences of waybill 360: what a stay, a road, an event, a milestone and a reason say.
import type { Parcel360, Waybill360 } from '../../contract/waybill-360.ts'
import { serverNow } from '../kit/clock.ts'
import { wordParams } from '../kit/problem.ts'
import { longSpan, moment } from '../kit/time-words.ts'
import { hasWords, label, t } from '../kit/words.ts'
import { sayAnomaly } from './WaybillPanel.tsx'

export type Stay = Parcel360['stays'][number]
export type Hop = Parcel360['hops'][number]
type Measured = Pick<Hop, 'minutes' | 'planMinutes' | 'usual' | 'known'>
type Event = Parcel360['events'][number]
type Because = Parcel360['segments'][number]['because']

const w = (key: string, params: Record<string, unknown> = {}): string => t(`console.waybill360.${key}`, params)
const when = (iso: string): string => moment(Date.parse(iso), serverNow(), true)

export function spanOf(minutes: number): string {
  return longSpan(minutes * 60_000)
}

export function placeName(place: { unitName: string | null; unitCode: string | null }): string {
  return place.unitName ?? place.unitCode ?? w('unknown_place')
}

/** How a time stands against other parcels: rare ones say how rare, too few are said and not judged. */
export function sayUsual({ usual, known }: Pick<Measured, 'usual' | 'known'>): string {
  if (usual === null) return known === 0 ? w('not_known') : w('too_few', { n: known })
  const percent = Math.floor(usual.share * 100)
  if (usual.share >= 1) return w('usual_all', { n: usual.n, days: usual.days })
  return w(usual.share >= 0.5 ? 'usual' : 'usual_fine', { n: usual.n, days: usual.days, percent })
}

/** Plan and rarity behind a time, as far as they are known. */
export function sayMeasure(m: Measured): string[] {
  return [...(m.planMinutes === null ? [] : [w('planned', { span: spanOf(m.planMinutes) })]), ...(m.usual === null ? [] : [sayUsual(m)])]
}

export function sayStay(stay: Stay): string {
  const params = { unit: placeName(stay), from: when(stay.arrivedAt), to: when(stay.leftAt ?? stay.scans.at(-1)?.at ?? stay.arrivedAt), span: spanOf(stay.minutes) }
  if (stay.part === 'handover') return `${placeName(stay)} ${w(stay.leftAt === null ? 'handover_in' : 'handover_out')} ${when(stay.leftAt ?? stay.arrivedAt)}`
  return [w(stay.lasts ? 'mark_stay_lasts' : 'mark_stay', params), ...sayMeasure(stay), ...sayGap(stay.gap, placeName(stay))].join(t('console.app.list_semicolon'))
}

export function sayHop(hop: Hop, from: Stay | undefined): string {
  const params = { from: from ? placeName(from) : '', to: placeName(hop.next), span: spanOf(hop.minutes) }
  const gaps = hop.gap === 'passed_without_scan' ? hop.passed.flatMap((p) => sayGap(hop.gap, placeName(p))) : sayGap(hop.gap, placeName(hop.next))
  return [w(hop.lasts ? 'mark_road_lasts' : 'mark_road', params), ...sayMeasure(hop), ...gaps].join(t('console.app.list_semicolon'))
}

export function sayGap(gap: string | null, unit: string): string[] {
  return gap === null ? [] : [w(`gap.${gap}`, { unit })]
}

/** What an event beside the scans says. */
export function sayEvent({ kind, params: p }: Event): string {
  const text = (name: string): string => String(p[name] ?? '')
  if (kind === 'gps') return w(p['during'] === 'attempt' ? 'event.gps_attempt' : 'event.gps', p)
  if (kind === 'call') return w(Number(p['seconds']) > 0 ? 'event.call_answered' : 'event.call_unanswered', { seconds: p['seconds'], to: w(`event.to.${text('to')}`) })
  if (kind === 'photo') return p['metres'] === undefined ? w(`event.photo.${text('of')}`) : w('event.photo_at', { what: w(`event.photo.${text('of')}`), metres: p['metres'] })
  if (kind === 'locker') return p['cell'] === undefined ? w(`event.locker.${text('step')}`) : w('event.cell', { what: w(`event.locker.${text('step')}`), cell: p['cell'] })
  if (kind === 'message') return w(p['delivered'] === true ? 'event.message_sent' : 'event.message_failed', { what: w(`event.message.${text('about')}`), channel: w(`event.channel.${text('channel')}`) })
  return w(p['given'] === true ? 'event.consent_given' : 'event.consent_refused', { to: w(`event.place.${text('to')}`), via: w(`event.via.${text('via')}`) })
}

export function sayMilestone(m: Waybill360['milestones'][number]): string {
  const what = t(`console.waybill360.milestone.${m.kind.replace('.', '_')}`, {}, m.kind)
  return m.what === null ? what : w('milestone_what', { what, unit: m.what })
}

/** The reason of a segment: its sentence, then plan and rarity where it has them. */
export function sayBecause({ code, params }: Because): string {
  const figures = wordParams(params)
  if (code === 'kit_line') return t(`codes.kit.${String(params['line'])}`, figures)
  const more = [...(params['planHours'] === undefined ? [] : [t('codes.segment.over_plan', figures)]), ...(params['percent'] === undefined ? [] : [t('codes.segment.than_usual', { ...figures, days: params['days'] ?? 30 })])]
  return [hasWords(`codes.segment.${code}`) ? t(`codes.segment.${code}`, figures) : sayAnomaly({ code, params }), ...more].join(t('console.app.list_semicolon'))
}

export function sayScan(scan: Stay['scans'][number], unit: string): string {
  const parts = [`${label('scan', scan.code)} ${scan.unitName ?? unit}`, when(scan.at), scan.note ?? '', scan.staffNo ?? '', scan.weightGrams === undefined ? '' : `${(scan.weightGrams / 1000).toFixed(2)} kg`, scan.isNew ? w('is_new') : '']
  return parts.filter(Boolean).join(' · ')
}

export function sayAt(iso: string): string {
  return when(iso)
}
