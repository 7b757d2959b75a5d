// Running the house on the wire: the tree of units and its moves, what a person leaves behind, failed jobs, health, channels, surge mode.
import { z } from 'zod'
import { unitKinds } from '../domain/identity/unit-kinds.ts'
import { channels } from '../domain/complaints/vocabulary.ts'
import { code, done, id, instant, line, page, pageQuery, text, unitRef, why, withId } from './common.ts'
import { endpoint } from './endpoint.ts'
import { message } from './messages.ts'

// people -----------------------------------------------------------------------------------------------------------------------
export const personDetail = z.strictObject({
  id, username: z.string(), name: z.string(), staffNo: z.string().nullable(), status: z.enum(['active', 'disabled']), createdAt: instant, lastSeenAt: instant.nullable(), mustChangePassword: z.boolean(),
  posts: z.array(z.strictObject({ id, roleCode: z.string(), unit: unitRef, since: instant, until: instant.nullable() })),
  sessions: z.array(z.strictObject({ id, createdAt: instant, lastSeenAt: instant, userAgent: z.string() })),
  /** Up to the cap, as everywhere. */
  openCases: z.int(), tokens: z.int(), cap: z.int(),
})
export const getUser = endpoint({ method: 'GET', path: '/api/users/:id', needs: 'identity:manage', summary: 'A person: posts, sessions, and what they would leave behind', params: withId, reply: personDetail })
export const endUserSession = endpoint({ method: 'DELETE', path: '/api/user-sessions/:id', needs: 'identity:manage', summary: "End another person's session at once", params: withId, reply: done })

// units ------------------------------------------------------------------------------------------------------------------------
export const treeUnit = z.strictObject({ id, code: z.string(), name: z.string(), kind: z.enum(unitKinds), parentId: id.nullable(), status: z.enum(['active', 'suspended', 'closed']), city: z.string().nullable(), children: z.int() })
export const unitMove = z.strictObject({ id, at: instant, by: z.string(), reason: z.string(), from: z.string(), to: z.string(), units: z.int(), casesMoved: z.int(), ordersMoved: z.int(), state: z.enum(['running', 'done']) })
export const unitDetail = treeUnit.extend({ path: z.array(unitRef), people: z.int(), openCases: z.int(), cap: z.int(), moves: z.array(unitMove) })
export const movePreview = z.strictObject({ units: z.int(), people: z.int(), openCases: z.int(), cap: z.int(), refused: why.nullable(), from: unitRef.nullable(), to: unitRef })
export const listTree = endpoint({ method: 'GET', path: '/api/unit-tree', needs: 'identity:read', summary: 'Units directly under one, or the roots; or units found by name, part of a name, pinyin, initials or code', query: z.strictObject({ ...pageQuery, parentId: id.optional(), q: line(80).optional() }), reply: page(treeUnit) })
export const getUnitDetail = endpoint({ method: 'GET', path: '/api/units/:id', needs: 'identity:read', summary: 'A unit: where it stands, what hangs on it, how it moved', params: withId, reply: unitDetail })
export const renameUnit = endpoint({ method: 'PUT', path: '/api/units/:id', needs: 'identity:manage', summary: 'Rename a unit', params: withId, body: z.strictObject({ name: line(60), city: line(40).nullable().optional() }), reply: unitDetail })
export const setUnitStatus = endpoint({ method: 'POST', path: '/api/units/:id/status', needs: 'identity:manage', summary: 'Suspend, close or open a unit again', params: withId, body: z.strictObject({ status: z.enum(['active', 'suspended', 'closed']), reason: line(200) }), reply: unitDetail })
export const previewMove = endpoint({ method: 'GET', path: '/api/units/:id/move-preview', needs: 'identity:manage', summary: 'What putting a unit under another one would move', params: withId, query: z.strictObject({ parentId: id }), reply: movePreview })
export const moveUnit = endpoint({ method: 'POST', path: '/api/units/:id/move', needs: 'identity:manage', summary: 'Put a unit with everything below it under another one; its open cases follow', params: withId, body: z.strictObject({ parentId: id, reason: line(200) }), reply: unitDetail })

// messages ---------------------------------------------------------------------------------------------------------------------
export const resendMessage = endpoint({ method: 'POST', path: '/api/messages/:id/resending', needs: 'system:manage', summary: 'Send a failed message again', params: withId, reply: message })

// jobs and health --------------------------------------------------------------------------------------------------------------
export const failedJob = z.strictObject({ id, name: z.string(), enqueuedAt: instant, failedAt: instant, tries: z.int(), /** The kind of failure; never its text, which can hold what a customer wrote. */ error: z.string(), complaintId: id.nullable() })
export const queueAge = z.strictObject({ name: z.string(), waiting: z.int(), oldestSeconds: z.int(), running: z.int() })
export const listFailedJobs = endpoint({ method: 'GET', path: '/api/failed-jobs', needs: 'system:manage', summary: 'Jobs that failed for good, newest first', query: z.strictObject({ ...pageQuery, name: code.optional() }), reply: page(failedJob) })
export const retryJob = endpoint({ method: 'POST', path: '/api/failed-jobs/:id/retry', needs: 'system:manage', summary: 'Run a failed job again', params: withId, reply: done })
export const retryAllJobs = endpoint({ method: 'POST', path: '/api/failed-jobs/retry', needs: 'system:manage', summary: 'Run every failed job of a kind again, at most a thousand', body: z.strictObject({ name: code }), reply: z.strictObject({ retried: z.int() }) })
export const discardJob = endpoint({ method: 'POST', path: '/api/failed-jobs/:id/discarding', needs: 'system:manage', summary: 'Give up a failed job for a reason', params: withId, body: z.strictObject({ reason: line(200) }), reply: done })

