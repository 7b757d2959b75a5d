// The registry of channels (CH-13): which are open, which are down and what customers are told instead. A closed mark turns nobody away: intake takes what comes.
import { sql } from 'kysely'
import type { z } from 'zod'
import type { channelState } from '../../contract/administration.ts'
import { channels } from '../../domain/complaints/vocabulary.ts'
import type { Channel } from '../../domain/complaints/vocabulary.ts'
import { nameStream, record } from '../identity/record.ts'
import type { Db } from '../platform/context.ts'
import type { Tx } from '../platform/write.ts'

type ChannelState = z.output<typeof channelState>
type Row = { channel: Channel; available: boolean; reason: string | null; message: string | null; since: number; by_name: string }

/** Every channel there is, those down first. */
export async function listChannels(db: Db): Promise<ChannelState[]> {
  const known = new Map((await sql<Row>`select channel, available, reason, message, since, by_name from channel_states`.execute(db)).rows.map((row) => [row.channel, row]))
  return channels.map((channel) => show(channel, known.get(channel))).sort((a, b) => Number(a.available) - Number(b.available))
}

function show(channel: Channel, row: Row | undefined): ChannelState {
  if (!row) return { channel, available: true, reason: null, message: null, since: null, by: null }
  return { channel, available: row.available, reason: row.reason, message: row.message, since: new Date(row.since).toISOString(), by: row.by_name }
}

/** Marks a channel; the moment counts from the change, not from a new reason. */
export async function setChannel(t: Tx, channel: Channel, body: { available: boolean; reason?: string | undefined; message?: string | undefined }): Promise<ChannelState> {
  const now = new Date(t.now)
  const row = (await sql<Row>`insert into channel_states (channel, available, reason, message, since, by_name) values (${channel}, ${body.available}, ${body.reason ?? null}, ${body.message ?? null}, ${now}, ${t.ctx.actor.name})
    on conflict (channel) do update set since = case when channel_states.available = excluded.available then channel_states.since else excluded.since end, available = excluded.available, reason = excluded.reason, message = excluded.message, by_name = excluded.by_name
    returning channel, available, reason, message, since, by_name`.execute(t.tx)).rows[0]
  await record(t, 'channel', nameStream('channel', channel), { type: 'channel.set', data: { channel, available: body.available, reason: body.reason ?? null } })
  return show(channel, row)
}
