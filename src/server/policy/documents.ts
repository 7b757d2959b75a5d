// What a kind of policy document is to the server: its file as shipped, its shape, its problems, and what in it is looser than law.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { LegalException, Looser, PolicyKind } from '../../domain/policy/documents.ts'
import type { Why } from '../../domain/refusal.ts'

/** One kind. The owner of the rules writes it in their own capability and lists it in `server/policy-documents.ts`. */
export type PolicyDocument<T> = {
  readonly kind: PolicyKind
  /** Its name in `policies/`, where version 1 stands. */
  readonly file: string
  /** The value of a body; `version` and `validFrom` stand in it as in the file. @throws ZodError naming the places. */
  parse(body: unknown): T
  /** What forbids using the value, every problem; a parameter `path` says where. */
  problems(value: T): readonly Why[]
  /** Values that the law would have tighter: refused unless a dated legal reason stands for their path. */
  looserThanLaw?(value: T): readonly Looser[]
  /** What forbids following the value in force, such as a code that cases carry and that would be gone. */
  follows?(value: T, before: T): readonly Why[]
}

/** What is written in a version, without its number and dates, which stand beside it. */
export type PolicyBody = Readonly<Record<string, unknown>>
export type Shipped = { readonly body: PolicyBody; readonly validFrom: string; readonly exceptions: readonly LegalException[] }

const folder = new URL('../../../policies/', import.meta.url)
const kept = new Map<string, Shipped>()

/** Version 1 of a kind, as the house ships it. Legal reasons stand in the file under `exceptions`. */
export function shippedDocument(document: PolicyDocument<unknown>): Shipped {
  const known = kept.get(document.file)
  if (known) return known
  const { version: _version, validFrom, exceptions, ...body } = parse(readFileSync(new URL(document.file, folder), 'utf8')) as Record<string, unknown>
  const shipped: Shipped = { body, validFrom: String(validFrom), exceptions: (exceptions ?? []) as LegalException[] }
  kept.set(document.file, shipped)
  return shipped
}

/** The value of one version of a kind. @throws ZodError when the body is malformed. */
export function readDocument<T>(document: PolicyDocument<T>, version: number, validFrom: string, body: PolicyBody): T {
  return document.parse({ ...body, version, validFrom: validFrom.slice(0, 10) })
}

/** The same, refused when anything forbids its use. @throws Error that lists every problem. */
export function readSound<T>(document: PolicyDocument<T>, version: number, validFrom: string, body: PolicyBody): T {
  const value = readDocument(document, version, validFrom, body)
  const problems = document.problems(value)
  if (problems.length > 0) throw new Error(`policy ${document.kind}@${version} may not be used: ${problems.map((p) => `${p.code} ${String(p.params['path'] ?? '')}`).join('; ')}`)
  return value
}

/** What is shipped of a kind, checked. */
export function shippedValue<T>(document: PolicyDocument<T>): T {
  const { body, validFrom } = shippedDocument(document)
  return readSound(document, 1, validFrom, body)
}
