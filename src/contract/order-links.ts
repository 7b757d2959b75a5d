// Links to one question on the wire: made, looked at and withdrawn by staff; what they open is a page of the portal.
import { z } from 'zod'
import { linkStates } from '../domain/investigation/order-links.ts'
import { id, instant, line, withId } from './common.ts'
import { endpoint } from './endpoint.ts'

export const orderLink = z.strictObject({ id, madeAt: instant, madeBy: z.string(), phoneMasked: z.string().nullable(), expiresAt: instant, state: z.enum(linkStates), opened: z.int(), lastOpenedAt: instant.nullable() })

// No idempotency key: a kept reply would keep the secret. A second press makes a second link, of which an order has few.
export const createOrderLink = endpoint({ method: 'POST', path: '/api/orders/:id/links', needs: 'complaint:read', summary: 'Make a link to one question for someone without an account; its address is shown once', params: withId, body: z.strictObject({ /** Phone of a courier or partner to send it to. */ phone: line(30).optional() }), reply: orderLink.extend({ url: z.string() }), status: 201 })
export const listOrderLinks = endpoint({ method: 'GET', path: '/api/orders/:id/links', needs: 'complaint:read', summary: 'The links of a question, newest first', params: withId, reply: z.strictObject({ items: z.array(orderLink) }) })
export const revokeOrderLink = endpoint({ method: 'POST', path: '/api/order-links/:id/revocation', needs: 'complaint:read', summary: 'Withdraw a link', params: withId, reply: orderLink })
export const orderLinkEndpoints = [createOrderLink, listOrderLinks, revokeOrderLink] as const
