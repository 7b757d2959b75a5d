// The words of evidence: what a piece is, whose side it comes from, on which way it came; which files may be one, and how large (INV-05, INV-06).

/** What a piece of evidence is. The first three lines are those of the sources, the rest what couriers' cases turn on. */
export const evidenceTypes = [
  'delivery_record', 'surveillance_video', 'parcel_photo',
  'transport_contract', 'order_detail', 'handover_record', 'tracking_data', 'warehouse_document', 'communication_record', 'gps_trace', 'video',
  'pod', 'packing_photo', 'weight_record', 'customs_document', 'chat_record', 'consent_record', 'locker_record', 'value_proof', 'call_log', 'call_recording', 'voice_note',
  'statement', 'interview', 'survey_report', 'inspection_report', 'tracking_snapshot', 'official_notice', 'photo', 'document', 'other',
] as const
export type EvidenceType = (typeof evidenceTypes)[number]

/** Whose side it comes from; a contested fact needs more than one (INV-09). */
export const evidenceSides = ['customer', 'unit', 'staff', 'partner', 'company', 'third_party', 'system'] as const
export type EvidenceSide = (typeof evidenceSides)[number]

/** On which way it came into the case. */
export const evidenceOrigins = ['intake', 'portal', 'desk', 'contact', 'order', 'statement', 'contest', 'interview', 'survey', 'inspection', 'finding', 'pause', 'execution', 'objection'] as const
export type EvidenceOrigin = (typeof evidenceOrigins)[number]

/** `erased` at the person's request; the row stays, the file does not. */
export const evidenceStates = ['kept', 'withdrawn', 'erased'] as const

/** What happens to a piece: each is a line of its custody that nobody can change. */
export const custodyActs = ['added', 'viewed', 'downloaded', 'held', 'released', 'withdrawn', 'handed_out', 'erased'] as const
export type CustodyAct = (typeof custodyActs)[number]

/** `unscanned` waits for the scanner; `unavailable`: there is none, or it failed — nothing was found because nothing looked. */
export const scanStates = ['unscanned', 'clean', 'infected', 'unavailable'] as const
export type ScanState = (typeof scanStates)[number]

export const requestStates = ['asked', 'answered', 'expired', 'waived'] as const

const megabyte = 1024 * 1024
/** What crosses the wire at most, whatever it is. */
export const largestFile = 20 * megabyte

export type MediaKind = 'image' | 'document' | 'audio' | 'video'
/** The kinds of files that may be evidence: by their content, never by their name. What runs or unpacks (office, archives, SVG, HTML, programs) is none. */
export const mediaKinds: Readonly<Record<MediaKind, { readonly types: readonly string[]; readonly most: number }>> = {
  image: { types: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'], most: largestFile },
  document: { types: ['application/pdf'], most: largestFile },
  // ten megabytes are an hour of a telephone's voice note
  audio: { types: ['audio/mpeg', 'audio/mp4', 'audio/ogg', 'audio/webm', 'audio/wav', 'audio/amr'], most: 10 * megabyte },
  video: { types: ['video/mp4', 'video/webm', 'video/quicktime'], most: largestFile },
}

/** All content types that are taken. */
export const acceptedTypes: readonly string[] = Object.values(mediaKinds).flatMap((k) => k.types)

/** The kind of a content type; null for one that is not taken. */
export function mediaKindOf(type: string): MediaKind | null {
  return (Object.keys(mediaKinds) as MediaKind[]).find((kind) => mediaKinds[kind].types.includes(type)) ?? null
}

const byOrigin: Partial<Record<EvidenceOrigin, EvidenceType>> = { statement: 'statement', contest: 'statement', interview: 'interview', survey: 'survey_report', inspection: 'inspection_report' }
const byKind: Readonly<Record<MediaKind, EvidenceType>> = { image: 'photo', document: 'document', audio: 'voice_note', video: 'video' }

/** What a piece most likely is when nobody said: by the way it came, else by what kind of file it is; words alone are a statement. */
export function guessType(origin: EvidenceOrigin, mediaType: string | null): EvidenceType {
  if (mediaType === null) return byOrigin[origin] ?? 'statement'
  const kind = mediaKindOf(mediaType)
  return (kind === 'image' || kind === 'document' ? byOrigin[origin] : undefined) ?? (kind === null ? 'other' : byKind[kind])
}

/** Whose side it comes from when nobody said: who brought it. */
export function guessSide(by: { readonly kind: string; readonly isOfUnit: boolean; readonly isPartner: boolean }): EvidenceSide {
  if (by.kind === 'customer') return 'customer'
  if (by.kind === 'system') return 'system'
  return by.isPartner ? 'partner' : by.isOfUnit ? 'unit' : 'company'
}
