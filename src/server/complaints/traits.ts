// What assignment looks at on cases, read in one query; the conditions say which cases.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { NextCandidate } from '../../domain/complaints/next-case.ts'
import { priorityLevels } from '../../domain/complaints/vocabulary.ts'
import type { Channel, ContactKind } from '../../domain/complaints/vocabulary.ts'
import { languageOf } from '../../domain/identity/skills.ts'
import type { Db } from '../platform/context.ts'
import { executeOften } from '../platform/database.ts'

export type TraitsRow = NextCandidate & { readonly version: number; readonly complaintNo: string; readonly keyword: string; readonly ownerId: string | null; readonly dueKey: string | null }
type Row = {
  id: string; version: number; complaint_no: string; keyword: string; reason_code: string | null; suggested: string | null; priority: number; channel: Channel; kind: ContactKind; language: string | null; key_customer: boolean; regulator: boolean; chased: boolean
  units: string[] | null; barred: string[] | null; owner_id: string | null; next_due_at: number | null; next_due_kind: string | null; watch_due_at: number | null; due_key: string | null
}

/** `from` is a query over complaints giving ids as `id` and their place as `n`; the rows come in that order. `me` marks one's own. */
export async function readTraits(db: Db, from: RawBuilder<unknown>, me: string | null = null): Promise<TraitsRow[]> {
  const found = await executeOften(db, sql<Row>`
    select c.id, c.version, c.complaint_no, c.keyword, c.reason_code, c.suggested ->> 'code' as suggested, c.priority, c.channel, c.kind, c.preferences ->> 'language' as language, coalesce((c.preferences ->> 'keyCustomer')::boolean, false) as key_customer,
      (c.channel = 'regulator' or c.flags @> '{regulator_appeal}') as regulator, c.flags @> '{chaser}' as chased, c.owner_id, c.next_due_at, c.next_due_kind, c.next_due_at::text as due_key,
      (select min(k.due_at) from clocks k where k.complaint_id = c.id and k.kind = 'statutory_watch' and k.stopped_at is null) as watch_due_at,
      (select array_agg(distinct e) from parties p cross join lateral unnest(array[p.unit_id, p.province_id, p.hub_id, p.outlet_id]) e where p.complaint_id = c.id and e is not null) as units,
      (select array_agg(r.previous_owner_id) from reviews r where r.complaint_id = c.id and r.state = 'reopened' and r.previous_owner_id is not null) as barred
    from (${from}) x join complaints c on c.id = x.id order by x.n`)
  return found.rows.map((r) => ({
    id: r.id, version: r.version, complaintNo: r.complaint_no, keyword: r.keyword, reason: r.reason_code ?? r.suggested, priority: priorityLevels[r.priority - 1] ?? 'p4', channel: r.channel, kind: r.kind, language: languageOf(r.language), units: r.units ?? [], keyCustomer: r.key_customer, regulator: r.regulator,
    barredIds: r.barred ?? [], dueAt: r.next_due_at, dueKind: r.next_due_kind, watchDueAt: r.watch_due_at, isOwn: me !== null && r.owner_id === me, isChased: r.chased, ownerId: r.owner_id, dueKey: r.due_key,
  }))
}