export const healthChecks = ['database', 'migrations', 'keys', 'disk', 'worker', 'outbox', 'jobs', 'failed_jobs', 'sweeps', 'partitions', 'messages', 'unit_moves'] as const
export const healthCheck = z.strictObject({ name: z.enum(healthChecks), state: z.enum(['good', 'warning', 'bad']), /** Numbers and codes for its sentence, `health.<name>.<state>`. */ params: z.record(z.string(), z.union([z.string(), z.number(), z.null()])) })
export const getHealth = endpoint({ method: 'GET', path: '/api/health', needs: 'system:manage', summary: 'How the house stands: database, disk, worker, queues, sweeps, partitions', reply: z.strictObject({ at: instant, checks: z.array(healthCheck), queues: z.array(queueAge) }) })

// channels ---------------------------------------------------------------------------------------------------------------------
export const channelState = z.strictObject({ channel: z.enum(channels), available: z.boolean(), reason: z.string().nullable(), message: z.string().nullable(), since: instant.nullable(), by: z.string().nullable() })
export const listChannels = endpoint({ method: 'GET', path: '/api/channels', needs: 'queue:read', summary: 'The channels customers come by, and which are down', reply: z.strictObject({ items: z.array(channelState) }) })
export const setChannel = endpoint({ method: 'PUT', path: '/api/channels/:channel', needs: 'surge:manage', summary: 'Mark a channel as down with what customers are told, or as open again; nobody is ever turned away', params: z.strictObject({ channel: z.enum(channels) }), body: z.union([z.strictObject({ available: z.literal(true) }), z.strictObject({ available: z.literal(false), reason: line(200), message: line(200).optional() })]), reply: channelState })

// surge ------------------------------------------------------------------------------------------------------------------------
/** What may rest while a surge lasts. Nothing of the law is among it: the 7-day watch never rests. */
export const suspendable = ['sampling', 'regular_contact_reminders'] as const
export const surge = z.strictObject({
  id, startsAt: instant, endsAt: instant, endedAt: instant.nullable(), state: z.enum(['planned', 'running', 'over']), reason: z.string(), notice: z.string().nullable(), expectedHours: z.int(), shortIntake: z.boolean(), suspends: z.array(z.enum(suspendable)),
  startedBy: z.string(), endReason: z.string().nullable(), staff: z.array(z.strictObject({ postId: id, userId: id, name: z.string() })), received: z.int(),
})
export const listSurges = endpoint({ method: 'GET', path: '/api/surges', needs: 'surge:manage', summary: 'Surges, newest first', query: z.strictObject({ ...pageQuery }), reply: page(surge) })
export const suggestSurge = endpoint({ method: 'GET', path: '/api/surge-suggestion', needs: 'surge:manage', summary: 'What the last 24 hours say about an honest expected time', reply: z.strictObject({ received: z.int(), waiting: z.int(), firstContactHours: z.number().nullable() }) })
export const startSurge = endpoint({
  method: 'POST', path: '/api/surges', needs: 'surge:manage', summary: 'Begin a surge now or plan one; it ends by itself', idempotent: true, status: 201,
  body: z.strictObject({ startsAt: instant.optional(), endsAt: instant, reason: line(200), notice: text(300).optional(), expectedHours: z.int().min(1).max(168), shortIntake: z.boolean().default(true), suspends: z.array(z.enum(suspendable)).max(suspendable.length).default([]) }), reply: surge,
})
export const endSurge = endpoint({ method: 'POST', path: '/api/surges/:id/ending', needs: 'surge:manage', summary: 'End a surge before its time, or call off a planned one', params: withId, body: z.strictObject({ reason: line(200) }), reply: surge })
export const lendStaff = endpoint({ method: 'POST', path: '/api/surges/:id/staff', needs: 'surge:manage', summary: 'Give people a post as agent that ends with the surge', params: withId, body: z.strictObject({ userIds: z.array(id).min(1).max(100) }), reply: surge })

/** What everybody must know while they work. */
export const houseState = z.strictObject({
  surge: z.strictObject({ id, startsAt: instant, endsAt: instant, startedBy: z.string(), reason: z.string(), expectedHours: z.int(), shortIntake: z.boolean(), suspends: z.array(z.enum(suspendable)) }).nullable(),
  channelsDown: z.array(z.strictObject({ channel: z.enum(channels), reason: z.string().nullable(), since: instant })),
})
export const getHouseState = endpoint({ method: 'GET', path: '/api/house-state', needs: 'signed_in', summary: 'Whether a surge runs, and which channels are down', reply: houseState })

export const administrationEndpoints = [
  getUser, endUserSession, listTree, getUnitDetail, renameUnit, setUnitStatus, previewMove, moveUnit, resendMessage, listFailedJobs, retryJob, retryAllJobs, discardJob, getHealth, listChannels, setChannel,
  listSurges, suggestSurge, startSurge, endSurge, lendStaff, getHouseState,
] as const
