// What the record says about people, units, roles and tokens; payloads are frozen once shipped and name staff only.

export type RecordedPost = { readonly roleCode: string; readonly unitCode: string }

/** The streams of identity: one per person, unit, role and token. */
export type IdentityStream = 'user' | 'unit' | 'role' | 'token'

export type IdentityEvent =
  | { readonly type: 'identity.user_created'; readonly data: { readonly username: string; readonly name: string; readonly staffNo: string | null; readonly posts: readonly RecordedPost[] } }
  | { readonly type: 'identity.user_posts_set'; readonly data: { readonly username: string; readonly before: readonly RecordedPost[]; readonly after: readonly RecordedPost[] } }
  | { readonly type: 'identity.user_disabled'; readonly data: { readonly username: string; readonly reason: string; readonly sessions: number; readonly tokens: number } }
  | { readonly type: 'identity.user_enabled'; readonly data: { readonly username: string; readonly reason: string } }
  | { readonly type: 'identity.password_reset'; readonly data: { readonly username: string } }
  | { readonly type: 'identity.password_changed'; readonly data: { readonly username: string } }
  | { readonly type: 'identity.unit_created'; readonly data: { readonly code: string; readonly name: string; readonly kind: string; readonly parentCode: string } }
  | { readonly type: 'identity.organisation_founded'; readonly data: { readonly units: number; readonly code: string; readonly name: string } }
  | { readonly type: 'identity.role_changed'; readonly data: { readonly code: string; readonly added: readonly string[]; readonly removed: readonly string[] } }
  | { readonly type: 'identity.token_created'; readonly data: { readonly name: string; readonly permissions: readonly string[]; readonly expiresAt: string | null } }
  | { readonly type: 'identity.token_revoked'; readonly data: { readonly name: string; readonly because: 'revoked' | 'creator_disabled' } }

export const identityEventTypes = [
  'identity.user_created', 'identity.user_posts_set', 'identity.user_disabled', 'identity.user_enabled', 'identity.password_reset', 'identity.password_changed',
  'identity.unit_created', 'identity.organisation_founded', 'identity.role_changed', 'identity.token_created', 'identity.token_revoked',
] as const satisfies readonly IdentityEvent['type'][]
