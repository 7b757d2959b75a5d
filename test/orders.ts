// Work contact orders for tests: asked, looked at and moved on over HTTP as the demo cast.
import { expect } from 'vitest'
import type { z } from 'zod'
import type { listCaseOrders, orderHead } from '../src/contract/orders.ts'
import type { ReplyOf } from '../src/contract/endpoint.ts'
import type { TestCase } from './case.ts'
import type { Cast, World } from './world.ts'

type Board = ReplyOf<typeof listCaseOrders>
export type OrderHead = z.output<typeof orderHead> & { code?: string }

export const answer = { answer: 'not_true', text: '签收时完好' } as const

/** The acts of a world on orders; `world` is asked for when it is needed, so that it may start later. */
export function ordersOf(world: () => World) {
  const get = async <T>(who: Cast, path: string) => (await world().as(who)).get<T & { code?: string }>(path)
  const post = async <T = OrderHead>(who: Cast, path: string, body: object = {}) => (await world().as(who)).post<T & { code?: string; params?: Record<string, unknown> }>(path, body)
  const act = async (who: Cast, id: string, noun: string, body: object = {}) => post(who, `/api/orders/${id}/${noun}`, body)
  const unitOf = (who: Cast) => world().users[who].unit.id
  const board = async (c: TestCase, who: Cast = 'agent') => (await get<Board>(who, `/api/complaints/${c.id}/orders`)).body
  return {
    get, post, unitOf, board,
    does: async (who: Cast, id: string, noun: string, body: object = {}): Promise<OrderHead> => {
      const reply = await act(who, id, noun, body)
      expect(reply.status, `${who} ${noun}: ${reply.text}`).toBe(200)
      return reply.body
    },
    refused: async (who: Cast, id: string, noun: string, body: object, code: string, status = 409) => {
      const reply = await act(who, id, noun, body)
      expect([who, noun, reply.status, reply.body.code]).toEqual([who, noun, status, code])
    },
    ask: async (c: TestCase, who: Cast = 'outlet', more: object = {}): Promise<string> => (await c.does('agent', 'orders', { unitId: unitOf(who), question: '签收人是谁？', ...more })).made ?? '',
    one: async (c: TestCase, id: string, who: Cast = 'agent') => (await board(c, who)).items.find((o) => o.id === id),
  }
}
