// How a person wants the queue drawn: which columns, in which order, how dense; for everything, or for one view.
import { z } from 'zod'
import { done } from './common.ts'
import { endpoint } from './endpoint.ts'

export const queueColumns = ['due', 'clock', 'priority', 'keyword', 'status', 'customer', 'number', 'tags', 'owner', 'received', 'complaint_no', 'reason'] as const
export type QueueColumn = (typeof queueColumns)[number]
/** As shipped, and what a list can't do without. */
export const usualColumns: readonly QueueColumn[] = ['due', 'clock', 'priority', 'keyword', 'status', 'customer', 'number', 'tags', 'owner', 'received']
export const fixedColumn: QueueColumn = 'keyword'

/** `all` for every list, or one view: its name (`view.mine`) or the id of a saved one. */
const place = z.string().regex(/^(all|view\.[a-z_]{1,30}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/)
const columns = z.array(z.enum(queueColumns)).min(1).max(queueColumns.length).refine((all) => new Set(all).size === all.length && all.includes(fixedColumn), { error: 'invalid_columns' })
export const queueLayout = z.strictObject({ place, columns, density: z.enum(['compact', 'normal', 'roomy']).nullable() })
export type QueueLayout = z.output<typeof queueLayout>

export const listLayouts = endpoint({ method: 'GET', path: '/api/queue-layouts', needs: 'queue:read', summary: 'How I want my lists drawn', reply: z.strictObject({ items: z.array(queueLayout) }) })
export const saveLayout = endpoint({ method: 'PUT', path: '/api/queue-layouts/:place', needs: 'queue:read', summary: 'Keep columns, their order and density for all lists or one view', params: z.strictObject({ place }), body: queueLayout.omit({ place: true }), reply: queueLayout })
export const dropLayout = endpoint({ method: 'DELETE', path: '/api/queue-layouts/:place', needs: 'queue:read', summary: 'Draw it as shipped again', params: z.strictObject({ place }), reply: done })
export const layoutEndpoints = [listLayouts, saveLayout, dropLayout] as const
