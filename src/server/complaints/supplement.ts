// Completing the record of a case: parcels found later, facts asked for, and what the customer can't give (INT-17, OPN-10).
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { supplement as endpoint } from '../../contract/complaints.ts'
import { maskAddress, maskName, maskPhone } from '../../domain/customers/masking.ts'
import { searchTokens } from '../../domain/customers/tokens.ts'
import { involvedUnits, parcelPosition } from '../../domain/waybills/custody.ts'
import { familyKey } from '../../domain/waybills/family.ts'
import { normaliseNumber } from '../../domain/waybills/numbers.ts'
import type { Db } from '../platform/context.ts'
import { seal, unseal } from '../platform/crypto.ts'
import { lookupWithin } from '../waybills/carrier.ts'
import type { LookupResult } from '../waybills/carrier.ts'
import { sealedPart, viewWaybill } from '../waybills/view.ts'
import { reassess } from './reassess.ts'
import type { Deps } from './deps.ts'
import type { Decided, Step } from './gate.ts'
import { clean, gist } from './words.ts'

type Body = z.output<typeof endpoint.body>
export type Lookups = ReadonlyMap<string, LookupResult>

/** Asks the carrier about newly named parcels, before the transaction. */
export async function lookUpItems(deps: Deps, body: Pick<Body, 'items'>): Promise<Lookups> {
  const numbers = (body.items ?? []).filter((i) => i.type === 'waybill').slice(0, 3).map((i) => normaliseNumber(i.number)).filter((n) => n !== '')
  return new Map(await Promise.all(numbers.map(async (n) => [n, await lookupWithin(deps.carrier, n)] as const)))
}

/** Adds what was learnt; the reason's wanted fields, priority and parties follow. */
export async function supplement(step: Step, body: Body, lookups: Lookups): Promise<Decided> {
  const { row, deps } = step
  const sealed = reseal(step, body)
  const added = await addItems(step, body, lookups)
  const details = { ...(row.details as Record<string, unknown>), ...cleanDetails(body.details), ...Object.fromEntries((body.notAvailable ?? []).map((f) => [camel(f), 'not_available'])) }
  const set: NonNullable<Decided['set']> = {
    details: JSON.stringify(details), sealed,
    ...(body.occurredAt === undefined ? {} : { occurred_at: new Date(body.occurredAt) }), ...(body.acceptedOn === undefined ? {} : { accepted_on: body.acceptedOn }), ...(body.place === undefined ? {} : { place_masked: maskAddress(body.place) }),
    ...(body.summary === undefined ? {} : { summary: clean(body.summary) }), ...(body.demand === undefined ? {} : { demand: JSON.stringify({ kinds: body.demand.kinds, amount: body.demand.amount ?? null, text: body.demand.text === undefined ? null : clean(body.demand.text) }) }),
    ...(body.respondent === undefined ? {} : { respondent: JSON.stringify({ orgCode: body.respondent.orgCode ?? null, staffNo: body.respondent.staffNo ?? null, name: body.respondent.name === undefined ? null : maskName(body.respondent.name) }) }),
    ...(added.first === null || row.item_number !== null ? {} : { item_number: added.first.number, family_key: added.first.familyKey }),
  }
  const a = await reassess(step, { details, occurred: body.occurredAt !== undefined || row.occurred_at !== null, demand: body.demand !== undefined || row.demand !== null, place: body.place !== undefined || row.place_masked !== null, respondent: body.respondent !== undefined || row.respondent !== null, amountMinor: body.demand?.amount?.minor })
  if (body.summary !== undefined || added.count > 0) await addSearch(step.tx, row.id, [body.summary === undefined ? '' : clean(body.summary), ...(body.items ?? []).map((i) => i.number)].join('\n'))
  const acceptedOn = body.acceptedOn ?? added.acceptedOn
  const overAge = acceptedOn !== null && Date.parse(`${acceptedOn}T00:00:00+08:00`) + deps.policy().maxAgeDays * 86_400_000 < row.received_at
  return {
    set: { ...set, ...a.set }, flagsOn: [...(a.restricted ? (['restricted'] as const) : []), ...(overAge ? (['over_age'] as const) : [])], flagsOff: added.count > 0 ? ['unidentified_item'] : [],
    data: { sealedHash: createHash('sha256').update(sealed).digest('hex'), items: added.count, fields: Object.keys(body).filter((k) => k !== 'version' && k !== 'items'), notAvailable: body.notAvailable ?? [], missing: a.missing, priority: a.level, ...(body.summary ? { summary: gist(body.summary) } : {}) },
  }
}

