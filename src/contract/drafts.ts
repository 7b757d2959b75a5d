// Words typed and not sent yet, kept for their writer alone so that a crash or a sign-out loses none.
import { z } from 'zod'
import { done, instant } from './common.ts'
import { endpoint } from './endpoint.ts'

/** Names a form and what it is about, e.g. `act.<case id>.note`. */
export const draftKey = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,119}$/)
const withKey = z.strictObject({ key: draftKey })

export const listDrafts = endpoint({
  method: 'GET', path: '/api/drafts', needs: 'self:manage', summary: 'One’s own unsent words, newest first', reply: z.strictObject({ items: z.array(z.strictObject({ key: z.string(), text: z.string(), savedAt: instant })) }),
})
export const saveDraft = endpoint({ method: 'PUT', path: '/api/drafts/:key', needs: 'self:manage', summary: 'Keeps unsent words for seven days, sealed', params: withKey, body: z.strictObject({ text: z.string().min(1).max(20_000).refine((s) => s.isWellFormed(), { error: 'control_characters' }) }), reply: z.strictObject({ savedAt: instant }) })
export const dropDraft = endpoint({ method: 'DELETE', path: '/api/drafts/:key', needs: 'self:manage', summary: 'Forgets unsent words', params: withKey, reply: done })
export const draftEndpoints = [listDrafts, saveDraft, dropDraft] as const
