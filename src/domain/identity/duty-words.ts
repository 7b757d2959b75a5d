// The words of duty that database, wire and screen share: states, absences, shifts, what one does on a case.

/** What a person says of themselves; who is not seen for a while is offline whatever they said. */
export const dutyStates = ['online', 'busy', 'break', 'offline'] as const
export type DutyState = (typeof dutyStates)[number]

export const absenceKinds = ['leave', 'sick', 'training', 'other'] as const
export type AbsenceKind = (typeof absenceKinds)[number]

/** Shift templates: 早班, 中班, 晚班, 夜班. */
export const shiftCodes = ['early', 'middle', 'late', 'night'] as const
export type ShiftCode = (typeof shiftCodes)[number]

/** What somebody who has a case open does there. */
export const presenceActs = ['viewing', 'editing'] as const
export type PresenceAct = (typeof presenceActs)[number]
