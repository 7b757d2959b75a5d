// An HTTP client as people and machines use it: keeps its cookies, or carries a token, and makes idempotency keys.
import { randomUUID } from 'node:crypto'

export type Answer<T = Record<string, unknown>> = { readonly status: number; readonly headers: Headers; readonly body: T; readonly text: string }
export type Send = { readonly headers?: Record<string, string>; readonly key?: string | null }

export type Client = {
  readonly get: <T = Record<string, unknown>>(path: string, send?: Send) => Promise<Answer<T>>
  /** Sends JSON; a fresh idempotency key unless `key` says which, or null for none. */
  readonly post: <T = Record<string, unknown>>(path: string, body?: unknown, send?: Send) => Promise<Answer<T>>
  readonly put: <T = Record<string, unknown>>(path: string, body?: unknown, send?: Send) => Promise<Answer<T>>
  readonly del: <T = Record<string, unknown>>(path: string, send?: Send) => Promise<Answer<T>>
  /** Uploads one file as `file`. */
  readonly upload: <T = Record<string, unknown>>(path: string, file: { name: string; type: string; bytes: Uint8Array }) => Promise<Answer<T>>
  readonly cookies: Map<string, string>
}

/** A client for the server at `url`; with a `token` it is a machine. */
export function createClient(url: string, token?: string): Client {
  const cookies = new Map<string, string>()
  async function send<T>(method: string, path: string, body: BodyInit | undefined, headers: Record<string, string>): Promise<Answer<T>> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url + path, { method, redirect: 'manual', ...(body === undefined ? {} : { body }), headers: { ...(cookie ? { cookie } : {}), ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers } })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    return { status: response.status, headers: response.headers, text, body: (isJson && text !== '' ? JSON.parse(text) : {}) as T }
  }
  const withBody = <T>(method: string, path: string, body: unknown, options: Send): Promise<Answer<T>> => send<T>(method, path, body === undefined ? undefined : JSON.stringify(body), {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(options.key === null || method !== 'POST' ? {} : { 'idempotency-key': options.key ?? randomUUID() }), ...options.headers,
  })
  return {
    cookies,
    get: (path, options = {}) => send('GET', path, undefined, options.headers ?? {}),
    post: (path, body, options = {}) => withBody('POST', path, body, options),
    put: (path, body, options = {}) => withBody('PUT', path, body, options),
    del: (path, options = {}) => send('DELETE', path, undefined, options.headers ?? {}),
    upload: (path, file) => {
      const form = new FormData()
      form.append('file', new Blob([Uint8Array.from(file.bytes)], { type: file.type }), file.name)
      return send('POST', path, form, {})
    },
  }
}
