// What every page of the portal is sent with: language, letter size, the company's words, strict headers, and pages for errors.
import { sql } from 'kysely'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../../domain/refusal.ts'
import { troublePage } from '../../portal/channels/trouble-page.ts'
import { assetsOf, readPortalFiles } from '../../portal/files.ts'
import type { Page, Site, TroubleModel } from '../../portal/models.ts'
import { chooseLocale, locales } from '../../portal/words.ts'
import type { Locale } from '../../portal/models.ts'
import type { Deps } from '../complaints/deps.ts'
import { wordsOf } from '../platform/locales.ts'
import { understood } from '../platform/problems.ts'

/** What the pages' routes are built with. */
export type Frame = { readonly d: Deps; readonly site: () => Site; readonly assets: Page['assets'] }

export const portalFiles = readPortalFiles()
export const portalAssets = assetsOf(portalFiles)

const year = 365 * 86_400
const cookies = { lang: 'huiyin-lang', elder: 'huiyin-elder' } as const
const headers = {
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  // with no-referrer, browsers send `Origin: null` and every form would look like somebody else's
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
} as const

type Switch = { name: string; value: string } | null

/** The frame of a request's page, a switch of language or letter size taken into account. */
export async function pageOf(f: Frame, request: FastifyRequest, reply: FastifyReply, switched: Switch = null): Promise<Page> {
  if (switched) keepSwitch(f, reply, switched)
  const clock = await sql<{ now: number }>`select app_now() as now`.execute(f.d.db)
  return frameAt(f, request, clock.rows[0]?.now ?? Date.now(), switched)
}

function frameAt(f: Frame, request: FastifyRequest, now: number, switched: Switch): Page {
  const chosen = switched?.name === 'lang' ? switched.value : request.cookies[cookies.lang]
  const elder = switched?.name === 'elder' ? switched.value : request.cookies[cookies.elder]
  const locale = chooseLocale(chosen, request.headers['accept-language'])
  return { t: wordsOf(locale), locale, now, elder: elder === 'on', site: f.site(), assets: f.assets, announcements: announcementsOf(f.d, locale, now), ...(request.method === 'GET' ? { self: withoutSwitch(request.url) } : {}) }
}

// The author's own words go as they are; without any, what is known is said plainly.
function announcementsOf(d: Deps, locale: Locale, now: number): string[] {
  const t = wordsOf(locale)
  const surge = d.house.surgeAt(now)
  return [
    ...(surge === null ? [] : [surge.notice ?? t('portal.frame.surge', { hours: surge.expectedHours })]),
    ...d.house.channelsDown().map((down) => down.message ?? t('portal.frame.channelDown', { channel: t(`codes.channel.${down.channel}`) })),
  ]
}

function keepSwitch(f: Frame, reply: FastifyReply, { name, value }: { name: string; value: string }): void {
  const secure = f.d.publicUrl.startsWith('https:')
  if (name === 'lang' && locales.some((one) => one.code === value)) reply.setCookie(cookies.lang, value, { path: '/p', maxAge: year, sameSite: 'lax', secure })
  if (name === 'elder') reply.setCookie(cookies.elder, value === 'on' ? 'on' : 'off', { path: '/p', maxAge: year, sameSite: 'lax', secure })
}

/** `?lang=` and `?elder=` are kept in a cookie and taken out of the address; gives where to go on, or null without one. */
export function switchedTo(f: Frame, request: FastifyRequest, reply: FastifyReply): string | null {
  const url = new URL(request.url, 'http://portal')
  const found = (['lang', 'elder'] as const).filter((name) => url.searchParams.has(name))
  for (const name of found) keepSwitch(f, reply, { name, value: url.searchParams.get(name) ?? '' })
  return found.length > 0 ? withoutSwitch(request.url) : null
}

function withoutSwitch(address: string): string {
  const url = new URL(address, 'http://portal')
  for (const name of ['lang', 'elder', 'done']) url.searchParams.delete(name)
  // only ever a path below /p of this host
  return url.pathname.startsWith('/p') && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}` : '/p'
}

/** Sends a page. */
export function sendPage(reply: FastifyReply, text: string, status = 200): FastifyReply {
  return reply.status(status).headers(headers).type('text/html; charset=utf-8').send(text)
}

/** Sends a page whose address is a secret: no request made from it names where it came from. */
export function sendSecret(reply: FastifyReply, text: string, status = 200): FastifyReply {
  return reply.status(status).headers({ ...headers, 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex, nofollow' }).type('text/html; charset=utf-8').send(text)
}

const codes: Readonly<Record<number, TroubleModel['code']>> = { 401: 'expired', 404: 'not_found', 413: 'too_large', 429: 'too_many', 503: 'unavailable', 507: 'unavailable' }

/** Sends the page for an error; what isn't understood is a bug, logged with its request id. */
export function sendTrouble(f: Frame, request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const known = understood(error)
  if (!known) request.log.error({ err: error, requestId: request.id }, 'unexpected')
  const status = known?.status ?? 500
  const page = frameAt(f, request, Date.now(), null)
  if (known?.retryAfter !== undefined) reply.header('retry-after', String(known.retryAfter))
  const code = codes[status] ?? (known && status < 500 ? 'refused' : 'broken')
  return sendPage(reply, troublePage(page, {
    code,
    ...(known?.retryAfter !== undefined && status === 429 ? { retryAt: new Date(page.now + known.retryAfter * 1000).toISOString() } : {}),
    ...(status >= 500 ? { requestId: request.id } : {}),
    ...(code === 'refused' && error instanceof Refusal ? { refusal: { code: error.code } } : {}),
  }), status)
}
