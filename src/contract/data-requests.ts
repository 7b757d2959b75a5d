// Requests about one's own data on the wire: what staff see of them and how they are answered (个人信息保护法 Art. 45–50).
import { z } from 'zod'
import { contactKinds, statuses } from '../domain/complaints/vocabulary.ts'
import { dataResults, dataWants } from '../domain/customers/data-requests.ts'
import { id, instant, page, pageQuery, text, version, withId } from './common.ts'
import { head } from './complaints.ts'
import { endpoint } from './endpoint.ts'

export const dataRequest = z.strictObject({
  id, version, complaintNo: z.string(), wants: z.enum(dataWants), words: z.string(), phoneMasked: z.string().nullable(), nameMasked: z.string().nullable(), openedAt: instant, dueAt: instant, state: z.enum(['open', 'answered']),
  result: z.enum(dataResults).nullable(), reason: z.string().nullable(), answeredAt: instant.nullable(), answeredBy: z.string().nullable(),
})
/** A case of the person and what deletion would do to it now. */
export const heldCase = z.strictObject({ complaintNo: z.string(), kind: z.enum(contactKinds), status: z.enum(statuses), receivedAt: instant, fate: z.enum(['erase', 'keep']), because: z.enum(['running', 'record', 'hold']).nullable(), until: instant.nullable() })
export const dataRequestView = dataRequest.extend({ cases: z.array(heldCase), copyUntil: instant.nullable(), copyTakenAt: instant.nullable() })

export const listDataRequests = endpoint({ method: 'GET', path: '/api/data-requests', needs: 'data_request:handle', summary: 'Requests about own data: the open ones soonest due first, the answered ones newest first', query: z.strictObject({ ...pageQuery, state: z.enum(['open', 'answered']).default('open') }), reply: page(dataRequest).extend({ openCount: z.int() }) })
export const getDataRequest = endpoint({ method: 'GET', path: '/api/data-requests/:id', needs: 'data_request:handle', summary: 'One request, with the cases it touches and what would be kept', params: withId, reply: dataRequestView })
export const answerDataRequest = endpoint({
  method: 'POST', path: '/api/data-requests/:id/answer', needs: 'data_request:handle', summary: 'Give the copy, say what was corrected, destroy what may be destroyed, or refuse with the reason', params: withId,
  body: z.strictObject({ version, result: z.enum(dataResults), reason: text(1000).optional() }), reply: head, idempotent: true,
})

export const dataRequestEndpoints = [listDataRequests, getDataRequest, answerDataRequest] as const
