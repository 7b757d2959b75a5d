// Enforces the order of rooms and capabilities, the purity of the domain, and that every locale has the same words.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The business capabilities; a file may import its own or an earlier one. */
export const capabilities = [
  'identity', 'policy', 'sla', 'waybills', 'customers', 'messages', 'complaints', 'investigation', 'liability',
  'compensation', 'resolution', 'appeals', 'channels', 'followup', 'improvement', 'training', 'analytics', 'desk',
]

const mayImport: Record<string, string[]> = {
  domain: ['domain'],
  contract: ['contract', 'domain'],
  portal: ['portal', 'contract', 'domain'],
  console: ['console', 'contract', 'domain'],
  server: ['server', 'portal', 'contract', 'domain'],
}

// The portal and the console are asked for by the browser as files, never imported by a lower room.
const shared = new Set(['platform', 'kit'])

/** One broken rule: the file (from the repository's root) and a sentence. */
export type Violation = { file: string, says: string }

/** Checks all sources below `root`/src and the locales; an empty list means that the house is in order. */
export function checkRooms(root: string): Violation[] {
  const files = filesBelow(join(root, 'src')).filter(path => /\.tsx?$/.test(path))
  const sources = files.flatMap(path => checkFile(root, path))
  return [...sources, ...checkLocales(join(root, 'locales'))]
}

function checkFile(root: string, path: string): Violation[] {
  const file = relative(root, path).split(sep).join('/')
  const text = readFileSync(path, 'utf8')
  const isTest = /\.test\.tsx?$/.test(file)
  const found = importsOf(text).map(specifier => checkImport(file, specifier, isTest))
  if (/^(?:\s*(?:\/\/[^\n]*\n|\/\*[\s\S]*?\*\/|export\s+(?:type\s+)?(?:\*|\{[^}]*\})\s*(?:as\s+\w+\s+)?from\s*['"][^'"]+['"];?))+\s*$/.test(text) && /export/.test(text)) {
    found.push('is a barrel: it only re-exports; import the file you mean')
  }
  if (room(file) === 'domain' && !isTest) {
    const impure = /\bDate\.now\s*\(|\bnew Date\s*\(\s*\)|\bMath\.random\s*\(/.exec(withoutComments(text))
    if (impure) found.push(`calls ${impure[0]}…): the domain gets time and chance as values`)
  }
  return found.flatMap(says => (says ? [{ file, says }] : []))
}

function checkImport(file: string, specifier: string, isTest: boolean): string | undefined {
  const from = room(file)
  if (!specifier.startsWith('.')) {
    return from === 'domain' && !isTest ? `imports ${specifier}: the domain uses no library and nothing of Node` : undefined
  }
  if (!/\.(tsx?|json|svg|css|mjs)$/.test(specifier)) return `imports ${specifier} without its extension, which Node does not find`
  const target = posix.join(posix.dirname(file), specifier)
  const to = room(target)
  if (to === undefined) return isTest || target === 'package.json' ? undefined : `imports ${target}, which is outside of src`
  if (from && !mayImport[from]?.includes(to)) return `imports ${target}: ${from} must not know ${to}`
  const own = capabilityOf(file)
  const other = capabilityOf(target)
  if (own === undefined || other === undefined) return undefined
  if (shared.has(own)) return shared.has(other) || mayKnow(own, target) ? undefined : `imports ${target}: ${own} knows no capability`
  const isLater = capabilities.indexOf(other) > capabilities.indexOf(own)
  return isLater && !shared.has(other) ? `imports ${target}: ${other} comes after ${own}` : undefined
}

// Who acts and what that permits is part of every request, so platform takes these words of the first capability from the domain.
function mayKnow(own: string, target: string): boolean {
  return own === 'platform' && target.startsWith('src/domain/identity/')
}

function room(file: string): string | undefined {
  const [top, name] = file.split('/')
  return top === 'src' && name !== undefined && name in mayImport ? name : undefined
}

// A capability is a folder or, in contract, a file of that name; lists such as server/routes.ts belong to none.
function capabilityOf(file: string): string | undefined {
  const name = file.split('/')[2]?.replace(/\.(test\.)?tsx?$/, '')
  return name !== undefined && (shared.has(name) || capabilities.includes(name)) ? name : undefined
}

function importsOf(text: string): string[] {
  const pattern = /(?:^|[\s;}])(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g
  return [...withoutComments(text).matchAll(pattern)].map(match => match[1] ?? match[2] ?? '')
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/(^|[^:'"`])\/\/[^\n]*/g, '$1')
}

function checkLocales(folder: string): Violation[] {
  if (!existsSync(folder)) return []
  const locales = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name)
  const words = new Map(locales.map(locale => [locale, keysOf(join(folder, locale))]))
  const all = new Set([...words.values()].flatMap(keys => [...keys]))
  return [...words].flatMap(([locale, keys]) => {
    const missing = Map.groupBy([...all].filter(key => !keys.has(key)), key => key.split('.')[0])
    return [...missing].map(([name, lacking]) => ({
      file: `locales/${locale}/${name}.json`,
      says: `lacks ${lacking.slice(0, 8).join(', ')}${lacking.length > 8 ? ` and ${lacking.length - 8} more` : ''}`,
    }))
  })
}

function keysOf(folder: string): Set<string> {
  const files = readdirSync(folder).filter(name => name.endsWith('.json'))
  return new Set(files.flatMap(name => flatten(JSON.parse(readFileSync(join(folder, name), 'utf8')), name.replace(/json$/, ''))))
}

function flatten(value: unknown, prefix: string): string[] {
  if (typeof value !== 'object' || value === null) return [prefix.slice(0, -1)]
  // Plural forms differ by language: Chinese has only `_other`.
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, `${prefix}${key.replace(/_(one|other)$/, '')}.`))
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .flatMap(entry => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]))
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const violations = checkRooms(resolve(dirname(fileURLToPath(import.meta.url)), '..'))
  for (const { file, says } of violations) console.log(`${file} ${says}`)
  process.exitCode = violations.length === 0 ? 0 : 1
}
