// Speech on the wire: which snippets an act offers and what must not be said; the sentences are words of the locales.
import { z } from 'zod'
import { endpoint } from './endpoint.ts'

export const speech = z.strictObject({
  version: z.int(),
  snippets: z.array(z.strictObject({ code: z.string(), acts: z.array(z.string()) })),
  forbidden: z.array(z.strictObject({ code: z.string(), severity: z.enum(['warn', 'block']), patterns: z.array(z.string()) })),
})
export const getSpeech = endpoint({ method: 'GET', path: '/api/speech', needs: 'policy:read', summary: 'Snippets for writing to customers, and what must not be said', reply: speech })
export const speechEndpoints = [getSpeech] as const
