// Health, version and the OpenAPI document on the wire.
import { z } from 'zod'
import { endpoint } from './endpoint.ts'

export const livez = endpoint({ method: 'GET', path: '/livez', needs: 'public', summary: 'The process answers', reply: z.strictObject({ ok: z.literal(true) }) })
export const readyz = endpoint({ method: 'GET', path: '/readyz', needs: 'public', summary: 'Database, migrations and keys are ready', reply: z.strictObject({ ok: z.boolean(), failing: z.array(z.string()) }) })
export const getVersion = endpoint({ method: 'GET', path: '/version', needs: 'public', summary: 'Version of the build and the schema', reply: z.strictObject({ version: z.string(), schema: z.int() }) })
export const openapi = endpoint({ method: 'GET', path: '/openapi.json', needs: 'public', summary: 'This interface as OpenAPI 3.1', reply: z.unknown() })
export const systemEndpoints = [livez, readyz, getVersion, openapi] as const
