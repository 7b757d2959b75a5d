// Bulk intake over HTTP.
import * as contract from '../../contract/imports.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import type { Deps } from './deps.ts'
import { sendErrorFile, sendTemplate } from './import-files.ts'
import { beginImport, cancelImport, getImport, listImports, listRejections, previewImport, resumeImport, uploadImport } from './imports.ts'
import type { Looker } from './imports.ts'

/** All routes of `contract/imports.ts`. */
export function importRoutes(deps: Deps, look: Looker): Route[] {
  return [
    route(contract.uploadImport, (ctx, { query }, exchange) => uploadImport(deps, look, ctx, query.again === 'true', exchange)),
    route(contract.listImports, (ctx, { query }) => listImports(ctx, query)),
    route(contract.getImport, (ctx, { params }) => getImport(ctx, params.id)),
    route(contract.previewImport, (ctx, { params, query }) => previewImport(deps, look, ctx, params.id, query.sheet)),
    route(contract.startImport, (ctx, { params, body }) => beginImport(deps, ctx, params.id, body)),
    route(contract.cancelImport, (ctx, { params }) => cancelImport(ctx, params.id)),
    route(contract.resumeImport, (ctx, { params }) => resumeImport(ctx, params.id)),
    route(contract.listRejections, (ctx, { params, query }) => listRejections(deps, ctx, params.id, query)),
    route(contract.importErrorFile, (ctx, { params, query }, exchange) => sendErrorFile(deps, ctx, params.id, query, exchange)),
    route(contract.importTemplate, (_ctx, { query }, exchange) => sendTemplate(query, exchange)),
  ]
}
