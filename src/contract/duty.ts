// Who is on duty and what comes to them, on the wire: skills, shifts, absences, states, assignment rules, the next case, hand-over sheets, presence, undo, the floor.
import { z } from 'zod'
import { absenceKinds, dutyStates, presenceActs, shiftCodes } from '../domain/identity/duty-words.ts'
import { channels, contactKinds, priorityLevels, reasonCodes } from '../domain/complaints/vocabulary.ts'
import { clockKinds } from '../domain/sla/kinds.ts'
import { because, date, done, id, instant, line, page, pageQuery, person, unitRef, version, withId } from './common.ts'
import { reasonRef, step } from './complaints.ts'
import { queueRow } from './desk.ts'
import { endpoint } from './endpoint.ts'

// presence on a case -------------------------------------------------------------------------------------------------------
/** Who else has the case open; `since` is when they began doing that. A beat older than `presenceSeconds` no longer counts. */
export const onCase = z.strictObject({ person, doing: z.enum(presenceActs), since: instant })
export const casePresence = z.strictObject({ items: z.array(onCase) })
/** Repeat the beat this often; after `presenceSeconds` without one a person has left. */
export const beatSeconds = 20
export const presenceSeconds = 45
export const getPresence = endpoint({ method: 'GET', path: '/api/complaints/:id/presence', needs: 'complaint:read', summary: 'Who else has this case open, and whether they are writing', params: withId, reply: casePresence })
export const tellPresence = endpoint({
  method: 'POST', path: '/api/presence', needs: 'complaint:read', summary: 'I have this case open (every 20 s), or none any more; answers who else has. The stream says presence.changed when somebody else\'s answer changes',
  body: z.strictObject({ complaintId: id.nullable(), doing: z.enum(presenceActs).default('viewing') }), reply: casePresence,
})

// undo -----------------------------------------------------------------------------------------------------------------------
/**
 * Takes back one's own last step while its head said so (`undoUntil`): `version` is that of the head. Refused `undo.too_late`, `undo.not_yours`,
 * `undo.nothing`, `stale_version` once anything else happened on the case, `undo.sent` when its message has left.
 */
export const undo = step('undo', 'complaint:read', 'Take back my own last step within its seconds: assignment, take, closing, offer', {})

// my duty --------------------------------------------------------------------------------------------------------------------
export const shift = z.strictObject({ id, from: instant, to: instant, code: z.enum(shiftCodes) })
export const absence = z.strictObject({ id, kind: z.enum(absenceKinds), from: instant, to: instant })
export const myDuty = z.strictObject({ state: z.enum(dutyStates), since: instant.nullable(), shift: shift.nullable(), nextShift: shift.nullable(), absence: absence.nullable(), open: z.int(), capacity: z.int() })
export const getDuty = endpoint({ method: 'GET', path: '/api/duty', needs: 'self:manage', summary: 'My state, my shift, my load', reply: myDuty })
export const setDuty = endpoint({ method: 'PUT', path: '/api/duty', needs: 'self:manage', summary: 'Say that I am available, busy, on a break or gone', body: z.strictObject({ state: z.enum(dutyStates) }), reply: myDuty })

