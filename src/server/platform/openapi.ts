// The interface as OpenAPI 3.1, generated from the contract's endpoints.
import { z } from 'zod'
import type { Endpoint } from '../../contract/endpoint.ts'

type Json = Record<string, unknown>

/** The document for a list of endpoints. Deterministic: the same contract gives the same text. */
export function openApiOf(endpoints: readonly Endpoint[], problem: z.ZodType, version: string): Json {
  const paths: Record<string, Json> = {}
  for (const e of endpoints) {
    const path = e.path.replaceAll(/:([A-Za-z]+)/g, '{$1}')
    paths[path] = { ...paths[path], [e.method.toLowerCase()]: operationOf(e) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Huiyin', version, description: 'Complaint handling for express couriers. Errors are application/problem+json; `code` names the reason.' },
    paths,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'huiyin' }, token: { type: 'http', scheme: 'bearer' }, portal: { type: 'apiKey', in: 'cookie', name: 'huiyin_portal' } },
      schemas: { Problem: schemaOf(problem, 'output') },
    },
  }
}

function operationOf(e: Endpoint): Json {
  const parameters = [...parametersOf(e.params, 'path'), ...parametersOf(e.query, 'query')]
  if (e.idempotent) parameters.push({ name: 'Idempotency-Key', in: 'header', required: false, description: 'Required for API tokens.', schema: { type: 'string', minLength: 1, maxLength: 200 } })
  return {
    operationId: `${e.method.toLowerCase()}${e.path.replaceAll(/[^A-Za-z0-9]+(\w)/g, (_, c: string) => c.toUpperCase()).replaceAll(/\W/g, '')}`,
    summary: e.summary,
    'x-needs': e.needs,
    security: e.needs === 'public' ? [] : e.needs === 'portal' ? [{ portal: [] }] : [{ session: [] }, { token: [] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...bodyOf(e),
    responses: { [e.status]: replyOf(e), default: { description: 'Problem', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } } },
  }
}

function bodyOf(e: Endpoint): Json {
  if (e.media === 'multipart') return { requestBody: { required: true, content: { 'multipart/form-data': { schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } }, required: ['file'] } } } } }
  return e.body === null ? {} : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(e.body, 'input') } } } }
}

function replyOf(e: Endpoint): Json {
  if (e.media === 'download') return { description: 'The file', content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } }
  if (e.media === 'stream') return { description: 'Server-sent events', content: { 'text/event-stream': { schema: { type: 'string' } } } }
  return { description: 'Done', content: { 'application/json': { schema: schemaOf(e.reply, 'output') } } }
}

function parametersOf(schema: z.ZodType, place: 'path' | 'query'): Json[] {
  const object = schemaOf(schema, 'input')
  const properties = (object['properties'] ?? {}) as Record<string, Json>
  const required = new Set((object['required'] ?? []) as string[])
  return Object.entries(properties).map(([name, each]) => ({ name, in: place, required: place === 'path' || required.has(name), schema: each }))
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }) as Json
  return rest
}
