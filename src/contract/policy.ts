// Policy documents on the wire: their versions, drafts that are checked and kept, what was published by whom, and the laws they answer to.
import { z } from 'zod'
import { policyKinds, policyStandings, simulatedKinds } from '../domain/policy/documents.ts'
import { code, date, done, instant, line, text, why } from './common.ts'
import { endpoint } from './endpoint.ts'

/** The longest document, as text. */
export const longestPolicy = 200_000

const kind = z.enum(policyKinds)
const number = z.int().min(1)
const ofKind = z.strictObject({ kind })
const ofVersion = z.strictObject({ kind, version: z.coerce.number().int().min(1).max(1_000_000) })
const place = z.string().min(1).max(300)
/** Free words for one place of a document: where its value comes from. */
const placedSources = z.record(place, line(300)).refine((r) => Object.keys(r).length <= 300, { error: 'too_big' })

export const legalException = z.strictObject({ path: place, text: text(600), law: code, date, until: date.nullable() })
export type LegalExceptionInput = z.output<typeof legalException>

export const policyVersionLine = z.strictObject({
  kind, version: number, standing: z.enum(policyStandings), /** Null for a draft; the shipped version's is the day in its file. */ validFrom: instant.nullable(), basedOn: number.nullable(), reason: z.string().nullable(),
  /** Null for what the house ships. */ author: z.string().nullable(), createdAt: instant.nullable(), updatedAt: instant.nullable(), publishedBy: z.string().nullable(), publishedAt: instant.nullable(), withdrawnBy: z.string().nullable(), withdrawnAt: instant.nullable(), withdrawnReason: z.string().nullable(),
})
export type PolicyVersionLine = z.output<typeof policyVersionLine>

/** A place and what is wrong there; `line` in the text as it was sent, when it was. */
export const policyProblem = z.strictObject({ code: z.string(), params: z.record(z.string(), z.unknown()), path: z.string().nullable(), line: z.int().nullable() })
export type PolicyProblem = z.output<typeof policyProblem>
export const policyChange = z.strictObject({ path: z.string(), before: z.unknown(), after: z.unknown() })
export type PolicyChange = z.output<typeof policyChange>
/** `allowed`: a dated legal reason stands for it. */
export const looserValue = z.strictObject({ path: z.string(), law: code, allowed: z.boolean() })

export const policyCheck = z.strictObject({ /** Null while the text can't be read. */ body: z.record(z.string(), z.unknown()).nullable(), problems: z.array(policyProblem), looser: z.array(looserValue), unsourced: z.array(z.string()), changes: z.array(policyChange) })
export type PolicyCheck = z.output<typeof policyCheck>

export const policyVersion = policyVersionLine.extend({
  /** Counts the saves of a draft: what an editor saw. */ edition: z.int(), bodyHash: z.string(), body: z.record(z.string(), z.unknown()), text: z.string(), sources: z.record(z.string(), z.string()), exceptions: z.array(legalException),
  check: policyCheck.omit({ body: true }), /** Null for kinds nobody plays. */ simulated: z.boolean().nullable(), latest: number, mayEdit: z.boolean(), /** Why this person may not publish or withdraw it now. */ refused: z.strictObject({ publish: why.nullable(), withdraw: why.nullable() }),
})
export type PolicyVersion = z.output<typeof policyVersion>

export const policySummary = z.strictObject({ kind, inForce: policyVersionLine, next: policyVersionLine.nullable(), drafts: z.int(), versions: z.int(), simulated: z.boolean() })
export type PolicySummary = z.output<typeof policySummary>
export const law = z.strictObject({ code, title: z.string(), articles: z.string(), date: z.string(), url: z.string().nullable(), verified: z.boolean() })
export type Law = z.output<typeof law>

export const listPolicies = endpoint({ method: 'GET', path: '/api/policy/documents', needs: 'policy:read', summary: 'Every kind of policy document: what is in force, what waits, how many drafts', reply: z.strictObject({ items: z.array(policySummary) }) })
export const listLaws = endpoint({ method: 'GET', path: '/api/policy/laws', needs: 'policy:read', summary: 'The laws, standards and contracts policy refers to', reply: z.strictObject({ items: z.array(law) }) })
export const listPolicyVersions = endpoint({ method: 'GET', path: '/api/policy/documents/:kind', needs: 'policy:read', summary: 'The versions of a kind, newest first; drafts only for those who draft or publish', params: ofKind, reply: z.strictObject({ kind, simulated: z.boolean(), items: z.array(policyVersionLine) }) })
export const getPolicyVersion = endpoint({ method: 'GET', path: '/api/policy/documents/:kind/versions/:version', needs: 'policy:read', summary: 'One version: what it says, its sources and legal reasons, what differs from its base, what is wrong with it', params: ofVersion, reply: policyVersion })
export const draftPolicy = endpoint({ method: 'POST', path: '/api/policy/documents/:kind/versions', needs: 'policy:draft', summary: 'Begin a draft from a version', params: ofKind, body: z.strictObject({ basedOn: number, reason: line(300) }), reply: policyVersion, status: 201, idempotent: true })
const written = { text: z.string().min(1).max(longestPolicy), sources: placedSources.default({}), exceptions: z.array(legalException).max(100).default([]) }
export const checkPolicy = endpoint({ method: 'POST', path: '/api/policy/documents/:kind/checks', needs: 'policy:draft', summary: 'What is wrong with a text, YAML or JSON, and what it changes; keeps nothing', params: ofKind, body: z.strictObject({ basedOn: number, ...written }), reply: policyCheck })
export const savePolicy = endpoint({ method: 'PUT', path: '/api/policy/documents/:kind/versions/:version', needs: 'policy:draft', summary: 'Keep a draft; `edition` is what the editor saw, `basedOn` what the draft now builds on', params: ofVersion, body: z.strictObject({ edition: z.int().min(1), basedOn: number, reason: line(300), ...written }), reply: policyVersion })
export const publishPolicy = endpoint({ method: 'POST', path: '/api/policy/documents/:kind/versions/:version/publication', needs: 'policy:publish', summary: "Publish somebody else's draft, at once or from an instant to come", params: ofVersion, body: z.strictObject({ edition: z.int().min(1), validFrom: instant.optional() }), reply: policyVersion })
export const withdrawPolicy = endpoint({ method: 'POST', path: '/api/policy/documents/:kind/versions/:version/withdrawal', needs: 'policy:draft', summary: 'Give up a draft for a reason', params: ofVersion, body: z.strictObject({ reason: line(300) }), reply: done })

/** Kinds whose drafts are played before they are published. */
export const isSimulated = (k: (typeof policyKinds)[number]): boolean => simulatedKinds.includes(k)

export const policyEndpoints = [listPolicies, listLaws, listPolicyVersions, getPolicyVersion, draftPolicy, checkPolicy, savePolicy, publishPolicy, withdrawPolicy] as const
