// The log of messages to customers, which admin sees until a provider is configured (`contract.md`, Portal).
import { z } from 'zod'
import { id, instant, page, pageQuery } from './common.ts'
import { endpoint } from './endpoint.ts'

export const message = z.strictObject({ id, at: instant, complaintNo: z.string().nullable(), channel: z.string(), to: z.string(), template: z.string(), body: z.string(), state: z.enum(['queued', 'sent', 'failed', 'cancelled']) })
export const listMessages = endpoint({ method: 'GET', path: '/api/messages', needs: 'message:read', summary: 'Message log, newest first', query: z.strictObject({ ...pageQuery }), reply: page(message) })
export const messagesEndpoints = [listMessages] as const
