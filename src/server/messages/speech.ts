// The speech pack as shipped: read once, every pattern compiled, and what is wrong with it said at the start.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import type { speech } from '../../contract/speech.ts'

type Speech = z.output<typeof speech>

const code = z.string().regex(/^[a-z][a-z_]*$/)
const compiles = (pattern: string): boolean => {
  try {
    return new RegExp(pattern, 'g') instanceof RegExp
  } catch {
    return false
  }
}
const source = z.string().min(1)
const shape = z.strictObject({
  version: z.int().positive(), validFrom: z.iso.date(), sources: z.record(z.string(), z.string()),
  snippets: z.array(z.strictObject({ code, acts: z.array(code), source })),
  forbidden: z.array(z.strictObject({ code, severity: z.enum(['warn', 'block']), source, patterns: z.array(z.string().max(300).refine(compiles, 'pattern does not compile')) })),
}).refine((pack) => [...pack.snippets, ...pack.forbidden].every((each) => each.source in pack.sources), 'every source is named')

/** Reads `policies/speech.yaml`. @throws ZodError that lists what is wrong with the pack. */
export function shippedSpeech(): Speech {
  const pack = shape.parse(parse(readFileSync(new URL('../../../policies/speech.yaml', import.meta.url), 'utf8')))
  return { version: pack.version, snippets: pack.snippets.map(({ code: name, acts }) => ({ code: name, acts })), forbidden: pack.forbidden.map(({ code: name, severity, patterns }) => ({ code: name, severity, patterns })) }
}
