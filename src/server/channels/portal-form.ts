// A posted form of the portal: its answers, and its files stored as they arrive, so that an error in one answer loses none of them.
import { sql } from 'kysely'
import type { FastifyRequest } from 'fastify'
import { Refusal } from '../../domain/refusal.ts'
import type { Posted } from '../../portal/complaints/draft.ts'
import type { FieldError, KeptFile } from '../../portal/models.ts'
import { storeFile } from '../complaints/attachments.ts'
import type { Deps } from '../complaints/deps.ts'
import { nobody } from '../platform/http.ts'
import { limits, slowDown } from './portal-routes.ts'

export const maxFiles = 9
export const maxFileMb = 20
const partLimits = { files: maxFiles + 1, fields: 80, parts: 100, fieldSize: 64 * 1024, fileSize: maxFileMb * 1024 * 1024 }
// a file that is too large must not take the rest of the form with it
const partOptions = { limits: partLimits, throwFileSizeLimit: false }

/** `sent` is what was posted, before files were looked up; `files` are those kept before and not dropped, then the new ones; `switched` is a language or letter size asked for on the way. */
export type Form = { readonly sent: Posted; readonly values: Posted; readonly files: readonly KeptFile[]; readonly errors: readonly FieldError[]; readonly switched: { name: string; value: string } | null }

/** Reads a form, urlencoded or multipart. Files are typed by content; one that can't be taken is an error of the field `files`, the rest are kept. */
export async function readForm(d: Deps, request: FastifyRequest): Promise<Form> {
  // names come from outside: one called `constructor` must find nothing there
  const values = Object.create(null) as Record<string, string[]>
  const stored: KeptFile[] = []
  const errors: FieldError[] = []
  if (request.isMultipart()) {
    for await (const part of request.parts(partOptions)) {
      if (part.type === 'field') (values[part.fieldname] ??= []).push(plain(String(part.value)))
      else if (part.filename === '' || part.filename === undefined) part.file.resume()
      else await take(d, part, request.ip, stored, errors)
    }
  } else if (request.body instanceof URLSearchParams) {
    for (const [name, value] of request.body) (values[name] ??= []).push(plain(value))
  }
  const dropped = new Set(values['drop'] ?? [])
  const kept = await findKept(d, (values['kept'] ?? []).filter((id) => !dropped.has(id)))
  const files = [...kept, ...stored]
  if (files.length > maxFiles) errors.push({ path: 'files', code: 'too_many', params: { limit: maxFiles } })
  const [name, value] = (values['switch']?.[0] ?? '').split(':')
  return { sent: values, values: { ...values, kept: files.map((f) => f.token) }, files, errors, switched: name && value ? { name, value } : null }
}

/** Without what nobody types and no database takes: control characters other than line breaks and tabs. */
function plain(text: string): string {
  return text.replace(/[^\P{Cc}\t\n\r]/gu, '').toWellFormed()
}

type FilePart = Parameters<typeof storeFile>[2]

async function take(d: Deps, part: FilePart, ip: string, stored: KeptFile[], errors: FieldError[]): Promise<void> {
  try {
    slowDown(limits.writes, ip)
    const file = await storeFile(d, nobody, part, ip)
    stored.push({ token: file.id, name: file.name, size: file.size })
  } catch (error) {
    part.file.resume()
    if (!(error instanceof Refusal)) throw error
    const code = error.status === 413 ? 'too_large' : error.status === 429 || error.status === 507 ? 'no_room' : 'type'
    if (error.code !== 'attachment.missing') errors.push({ path: 'files', code, params: { name: part.filename, limit: maxFileMb } })
  }
}

/** Uploads from the portal that no case has yet, in the order asked. */
async function findKept(d: Deps, ids: readonly string[]): Promise<KeptFile[]> {
  const wanted = ids.filter((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(id)).slice(0, maxFiles)
  if (wanted.length === 0) return []
  const found = await sql<KeptFile>`select id as token, name, size from attachments where id = any(${wanted}::uuid[]) and complaint_id is null and uploader_kind = ${nobody.kind} and uploader_id = ${nobody.id}`.execute(d.db)
  return wanted.flatMap((id) => found.rows.find((f) => f.token === id) ?? [])
}

/** The first answer of a field, trimmed; undefined when empty. */
export function one(form: Form, name: string): string | undefined {
  const text = form.values[name]?.[0]?.trim()
  return text === '' ? undefined : text
}
