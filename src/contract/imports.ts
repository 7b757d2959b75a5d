// Bulk intake on the wire: a file is looked at, its columns are confirmed, it runs in the background, and what could not be filed comes back to be corrected.
import { z } from 'zod'
import { importFields } from '../domain/complaints/import-columns.ts'
import { channels } from '../domain/complaints/vocabulary.ts'
import { id, instant, line, page, pageQuery, withId } from './common.ts'
import { endpoint } from './endpoint.ts'
import { localeCodes } from './words.ts'

export const importStates = ['draft', 'running', 'cancelled', 'failed', 'done'] as const
export const importLimitBytes = 50 * 1024 * 1024
const field = z.enum(importFields)

export const importRun = z.strictObject({
  id, state: z.enum(importStates), fileName: z.string(), format: z.enum(['csv', 'xlsx']), size: z.int(), sheet: z.string().nullable(), maker: z.string(), mine: z.boolean(),
  /** Lines of the file, those handled so far, and how they went. */
  lines: z.int(), done: z.int(), accepted: z.int(), rejected: z.int(),
  perSecond: z.number().nullable(), remainingSeconds: z.int().nullable(), createdAt: instant, startedAt: instant.nullable(), endedAt: instant.nullable(), ranSeconds: z.number(),
  /** Why it stopped: a code with its sentence under `errors`. */
  problem: z.string().nullable(), canResume: z.boolean(),
})
export type ImportRun = z.output<typeof importRun>

export const importPreview = z.strictObject({
  format: z.enum(['csv', 'xlsx']), encoding: z.string().nullable(), sheets: z.array(z.strictObject({ name: z.string(), hidden: z.boolean() })), sheet: z.string().nullable(), headerLine: z.int(), lines: z.int(),
  columns: z.array(z.strictObject({ name: z.string(), field: field.nullable() })), sample: z.array(z.strictObject({ line: z.int(), cells: z.array(z.string()) })),
})
export type ImportPreview = z.output<typeof importPreview>
export const lineProblem = z.strictObject({ column: z.string().nullable(), field: field.nullable(), code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })

const mapping = z.partialRecord(field, z.int().min(0).max(199))
const fileQuery = z.strictObject({ format: z.enum(['csv', 'xlsx']).default('xlsx'), locale: z.enum(localeCodes).default('zh-CN') })

export const uploadImport = endpoint({ method: 'POST', path: '/api/imports', needs: 'complaint:import', summary: 'Upload a CSV or XLSX file (50 MB at most); it is looked at, nothing is filed yet. The same file a second time is refused unless `again`', query: z.strictObject({ again: z.enum(['true']).optional() }), reply: importRun, status: 201, media: 'multipart' })
export const listImports = endpoint({ method: 'GET', path: '/api/imports', needs: 'complaint:import', summary: 'Runs of one’s own, for leads all; newest first', query: z.strictObject({ ...pageQuery, sha256: z.string().regex(/^[0-9a-f]{64}$/).optional() }), reply: page(importRun) })
export const getImport = endpoint({ method: 'GET', path: '/api/imports/:id', needs: 'complaint:import', summary: 'A run and how far it is', params: withId, reply: importRun })
export const previewImport = endpoint({ method: 'GET', path: '/api/imports/:id/preview', needs: 'complaint:import', summary: 'Columns as recognised and the first 20 lines, masked; `sheet` looks at another sheet', params: withId, query: z.strictObject({ sheet: z.string().max(120).optional() }), reply: importPreview })
export const startImport = endpoint({
  method: 'POST', path: '/api/imports/:id/start', needs: 'complaint:import', summary: 'Start it with these columns (numbers from 0) and what counts for lines that say nothing themselves', params: withId, reply: importRun,
  body: z.strictObject({ mapping, defaults: z.strictObject({ channel: z.enum(channels).optional(), reportedProof: line(200).optional() }).default({}) }),
})
export const cancelImport = endpoint({ method: 'POST', path: '/api/imports/:id/cancellation', needs: 'complaint:import', summary: 'Stop it; what is filed stays filed', params: withId, body: z.strictObject({}), reply: importRun })
export const resumeImport = endpoint({ method: 'POST', path: '/api/imports/:id/resumption', needs: 'complaint:import', summary: 'Go on where it stopped; no line is filed twice', params: withId, body: z.strictObject({}), reply: importRun })
export const listRejections = endpoint({ method: 'GET', path: '/api/imports/:id/rejections', needs: 'complaint:import', summary: 'Lines that could not be filed, and why', params: withId, query: z.strictObject(pageQuery), reply: page(z.strictObject({ line: z.int(), problems: z.array(lineProblem) })) })
export const importErrorFile = endpoint({ method: 'GET', path: '/api/imports/:id/error-file', needs: 'complaint:import', summary: 'The lines that could not be filed as they came, with line and reason, to correct and import again; only for who imported them', params: withId, query: fileQuery, reply: z.unknown(), media: 'download' })
export const importTemplate = endpoint({ method: 'GET', path: '/api/import-template', needs: 'complaint:import', summary: 'An empty file with the headings and one example', query: fileQuery, reply: z.unknown(), media: 'download' })

export const importsEndpoints = [uploadImport, listImports, getImport, previewImport, startImport, cancelImport, resumeImport, listRejections, importErrorFile, importTemplate] as const
