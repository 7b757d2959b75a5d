// Signing in, people, posts, units, roles, tokens, sessions on the wire.
import { z } from 'zod'
import { permissions } from '../domain/identity/permissions.ts'
import { unitKinds } from '../domain/identity/unit-kinds.ts'
import { code, done, id, instant, line, page, pageQuery, unitRef, withId } from './common.ts'
import { endpoint } from './endpoint.ts'

const password = z.string().min(10).max(200)
const username = z.string().regex(/^[a-z0-9][a-z0-9._-]{1,39}$/)

export const post = z.strictObject({ id, roleCode: z.string(), unit: unitRef })
export const me = z.strictObject({
  id, username: z.string(), name: z.string(), staffNo: z.string().nullable(), roleCode: z.string(), unit: unitRef, posts: z.array(post),
  permissions: z.array(z.string()), mustChangePassword: z.boolean(), serverTime: instant,
})
export const user = z.strictObject({
  id, username: z.string(), name: z.string(), staffNo: z.string().nullable(), status: z.enum(['active', 'disabled']), posts: z.array(post), createdAt: instant, lastSeenAt: instant.nullable(),
})
export const unit = z.strictObject({ id, code: z.string(), name: z.string(), kind: z.enum(unitKinds), parentId: id.nullable(), status: z.enum(['active', 'suspended', 'closed']), city: z.string().nullable() })
export const role = z.strictObject({ code: z.string(), scope: z.enum(['all', 'unit']), permissions: z.array(z.string()) })
export const token = z.strictObject({ id, name: z.string(), permissions: z.array(z.string()), createdAt: instant, expiresAt: instant.nullable(), lastUsedAt: instant.nullable(), revokedAt: instant.nullable() })
export const session = z.strictObject({ id, createdAt: instant, lastSeenAt: instant, userAgent: z.string(), current: z.boolean() })

export const signIn = endpoint({ method: 'POST', path: '/api/session', needs: 'public', summary: 'Sign in', body: z.strictObject({ username: line(100), password: z.string().min(1).max(200) }), reply: me, status: 201 })
export const signOut = endpoint({ method: 'DELETE', path: '/api/session', needs: 'signed_in', summary: 'Sign out', reply: done })
export const getMe = endpoint({ method: 'GET', path: '/api/session', needs: 'signed_in', summary: 'Who am I', reply: me })
export const switchPost = endpoint({ method: 'POST', path: '/api/session/post', needs: 'self:manage', summary: 'Change the active post', body: z.strictObject({ postId: id }), reply: me })
export const changePassword = endpoint({ method: 'POST', path: '/api/session/password', needs: 'self:manage', summary: 'Change my password; ends my other sessions', body: z.strictObject({ current: z.string().min(1).max(200), next: password }), reply: done })
export const listSessions = endpoint({ method: 'GET', path: '/api/sessions', needs: 'self:manage', summary: 'My sessions', reply: z.strictObject({ items: z.array(session) }) })
export const endSession = endpoint({ method: 'DELETE', path: '/api/sessions/:id', needs: 'self:manage', summary: 'End one of my sessions', params: withId, reply: done })

export const listUsers = endpoint({ method: 'GET', path: '/api/users', needs: 'identity:read', summary: 'People', query: z.strictObject({ ...pageQuery, q: line(80).optional(), role: code.optional(), unitId: id.optional() }), reply: page(user) })
const postInput = z.strictObject({ roleCode: code, unitId: id })
export const createUser = endpoint({ method: 'POST', path: '/api/users', needs: 'identity:manage', summary: 'Create a person; the first password must be changed', body: z.strictObject({ username, name: line(60), staffNo: line(30).optional(), password, posts: z.array(postInput).min(1).max(10) }), reply: user, status: 201, idempotent: true })
export const setUserPosts = endpoint({ method: 'PUT', path: '/api/users/:id/posts', needs: 'identity:manage', summary: 'Replace the posts of a person', params: withId, body: z.strictObject({ posts: z.array(postInput).min(1).max(10) }), reply: user })
export const disableUser = endpoint({ method: 'POST', path: '/api/users/:id/disabling', needs: 'identity:manage', summary: 'Disable a person and end every session and token of theirs at once; their open cases go to the pool, or to the person named', params: withId, body: z.strictObject({ reason: line(200), casesToId: id.optional() }), reply: user })
export const enableUser = endpoint({ method: 'POST', path: '/api/users/:id/enabling', needs: 'identity:manage', summary: 'Enable a person again', params: withId, body: z.strictObject({ reason: line(200) }), reply: user })
export const resetPassword = endpoint({ method: 'POST', path: '/api/users/:id/password-reset', needs: 'identity:manage', summary: 'Set a one-time password which must be changed', params: withId, body: z.strictObject({ password }), reply: done })

export const listUnits = endpoint({ method: 'GET', path: '/api/units', needs: 'signed_in', summary: 'Units of the organisation', query: z.strictObject({ ...pageQuery, q: line(80).optional(), kind: z.enum(unitKinds).optional(), parentId: id.optional() }), reply: page(unit) })
export const createUnit = endpoint({ method: 'POST', path: '/api/units', needs: 'identity:manage', summary: 'Create a unit', body: z.strictObject({ code: z.string().regex(/^[A-Z0-9-]{2,20}$/), name: line(60), kind: z.enum(unitKinds), parentId: id, city: line(40).optional() }), reply: unit, status: 201, idempotent: true })
export const listRoles = endpoint({ method: 'GET', path: '/api/roles', needs: 'identity:read', summary: 'Roles and their permissions', reply: z.strictObject({ items: z.array(role) }) })
export const updateRole = endpoint({ method: 'PUT', path: '/api/roles/:code', needs: 'identity:manage', summary: 'Change the permissions of a role', params: z.strictObject({ code }), body: z.strictObject({ permissions: z.array(z.enum(permissions)).max(100) }), reply: role })
export const listTokens = endpoint({ method: 'GET', path: '/api/api-tokens', needs: 'token:manage', summary: 'API tokens', reply: z.strictObject({ items: z.array(token) }) })
export const createToken = endpoint({ method: 'POST', path: '/api/api-tokens', needs: 'token:manage', summary: 'Create an API token; the secret is shown once', body: z.strictObject({ name: line(60), permissions: z.array(z.enum(permissions)).min(1).max(50), expiresAt: instant.optional() }), reply: token.extend({ token: z.string() }), status: 201 })
export const revokeToken = endpoint({ method: 'DELETE', path: '/api/api-tokens/:id', needs: 'token:manage', summary: 'Revoke an API token at once', params: withId, reply: done })

export const identityEndpoints = [signIn, signOut, getMe, switchPost, changePassword, listSessions, endSession, listUsers, createUser, setUserPosts, disableUser, enableUser, resetPassword, listUnits, createUnit, listRoles, updateRole, listTokens, createToken, revokeToken] as const
