// One case in played business: filed through the intake, led on step by step with the version last seen.
import { sql } from 'kysely'
import * as wire from '../../contract/complaints.ts'
import type { Filed, Head } from '../../contract/complaints.ts'
import type { Endpoint } from '../../contract/endpoint.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { nobody } from '../platform/http.ts'
import type { House } from './house.ts'

export type PlayedCase = { readonly id: string; readonly no: string; version: number; status: string }
export type PartyUnit = { readonly id: string; readonly code: string; readonly name: string; readonly kind: string; readonly role: string }

/** Files a contact as somebody of the house; on the web as the customer, with a link to follow it when `followHash` is given. */
export async function fileCase(house: House, who: Actor, body: unknown, followHash: Buffer | null = null): Promise<PlayedCase> {
  const input = wire.newComplaint.parse(body)
  const actor = input.channel === 'web' ? nobody : who
  const filed = await house.intake.file(house.contextOf(actor), { input, actor, idempotency: null, registeredBy: null, followHash, reply: (f) => f }) as Filed
  return { id: filed.id, no: filed.complaintNo, version: filed.version, status: filed.status }
}

/** Takes a step; gives the id of what it made. A version another step or a sweep has moved on is read anew once. */
export async function does(house: House, c: PlayedCase, who: Actor, endpoint: Endpoint, body: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const take = async (): Promise<Head> => await house.act(who, endpoint, { id: c.id }, { version: c.version, ...body }) as Head
  const head = await take().catch(async (error: unknown) => {
    if (!(error instanceof Refusal) || error.code !== 'stale_version') throw error
    await look(house, c)
    return take()
  })
  c.version = head.version
  c.status = head.status
  return head.made ?? ''
}

/** What the first word to the customer says of time: as much as may be said, by the earliest of what is owed; nothing once that is past. */
export async function replyOf(house: House, c: PlayedCase): Promise<{ reply?: { process: string; expectedAt: string; why: string } }> {
  const found = await sql<{ due_at: number | null }>`select min(due_at) as due_at from clocks where complaint_id = ${c.id} and kind in ('decision', 'statutory_watch') and stopped_at is null and due_at > app_now() + interval '1 minute'`.execute(house.db)
  const due = found.rows[0]?.due_at ?? null
  return due === null ? {} : { reply: { process: '先核实经过，再与您商量处理意见，结果以短信告知', expectedAt: new Date(due).toISOString(), why: '需要向经手网点核实' } }
}

/** Reads where the case is now. */
export async function look(house: House, c: PlayedCase): Promise<void> {
  const row = await house.db.selectFrom('complaints').select(['version', 'status']).where('id', '=', c.id).executeTakeFirstOrThrow()
  c.version = row.version
  c.status = row.status
}

/** The active units that are parties of a case and can be asked. */
export async function unitsOf(house: House, c: PlayedCase): Promise<readonly PartyUnit[]> {
  const found = await sql<PartyUnit>`select u.id, u.code, u.name, u.kind, p.role from parties p join org_units u on u.id = p.unit_id where p.complaint_id = ${c.id} and u.status = 'active' and u.kind <> 'headquarters' order by p.role, u.code`.execute(house.db)
  return found.rows
}
