// The log of messages to customers, which admin sees until a provider is configured (`contract.md`, Portal).
import { z } from 'zod'
import { code, id, instant, line, page, pageQuery } from './common.ts'
import { endpoint } from './endpoint.ts'

export const messageStates = ['queued', 'sent', 'failed', 'cancelled'] as const
export const messageChannels = ['sms', 'email', 'phone', 'letter', 'portal', 'chat'] as const
export const message = z.strictObject({ id, at: instant, /** True where the case is none the reader may open: then number, address and words stay untold. */ concealed: z.boolean(), complaintNo: z.string().nullable(), channel: z.string(), to: z.string(), template: z.string(), body: z.string(), state: z.enum(messageStates) })
export const listMessages = endpoint({ method: 'GET', path: '/api/messages', needs: 'message:read', summary: 'Message log, newest first', query: z.strictObject({ ...pageQuery, state: z.enum(messageStates).optional(), channel: z.enum(messageChannels).optional(), template: code.optional(), case: line(40).optional() }), reply: page(message) })
export const messagesEndpoints = [listMessages] as const
