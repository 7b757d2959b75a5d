// A run of bulk intake as its row holds it, with what is sealed in it.
import type { ImportRun } from '../../contract/imports.ts'
import type { Mapping } from '../../domain/complaints/import-line.ts'
import { unseal } from '../platform/crypto.ts'
import type { Platform } from '../platform/platform.ts'
import type { Look } from './import-look.ts'

export type ImportRow = {
  id: string; state: ImportRun['state']; maker_kind: 'user' | 'token'; maker_id: string; maker_name: string; maker_role: string | null; maker_unit_id: string | null; file_name: string; size: number; format: 'csv' | 'xlsx'; file_kept: boolean; look: Buffer; sheet: string | null
  mapping: Mapping | null; defaults: { channel?: string; reportedProof?: string } | null; lines: number; done: number; accepted: number; rejected: number; ran_ms: number; problem: string | null; created_at: number; started_at: number | null; ended_at: number | null
}

export const rejectionPlace = (id: string, line: number): string => `import_rejections|sealed|${id}|${line}`
export const lookPlace = (id: string): string => `imports|look|${id}`

/** What was found in the file of a run. */
export function lookOf(p: Pick<Platform, 'keys'>, row: Pick<ImportRow, 'id' | 'look'>): Look {
  return JSON.parse(unseal(p.keys, lookPlace(row.id), row.look)) as Look
}
