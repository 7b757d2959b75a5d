// Sends a step of the investigation on the case as its reader saw it, and reads the case again.
import type { InquiredCase } from './inquired-case.ts'
import type { Endpoint } from '../../contract/endpoint.ts'
import { callAny } from '../kit/api.ts'
import { isStale, problemError, problemOf } from '../kit/problem.ts'
import { toast } from '../kit/toast.tsx'
import { forget } from '../kit/use-api.ts'

/** Answers a function that sends; what somebody else did meanwhile is shown before the next try. */
export function useInquiryAct(seen: InquiredCase): (endpoint: Endpoint, body: Record<string, unknown>, done: string) => Promise<void> {
  return async (endpoint, body, done) => {
    try {
      await callAny(endpoint, { params: { id: seen.id }, body: { version: seen.version, ...body }, idempotencyKey: crypto.randomUUID() })
    } catch (error) {
      if (!isStale(problemOf(error))) throw error
      await forget('/api/complaints/:id')
      throw problemError({ status: 409, code: 'client.stale', params: {} })
    }
    toast(done)
    await forget('/api/complaints/:id')
  }
}