// the roster -----------------------------------------------------------------------------------------------------------------
const language = z.string().regex(/^[a-z]{2,8}$/)
/** What a person can do: empty reasons or channels mean any. Languages are codes as in `codes.language`. */
export const skills = z.strictObject({ languages: z.array(language).max(20), reasons: z.array(z.enum(reasonCodes)).max(30), channels: z.array(z.enum(channels)).max(20), keyCustomers: z.boolean(), regulator: z.boolean() })
export const dutyPerson = z.strictObject({
  id, name: z.string(), staffNo: z.string().nullable(), roleCode: z.string(), unit: unitRef, skills, capacity: z.int(), state: z.enum(dutyStates), present: z.boolean(), open: z.int(), shifts: z.array(shift), absences: z.array(absence),
})
const span = { from: instant, to: instant }
export const listDuty = endpoint({ method: 'GET', path: '/api/duty/people', needs: 'duty:manage', summary: 'People who work cases: skills, capacity, shifts and absences of a span', query: z.strictObject({ ...pageQuery, ...span, q: line(40).optional(), unitId: id.optional() }), reply: page(dutyPerson) })
export const setSkills = endpoint({ method: 'PUT', path: '/api/duty/people/:id', needs: 'duty:manage', summary: 'Set the skills and the capacity of a person', params: withId, body: z.strictObject({ skills, capacity: z.int().min(0).max(500) }), reply: done })
export const planShifts = endpoint({
  method: 'POST', path: '/api/shifts', needs: 'duty:manage', summary: 'Plan a shift for people on days, by template', idempotent: true, status: 201,
  body: z.strictObject({ userIds: z.array(id).min(1).max(100), days: z.array(date).min(1).max(31), code: z.enum(shiftCodes) }), reply: z.strictObject({ planned: z.int(), there: z.int() }),
})
export const dropShift = endpoint({ method: 'DELETE', path: '/api/shifts/:id', needs: 'duty:manage', summary: 'Take a planned shift out', params: withId, reply: done })
export const recordAbsence = endpoint({ method: 'POST', path: '/api/absences', needs: 'duty:manage', summary: 'A person is away; what falls due meanwhile moves', idempotent: true, status: 201, body: z.strictObject({ userId: id, kind: z.enum(absenceKinds), ...span }), reply: absence })
export const endAbsence = endpoint({ method: 'DELETE', path: '/api/absences/:id', needs: 'duty:manage', summary: 'The person is back, or never was away', params: withId, reply: done })
export const shiftTemplate = z.strictObject({ code: z.enum(shiftCodes), fromMinute: z.int().min(0).max(1439), minutes: z.int().min(30).max(960) })
export const listShiftTemplates = endpoint({ method: 'GET', path: '/api/shift-templates', needs: 'duty:manage', summary: 'Shift templates in business time', reply: z.strictObject({ items: z.array(shiftTemplate) }) })
export const setShiftTemplate = endpoint({ method: 'PUT', path: '/api/shift-templates/:code', needs: 'duty:manage', summary: 'Change when a shift begins and how long it lasts; planned shifts keep theirs', params: z.strictObject({ code: z.enum(shiftCodes) }), body: shiftTemplate.omit({ code: true }), reply: shiftTemplate })

// assignment rules -----------------------------------------------------------------------------------------------------------
const ids = z.array(id).max(50).default([])
/** Every condition given must hold; an empty one asks for nothing. `units`: a party of the case is this unit or lies below it. */
export const ruleWhen = z.strictObject({
  reasons: z.array(reasonRef).max(50).default([]), priorities: z.array(z.enum(priorityLevels)).max(4).default([]), channels: z.array(z.enum(channels)).max(20).default([]), languages: z.array(language).max(20).default([]),
  kinds: z.array(z.enum(contactKinds)).max(10).default([]), units: ids, keyCustomer: z.boolean().default(false), regulator: z.boolean().default(false),
})
/** Who gets it: all that is given must hold of a person. `skilled`: only whose skills fit the case. */
export const ruleTo = z.strictObject({ people: ids, unitId: id.nullable().default(null), roleCode: z.string().regex(/^[a-z_0-9]{1,64}$/).nullable().default(null), skilled: z.boolean().default(true) })
export const rule = z.strictObject({ name: line(60), enabled: z.boolean().default(true), when: ruleWhen, to: ruleTo })
export type Rule = z.output<typeof rule>
const rules = z.array(rule).max(100)
export const listRules = endpoint({ method: 'GET', path: '/api/assignment-rules', needs: 'assignment:manage', summary: 'Assignment rules in their order; the first that fits and has somebody decides', reply: z.strictObject({ version: z.int(), items: rules, names: z.record(z.string(), z.string()) }) })
export const setRules = endpoint({ method: 'PUT', path: '/api/assignment-rules', needs: 'assignment:manage', summary: 'Replace the assignment rules', body: z.strictObject({ version: z.int().min(0), items: rules }), reply: z.strictObject({ version: z.int() }) })
export const previewRules = endpoint({
  method: 'POST', path: '/api/assignment-previews', needs: 'assignment:manage', summary: 'Where the newest 20 open cases would go by these rules, with the people on duty now; changes nothing', body: z.strictObject({ items: rules }),
  reply: z.strictObject({ items: z.array(z.strictObject({ case: queueRow, rule: z.string().nullable(), to: person.nullable(), because: z.array(because) })), onDuty: z.int() }),
})

