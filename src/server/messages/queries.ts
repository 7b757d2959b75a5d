// The message log, newest first.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { z } from 'zod'
import type { message } from '../../contract/messages.ts'
import { may } from '../../domain/identity/actor.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import type { Ctx } from '../platform/context.ts'
import { cursorOf, isMoment, readCursor } from '../platform/pages.ts'
import { Malformed } from '../platform/problems.ts'

type Message = z.output<typeof message>
type Row = { id: string; at: number; at_key: string; complaint_no: string | null; channel: string; to_masked: string; template: string; body: string; state: Message['state'] }

export type MessageFilter = { readonly limit: number; readonly cursor?: string | undefined; readonly id?: string | undefined; readonly state?: Message['state'] | undefined; readonly channel?: string | undefined; readonly template?: string | undefined; readonly case?: string | undefined }

/** One page of the log; addresses masked. One-time codes are for who runs the house alone: with one, who handles a case could answer it as its customer. */
export async function listMessages({ db, actor }: Pick<Ctx, 'db' | 'actor'>, page: MessageFilter): Promise<{ items: Message[]; nextCursor: string | null }> {
  const after = readCursor(page.cursor)
  const [instant, id] = after?.split(' ') ?? []
  if (after !== null && !(instant && id && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/.test(instant) && isMoment(instant) && z.uuid().safeParse(id).success)) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  const rows = (await sql<Row>`select id, at, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at_key, complaint_no, channel, to_masked, template, body, state from messages
    where ${after === null ? sql`true` : sql`(at, id) < (${instant}::timestamptz, ${id}::uuid)`} and ${chosen(page)} order by at desc, id desc limit ${page.limit + 1}`.execute(db)).rows
  const last = rows[page.limit - 1]
  return {
    items: rows.slice(0, page.limit).map((row) => ({ id: row.id, at: new Date(row.at).toISOString(), complaintNo: row.complaint_no, channel: row.channel, to: row.to_masked, template: row.template, body: shownBody(row, actor), state: row.state })),
    nextCursor: rows.length > page.limit && last ? cursorOf(`${last.at_key} ${last.id}`) : null,
  }
}

// Whoever chose a state other than sent walks the index of the few that are not.
function chosen(f: MessageFilter): RawBuilder<unknown> {
  const where: RawBuilder<unknown>[] = [sql`true`]
  if (f.id !== undefined) where.push(sql`id = ${f.id}`)
  if (f.state !== undefined) where.push(f.state === 'sent' ? sql`state = 'sent'` : sql`state <> 'sent' and state = ${f.state}`)
  if (f.channel !== undefined) where.push(sql`channel = ${f.channel}`)
  if (f.template !== undefined) where.push(sql`template = ${f.template}`)
  if (f.case !== undefined) where.push(sql`complaint_id = (select complaint_id from complaint_numbers where complaint_no = ${f.case.replaceAll(/\D/g, '')})`)
  return sql.join(where, sql` and `)
}

function shownBody(row: Row, actor: Actor): string {
  return row.template === 'portal_code' && !may(actor, 'identity:manage') ? row.body.replace(/\d{6}/, '******') : row.body
}
