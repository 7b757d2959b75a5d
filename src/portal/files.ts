// The portal's style sheet, script and icon, read once at start, each served under a name made of its content.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Page } from './models.ts'

/** A file served to browsers: its address holds a hash of its bytes, so it may be kept for a year. */
export type PortalFile = { path: string; type: string; body: Buffer; gzipped: Buffer }

function file(name: string, type: string): PortalFile {
  const body = readFileSync(new URL(`./static/${name}`, import.meta.url))
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
  return { path: `/p/files/${hash}/${name}`, type, body, gzipped: gzipSync(body, { level: 9 }) }
}

/** Style sheet, script and icon. */
export function readPortalFiles(): PortalFile[] {
  return [file('portal.css', 'text/css; charset=utf-8'), file('portal.js', 'text/javascript; charset=utf-8'), file('icon.svg', 'image/svg+xml')]
}

/** The addresses a page links. */
export function assetsOf(files: readonly PortalFile[]): Page['assets'] {
  const path = (end: string): string => files.find((one) => one.path.endsWith(end))?.path ?? ''
  return { css: path('.css'), js: path('.js'), icon: path('.svg') }
}
