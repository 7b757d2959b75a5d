// The endpoints of identity: signing in, people, units, roles, tokens, sessions.
import { sql } from 'kysely'
import * as abnormal from '../../contract/abnormal-units.ts'
import * as wire from '../../contract/identity.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx, Exchange } from '../platform/context.ts'
import type { Platform } from '../platform/platform.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { write } from '../platform/write.ts'
import { secretHash } from '../platform/ids.ts'
import { endAbnormality, listAbnormalities, recordAbnormality } from './abnormal-units.ts'
import { createToken, createUnit, revokeToken, setRolePermissions } from './organisation.ts'
import { checkPassword, hashPassword } from './passwords.ts'
import { getMe, getUnit, getUser, listRoles, listSessions, listTokens, listUnits, listUsers } from './queries.ts'
import { clearSessionCookie, ownSession, rotateSession, sessionActor, sessionHash, setSessionCookie } from './sessions.ts'
import { beginAttempt, forgive, signInWith } from './sign-in.ts'
import { changePassword, createUser, disableUser, enableUser, refuseWeakPassword, resetPassword, setPosts } from './store.ts'

const ok = { ok: true } as const

/** Every route of `src/contract/identity.ts`. */
export function identityRoutes(p: Platform): Route[] {
  return [...sessionRoutes(p), ...peopleRoutes(), ...organisationRoutes(), ...abnormalUnitRoutes(), ...tokenRoutes()]
}

function abnormalUnitRoutes(): Route[] {
  return [
    route(abnormal.recordAbnormality, (ctx, { params, body }) => write(ctx, (t) => recordAbnormality(t, params.id, body), 201)),
    route(abnormal.endAbnormality, (ctx, { params, body }) => write(ctx, async (t) => { await endAbnormality(t, params.id, body.reason); return ok })),
    route(abnormal.listAbnormalities, (ctx, { query }) => listAbnormalities(ctx, query)),
  ]
}

function sessionRoutes(p: Platform): Route[] {
  const own = (ctx: Ctx, exchange: Exchange): Buffer => ownSession(ctx.actor, exchange.request, p.publicUrl)
  return [
    route(wire.signIn, async (ctx, { body }, exchange) => {
      const { request } = exchange
      const secret = await signInWith(ctx, body, { ip: request.ip, userAgent: request.headers['user-agent'] ?? '', oldSession: sessionHash(request, p.publicUrl) })
      const found = await sessionActor(ctx.db, secretHash(secret))
      if (!found) throw new Refusal('identity.wrong_credentials', {}, 401)
      setSessionCookie(exchange, p.publicUrl, secret)
      return getMe(ctx.db, found.actor, secretHash(secret))
    }),
    route(wire.signOut, async (ctx, _input, exchange) => {
      const hash = own(ctx, exchange)
      await sql`update sessions set revoked_at = now() where token_hash = ${hash} and revoked_at is null`.execute(ctx.db)
      clearSessionCookie(exchange, p.publicUrl)
      return ok
    }),
    route(wire.getMe, (ctx, _input, exchange) => getMe(ctx.db, ctx.actor, sessionHash(exchange.request, p.publicUrl))),
    route(wire.switchPost, async (ctx, { body }, exchange) => {
      const hash = own(ctx, exchange)
      const switched = await sql`update sessions s set post_id = p.id from posts p where s.token_hash = ${hash} and p.id = ${body.postId} and p.user_id = s.user_id and p.ended_at is null returning 1`.execute(ctx.db)
      if (switched.rows.length === 0) throw new Refusal('not_found', {}, 404)
      return getMe(ctx.db, ctx.actor, hash)
    }),
    route(wire.changePassword, async (ctx, { body }, exchange) => {
      const secret = await changeOwnPassword(ctx, own(ctx, exchange), exchange.request.ip, body)
      setSessionCookie(exchange, p.publicUrl, secret)
      return ok
    }),
    route(wire.listSessions, async (ctx, _input, exchange) => ({ items: await listSessions(ctx.db, ctx.actor.id, own(ctx, exchange)) })),
    route(wire.endSession, async (ctx, { params }, exchange) => {
      own(ctx, exchange)
      const ended = await sql`update sessions set revoked_at = now() where id = ${params.id} and user_id = ${ctx.actor.id} and revoked_at is null returning 1`.execute(ctx.db)
      if (ended.rows.length === 0) throw new Refusal('not_found', {}, 404)
      return ok
    }),
  ]
}

