// The practice room on the wire: opened by a person for themselves, left by them or by time; what is done there is graded, kept nowhere.
import { z } from 'zod'
import { lessonCodes } from '../domain/training/grading.ts'
import { done, id, instant } from './common.ts'
import { endpoint } from './endpoint.ts'

/** The chairs one may sit in: a case passes many hands, and in the room all of them are one's own. */
export const practiceSeats = ['agent', 'lead', 'investigator', 'outlet', 'judge', 'claims', 'finance', 'caller'] as const
export type PracticeSeat = (typeof practiceSeats)[number]

const seat = z.strictObject({ code: z.enum(practiceSeats), userId: id, name: z.string() })
export const practiceRoom = z.strictObject({ openedAt: instant, expiresAt: instant, seat: z.enum(practiceSeats), seats: z.array(seat), cases: z.int() })
/** `off` says why there can be no room here; null when there can. */
export const practiceState = z.strictObject({ off: z.enum(['database', 'server']).nullable(), room: practiceRoom.nullable() })
export type PracticeState = z.output<typeof practiceState>

const lesson = z.strictObject({ code: z.enum(lessonCodes), result: z.enum(['good', 'missed', 'open']), because: z.string() })
export const practiceReport = z.strictObject({ touched: z.int(), cases: z.array(z.strictObject({ id, complaintNo: z.string(), keyword: z.string(), touched: z.boolean(), lessons: z.array(lesson) })) })
export type PracticeReport = z.output<typeof practiceReport>

export const getPractice = endpoint({ method: 'GET', path: '/api/practice', needs: 'complaint:take', summary: 'My practice room, if there is one', reply: practiceState })
export const openPractice = endpoint({ method: 'POST', path: '/api/practice', needs: 'complaint:take', summary: 'Open my practice room: made-up cases in a database of their own, gone when it ends', reply: practiceState, status: 201 })
export const takePracticeSeat = endpoint({ method: 'PUT', path: '/api/practice/seat', needs: 'complaint:take', summary: 'Sit in another chair of my practice room', body: z.strictObject({ seat: z.enum(practiceSeats) }), reply: practiceState })
export const getPracticeReport = endpoint({ method: 'GET', path: '/api/practice/report', needs: 'complaint:take', summary: 'What was done well in my practice room, and what was missed', reply: practiceReport })
export const endPractice = endpoint({ method: 'DELETE', path: '/api/practice', needs: 'complaint:take', summary: 'End my practice room; everything in it is destroyed', reply: done })
export const trainingEndpoints = [getPractice, openPractice, takePracticeSeat, getPracticeReport, endPractice] as const