// the next case --------------------------------------------------------------------------------------------------------------
export const takeNext = endpoint({
  method: 'POST', path: '/api/next-case', needs: 'complaint:take', summary: 'The most urgent case that fits me, mine from now on: unowned by urgency and skill, or an own one that falls due first', idempotent: true,
  body: z.strictObject({ except: z.array(id).max(50).default([]) }), reply: z.strictObject({ next: z.strictObject({ id, complaintNo: z.string(), keyword: z.string(), version, taken: z.boolean() }).nullable(), because: z.array(because) }),
})

// hand-over at the end of a shift ----------------------------------------------------------------------------------------------
/** A clause with where it stands in the record; `code` has its sentence under `codes.clause`, the source's under `codes.source`. */
export const clause = z.strictObject({ code: z.string(), params: z.record(z.string(), z.unknown()), source: because })
export const threeLines = z.strictObject({ happened: z.array(clause), promised: z.array(clause), wants: z.array(clause) })
/** Why a case stands on the sheet: due before its owner returns, or a promised call. `blocked`: it may not move yet, and why (SOL-15). */
export const sheetCase = z.strictObject({ row: queueRow, lines: threeLines, dueBeforeReturn: z.boolean(), promises: z.array(z.strictObject({ text: z.string().nullable(), dueAt: instant })), blocked: because.nullable(), pendingTo: person.nullable() })
export const getSheet = endpoint({
  method: 'GET', path: '/api/handover-sheet', needs: 'complaint:hand_over', summary: 'My open cases as the next shift needs them: due, promised, open, each in three lines with sources; a lead may ask for another person\'s', query: z.strictObject({ owner: id.optional() }),
  reply: z.strictObject({ owner: person, at: instant, returnsAt: instant.nullable(), items: z.array(sheetCase), more: z.boolean(), candidates: z.array(z.strictObject({ person, open: z.int(), capacity: z.int(), shiftEndsAt: instant.nullable() })) }),
})
export const offerSheet = endpoint({
  method: 'POST', path: '/api/handover-sheets', needs: 'complaint:hand_over', summary: 'Offer cases of the sheet to a colleague, each in its three lines', idempotent: true, status: 201,
  body: z.strictObject({ toId: id, cases: z.array(z.strictObject({ id, version })).min(1).max(100), reason: line(200) }), reply: z.strictObject({ items: z.array(z.strictObject({ id, offered: z.boolean(), refused: because.nullable() })) }),
})
export const answerSheet = endpoint({
  method: 'POST', path: '/api/handover-answers', needs: 'complaint:take', summary: 'Accept or decline the hand-overs offered to me, many at once (C14)', idempotent: true,
  body: z.strictObject({ cases: z.array(z.strictObject({ id, version })).min(1).max(100), accept: z.boolean(), reason: line(200).optional() }), reply: z.strictObject({ items: z.array(z.strictObject({ id, done: z.boolean(), refused: because.nullable() })) }),
})

// the floor ------------------------------------------------------------------------------------------------------------------
export const floorPerson = z.strictObject({ person, unit: unitRef, state: z.enum(dutyStates), present: z.boolean(), onShift: z.boolean(), absent: z.boolean(), shiftEndsAt: instant.nullable(), open: z.int(), overdue: z.int(), capacity: z.int(), on: z.strictObject({ id, complaintNo: z.string(), keyword: z.string(), doing: z.enum(presenceActs), since: instant }).nullable() })
export const getFloor = endpoint({
  method: 'GET', path: '/api/floor', needs: 'floor:read', summary: 'The floor now: who is there, on which case, load; what waits, what breaches within the hour, by skill',
  reply: z.strictObject({
    at: instant, people: z.array(floorPerson), unowned: z.int(), overdue: z.int(), breaching: z.int(), cap: z.int(), oldest: z.strictObject({ id, complaintNo: z.string(), keyword: z.string(), receivedAt: instant, due: z.strictObject({ kind: z.enum(clockKinds), dueAt: instant }).nullable() }).nullable(),
    breachingBySkill: z.array(z.strictObject({ skill: z.string(), count: z.int() })), unownedByReason: z.array(z.strictObject({ reason: z.string().nullable(), count: z.int() })), stranded: z.array(z.strictObject({ case: queueRow, because })),
  }),
})

export const dutyEndpoints = [getPresence, tellPresence, undo, getDuty, setDuty, listDuty, setSkills, planShifts, dropShift, recordAbsence, endAbsence, listShiftTemplates, setShiftTemplate, listRules, setRules, previewRules, takeNext, getSheet, offerSheet, answerSheet, getFloor] as const
