// The endpoints of running the house: people's sessions, the tree of units, failed jobs, health, channels, surge mode, notices.
import { sql } from 'kysely'
import * as wire from '../../contract/administration.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import * as notices from '../../contract/notifications.ts'
import { listChannels, setChannel } from '../complaints/channel-states.ts'
import type { Deps } from '../complaints/deps.ts'
import { showHouseState } from '../complaints/house-state.ts'
import { endSurge, lendStaff, listSurges, readSurge, startSurge, suggestSurge } from '../complaints/surges.ts'
import { visibleTo } from '../complaints/visible.ts'
import { endUserSession, getPerson } from '../identity/people-detail.ts'
import { record } from '../identity/record.ts'
import { listTree, renameUnit, setUnitStatus } from '../identity/tree.ts'
import { resendMessage } from '../messages/resending.ts'
import type { Ctx } from '../platform/context.ts'
import { readClock } from '../platform/database.ts'
import { discardJob, listFailedJobs, retryJob, retryJobs } from '../platform/failed-jobs.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { write } from '../platform/write.ts'
import { readHealth } from './house-health.ts'
import { countNotices, listNotices, readNotices } from './notice-reads.ts'
import { previewMove, readUnitDetail, startMove } from './unit-moves.ts'

const ok = { ok: true } as const

/** Every route of `src/contract/administration.ts` and `src/contract/notifications.ts`. */
export function administrationRoutes(deps: Deps): Route[] {
  return [...peopleRoutes(), ...treeRoutes(), ...jobRoutes(deps), ...houseRoutes(deps), ...surgeRoutes(deps), ...noticeRoutes()]
}

function peopleRoutes(): Route[] {
  return [
    route(wire.getUser, (ctx, { params }) => getPerson(ctx.db, params.id)),
    route(wire.endUserSession, async (ctx, { params }) => {
      await write(ctx, (t) => endUserSession(t, params.id))
      return ok
    }),
  ]
}

function treeRoutes(): Route[] {
  return [
    route(wire.listTree, (ctx, { query }) => listTree(ctx.db, query)),
    route(wire.getUnitDetail, (ctx, { params }) => readUnitDetail(ctx, params.id)),
    route(wire.renameUnit, (ctx, { params, body }) => write(ctx, async (t) => {
      await renameUnit(t, params.id, body.name, body.city)
      return readUnitDetail({ db: t.tx, actor: ctx.actor }, params.id)
    })),
    route(wire.setUnitStatus, (ctx, { params, body }) => write(ctx, async (t) => {
      await setUnitStatus(t, params.id, body.status, body.reason)
      return readUnitDetail({ db: t.tx, actor: ctx.actor }, params.id)
    })),
    route(wire.previewMove, (ctx, { params, query }) => previewMove(ctx, params.id, query.parentId)),
    route(wire.moveUnit, (ctx, { params, body }) => write(ctx, async (t) => {
      await startMove(t, params.id, body.parentId, body.reason)
      return readUnitDetail({ db: t.tx, actor: ctx.actor }, params.id)
    })),
  ]
}

/** Jobs keep the way to their case only where it exists for the caller. */
async function withoutUnseen(ctx: Ctx, page: ReplyOf<typeof wire.listFailedJobs>): Promise<ReplyOf<typeof wire.listFailedJobs>> {
  const ids = page.items.flatMap((job) => job.complaintId ?? [])
  const found = await sql<{ id: string }>`select c.id from complaints c where c.id = any(${ids}::uuid[]) and ${visibleTo(ctx.actor)}`.execute(ctx.db)
  const seen = new Set(found.rows.map((c) => c.id))
  return { ...page, items: page.items.map((job) => ({ ...job, complaintId: job.complaintId !== null && seen.has(job.complaintId) ? job.complaintId : null })) }
}

function jobRoutes(deps: Deps): Route[] {
  return [
    route(wire.listFailedJobs, async (ctx, { query }) => withoutUnseen(ctx, await listFailedJobs(ctx.db, query))),
    route(wire.retryJob, async (ctx, { params }) => {
      await write(ctx, async (t) => record(t, 'job', params.id, { type: 'job.retried', data: { name: await retryJob(deps, t.tx, params.id), job: params.id } }))
      return ok
    }),
    route(wire.retryAllJobs, (ctx, { body }) => write(ctx, async (t) => {
      const ids = await retryJobs(deps, t.tx, body.name)
      for (const id of ids) await record(t, 'job', id, { type: 'job.retried', data: { name: body.name, job: id } })
      return { retried: ids.length }
    })),
    route(wire.discardJob, async (ctx, { params, body }) => {
      await write(ctx, async (t) => record(t, 'job', params.id, { type: 'job.discarded', data: { name: await discardJob(t.tx, params.id), job: params.id, reason: body.reason } }))
      return ok
    }),
    route(wire.resendMessage, (ctx, { params }) => write(ctx, (t) => resendMessage(deps, t, visibleTo, params.id))),
  ]
}

function houseRoutes(deps: Deps): Route[] {
  return [
    route(wire.getHealth, () => readHealth(deps)),
    route(wire.listChannels, async (ctx) => ({ items: await listChannels(ctx.db) })),
    route(wire.setChannel, async (ctx, { params, body }) => {
      const set = await write(ctx, (t) => setChannel(t, params.channel, body))
      await deps.house.refresh()
      return set
    }),
    route(wire.getHouseState, async (ctx) => showHouseState(deps.house, await readClock(ctx.db))),
  ]
}

function surgeRoutes(deps: Deps): Route[] {
  return [
    route(wire.listSurges, (ctx, { query }) => listSurges(ctx.db, query)),
    route(wire.suggestSurge, (ctx) => suggestSurge(ctx)),
    route(wire.startSurge, async (ctx, { body }) => {
      const made = await write(ctx, async (t) => readSurge(t.tx, await startSurge(t, body)), wire.startSurge.status)
      await deps.house.refresh()
      return made
    }),
    route(wire.endSurge, async (ctx, { params, body }) => {
      const ended = await write(ctx, async (t) => {
        await endSurge(t, params.id, body.reason)
        return readSurge(t.tx, params.id)
      })
      await deps.house.refresh()
      return ended
    }),
    route(wire.lendStaff, (ctx, { params, body }) => write(ctx, async (t) => {
      await lendStaff(t, params.id, body.userIds)
      return readSurge(t.tx, params.id)
    })),
  ]
}

function noticeRoutes(): Route[] {
  return [
    route(notices.listNotifications, (ctx, { query }) => listNotices(ctx, query)),
    route(notices.countNotifications, (ctx) => countNotices(ctx)),
    route(notices.readNotifications, (ctx, { body }) => readNotices(ctx, body)),
  ]
}
