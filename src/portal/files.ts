// What the portal reads from disk once at start: its locale files, style sheet, script and icon, each under a name made of its content.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { translator } from './translate.ts'
import type { Texts } from './translate.ts'
import type { Locale, Page, Translate } from './models.ts'

/** A file served to browsers: its address holds a hash of its bytes, so it may be kept for a year. */
export type PortalFile = { path: string; type: string; body: Buffer }

const folder = new URL('./static/', import.meta.url)
const localeFolder = new URL('../../locales/', import.meta.url)

function file(name: string, type: string): PortalFile {
  const body = readFileSync(new URL(name, folder))
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
  return { path: `/p/files/${hash}/${name}`, type, body }
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

function texts(locale: Locale, namespace: string): Texts {
  return JSON.parse(readFileSync(new URL(`${locale}/${namespace}.json`, localeFolder), 'utf8')) as Texts
}

/** Translators of every language, over the portal's own words. */
export function readTranslators(): Record<Locale, Translate> {
  const of = (locale: Locale): Translate => translator({ portal: texts(locale, 'portal') })
  return { 'zh-CN': of('zh-CN'), 'zh-TW': of('zh-TW'), en: of('en') }
}
