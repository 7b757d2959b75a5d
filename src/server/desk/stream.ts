// The live stream (server-sent events): who may see an event is decided when it is sent, and a session that ended ends its streams.
import { sql } from 'kysely'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../../domain/identity/actor.ts'
import { may } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import { visibleTo } from '../complaints/visible.ts'
import type { Db, Exchange } from '../platform/context.ts'
import { followFeed, readFeed } from './feed.ts'
import type { Feed, FeedEvent, FeedPosition } from './feed.ts'
import { isAddressed } from './notice-reads.ts'

export type StreamOptions = {
  readonly db: Db
  /** Who the cookies or tokens of many requests stand for now, in their order; null for one that no longer holds. Asked every second for all listeners at once, and before an event when the answer is older. */
  readonly authenticateAll: (requests: readonly FastifyRequest[]) => Promise<readonly (Actor | null)[]>
  /** How often the outbox is asked for news. */
  readonly pollMs?: number
  readonly perUser?: number
  readonly inAll?: number
  /** Told every heartbeat, and when a stream opens, which people have one. */
  readonly onBeat?: (userIds: readonly string[]) => Promise<void>
}

export type Streams = {
  /** Answers a request with a stream that lives until either side ends it. */
  readonly open: (actor: Actor, exchange: Exchange) => Promise<undefined>
  readonly count: () => number
  /** Tells every page that what everybody must know (surge, channels) has changed. */
  readonly tellHouse: () => void
  /** Ends all streams; call it before the server closes. */
  readonly close: () => Promise<void>
}

type Connection = { actor: Actor; readonly request: FastifyRequest; readonly reply: FastifyReply; checkedAt: number; isLive: boolean; readonly waiting: FeedEvent[] }

const heartbeatMs = 15_000
const recheckMs = 1000
const replayLimit = 2000
const maxBacklogBytes = 1024 * 1024
/** Rules of visibility asked in one query; more wait for the next. */
const rulesAtOnce = 50

