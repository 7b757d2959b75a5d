// Joins the portal's pages to the server: files, form bodies, errors as pages, and every page's address below /p.
import type { FastifyInstance } from 'fastify'
import { Refusal } from '../../domain/refusal.ts'
import { plainFacts } from '../../domain/sla/profiles.ts'
import { homePage } from '../../portal/channels/home-page.ts'
import { howPage } from '../../portal/channels/how-page.ts'
import type { Deps } from '../complaints/deps.ts'
import type { Intake } from '../complaints/intake.ts'
import { casePages } from './portal-case-pages.ts'
import { complainPages } from './portal-complain.ts'
import { dataPages } from './portal-data.ts'
import { followPages } from './portal-follow.ts'
import { pageOf, portalAssets, portalFiles, sendPage, sendTrouble, switchedTo } from './portal-frame.ts'
import type { Frame } from './portal-frame.ts'
import { orderPages } from './portal-orders.ts'
import { siteOf } from './portal-site.ts'

/** Registers the portal. Its pages need no session of staff and no script. */
export function servePortal(http: FastifyInstance, d: Deps, intake: Intake): void {
  const f: Frame = { d, site: siteOf(() => d.policy().profileFor(plainFacts)), assets: portalAssets }
  http.register(async (app) => {
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => done(null, new URLSearchParams(String(body))))
    app.setErrorHandler((error, request, reply) => sendTrouble(f, request, reply, error))
    app.addHook('preHandler', async (request, reply) => {
      const to = request.method === 'GET' ? switchedTo(f, request, reply) : null
      if (to !== null) return reply.redirect(to, 303)
    })
    for (const file of portalFiles) app.get(file.path, (request, reply) => {
      const packed = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(String(request.headers['accept-encoding'] ?? ''))
      if (packed) reply.header('content-encoding', 'gzip')
      return reply.header('cache-control', 'public, max-age=31536000, immutable').header('vary', 'accept-encoding').type(file.type).send(packed ? file.gzipped : file.body)
    })
    app.get('/p', async (request, reply) => sendPage(reply, homePage(await pageOf(f, request, reply))))
    app.get('/p/', async (_request, reply) => reply.redirect('/p', 303))
    app.get('/p/how', async (request, reply) => sendPage(reply, howPage(await pageOf(f, request, reply))))
    complainPages(app, f, intake)
    followPages(app, f)
    dataPages(app, f, intake)
    casePages(app, f)
    orderPages(app, f)
    app.get('/p/*', (request, reply) => {
      if (request.url.startsWith('/p/api')) return reply.callNotFound()
      throw new Refusal('not_found', {}, 404)
    })
  })
}
