// Serves the built console from memory: a fixed list of files, compressed once, and the page itself for its own addresses.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.json': 'application/json; charset=utf-8',
  '.png': 'image/png', '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.webmanifest': 'application/manifest+json', '.txt': 'text/plain; charset=utf-8',
}
const compressible = new Set(['.html', '.js', '.css', '.svg', '.json', '.webmanifest', '.txt'])

type Encoding = 'br' | 'gzip' | 'identity'
type Asset = { readonly body: Buffer; readonly type: string; readonly etag: string; readonly lasting: boolean; readonly packed: Map<Encoding, Promise<Buffer>> }

/**
 * Registers `GET /*` for the files of a folder. Addresses without a file that ask for HTML get `index.html`, unless they start
 * with one of `notHere` (the API and the portal), whose unknown addresses are 404 problems.
 */
export function serveConsole(app: FastifyInstance, folder: string, notHere: readonly string[]): void {
  const assets = readAssets(folder)
  app.get('/*', (request, reply) => {
    const path = request.url.split('?')[0] ?? '/'
    const exact = assets.get(path === '/' ? '/index.html' : path)
    if (exact) return send(request, reply, exact)
    const page = assets.get('/index.html')
    const wantsPage = (request.headers.accept ?? '').includes('text/html') && extname(path) === ''
    if (!page || !wantsPage || notHere.some((start) => path === start || path.startsWith(`${start}/`))) return reply.callNotFound()
    return send(request, reply, page)
  })
}

function readAssets(folder: string): Map<string, Asset> {
  const assets = new Map<string, Asset>()
  if (!existsSync(folder)) return assets
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const extension = extname(entry.name)
    const type = types[extension]
    if (!entry.isFile() || type === undefined) continue
    const path = join(entry.parentPath, entry.name)
    const url = `/${relative(folder, path).split(sep).join('/')}`
    const body = readFileSync(path)
    // Vite puts the hash of the content into the names below /assets: such a file never changes.
    assets.set(url, { body, type, lasting: url.startsWith('/assets/'), etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`, packed: new Map() })
  }
  return assets
}

async function send(request: FastifyRequest, reply: FastifyReply, asset: Asset): Promise<FastifyReply> {
  reply.header('cache-control', asset.lasting ? 'public, max-age=31536000, immutable' : 'no-cache').header('etag', asset.etag).header('vary', 'accept-encoding')
  if (request.headers['if-none-match'] === asset.etag) return reply.status(304).send()
  const encoding = chooseEncoding(request, asset)
  if (encoding !== 'identity') reply.header('content-encoding', encoding)
  return reply.type(asset.type).send(encoding === 'identity' ? asset.body : await pack(asset, encoding))
}

function chooseEncoding(request: FastifyRequest, asset: Asset): Encoding {
  if (asset.body.length < 1024 || !compressible.has(extensionOf(asset.type))) return 'identity'
  const accepted = String(request.headers['accept-encoding'] ?? '')
  if (/\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted)) return 'br'
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted) ? 'gzip' : 'identity'
}

function extensionOf(type: string): string {
  return Object.entries(types).find(([, t]) => t === type)?.[0] ?? ''
}

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)

function pack(asset: Asset, encoding: 'br' | 'gzip'): Promise<Buffer> {
  let packed = asset.packed.get(encoding)
  if (!packed) {
    packed = encoding === 'br' ? brotli(asset.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6, [constants.BROTLI_PARAM_SIZE_HINT]: asset.body.length } }) : gzipped(asset.body, { level: 7 })
    asset.packed.set(encoding, packed)
  }
  return packed
}
