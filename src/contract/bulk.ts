// One act for many cases on the wire: what it would do, the run that does it case by case, and how each ended.
import { z } from 'zod'
import { links, statuses } from '../domain/complaints/vocabulary.ts'
import { id, line, person, text, version, why, withId } from './common.ts'
import { endpoint } from './endpoint.ts'

export const bulkLimit = 500
/** How many cases one call to `workRun` takes. */
export const bulkChunk = 25

/** Acts that need no word of their own for each case. Money, decisions, ends that are told to a customer, and appeals are never done in bulk. */
export const bulkAct = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('assignment'), ownerId: id, reason: line(200).optional() }),
  z.strictObject({ act: z.literal('take') }),
  z.strictObject({ act: z.literal('classification'), reasonCode: z.string().regex(/^[a-z][a-z_]*(\.[a-z0-9_]+)?$/).max(80), link: z.enum(links).optional(), reason: text(500).optional() }),
  z.strictObject({ act: z.literal('note'), text: text(4000) }),
  z.strictObject({ act: z.literal('archiving'), note: text(500).optional() }),
])
export type BulkAct = z.output<typeof bulkAct>
export const bulkActs = ['assignment', 'take', 'classification', 'note', 'archiving'] as const
export type BulkActName = (typeof bulkActs)[number]

const ids = z.array(id).min(1).max(bulkLimit)

/** `from` and `to` are what the act changes: an owner's name, a reason, a status; null where there is none. `refused` says why it can't. */
export const previewItem = z.strictObject({ id, complaintNo: z.string(), keyword: z.string(), version, status: z.enum(statuses), from: z.string().nullable(), to: z.string().nullable(), refused: why.nullable() })
export type PreviewItem = z.output<typeof previewItem>
export const previewBulk = endpoint({ method: 'POST', path: '/api/bulk-previews', needs: 'queue:read', summary: 'What an act would change in each case, or why not; cases that are not there for the asker are left out', body: z.strictObject({ act: bulkAct, ids }), reply: z.strictObject({ items: z.array(previewItem) }) })

/** `changed` means that somebody else moved the case after it was looked at: nothing was done to it. */
export const itemStates = ['waiting', 'done', 'refused', 'changed'] as const
export const runItem = z.strictObject({ id, complaintNo: z.string().nullable(), keyword: z.string().nullable(), state: z.enum(itemStates), refused: why.nullable() })
export const bulkRun = z.strictObject({ id, act: z.enum(bulkActs), at: z.iso.datetime({ offset: true }), owner: person.nullable(), undoes: id.nullable(), total: z.int(), waiting: z.int(), done: z.int(), refused: z.int(), changed: z.int(), mayUndo: z.boolean(), items: z.array(runItem) })
export type BulkRun = z.output<typeof bulkRun>

export const startRun = endpoint({
  method: 'POST', path: '/api/bulk-runs', needs: 'queue:read', summary: 'Lay down a bulk run: one act and the cases with the versions that were seen; nothing is done yet', status: 201, idempotent: true,
  body: z.strictObject({ act: bulkAct, items: z.array(z.strictObject({ id, version })).min(1).max(bulkLimit) }), reply: bulkRun,
})
export const workRun = endpoint({ method: 'POST', path: '/api/bulk-runs/:id/work', needs: 'queue:read', summary: 'Do the next cases of a run, each through its gate; call again while some wait. A run goes on where it was interrupted', params: withId, body: z.strictObject({}), reply: bulkRun })
export const getRun = endpoint({ method: 'GET', path: '/api/bulk-runs/:id', needs: 'queue:read', summary: 'A bulk run with the result of each case', params: withId, reply: bulkRun })
export const undoRun = endpoint({ method: 'POST', path: '/api/bulk-runs/:id/undo', needs: 'complaint:assign', summary: 'Lay down a run that gives the cases of an assignment back to their former owners, where nobody touched them since', params: withId, body: z.strictObject({}), reply: bulkRun, status: 201, idempotent: true })
export const listRuns = endpoint({ method: 'GET', path: '/api/bulk-runs', needs: 'queue:read', summary: 'One\'s own runs of the last day that still have cases waiting', reply: z.strictObject({ items: z.array(bulkRun.omit({ items: true })) }) })

export const bulkEndpoints = [previewBulk, startRun, workRun, getRun, undoRun, listRuns] as const
