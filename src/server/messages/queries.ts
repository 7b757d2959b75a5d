// The message log, newest first.
import { sql } from 'kysely'
import type { RawBuilder, SqlBool } from 'kysely'
import { z } from 'zod'
import type { message } from '../../contract/messages.ts'
import { may } from '../../domain/identity/actor.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import type { Ctx } from '../platform/context.ts'
import { cursorOf, isMoment, readCursor } from '../platform/pages.ts'
import { Malformed } from '../platform/problems.ts'

type Message = z.output<typeof message>
type Row = { id: string; at: number; at_key: string; concealed: boolean; complaint_no: string | null; channel: string; to_masked: string; template: string; body: string; state: Message['state'] }

export type MessageFilter = { readonly limit: number; readonly cursor?: string | undefined; readonly id?: string | undefined; readonly state?: Message['state'] | undefined; readonly channel?: string | undefined; readonly template?: string | undefined; readonly case?: string | undefined }

/** Says which cases (alias `c`) exist for an actor; given by who calls, because cases come after messages. */
export type Seen = (actor: Actor) => RawBuilder<SqlBool>

/** One page of the log; addresses masked, and of cases that don't exist for the actor only time, way, template and state. One-time codes are for who runs the house alone: with one, who handles a case could answer it as its customer. */
export async function listMessages({ db, actor }: Pick<Ctx, 'db' | 'actor'>, seenBy: Seen, page: MessageFilter): Promise<{ items: Message[]; nextCursor: string | null }> {
  const after = readCursor(page.cursor)
  const [instant, id] = after?.split(' ') ?? []
  if (after !== null && !(instant && id && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/.test(instant) && isMoment(instant) && z.uuid().safeParse(id).success)) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  const rows = (await sql<Row>`select m.id, m.at, to_char(m.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at_key, m.complaint_id is not null and not exists (select from (select * from complaints where id = m.complaint_id offset 0) c where ${seenBy(actor)}) as concealed, m.complaint_no, m.channel, m.to_masked, m.template, m.body, m.state from messages m
    where ${after === null ? sql`true` : sql`(m.at, m.id) < (${instant}::timestamptz, ${id}::uuid)`} and ${chosen(page, seenBy(actor))} order by m.at desc, m.id desc limit ${page.limit + 1}`.execute(db)).rows
  const last = rows[page.limit - 1]
  return {
    items: rows.slice(0, page.limit).map((row) => ({ id: row.id, at: new Date(row.at).toISOString(), channel: row.channel, template: row.template, state: row.state, concealed: row.concealed, ...(row.concealed ? { complaintNo: null, to: '', body: '' } : { complaintNo: row.complaint_no, to: row.to_masked, body: shownBody(row, actor) }) })),
    nextCursor: rows.length > page.limit && last ? cursorOf(`${last.at_key} ${last.id}`) : null,
  }
}

// Whoever chose a state other than sent walks the index of the few that are not.
function chosen(f: MessageFilter, seen: RawBuilder<SqlBool>): RawBuilder<unknown> {
  const where: RawBuilder<unknown>[] = [sql`true`]
  if (f.id !== undefined) where.push(sql`m.id = ${f.id}`)
  if (f.state !== undefined) where.push(f.state === 'sent' ? sql`m.state = 'sent'` : sql`m.state <> 'sent' and m.state = ${f.state}`)
  if (f.channel !== undefined) where.push(sql`m.channel = ${f.channel}`)
  if (f.template !== undefined) where.push(sql`m.template = ${f.template}`)
  if (f.case !== undefined) where.push(sql`m.complaint_id = (select c.id from complaint_numbers n join complaints c on c.id = n.complaint_id where n.complaint_no = ${f.case.replaceAll(/\D/g, '')} and ${seen})`)
  return sql.join(where, sql` and `)
}

function shownBody(row: Row, actor: Actor): string {
  return row.template === 'portal_code' && !may(actor, 'identity:manage') ? row.body.replace(/\d{6}/, '******') : row.body
}
