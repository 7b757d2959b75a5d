// The guided card of the demo on the wire.
import { z } from 'zod'
import { instant } from './common.ts'
import { endpoint } from './endpoint.ts'

/** `code` has its words under `console.demo.step`; `to` is an address of the console or the portal, null for a step outside of both. */
export const demoGuide = z.strictObject({ setAt: instant.nullable(), steps: z.array(z.strictObject({ code: z.string(), to: z.string().nullable(), complaintNo: z.string().nullable() })) })
export type DemoGuide = z.output<typeof demoGuide>
export const getDemoGuide = endpoint({ method: 'GET', path: '/api/demo-guide', needs: 'signed_in', summary: 'What to try in the demo in my role; no steps outside of a demo', reply: demoGuide })
export const demoEndpoints = [getDemoGuide] as const
