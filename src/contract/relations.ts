// How cases belong together on the wire: merging and undoing it, parent and children, links, suspected duplicates, repeat contacts.
import { z } from 'zod'
import { repeatKinds } from '../domain/complaints/chasing.ts'
import { channels, complainantRoles, contactKinds, linkKinds, noticeChannels, outcomes, statuses } from '../domain/complaints/vocabulary.ts'
import { clockKinds } from '../domain/sla/kinds.ts'
import { because, id, instant, line, person, text, version, withId } from './common.ts'
import { attachment, step } from './complaints.ts'
import { contact } from './desk.ts'
import { endpoint } from './endpoint.ts'

/** A case by its id or by the number people read out. */
const caseRef = z.union([id, z.string().regex(/^[\d-]{17,22}$/)])
const told = z.strictObject({ channel: z.enum(noticeChannels), text: text(2000), at: instant.optional() })

export const merge = step('merging', 'complaint:merge', 'The same matter as another case: this one ends and points there, where the earliest statutory watch is kept (OPN-03). Without `notice` the customer is told by message', { into: caseRef, intoVersion: version.optional(), reason: text(1000), notice: told.optional() })
export const unmerge = step('unmerging', 'complaint:merge', 'The merge was wrong: the case is its own again, its clocks as if they had never stopped; after the other one ended, by who may reopen', { reason: text(1000) })
export const setParent = step('parent', 'complaint:merge', 'Put the case under a parent, or take it from there (null); one level deep, each keeps its own clocks', { parentId: caseRef.nullable(), reason: line(300) })
export const link = step('link', 'complaint:merge', 'Link to another case of the same matter', { otherId: caseRef, kind: z.enum(linkKinds), reason: line(300) })
export const unlink = step('link-removal', 'complaint:merge', 'Remove a link', { linkId: id, reason: line(300) })
export const dismissDuplicate = step('duplicate-dismissal', 'complaint:merge', 'A suspected duplicate is another matter; it is not suggested again', { otherId: id, reason: line(300).optional() })

/** Another case as far as it is shown beside this one. */
export const related = z.strictObject({
  id, complaintNo: z.string(), keyword: z.string(), kind: z.enum(contactKinds), status: z.enum(statuses), outcome: z.enum(outcomes).nullable(), version, customer: z.string().nullable(), receivedAt: instant, owner: person.nullable(), nextDue: z.strictObject({ kind: z.enum(clockKinds), dueAt: instant }).nullable(),
})
export type Related = z.output<typeof related>

/** How its customer was told of the merge: by whom they were spoken to, or by message (channel null). */
const toldHow = z.strictObject({ channel: z.enum(noticeChannels).nullable(), at: instant })

/** A merged case's own record of intake, kept whole: who else reported it, how, in which words, and what was said and written since. */
export const mergedCase = related.extend({
  mergeId: id, mergedAt: instant, mergedBy: z.string(), reason: z.string(), told: toldHow.nullable(), broughtEarlierWatch: z.boolean(), sameCustomer: z.boolean(), channel: z.enum(channels), role: z.enum(complainantRoles), phone: z.string().nullable(), receivedBy: z.string().nullable(),
  verbatim: z.string(), summary: z.string().nullable(), contacts: z.array(contact), notes: z.array(z.strictObject({ id, text: z.string(), by: z.string(), at: instant })), attachments: z.array(attachment),
})
export type MergedCase = z.output<typeof mergedCase>

export const relations = z.strictObject({
  mergedInto: related.extend({ mergeId: id, mergedAt: instant, mergedBy: z.string(), reason: z.string(), notice: z.string().nullable(), told: toldHow.nullable() }).nullable(),
  merged: z.array(mergedCase), parent: related.nullable(), children: z.array(related),
  links: z.array(z.strictObject({ id, kind: z.enum(linkKinds), back: z.boolean(), reason: z.string(), by: z.string(), at: instant, other: related })),
  suggestions: z.array(z.strictObject({ other: related, because })),
  repeats: z.array(z.strictObject({ id, kind: z.enum(repeatKinds), channel: z.enum(channels), words: z.string().nullable(), by: z.string(), at: instant })),
})
export type Relations = z.output<typeof relations>
export const getRelations = endpoint({ method: 'GET', path: '/api/complaints/:id/relations', needs: 'complaint:read', summary: 'What belongs together with the case, as far as the viewer may see it; a unit sees none of it', params: withId, reply: relations })

export const relationsEndpoints = [merge, unmerge, setParent, link, unlink, dismissDuplicate, getRelations] as const
