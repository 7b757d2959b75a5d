// Who was heard and what was looked at in an investigation (INV-04, 07, 08, 16), and what a record of it needs.
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'
import type { EvidenceOrigin, EvidenceSide, EvidenceType } from '../complaints/evidence.ts'

export const recordKinds = ['interview', 'survey', 'inspection', 'mediation'] as const
export type RecordKind = (typeof recordKinds)[number]

/** Whose part one was heard in; their name stays out of it, a staff number names staff. */
export const heardPersons = ['courier', 'driver', 'dispatcher', 'warehouse_keeper', 'sorter', 'station_keeper', 'manager', 'agent', 'partner', 'sender', 'consignee', 'witness', 'mediator'] as const
export type HeardPerson = (typeof heardPersons)[number]

/** How something was looked at. */
export const siteMethods = ['on_site', 'video_review', 'unpacking', 'weighing', 'photo_review', 'appraisal', 'by_phone', 'in_person', 'written'] as const
export type SiteMethod = (typeof siteMethods)[number]

const partners: readonly HeardPerson[] = ['partner']
const outside: readonly HeardPerson[] = ['witness', 'mediator']
const customers: readonly HeardPerson[] = ['sender', 'consignee']

/** Whether the person heard is one of the complaint's own, whose words are theirs to have erased. */
export const isCustomer = (person: HeardPerson | null): boolean => person !== null && customers.includes(person)

export type NewRecord = { readonly kind: RecordKind; readonly person: HeardPerson | undefined; readonly place: string | undefined; readonly readBack: boolean | undefined }

/** Why a record isn't whole: an interview says who was heard and that the note was read back to them; a survey or inspection where. */
export function whyNotRecorded({ kind, person, place, readBack }: NewRecord): Why | null {
  if ((kind === 'interview' || kind === 'mediation') && person === undefined) return why('inquiry.person_missing', { kind })
  if (kind === 'interview' && readBack === undefined) return why('inquiry.read_back_missing')
  if ((kind === 'survey' || kind === 'inspection') && (place ?? '') === '') return why('inquiry.place_missing', { kind })
  return null
}

/** As which piece of evidence a record's words enter the vault, and whose side speaks in it. */
export function evidenceOf(kind: RecordKind, person: HeardPerson | undefined): { readonly type: EvidenceType; readonly side: EvidenceSide; readonly origin: EvidenceOrigin } {
  if (kind === 'survey') return { type: 'survey_report', side: 'company', origin: 'survey' }
  if (kind === 'inspection') return { type: 'inspection_report', side: 'company', origin: 'inspection' }
  const side: EvidenceSide = person === undefined ? 'company' : partners.includes(person) ? 'partner' : outside.includes(person) ? 'third_party' : customers.includes(person) ? 'customer' : person === 'agent' ? 'company' : 'staff'
  return { type: 'interview', side, origin: 'interview' }
}
