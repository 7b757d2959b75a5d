// Assessing a case anew after its reason or facts changed, from its row and counts.
import { sql } from 'kysely'
import { assess, givenFields } from './assessment.ts'
import type { CaseRow, Decided, Step } from './gate.ts'

export type Changed = {
  readonly reasonCode?: string; readonly secondaryReason?: string | null; readonly link?: string | null; readonly complex?: boolean; readonly severity?: number | undefined; readonly impact?: number | undefined
  readonly details?: Readonly<Record<string, unknown>>; readonly occurred?: boolean; readonly demand?: boolean; readonly place?: boolean; readonly respondent?: boolean; readonly amountMinor?: number | undefined
}
export type Reassessed = { readonly set: NonNullable<Decided['set']>; readonly level: string; readonly because: readonly unknown[]; readonly regulatorClass: string | null; readonly missing: readonly string[]; readonly restricted: boolean; readonly opensInquiry: boolean }

/** What the policy makes of the case with the changes; `set` are the columns that follow. */
export async function reassess({ tx, row, deps, now }: Step, change: Changed): Promise<Reassessed> {
  const found = await sql<{ items: number; files: number; statutory: number | null }>`select (select count(*)::int from complaint_items where complaint_id = ${row.id}) as items, (select count(*)::int from attachments where complaint_id = ${row.id}) as files, (select due_at from clocks where complaint_id = ${row.id} and kind = 'statutory_watch' and stopped_at is null limit 1) as statutory`.execute(tx)
  const n = found.rows[0] ?? { items: 0, files: 0, statutory: null }
  const complex = change.complex ?? row.complex
  const reasonCode = change.reasonCode ?? row.reason_code ?? (row.suggested as { code?: string } | null)?.code ?? null
  const a = assess(deps.policy(), {
    reasonCode, secondaryReason: change.secondaryReason === undefined ? row.secondary_reason : change.secondaryReason, link: change.link === undefined ? row.link : change.link, parcels: Math.max(1, n.items), amountMinor: change.amountMinor ?? demandMinor(row), mood: row.mood, riskMarks: row.risk_marks, goods: row.goods,
    contacts: 1 + row.chased + (row.flags.includes('repeat') ? 1 : 0), complex, keyCustomer: Boolean((row.preferences as { keyCustomer?: boolean } | null)?.keyCustomer), hoursToStatutory: n.statutory === null ? null : (n.statutory - now) / 3_600_000,
    given: givenFields({
      items: n.items, reachable: row.phone_index !== null || row.email_index !== null || row.handle_masked !== null, occurred: change.occurred ?? row.occurred_at !== null, demand: change.demand ?? row.demand !== null, place: change.place ?? row.place_masked !== null,
      respondent: change.respondent ?? row.respondent !== null, files: n.files, details: (change.details ?? row.details) as Record<string, unknown>,
    }),
    severity: change.severity, impact: change.impact,
  })
  return {
    set: { regulator_class: a.regulatorClass, severity: a.severity, impact: change.impact ?? a.priority.impact, priority: a.level, priority_because: JSON.stringify(a.priority.because), missing_fields: [...a.missing], complex },
    level: a.priority.level, because: a.priority.because, regulatorClass: a.regulatorClass, missing: a.missing, restricted: a.restricted, opensInquiry: a.opensInquiry,
  }
}

function demandMinor(row: CaseRow): number | null {
  return (row.demand as { amount?: { minor?: number } } | null)?.amount?.minor ?? null
}