/** Checks the current password under the same throttle as a sign-in, sets the next, gives the session's new secret. */
async function changeOwnPassword(ctx: Ctx, hash: Buffer, ip: string, body: { current: string; next: string }): Promise<string> {
  const user = await ctx.db.selectFrom('users').select(['username', 'password_hash']).where('id', '=', ctx.actor.id).executeTakeFirstOrThrow()
  const attempt = await beginAttempt(ctx.db, `password of ${ctx.actor.id}`, ip)
  if (!await checkPassword(user.password_hash, body.current)) throw new Refusal('identity.wrong_current_password')
  await forgive(ctx.db, attempt.keys)
  if (body.next === body.current) throw new Refusal('identity.same_password')
  refuseWeakPassword(body.next, user.username)
  const next = await hashPassword(body.next)
  return write(ctx, async (t) => {
    await changePassword(t, ctx.actor.id, next, hash)
    return rotateSession(t.tx, hash)
  })
}

function peopleRoutes(): Route[] {
  return [
    route(wire.listUsers, (ctx, { query }) => listUsers(ctx, query)),
    route(wire.createUser, async (ctx, { body }) => {
      refuseWeakPassword(body.password, body.username)
      const { password, ...rest } = body
      const passwordHash = await hashPassword(password)
      return write(ctx, async (t) => getUser(t.tx, await createUser(t, { ...rest, passwordHash, mustChangePassword: true })), 201)
    }),
    route(wire.setUserPosts, (ctx, { params, body }) => write(ctx, async (t) => {
      await setPosts(t, params.id, body.posts)
      return getUser(t.tx, params.id)
    })),
    route(wire.disableUser, (ctx, { params, body }) => write(ctx, async (t) => {
      await disableUser(t, params.id, body.reason, body.casesToId ?? null)
      return getUser(t.tx, params.id)
    })),
    route(wire.enableUser, (ctx, { params, body }) => write(ctx, async (t) => {
      await enableUser(t, params.id, body.reason)
      return getUser(t.tx, params.id)
    })),
    route(wire.resetPassword, async (ctx, { params, body }) => {
      const user = await ctx.db.selectFrom('users').select('username').where('id', '=', params.id).executeTakeFirst()
      if (!user) throw new Refusal('not_found', {}, 404)
      refuseWeakPassword(body.password, user.username)
      const passwordHash = await hashPassword(body.password)
      await write(ctx, (t) => resetPassword(t, params.id, passwordHash))
      return ok
    }),
  ]
}

function organisationRoutes(): Route[] {
  return [
    route(wire.listUnits, (ctx, { query }) => listUnits(ctx.db, query)),
    route(wire.createUnit, (ctx, { body }) => write(ctx, async (t) => getUnit(t.tx, await createUnit(t, body)), 201)),
    route(wire.listRoles, async (ctx) => ({ items: await listRoles(ctx.db) })),
    route(wire.updateRole, (ctx, { params, body }) => write(ctx, async (t) => {
      await setRolePermissions(t, params.code, body.permissions)
      const role = (await listRoles(t.tx)).find((r) => r.code === params.code)
      if (!role) throw new Refusal('not_found', {}, 404)
      return role
    })),
  ]
}

function tokenRoutes(): Route[] {
  return [
    route(wire.listTokens, async (ctx) => ({ items: await listTokens(ctx.db) })),
    route(wire.createToken, (ctx, { body }) => write(ctx, async (t) => {
      const made = await createToken(t, { name: body.name, permissions: body.permissions, expiresAt: body.expiresAt === undefined ? null : Date.parse(body.expiresAt) })
      const [shown] = await listTokens(t.tx, made.id)
      if (!shown) throw new Refusal('not_found', {}, 404)
      return { ...shown, token: made.secret }
    })),
    route(wire.revokeToken, async (ctx, { params }) => {
      await write(ctx, (t) => revokeToken(t, params.id))
      return ok
    }),
  ]
}
