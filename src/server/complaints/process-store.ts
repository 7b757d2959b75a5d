// Which process template a case follows, pinned or still to be pinned, and what of it the lifecycle's gate must know.
import { sql } from 'kysely'
import type { CaseFacts } from '../../domain/complaints/facts.ts'
import { processFacts } from '../../domain/complaints/conformance.ts'
import type { RecordLine } from '../../domain/complaints/milestones.ts'
import { chooseTemplate } from '../../domain/policy/process-choice.ts'
import type { UnitAbove } from '../../domain/policy/process-choice.ts'
import type { ProcessPolicy, ProcessTemplate } from '../../domain/policy/process-template.ts'
import { guardsOf } from '../../domain/policy/process-template.ts'
import type { Db } from '../platform/context.ts'
import { executeOften } from '../platform/database.ts'
import { loadFacts } from './facts.ts'
import type { PolicyInForce } from './policy.ts'
import { processesDocument } from './process-policy.ts'

/** What a case is pinned to: the template's code, the version of the document it stands in, itself. */
export type Pinned = { readonly code: string; readonly version: number; readonly template: ProcessTemplate }
/** What of a case's row tells its template. */
export type PinnedRow = { readonly id: string; readonly process: string | null; readonly policy_version: string | null }

/** A pin as the case's row keeps it. */
export function pinOf({ code, version }: Pinned): string {
  return `${code}@${version}`
}

/** The template of a case. Until its first step nothing is pinned: then it is the choice of the unit it concerns, by the version in force when it came. */
export async function processOf(db: Db, policy: PolicyInForce, row: PinnedRow): Promise<Pinned> {
  const pinned = row.process === null ? null : readPin(policy, row.process)
  if (pinned) return pinned
  const document = documentAt(policy, Number(/\bprocesses@(\d+)/.exec(row.policy_version ?? '')?.[1] ?? 1))
  return templateOf(document, document.choices.length === 0 ? document.default : chooseTemplate(document, (await unitsAbove(db, [row.id])).get(row.id) ?? []))
}

/** The same for many cases, with one query when units chose. */
export async function processesOf(db: Db, policy: PolicyInForce, rows: readonly PinnedRow[]): Promise<ReadonlyMap<string, Pinned>> {
  const units = await unitsAbove(db, rows.filter((r) => r.process === null).map((r) => r.id))
  return new Map(rows.map((row) => {
    const pinned = row.process === null ? null : readPin(policy, row.process)
    if (pinned) return [row.id, pinned]
    const document = documentAt(policy, Number(/\bprocesses@(\d+)/.exec(row.policy_version ?? '')?.[1] ?? 1))
    return [row.id, templateOf(document, chooseTemplate(document, units.get(row.id) ?? []))]
  }))
}

/** What the lifecycle must know before a step, with what the case's template requires beyond it. Most templates require nothing more and cost nothing. */
export async function loadStepFacts(db: Db, policy: PolicyInForce, row: Parameters<typeof loadFacts>[1] & PinnedRow): Promise<CaseFacts> {
  const facts = await loadFacts(db, row)
  if (row.kind !== 'complaint') return facts
  const { code, template } = await processOf(db, policy, row)
  if (guardsOf(template).length === 0) return facts
  return { ...facts, process: processFacts(code, template, (await loadRecords(db, [row.id])).get(row.id) ?? []) }
}

/** The records of cases, as conformance reads them. */
export async function loadRecords(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, readonly RecordLine[]>> {
  // nothing of a case is recorded before its receipt: older months need not be opened
  const found = await executeOften(db, sql<{ stream_id: string; seq: number; at: number; type: string; by: string | null; data: Record<string, unknown> | null }>`
    select e.stream_id, e.seq, e.at, e.type, e.body::jsonb #>> '{actor,name}' as by, e.body::jsonb -> 'data' as data
    from events e where e.stream_id = any(${ids}::uuid[]) and e.at >= (select min(least(c.recorded_at, c.received_at)) from complaints c where c.id = any(${ids}::uuid[])) order by e.stream_id, e.seq`)
  const records = new Map<string, RecordLine[]>()
  for (const { stream_id: id, data, ...line } of found.rows) {
    const lines = records.get(id) ?? []
    lines.push({ ...line, data: data ?? {} })
    records.set(id, lines)
  }
  return records
}

/** The template under a code in the document in force; null when there is none. */
export function templateInForce(policy: PolicyInForce, code: string): Pinned | null {
  const document = policy.of(processesDocument)
  return document.templates[code] ? templateOf(document, code) : null
}

function readPin(policy: PolicyInForce, pin: string): Pinned | null {
  const [code = '', version = ''] = pin.split('@')
  const document = documentAt(policy, Number(version))
  return document.templates[code] ? { code, version: Number(version), template: document.templates[code] } : null
}

function documentAt(policy: PolicyInForce, version: number): ProcessPolicy {
  return policy.of(processesDocument, version)
}

function templateOf(document: ProcessPolicy, code: string): Pinned {
  const known = document.templates[code] ? code : document.default
  const template = document.templates[known]
  if (!template) throw new Error(`process template ${known} is in no document`)
  return { code: known, version: document.version, template }
}

/** The units of cases and all above them, each with the part it has in the case and how far up it is. */
async function unitsAbove(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, readonly UnitAbove[]>> {
  const found = ids.length === 0 ? [] : (await executeOften(db, sql<UnitAbove & { complaint_id: string }>`
    with recursive up as (select p.complaint_id, p.role, u.code, u.parent_id, 0 as steps from parties p join org_units u on u.id = p.unit_id where p.complaint_id = any(${ids}::uuid[])
      union all select up.complaint_id, up.role, u.code, u.parent_id, up.steps + 1 from up join org_units u on u.id = up.parent_id where up.steps < 20)
    select complaint_id, role, code, steps from up`)).rows
  const units = new Map<string, UnitAbove[]>()
  for (const { complaint_id: id, ...unit } of found) units.set(id, [...(units.get(id) ?? []), unit])
  return units
}
