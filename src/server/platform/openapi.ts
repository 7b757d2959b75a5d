// The interface as OpenAPI 3.1, generated from the contract's endpoints.
import { z } from 'zod'
import type { Endpoint } from '../../contract/endpoint.ts'

type Json = Record<string, unknown>

/** The document for a list of endpoints. Deterministic: the same contract gives the same text. */
export function openApiOf(endpoints: readonly Endpoint[], problem: z.ZodType, version: string): Json {
  const paths: Record<string, Json> = {}
  const shared = sharedReplies(endpoints)
  for (const e of endpoints) {
    const path = e.path.replaceAll(/:([A-Za-z]+)/g, '{$1}')
    paths[path] = { ...paths[path], [e.method.toLowerCase()]: operationOf(e, shared) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Huiyin', version, description: 'Complaint handling for express couriers. Errors are application/problem+json; `code` names the reason.' },
    paths,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'huiyin' }, token: { type: 'http', scheme: 'bearer' }, portal: { type: 'apiKey', in: 'cookie', name: 'huiyin-portal' } },
      schemas: { Problem: schemaOf(problem, 'output'), ...Object.fromEntries([...shared].map(([schema, name]) => [name, schemaOf(schema, 'output')])) },
    },
  }
}

/** Replies that several endpoints give, named after the first of them: written once, they keep the document small. */
function sharedReplies(endpoints: readonly Endpoint[]): ReadonlyMap<z.ZodType, string> {
  const json = endpoints.filter((e) => e.media !== 'download' && e.media !== 'stream')
  return new Map([...Map.groupBy(json, (e) => e.reply)].flatMap(([reply, some]) => (some.length > 1 && some[0] ? [[reply, `${operationId(some[0])}Reply`] as const] : [])))
}

function operationId(e: Endpoint): string {
  return `${e.method.toLowerCase()}${e.path.replaceAll(/[^A-Za-z0-9]+(\w)/g, (_, c: string) => c.toUpperCase()).replaceAll(/\W/g, '')}`
}

function operationOf(e: Endpoint, shared: ReadonlyMap<z.ZodType, string>): Json {
  const parameters = [...parametersOf(e.params, 'path'), ...parametersOf(e.query, 'query')]
  if (e.idempotent) parameters.push({ name: 'Idempotency-Key', in: 'header', required: false, description: 'Required for API tokens.', schema: { type: 'string', minLength: 1, maxLength: 200 } })
  return {
    operationId: operationId(e),
    summary: e.summary,
    'x-needs': e.needs,
    security: e.needs === 'public' ? [] : e.needs === 'portal' ? [{ portal: [] }] : [{ session: [] }, { token: [] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...bodyOf(e),
    responses: { [e.status]: replyOf(e, shared), default: { description: 'Problem', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } } },
  }
}

function bodyOf(e: Endpoint): Json {
  if (e.media === 'bytes') return { requestBody: { required: true, content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } } }
  if (e.media === 'multipart') return { requestBody: { required: true, content: { 'multipart/form-data': { schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } }, required: ['file'] } } } } }
  return e.body === null ? {} : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(e.body, 'input') } } } }
}

function replyOf(e: Endpoint, shared: ReadonlyMap<z.ZodType, string>): Json {
  if (e.media === 'download') return { description: 'The file', content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } }
  if (e.media === 'stream') return { description: 'Server-sent events', content: { 'text/event-stream': { schema: { type: 'string' } } } }
  const name = shared.get(e.reply)
  return { description: 'Done', content: { 'application/json': { schema: name === undefined ? schemaOf(e.reply, 'output') : { $ref: `#/components/schemas/${name}` } } } }
}

function parametersOf(schema: z.ZodType, place: 'path' | 'query'): Json[] {
  const object = schemaOf(schema, 'input')
  const properties = (object['properties'] ?? {}) as Record<string, Json>
  const required = new Set((object['required'] ?? []) as string[])
  return Object.entries(properties).map(([name, each]) => ({ name, in: place, required: place === 'path' || required.has(name), schema: each }))
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12', override: ({ jsonSchema }) => {
    // `format` says it already; zod's patterns for it are most of the document
    if (['uuid', 'date', 'date-time', 'email'].includes(jsonSchema.format ?? '')) delete jsonSchema.pattern
  } }) as Json
  return rest
}
