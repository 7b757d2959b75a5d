// Notices to staff in the app: what happened to one's own work, one row per case and kind until it is read.
import { z } from 'zod'
import { noticeKinds } from '../domain/complaints/notices.ts'
import { id, instant, page, pageQuery } from './common.ts'
import { endpoint } from './endpoint.ts'

/** Above this the number of unread notices reads "99+". */
export const noticeCap = 99

export const notice = z.strictObject({
  id, at: instant, kind: z.enum(noticeKinds),
  /** The case as the reader may see it now. */
  complaint: z.strictObject({ id, complaintNo: z.string(), keyword: z.string() }).nullable(),
  /** Codes and staff names only, e.g. `{by, clock, accept}`; no personal data. */
  params: z.record(z.string(), z.unknown()),
  /** How often it happened since it was last read. */
  times: z.int(), readAt: instant.nullable(),
})
export type Notice = z.output<typeof notice>

export const noticeCounts = z.strictObject({ unread: z.int(), cap: z.int() })

export const listNotifications = endpoint({ method: 'GET', path: '/api/notifications', needs: 'self:manage', summary: 'My notices, newest first', query: z.strictObject({ ...pageQuery, unread: z.enum(['true', 'false']).optional() }), reply: page(notice) })
export const countNotifications = endpoint({ method: 'GET', path: '/api/notification-counts', needs: 'self:manage', summary: 'How many of my notices are unread, up to the cap', reply: noticeCounts })
export const readNotifications = endpoint({
  method: 'POST', path: '/api/notifications/read', needs: 'self:manage', summary: 'Mark notices as read: some, or all up to the newest one seen',
  body: z.union([z.strictObject({ ids: z.array(id).min(1).max(100) }), z.strictObject({ all: z.literal(true), upTo: instant.optional() })]), reply: noticeCounts,
})

export const notificationsEndpoints = [listNotifications, countNotifications, readNotifications] as const