type Added = { count: number; first: { number: string; familyKey: string | null } | null; acceptedOn: string | null }

async function addItems({ tx, row, now, deps }: Step, body: Body, lookups: Lookups): Promise<Added> {
  const known = await sql<{ number_index: string; seq: number }>`select number_index, seq from complaint_items where complaint_id = ${row.id}`.execute(tx)
  let seq = known.rows.reduce((n, r) => Math.max(n, r.seq), 0)
  const result: Added = { count: 0, first: null, acceptedOn: null }
  for (const item of body.items ?? []) {
    const index = normaliseNumber(item.number)
    // named here too, it is the case's own and stays when the merge it came by is undone
    await sql`update merges set items = array_remove(items, ${index}) where into_id = ${row.id} and undone_at is null and ${index} = any(items)`.execute(tx)
    if (index === '' || known.rows.some((r) => r.number_index === index)) continue
    seq += 1
    const found = lookups.get(index)
    const waybill = found?.kind === 'found' ? found.waybill : null
    const family = waybill === null ? null : familyKey(waybill)
    await sql`insert into complaint_items (complaint_id, seq, type, number, number_index, family_key) values (${row.id}, ${seq}, ${item.type}, ${item.number}, ${index}, ${family})`.execute(tx)
    result.count += 1
    result.first ??= { number: item.number, familyKey: family }
    if (waybill === null) continue
    result.acceptedOn ??= new Date(waybill.acceptedAt + 8 * 3_600_000).toISOString().slice(0, 10)
    const view = viewWaybill(waybill, now, deps.policy().custodyLimits, { name: maskName, phone: maskPhone })
    await sql`insert into waybill_snapshots (complaint_id, number, taken_at, state, carrier, public, sealed) values (${row.id}, ${index}, ${new Date(now)}, ${parcelPosition(waybill).state}, ${waybill.carrier}, ${JSON.stringify(view)}, ${seal(deps.keys, `waybill_snapshots|sealed|${row.id}|${index}`, sealedPart(waybill))}) on conflict do nothing`.execute(tx)
    await sql`insert into parties (complaint_id, unit_id, role, province_id, hub_id, outlet_id, received_at) select distinct on (u.id) ${row.id}::uuid, u.id, t.role, u.province_id, u.hub_id, u.outlet_id, ${new Date(row.received_at)}::timestamptz from json_to_recordset(${JSON.stringify(involvedUnits(waybill).map((u) => ({ code: u.unitCode, role: u.role })))}::json) as t (code text, role text) join org_units u on u.code = t.code on conflict do nothing`.execute(tx)
  }
  return result
}

function reseal({ deps, row }: Step, body: Body): Buffer {
  const place = `complaints|sealed|${row.id}`
  const plain = JSON.parse(unseal(deps.keys, place, row.sealed)) as Record<string, unknown>
  return seal(deps.keys, place, JSON.stringify({ ...plain, ...(body.place === undefined ? {} : { place: body.place }), ...(body.demand?.text === undefined ? {} : { demand: body.demand.text }), ...(body.respondent?.name === undefined ? {} : { respondent: body.respondent.name }), ...(body.summary === undefined ? {} : { summary: body.summary }), ...(body.details === undefined ? {} : { details: { ...(plain['details'] as object | undefined), ...body.details } }) }))
}

async function addSearch(tx: Db, id: string, text: string): Promise<void> {
  await sql`update complaints set search = search || array_to_tsvector(${searchTokens(text)}::text[]) where id = ${id}`.execute(tx)
}

function cleanDetails(details: Body['details']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(details ?? {}).map(([k, v]) => [k, typeof v === 'string' ? clean(v) : v]))
}

function camel(field: string): string {
  return field.replace(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase())
}
