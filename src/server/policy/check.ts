// Reads a policy text as somebody wrote it (YAML, of which JSON is a part) and says everything that is wrong with it, with the lines.
import { createHash } from 'node:crypto'
import { isMap, LineCounter, parseDocument, stringify } from 'yaml'
import type { Document } from 'yaml'
import { z } from 'zod'
import type { PolicyCheck, PolicyProblem } from '../../contract/policy.ts'
import { changesBetween, keysOf, withoutReason, withoutSource } from '../../domain/policy/documents.ts'
import type { LegalException } from '../../domain/policy/documents.ts'
import type { Why } from '../../domain/refusal.ts'
import { malformed } from '../platform/problems.ts'
import { readDocument } from './documents.ts'
import type { PolicyBody, PolicyDocument } from './documents.ts'

/** What a check looks at beside the text. `on` is the day its legal reasons must hold; `fits` throws when the body does not go with the other documents in force. */
export type CheckFrame = { readonly version: number; readonly base: PolicyBody; readonly inForce: unknown; readonly sources: Readonly<Record<string, string>>; readonly exceptions: readonly LegalException[]; readonly on: string; readonly fits: (body: PolicyBody) => void }

/** Keys that stand beside a body, never in it. */
const reserved = ['version', 'validFrom', 'exceptions', '__proto__']

/** Everything about a text. `body` is null when it can't be read or has not the document's shape. */
export function checkText(document: PolicyDocument<unknown>, text: string, frame: CheckFrame): PolicyCheck {
  const lines = new LineCounter()
  const read = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const nothing = { body: null, looser: [], unsourced: [], changes: [] }
  const lineAt = (offset: number | undefined): number | null => (offset === undefined ? null : lines.linePos(offset).line)
  if (read.errors.length > 0) return { ...nothing, problems: read.errors.slice(0, 50).map((e) => ({ code: 'policy.unreadable', params: { detail: e.code }, path: null, line: lineAt(e.pos[0]) })) }
  const body = plain(read)
  if (body === null) return { ...nothing, problems: [{ code: 'policy.not_a_document', params: {}, path: null, line: 1 }] }
  const problem = (code: string, params: Why['params'], path: string | null): PolicyProblem => ({ code, params, path, line: path === null ? null : lineAt(nearest(read, path)) })
  const foreign = reserved.filter((key) => Object.hasOwn(body, key)).map((key) => problem('policy.reserved_key', { key }, key))
  if (foreign.length > 0) return { ...nothing, problems: foreign }
  const checked = checkBody(document, body, frame)
  return { ...checked, problems: checked.problems.map((p) => ({ ...p, line: p.path === null ? null : lineAt(nearest(read, p.path)) })) }
}

/** The same for a body already read; lines are null. */
export function checkBody(document: PolicyDocument<unknown>, body: PolicyBody, frame: CheckFrame): PolicyCheck {
  const changes = [...changesBetween(frame.base, body)]
  const problem = (w: Why): PolicyProblem => ({ ...w, path: typeof w.params['path'] === 'string' ? w.params['path'] : null, line: null })
  let value: unknown
  try {
    value = readDocument(document, frame.version, frame.on, body)
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    return { body: null, looser: [], unsourced: [], changes, problems: malformed(error, '').fields.map((f) => ({ code: 'policy.malformed', params: { field: f.code }, path: pathOf(f.path), line: null })) }
  }
  const problems = [...document.problems(value), ...(document.follows?.(value, frame.inForce) ?? [])].map(problem)
  const looser = document.looserThanLaw?.(value) ?? []
  const uncovered = withoutReason(looser, frame.exceptions, frame.on)
  return { body: { ...body }, changes, problems: problems.length > 0 ? problems : misfit(body, frame), looser: looser.map((l) => ({ ...l, allowed: !uncovered.includes(l) })), unsourced: [...withoutSource(changes, body, frame.sources)] }
}

/** The body as it is stored and hashed: the order of keys is kept. */
export function storedText(body: PolicyBody): { readonly text: string; readonly hash: string } {
  const text = JSON.stringify(body)
  return { text, hash: createHash('sha256').update(text).digest('hex') }
}

/** The body as people edit it. */
export function writtenText(body: PolicyBody): string {
  return stringify(body, { lineWidth: 0, aliasDuplicateObjects: false })
}

function misfit(body: PolicyBody, frame: CheckFrame): PolicyProblem[] {
  try {
    frame.fits(body)
    return []
  } catch (error) {
    return [{ code: 'policy.does_not_fit', params: { detail: error instanceof Error ? error.message.slice(0, 300) : '' }, path: null, line: null }]
  }
}

/** Plain data of a document: an object of strings, finite numbers, booleans, lists and objects; null for anything else, and for aliases that would grow without end. */
function plain(read: Document): PolicyBody | null {
  if (!isMap(read.contents)) return null
  try {
    const text = JSON.stringify(read.toJS({ maxAliasCount: 20 }), (key, value: unknown) => {
      if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('not a number')
      if ((typeof value === 'string' && unstorable(value)) || unstorable(key)) throw new RangeError('not storable')
      return value
    })
    return JSON.parse(text) as PolicyBody
  } catch {
    return null
  }
}

function unstorable(text: string): boolean {
  return text.includes('\u0000') || !text.isWellFormed()
}

/** Where in the text a path stands, or the nearest place above it that does. */
function nearest(read: Document, path: string): number | undefined {
  for (let keys = keysOf(path); keys.length > 0; keys = keys.slice(0, -1)) {
    const node = read.getIn(keys.map((key) => (/^\d+$/.test(key) ? Number(key) : key)), true) as { range?: [number, number, number] } | undefined
    if (node?.range) return node.range[0]
  }
  return undefined
}

/** `a.0.b` as problems name fields, in the way documents name places: `a[0].b`. */
function pathOf(field: string): string | null {
  return field === '' ? null : field.replace(/\.(\d+)(?=\.|$)/g, '[$1]')
}
