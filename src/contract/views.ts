// Saved views of the queue and their counters on the wire.
import { z } from 'zod'
import { id, line, version, withId } from './common.ts'
import { queueFilters } from './desk.ts'
import { endpoint } from './endpoint.ts'

/** Whose a view is: one person's, a unit's, everybody's. */
export const viewLevels = ['own', 'team', 'system'] as const
export type ViewLevel = (typeof viewLevels)[number]

const shape = z.strictObject(queueFilters)
/** Filters as they stand in the address bar; searched words and cursors are no part of a view. */
export const viewFilters = z.record(z.string().max(30), z.string().max(1000)).refine((filters) => shape.safeParse(filters).success, { error: 'invalid_filters' })

export const savedView = z.strictObject({ id, level: z.enum(viewLevels), name: z.string(), filters: z.record(z.string(), z.string()), version, mayChange: z.boolean() })
export type SavedView = z.output<typeof savedView>

export const listViews = endpoint({ method: 'GET', path: '/api/views', needs: 'queue:read', summary: 'The saved views one has: own, of the unit, of everybody; in the order of the rail', reply: z.strictObject({ items: z.array(savedView) }) })
export const createView = endpoint({
  method: 'POST', path: '/api/views', needs: 'queue:read', summary: 'Save filters under a name; a view for others needs view:share',
  body: z.strictObject({ level: z.enum(viewLevels), name: line(40), filters: viewFilters }), reply: savedView, status: 201, idempotent: true,
})
export const updateView = endpoint({
  method: 'PUT', path: '/api/views/:id', needs: 'queue:read', summary: 'Rename a view, give it other filters, or move it to another place (from 1) among those of its level', params: withId,
  body: z.strictObject({ version, name: line(40).optional(), filters: viewFilters.optional(), place: z.int().min(1).max(100).optional() }), reply: savedView,
})
export const deleteView = endpoint({ method: 'DELETE', path: '/api/views/:id', needs: 'queue:read', summary: 'Drop a view; the cases stay', params: withId, reply: z.strictObject({ ok: z.literal(true) }) })
/** `count` is null when it could not be told in time; the list itself always answers. */
export const countSavedViews = endpoint({ method: 'GET', path: '/api/view-counts', needs: 'queue:read', summary: 'How many open cases each saved view holds, capped at 1000, at most a second old', reply: z.strictObject({ items: z.array(z.strictObject({ id, count: z.int().nullable() })), cap: z.int() }) })

export const viewsEndpoints = [listViews, createView, updateView, deleteView, countSavedViews] as const
