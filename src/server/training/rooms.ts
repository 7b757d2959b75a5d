// Practice rooms of this process: one for a person, opened on first use, ended by them, by time, or with the process; what is in a room is known to nobody else.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PracticeReport, PracticeSeat, PracticeState } from '../../contract/training.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'

/** A house of its own that stands behind a room, on a database that holds nothing of the real one. */
export type PracticeHouse = {
  readonly seats: readonly { readonly code: PracticeSeat; readonly userId: string; readonly name: string; readonly cookie: string }[]
  readonly cases: number
  /** Answers a request as the house's own server would. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void
  readonly report: () => Promise<PracticeReport>
  /** Does what workers do: jobs that reach nobody outside, sweeps. */
  readonly tick: () => Promise<void>
  /** Ends it and destroys everything in it. */
  readonly close: () => Promise<void>
}

export type RoomOptions = {
  readonly off: () => Promise<PracticeState['off']>
  readonly build: () => Promise<PracticeHouse>
  readonly limits?: { readonly idleMs: number; readonly longestMs: number; readonly atOnce: number }
}

export type Rooms = {
  readonly state: (actor: Actor) => Promise<PracticeState>
  readonly open: (actor: Actor) => Promise<PracticeState>
  readonly sit: (actor: Actor, seat: PracticeSeat) => Promise<PracticeState>
  readonly report: (actor: Actor) => Promise<PracticeReport>
  readonly end: (actor: Actor) => Promise<void>
  /** Passes a request on to the person's room as whoever sits in their chair. @throws Refusal 410 `practice.over` without one. */
  readonly answer: (actor: Actor, request: IncomingMessage, response: ServerResponse) => void
  readonly close: () => Promise<void>
}

type Room = { readonly house: PracticeHouse; readonly openedAt: number; usedAt: number; seat: PracticeSeat; ticking: boolean }

/** An hour without use, a working day in all, four rooms in a process: each holds a dozen megabytes and five connections. */
const usual = { idleMs: 60 * 60_000, longestMs: 8 * 60 * 60_000, atOnce: 4 }
const tickMs = 2000
/** A room nobody has touched for so long stands still. */
const awakeMs = 90_000

/** The rooms of a process; nothing is made before somebody opens one. */
export function createRooms(options: RoomOptions): Rooms {
  const limits = options.limits ?? usual
  const rooms = new Map<string, Room>()
  const opening = new Map<string, Promise<Room>>()
  let timer: ReturnType<typeof setInterval> | undefined
  let isClosing = false

  const endsAt = (room: Room): number => Math.min(room.usedAt + limits.idleMs, room.openedAt + limits.longestMs)
  const stop = async (personId: string): Promise<void> => {
    const room = rooms.get(personId)
    rooms.delete(personId)
    if (rooms.size === 0) { clearInterval(timer); timer = undefined }
    await room?.house.close()
  }
  const round = (): void => {
    const now = Date.now()
    for (const [personId, room] of rooms) {
      if (endsAt(room) <= now) { void stop(personId).catch(() => undefined); continue }
      if (room.ticking || now - room.usedAt > awakeMs) continue
      room.ticking = true
      void room.house.tick().catch(() => undefined).finally(() => { room.ticking = false })
    }
  }
  const make = async (): Promise<Room> => {
    const house = await options.build()
    if (isClosing) { await house.close(); throw new Refusal('practice.over', {}, 410) }
    return { house, openedAt: Date.now(), usedAt: Date.now(), seat: 'agent', ticking: false }
  }
  const roomOf = (actor: Actor): Room => {
    const room = rooms.get(personOf(actor))
    if (!room) throw new Refusal('practice.over', {}, 410)
    return room
  }
  const iso = (at: number): string => new Date(at).toISOString()
  const show = (room: Room | undefined, off: PracticeState['off']): PracticeState => ({
    off, room: room === undefined ? null : { openedAt: iso(room.openedAt), expiresAt: iso(endsAt(room)), seat: room.seat, seats: room.house.seats.map(({ code, userId, name }) => ({ code, userId, name })), cases: room.house.cases },
  })
  return {
    state: async (actor) => { const room = rooms.get(personOf(actor)); return show(room, room ? null : await options.off()) },
    open: async (actor) => {
      const personId = personOf(actor)
      const known = rooms.get(personId)
      if (known) return show(known, null)
      const off = await options.off()
      if (off !== null) throw new Refusal('practice.off')
      if (!opening.has(personId) && rooms.size + opening.size >= limits.atOnce) throw new Refusal('practice.full', { limit: limits.atOnce })
      const coming = opening.get(personId) ?? make().finally(() => opening.delete(personId))
      opening.set(personId, coming)
      const room = await coming
      rooms.set(personId, room)
      if (timer === undefined) { timer = setInterval(round, tickMs); timer.unref() }
      return show(room, null)
    },
    sit: async (actor, seat) => {
      const room = roomOf(actor)
      if (!room.house.seats.some((s) => s.code === seat)) throw new Refusal('not_found', {}, 404)
      room.seat = seat
      room.usedAt = Date.now()
      return show(room, null)
    },
    report: async (actor) => roomOf(actor).house.report(),
    end: (actor) => stop(personOf(actor)),
    answer: (actor, request, response) => {
      const room = roomOf(actor)
      room.usedAt = Date.now()
      // whoever asks is the person of the chair, whatever else the browser sent along
      request.headers.cookie = room.house.seats.find((s) => s.code === room.seat)?.cookie ?? ''
      delete request.headers.authorization
      room.house.answer(request, response)
    },
    close: async () => {
      isClosing = true
      await Promise.allSettled(opening.values())
      await Promise.allSettled([...rooms.keys()].map(stop))
    },
  }
}

/** @throws Refusal 403 for machines: a room is a person's. */
function personOf(actor: Actor): string {
  if (actor.kind !== 'user') throw new Refusal('practice.persons_only', {}, 403)
  return actor.id
}