/** The streams of one process; the outbox is followed from the first listener on. */
export function createStreams(options: StreamOptions): Streams {
  const { db, authenticateAll, pollMs = 250, perUser = 5, inAll = 1000 } = options
  const connections = new Set<Connection>()
  let feed: Promise<Feed> | undefined
  let isClosing = false
  const seen = (some: Iterable<Connection>): void => { void options.onBeat?.([...new Set([...some].flatMap((c) => (c.actor.kind === 'user' ? [c.actor.id] : [])))]).catch(() => undefined) }
  const heartbeat = setInterval(() => {
    for (const c of connections) write(c, ': beat\n\n')
    seen(connections)
  }, heartbeatMs)
  let isChecking = false
  const recheck = setInterval(() => {
    if (isChecking) return
    isChecking = true
    void stillHolding([...connections], 0).finally(() => { isChecking = false })
  }, recheckMs)
  heartbeat.unref()
  recheck.unref()

  async function open(actor: Actor, { request, reply }: Exchange): Promise<undefined> {
    if (isClosing) throw new Refusal('stream.closing', { retryAfter: 2 }, 503)
    const own = [...connections].filter((c) => c.actor.kind === actor.kind && c.actor.id === actor.id).length
    if (own >= perUser || connections.size >= inAll) throw new Refusal('stream.too_many', { limit: own >= perUser ? perUser : inAll, retryAfter: 30 }, 429)
    const connection: Connection = { actor, request, reply, checkedAt: performance.now(), isLive: false, waiting: [] }
    connections.add(connection)
    seen([connection])
    request.raw.socket.once('close', () => connections.delete(connection))
    try {
      const position = (await (feed ??= followFeed(db, deliver, pollMs).catch(forgetFeed))).position()
      begin(reply)
      await catchUp(connection, position)
    } catch (error) {
      connections.delete(connection)
      if (!reply.raw.headersSent) throw error
      reply.raw.end()
    }
    return undefined
  }

  function forgetFeed(error: unknown): never {
    feed = undefined
    throw error
  }

  /** Sends what was missed since Last-Event-ID, then what came in the meantime, then goes live. */
  async function catchUp(c: Connection, position: FeedPosition): Promise<void> {
    const last = readId(c.request.headers['last-event-id'])
    if (last) {
      const missed = await readFeed(db, last, position, replayLimit)
      if (missed.full) write(c, 'event: gap\ndata: {}\n\n')
      else if ((await stillHolding([c], 0)).length > 0) await send(c, missed.events)
    }
    write(c, `event: ready\nid: ${position.tx}-${position.id}\ndata: {}\n\n`)
    while (c.waiting.length > 0) await send(c, c.waiting.splice(0))
    c.isLive = true
  }

  async function deliver(events: readonly FeedEvent[]): Promise<void> {
    const live = [...connections].filter((c) => c.isLive)
    for (const c of connections) if (!c.isLive) c.waiting.push(...events)
    const holding = await stillHolding(live, recheckMs)
    // Those for whom the same rows exist share one rule: all agents, all of one outlet.
    const alike = [...Map.groupBy(holding, (c) => JSON.stringify(visibleTo(c.actor).compile(db))).values()]
    const seen = await visible(alike.map((group) => group[0]!.actor), events).catch(() => null)
    for (const [i, group] of alike.entries()) {
      if (seen === null) for (const c of group) end(c)
      else writeAll(group, seen[i] ?? [])
    }
  }

  // Five hundred agents see the same hundred events a second: said once, and each is written to once.
  function writeAll(group: readonly Connection[], events: readonly FeedEvent[]): void {
    const isShared = events.every((e) => e.notice === undefined)
    const shared = isShared ? events.map(frame).join('') : ''
    for (const c of group) write(c, isShared ? shared : events.filter((e) => isFor(e, c.actor)).map(frame).join(''))
  }

  async function send(c: Connection, events: readonly FeedEvent[]): Promise<void> {
    writeAll([c], (await visible([c.actor], events))[0] ?? [])
  }

  /** What of the events exists for each of the actors; one query asks for all of them, up to `rulesAtOnce`. */
  async function visible(actors: readonly Actor[], events: readonly FeedEvent[]): Promise<FeedEvent[][]> {
    const ids = [...new Set(events.flatMap((e) => (e.complaintId === null ? [] : [e.complaintId])))]
    const seen: FeedEvent[][] = []
    for (let from = 0; from < actors.length; from += rulesAtOnce) {
      const some = actors.slice(from, from + rulesAtOnce)
      const found = ids.length === 0 ? [] : (await sql<{ id: string; seen: boolean[] }>`select c.id, array[${sql.join(some.map((actor) => sql`(${visibleTo(actor)})`))}] as seen from complaints c where c.id = any(${ids}::uuid[])`.execute(db)).rows
      const byId = new Map(found.map((r) => [r.id, r.seen]))
      for (const i of some.keys()) seen.push(events.filter((e) => e.complaintId === null || byId.get(e.complaintId)?.[i] === true))
    }
    return seen
  }

  /** Those whose sessions still hold, asked anew in one go where the last answer is older than `freshMs`; ends the other streams. */
  async function stillHolding(some: readonly Connection[], freshMs: number): Promise<Connection[]> {
    const stale = some.filter((c) => connections.has(c) && (freshMs === 0 || performance.now() - c.checkedAt >= freshMs))
    const askedAt = performance.now()
    const actors = stale.length === 0 ? [] : await authenticateAll(stale.map((c) => c.request)).catch(() => [])
    for (const [i, c] of stale.entries()) {
      const actor = actors[i]
      if (!actor || !may(actor, 'stream:read') || actor.kind !== c.actor.kind || actor.id !== c.actor.id) {
        end(c)
        continue
      }
      c.actor = actor
      c.checkedAt = askedAt
    }
    return some.filter((c) => connections.has(c))
  }

  function write(c: Connection, text: string): void {
    const { raw } = c.reply
    if (text === '' || !raw.headersSent || raw.writableEnded || raw.destroyed) return
    raw.write(text)
    // A reader that doesn't read comes back later and replays.
    if (raw.writableLength > maxBacklogBytes) end(c)
  }

  function end(c: Connection): void {
    connections.delete(c)
    if (c.reply.raw.headersSent) c.reply.raw.end()
  }

  return {
    open,
    count: () => connections.size,
    tellHouse: () => { for (const c of connections) write(c, 'event: house\ndata: {}\n\n') },
    close: async () => {
      isClosing = true
      clearInterval(heartbeat)
      clearInterval(recheck)
      for (const c of connections) end(c)
      const followed = await feed?.catch(() => undefined)
      followed?.close()
    },
  }
}

function begin(reply: FastifyReply): void {
  reply.hijack()
  // The socket ends with the stream, else a server that leaves would wait for it to be used again.
  reply.raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no', connection: 'close' })
  reply.raw.write('retry: 2000\n\n')
}

/** A notice goes to those it is for; a change of a case to everybody for whom the case exists. */
function isFor(e: FeedEvent, actor: Actor): boolean {
  return e.notice === undefined || isAddressed(e.notice, actor)
}

function frame(e: FeedEvent): string {
  if (e.notice !== undefined) return `id: ${e.tx}-${e.id}\nevent: notification\ndata: ${JSON.stringify({ id: e.notice.id, kind: e.notice.kind, complaintId: e.complaintId })}\n\n`
  return `id: ${e.tx}-${e.id}\ndata: ${JSON.stringify({ complaintId: e.complaintId, type: e.type, version: e.version })}\n\n`
}

function readId(header: string | string[] | undefined): FeedPosition | null {
  const [, tx, id] = /^(\d{1,18})-(\d{1,18})$/.exec(typeof header === 'string' ? header : '') ?? []
  return tx !== undefined && id !== undefined ? { tx, id } : null
}
