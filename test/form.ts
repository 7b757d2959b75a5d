// A customer's browser without a script: follows links, fills the forms a page really holds, keeps cookies. Used to walk the portal in tests.
import { createClient } from './client.ts'
import type { Client } from './client.ts'

export type Shown = { readonly status: number; readonly url: string; readonly text: string; readonly headers: Headers }
export type Field = string | readonly string[] | { readonly name: string; readonly type: string; readonly bytes: Uint8Array }

export type Visitor = {
  readonly cookies: Client['cookies']
  /** Opens an address, following redirects. */
  readonly open: (path: string, headers?: Record<string, string>) => Promise<Shown>
  /** Sends the form of the page whose action starts with `action`, with its hidden and filled fields and `answers` on top, as its button would. */
  readonly send: (page: Shown, action: string, answers?: Record<string, Field>) => Promise<Shown>
}

/** A visitor of the server at `url`. */
export function createVisitor(url: string): Visitor {
  const { cookies } = createClient(url)
  async function go(path: string, init: RequestInit, hops = 0): Promise<Shown> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(new URL(path, url), { ...init, redirect: 'manual', headers: { accept: 'text/html', ...(cookie ? { cookie } : {}), ...(init.headers as Record<string, string> | undefined) } })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    const to = response.headers.get('location')
    if (to !== null && response.status >= 300 && response.status < 400 && hops < 5) return go(new URL(to, new URL(path, url)).href, {}, hops + 1)
    return { status: response.status, url: new URL(path, url).pathname + new URL(path, url).search, text: await response.text(), headers: response.headers }
  }
  return {
    cookies,
    open: (path, headers = {}) => go(path, { headers }),
    send: (page, action, answers = {}) => {
      const form = formsOf(page.text).find((one) => one.action.startsWith(action))
      if (!form) throw new Error(`no form for ${action} on ${page.url}`)
      const fields = new Map<string, Field>(form.fields)
      for (const [name, value] of Object.entries(answers)) fields.set(name, value)
      return go(form.action, { method: 'POST', body: form.multipart ? multipart(fields) : encoded(fields), headers: { origin: new URL(url).origin } })
    },
  }
}

function encoded(fields: ReadonlyMap<string, Field>): URLSearchParams {
  const body = new URLSearchParams()
  for (const [name, value] of fields) for (const one of typeof value === 'string' ? [value] : Array.isArray(value) ? (value as readonly string[]) : []) body.append(name, one)
  return body
}

function multipart(fields: ReadonlyMap<string, Field>): FormData {
  const body = new FormData()
  for (const [name, value] of fields) {
    if (typeof value === 'string') body.append(name, value)
    else if ('bytes' in value) body.append(name, new Blob([Uint8Array.from(value.bytes)], { type: value.type }), value.name)
    else for (const one of value) body.append(name, one)
  }
  return body
}

type Form = { readonly action: string; readonly multipart: boolean; readonly fields: [string, Field][] }

function formsOf(text: string): Form[] {
  return [...text.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].map(([, head = '', inner = '']) => {
    const fields = new Map<string, string[]>()
    const add = (name: string | undefined, value: string): void => { if (name) fields.set(name, [...(fields.get(name) ?? []), value]) }
    for (const [tag] of inner.matchAll(/<input[^>]*>/g)) {
      const type = attribute(tag, 'type') ?? 'text'
      if (type === 'file' || ((type === 'checkbox' || type === 'radio') && !/\schecked/.test(tag))) continue
      add(attribute(tag, 'name'), attribute(tag, 'value') ?? '')
    }
    for (const [, tag = '', value = ''] of inner.matchAll(/<textarea([^>]*)>([\s\S]*?)<\/textarea>/g)) add(attribute(tag, 'name'), plain(value).replace(/^\n/, ''))
    return { action: attribute(head, 'action') ?? '', multipart: attribute(head, 'enctype') === 'multipart/form-data', fields: [...fields].map(([name, values]): [string, Field] => [name, values.length === 1 ? (values[0] ?? '') : values]) }
  })
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return found === undefined ? undefined : plain(found)
}

function plain(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
}
