// What the investigation needs of the case it stands in.
import type { DemandKind, Status } from '../../domain/complaints/vocabulary.ts'

export type InquiredCase = Readonly<{
  id: string; version: number; status: Status; kind: string; reasonCode: string | null; finding: object | null
  parties: readonly Readonly<{ role: string; unit: Readonly<{ id: string; name: string }> }>[]; demand: Readonly<{ kinds: readonly DemandKind[] }> | null
}>
