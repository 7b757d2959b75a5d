// What the intake page holds while someone is talking, and how it becomes a filed complaint.
import type { z } from 'zod'
import type { newComplaint } from '../../contract/complaints.ts'
import type { Channel, ComplainantRole, ContactKind, DemandKind, ItemType } from '../../domain/complaints/vocabulary.ts'
import { isMoment, momentToWire, moneyToWire } from '../kit/form.ts'
import type { UploadedFile } from '../kit/form.ts'

export type Draft = {
  channel: Channel; kind: ContactKind; verbatim: string; summary: string
  name: string; phone: string; email: string; handle: string; role: ComplainantRole; anonymous: boolean; preferences: readonly Preference[]
  items: readonly { type: ItemType; number: string }[]; reasonCode: string; occurredAt: string; place: string; respondent: string
  demands: readonly DemandKind[]; amount: string; demandText: string; details: Readonly<Record<string, string>>; files: readonly UploadedFile[]
  readBack: boolean; onSpot: { remedy: string; method: 'written' | 'oral_recorded'; kind: string } | null
}
export type Preference = 'doNotCall' | 'elder' | 'minor' | 'keyCustomer'
export const preferenceNames: readonly Preference[] = ['doNotCall', 'elder', 'minor', 'keyCustomer']

/** An empty page; the channel of the last call stays, since agents sit at one door all day. */
export function emptyDraft(channel: Channel = 'phone'): Draft {
  return {
    channel, kind: 'complaint', verbatim: '', summary: '', name: '', phone: '', email: '', handle: '', role: 'consignee', anonymous: false, preferences: [], items: [{ type: 'waybill', number: '' }],
    reasonCode: '', occurredAt: '', place: '', respondent: '', demands: [], amount: '', demandText: '', details: {}, files: [], readBack: false, onSpot: null,
  }
}

/** Names of details go over the wire in camelCase: promised_time → promisedTime. */
export function detailName(field: string): string {
  return field.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** The vocabulary's name of a detail: promisedTime → promised_time. */
export function fieldOfDetail(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** Wanted fields the page already holds, though the check while typing cannot know them. */
export function heldFields(draft: Draft): ReadonlySet<string> {
  const held: [string, boolean][] = [
    ['contact', draft.anonymous || draft.phone + draft.email + draft.handle !== ''], ['waybill', draft.items.some((item) => item.number.trim() !== '')], ['event_time', draft.occurredAt !== ''], ['place', draft.place !== ''],
    ['courier_identity', draft.respondent !== ''], ['demand', draft.demands.length > 0 || draft.amount + draft.demandText !== ''], ...Object.entries(draft.details).map(([field, value]): [string, boolean] => [field, value !== '']),
  ]
  return new Set(held.filter(([, is]) => is).map(([field]) => field))
}

/** Whether only a file can answer a wanted field. */
export function isFileField(field: string): boolean {
  return /^photo_|_video$|recording|_report$|medical_record|receipt|invoice|_document$|_papers$/.test(field)
}

/** What still stops the page from being sent, as names of its fields (`contract.md`: channel, words, a way to reach the person). */
export function blockers(draft: Draft): ('verbatim' | 'complainant' | 'amount' | 'occurredAt')[] {
  const reachable = draft.anonymous || [draft.phone, draft.email, draft.handle].some((way) => way.trim() !== '')
  return [
    ...(draft.verbatim.trim() === '' ? ['verbatim' as const] : []), ...(reachable ? [] : ['complainant' as const]),
    ...(draft.amount.trim() !== '' && moneyToWire(draft.amount) === undefined ? ['amount' as const] : []),
    ...(draft.occurredAt !== '' && !isMoment(draft.occurredAt) ? ['occurredAt' as const] : []),
  ]
}

const some = <K extends string>(name: K, value: string) => (value.trim() === '' ? {} : { [name]: value.trim() } as Record<K, string>)

function complainantOf(draft: Draft) {
  return {
    ...some('name', draft.name), ...some('phone', draft.phone), ...some('email', draft.email), ...some('handle', draft.handle), role: draft.role,
    ...(draft.preferences.length === 0 ? {} : { preferences: Object.fromEntries(draft.preferences.map((each) => [each, true])) }),
  }
}

/** The body of POST /api/complaints; empty parts are left out. */
export function toComplaint(draft: Draft): z.input<typeof newComplaint> {
  const items = draft.items.filter((item) => item.number.trim() !== '').map((item) => ({ type: item.type, number: item.number.trim() }))
  const details = Object.fromEntries(Object.entries(draft.details).filter(([, value]) => value.trim() !== '').map(([field, value]) => [detailName(field), value.trim()]))
  const amount = moneyToWire(draft.amount)
  const hasDemand = draft.demands.length > 0 || amount !== undefined || draft.demandText.trim() !== ''
  const reachable = [draft.phone, draft.email, draft.handle, draft.name].some((each) => each.trim() !== '')
  return {
    channel: draft.channel, kind: draft.kind, verbatim: draft.verbatim.trim(), anonymous: draft.anonymous, readBack: draft.readBack,
    ...some('summary', draft.summary), ...some('reasonCode', draft.reasonCode), ...some('place', draft.place),
    ...(items.length === 0 ? {} : { items }), ...(reachable ? { complainant: complainantOf(draft) } : {}),
    ...(hasDemand ? { demand: { kinds: [...draft.demands], ...(amount === undefined ? {} : { amount }), ...some('text', draft.demandText) } } : {}),
    ...(draft.occurredAt === '' ? {} : { occurredAt: momentToWire(draft.occurredAt) }), ...(draft.respondent.trim() === '' ? {} : { respondent: { name: draft.respondent.trim() } }),
    ...(Object.keys(details).length === 0 ? {} : { details }), ...(draft.files.length === 0 ? {} : { attachmentIds: draft.files.map((file) => file.id) }),
    ...(draft.onSpot === null ? {} : { onSpot: { remedy: draft.onSpot.remedy.trim(), measures: [{ kind: draft.onSpot.kind as 'apology' }], confirmation: { method: draft.onSpot.method } } }),
  }
}
