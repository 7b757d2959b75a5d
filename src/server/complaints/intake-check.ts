// While the agent types: suggestion and why, what to ask for, duplicates. Reads only, stores nothing (INT-17).
import { sql } from 'kysely'
import type { z } from 'zod'
import type { checkIntake as endpoint } from '../../contract/complaints.ts'
import { readNumbers, readText } from '../../domain/complaints/read-text.ts'
import { missingFields } from '../../domain/complaints/wanted-fields.ts'
import { findAnomalies } from '../../domain/waybills/anomalies.ts'
import { normaliseNumber } from '../../domain/waybills/numbers.ts'
import { phoneIndex } from '../customers/indexes.ts'
import type { Ctx } from '../platform/context.ts'
import { lookupWithin } from '../waybills/carrier.ts'
import { assess, givenFields } from './assessment.ts'
import type { Deps } from './deps.ts'
import { visibleTo } from './visible.ts'

type Body = z.output<typeof endpoint.body>
type Reply = z.output<typeof endpoint.reply>
type Duplicate = Reply['duplicates'][number]

/** What the policy would make of the case as typed so far. */
export async function checkIntake(deps: Deps, ctx: Ctx, body: Body): Promise<Reply> {
  const policy = deps.policy()
  const numbers = (body.items ?? []).map((i) => normaliseNumber(i.number)).filter((n) => n !== '')
  const looked = await Promise.all((body.items ?? []).filter((i) => i.type === 'waybill').slice(0, 3).map((i) => lookupWithin(deps.carrier, normaliseNumber(i.number))))
  const found = await sql<{ now: number }>`select app_now() as now`.execute(ctx.db)
  const now = found.rows[0]?.now ?? Number.NaN
  const parcels = looked.flatMap((l) => (l.kind === 'found' ? [l.waybill] : []))
  const anomalies = parcels.flatMap((w) => findAnomalies(w, now, policy.custodyLimits).map((a) => a.code))
  const reading = readText({ text: body.verbatim, anomalies }, policy.classifier)
  const told = readNumbers(body.verbatim, policy.numberRules)
  const reason = body.reasonCode ?? reading.reason?.code ?? null
  const given = givenFields({ items: numbers.length, reachable: body.phone !== undefined, occurred: false, demand: false, place: false, respondent: false, files: 0, details: body.details ?? {} })
  const wanted = missingFields(policy.reasons, reason, new Set())
  const a = assess(policy, { reasonCode: reason, secondaryReason: null, link: reading.reason?.link ?? null, parcels: Math.max(1, numbers.length), amountMinor: reading.amountsMinor[0] ?? null, mood: reading.mood, riskMarks: reading.riskMarks, goods: reading.goods, contacts: 1, complex: false, keyCustomer: false, hoursToStatutory: null, given })
  return {
    kindHint: reading.kind.kind, suggestedReason: reading.reason && { code: reading.reason.code, confidence: reading.reason.confidence, because: [...reading.reason.because] }, alternatives: (reading.reason?.alternatives ?? []).map((x) => ({ ...x, because: [] })),
    mood: reading.mood, risks: [...reading.riskMarks], wantedFields: wanted.map((w) => ({ field: w.field, required: w.level === 'ask', missing: !given.has(w.field) })), duplicates: await findDuplicates(deps, ctx, numbers, body.phone),
    priority: { level: a.priority.level, because: [...a.priority.because] }, found: { waybills: [...told.waybillNos], phones: told.phones.length, amounts: reading.amountsMinor.map((minor) => ({ minor, currency: 'CNY' as const })) },
  }
}

async function findDuplicates(deps: Deps, ctx: Ctx, numbers: readonly string[], phone: string | undefined): Promise<Duplicate[]> {
  const index = phoneIndex(deps.keys, phone)
  if (numbers.length === 0 && index === null) return []
  const found = await sql<{ id: string; complaint_no: string; keyword: string; status: Duplicate['status']; received_at: number; how: string }>`
    select distinct on (c.id) c.id, c.complaint_no, c.keyword, c.status, c.received_at, x.how from (
      (select complaint_id as id, 'same_item' as how from complaint_items where number_index = any(${numbers}::text[]) limit 20)
      union all (select id, 'same_phone' from complaints where phone_index = ${index} and received_at > app_now() - interval '90 days' order by received_at desc limit 10)
    ) x join complaints c on c.id = x.id where ${visibleTo(ctx.actor)} order by c.id, x.how limit 10`.execute(ctx.db)
  return found.rows.map((r) => ({ id: r.id, complaintNo: r.complaint_no, keyword: r.keyword, status: r.status, receivedAt: new Date(r.received_at).toISOString(), because: [{ code: r.how, params: {} }] })).sort((a, b) => b.receivedAt.localeCompare(a.receivedAt))
}
