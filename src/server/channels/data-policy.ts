// How long personal data is kept and which consent text is in force, from its policy pack.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const years = z.strictObject({ value: z.int().positive(), source: z.string() })
const shape = z.strictObject({
  version: z.int().positive(), validFrom: z.iso.date(), sources: z.record(z.string(), z.string()), keepYears: years, copyDays: years,
  consent: z.strictObject({ version: z.string().regex(/^[\w.-]+$/), fingerprint: z.string().regex(/^[0-9a-f]{16}$/), source: z.string() }),
})

/** The pack in force. @throws Error that lists what is wrong with it. */
export const dataPolicy = readDataPolicy()

function readDataPolicy(): { readonly keepYears: number; readonly copyDays: number; readonly consent: { readonly version: string; readonly fingerprint: string } } {
  const pack = shape.parse(parse(readFileSync(new URL('../../../policies/personal-data.yaml', import.meta.url), 'utf8')))
  return { keepYears: pack.keepYears.value, copyDays: pack.copyDays.value, consent: { version: pack.consent.version, fingerprint: pack.consent.fingerprint } }
}
